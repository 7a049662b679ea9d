"""A lead's workbook with forty mistakes, each of another kind, and what is to be said of each at which cell."""

import datetime
import io
import re
import zipfile
from functools import cache

import openpyxl
from grids import zip_of
from leads import PLAN_TEXT, Q4, address

from indicators.observations import Key
from indicators.periods import quarter
from indicators.registry import read as read_plan
from loaders import template
from loaders.circumstances import Circumstances

_SHARES, _COUNTS = ("I6", "I7", "I8", "I9", "I10", "I11", "I12"), ("I13", "I14", "I15", "I16", "I17", "I18")
_MORE = "".join(
    f"          - {{id: {id}, number: '{id[1:]}', text: Of {id}, short: Of {id}, direction: up, frequency: quarterly, unit: {unit}{also}}}"
    "\n"
    for ids, unit, also in ((_SHARES, "per_cent", ""), (_COUNTS, "count", ""), (("I19",), "count", ", sensitive: suicide_self_harm"))
    for id in ids
)
_WITH_GROUPS = (
    "          - {id: I20, number: '20', text: Of groups, short: Of groups, direction: up, unit: count, frequency: quarterly,\n"
    "             breakdowns: [ethnic_group], classification: 2001-NHS}\n"
)
PLAN = read_plan(PLAN_TEXT.replace("      - id: P2\n", f"{_MORE}{_WITH_GROUPS}      - id: P2\n"), name="town.yaml").plan

#: (sheet, key of the row, column, what stands there, code)
_IN_CELLS = [
    ("Values", "I1", "Count", "many", "unknown-marker"),
    ("Values", "I1", "Out of", True, "not-a-number"),
    ("Values", "I1", "Value", "112%", "over-100-percent"),
    ("Values", "I3", "Value", 11, "outside-score"),
    ("Values", "I12", "Value", 0.12, "ask-percent"),
    ("Values", "I18", "Count", "=A1*3", "formula-without-value"),
    ("Values", "I18", "Out of", "#N/A", "error-cell"),
    ("Breakdowns", "I2/ethnic_group=white", "Count", "٣", "other-digits"),
    ("Breakdowns", "I2/ethnic_group=white", "Out of", "1.234", "ambiguous-separator"),
    ("Breakdowns", "I2/ethnic_group=white", "Value", 12.5, "non-whole-count"),
    ("Breakdowns", "I2/ethnic_group=mixed", "Count", -3, "negative"),
    ("Breakdowns", "I2/ethnic_group=mixed", "Out of", "9" * 20, "above-plausible"),
    ("Breakdowns", "I2/ethnic_group=mixed", "Value", "12%", "percent-sign"),
    ("Breakdowns", "I2/ethnic_group=asian", "Count", "–", "ask-dash"),
    ("Breakdowns", "I2/ethnic_group=asian", "Out of", "x", "ask-x"),
    ("Breakdowns", "I2/ethnic_group=asian", "Value", "n/a", "ask-not-applicable"),
    ("Breakdowns", "I2/ethnic_group=black", "Count", ":", "ask-colon"),
    ("Breakdowns", "I2/ethnic_group=black", "Out of", ".", "ask-full-stop"),
    ("Breakdowns", "I2/ethnic_group=black", "Value", "nil", "ask-zero-word"),
    ("Breakdowns", "I2/ethnic_group=other", "Count", "5*", "ask-asterisk"),
    ("Breakdowns", "I2/ethnic_group=other", "Out of", 9_999_999, "ask-sentinel"),
    ("Commentary", "I1", "What happened", "x" * 1_501, "long-text"),
    ("Commentary", "I19", "Why", "Two young men.", "small-number-in-words"),
    ("Actions", "A1", "Status", "well", "not-a-choice"),
    ("Actions", "A2", "Reviewed on", "soon", "unread-date"),
    ("Voices", "P1 voice 1", "Consent", "later", "no-consent"),
]
#: what is typed where nothing is wrong with the cell itself: (sheet, key, column, value)
_BESIDE = [
    *(("Values", "I6", column, value) for column, value in (("Count", 50), ("Out of", 40))),
    *(("Values", "I7", column, value) for column, value in (("Count", 5), ("Out of", 0))),
    ("Values", "I8", "Count", 5),
    ("Values", "I9", "Out of", 5),
    *(("Values", "I10", column, value) for column, value in (("Count", 12), ("Out of", 48), ("Value", 30))),
    *(("Values", "I11", column, value) for column, value in (("Value", 20), ("No data because", "not collected"))),
    ("Values", "I13", "Count", 4_000),
    ("Values", "I14", "Count", 1_500),
    ("Values", "I15", "Count", 3),
    ("Values", "I16", "Count", 3),
    ("Values", "I2", "Count", 412),
    ("Values", "I17", "Count", 413),
    ("Values", "I20", "Count", 400),
    *(("Breakdowns", f"I20/ethnic_group={group}", "Count", count) for group, count in (("white", 300), ("black", 200))),
    ("Commentary", "I2", "Why", "All is well."),
    ("Actions", "A2", "Status", "done"),
    ("Voices", "P1 voice 1", "Words", "It helped."),
    ("Voices", "P2 voice 1", "Words", "It helped."),
    ("Voices", "P1 voice 2", "Words", "It did not."),
    ("Voices", "P1 voice 2", "Consent", "yes"),
]
#: where it shows that rows do not go together: (sheet, key, column, code)
_BETWEEN = [
    ("Values", "I6", "Count", "numerator-over-denominator"),
    ("Values", "I7", "Out of", "zero-denominator"),
    ("Values", "I8", "Out of", "denominator-missing"),
    ("Values", "I9", "Count", "numerator-missing"),
    ("Values", "I10", "Value", "value-unlike-count"),
    ("Values", "I11", "No data because", "figure-and-reason"),
    ("Values", "I13", "Count", "tenfold-value"),
    ("Values", "I14", "Count", "unlike-last-value"),
    ("Values", "I15", "Period key", "altered-key"),
    ("Values", "I16", "Key", "unknown-key"),
    ("Values", "I17", "Key", "duplicate-row"),
    ("Values", "I20", "Count", "total-unlike-parts"),
    ("Voices", "P2 voice 1", "Key", "not-theirs"),
    ("Voices", "P1 voice 3", "Theme", "merged-cells"),
]
#: keys and periods that were typed over
_TYPED_OVER = [("I15", "Period key", "2024-Q3F"), ("I16", "Key", "I99"), ("I17", "Key", "I2")]

