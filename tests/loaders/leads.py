"""The leads' workbook in tests: taken for a small plan, filled by key and column, and read back."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from indicators.periods import of_key, quarter
from indicators.registry import read as read_plan
from indicators.registry.models import Plan
from loaders import questions, template

Q4 = quarter(2024, 4)
PLAN_TEXT = """
id: town-plan
title: A plan of a town
short_title: Town plan
place: Anytown
starts: 2020-04-01
ends: 2025-03-31
board: The board
reviews: {indicators: quarterly, actions: yearly}
areas:
  - {id: town, name: Anytown, role: plan, kind: local_authority, codes: [{code: T1, scheme: ons}]}
  - {id: land, name: The land, role: context, kind: country, codes: [{code: L1, scheme: ons}]}
sources:
  - {id: census, publisher: A publisher, dataset: A census, loader: census_2021, licence: OGL v3}
  - {id: mha, publisher: A publisher, dataset: A dataset, loader: mha_annual, licence: OGL v3}
populations:
  - {id: people, name: People, source: census, on: 2021-03-21, classification: 2001-NHS, measure: residents,
     breakdown: {ethnic_group: ethnic group}, areas: [town]}
peoples_voice:
  standing: beside the numbers
  kinds: [{id: story, text: A story}, {id: survey, text: A survey}]
passions:
  - id: one
    name: A passion
    priorities:
      - id: P1
        number: "1"
        name: A first priority
        short: First
        actions: [{id: A1, text: Do something}, {id: A2, text: Do more}]
        indicators:
          - {id: I1, number: "1.1", text: A share, short: A share, direction: up, unit: per_cent, frequency: quarterly}
          - {id: I2, number: "1.2", text: A count, short: A count, direction: down, unit: count, frequency: quarterly,
             breakdowns: [ethnic_group], classification: 2001-NHS}
          - {id: I3, number: "1.3", text: A score, short: A score, direction: up, unit: score, frequency: quarterly}
          - {id: I4, number: "1.4", text: In words, short: In words, kind: qualitative, direction: up, unit: words, frequency: quarterly}
      - id: P2
        number: "2"
        name: A second priority
        short: Second
        actions: [{id: A3, text: Do it here}]
        indicators:
          - id: I5
            number: "2.1"
            text: Detentions
            short: Detentions
            direction: towards_one
            unit: ratio
            frequency: quarterly
            breakdowns: [ethnic_group]
            classification: 2001-NHS
            sensitive: suicide_self_harm
            parts:
              - {id: detained, name: Detained, unit: per_100000, compare: ethnic_group, reference: white, supplied: true,
                 published: [{source: mha, value: a rate, areas: [land]}]}
              - {id: published, name: Published, unit: per_100000, direction: down,
                 published: [{source: mha, value: a rate, areas: [land]}]}
              - {id: near, name: Near, role: nearest, nearest: something near, unit: count, direction: down}
"""


def plan() -> Plan:
    reading = read_plan(PLAN_TEXT, name="town.yaml")
    assert reading.plan is not None, [mistake.sentence for mistake in reading.mistakes]
    return reading.plan


PLAN = plan()
P1, P2 = PLAN.priorities


def taken(*priorities, period=Q4, **filling) -> bytes:
    return template.write(PLAN, priorities or PLAN.priorities, period, template.Filling(**filling))


def filled(cells: dict[str, dict[str, dict[str, object]]], *priorities, period=Q4) -> bytes:
    """A workbook that was filled in and saved by another program; sheet -> key -> column -> value."""
    return edited(taken(*priorities, period=period), cells)


def edited(content: bytes, cells: dict[str, dict[str, dict[str, object]]], *, then=lambda book: None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, rows in cells.items():
        for key, values in rows.items():
            for column, value in values.items():
                book[sheet][address(content, sheet, key, column)].value = value
    then(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def address(content: bytes, sheet: str, key: str, column: str) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {row[0].value: row[0].row for row in book[sheet].iter_rows(min_row=2)}
    headers = {cell.value: cell.column_letter for cell in book[sheet][1]}
    return f"{headers[column]}{rows[key]}"


def converted(content: bytes, folder: Path, kind: str, *, name: str = "given.xlsx") -> bytes:
    """The workbook opened and saved again by LibreOffice; skips where it is not installed."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice (soffice), which is not installed")
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder.parent / 'libreoffice'}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "out"), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [made] = (folder / "out").glob(f"*.{kind.partition(':')[0]}")
    return made.read_bytes()


__all__ = ["P1", "P2", "PLAN", "Q4", "address", "converted", "edited", "filled", "of_key", "questions", "taken"]
