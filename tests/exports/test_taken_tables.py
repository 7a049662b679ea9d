"""Tables that are taken away: typed, dated as ISO writes it, safe in a spreadsheet program, described for programs, without names."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from figures_for_pages import Fake, point
from hypothesis import given
from hypothesis import strategies as st

from exports.delimited import csv_bytes, written
from exports.figures import COLUMNS, figures_sheet
from exports.groups import groups_sheet
from exports.metadata import csvw
from exports.roles import role_of, without_names
from exports.sheets import MARKING, Column, Sheet, cover, file_name
from indicators.observations import Origin, Status
from indicators.periods import quarter
from indicators.registry import Plan

RISKY = ("=", "+", "-", "@", "\t", "\r")
WANTED = {"value", "value_status", "flags", "profile", "revision", "source", "origin_file", "origin_sheet", "origin_address"}


def read_back(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def one_point(plan: Plan, **more):
    indicator = plan.indicators[0]
    return point(
        indicator.id, indicator.parts[0].id if indicator.parts else "", plan.areas[0].id, quarter(2023, 4), 81.23650107991361, **more
    )


def test_a_figure_is_written_with_all_that_belongs_to_it(plan: Plan):
    held = replace(one_point(plan, flags=("r", "p"), numerator=12, lower=-0.5), revision=3)
    [row] = read_back(csv_bytes(figures_sheet(plan, [held], name="figures", title="t")))
    assert set(row) >= WANTED
    assert (row["value"], row["value_status"], row["flags"], row["revision"]) == ("81.23650107991361", "ok", "p r", "3")
    assert (row["numerator"], row["denominator"], row["lower"]) == ("12", "", "-0.5")
    assert (row["period"], row["period_start"], row["period_end"]) == ("2023-Q4F", "2024-01-01", "2024-03-31")
    assert row["known_from"] == "2024-05-01T00:00:00+00:00"
    assert row["marking"] == ""


def test_a_hidden_figure_has_no_value_and_says_why(plan: Plan):
    held = replace(one_point(plan, status=Status.HIDDEN), value=None)
    [row] = read_back(csv_bytes(figures_sheet(plan, [held], name="figures", title="t", illustrative=True)))
    assert (row["value"], row["value_status"], row["marking"]) == ("", "c", MARKING)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("plain = text", "plain = text"),
        (-3.5, "-3.5"),
        (12.0, "12"),
        (0.0, "0"),
        (None, ""),
        (date(2024, 6, 12), "2024-06-12"),
        (datetime(2024, 6, 12, 9, 30, tzinfo=UTC), "2024-06-12T09:30:00+00:00"),
    ],
)
def test_a_cell_is_written(cell, text):
    assert written(cell) == text


@given(st.text())
def test_no_text_starts_a_formula(text):
    assert not written(text).startswith(RISKY)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back_to_the_last_digit(number):
    assert float(written(number)) == number


def test_every_column_is_described_for_programs(plan: Plan, figures: Fake):
    sheet = figures_sheet(plan, figures.released(None), name="figures", title="t")
    about = cover(plan, "All", figures.released(None), day=date(2025, 6, 12), illustrative=True)
    document = json.loads(json.dumps(csvw(sheet, about, file="f.csv")))
    described = document["tableSchema"]["columns"]
    assert [column["name"] for column in described] == list(read_back(csv_bytes(sheet))[0]) == [column.name for column in COLUMNS]
    assert all(column["dc:description"] for column in described)
    assert document["@context"][0] == "http://www.w3.org/ns/csvw"
    assert (document["url"], document["dc:date"]["@value"]) == ("f.csv", "2025-06-12")
    assert document["dc:rights"].startswith(MARKING)
    keys = [tuple(row[name] for name in document["tableSchema"]["primaryKey"]) for row in read_back(csv_bytes(sheet))]
    assert len(keys) == len(set(keys)) > 50


def test_groups_are_written_each_first_and_the_combined_line_after(plan: Plan, figures: Fake):
    compared = figures.comparisons(None)
    rows = read_back(csv_bytes(groups_sheet(plan, compared, name="inequalities", title="t")))
    first = [row for row in rows if (row["indicator"], row["part"]) == (compared[0].indicator, compared[0].part)]
    lines = [row["line"] for row in first]
    assert lines == sorted(lines, key=["group", "combined", "aligned"].index)
    assert [row["group"] for row in first if row["line"] == "group"] == [row.group for row in compared[0].rows]
    assert [row["ratio"] for row in first if row["line"] == "group"] == [written(row.ratio) for row in compared[0].rows]


def test_the_name_of_a_file_is_plain_and_says_what_it_is(plan: Plan):
    named = file_name(plan, "I2.1", "csv", as_of=date(2024, 6, 12), illustrative=True)
    assert named == f"ILLUSTRATIVE_{plan.id}_I2.1_as-known-on-2024-06-12.csv"
    assert file_name(plan, '"; rm\r\n é/../x', "csv", as_of=None, illustrative=False).isascii()
    assert not set('";\r\n/') & set(file_name(plan, '"; rm\r\n é/../x', "csv", as_of=None, illustrative=False))


def test_names_of_people_become_roles(plan: Plan):
    people = [person for person in plan.people if person.kind == "person"]
    for person in people:
        said = without_names(plan, f"{person.name} is to supply it. Ask {person.name}.")
        assert person.name not in said
        assert role_of(plan, person) in said
        assert said[0].isupper()
    posts = [person.name for person in plan.people if person.kind == "post"]
    assert without_names(plan, " and ".join(posts)) == " and ".join(posts)


def test_several_contacts_are_named_once(plan: Plan):
    contacts = [p.name for p in plan.people if p.kind == "person" and role_of(plan, p) == "a named contact"][:3]
    assert without_names(plan, f"No figure. {contacts[0]}, {contacts[1]} and {contacts[2]} are to supply it.") == (
        "No figure. Named contacts are to supply it."
    )


# -- in a real spreadsheet program -------------------------------------------------------------------------------------------------------


def opened(content: bytes, folder: Path) -> str:
    """The CSV as LibreOffice reads it, in its own XML."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (soffice) to open the file as a person would")
    (folder / "taken.csv").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "fods", "--outdir", str(folder), str(folder / "taken.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "taken.fods").read_text(encoding="utf-8")


def test_a_spreadsheet_program_finds_no_formula(plan: Plan, figures: Fake, tmp_path: Path):
    """Every kind of table in one go, with texts in every place that would be formulas, were they not guarded."""
    evil = [
        replace(one_point(plan), reason=f"{start}1+1", origin=Origin(f"{start}2+2.csv", f"{start}3", f"{start}cmd|'/c calc'!A1"))
        for start in RISKY
    ]
    sheet = figures_sheet(plan, [*evil, *figures.released(None)], name="figures", title="t")
    found = opened(csv_bytes(sheet), tmp_path)
    assert "table:formula" not in found
    assert "=cmd|" in found


def test_a_formula_that_is_not_guarded_is_found(tmp_path: Path):
    """The test above can fail."""
    assert "table:formula" in opened(b"\xef\xbb\xbfvalue\r\n=1+1\r\n", tmp_path)


def test_a_sheet_of_nothing_has_its_heads(plan: Plan):
    sheet = Sheet("x", "X", (Column("a", "A", "a"),), ())
    assert csv_bytes(sheet, bom=False) == b"a\r\n"
