"""Room: pages. What is taken away from a page: released figures as CSV, workbook, metadata or picture, as known on a date.

Every file is made on asking, from the same released observations as the page, and is never kept on the way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import flask

from charts import intervals
from charts.marks import letters
from charts.svg import Element
from exports.delimited import csv_bytes
from exports.explored import choice, explored_sheet, panels, seen, unheld, unheld_words
from exports.figures import figures_sheet
from exports.groups import groups_sheet
from exports.metadata import csvw
from exports.pack import pack, pack_cover, pack_sheets
from exports.pictures import Picture, chart_styles, picture
from exports.quality import MERGE, NONE_TO_MERGE, merging_sheet, quality_sheet, standings, unknown_sheet
from exports.sheets import Cover, Sheet, cover, file_name
from exports.workbooks import workbook
from indicators.disclosure.released import Released
from indicators.registry.models import Indicator, Plan
from indicators.wording import HELPLINE, joined
from pages.board.readings import UNNAMED, comparison_caption, comparison_drawing, part_drawing, source_words
from pages.frame import data
from pages.frame.data import Figures
from pages.frame.parts import mark_line
from pages.frame.queries import Query, query
from pages.reference import confirmed

RULE: Final = "/download/<path:name>"
TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/csvm+json",
    "svg": "image/svg+xml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What one address gives: its name in a file name, its cover, its tables; the first of them is the one of CSV and metadata."""

    name: str
    about: Cover
    sheets: tuple[Sheet, ...]
    endings: tuple[str, ...] = ("csv", "xlsx", "json")


class NothingThereError(Exception):
    """An address of a file that is not there; its words say what to do, `status` is that of the answer."""

    def __init__(self, words: str, status: int = 404) -> None:
        super().__init__(words)
        self.status = status


def register(server: flask.Flask, assets: Path) -> None:
    """Serve every file under `/download/`; `assets` is the folder whose style sheets a picture carries within."""
    css = [(assets / "css" / f"{name}.css").read_text(encoding="utf-8") for name in ("tokens", "charts")]
    styles = chart_styles(*css)

    @server.get(RULE)
    def download(name: str) -> flask.Response:
        try:
            asked = query(f"/download/{name}", flask.request.args, today=data.current().today())
            return _answer(data.dated(data.current(), asked.as_of), asked, name, styles)
        except NothingThereError as nothing:
            return flask.Response(f"{nothing}\n", status=nothing.status, mimetype="text/plain")


def _answer(figures: Figures, asked: Query, name: str, styles: str) -> flask.Response:
    if asked.problem:
        raise NothingThereError(f"{asked.problem.partition('This page')[0]}No file was made; mend the date in the address.", 400)
    stem, _, ending = name.rpartition(".")
    if stem.startswith("chart/") and ending == "svg":
        what, content = stem.replace("/", "-"), _picture(figures, asked, stem.removeprefix("chart/"), styles)
    else:
        taken = _taken(figures, asked, stem)
        if ending not in taken.endings:
            raise NothingThereError(f"There is no file {name}. Expected one that ends with {' or '.join(taken.endings)}.")
        what, content = taken.name, _content(figures, asked, taken, ending)
    response = flask.Response(content, content_type=TYPES[ending])
    named = _named(figures, asked, what, ending)
    response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    response.headers["Cache-Control"] = "no-store"
    if ending == "csv":
        address = flask.request.full_path.rstrip("?").replace(f"{stem}.csv", f"{stem}.json")
        response.headers["Link"] = f'<{address}>; rel="describedby"; type="{TYPES["json"]}"'
    return response


def _named(figures: Figures, asked: Query, what: str, ending: str) -> str:
    return file_name(figures.plan, what, ending, as_of=asked.as_of, illustrative=figures.illustrative)


def _content(figures: Figures, asked: Query, taken: Taken, ending: str) -> bytes:
    if ending == "xlsx":
        return workbook(taken.about, taken.sheets)
    if ending == "csv":
        return csv_bytes(taken.sheets[0])
    document = csvw(taken.sheets[0], taken.about, file=_named(figures, asked, taken.name, "csv"))
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


# -- tables ------------------------------------------------------------------------------------------------------------------------------


def _taken(figures: Figures, asked: Query, stem: str) -> Taken:
    kind, _, id = stem.partition("/")
    if kind == "indicator" and id:
        return _indicator(figures, asked, id)
    maker = TABLES.get(stem)
    if maker is None:
        raise NothingThereError(f"There is no file {stem[:80]}. Each page names the files that can be had of it.")
    return maker(figures, asked)


