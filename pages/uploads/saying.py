"""Room: pages. Commentary written on the screen: what happened, why, what next; of one indicator in one quarter, kept as it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import flask
from dash import html
from dash.development.base_component import Component

from access import gates
from access.doors import NotAllowedError, through
from access.guard import sent_to
from access.roles import Right, may, place_of
from charts.svg import element
from indicators.observations import Origin
from indicators.periods import Period
from indicators.registry.models import Indicator, Plan
from indicators.statements import Told
from indicators.submissions import Commentary
from indicators.wording import HELPLINE
from loaders.answers import Answers
from loaders.checks import small_numbers
from loaders.questions import BOX
from pages.frame import data
from pages.frame.entrances import choice, refused
from pages.frame.html import drawing
from pages.uploads import pieces, reach
from pages.uploads.desk import Upload
from store.problems import StoreError
from store.receipts import Receipt

TITLE: Final = "Write commentary"
ON_SCREEN: Final = "written on the screen"
BOXES: Final = (
    ("what_happened", "What happened", "What the figures of this quarter say, in your words."),
    ("why", "Why", "What led to it, as far as you know."),
    ("what_next", "What next", "What will be done, by whom and by when."),
)
EMPTY: Final = "What happened: found nothing in any of the three boxes. Expected a sentence in one of them. Write it, then keep it."
LONG: Final = f"Found {{length:,}} characters. Expected at most {BOX:,}. Shorten it to what the Board needs."
SURE: Final = "Everybody may read these numbers: nobody can be recognised by them"
NOT_CHOSEN: Final = "Found no indicator or quarter that you write about. Nothing was kept. Choose both from the lists."


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written. `faults` are what is to be mended, by the box; `asked` the small numbers found in the words."""

    indicator: Indicator
    period: Period
    words: Mapping[str, str]
    faults: Mapping[str, str]
    asked: tuple[str, ...] = ()


def page() -> flask.Response:
    """The choice of an indicator and a quarter; and once they are chosen, the three boxes with what was written before."""
    plan = pieces.plan()
    indicator, period = _chosen(plan, pieces.argument("indicator"), pieces.argument("quarter"))
    if indicator is None or period is None:
        wrong = NOT_CHOSEN if pieces.argument("indicator") else ""
        return _shown(plan, None, wrong=wrong, status=404 if wrong else 200)
    return _shown(plan, Draft(indicator, period, _held(indicator, period), {}))


def keep() -> flask.Response:
    """Keep what was written, as it was typed; what is to be mended is said beside it, and nothing has to be typed again."""
    plan, sent = pieces.plan(), flask.request.form
    indicator, period = _chosen(plan, sent.get("indicator", ""), sent.get("quarter", ""))
    if indicator is None or period is None:
        return _shown(plan, None, wrong=NOT_CHOSEN, status=400)
    # a browser sends the ends of lines as CR LF, whatever was typed
    words = {name: sent.get(name, "")[: 4 * BOX].replace("\r\n", "\n") for name, _, _ in BOXES}
    faults = {name: LONG.format(length=len(text)) for name, text in words.items() if len(text) > BOX}
    if not any(text.strip() for text in words.values()):
        faults = {"what_happened": EMPTY}
    asked = _small(words) if not sent.get("sure") else ()
    if faults or asked:
        return _shown(plan, Draft(indicator, period, words, faults, asked), status=400)
    said = Commentary(indicator.id, period.key, **words, origin=Origin(ON_SCREEN, "", ""))
    try:
        receipt = _said(plan, said, confirmed=bool(sent.get("sure")))
    except NotAllowedError as refusal:
        return refused(403, str(refusal))
    except StoreError as problem:
        return _shown(plan, Draft(indicator, period, words, {}), wrong=str(problem), status=409)
    kept = {"approval": "approval", "accepted": f"{receipt.number}"}.get(receipt.outcome, "0")
    return sent_to(f"/uploads/commentary?indicator={indicator.id}&quarter={period.key}&kept={kept}")


def _said(plan: Plan, said: Commentary, *, confirmed: bool) -> Receipt:
    """Hand it to the desk, through the door that asks for the right and writes the entry."""
    desk, who = pieces.taking(), reach.sender(plan)
    if not gates.guarded():
        return desk.say(said, who, confirmed=confirmed)
    return through(
        gates.current().records, gates.actor(), Right.SEND, plan, said.indicator, lambda: desk.say(said, who, confirmed=confirmed)
    )


def _small(words: Mapping[str, str]) -> tuple[str, ...]:
    """Small numbers of people in the words, each with what is asked of it."""
    found = (problem for name, _, _ in BOXES for problem in small_numbers(words[name], Origin(ON_SCREEN, "", name), Answers()))
    return tuple(dict.fromkeys(f"Found {problem.found}. {problem.remedy}" for problem in found))


def _own(plan: Plan) -> tuple[Indicator, ...]:
    return tuple(i for i in plan.indicators if not gates.guarded() or may(gates.actor(), Right.SEND, place_of(plan, i.id)))


def _chosen(plan: Plan, indicator: str, quarter: str) -> tuple[Indicator | None, Period | None]:
    return next((each for each in _own(plan) if each.id == indicator), None), pieces.chosen_quarter(plan, quarter)


