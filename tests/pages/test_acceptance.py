"""What the Board was promised and no other test holds: docs/acceptance.md says which statement is held where."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from figures_for_pages import Fake, Words, made_up, point
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cli
from exports.documents import indicator_document
from indicators.disclosure.released import Released
from indicators.observations import Status
from indicators.periods import quarter
from indicators.registry import Plan
from indicators.summaries import Board, State
from indicators.wording import forbidden
from loaders.examples import illustrative_workbooks
from loaders.reading import read as read_file
from pages.board.between import between
from pages.board.meeting import agenda
from pages.board.plans import leaders
from pages.frame.short_forms import TITLE
from pages.web import web_app
from store.patterns import settle
from store.submissions import open_store

STATES = [state.value for state in State]


def text_of(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.text)


def words_of(html: str) -> str:
    """The words of a page's main part as they are read, drawings left out, a full stop's worth of room between its blocks."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", "<main" + main, flags=re.DOTALL))))


def addresses(plan: Plan) -> list[str]:
    fixed = ["/", "/inequalities", "/since", "/voices", "/actions", "/development", "/due", "/explore", "/reviews", "/report"]
    fixed += ["/data-quality", "/about", "/?meeting=1", "/search?q=crisis"]
    return fixed + [f"/priority/{p.id}" for p in plan.priorities] + [f"/indicator/{i.id}" for i in plan.indicators]


# -- counts ------------------------------------------------------------------------------------------------------------------------------


def kept(plan: Plan, seed: int, share: float, hidden: float) -> tuple[Released, ...]:
    """Made-up figures of which only some are held, and of those some hidden: a state of the data that nobody thought of."""
    dice = random.Random(seed)
    gone = {indicator.id for indicator in plan.indicators if dice.random() > share}
    points = [p for p in made_up(plan, every=-1) if p.key.indicator not in gone and dice.random() < max(share, 0.3)]
    few = {"value": None, "numerator": None, "lower": None, "upper": None, "status": Status.HIDDEN}
    return tuple(replace(p, **few) if dice.random() < hidden else p for p in points)  # type: ignore[arg-type]  # fields by name


def summed(words: str) -> dict[str, int]:
    """ "3 indicators: 1 improving, 2 awaiting figures" as numbers by state, the whole under ""."""
    whole, _, parts = words.partition(": ")
    return {"": int(whole.split()[0]), **{name: int(n) for n, name in re.findall(r"(\d+) ([^,]+)", parts)}}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1), hidden=st.sampled_from([0, 0.2, 1]))
def test_counts_add_up_over_the_plan_and_in_each_priority_in_every_state_of_the_data(
    plan: Plan, root: Path, seed: int, share: float, hidden: float
):
    fake = Fake(plan, kept(plan, seed, share, hidden))
    client = client_of(fake, root)
    page = text_of(client, "/")
    told = {words: int(n) for n, words in re.findall(r"<b>(\d+)</b><span>([^<]+)</span>", page)}
    assert told.pop("indicators:") == sum(told.values()) == len(plan.indicators)
    by_priority = [summed(words) for words in re.findall(r'<p class="sums">([^<]+)</p>', page)]
    assert [counts.pop("") for counts in by_priority] == [len(p.indicators) for p in plan.priorities]
    for name, priority in zip(by_priority, plan.priorities, strict=True):
        assert sum(name.values()) == len(priority.indicators)
    for state in STATES:
        assert sum(counts.get(state, 0) for counts in by_priority) == told.get(state, 0), state
    assert set(told) <= set(STATES)
    paper = text_of(client, "/report")
    assert fake.board(None).headline in page
    assert fake.board(None).headline in paper


_SERVED: dict[Path, FlaskClient] = {}


def client_of(fake: Fake, root: Path) -> FlaskClient:
    """One app for all examples; only its figures change."""
    if root not in _SERVED:
        _SERVED[root] = web_app(fake, root / "assets").server.test_client()
    client = _SERVED[root]
    client.application.config["FIGURES"] = fake
    return client


