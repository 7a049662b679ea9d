"""What stands on our plan on a page, for the peers: as data that they show in their own way, and as files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from bench.peers.servers import get, heads
from indicators.registry.models import Plan
from indicators.summaries import Board
from pages.frame.data import Figures
from pages.frame.parts import standing

#: how the heads begin that keep a page to itself
SAFETY = ("content-security", "cross-origin", "permissions", "referrer", "x-")


def content_of(figures: Figures) -> dict[str, Any]:
    """What stands on the plan on a page, as data for a peer that shows the same in its own way."""
    plan, board = figures.plan, figures.board()
    return {
        "title": plan.short_title,
        "headline": board.headline,
        "counts": [(state.value, n) for state, n in board.counts.items() if n],
        "attention": [item.text for item in board.attention],
        "priorities": [
            {
                "name": f"{priority.number} {priority.short}",
                "voice": "No people’s voice evidence is held.",
                "indicators": [_indicator(plan, board, each.id) for each in priority.indicators],
            }
            for priority in plan.priorities
        ],
        "last": f"{plan.title}. Every number has gone through disclosure control.",
        "line": max((line(board, each.id) for each in plan.indicators), key=len),
        "table": [[each.number, each.short, board.summary(each.id).state.value] for each in plan.indicators],
    }


def _indicator(plan: Plan, board: Board, id: str) -> dict[str, Any]:
    indicator, summary = plan.indicator(id), board.summary(id)
    shown = summary.headline
    return {
        "name": f"{indicator.number} {indicator.short}",
        "state": summary.state.value,
        "standing": standing(shown),
        "latest": shown.latest_words if shown else summary.missing or summary.reason,
        "change": shown.change.words if shown and shown.change else "",
        "next": shown.next_period.short if shown and shown.next_period else "",
        "line": line(board, id),
    }


def line(board: Board, id: str) -> list[tuple[str, float]]:
    """The points of the small trend; () where our page draws none."""
    shown = board.summary(id).headline
    points = [(p.key.period.short, p.value) for p in shown.series.points if p.value is not None] if shown and shown.series else []
    return points if len(points) > 1 else []


def copied(port: int, folder: Path) -> None:
    """Our own page as files: its HTML, what it asks for, and beside them the heads of safety that it is sent with."""
    page = get(port, "/")[1].decode()
    safety = [(name, value) for name, value in heads(port, "/") if name.lower().startswith(SAFETY)]
    (folder / "heads.json").write_text(json.dumps(safety), encoding="utf-8")
    (folder / "static").mkdir()
    (folder / "index.html").write_text(page, encoding="utf-8")
    wanted = set(re.findall(r'"(/static/[^"]+)"', page))
    for address in [*wanted]:
        body = get(port, address)[1]
        (folder / address[1:]).write_bytes(body)
        if address.endswith(".css"):
            for named in set(re.findall(r'url\("?(/static/[^")]+)', body.decode())) - wanted:
                (folder / named[1:]).write_bytes(get(port, named)[1])
