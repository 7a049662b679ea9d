"""The plan on a page in Vizro's own way: a card for each indicator with its state and latest figure, a graph where there is a trend.

Reads the same content as our page shows, from the file that PEER_CONTENT names. Runs in an environment of its own
(``pip install vizro granian brotli``).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.express as px
import vizro.models as vm
from vizro import Vizro
from vizro.models.types import capture

from bench.peers.compressed import Wsgi, compressed, warmed


@capture("graph")
def trend(data_frame: pd.DataFrame) -> Any:
    """A small line without ornament."""
    drawn = px.line(data_frame, x="x", y="y", markers=True, height=160)
    drawn.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, xaxis_title=None, yaxis_title=None)
    return drawn


def server() -> Wsgi:
    told = json.loads(Path(os.environ["PEER_CONTENT"]).read_text(encoding="utf-8"))
    attention = "\n".join(f"- {line}" for line in told["attention"])
    counts = ", ".join(f"{n} {state}" for state, n in told["counts"])
    parts: list[Any] = [vm.Card(text=f"## {told['headline']}\n\n{counts}"), vm.Card(text=f"### Needs the Board’s attention\n\n{attention}")]
    parts += [_priority(each) for each in told["priorities"]]
    page = vm.Page(title="Plan on a page", components=[*parts, vm.Card(text=told["last"])])
    made = Vizro().build(vm.Dashboard(title=told["title"], pages=[page]))
    return compressed(warmed(made.dash.server))


def _priority(told: dict[str, Any]) -> Any:
    inside: list[Any] = []
    for each in told["indicators"]:
        text = (
            f"#### [{each['name']}](/)\n\n**{each['state']}** {each['standing']}\n\n{each['latest']}\n\n{each['change']}\n\n{each['next']}"
        )
        inside.append(vm.Card(text=text))
        if each["line"]:
            frame = pd.DataFrame(each["line"], columns=["x", "y"])
            inside.append(vm.Graph(figure=trend(frame)))
    inside.append(vm.Card(text=f"**People’s voice**\n\n{told['voice']}"))
    return vm.Container(title=told["name"], components=inside, layout=vm.Flex(direction="row", wrap=True))