# -- one sentence everywhere -------------------------------------------------------------------------------------------------------------


def documents(figures: Fake, plan: Plan) -> dict[str, dict[str, object]]:
    board, released, compared = figures.board(None), figures.released(None), figures.comparisons(None)
    return {i.id: indicator_document(plan, board, i.id, released, compared) for i in plan.indicators}


def test_sentences_of_the_first_page_of_the_report_and_of_search_are_those_of_the_document(client: FlaskClient, figures: Fake, plan: Plan):
    board, said = figures.board(None), documents(figures, plan)
    first, report, undeveloped = (words_of(client.get(p).text) for p in ("/", "/report", "/development"))
    screens = [stop.of for stop in agenda(plan, board, figures.comparisons(None)) if stop.path == "/"]
    assert len(screens) > 1
    meeting = " ".join(words_of(client.get(f"/?meeting=1&of={of}").text) for of in screens)
    found = words_of(client.get("/inequalities").text)
    assert board.attention
    for item in board.attention:
        assert " ".join(item.text.split()) in first, item
        lead = item.text.partition(". ")[0]
        assert lead in meeting
        assert lead in report
    worsening = [one for one in board.summaries if one.state is State.WORSENING]
    for one in worsening:
        sentence = str(said[one.indicator]["summary"]["sentence"])  # type: ignore[index]  # a document of JSON
        assert any(item.text.startswith(sentence) for item in board.attention), sentence
    for document in said.values():
        summary: dict[str, object] = document["summary"]  # type: ignore[assignment]  # as above
        if summary["missing"]:
            assert str(summary["missing"]) in first
            assert str(summary["missing"]) in undeveloped
        for comparison in document["comparisons"]:  # type: ignore[attr-defined]  # as above
            told = comparison["sentences"]
            for sentence in told.values() if isinstance(told, dict) else told:
                assert not sentence or sentence in found or len(sentence) < 2, sentence


def test_sentences_of_a_priority_and_of_what_changed_are_those_of_the_document(client: FlaskClient, figures: Fake, plan: Plan):
    said = documents(figures, plan)
    page = words_of(client.get("/since?since=2024-01-01").text)
    items = between(figures, date(2024, 1, 1), None, figures.today()).items
    assert items
    changed = [item for item in items if item.kind == "state"]
    assert changed
    for item in changed:
        assert "".join(item.text.split()) in "".join(page.split())
        assert str(said[item.indicator]["summary"]["state"]) in item.text  # type: ignore[index]  # a document of JSON
    for priority in plan.priorities:
        words = words_of(client.get(f"/priority/{priority.id}").text)
        for indicator in priority.indicators:
            summary: dict[str, str] = said[indicator.id]["summary"]  # type: ignore[assignment]  # as above
            assert summary["state"].capitalize() in words
            assert summary["sentence"].partition(" Nearest published figure")[0] in words


# -- the plan on a page ------------------------------------------------------------------------------------------------------------------


def test_every_priority_stands_under_its_passion_with_who_leads_it(client: FlaskClient, plan: Plan):
    page = text_of(client, "/").partition("<main")[2]
    places = []
    for passion in plan.passions:
        places.append(page.index(f'id="{passion.id}"'))
        assert passion.name in page
        for priority in passion.priorities:
            places.append(page.index(f'id="{priority.id}"'))
            assert leaders(plan, priority) in page
    assert places == sorted(places)


