"""Since you last met, people's voice, actions, what cannot be measured yet, search, the design system: each whole and true."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from figures_for_pages import Fake, Version, made_up, point, remarked
from flask.testing import FlaskClient

from charts import contrast
from exports.documents import indicator_document
from indicators import deadlines
from indicators.actions import standings
from indicators.periods import quarter
from indicators.registry import Plan
from indicators.registry.models import Target
from indicators.summaries import State
from pages.board import overview
from pages.board.between import between
from pages.board.remarks import NONE_YET, NOT_UPDATED
from pages.reference import design
from pages.web import web_app

LATER = datetime(2025, 5, 20, tzinfo=UTC)
NEW_PAGES = ("/since", "/voices", "/actions", "/development", "/search", "/about/design")


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return unescape(response.text)


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found[1]


def client_of(figures: Fake, root: Path) -> FlaskClient:
    return web_app(figures, root / "assets").server.test_client()


@pytest.mark.parametrize(("unit", "line"), [("per_cent", 60.0), ("per_1000", None)])
def test_a_row_draws_the_target_on_the_scale_of_its_unit_alone(plan: Plan, unit: str, line: float | None):
    """A row may show the nearest figure or a rate, in which the target of the indicator is no number."""
    indicator = next(each for each in plan.indicators if each.parts)
    part = indicator.parts[0].model_copy(update={"unit": unit})
    asked = indicator.model_copy(update={"unit": "per_cent", "targets": (Target(value=50.0), Target(value=60.0))})
    assert overview._target(asked, part) == line


def revised(plan: Plan) -> Fake:
    """One figure that was revised, one that was hidden and one that arrived, between May 2024 and June 2025."""
    indicator = next(i for i in plan.indicators if i.parts and i.parts[0].published and i.parts[0].frequency == "quarterly")
    part = indicator.parts[0]
    area = part.published[0].areas[0]

    def at(number: int, value: float | None, **more: object):
        status = {} if value is not None else {"status": "c"}
        return point(indicator.id, part.id, area, quarter(2023, number), value, **status, **more)  # type: ignore[arg-type]

    class Moving(Fake):
        def released(self, as_of: date | None):
            early = (at(1, 41.25), at(2, 50.5))
            late = (at(1, 43.75, known=LATER), at(2, None, known=LATER), at(3, 66.0, known=LATER))
            return late if as_of is None or as_of >= LATER.date() else early

    return Moving(plan)


@pytest.mark.parametrize("path", NEW_PAGES)
def test_each_page_says_where_it_stands_and_keeps_the_date(client: FlaskClient, path: str):
    page = client.get(f"{path}?as_of=2024-06-12").text
    assert 'aria-label="Where this page stands"' in page
    assert "As known on 12 June 2024" in page
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', page)
    kept = [link for link in links if not link.startswith("/static/")]
    assert len(kept) > 8
    assert {unescape(link) for link in kept if "as_of=2024-06-12" not in link} <= {path}


# -- since you last met ------------------------------------------------------------------------------------------------------------------


def test_revised_hidden_and_arrived_figures_are_told_with_who_and_when(plan: Plan, root: Path):
    page = text_of(client_of(revised(plan), root), "/since?since=2025-01-01")
    assert heading(page) == "Since 1 January 2025, one figure arrived and one figure was revised"
    assert re.search(r"revised from 41\.[23]5?\b.* to 43\.[78]5?\b", page)
    assert "now hidden to protect people" in page
    assert "By A. Tester, on 20 May 2025, submission 1. With it: A note with the file." in page


def test_where_nothing_changed_the_page_says_so_in_words(plan: Plan, root: Path):
    silent = Fake(plan, made_up(plan))
    page = text_of(client_of(silent, root), "/since?since=2025-03-01&as_of=2025-06-01")
    assert heading(page) == "Nothing has changed since 1 March 2025"
    assert "the plan is worded as before" in page
    assert "Arrived" not in page


def test_three_months_are_looked_back_over_where_no_date_is_asked_for(client: FlaskClient):
    assert 'value="2025-03-12"' in client.get("/since").text


@pytest.mark.parametrize(("written", "words"), [("soon", "found “soon”"), ("2026-01-01", "lies after the second")])
def test_a_date_that_does_not_fit_is_said_and_the_page_still_shows(client: FlaskClient, written: str, words: str):
    assert words in text_of(client, f"/since?since={written}")


def test_actions_done_and_slipped_are_told(client: FlaskClient, plan: Plan):
    page = text_of(client, "/since")
    done, slipped = plan.actions[0], plan.actions[1]
    assert "Actions done (1)" in page
    assert f"{done.id} {done.text}" in page
    assert "Actions that slipped (1)" in page
    assert f"{slipped.id} {slipped.text}" in page
    assert "from “under way” to “not started”" in page


def test_what_people_said_since_is_told_and_not_what_they_said_before(client: FlaskClient):
    assert "listened to & believed" in text_of(client, "/since")
    assert "listened to & believed" not in text_of(client, "/since?since=2025-05-03")


def test_a_change_of_the_plan_is_told_and_a_past_page_keeps_the_old_wording(plan: Plan, root: Path):
    first = plan.indicators[0]
    old_text = "The words of the plan before it was mended"
    before = Plan.model_validate_json(json.dumps(plan.model_dump(mode="json")).replace(json.dumps(first.text)[1:-1], old_text))
    versions = (Version(datetime(2024, 1, 1, tzinfo=UTC), "a", before), Version(LATER, "b", plan))
    client = client_of(Fake(plan, made_up(plan), versions=versions), root)
    page = text_of(client, "/since")
    assert f"now worded “{first.text}”; before, “{old_text}”" in page
    assert old_text in text_of(client, f"/indicator/{first.id}?as_of=2025-01-01")
    assert old_text not in text_of(client, f"/indicator/{first.id}")
    assert heading(text_of(client, "/since?since=2025-05-21")) == "Nothing has changed since 21 May 2025"


def test_an_indicator_that_left_development_is_named(plan: Plan, root: Path):
    undeveloped = next(i for i in plan.indicators if i.measure and plan.measure(i.measure).state == "in_development" and i.parts)
    area = plan.areas[0].id
    figure = point(undeveloped.id, undeveloped.parts[0].id, area, quarter(2024, 4), 12.0, known=LATER)
    fake = Fake(plan, (figure,))
    found = between(fake, date(2025, 5, 1), None, fake.day)
    assert [item.indicator for item in found.developed] == [undeveloped.id]
    assert "No indicator left development." not in text_of(client_of(fake, root), "/since?since=2025-05-01")


# -- people's voice ----------------------------------------------------------------------------------------------------------------------


def test_voices_stand_by_priority_and_silence_is_said_for_each_other(client: FlaskClient, plan: Plan):
    page = text_of(client, "/voices")
    assert f"People were heard in one of the {'eight' if len(plan.priorities) == 8 else len(plan.priorities)} priorities" in page
    assert page.count("No people’s voice evidence is held.") == len(plan.priorities) - 1
    assert plan.peoples_voice is not None
    assert plan.peoples_voice.standing in page
    for kind in plan.peoples_voice.kinds:
        assert kind.text in page


def test_voices_are_narrowed_by_the_address(client: FlaskClient, plan: Plan):
    other = next(p for p in plan.priorities if p is not plan.priorities[-1])
    assert "listened to & believed" in text_of(client, f"/voices?priority={plan.priorities[-1].id}&theme=crisis")
    assert "listened to & believed" not in text_of(client, f"/voices?priority={other.id}")
    assert "Nothing that people said is like that" in text_of(client, f"/voices?theme=crisis&kind={plan.peoples_voice.kinds[0].id}")  # type: ignore[union-attr]  # the plan asks for it


def test_a_choice_that_the_list_does_not_have_chooses_nothing(client: FlaskClient):
    assert text_of(client, "/voices?kind=<script>") == text_of(client, "/voices?kind=").replace(
        'name="kind" value=""', 'name="kind" value="<script>"'
    )


def test_what_was_not_consented_to_is_on_no_page(plan: Plan, figures: Fake, root: Path):
    silent = client_of(replace(figures, heard=tuple(replace(v, consent=False) for v in figures.heard)), root)
    for path in ("/voices", "/since", f"/priority/{plan.priorities[-1].id}"):
        assert "listened to" not in text_of(silent, path)


# -- actions -----------------------------------------------------------------------------------------------------------------------------


def test_every_action_is_listed_and_the_counts_add_up(client: FlaskClient, plan: Plan):
    page = text_of(client, "/actions")
    for action in plan.actions:
        assert f'id="{action.id}"' in page
        assert action.text in page
    told = {words: int(n) for n, words in re.findall(r"<b>(\d+)</b><span>([^<]+)</span>", page)}
    total = told.pop("actions:")
    assert sum(told.values()) == total == len(plan.actions)


def test_actions_without_a_review_for_a_year_and_placeholders_are_marked(client: FlaskClient, plan: Plan, figures: Fake):
    every = standings(plan, figures.updates, as_of=figures.day)
    page = text_of(client, "/actions")
    assert page.count(">Not reviewed for 12 months<") == sum(each.late and each.reviewed_on is not None for each in every) == 1
    assert page.count(">Never reviewed<") == sum(each.reviewed_on is None for each in every)
    placeholders = sum(action.status == "placeholder" for action in plan.actions)
    assert placeholders
    assert page.count(">A placeholder in the plan<") == placeholders


def test_actions_are_narrowed_by_the_address(client: FlaskClient, plan: Plan):
    done = text_of(client, "/actions?status=done")
    assert "One of " in done
    assert re.findall(r'scope="row" id="([^"]+)"|id="([^"]+)" scope="row"', done)
    priority = plan.priorities[1]
    page = text_of(client, f"/actions?priority={priority.id}")
    for each in plan.priorities:
        assert (f"Actions of priority {each.number}" in page) is (each is priority)
    assert "No action is like that" in text_of(client, "/actions?status=stopped")


def test_the_priority_page_has_its_actions_with_their_latest_status(client: FlaskClient, plan: Plan):
    page = text_of(client, f"/priority/{plan.priorities[0].id}")
    assert "Progress of done." in page
    assert "Last review 28 April 2025" in page


# -- what cannot be measured yet ---------------------------------------------------------------------------------------------------------


def test_every_indicator_without_a_figure_says_what_it_needs_who_has_it_and_since_when(client: FlaskClient, figures: Fake, plan: Plan):
    without = [one for one in figures.board(None).summaries if one.headline is None]
    page = text_of(client, "/development")
    assert without
    for one in without:
        indicator = plan.indicator(one.indicator)
        assert f'id="{indicator.id}"' in page
        assert one.missing in page
        if indicator.measure:
            assert f"“{plan.measure(indicator.measure).text}”" in page
    assert page.count(">Since</dt>") == len(without)
    states = re.findall(r"<h2[^>]*>([A-Z][^<(]+) \((\d+)\)</h2>", page)
    assert sum(int(n) for _, n in states) == len(without)


def test_each_priority_that_cannot_be_read_is_named_blind(client: FlaskClient, figures: Fake, plan: Plan):
    board = figures.board(None)
    blind = [p for p in plan.priorities if all(board.summary(i.id).headline is None for i in p.indicators)]
    assert text_of(client, "/development").count("<strong>Blind. </strong>") == len(blind)


def test_the_counts_on_the_plan_lead_to_what_each_state_needs(client: FlaskClient):
    fragments = re.findall(r'href="/development#([a-z-]+)"', client.get("/").text)
    page = client.get("/development").text
    assert fragments
    for fragment in fragments:
        assert f'id="{fragment}"' in page


# -- commentary --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "old"), [("2024-Q4F", False), ("2024-Q3F", True)])
def test_commentary_on_the_plans_last_quarter_stays_up_to_date(figures: Fake, plan: Plan, root: Path, period: str, old: bool):
    """Long after the plan has ended there is no later quarter to write about: the mark could never be cleared."""
    first = plan.indicators[0]
    assert deadlines.quarters(plan)[-1].key == "2024-Q4F"
    kept = tuple(each for each in remarked(plan) if (each.said.indicator, each.said.period) == (first.id, period))
    client = client_of(replace(figures, remarks=kept, day=date(2026, 11, 22)), root)
    assert (NOT_UPDATED in text_of(client, f"/indicator/{first.id}")) is old


def test_commentary_stands_beside_its_indicator_and_an_old_one_is_marked(client: FlaskClient, plan: Plan):
    first, second, third = plan.indicators[:3]
    recent = text_of(client, f"/indicator/{first.id}")
    assert "Numbers <rose> & stayed." in recent
    assert "<rose>" not in client.get(f"/indicator/{first.id}").text
    assert "An earlier quarter." not in recent
    assert "On January to March 2025. Sent on 20 April 2025 by A. Tester." in recent
    assert NOT_UPDATED not in recent
    assert NOT_UPDATED in text_of(client, f"/indicator/{second.id}")
    assert NONE_YET in text_of(client, f"/indicator/{third.id}")
    assert "An earlier quarter." in text_of(client, f"/indicator/{first.id}?as_of=2025-02-01")
    page = text_of(client, f"/priority/{plan.priority_of(first.id).id}")
    assert "Numbers <rose> & stayed." in page


def test_before_the_record_begins_a_page_says_so_and_the_first_figures_change_no_state(client: FlaskClient):
    begun = "The record begins on 1 May 2024."
    page = unescape(client.get("/since?since=2024-03-01&as_of=2024-12-01").text)
    assert re.fullmatch(r"Since 1 March 2024, \w+ figures arrived, the first that the record holds", heading(page))
    assert begun in page
    assert "States that changed" not in page
    assert begun in unescape(client.get("/?as_of=2024-03-01").text)
    assert begun not in unescape(client.get("/?as_of=2024-05-01").text)


# -- search ------------------------------------------------------------------------------------------------------------------------------


def test_priorities_indicators_actions_and_people_are_found_by_their_words(client: FlaskClient, plan: Plan):
    person = plan.person(plan.priorities[0].sros[0])
    for wanted, address in (
        (plan.priorities[0].short, f"/priority/{plan.priorities[0].id}"),
        (plan.indicators[0].short.upper(), f"/indicator/{plan.indicators[0].id}"),
        (plan.actions[0].text, f"/actions#{plan.actions[0].id}"),
        (person.name, f"/priority/{plan.priorities[0].id}"),
    ):
        page = client.get("/search", query_string={"q": wanted}).text
        assert f'href="{address}"' in page.partition("<main")[2], wanted


def test_a_result_says_what_the_data_say(client: FlaskClient, figures: Fake, plan: Plan):
    indicator = plan.indicators[0]
    page = unescape(client.get("/search", query_string={"q": indicator.short}).text)
    assert figures.board(None).summary(indicator.id).sentence in page


def test_what_holds_the_words_as_they_were_typed_comes_first(client: FlaskClient, plan: Plan):
    for priority in plan.priorities:
        page = client.get("/search", query_string={"q": f"Priority  {priority.number}"}).text.partition("<main")[2]
        assert page.index(f'href="/priority/{priority.id}"') == page.index('href="/priority/'), priority.id


def test_pages_are_found_by_what_they_show(client: FlaskClient):
    for wanted, address in (("ethnicity not known", "/inequalities"), ("last review", "/actions"), ("late", "/due")):
        page = client.get("/search", query_string={"q": wanted}).text
        assert f'href="{address}"' in page.partition("<main")[2], wanted


@pytest.mark.parametrize("wanted", ["xyzzy", "<script>alert(1)</script>", "%_%", "' or 1=1"])
def test_what_is_not_there_is_said_and_escaped(client: FlaskClient, wanted: str):
    answer = client.get("/search", query_string={"q": wanted})
    assert answer.status_code == 200
    assert f"Nothing in the plan has “{wanted}”" in unescape(answer.text)
    assert "<script" not in answer.text


def test_the_field_of_search_keeps_the_date_and_stands_on_every_page(client: FlaskClient):
    page = client.get("/about?as_of=2024-06-12").text
    form = re.search(r'<form[^>]*action="/search".*?</form>', page, re.DOTALL)
    assert form
    assert 'name="as_of" value="2024-06-12"' in form[0]


def test_the_field_of_the_date_keeps_what_is_chosen(client: FlaskClient):
    page = client.get("/actions?status=done&priority=none").text
    form = re.search(r'<form[^>]*class="as-of"[^>]*>.*?</form>', page, re.DOTALL)
    assert form
    assert 'name="status" value="done"' in form[0]


# -- the design system -------------------------------------------------------------------------------------------------------------------


def tokens(root: Path) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", (root / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")))


@pytest.mark.parametrize("colour", design.COLOURS, ids=lambda c: c.token)
def test_each_colour_is_the_token_and_has_the_contrast_it_needs(colour: design.Colour, root: Path):
    known = tokens(root)
    assert known[colour.token] == colour.code
    assert contrast.ratio(colour.code, design.GROUNDS[colour.ground]) >= (4.5 if colour.text else 3)
    if colour.text:
        for ground in ("paper", "ground", "voice", "tint"):
            assert contrast.ratio(colour.code, design.GROUNDS[ground]) >= 4.5, ground


def test_grounds_and_sizes_are_those_of_the_style_sheet(root: Path):
    known = tokens(root)
    assert {name: known[name] for name in design.GROUNDS} == design.GROUNDS
    assert {name: known[name].removesuffix("rem") for name, _, _ in design.SIZES} == {name: size for name, size, _ in design.SIZES}


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#777777", "#FFFFFF", 4.48)]
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float):
    assert contrast.ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


def test_the_page_of_the_design_shows_every_state_and_colour(client: FlaskClient):
    page = text_of(client, "/about/design")
    for state in State:
        assert state.value.capitalize() in page
    for colour in design.COLOURS:
        assert f"{contrast.ratio(colour.code, design.GROUNDS[colour.ground]):.1f} to 1" in page


# -- one sentence everywhere -------------------------------------------------------------------------------------------------------------


def test_the_sentences_of_pages_are_those_of_the_json_document(client: FlaskClient, figures: Fake, plan: Plan):
    board, released, compared = figures.board(None), figures.released(None), figures.comparisons(None)
    for indicator in plan.indicators:
        document = indicator_document(plan, board, indicator.id, released, compared)
        said = document["summary"]
        near = next((part["nearest"] for part in document["parts"] if part["id"] == said["part"]), "")
        sentence = said["sentence"].replace(f"Nearest published figure: {near}", "").strip() if near else said["sentence"]
        priority = plan.priority_of(indicator.id).id
        for path in (f"/indicator/{indicator.id}", f"/priority/{priority}", f"/indicator/{indicator.id}?meeting=1"):
            assert sentence in text_of(client, path), (indicator.id, path)
