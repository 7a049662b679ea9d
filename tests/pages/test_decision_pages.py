"""Deciding on the pages: by whom, in which steps, with what on the record; and what every page says of it, as known on each day."""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from figures_for_pages import Fake, made_up, told
from flask.testing import FlaskClient

import app as house
from access import sessions
from access.roles import Actor, Role
from exports.documents import indicator_document
from house.deciding import Desk
from indicators.decisions import Decided
from indicators.registry import Plan
from loaders.reading import read as read_file
from pages import web
from pages.decisions import deciding, forms
from pages.decisions import desk as desks
from pages.web import web_app
from store import record
from store.accounts import Grant
from store.released import Reader
from store.submissions import Store, open_store

INDICATOR, OTHER = "I8.1", "I1.1"
TODAY = date(2025, 5, 12)
NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)
REASON = "As the Board agreed <b>then</b>."
BASELINE = {"kind": "baseline", "period": "2019-Q3F", "reason": REASON}


@dataclass
class Room:
    """A served app over a store with the published figures; `turn` moves its clock."""

    client: FlaskClient
    store: Store
    reader: Reader
    at: datetime = NOON

    def turn(self, day: date) -> None:
        self.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.text

    def form(self, indicator: str, **said: str) -> dict[str, str]:
        """What a browser would send: every field of the form, with what was typed over it."""
        page = self.page(f"/indicator/{indicator}/decide?kind={said['kind']}")
        sent = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
        for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.S):
            chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
            sent[name] = chosen[1] if chosen else ""
        return {**{name: unescape(value) for name, value in sent.items()}, **said}

    def send(self, indicator: str, **said: str):
        return self.client.post(f"/indicator/{indicator}/decide", data=self.form(indicator, **said))

    def decide(self, indicator: str = INDICATOR, **said: str) -> None:
        preview = self.send(indicator, **said)
        assert "Record this decision" in preview.text, preview.text
        hidden = {n: unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"/>', preview.text)}
        answer = self.client.post(f"/indicator/{indicator}/decide", data=hidden)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/indicator/{indicator}#decided"), answer.text


#: the served files, compressed once for all tests
SHELF = functools.cache(web.shelves.shelf)


@pytest.fixture(autouse=True)
def _one_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.shelves, "shelf", SHELF)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, root: Path, plan: Plan) -> Path:
    """A database with the plan and the published figures, which each test copies."""
    file = tmp_path_factory.mktemp("published") / "plan.db"
    store = open_store(f"sqlite:///{file}")
    store.keep_plan((root / "priorities.yaml").read_text(encoding="utf-8"), datetime(2024, 1, 2, tzinfo=UTC))
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    store.accept(shipped, by="the analyst", at=datetime(2024, 6, 1, tzinfo=UTC))
    store.backup(copied := file.with_name("copy.db"))
    store.close()
    return copied


@pytest.fixture
def room(tmp_path: Path, published: Path, root: Path, plan: Plan) -> Iterator[Room]:
    store = open_store(f"sqlite:///{shutil.copy(published, tmp_path / 'plan.db')}")
    reader = Reader(store, plan, today=lambda: TODAY)
    app = web_app(reader, root / "assets")
    made = Room(app.server.test_client(), store, reader)
    app.server.config[desks.KEY] = Desk(store, reader, lambda: made.at)
    deciding.register(app.server, app.shelf.files)
    yield made
    store.close()


def test_a_decision_is_previewed_then_recorded_and_stands_on_the_page_with_its_reason(room: Room):
    preview = room.send(INDICATOR, **BASELINE)
    assert "The change would be" in preview.text
    assert "Nothing is recorded yet." in preview.text
    assert room.store.decisions() == ()
    room.decide(**BASELINE)
    page = room.page(f"/indicator/{INDICATOR}")
    assert "The baseline is October to December 2019 (Q3 2019 to 2020)." in page
    assert "Decided by the Leeds Mental Health Partnership Board on 12 May 2025." in page
    assert "&lt;b&gt;then&lt;/b&gt;" in page
    assert REASON not in page
    assert "Recorded by whoever works at this computer on 12 May 2025" in page
    assert "Change since baseline" in page
    last = record.entries(room.store)[-1]
    assert (last.who, last.action, last.object, last.outcome) == ("this computer", "decision", f"indicator {INDICATOR}", "Baseline")
    assert room.store.verify() == []