@pytest.mark.parametrize("held", range(1, 13))
def test_no_state_is_judged_from_fewer_than_eight_points_and_how_many_there_are_is_said(plan: Plan, root: Path, held: int):
    indicator = next(i for i in plan.indicators if i.parts and i.parts[0].published and i.parts[0].frequency == "quarterly")
    part = indicator.parts[0]
    points = tuple(
        point(indicator.id, part.id, part.published[0].areas[0], quarter(2020 + n // 4, n % 4 + 1), 40.0 + 5 * n) for n in range(held)
    )
    fake = Fake(plan, points)
    summary = fake.board(None).summary(indicator.id)
    page = text_of(client_of(fake, root), "/")
    row = page[page.index(f'href="/indicator/{indicator.id}"', page.index('class="rows"')) :].partition("</tr>")[0]
    judged = any(f">{state.value.capitalize()}<" in row for state in (State.IMPROVING, State.WORSENING, State.NO_CLEAR_CHANGE))
    assert judged is (held >= 8)
    assert (f"{held} of {summary.headline.needed} points" in row) is (held < 8)  # type: ignore[union-attr]  # it has figures
    assert ("trial limits" in row) is (held >= 8)


def test_yearly_and_quarterly_figures_are_told_apart_and_the_next_ones_are_named(client: FlaskClient, figures: Fake, plan: Plan):
    page = text_of(client, "/")
    seen = set()
    for summary in figures.board(None).summaries:
        shown = summary.headline
        if shown is None or shown.latest is None or shown.next_period is None:
            continue
        row = page[page.index(f'<a href="/indicator/{summary.indicator}"', page.index('class="rows"')) :].partition("</tr>")[0]
        part = next(p for p in plan.indicator(summary.indicator).parts if p.id == shown.part)
        word = {"annual": "yearly", "pooled": "yearly", "quarterly": "quarterly", "monthly": "monthly"}[part.frequency]
        assert word in row, summary.indicator
        assert shown.next_period.short in row
        seen.add(word)
    assert seen >= {"yearly", "quarterly"}


def test_a_baseline_or_target_that_nobody_set_is_said_and_one_that_is_set_is_shown(client: FlaskClient, figures: Fake, plan: Plan):
    with_targets = [i for i in plan.indicators if i.targets]
    assert with_targets
    for summary in figures.board(None).summaries:
        indicator = plan.indicator(summary.indicator)
        page = words_of(client.get(f"/indicator/{indicator.id}").text)
        if summary.headline is None or summary.headline.latest is None:
            continue
        assert ("Baseline not set" in page) is (indicator.baseline == "not set"), indicator.id
        assert ("Target none set" in page) is (not indicator.targets), indicator.id
    figures_of_it = tuple(
        point(i.id, i.parts[0].id if i.parts else "", plan.areas[0].id, quarter(2024, 4), 41.0, numerator=41, denominator=100)
        for i in with_targets
    )
    for indicator in with_targets:
        page = words_of(client_of(replace(figures, points=figures_of_it), Path(cli.__file__).parent).get(f"/indicator/{indicator.id}").text)
        shown = next(t.text or f"{t.value:g}" for t in indicator.targets)
        assert f"Target {shown}" in page, indicator.id


def test_the_outcomes_of_the_whole_plan_are_its_frame_and_tied_to_no_priority(client: FlaskClient, plan: Plan):
    about = text_of(client, "/about")
    assert len(plan.outcomes) == 4
    for outcome in plan.outcomes:
        assert outcome.text in about
        for priority in plan.priorities:
            assert outcome.text not in text_of(client, f"/priority/{priority.id}"), priority.id
    assert "ties none of them to a single priority" in about


# -- revised figures ---------------------------------------------------------------------------------------------------------------------


def test_a_revised_figure_carries_its_mark_with_the_words_for_it(plan: Plan, root: Path):
    indicator = next(i for i in plan.indicators if i.parts and i.parts[0].published and i.parts[0].frequency == "quarterly")
    part = indicator.parts[0]
    area = part.published[0].areas[0]
    first, later = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 9, 1, tzinfo=UTC)
    steady = tuple(point(indicator.id, part.id, area, quarter(2023, n), 40.0 + n, known=first) for n in (1, 2))
    mended = point(indicator.id, part.id, area, quarter(2023, 3), 66.0, flags=("r",), known=later)
    page = text_of(client_of(Fake(plan, (*steady, mended)), root), f"/indicator/{indicator.id}")
    assert re.search(r"66\.0[^<]{0,12}\[r\]", page)
    assert "[r] revised" in page


# -- the same bytes ----------------------------------------------------------------------------------------------------------------------


def test_the_numbers_of_a_past_meeting_come_again_by_one_command_to_the_byte(
    tmp_path: Path, root: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'plan.db'}")
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    store.keep_plan((root / "priorities.yaml").read_text(encoding="utf-8"), datetime(2024, 1, 1, tzinfo=UTC))
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    store.accept(shipped, by="the analyst", at=datetime(2024, 6, 1, tzinfo=UTC))
    settle(store, plan, at=datetime(2024, 6, 1, tzinfo=UTC))

    def again(name: str) -> bytes:
        assert cli.main(["pack", "--as-of", "2024-06-12", "-o", str(tmp_path / name)]) == 0
        return (tmp_path / name).read_bytes()

    before = again("before.xlsx")
    moved = tuple(replace(o, value=o.value and o.value + 1) for o in shipped.observations)
    later = replace(shipped, sha256="0" * 64, file="later.csv", observations=moved, published_on={}, illustrative=False)
    assert store.accept(later, by="the analyst", at=datetime(2024, 6, 20, tzinfo=UTC)).number == 2
    store.close()
    assert again("after.xlsx") == before
    assert cli.main(["pack", "-o", str(tmp_path / "now.xlsx")]) == 0
    assert (tmp_path / "now.xlsx").read_bytes() != before
    capsys.readouterr()


# -- words -------------------------------------------------------------------------------------------------------------------------------


def grade(text: str) -> float:
    """The grade of Flesch and Kincaid ("Derivation of new readability formulas", US Navy, 1975): 7 is read at about twelve.

    What is quoted, a period, a number and a name of the plan are not ours to make plainer: each counts as one short word.
    """
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    text = re.sub(r"“[^”]*”", "words", text)
    text = re.sub(
        rf"(?:\d+ )?(?:(?:{months})(?: \d{{4}})? to )?(?:{months}) \d{{4}}|Q\d \d{{4}} to \d{{4}}|\d{{4}} to \d{{4}}", "then", text
    )
    text = re.sub(r"[\d.,]+(?: %| per [\d,]+(?: people)?)?(?=\W|$)", lambda m: "ten" + ("." if m[0].endswith(".") else ""), text)
    sentences = [part for part in re.split(r"[.:;?!]+\s|[.?!]$", text) if part.strip()]
    words = re.findall(r"[A-Za-z’]+", text)
    if not words:
        return 0.0
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?:es|ed|e)$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def our_words(board: Board, plan: Plan) -> list[str]:
    """What the Board reads of us: the headline, what needs it, each sentence, each reason; names of the plan stand as one word."""
    names = [i.short for i in plan.indicators] + [p.short for p in plan.priorities] + [person.name for person in plan.people]
    names += [part.name for i in plan.indicators for part in i.parts] + [area.name for area in plan.areas]
    texts = [board.headline, *(item.text for item in board.attention)]
    texts += [text for one in board.summaries if one.headline is not None for text in (one.sentence, one.reason)]
    texts += [one.missing for one in board.summaries if one.missing]
    longest = sorted({name for name in names if len(name) > 4}, key=len, reverse=True)
    either = re.compile("|".join(re.escape(name) for name in longest), re.IGNORECASE)
    return [either.sub("names", text) for text in texts]


