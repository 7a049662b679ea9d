"""The strongest promise of disclosure control: one person moved between hidden cells changes nothing that a reader can get, byte for byte.

Two worlds are built that differ only so, under every hiding profile that the plan gives an indicator, and everything is asked of both:
every page of the plan (with the interactive chart, as of dates, in print or not), every file that is taken away, Dash's own addresses and
callbacks, and every document of the command line.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from exports.documents import indicator_document
from exports.shipped import shipped_csv
from house.terminal import Desk
from indicators.observations import Key, Observation, Origin, Status
from indicators.periods import Period, quarter
from indicators.registry import Plan
from indicators.submissions import Submission
from pages.web import web_app
from store.patterns import settle
from store.released import Reader
from store.submissions import open_store

AREA = "leeds"
#: Dash draws this at random for each running app; it tells nothing of any figure
DASH_TOKEN = re.compile(rb'"end_id":"[^"]*"')
QUARTERS = 14


@dataclass(frozen=True)
class Count:
    """One count a lead sends: of `indicator`, in the quarter `index`, of a group or of all; `out_of` makes it a share."""

    indicator: str
    index: int
    value: int
    group: tuple[tuple[str, str], ...] = ()
    part: str = ""
    out_of: int | None = None


def ethnic(index: int, *, white: int, mixed: int, asian: int, black: int, other: int, unknown: int) -> Iterator[Count]:
    """Assessments by group (profile mhsds5: hidden below 5, the rest rounded)."""
    groups = {"white": white, "mixed": mixed, "asian": asian, "black": black, "other": other, "not_stated": unknown}
    for group, value in groups.items():
        yield Count("I2.1", index, value, (("ethnic_group", group),), "assessed")
    yield Count("I2.1", index, sum(groups.values()), (), "assessed")


#: how many of each group are detained in the quarters of a year; with one moved from the second quarter to the fourth
DETAINED = {"white": ((40, 41, 42, 43),) * 2, "black": ((9, 3, 11, 2), (9, 2, 11, 3)), "not_known": ((4, 4, 1, 2), (4, 3, 1, 3))}


def detained(index: int, *, moved: bool) -> Iterator[Count]:
    """Detentions by group; those of unknown group have a count and no rate. The year of each is released too, added up."""
    for group, lines in DETAINED.items():
        out_of = None if group == "not_known" else 200_000
        yield Count("I2.1", index, lines[moved][index % 4], (("ethnic_group", group),), "detained", out_of)


def parents(index: int, *, yes: int, no: int, not_known: int) -> Iterator[Count]:
    """Children coming into care by their parents' mental health (profile exact5: 1 to 4 hidden, and a partner with them)."""
    for answer, value in (("yes", yes), ("no", no), ("not_known", not_known)):
        yield Count("I5.5", index, value, (("parental_mental_health", answer),))
    yield Count("I5.5", index, yes + no + not_known)


def world(*, moved: bool) -> list[Count]:
    """All counts; with `moved`, one person stands in another hidden cell in every second quarter, the latest among them."""
    counts: list[Count] = []
    for index in range(QUARTERS):
        step = int(moved and index % 2 == 1)
        counts += ethnic(index, white=46 + index, mixed=3 - step, asian=12, black=2 + step, other=9, unknown=8)
        counts += detained(index, moved=moved)
        counts += parents(index, yes=3 - step, no=40 + index, not_known=6 + step)
        counts.append(Count("I1.3", index, 5 + step, out_of=200_000))  # hes7: 1 to 7 hidden
        counts.append(Count("I8.2", index, 4 + step, out_of=200_000))  # deaths: no count below three years together
        counts.append(Count("I3.4", index, 2 + step))  # exact5: 1 to 4 hidden
        counts.append(Count("I5.4", index, 57 + step, out_of=60))  # the complement is 3 or 2
        counts.append(Count("I7.2", index, 1 + 2 * step))  # mhsds5 alone
    return counts