def _indicator(figures: Figures, asked: Query, id: str) -> Taken:
    plan = figures.plan
    indicator = next((each for each in plan.indicators if each.id == id), None)
    if indicator is None:
        raise NothingThereError(f"The plan has no indicator {id[:40]}. It has {', '.join(each.id for each in plan.indicators)}.")
    held = [each for each in figures.released(asked.as_of) if each.key.indicator == id]
    name = f"{indicator.number} {indicator.short}"
    sheet = figures_sheet(plan, held, name="figures", title=name, illustrative=figures.illustrative, about=_words_on(indicator))
    remarks = (HELPLINE,) if indicator.sensitive else ()
    compared = [each for each in figures.comparisons(asked.as_of) if each.indicator == id]
    groups = (groups_sheet(plan, compared, name="groups", title=f"{name}: groups compared", illustrative=figures.illustrative),)
    return Taken(id, _cover(figures, asked, name, held, remarks), (sheet, *(groups if compared else ())))


def _words_on(indicator: Indicator) -> tuple[str, ...]:
    """The plan's words, and what is left out where that is said."""
    left_out = (f"Left out: {indicator.exclusions}.",) if indicator.exclusions else ()
    return (f"The plan says: “{indicator.text}”.", *left_out)


def _plan(figures: Figures, asked: Query) -> Taken:
    plan = figures.plan
    held = in_order(plan, figures.released(asked.as_of))
    sheet = figures_sheet(plan, held, name="figures", title="All released figures", illustrative=figures.illustrative)
    return Taken("figures", _cover(figures, asked, "All released figures", held, _helpline(plan)), (sheet,))


def _populations(figures: Figures, asked: Query) -> Taken:
    own = {indicator.id for indicator in figures.plan.indicators}
    held = [each for each in figures.released(asked.as_of) if each.key.indicator not in own]
    sheet = figures_sheet(
        figures.plan, held, name="populations", title="Populations used as denominators", illustrative=figures.illustrative
    )
    return Taken("populations", _cover(figures, asked, "Populations", held), (sheet,))


def _inequalities(figures: Figures, asked: Query) -> Taken:
    compared = figures.comparisons(asked.as_of)
    ours = {(each.indicator, each.part) for each in compared}
    held = [each for each in figures.released(asked.as_of) if (each.key.indicator, each.key.part) in ours]
    sheet = groups_sheet(figures.plan, compared, name="inequalities", title="Groups compared", illustrative=figures.illustrative)
    remarks = tuple(dict.fromkeys(note for each in compared for note in each.notes))
    return Taken("inequalities", _cover(figures, asked, "Groups compared", held, remarks), (sheet,))


def _explored(figures: Figures, asked: Query) -> Taken:
    plan, board, released = figures.plan, figures.board(asked.as_of), figures.released(asked.as_of)
    if nowhere := unheld_words(unheld(asked.asked, plan, released)):
        raise NothingThereError(f"{nowhere} No file was made; mend the series in the address, or choose them on the page Explore.", 400)
    chosen = choice(asked.asked, plan, board, released)
    shown = seen(panels(plan, board, released, chosen))
    sheet = explored_sheet(plan, shown, chosen, illustrative=figures.illustrative)
    remarks = _helpline(plan) if any(panel.indicator.sensitive for panel in shown) else ()
    held = [point.released for panel in shown for point in panel.points]
    return Taken("explored", _cover(figures, asked, "Series beside one another", held, remarks), (sheet,))


def _quality(figures: Figures, asked: Query) -> Taken:
    plan, board, released = figures.plan, figures.board(asked.as_of), figures.released(asked.as_of)
    told, merging = confirmed.told(plan, asked.as_of), merging_sheet(plan, released)
    sheets = (
        quality_sheet(plan, board, standings(plan, board, released)),
        *([merging] if merging.rows else []),
        unknown_sheet(plan, figures.comparisons(asked.as_of)),
        *(sheet for section in told for sheet in section.sheets),
    )
    remarks = (
        f"{MERGE}: {joined(*merging.about) or NONE_TO_MERGE}",
        *(joined(f"{section.title}: {section.words}", section.more) for section in told),
    )
    return Taken("data-quality", _cover(figures, asked, "Data quality", in_order(plan, released), remarks), sheets)