KNOWN = Circumstances(
    held={Key(id, "", "town", quarter(2024, 3)): 400 for id in ("I13", "I14")},
    theirs={"P1"},
    today=datetime.date(2025, 5, 1),
)


@cache
def workbook() -> bytes:
    """The workbook, filled by another program; beside the forty mistakes a sheet of the lead's own, with formulas, formats and colours."""
    blank = template.write(PLAN, PLAN.priorities, Q4)
    book = openpyxl.load_workbook(io.BytesIO(blank))
    for sheet, key, column, value, *_ in (*_IN_CELLS, *_BESIDE):
        cell = book[sheet][address(blank, sheet, key, column)]
        cell.value = value
        if value == "#N/A":
            cell.data_type = "e"
    for key, column, value in _TYPED_OVER:
        book["Values"][address(blank, "Values", key, column)].value = value
    theme = address(blank, "Voices", "P1 voice 3", "Theme")
    book["Voices"].merge_cells(f"{theme}:{chr(ord(theme[0]) + 1)}{theme[1:]}")
    own = book.create_sheet("My sums")
    for row in (["Sum of mine", None], [3, 0.25], [4, "=B2*2"], ["=SUM(A2:A3)", datetime.date(2025, 3, 31)]):
        own.append(row)
    own["B2"].number_format = own["B3"].number_format = "0.0%"
    own["A4"].font, own["A4"].fill = openpyxl.styles.Font(bold=True), openpyxl.styles.PatternFill("solid", fgColor="FFFFFF00")
    own["A2"].comment = openpyxl.comments.Comment("A remark of the lead's own.", "a lead")
    own.merge_cells("A1:B1")
    own.column_dimensions["A"].width = 33
    own.freeze_panes = "A2"
    saved = io.BytesIO()
    book.save(saved)
    return _with_results(saved.getvalue(), {"SUM(A2:A3)": "7", "B2*2": "0.5"})


def _with_results(content: bytes, results: dict[str, str]) -> bytes:
    """The results of formulas, as a spreadsheet program stores them beside them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in parts.items():
        for formula, result in results.items():
            text = re.sub(rf"<f>{re.escape(formula)}</f><v\s*/?>(?:</v>)?", f"<f>{formula}</f><v>{result}</v>", text)
        parts[name] = text
    return zip_of(parts)


def wanted() -> dict[tuple[str, str], str]:
    """Sheet and cell -> code, of each mistake."""
    blank = template.write(PLAN, PLAN.priorities, Q4)
    cells = [(sheet, key, column, code) for sheet, key, column, _, code in _IN_CELLS]
    return {(sheet, address(blank, sheet, key, column)): code for sheet, key, column, code in (*cells, *_BETWEEN)}