def period_of(index: int) -> Period:
    return quarter(2021 + index // 4, index % 4 + 1)


def observations(plan: Plan, counts: list[Count]) -> Iterator[Observation]:
    for count in counts:
        part = next(part for part in plan.indicator(count.indicator).parts if part.id == count.part)
        value = count.value if count.out_of is None else count.value / count.out_of * part.multiplier
        without = part.unit == "per_100000" and count.out_of is None
        key = Key(count.indicator, count.part, AREA, period_of(count.index), count.group)
        classification = "2001-NHS" if dict(count.group).get("ethnic_group") else ""
        yield Observation(
            key,
            "",
            None if without else value,
            Status.NOT_APPLICABLE if without else Status.OK,
            numerator=count.value,
            denominator=count.out_of,
            classification=classification,
            origin=Origin("quarter.xlsx", "Values", f"F{count.index + 2}"),
        )


def everything(plan: Plan, root: Path, folder: Path, *, moved: bool) -> Mapping[str, bytes]:
    """Whatever a reader can get of one world, by its address."""
    store = open_store(f"sqlite:///{folder / f'{moved}.db'}")
    at = datetime(2025, 6, 1, tzinfo=UTC)
    published = root / "data" / "published" / "figures.csv"
    Desk(plan, store, None, "the project", lambda: at).arrive(published.name, published.read_bytes())
    for number, counts in enumerate((world(moved=moved)[:-30], world(moved=moved))):
        found = tuple(observations(plan, counts))
        sent = Submission("quarter.xlsx", f"{number}{moved}"[:5].ljust(64, "0"), "template", "the leads' workbook", len(found), found)
        store.accept(sent, by="a lead", at=at)
        settle(store, plan, at=at)
    reader = Reader(store, plan, today=lambda: date(2025, 7, 1))
    got = dict(_pages(reader, plan, root))
    got |= _taken_away(reader, plan, root)
    for day in (None, date(2025, 6, 15)):
        board, released, compared = reader.board(day), reader.released(day), reader.comparisons(day)
        for indicator in plan.indicators:
            document = indicator_document(plan, board, indicator.id, released, compared)
            got[f"show {indicator.id} {day}"] = json.dumps(document).encode()
    got["shipped"] = shipped_csv(reader.released(), plan).encode()
    return got


def _pages(reader: Reader, plan: Plan, root: Path) -> Iterator[tuple[str, bytes]]:
    client = web_app(reader, root / "assets").server.test_client()
    paths = [
        "/",
        "/inequalities",
        "/about",
        *(f"/priority/{p.id}" for p in plan.priorities),
        *(f"/indicator/{i.id}" for i in plan.indicators),
    ]
    for path in paths:
        for asked in ("", "?as_of=2025-06-15", "?chart=interactive"):
            answer = client.get(path + asked)
            assert answer.status_code == 200, path
            yield path + asked, DASH_TOKEN.sub(b"", answer.data)
    for path in ("/_dash-layout", "/_dash-dependencies"):
        yield path, client.get(path).data
    served = [callback for callback in client.get("/_dash-dependencies").get_json() if not callback["clientside_function"]]
    for callback in served:
        for path in paths:
            yield f"{callback['output']} {path}", client.post("/_dash-update-component", json=_asked(callback, path)).data


#: what analysts may ask of series beside one another: each view, whole areas and groups
EXPLORED = (
    *(f"view={view}" for view in ("value", "index", "rate")),
    *(f"series=I2.1/assessed&by=ethnic_group&view={view}" for view in ("value", "index", "rate")),
    "series=I2.1/assessed&by=ethnic_group&group=black&group=mixed&scale=own",
    *(f"series=I5.5&by=parental_mental_health&view={view}" for view in ("value", "index")),
    *(f"series={indicator}&view={view}" for indicator in ("I1.3", "I3.4", "I5.4", "I5.5", "I7.2") for view in ("value", "index", "rate")),
)


def _taken_away(reader: Reader, plan: Plan, root: Path) -> dict[str, bytes]:
    """Every file that can be had of a page, workbooks by the parts within them; and the pages that are for taking away."""
    client = web_app(reader, root / "assets").server.test_client()
    tables = ("plan", "populations", "inequalities", "data-quality", *(f"indicator/{i.id}" for i in plan.indicators))
    files = [f"/download/{table}.{ending}" for table in tables for ending in ("csv", "xlsx", "json")]
    files += ["/download/pack.xlsx", *(f"/download/chart/{i.id}.svg" for i in plan.indicators)]
    files += [f"/download/chart/{i.id}.svg?part={part.id}" for i in plan.indicators for part in i.parts]
    files += [f"/download/explore.{ending}?{asked}" for asked in EXPLORED for ending in ("csv", "xlsx")]
    pages = ["/reviews", "/report", "/data-quality", *(f"/explore?{asked}" for asked in EXPLORED)]
    got: dict[str, bytes] = {}
    for path in (*files, *pages):
        for day in ("", "as_of=2025-06-15"):
            address = f"{path}{'&' if '?' in path else '?'}{day}" if day else path
            answer = client.get(address)
            assert answer.status_code == 200 or (".svg" in path and answer.status_code == 404), address
            got |= _parts(address, answer.data) if ".xlsx" in path else {address: answer.data}
            got[f"{address} headers"] = str(sorted((n, v) for n, v in answer.headers if n != "Date")).encode()
    return got


def _parts(address: str, content: bytes) -> dict[str, bytes]:
    """A workbook unzipped: each part by its name, so that what differs can be named."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return {f"{address} {name}": held.read(name) for name in held.namelist()}


def _asked(callback: dict, path: str) -> dict:
    """What Dash's own script sends for a callback when the page at `path` is opened."""
    values = {"pathname": path, "search": "?chart=interactive", "data": {}, "href": path, "hash": ""}
    inputs, states = (
        [{"id": entry["id"], "property": entry["property"], "value": values.get(entry["property"])} for entry in callback[kind]]
        for kind in ("inputs", "state")
    )
    output = callback["output"].strip(".")
    outputs = [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in output.split("...")]
    return {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "inputs": inputs,
        "state": states,
        "changedPropIds": [f"{entry['id']}.{entry['property']}" for entry in inputs],
    }


@pytest.fixture(scope="module")
def both(plan: Plan, root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    folder = tmp_path_factory.mktemp("neighbours")
    return everything(plan, root, folder, moved=False), everything(plan, root, folder, moved=True)


def test_the_two_worlds_do_differ_and_every_kind_of_answer_was_asked_for(both: tuple[Mapping[str, bytes], Mapping[str, bytes]]) -> None:
    assert world(moved=False) != world(moved=True)
    one, _ = both
    assert len(one) > 120
    assert b"[c]" in one["/indicator/I5.5"]
    assert b'"status": "c"' in one["show I2.1 None"]
    assert b",c," in one["/download/explore.csv?series=I5.5&by=parental_mental_health&view=index"]
    assert b"[c]" in one["/download/indicator/I5.5.xlsx xl/sharedStrings.xml"]
    assert b"[c]" in one["/download/pack.xlsx xl/sharedStrings.xml"]
    assert b"<svg" in one["/download/chart/I5.5.svg"]
    assert b"[c]" in one["/explore?series=I2.1/assessed&by=ethnic_group&view=index"]
    assert any(name.startswith(("..", "_pages")) for name in one), sorted(one)[:3]


def test_every_hiding_profile_of_the_plan_is_asked(plan: Plan) -> None:
    asked = {plan.indicator(count.indicator).profile for count in world(moved=False)}
    assert asked == {indicator.profile for indicator in plan.indicators} - {"open"}


def test_years_added_up_from_quarters_are_among_what_is_asked(both: tuple[Mapping[str, bytes], Mapping[str, bytes]]) -> None:
    one, _ = both
    page = one["/inequalities"].decode()
    assert "four quarters added up" in page
    assert "2023 to 2024" in page
    shown = json.loads(one["show I2.1 None"])
    assert b"2023F" in one["/download/indicator/I2.1.csv"]
    assert shown["indicator"]


def test_nothing_a_reader_gets_tells_the_two_worlds_apart(both: tuple[Mapping[str, bytes], Mapping[str, bytes]]) -> None:
    one, other = both
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_a_move_that_is_no_secret_is_seen(plan: Plan, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: a hundred people more in a shown cell change the page."""
    before = everything(plan, root, tmp_path, moved=False)
    shown = [
        Count(c.indicator, c.index, c.value + 100, c.group, c.part, c.out_of) if c.value > 40 and c.group else c for c in world(moved=False)
    ]
    monkeypatch.setitem(globals(), "world", lambda *, moved: shown)
    (tmp_path / "after").mkdir()
    after = everything(plan, root, tmp_path / "after", moved=False)
    assert before["show I2.1 None"] != after["show I2.1 None"]
