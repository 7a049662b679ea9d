"""What is taken away from a page: every file by its address, as known on a date, the same figures as on the page."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as Tree

import openpyxl
import pytest
from figures_for_pages import Fake, point
from flask.testing import FlaskClient

from charts.marks import shown
from indicators.observations import Status
from indicators.periods import quarter
from indicators.registry import Plan
from indicators.series import part_of
from indicators.wording import HELPLINE
from pages.board.overview import counts_what
from pages.reference.downloads import TABLES
from pages.web import web_app

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text[:200])
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def book(client: FlaskClient, address: str) -> openpyxl.Workbook:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, XLSX), address
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def table(sheet) -> list[dict]:
    [marked] = sheet.tables.values()
    heads, *body = [[cell.value for cell in row] for row in sheet[marked.ref]]
    return [dict(zip(heads, row, strict=True)) for row in body]


def addresses(plan: Plan) -> list[str]:
    every = [f"/download/{name}.{ending}" for name in TABLES for ending in ("csv", "xlsx", "json") if name != "pack"]
    return [*every, "/download/pack.xlsx", *(f"/download/indicator/{i.id}.{e}" for i in plan.indicators for e in ("csv", "xlsx", "json"))]


def test_every_file_is_there_named_in_plain_letters_and_never_kept(client: FlaskClient, plan: Plan):
    for address in addresses(plan):
        answer = client.get(f"{address}?as_of=2025-06-01")
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "no-store"
        named = re.fullmatch(r'attachment; filename="([A-Za-z0-9._-]+)"', answer.headers["Content-Disposition"])
        assert named, address
        assert named[1].startswith("ILLUSTRATIVE_")
        assert "as-known-on-2025-06-01" in named[1]
        assert named[1].endswith(address.rpartition(".")[2])


def test_real_figures_are_not_called_made_up(figures: Fake, root: Path):
    client = web_app(replace(figures, illustrative=False), root / "assets").server.test_client()
    answer = client.get("/download/plan.csv")
    assert "ILLUSTRATIVE" not in answer.headers["Content-Disposition"]
    assert b"ILLUSTRATIVE" not in answer.data


def test_all_released_figures_are_in_the_file_in_the_order_of_the_plan(client: FlaskClient, plan: Plan, figures: Fake):
    held = rows(client, "/download/plan.csv")
    assert len(held) == len(figures.released(None))
    order = [indicator.id for indicator in plan.indicators]
    places = [order.index(row["indicator"]) for row in held]
    assert places == sorted(places)
    assert {row["value_status"] for row in held} >= {"ok", "c"}


def test_csv_workbook_and_metadata_of_an_indicator_hold_the_same(client: FlaskClient, figures: Fake):
    for summary in figures.board(None).summaries:
        address = f"/download/indicator/{summary.indicator}"
        held, described = rows(client, f"{address}.csv"), json.loads(client.get(f"{address}.json").data)
        sheet = table(book(client, f"{address}.xlsx")["figures"])
        own = [r for r in figures.released(None) if r.key.indicator == summary.indicator]
        assert len(held) == len(own)
        if own:
            assert [column["name"] for column in described["tableSchema"]["columns"]] == list(held[0])
            values = [f"[{row['value_status']}]" if row["value"] == "" else float(row["value"]) for row in held]
            assert [row["Value"] for row in sheet] == values


def test_the_page_prints_the_values_of_its_file(client: FlaskClient, plan: Plan, figures: Fake):
    """The table under a chart, rebuilt from the file: the same numbers, the same [c]."""
    for summary in figures.board(None).summaries:
        headline = summary.headline
        if headline is None or headline.series is None:
            continue
        page = unescape(client.get(f"/indicator/{summary.indicator}").text)
        part = part_of(plan.indicator(summary.indicator), headline.part)
        mine = {
            row["period"]: row
            for row in rows(client, f"/download/indicator/{summary.indicator}.csv")
            if (row["part"], row["area"], row["breakdown"]) == (headline.part, headline.area, "")
        }
        for each in headline.series.points:
            row = mine[each.key.period.key]
            taken = replace(each, value=float(row["value"]) if row["value"] else None)
            assert str(each.status) == row["value_status"]
            assert f'>{each.key.period.label}</th><td class="figure">{shown(taken, part)}</td>' in page


def test_a_past_date_is_kept_to(plan: Plan, root: Path):
    indicator = next(i for i in plan.indicators if i.parts and i.parts[0].published and i.parts[0].frequency == "quarterly")
    part = indicator.parts[0]
    area = part.published[0].areas[0]
    early = point(indicator.id, part.id, area, quarter(2022, 1), 41.25, known=datetime(2023, 1, 5, tzinfo=UTC))
    late = point(indicator.id, part.id, area, quarter(2022, 2), 77.75, known=datetime(2024, 1, 5, tzinfo=UTC))
    before = web_app(Fake(plan, (early,)), root / "assets").server.test_client()
    after = web_app(Fake(plan, (early, late)), root / "assets").server.test_client()
    for address in (*addresses(plan), f"/download/explore.csv?series={indicator.id}"):
        at = f"{address}{'&' if '?' in address else '?'}as_of=2023-06-01"
        assert before.get(at).data == after.get(at).data, address
    assert [row["value"] for row in rows(after, f"/download/indicator/{indicator.id}.csv?as_of=2023-06-01")] == ["41.25"]
    assert len(rows(after, f"/download/indicator/{indicator.id}.csv")) == 2


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/download/nothing.csv", 404, "There is no file nothing"),
        ("/download/indicator/none.csv", 404, "The plan has no indicator none"),
        ("/download/chart/none.svg", 404, "The plan has no indicator none"),
        ("/download/pack.csv", 404, "Expected one that ends with xlsx"),
        ("/download/plan.exe", 404, "Expected one that ends with csv or xlsx or json"),
        ("/download/plan", 404, "There is no file"),
        ("/download/../../etc/passwd", 404, ""),
        ("/download/plan.csv?as_of=soon", 400, "Expected a date written as year, month and day"),
    ],
)
def test_what_is_not_there_gets_a_sentence(client: FlaskClient, address: str, status: int, words: str):
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text
    assert "Content-Disposition" not in answer.headers


def test_every_chart_says_what_can_be_taken_away(client: FlaskClient, plan: Plan):
    paths = ["/inequalities", *(f"/priority/{p.id}" for p in plan.priorities), *(f"/indicator/{i.id}" for i in plan.indicators)]
    found: set[str] = set()
    for path in paths:
        page = client.get(f"{path}?as_of=2025-06-01").text
        for figure in re.findall(r"<figure.*?</figure>", page, re.DOTALL):
            links = {unescape(link) for link in re.findall(r'href="(/download/[^"]+)"', figure)}
            assert {link.partition("?")[0].rpartition(".")[2] for link in links} >= {"csv", "xlsx"}, path
            assert all("as_of=2025-06-01" in link for link in links)
            found |= links
    assert sum(".svg" in link for link in found) > 10
    for link in found:
        assert client.get(link).status_code == 200, link


def test_the_picture_is_the_chart_of_the_page(client: FlaskClient, figures: Fake):
    pictured = 0
    for summary in figures.board(None).summaries:
        headline = summary.headline
        answer = client.get(f"/download/chart/{summary.indicator}.svg")
        if headline is None or headline.series is None or sum(p.value is not None for p in headline.series.points) < 2:
            assert answer.status_code == 404
            continue
        pictured += 1
        text = "".join(Tree.fromstring(answer.data).itertext())
        assert (headline.title or headline.sentence).split()[0] in text
        assert "ILLUSTRATIVE" in text
        page = client.get(f"/indicator/{summary.indicator}").text
        drawn = re.search(r'<path class="line" d="([^"]+)"', page)
        assert drawn is None or drawn[1] in answer.text or "intervals" in page
    assert pictured > 5


def test_the_helpline_goes_with_figures_about_suicide_or_self_harm(client: FlaskClient, plan: Plan):
    sensitive = next(i for i in plan.indicators if i.sensitive)
    for address in (f"/download/indicator/{sensitive.id}.xlsx", "/download/plan.xlsx", "/download/pack.xlsx"):
        cover = book(client, address)["Cover"]
        assert HELPLINE in [cell.value for row in cover.iter_rows() for cell in row]
    assert HELPLINE in client.get(f"/download/indicator/{sensitive.id}.json").text


def test_the_csv_names_its_metadata(client: FlaskClient):
    link = client.get("/download/plan.csv?as_of=2025-06-01").headers["Link"]
    address = re.match(r'<([^>]+)>; rel="describedby"', link)
    assert address
    assert address[1] == "/download/plan.json?as_of=2025-06-01"
    assert client.get(address[1]).get_json(force=True)["url"].endswith("as-known-on-2025-06-01.csv")


# -- the pack is the page ----------------------------------------------------------------------------------------------------------------


def test_the_pack_prints_the_same_values_and_the_same_marks_as_the_page(client: FlaskClient, plan: Plan):
    """Acceptance A15: each row of the plan's page, read from its HTML, beside the row of the pack."""
    page = unescape(client.get("/").text)
    pack = {row["Indicator"]: row for row in table(book(client, "/download/pack.xlsx")["plan-on-a-page"])}
    seen = 0
    for indicator in plan.indicators:
        row = re.search(rf'<tr><th scope="row"><a href="/indicator/{re.escape(indicator.id)}">.*?</tr>', page, re.DOTALL)
        assert row, indicator.id
        mine = pack[indicator.number]
        state = re.search(r'class="word">([^<]+)<', row[0])
        assert state
        assert state[1].lower() == mine["What the data say"]
        value = re.search(r'class="val"><b>([^<]+)</b><small>([^<]*)</small>', row[0])
        if value is None:
            assert (mine["Latest"], mine["Change"]) == ("[x]", None)
            continue
        seen += 1
        number, _, unit = mine["Latest"].partition(" per ")
        assert value[1] == number
        named = (mine["What is measured"] or "").removeprefix("Nearest published figure: ")
        counted = "" if mine["Latest is of"] else counts_what(next(part for part in indicator.parts if part.name == named))
        told = (f"per {unit}" if unit else counted, mine["Latest is of"], mine["Period of latest"])
        assert value[2] == ", ".join(part for part in told if part)
        change = re.search(r'class="chg"><span>([^<]+)</span>', row[0])
        assert (change[1] if change else None) == mine["Change"]
        assert ("No recent figure" in row[0]) == (mine["Recent"] == "no recent figure")
    assert seen > 5


