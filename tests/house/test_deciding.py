"""The commands about decisions: recorded, listed, and written back into a file that keeps its comments and layout."""

from __future__ import annotations

import difflib
import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import cli
from exports.plan_files import UnwritableError, written_back
from house.place import Place
from house.uploading import UploadDesk
from indicators.decided import overlaid, with_before
from indicators.decisions import Decided
from indicators.registry import Plan, read
from store.submissions import open_store

WHY = ("--reason", "It was agreed.", "--decided-by", "the Board")


@pytest.fixture
def plan_file(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the plan, and a store of the test's own beside it."""
    file = Path(shutil.copy(root / "priorities.yaml", tmp_path / "priorities.yaml"))
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DELIVERY_PLAN_FILE", str(file))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "data").mkdir()
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def done(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    code, out = run(capsys, *arguments)
    assert code == 0, out
    return out


def plan_of(text: str) -> Plan:
    reading = read(text)
    assert reading.plan is not None, reading.mistakes
    return reading.plan


@pytest.mark.usefixtures("plan_file")
def test_a_decision_is_tried_recorded_listed_and_shown(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    done(capsys, "load", root / "data" / "published" / "figures.csv", "--by", "test")
    baseline = ("decide", "8.1", "baseline", "--period", "2019-Q3F", *WHY)
    assert "It would change:\n  The change would be" in done(capsys, *baseline, "--dry-run")
    assert done(capsys, "decisions") == "Nothing was decided yet.\n"
    assert done(capsys, "decisions", "8.1") == "Nothing was decided on I8.1 yet.\n"
    assert json.loads(done(capsys, "decisions", "--json")) == []
    assert re.match(r"Decision \d+ is recorded\.\n  The change would be", done(capsys, *baseline, "--by", "ann", "--on", "2024-06-12"))
    code, out = run(capsys, *baseline)
    assert code == 1
    assert "which holds already" in out
    assert "Nothing was recorded." in out
    done(capsys, "decide", "I8.1", "judgement", "--word", "off track", *WHY)
    listed = json.loads(done(capsys, "decisions", "I8.1", "--json"))
    assert [(one["kind"], one["standing"]) for one in listed] == [("judgement", "stands"), ("baseline", "stands")]
    assert listed[1]["decided_on"] == "2024-06-12"
    assert json.loads(done(capsys, "decisions", "--json", "--as-of", "2024-01-01")) == []
    assert "(stands; recorded by ann)" in done(capsys, "decisions")
    shown = json.loads(done(capsys, "show", "I8.1", "--json"))
    assert shown["decisions"] == listed
    assert shown["judgement"]["word"] == "off track"
    assert shown["indicator"]["baseline"] == "2019-Q3F"
    assert shown["summary"]["change"]["against"] == "baseline"
    assert "ann" not in json.dumps([shown["decisions"], shown["judgement"]]).split()
    number = str(listed[1]["number"])
    assert json.loads(done(capsys, "decide", "I8.1", "back", "--number", number, *WHY, "--json"))["number"]
    assert json.loads(done(capsys, "show", "I8.1", "--json"))["indicator"]["baseline"] == "not set"
    assert "as it was accepted" in done(capsys, "verify")


REFUSED = [
    (("decide", "I9.9", "baseline", *WHY), "The plan has no indicator I9.9"),
    (("decide", "I8.1", "trajectory", "--step", "2024F", *WHY), "--step: found 2024F. Expected a period and its value"),
    (("decide", "I8.1", "phase", "--period", "2024-Q1F", "--part", "no", *WHY), "found the part “no”"),
    (("decide", "I8.1", "approval", *WHY), "found neither yes nor no"),
    (("decide", "I8.1", "profile", "--profile", "open", *WHY), "open is for published figures"),
    (("decide", "I8.1", "definition", *WHY), "found no words for what is counted"),
    (("decide", "I8.1", "target", "--value", "101", *WHY), "found 101. Expected a number from 0 to 100"),
]


@pytest.mark.usefixtures("plan_file")
@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_decided_is_refused_in_words(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str) -> None:
    code, out = run(capsys, *arguments)
    assert code == 1
    assert words in out
    assert json.loads(done(capsys, "decisions", "--json")) == []


def test_what_was_decided_is_written_back_once_and_taken_out_again(capsys: pytest.CaptureFixture[str], plan_file: Path, root: Path) -> None:
    done(capsys, "load", root / "data" / "published" / "figures.csv", "--by", "test")
    original = plan_file.read_text(encoding="utf-8")
    assert "everything that was decided stands in it already" in done(capsys, "write-back")
    done(capsys, "decide", "I8.1", "baseline", "--period", "2019-Q3F", *WHY)
    done(capsys, "decide", "I8.1", "trajectory", "--step", "2024-Q4F=85", "--step", "2024-Q2F=82.5", *WHY)
    done(capsys, "decide", "I8.1", "ghost", "--period", "2020-Q1F", *WHY)
    before = json.loads(done(capsys, "show", "I8.1", "--json"))
    assert "lines would be written" in done(capsys, "write-back", "--dry-run")
    assert plan_file.read_text(encoding="utf-8") == original
    assert "lines written" in done(capsys, "write-back")
    written = plan_file.read_text(encoding="utf-8")
    changed = [line for line in difflib.ndiff(original.splitlines(), written.splitlines()) if line[:2] in {"- ", "+ "}]
    assert all(line.startswith("+ ") for line in changed), "lines are added, and none is rewritten"
    assert [line[2:].strip() for line in changed[:4]] == [
        "baseline: 2019-Q3F",
        "targets:",
        "- {period: 2024-Q2F, value: 82.5}",
        "- {period: 2024-Q4F, value: 85}",
    ]
    assert json.loads(done(capsys, "show", "I8.1", "--json")) == before, "what stands in the file is not applied twice"
    assert "everything that was decided stands in it already" in done(capsys, "write-back")
    for each in json.loads(done(capsys, "decisions", "--json")):
        done(capsys, "decide", "I8.1", "back", "--number", str(each["number"]), *WHY)
    done(capsys, "write-back")
    assert plan_file.read_text(encoding="utf-8") == original, "byte for byte"


def test_a_file_keeps_its_ends_of_lines_its_rights_and_its_place(
    capsys: pytest.CaptureFixture[str], plan_file: Path, root: Path, tmp_path: Path
) -> None:
    """A plan that was saved on Windows, is not for everybody to read, and is named by a link."""
    done(capsys, "load", root / "data" / "published" / "figures.csv", "--by", "test")
    done(capsys, "decide", "I8.1", "baseline", "--period", "2019-Q3F", *WHY)
    own = tmp_path / "own.yaml"
    own.write_text(plan_file.read_text(encoding="utf-8"), encoding="utf-8", newline="\r\n")
    own.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(own)
    assert "written" in done(capsys, "write-back", link)
    assert own.read_bytes().count(b"\n") == own.read_bytes().count(b"\r\n")
    assert b"baseline: 2019-Q3F\r\n" in own.read_bytes()
    assert (link.is_symlink(), own.stat().st_mode & 0o777) == (True, 0o640)


def test_a_file_with_mistakes_is_left_alone(capsys: pytest.CaptureFixture[str], plan_file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(plan_file.read_text(encoding="utf-8").replace("direction: down", "direction: sideways", 1), encoding="utf-8")
    code, out = run(capsys, "write-back", broken)
    assert code == 1
    assert "mend them first" in out
    with pytest.raises(UnwritableError):
        written_back("id: [", ())


def decided(plan: Plan) -> list[Decided]:
    """A decision of each kind on every indicator and part of a plan, whatever its figures are."""
    found: list[Decided] = []

    def add(indicator: str, kind: str, content: dict, part: str = "") -> None:
        number = len(found) + 1
        at = datetime(2024, 6, 1, tzinfo=UTC) + timedelta(minutes=number)
        draft = Decided(indicator, part, kind, content, f"Because: {number} “#”.", date(2024, 6, 1), "the Board", number, at)  # type: ignore[arg-type]
        found.append(with_before(overlaid(plan, found), draft))

    for entry in plan.indicators:
        add(entry.id, "baseline", {"period": "@2021-03-21"})
        add(entry.id, "target", {"value": 12.5, "unit": entry.unit, "text": "a tenth: or more"})
        add(entry.id, "trajectory", {"unit": entry.unit, "steps": [{"period": "2024-01", "value": 3.0}, {"period": "2024F", "value": 4.0}]})
        add(entry.id, "profile", {"profile": "exact7"})
        add(entry.id, "approval", {"approval": True})
        for part in entry.parts:
            add(entry.id, "definition", {"numerator": "those: counted", "denominator": ""}, part.id)
            for kind in ("phase", "ghost", "fix"):
                add(entry.id, kind, {"period": f"202{len(kind) % 4}-Q1F"}, part.id)
    return found


@pytest.mark.usefixtures("plan_file")
def test_a_trajectory_that_goes_the_wrong_way_is_looked_at_again(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    done(capsys, "load", root / "data" / "published" / "figures.csv", "--by", "test")
    steps = ("decide", "I8.1", "trajectory", "--step", "2026-Q1F=85", *WHY)
    assert "wrong way" not in done(capsys, *steps, "--step", "2026-Q2F=86", "--dry-run")
    said = done(capsys, *steps, "--step", "2026-Q2F=80", "--dry-run")
    assert "Look at this again: the steps go the wrong way, from 85 % for" in said
    assert "though higher is better." in said


@pytest.mark.usefixtures("plan_file")
def test_a_target_where_nearer_to_one_is_better_is_refused_for_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "decide", "I2.1", "target", "--value", "1", *WHY)
    assert code == 1
    assert "here nearer to 1 is better" in out
    assert "does not say" not in out


@pytest.mark.parametrize("name", ["priorities.yaml", "tests/plans/small_city.yaml"])
def test_the_written_plan_is_the_overlaid_one_whatever_was_decided_and_comments_stay(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    plan = plan_of(text)
    every = decided(plan)
    written = written_back(text, every)
    assert plan_of(written) == overlaid(plan, every)
    assert written_back(written, every) == written
    comments = [line for line in text.splitlines() if line.strip().startswith("#")]
    assert [line for line in written.splitlines() if line.strip().startswith("#")] == comments
    few = every[:3]
    kept = set(written_back(text, few).splitlines())
    assert [line for line in text.splitlines() if line not in kept and "targets" not in line] == []


def test_what_is_decided_on_approval_holds_for_the_next_file(tmp_path: Path, root: Path) -> None:
    plan = plan_of((root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8"))
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    now = datetime(2024, 6, 1, tzinfo=UTC)
    desk = UploadDesk(Place(plan, store, tmp_path / "received", now=lambda: now, today=now.date))
    assert not desk.plan.indicator("seen-soon").approval
    store.decide(Decided("seen-soon", "", "approval", {"approval": True}, "Two pairs of eyes.", now.date(), "the Board"), at=now)
    assert desk.plan.indicator("seen-soon").approval
    store.close()