KINDS = [
    (BASELINE, "The baseline is October"),
    ({"kind": "target", "value": "75", "reason": "r"}, "The target is 75 %."),
    ({"kind": "trajectory", "period1": "2024-Q4F", "value1": "85.5", "reason": "r"}, "The trajectory is 85.5 % for January to March 2025"),
    (
        {"kind": "definition", "numerator": "people seen", "denominator": "all people", "reason": "r"},
        "What is counted: “people seen”, out of",
    ),
    ({"kind": "fix", "period": "2023-Q1F", "reason": "r"}, "The limits stay those of the figures up to April to June 2023"),
    ({"kind": "phase", "period": "2021-Q1F", "reason": "r"}, "Limits are worked out anew from April to June 2021"),
    (
        {"kind": "ghost", "period": "2020-Q1F", "reason": "r"},
        "The figure for April to June 2020 (Q1 2020 to 2021) is left out of the limits.",
    ),
    ({"kind": "judgement", "word": "off track", "reason": "Too slow"}, "The owner says: off track, since 12 May 2025. Too slow."),
    ({"kind": "profile", "profile": "hes7", "reason": "r"}, "The disclosure profile is hes7: counts from 1 to 7 are hidden"),
    ({"kind": "approval", "approval": "yes", "reason": "r"}, "Somebody other than the sender approves"),
]


@pytest.mark.parametrize(("said", "words"), KINDS, ids=[said["kind"] for said, _ in KINDS])
def test_every_kind_has_a_form_and_is_taken_back_by_another(room: Room, said: dict[str, str], words: str):
    before = room.page(f"/indicator/{INDICATOR}")
    room.decide(**said)
    assert words in room.page(f"/indicator/{INDICATOR}")
    number = str(room.store.decisions()[-1].number)
    room.decide(kind="back", number=number, reason="It was a mistake.")
    page = room.page(f"/indicator/{INDICATOR}")
    assert f"taken back by decision {int(number) + 1}" in page
    section = re.compile(r'<section class="decided">.*?</section>|<aside class="short-forms".*?</aside>', re.S)
    foot = re.compile(r"Revision \d+ of the record")
    assert foot.sub("", section.sub("", page)) == foot.sub("", section.sub("", before))
    assert room.reader.plan_on() == room.reader.plan


def test_a_contradictory_decision_goes_back_to_its_form_with_what_was_typed(room: Room):
    answer = room.send(INDICATOR, kind="target", value="120", reason="As high as it goes.")
    assert answer.status_code == 400
    assert "found 120. Expected a number from 0 to 100" in answer.text
    assert 'role="alert"' in answer.text
    assert "As high as it goes." in answer.text
    assert room.store.decisions() == ()
    assert room.client.post(f"/indicator/{INDICATOR}/decide", data={"kind": "nonsense"}).status_code == 400
    assert room.client.post("/indicator/I99.9/decide", data=BASELINE).status_code == 404
    assert "Not recorded" in room.send(INDICATOR, **BASELINE | {"decided_on": "the third of May"}).text
    assert "Not recorded" in room.send(INDICATOR, **BASELINE | {"decided_by": "myself"}).text