def test_the_measure_tells_plain_words_from_hard_ones():
    assert grade("The cat sat on the mat. The dog ran to the park.") < 2
    assert grade("Notwithstanding considerable methodological heterogeneity, institutional stakeholders demonstrated improvement.") > 15


def test_what_the_board_reads_can_be_read_at_about_twelve(figures: Fake, plan: Plan):
    grades = {text: grade(text) for text in our_words(figures.board(None), plan)}
    assert len(grades) > 30
    assert sum(grades.values()) / len(grades) < 7
    assert {text: round(found, 1) for text, found in grades.items() if found > 12} == {}


def test_each_short_form_of_the_plan_is_explained_on_the_page_it_stands_on(client: FlaskClient, plan: Plan):
    met = set()
    for path in addresses(plan):
        page = client.get(path).text
        words = words_of(page)
        below = unescape(re.sub(r"<[^>]+>", "", page.partition("</main>")[2]))
        assert below.count(TITLE) <= 1
        for short, meaning in plan.abbreviations.items():
            if re.search(rf"(?<![\w&]){re.escape(short)}s?(?![\w&])", words):
                met.add(short)
                assert meaning in words or f"{short}: {meaning.replace('; ', ', ')}" in below, (path, short)
            else:
                assert not re.search(rf"(?<![\w&]){re.escape(short)}: ", below), (path, short)
    assert len(met) > 10


