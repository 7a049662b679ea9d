"""The page of inequalities from a real store: a year added up from four quarters, what it waits for, and groups that are not compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indicators.disclosure.sums import quarters_of
from indicators.observations import Key, Observation, Origin, Status
from indicators.periods import Period, year
from indicators.registry import Plan
from indicators.registry.models import Indicator, Part
from indicators.submissions import Submission
from indicators.wording import listed
from pages.board.bands import bands_of
from pages.web import web_app
from store.released import Reader
from store.submissions import Store, open_store

YEAR = year(2024)
GROUPS = {"white": 260, "mixed": 14, "asian": 30, "black": 41, "other": 6, "not_stated": 9, "not_known": 5}
PEOPLE = {"white": 641_801, "mixed": 27_388, "asian": 70_386, "black": 45_376, "other": 27_002}


def counted(plan: Plan) -> tuple[Indicator, Part]:
    """The part whose groups are compared by counts that a lead supplies."""
    return next((i, p) for i in plan.indicators for p in i.parts if p.compare and p.unit == "count" and not p.published)


def home(plan: Plan) -> str:
    return next(area.id for area in plan.areas if area.role == "plan")


def quarter_of(plan: Plan, period: Period, *, more: int = 0) -> Iterator[Observation]:
    indicator, part = counted(plan)
    for group, count in GROUPS.items():
        key = Key(indicator.id, part.id, home(plan), period, ((part.compare, group),))
        yield Observation(
            key,
            "",
            float(count + more),
            numerator=float(count + more),
            classification="2001-NHS",
            origin=Origin("q.xlsx", "Breakdowns", "G9"),
        )


def census(plan: Plan) -> Iterator[Observation]:
    population = next(p for p in plan.populations if p.classification == "2001-NHS")
    source, day = population.source, Period("snapshot", population.on, population.on)
    for group, people in PEOPLE.items():
        key = Key(population.id, "", home(plan), day, (("ethnic_group", group),))
        yield Observation(key, source, float(people), classification="2001-NHS", origin=Origin("census.csv", "", "line 2"))


def send(store: Store, name: str, observations: Iterator[Observation], day: int) -> None:
    found = tuple(observations)
    sent = Submission(name, name.ljust(64, "0"), "template", "the leads' workbook", len(found), found)
    store.accept(sent, by="a lead", at=datetime(2025, 5, day, tzinfo=UTC))


@pytest.fixture
def store(plan: Plan, tmp_path: Path) -> Store:
    """A store with the people of each group and the first three quarters of a year."""
    made = open_store(f"sqlite:///{tmp_path / 'held.db'}")
    send(made, "census", census(plan), 1)
    for place, period in enumerate(quarters_of(YEAR)[:3]):
        send(made, f"q{place}", quarter_of(plan, period, more=place), 2 + place)
    return made


@pytest.fixture
def client(store: Store, plan: Plan, root: Path) -> FlaskClient:
    return web_app(Reader(store, plan, today=lambda: date(2025, 6, 1)), root / "assets").server.test_client()


def text(client: FlaskClient, path: str = "/inequalities") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def article(client: FlaskClient) -> str:
    """What the page says, without the foot, which counts what ever came in."""
    page = text(client)
    return page[page.index("<article") : page.index("</article>")]


def test_three_quarters_say_what_the_year_waits_for(client: FlaskClient):
    page = text(client)
    assert "Three of the four quarters of 2024 to 2025 are held; the year’s ratios wait for Q4 (January to March 2025)." in page
    assert "four quarters added up" not in page


def test_the_fourth_quarter_brings_the_year_and_withdrawn_the_former_page_is_back(store: Store, plan: Plan, client: FlaskClient):
    before = article(client)
    send(store, "q3", quarter_of(plan, quarters_of(YEAR)[3], more=3), 9)
    page = text(client)
    # 41 + 42 + 43 + 44 = 170 black, 260 + 261 + 262 + 263 = 1,046 white: shown as 170 and 1,045
    ratio = (170 / PEOPLE["black"]) / (1045 / PEOPLE["white"])
    _, part = counted(plan)
    assert f"Black people {part.happening} at {ratio:.1f} times the rate of White people" in page
    assert f">{ratio:.2f} times<" in page
    assert "Source: supplied by a lead, its four quarters added up." in page
    assert "somebody counted in two quarters is counted in both" in page
    assert "the year’s ratios wait" not in page
    store.withdraw(5, by="a lead", at=datetime(2025, 5, 20, tzinfo=UTC), reason="the wrong file")
    assert article(client) == before


def test_each_thing_that_a_board_asks_of_a_gap_is_there(store: Store, plan: Plan, client: FlaskClient):
    send(store, "q3", quarter_of(plan, quarters_of(YEAR)[3]), 9)
    page = text(client)
    for heading in (
        "The rates themselves",
        "How sure can we be?",
        "How many more than if all had the same rate",
        "All of these groups together, after each by itself",
        "The gap over time",
        "Where the plan cannot see inequality",
    ):
        assert f">{heading}<" in page
    assert page.index("The rates themselves") < page.index("All of these groups together") < page.index("The gap over time")
    assert "Ethnicity was not known for" in page
    assert "Groups: the ethnic categories of the NHS (2001 census), Chinese people in Other." in page
    population = next(p for p in plan.populations if p.classification == "2001-NHS")
    assert f"Population: {population.name}, {population.on.day} {population.on:%B %Y}." in page
    assert "641,801" in page
    gap = page[page.index("The gap over time") :]
    assert gap.count('<svg class="small"') == len(PEOPLE) - 1
    assert gap.count('class="same"') >= len(PEOPLE) - 1
    assert "the four quarters added up" in gap


def test_the_page_of_the_indicator_reads_the_year(store: Store, plan: Plan, client: FlaskClient):
    send(store, "q3", quarter_of(plan, quarters_of(YEAR)[3]), 9)
    indicator, part = counted(plan)
    page = text(client, f"/indicator/{indicator.id}")
    assert f"{part.name}, per 100,000 people, " in page
    assert "April 2024 to March 2025" in page
    (interval,) = re.findall(r"<dt>95 % interval</dt><dd>([^<]*)</dd>", page)
    assert interval.endswith("times")


def test_what_is_asked_for_and_not_held_is_awaited_by_name(plan: Plan, client: FlaskClient):
    page = text(client)
    awaited = [i for i in plan.indicators if i.breakdowns and not any(p.compare for p in i.parts)]
    assert awaited
    section = page[page.index("Asked for by the plan, and not held yet") :]
    for indicator in awaited:
        assert f">{indicator.number} {indicator.short}</a>, by {listed(b.replace('_', ' ') for b in indicator.breakdowns)}." in section


def test_a_breakdown_that_is_not_compared_has_a_row_a_group_and_hides_what_is_hidden(store: Store, plan: Plan, client: FlaskClient):
    indicator = next(i for i in plan.indicators if "parental_mental_health" in i.breakdowns)
    answers = {"yes": 3, "no": 40, "not_known": 7}
    period = quarters_of(YEAR)[0]
    lines = [
        Observation(Key(indicator.id, "", home(plan), period, (("parental_mental_health", name),)), "", float(n), numerator=float(n))
        for name, n in answers.items()
    ]
    whole = Observation(Key(indicator.id, "", home(plan), period), "", 50.0, numerator=50.0)
    send(store, "care", iter([*lines, whole]), 12)
    page = text(client)
    section = page[page.index("By age, and by other groups") : page.index("Where the plan cannot see")]
    assert "By parental mental health, April to June 2024" in section
    assert "[c]" in section
    assert ">40<" in section
    assert section.count('class="gap"') >= 1
    assert not re.search(rf"{indicator.number} [^<]*</a>, by parental mental health\.", section)
    assert "The plan asks for this by" not in text(client, f"/indicator/{indicator.id}")


def test_what_is_asked_for_beside_the_groups_that_are_held_is_said(store: Store, plan: Plan, root: Path):
    indicator = next(i for i in plan.indicators if "parental_mental_health" in i.breakdowns)
    period = quarters_of(YEAR)[0]
    for name, number in {"yes": 30, "no": 40}.items():
        key = Key(indicator.id, "", home(plan), period, (("parental_mental_health", name),))
        send(store, name, iter([Observation(key, "", float(number), numerator=float(number))]), 12)
    asked = indicator.model_copy(update={"breakdowns": (*indicator.breakdowns, "carer", "sex")})
    priorities = [
        p.model_copy(update={"indicators": tuple(asked if i.id == asked.id else i for i in p.indicators)}) for p in plan.priorities
    ]
    passions = tuple(
        each.model_copy(update={"priorities": tuple(p for p in priorities if p.id in {own.id for own in each.priorities})})
        for each in plan.passions
    )
    changed = plan.model_copy(update={"passions": passions})
    page = text(
        web_app(Reader(store, changed, today=lambda: date(2025, 6, 1)), root / "assets").server.test_client(), f"/indicator/{asked.id}"
    )
    assert "The plan asks for this by carer and sex too. No such figures are held yet." in page


@pytest.mark.parametrize(
    ("ages", "bands"),
    [
        (["10+ yrs"], 0),
        (["16 and over"], 0),
        (["65 and over"], 1),
        (["10-24 yrs"], 1),
        (["10+ yrs", "10-34 yrs"], 2),
        ([["65 to 74", "75 and over"]], 1),
    ],
)
def test_everybody_from_the_young_on_is_no_band_of_age_by_itself(plan: Plan, ages: list[object], bands: int):
    indicator = next(i for i in plan.indicators if bands_of(i))
    part = bands_of(indicator)[0]
    selection = part.published[0]
    parts = tuple(
        part.model_copy(update={"id": f"band-{order}", "published": (selection.model_copy(update={"where": {"age": age}}),)})
        for order, age in enumerate(ages)
    )
    assert len(bands_of(indicator.model_copy(update={"parts": parts}))) == bands


def test_bands_of_age_stand_beside_one_another_and_are_not_called_missing(plan: Plan, store: Store, client: FlaskClient):
    indicator = next(i for i in plan.indicators if "age" in i.breakdowns and len(bands_of(i)) > 1)
    lines = []
    for part in bands_of(indicator)[:2]:
        key = Key(indicator.id, part.id, part.published[0].areas[0], year(2023))
        lines.append(Observation(key, part.published[0].source, 55.0, Status.OK, origin=Origin("bands.csv", "", "line 3")))
    send(store, "bands", iter(lines), 13)
    page = text(client)
    assert f"{indicator.number} by age" in page
    section = page[page.index("By age, and by other groups") : page.index("Where the plan cannot see")]
    assert f"{indicator.short}, by age" in section
    own = text(client, f"/indicator/{indicator.id}")
    assert "No figures by group are held yet" not in own
    assert "Each band of age that is held is a part of its own, above" in own


def test_an_empty_store_says_that_nothing_is_held_and_what_is_awaited(plan: Plan, root: Path, tmp_path: Path):
    empty = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    page = text(web_app(Reader(empty, plan, today=lambda: date(2025, 6, 1)), root / "assets").server.test_client())
    assert "No figures by group are held yet" in page
    assert "Asked for by the plan, and not held yet" in page