def test_a_hidden_latest_figure_is_hidden_in_the_pack_too(plan: Plan, figures: Fake, root: Path):
    """The comparison above, where the latest of every series is hidden."""
    latest = {}
    for each in figures.points:
        if not each.key.breakdown:
            latest[each.key.indicator, each.key.part, each.key.area] = each
    hidden = {id(each) for each in latest.values()}
    points = tuple(replace(p, value=None, status=Status.HIDDEN, lower=None, upper=None) if id(p) in hidden else p for p in figures.points)
    client = web_app(replace(figures, points=points), root / "assets").server.test_client()
    pack = table(book(client, "/download/pack.xlsx")["plan-on-a-page"])
    assert any("[c]" in row["Latest"] for row in pack)
    test_the_pack_prints_the_same_values_and_the_same_marks_as_the_page(client, plan)


def test_the_counts_and_the_sentences_of_the_pack_are_those_of_the_board(client: FlaskClient, figures: Fake):
    held = book(client, "/download/pack.xlsx")
    board = figures.board(None)
    assert {row["State"]: row["Indicators"] for row in table(held["states"])} == {s.value: n for s, n in board.counts.items()}
    assert board.headline in [cell.value for row in held["Cover"].iter_rows() for cell in row]
    compared = table(held["inequalities"])
    ratios = [row.ratio for each in figures.comparisons(None) for row in each.rows]
    assert [row["Ratio"] for row in compared if row["Line"] == "group"] == pytest.approx(ratios, nan_ok=True)


def test_another_citys_files_are_its_own(other: Plan, plan: Plan, root: Path):
    client = web_app(Fake(other), root / "assets").server.test_client()
    for address in addresses(other):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert plan.place.encode() not in answer.data
        assert other.id in answer.headers["Content-Disposition"]