def _standing(indicator: Indicator, period: Period) -> Told[Commentary] | None:
    told = reversed(data.current().commentary(None))
    return next((one for one in told if (one.said.indicator, one.said.period) == (indicator.id, period.key)), None)


def _held(indicator: Indicator, period: Period) -> dict[str, str]:
    """What stands now, so that it is mended and not written anew."""
    standing = _standing(indicator, period)
    said = standing.said if standing else None
    return {name: str(getattr(said, name)) if said else "" for name, _, _ in BOXES}


# -- what the page says -----------------------------------------------------------------------------------------------------------


def _shown(plan: Plan, draft: Draft | None, *, wrong: str = "", status: int = 200) -> flask.Response:
    said = [html.Div(html.P(wrong), className="notice", role="alert")] if wrong else _kept(draft)
    lead = (
        "It stands beside the figures, with its date, for everybody who reads them. It is kept as you type it. "
        "Write no names, and no small numbers of people."
    )
    body = [
        html.H1(TITLE),
        *said,
        html.P(lead, className="lead"),
        _chooser(plan, draft),
        *([_boxes(draft)] if draft else []),
    ]
    return pieces.page(TITLE, *body, status=status)


def _kept(draft: Draft | None) -> list[Component]:
    """What became of the words a moment ago, as far as it is so: the address may be an old one, or made up."""
    kept, standing = pieces.argument("kept"), _standing(draft.indicator, draft.period) if draft else None
    if kept == "approval" and draft and any(_waits(upload) for upload in pieces.taking().uploads()):
        words = "Kept. Somebody else approves it before anybody reads it."
    elif standing is not None and kept == f"{standing.submission}":
        words = f"Kept as submission {kept}. It stands from now on."
    elif standing is not None and kept == "0":
        words = "This stood already, word for word. Nothing has changed."
    else:
        return []
    return [html.Div(html.P(words), className="notice near", role="status")]


def _waits(upload: Upload) -> bool:
    """Whether an upload of whoever looks waits to be approved."""
    return upload.state == "approval" and upload.sender == reach.sender(pieces.plan()).who


def _chooser(plan: Plan, draft: Draft | None) -> Component:
    listed = [(indicator.id, f"{indicator.number} {indicator.short}") for indicator in _own(plan)]
    periods = [(period.key, period.label) for period in pieces.quarters(plan)]
    return html.Form(
        [
            choice("indicator", "Indicator", listed, chosen=draft.indicator.id if draft else ""),
            choice("quarter", "Quarter", periods, chosen=draft.period.key if draft else ""),
            html.P(html.Button("Write about this" if draft is None else "Write about another", type="submit", className="second")),
        ],
        method="get",
        action="/uploads/commentary",
        className="entry aside-by-side",
    )


def _boxes(draft: Draft) -> Component:
    hidden = [
        drawing(element("input", type="hidden", name=n, value=v))
        for n, v in (("indicator", draft.indicator.id), ("quarter", draft.period.key))
    ]
    help_ = [html.P(HELPLINE, className="hint")] if draft.indicator.sensitive else []
    return html.Form(
        [
            *hidden,
            html.H2(f"{draft.indicator.number} {draft.indicator.short}, {draft.period.label}"),
            *help_,
            *(_box(name, label, hint, draft) for name, label, hint in BOXES),
            *_sure(draft.asked),
            html.P(html.Button("Keep it", type="submit")),
        ],
        method="post",
        # what is asked about the words stands under them, out of sight on a small screen
        action="/uploads/commentary#asked",
        className="entry boxes-to-write",
    )


def _box(name: str, label: str, hint: str, draft: Draft) -> Component:
    fault = draft.faults.get(name, "")
    told = [f"{name}-hint", *([f"{name}-fault"] if fault else [])]
    # a browser drops the first end of line of a text area
    area = html.Textarea(
        f"\n{draft.words.get(name, '')}",
        name=name,
        id=name,
        rows=6,
        maxLength=None if fault else BOX,
        spellCheck="true",
        **pieces.more({"aria-describedby": " ".join(told)} | ({"aria-invalid": "true"} if fault else {})),
    )
    return html.Div(
        [
            html.Label(label, htmlFor=name),
            html.P(f"{hint} At most {BOX:,} characters.", id=f"{name}-hint", className="hint"),
            *([html.P(fault, id=f"{name}-fault", className="fault", role="alert")] if fault else []),
            area,
        ],
        className="field wide",
    )


def _sure(asked: Sequence[str]) -> list[Component]:
    if not asked:
        return []
    box = element("input", type="checkbox", name="sure", id="sure", value="yes", aria_describedby="sure-why")
    return [
        html.Fieldset(
            [
                html.Legend("A small number of people stands in your words"),
                html.Div([html.P(sentence) for sentence in asked], id="sure-why", role="alert"),
                html.Div([drawing(box), html.Label(SURE, htmlFor="sure")], className="tick"),
                html.P("If they cannot: take the number out of the words above, and keep it.", className="hint"),
            ],
            id="asked",
            className="question",
        )
    ]
