"""More attacks, each tried twice as in test_attacks: names like paths, and words of a workbook that would run, link or calculate.

The words go the whole way: written into the leads' workbook, read by its loader, accepted into a store, shown on pages and taken away.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import flask
import openpyxl
import pytest
from flask.testing import FlaskClient

from charts import svg
from exports import delimited, workbooks
from house import uploading
from house.place import Place
from indicators.periods import quarter
from indicators.registry.models import Plan
from indicators.submissions import Submission
from loaders import questions, template
from loaders.reading import read as read_file
from pages.frame import render, shelves
from pages.reference import downloads
from pages.uploads.desk import Sender
from pages.web import web_app
from store import received
from store.problems import StoreError
from store.released import Reader
from store.submissions import Store

Q4 = quarter(2024, 4)
WHEN, TODAY = datetime(2025, 4, 20, 9, tzinfo=UTC), date(2025, 5, 12)
RUNS = '<script>window.ran=1</script><img src=x onerror="window.ran=1"><svg onload="window.ran=1">'
LEADS = '<a href="javascript:window.ran=1">press</a> [press](javascript:window.ran=1) javascript:window.ran=1'
CALCULATES = '=HYPERLINK("https://evil.example","press")'
HOSTILE = {"script": RUNS, "link": LEADS, "formula": CALCULATES}


# -- what a workbook says ----------------------------------------------------------------------------------------------------------------


def workbook_saying(plan: Plan, words: str) -> bytes:
    """The leads' workbook of the first priority with the same words in every place that takes words."""
    priority = plan.priorities[0]
    kind = plan.peoples_voice.kinds[0].text if plan.peoples_voice else "Story"
    cells = {
        questions.COMMENTARY: {i.id: {"What happened": words, "Why": words, "What next": words} for i in priority.indicators},
        questions.ACTIONS: {action.id: {"Status": "under way", "Progress": words} for action in priority.actions},
        questions.VOICES: {
            f"{priority.id} voice 1": {
                "Kind": kind,
                "Source": words,
                "Who gathered it": words,
                "How many people": "30",
                "Theme": words,
                "Words": words,
                "Consent": "yes",
            }
        },
    }
    return template.write(plan, priority, Q4, template.Filling(cells))


@pytest.fixture(scope="module")
def said(plan: Plan) -> dict[str, Submission]:
    """The three workbooks, read: their words are kept as they were typed."""
    found = {name: read_file(f"{name}.xlsx", workbook_saying(plan, words), plan) for name, words in HOSTILE.items()}
    for name, submission in found.items():
        assert submission.commentary[0].what_happened == HOSTILE[name], submission.problems
        assert submission.actions[0].progress == HOSTILE[name]
        assert submission.voices[0].words == HOSTILE[name]
    return found


@pytest.fixture
def shown(empty_store: Store, plan: Plan, said: dict[str, Submission], root: Path) -> Callable[[str], FlaskClient]:
    """The pages over a store that accepted one of the workbooks."""

    def over(name: str) -> FlaskClient:
        empty_store.accept(replace(said[name], problems=()), by="A. Lead", at=WHEN)
        return web_app(Reader(empty_store, plan, today=lambda: TODAY), root / "assets").server.test_client()

    return over


@pytest.fixture
def empty_store(empty_database: Path, tmp_path: Path):
    import shutil

    from store.submissions import open_store

    file = tmp_path / "plan.db"
    shutil.copy(empty_database, file)
    store = open_store(f"sqlite:///{file}")
    yield store
    store.close()


def pages(plan: Plan) -> list[str]:
    first = plan.priorities[0]
    own = [f"/indicator/{first.indicators[0].id}", f"/priority/{first.id}", f"/priority/{first.id}?meeting=1"]
    return ["/", "/actions", "/voices", "/since?since=2025-01-01", "/report", "/due", "/search?q=press", *own]