def test_no_page_says_a_word_that_is_not_ours_but_as_a_quotation(client: FlaskClient, plan: Plan):
    for path in addresses(plan):
        words = words_of(client.get(path).text)
        # the plan's own texts stand as they are written, in their own places, and so does what its short forms mean
        for short, meaning in plan.abbreviations.items():
            words = words.replace(f"{short} {meaning}", "")
        for own in sorted(
            (*(i.text for i in plan.indicators), *(a.text for a in plan.actions), *(m.text for m in plan.measures)), key=len, reverse=True
        ):
            words = words.replace(" ".join(own.split()), "")
        assert forbidden(words) == (), path


def test_no_word_is_to_be_had_by_pointing_alone_and_every_drawing_is_named_or_hidden(client: FlaskClient, plan: Plan):
    for path in addresses(plan):
        page = client.get(path).text
        assert not re.findall(r'<(?!abbr|link|iframe)[a-z]+ [^>]*\btitle="', page), path
        for drawing in re.findall(r"<svg [^>]*>", page):
            named = 'role="img"' in drawing and 'aria-label="' in drawing
            assert named or 'aria-hidden="true"' in drawing, (path, drawing)


# -- commentary --------------------------------------------------------------------------------------------------------------------------


def test_what_happened_why_and_what_next_stand_in_the_example_as_on_the_page(plan: Plan, root: Path, figures: Fake):
    name, content = next((n, c) for n, c in illustrative_workbooks(plan) if n.endswith("2024-Q4F.xlsx"))
    said = read_file(name, content, plan).commentary[0]
    fake = replace(figures, remarks=(Words(said, 3, datetime(2025, 4, 20, tzinfo=UTC), "A. Lead"),))
    page = words_of(client_of(fake, root).get(f"/indicator/{said.indicator}").text)
    for words in (said.what_happened, said.why, said.what_next):
        assert " ".join(words.split()) in page
    assert "Sent on 20 April 2025" in page


# -- what is measured --------------------------------------------------------------------------------------------------------------------


def test_each_indicator_says_what_is_measured_by_whom_how_often_and_under_which_rules(client: FlaskClient, plan: Plan):
    for indicator in plan.indicators:
        page = words_of(client.get(f"/indicator/{indicator.id}").text).partition("What is measured")[2]
        for name in (
            "The plan says",
            "Measure, in the plan’s words",
            "Supplied by",
            "Unit",
            "Direction",
            "Frequency",
            "Disclosure profile",
        ):
            assert name in page, (indicator.id, name)
        assert f"“{' '.join(indicator.text.split())}”" in page
        for part in indicator.parts[:1]:
            assert not part.numerator or " ".join(part.numerator.split()) in page, indicator.id
            assert not part.denominator or " ".join(part.denominator.split()) in page, indicator.id
        for note in indicator.notes:
            assert " ".join(note.split()) in page, indicator.id


def test_no_page_speaks_of_significance(client: FlaskClient, plan: Plan):
    for path in addresses(plan):
        assert not re.search(r"\b(?:in)?significan(?:t|ce|tly)\b", words_of(client.get(path).text), re.IGNORECASE), path