def test_a_decision_that_came_between_is_told_of(room: Room):
    preview = room.send(INDICATOR, **BASELINE)
    hidden = {n: unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"/>', preview.text)}
    room.decide(kind="judgement", word="on track", reason="It goes well.")
    answer = room.client.post(f"/indicator/{INDICATOR}/decide", data=hidden)
    assert answer.status_code == 409
    assert "Another decision on this indicator" in answer.text
    assert [each.kind for each in room.store.decisions()] == ["judgement"]


def test_a_past_day_gives_the_same_bytes_before_and_after_every_kind_of_decision(room: Room, plan: Plan):
    paths = [f"/indicator/{INDICATOR}", "/", "/since?since=2024-05-01", "/priority/P8", "/actions", f"/download/indicator/{INDICATOR}.csv"]
    dated = [f"{path}{'&' if '?' in path else '?'}as_of=2025-05-11" for path in paths]
    before = [room.client.get(path).data for path in dated]
    for said, _ in KINDS:
        if said["kind"] != "profile":  # a stricter profile protects the past too
            room.decide(**said)
    assert [room.client.get(path).data for path in dated] == before
    assert [room.client.get(path).data for path in paths[:2]] != before[:2]


def test_a_judgement_at_odds_with_the_data_needs_the_board_and_changes_no_state(room: Room):
    plain = room.reader.board()
    assert plain.summary(INDICATOR).state.value == "improving"
    room.decide(kind="judgement", word="off track", reason="Too slow.")
    board = room.reader.board()
    assert board.counts == plain.counts
    words = "the data say improving, and the owner says off track (since 12 May 2025). The two are at odds."
    home = room.page("/")
    assert words in unescape(re.sub(r"<[^>]+>", "", home))
    assert "Owner: off track" in home
    assert "Owner: off track" in room.page("/priority/P8")
    assert "the two are at odds" in room.page(f"/indicator/{INDICATOR}")


def test_since_lists_what_was_decided_between_two_days_and_tells_it_once(room: Room):
    room.decide(**BASELINE)
    page = room.page("/since?since=2025-05-01")
    assert "Decided (1)" in page
    assert "one decision was taken" in page
    assert "8.1 Full physical health checks, people with SMI</a>: The baseline is October to December 2019" in page
    assert "The plan is worded as before." in page
    assert "Nothing was decided on an indicator." in room.page("/since?since=2024-05-01&as_of=2025-05-11")


def test_every_sentence_on_the_page_is_that_of_the_document_and_no_name_is_in_it(room: Room):
    for said, _ in KINDS:
        room.decide(**said)
    board, plan = room.reader.board(), room.reader.plan_on()
    document = indicator_document(
        plan, board, INDICATOR, room.reader.released(), room.reader.comparisons(), decisions=room.reader.decisions()
    )
    page = unescape(re.sub(r"<[^>]+>", "", room.page(f"/indicator/{INDICATOR}")))
    assert len(document["decisions"]) == len(KINDS)
    for each in document["decisions"]:
        for sentence in (each["sentence"], each["whose"], each["reason"]):
            assert sentence in page
    assert document["judgement"]["sentence"] in page
    assert document["judgement"]["at_odds"] is True
    assert "whoever works" not in json.dumps(document)
    assert "Recorded by whoever works" in page


def test_no_way_in_stands_on_a_past_day_nor_where_nothing_can_be_recorded(room: Room, figures: Fake, root: Path):
    way = f'href="/indicator/{INDICATOR}/decide"'
    assert way in room.page(f"/indicator/{INDICATOR}")
    assert way not in room.page(f"/indicator/{INDICATOR}?as_of=2025-05-11")
    client = web_app(figures, root / "assets").server.test_client()
    assert way not in client.get(f"/indicator/{INDICATOR}").text


# -- who may ------------------------------------------------------------------------------------------------------------------------------

WHO = {
    "nobody": (),
    "viewer": (Grant(Role.VIEWER),),
    "owner": (Grant(Role.VIEWER, "priority", "P8"),),
    "another owner": (Grant(Role.VIEWER, "priority", "P1"),),
    "lead": (Grant(Role.LEAD, "priority", "P8"),),
    "another lead": (Grant(Role.LEAD, "priority", "P1"),),
    "analyst": (Grant(Role.ANALYST),),
    "governance": (Grant(Role.GOVERNANCE),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
}
JUDGEMENT = {"kind": "judgement", "word": "on track", "reason": "r"}
LOOSER = {"kind": "profile", "profile": "exact5", "reason": "r"}
MAY: dict[str, set[str]] = {
    "baseline": {"analyst"},
    "judgement": {"owner", "lead"},
    "profile": {"governance"},
}


@pytest.fixture
def as_somebody(room: Room, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], FlaskClient]:
    """The app in guarded mode, as somebody who is signed in with what `WHO` gives them."""
    told_ = {
        "DELIVERY_PLAN_SECRET_KEY": "a key of the tests, long enough to be taken",
        "DELIVERY_PLAN_ORIGIN": "https://plan.example",
        "DELIVERY_PLAN_TLS": "proxy",
        "DELIVERY_PLAN_LOCAL_ACCOUNTS": "1",
    }
    app = web_app(room.reader, Path(house.__file__).parent / "assets")
    gate = house.Gate(room.store, plan, house.arranged(told_), now=lambda: room.at)
    house.guarded(app, gate)

    def signed_in(kind: str) -> FlaskClient:
        actor = Actor(1, "local", kind, kind.title(), grants=WHO[kind])
        monkeypatch.setattr(sessions, "actor_of", lambda *_: actor)
        return app.server.test_client()

    return signed_in


def sent(client: FlaskClient, said: dict[str, str]):
    own = {"Origin": "https://plan.example", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    given = {"decided_on": "2025-05-12", "decided_by": "the analyst", "part": "", "unit": "per_cent", "last": "0", "confirmed": "yes"}
    return client.post(f"/indicator/{INDICATOR}/decide", data=given | said, base_url="https://plan.example", headers=own)


@pytest.mark.parametrize("kind", list(WHO))
@pytest.mark.parametrize("said", [BASELINE, JUDGEMENT, LOOSER], ids=["baseline", "judgement", "profile"])
def test_each_decision_is_for_those_whose_right_it_is(
    room: Room, as_somebody: Callable[[str], FlaskClient], kind: str, said: dict[str, str]
):
    answer = sent(as_somebody(kind), said)
    allowed = kind in MAY[said["kind"]]
    assert (answer.status_code == 303 and answer.headers["Location"].endswith("#decided")) is allowed, (answer.status_code, answer.text)
    assert len(room.store.decisions()) == allowed
    entries = record.entries(room.store)
    if allowed:
        assert room.store.decisions()[0].by == f"local {kind}"
        assert [(e.action, e.who) for e in entries[-2:]][1] == ("decision", f"local {kind}")
        assert entries[-1].request
    elif kind != "nobody":
        assert entries[-1].outcome in {"refused", "no right"}


def test_an_owner_judges_in_their_own_role_whatever_a_form_says(room: Room, as_somebody: Callable[[str], FlaskClient]):
    assert sent(as_somebody("owner"), JUDGEMENT | {"decided_by": "the Leeds Mental Health Partnership Board"}).status_code == 303
    assert room.store.decisions()[0].decided_by == "a senior responsible owner of priority 8"
    assert sent(as_somebody("lead"), JUDGEMENT | {"last": str(room.store.decisions()[0].number), "word": "off track"}).status_code == 303
    assert room.store.decisions()[1].decided_by == "an implementation lead of priority 8"


def test_the_way_in_is_shown_to_those_who_may_and_lists_what_is_theirs(as_somebody: Callable[[str], FlaskClient]):
    for kind, shown in (("owner", True), ("another owner", False), ("viewer", False), ("analyst", True), ("governance", True)):
        page = as_somebody(kind).get(f"/indicator/{INDICATOR}", base_url="https://plan.example").text
        assert (f'href="/indicator/{INDICATOR}/decide"' in page) is shown, kind
    mine = as_somebody("owner").get(f"/indicator/{INDICATOR}/decide", base_url="https://plan.example").text
    assert "kind=judgement" in mine
    assert "kind=baseline" not in mine
    theirs = as_somebody("analyst").get(f"/indicator/{INDICATOR}/decide", base_url="https://plan.example").text
    assert "kind=baseline" in theirs
    assert "kind=judgement" not in theirs


def test_a_name_of_a_person_stands_on_the_page_and_in_nothing_that_is_taken_away(room: Room, as_somebody: Callable[[str], FlaskClient]):
    client = as_somebody("analyst")
    assert sent(client, {"kind": "ghost", "period": "2020-Q1F", "reason": "Closed."}).status_code == 303
    assert "Recorded by Analyst on 12 May 2025" in client.get(f"/indicator/{INDICATOR}", base_url="https://plan.example").text
    for name in (f"indicator/{INDICATOR}.csv", f"indicator/{INDICATOR}.json", f"chart/{INDICATOR}.svg"):
        assert "Recorded by" not in client.get(f"/download/{name}", base_url="https://plan.example").text


# -- actions and the indicators they are to move ------------------------------------------------------------------------------------------


def test_that_the_plan_ties_no_action_is_said_and_a_tie_is_shown_both_ways(plan: Plan, root: Path):
    def client(wording: Plan) -> FlaskClient:
        return web_app(Fake(wording, made_up(wording), updates=told(wording)), root / "assets").server.test_client()

    bare = client(plan)
    assert "The plan ties no action to this indicator." in bare.get(f"/indicator/{OTHER}").text
    assert "The plan ties none of these actions to an indicator." in bare.get("/priority/P1").text
    assert "The plan ties none of its actions to an indicator." in bare.get("/actions").text
    priority = plan.priorities[0]
    first = priority.actions[0].model_copy(update={"indicators": (OTHER,)})
    changed = priority.model_copy(update={"actions": (first, *priority.actions[1:])})
    passion = plan.passions[0].model_copy(update={"priorities": (changed, *plan.passions[0].priorities[1:])})
    tied = client(plan.model_copy(update={"passions": (passion, *plan.passions[1:])}))
    assert first.id in re.findall(r'<section class="moves">.*?</section>', tied.get(f"/indicator/{OTHER}").text, re.S)[0]
    for path in ("/priority/P1", "/actions"):
        page = tied.get(path).text
        assert f'Is to move <a href="/indicator/{OTHER}">' in page
        assert "The plan ties none" not in page


def test_a_fake_that_was_decided_on_reads_as_the_page_of_its_day(plan: Plan, root: Path):
    one = Decided(OTHER, "", "judgement", {"word": "on track"}, "Fine.", date(2025, 5, 1), "the Board", 4, NOON, "x", "Ann")
    figures = Fake(plan, made_up(plan), ruled=(one, replace(one, indicator="I99", number=5)))
    client = web_app(figures, root / "assets").server.test_client()
    assert "The owner says: on track." in client.get(f"/indicator/{OTHER}").text
    assert "I99: The owner says: on track." in unescape(client.get("/since?since=2025-05-01").text)
    assert "Nothing was decided on this indicator yet." in client.get(f"/indicator/{OTHER}?as_of=2025-05-11").text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("75", 75.0),
        (" 81.2 % ", 81.2),
        ("1,250.5", 1250.5),
        ("12,345,678", 12345678.0),
        ("\u22123", -3.0),
        ("1,5", None),
        ("1,25", None),
        ("1.250,5", None),
        ("12,34", None),
        ("nan", None),
        ("1e3", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_it_was_typed_and_never_another_one(typed: str, read: float | None):
    assert forms.number(typed) == read