class Elements(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and what is typed in between."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.words.append(data)


def something_runs(client: FlaskClient, plan: Plan) -> bool:
    """Whether an element of any page would run a script of the workbook's."""
    for path in pages(plan):
        answer = client.get(path)
        assert answer.status_code == 200, path
        for tag, attributes in Elements(answer.text).found:
            own = tag == "script" and attributes.get("src", "").startswith("/static/")
            if (tag == "script" and not own) or any(name.startswith("on") for name in attributes):
                return True
    return False


def something_leads_to_a_script(client: FlaskClient, plan: Plan) -> bool:
    """Whether any link, form or picture of a page goes to a script."""
    for path in pages(plan):
        for _, attributes in Elements(client.get(path).text).found:
            if any(re.match(r"\s*(javascript|data|vbscript):", attributes.get(name, ""), re.I) for name in ("href", "src", "action")):
                return True
    return False


def test_the_words_of_a_workbook_are_on_the_pages(shown, plan):
    """Else the attacks below would come to nothing because nothing is shown."""
    client = shown("script")
    where = [path for path in pages(plan) if RUNS in "".join(Elements(client.get(path).text).words)]
    assert {path.split("/")[1].split("?")[0] for path in where} >= {"actions", "voices", "indicator", "priority", ""}


@pytest.fixture
def unescaped(monkeypatch):
    """The one escaper taken out, where texts and attributes go through it."""
    for module in (render, svg):
        monkeypatch.setattr(module, "escaped", lambda text: text)
    render_attribute = lambda name, value: f' {name}="{value}"'  # noqa: E731 - as it would be without
    monkeypatch.setattr(render, "attribute", render_attribute)


def test_a_script_in_a_workbook_is_never_an_element_of_a_page(shown, plan):
    assert not something_runs(shown("script"), plan)


@pytest.mark.usefixtures("unescaped")
def test_it_would_be_one_without_the_escaper(shown, plan):
    assert something_runs(shown("script"), plan)


def test_a_link_in_a_workbook_is_never_one_on_a_page(shown, plan):
    assert not something_leads_to_a_script(shown("link"), plan)


@pytest.mark.usefixtures("unescaped")
def test_it_would_be_a_link_without_the_escaper(shown, plan):
    assert something_leads_to_a_script(shown("link"), plan)


def test_no_page_lets_a_script_run_that_stands_in_it(shown, plan):
    """The second wall: were the first one down, the content policy has no leave for a script in a page, nor for one of another site."""
    client = shown("script")
    for path in pages(plan):
        policy = dict(part.split(" ", 1) for part in client.get(path).headers["Content-Security-Policy"].split("; "))
        assert policy["script-src"] in {"'none'", "'self'"}, path
        assert policy["style-src"] == "'self'", path
        assert (policy["default-src"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")


# -- what is taken away ------------------------------------------------------------------------------------------------------------------


def a_formula_in_the_pack(client: FlaskClient) -> bool:
    """Whether a cell of the Board's workbook calculates."""
    content = client.get("/download/pack.xlsx").data
    cells = [cell for page in openpyxl.load_workbook(io.BytesIO(content)) for row in page.iter_rows() for cell in row]
    held = [cell for cell in cells if isinstance(cell.value, str) and "HYPERLINK" in cell.value]
    assert held, "the words of the voice are in the pack"
    return any(cell.data_type == "f" for cell in held)


def test_words_that_look_like_a_formula_are_words_in_a_workbook(shown):
    assert not a_formula_in_the_pack(shown("formula"))


def test_they_would_be_one_if_texts_were_not_written_as_texts(shown, monkeypatch):
    real = workbooks.xlsxwriter.worksheet.Worksheet.write_string

    def calculated(self, row, column, text, *form):
        return self.write_formula(row, column, text, *form) if text.startswith("=") else real(self, row, column, text, *form)

    monkeypatch.setattr(workbooks.xlsxwriter.worksheet.Worksheet, "write_string", calculated)
    assert a_formula_in_the_pack(shown("formula"))


@pytest.mark.parametrize(
    "words", [CALCULATES, "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x"]
)
def test_a_text_that_begins_like_a_formula_is_marked_as_a_text_in_csv(words, monkeypatch):
    assert delimited.written(words) == f"'{words}"
    monkeypatch.setattr(delimited, "guarded", str)
    assert delimited.written(words) == words


def test_every_cell_of_every_csv_is_a_number_or_no_formula(shown, plan):
    client = shown("formula")
    for name in (*(f"indicator/{i.id}" for i in plan.priorities[0].indicators), "plan", "data-quality", "populations"):
        text = client.get(f"/download/{name}.csv").data.decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t")), (name, cell)
                assert not cell.startswith("-") or re.fullmatch(r"-[\d.e]+", cell), (name, cell)


# -- names like paths --------------------------------------------------------------------------------------------------------------------


def a_file_beside_the_shelf(house, _) -> bool:
    return b"import" in house.browser().get("/static/fetch.py").data


def _every_file_is_on_the_shelf(patch) -> None:
    assets = Path(shelves.__file__).resolve().parents[2] / "assets"

    class Anything(Mapping):
        def __getitem__(self, name):
            return shelves.Kept("text/plain", {"": (assets / name).read_bytes()})

        __len__ = __iter__ = None  # type: ignore[assignment]  # nobody counts them

        def get(self, name, default=None):
            return self[name] if (assets / name).is_file() else default

    patch.setattr(shelves.Shelf, "kept", property(lambda self: Anything()))


def a_file_of_the_house_by_download(house, _) -> bool:
    browser = house.signed_in(house.person("vera", house_viewer()))
    paths = (
        "../settings.csv",
        "..%2fsettings.csv",
        "%2e%2e/settings.csv",
        "settings.csv",
        "indicator/../../settings.csv",
        "/etc/passwd.csv",
    )
    return any(b"DELIVERY_PLAN" in browser.get(f"/download/{path}").data for path in paths)


def house_viewer():
    from store.accounts import Grant

    return Grant("viewer")


def _every_file_is_a_download(patch) -> None:
    root = Path(downloads.__file__).resolve().parents[2] / "house"

    def opened(figures, asked, stem):
        raise downloads.NothingThereError((root / f"{stem.lstrip('/')}.py").resolve().read_text(encoding="utf-8"))

    patch.setattr(downloads, "_taken", opened)


def a_received_file_by_a_path(house, patch) -> bool:
    folder = Path(house.gate.store.engine.url.database).parent
    (folder / "received" / "aa").mkdir(parents=True)
    (folder / "secret").write_bytes(b"a secret")
    try:
        return received.bytes_of(folder / "received", "../secret") == b"a secret"
    except StoreError:
        return False


def _any_name_is_a_hash(patch) -> None:
    patch.setattr(received, "path_of", lambda folder, name: folder / name)
    patch.setattr(received, "hash_of", lambda data: "../secret")


def an_upload_named_like_a_path(house, _) -> bool:
    """Whether any part of the name but the last is kept, or a character that cannot be seen; and whether a file is put elsewhere."""
    folder = Path(house.gate.store.engine.url.database).parent
    desk = uploading.UploadDesk(Place(house.gate.plan, house.gate.store, folder / "received", now=lambda: WHEN, today=lambda: TODAY))
    content = workbook_saying(house.gate.plan, "It rose.")
    before = set(folder.rglob("*"))
    sent = desk.send("..\\..//etc/\u202ecron.d/a\r\nb.xlsx", content, Sender("test", "A. Tester"))
    assert sent.number, sent.problems
    new = {path.relative_to(folder).parts[0] for path in set(folder.rglob("*")) - before if path.is_file()}
    name = desk.upload(sent.number).file
    assert new <= {"received", "delivery-plan.db-wal", "delivery-plan.db-shm", "delivery-plan.db-journal"}, new
    return name != "ab.xlsx"


def a_template_named_like_a_path(house, _) -> bool:
    """Whether the name of a workbook that is taken, or what is in it, follows what the address says."""
    browser = house.signed_in(house.person("lena", lead()))
    for asked in (
        "priority=../../etc&quarter=2024-Q4F",
        "priority=P2&quarter=../../2024-Q4F",
        'priority=P2"%0d%0aX-Evil:1&quarter=2024-Q4F',
    ):
        answer = browser.get(f"/uploads/template?{asked}")
        if answer.status_code == 200 or "etc" in answer.headers.get("Content-Disposition", "") or "X-Evil" in answer.headers:
            return True
    return False


def lead():
    from store.accounts import Grant

    return Grant("lead", "priority", "P2")


def _a_name_is_taken_as_it_comes(patch) -> None:
    from pages.uploads import pieces

    def as_asked(plan, ids):
        return [plan.priorities[0].model_copy(update={"id": flask.request.args["priority"]})]

    patch.setattr(pieces, "priorities_of", as_asked)
    patch.setattr(pieces, "chosen_quarter", lambda plan, written: Q4)
    patch.setattr(pieces, "taking", NoDesk)


class NoDesk:
    """A desk that writes an empty workbook for whatever it is asked."""

    def template(self, priorities, period) -> bytes:
        return b""


ATTACKS = [
    (a_file_beside_the_shelf, _every_file_is_on_the_shelf),
    (a_file_of_the_house_by_download, _every_file_is_a_download),
    (a_received_file_by_a_path, _any_name_is_a_hash),
    (an_upload_named_like_a_path, lambda patch: patch.setattr(uploading, "plain_name", lambda name: name)),
    (a_template_named_like_a_path, _a_name_is_taken_as_it_comes),
]


def _called(attack: Callable) -> str:
    return attack.__name__


@pytest.fixture
def house(make_house, surroundings):
    made = make_house(surroundings)
    yield made
    made.gate.store.close()


@pytest.mark.parametrize("attack", [attack for attack, _ in ATTACKS], ids=_called)
def test_a_name_like_a_path_comes_to_nothing(house, attack, monkeypatch):
    assert attack(house, monkeypatch) is False


@pytest.mark.parametrize(("attack", "without"), ATTACKS, ids=_called)
def test_the_same_name_goes_through_where_its_control_is_taken_out(make_house, surroundings, attack, without, monkeypatch):
    without(monkeypatch)
    made = make_house(surroundings)
    assert attack(made, monkeypatch) is True
    made.gate.store.close()


@pytest.mark.parametrize("name", ["", "..", "../../x", "a/b", "A" * 64, "0" * 63, "0" * 64 + "/", f"{'0' * 62}/."])
def test_only_a_hash_names_a_received_file(tmp_path, name):
    with pytest.raises(StoreError):
        received.path_of(tmp_path, name)
    assert received.path_of(tmp_path, "0" * 64) == tmp_path / "00" / ("0" * 64)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lena\\figures.xlsx", "figures.xlsx"),
        ("a\u202exslx.exe", "axslx.exe"),
        ("a\x00b\r\nc.csv", "abc.csv"),
        ("../", "a file without a name"),
        ("x" * 500 + ".csv", "x" * 120),
    ],
)
def test_a_name_is_kept_as_its_last_part_without_what_cannot_be_seen(sent, kept):
    assert received.plain_name(sent) == kept


def test_a_file_to_keep_is_named_by_the_plan_alone(house):
    browser = house.signed_in(house.person("vera", house_viewer()))
    first = house.gate.plan.indicators[0].id
    answer = browser.get(f'/download/indicator/{first}.csv?x="%0d%0aX-Evil:1')
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._-]+\.csv"', answer.headers["Content-Disposition"])
    assert "X-Evil" not in answer.headers