def _pack(figures: Figures, asked: Query) -> Taken:
    day = asked.as_of
    held = pack(figures.plan, figures.board(day), figures.comparisons(day), figures.voices(day), illustrative=figures.illustrative)
    return Taken("board-pack", pack_cover(held), pack_sheets(held), ("xlsx",))


#: tables by the address without its ending
TABLES: Final[Mapping[str, Callable[[Figures, Query], Taken]]] = {
    "plan": _plan,
    "populations": _populations,
    "inequalities": _inequalities,
    "explore": _explored,
    "data-quality": _quality,
    "pack": _pack,
}


def in_order(plan: Plan, released: Iterable[Released]) -> list[Released]:
    """The figures of the plan's indicators, in the order of the plan; within one as they come."""
    place = {indicator.id: order for order, indicator in enumerate(plan.indicators)}
    return sorted((each for each in released if each.key.indicator in place), key=lambda each: place[each.key.indicator])


def _cover(figures: Figures, asked: Query, title: str, held: Iterable[Released], remarks: tuple[str, ...] = ()) -> Cover:
    day = asked.as_of or figures.today()
    return cover(figures.plan, title, held, day=day, illustrative=figures.illustrative, remarks=remarks)


def _helpline(plan: Plan) -> tuple[str, ...]:
    return (HELPLINE,) if any(indicator.sensitive for indicator in plan.indicators) else ()


# -- pictures ----------------------------------------------------------------------------------------------------------------------------


def _picture(figures: Figures, asked: Query, id: str, styles: str) -> bytes:
    """The chart of an indicator: of the part asked for, else of the one its page shows; of its groups where a period is named."""
    plan = figures.plan
    if all(each.id != id for each in plan.indicators):
        raise NothingThereError(f"The plan has no indicator {id[:40]}. It has {', '.join(each.id for each in plan.indicators)}.")
    drawn = _groups(figures, asked, id) if asked.argument("period") else _trend(figures, asked, id)
    if drawn is None:
        raise NothingThereError(f"No chart is drawn of indicator {id}: too few figures are held. Its page says what is missing.")
    element, about = drawn
    return picture(element, about, styles)


def _trend(figures: Figures, asked: Query, id: str) -> tuple[Element, Picture] | None:
    indicator = figures.plan.indicator(id)
    summary = figures.board(asked.as_of).summary(id)
    wanted = asked.argument("part")
    named = {p.part or UNNAMED: p for p in summary.parts}
    if wanted and wanted not in named:
        held = f"Its parts are {', '.join(part for part in named if part != UNNAMED)}" if len(named) > 1 else "It has no parts"
        raise NothingThereError(f"Indicator {id} has no part {wanted[:40]}. {held}. Follow the link of a picture on the indicator’s page.")
    shown = named[wanted] if wanted else summary.headline
    drawn = part_drawing(figures.plan, indicator, shown) if shown is not None else ()
    if shown is None or not drawn:
        return None
    subtitle = f"{indicator.number} {shown.name}, {shown.place}"
    key = letters(shown.series.points) if shown.series else ()
    return drawn[0], _about(
        figures, asked, shown.title or shown.sentence, subtitle, f"{source_words(figures.plan, shown)} {mark_line(key)}"
    )


def _groups(figures: Figures, asked: Query, id: str) -> tuple[Element, Picture] | None:
    wanted = (id, asked.argument("part"), asked.argument("area"), asked.argument("period"))
    found = [c for c in figures.comparisons(asked.as_of) if (c.indicator, c.part, c.area, c.period.key) == wanted]
    drawn = comparison_drawing(figures.plan, found[0]) if found else ()
    if not drawn:
        return None
    one = found[0]
    used = {r.source for r in figures.released(asked.as_of) if (r.key.indicator, r.key.part, r.key.period) == (id, one.part, one.period)}
    named = "; ".join(f"{s.publisher}, {s.dataset}" for s in figures.plan.sources if s.id in used) or "supplied by a lead"
    told = f"Source: {named}. {one.method} {mark_line(intervals.letters(one))}"
    return drawn[0], _about(figures, asked, one.title or one.headline, comparison_caption(figures.plan, one), told)


def _about(figures: Figures, asked: Query, title: str, subtitle: str, source: str) -> Picture:
    return Picture(title, subtitle, source.strip(), asked.as_of or figures.today(), figures.illustrative)
