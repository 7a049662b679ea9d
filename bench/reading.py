"""A workbook of 100,000 cells, read with its markers, formats and addresses and checked, against calamine alone and against openpyxl.

Run: .venv/bin/python bench/reading.py. Aims: at most 3 times calamine alone on the same file, at least 4 times faster than openpyxl.
"""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import openpyxl
import python_calamine
import xlsxwriter

from indicators.observations import Origin
from loaders.limits import UPLOADS
from loaders.personal import people
from loaders.values import Expected, Fault, Question, as_problem, read
from loaders.workbook import opened

ROWS, COLUMNS, TURNS = 5_000, 20, 7
MARKERS = ("[c]", "[x]", "<5", "12 [p]")
#: and now and then something to ask about or to mend
ODD = ("-", "many", "1.234")
COUNT, SHARE = Expected("count"), Expected("percentage")


def workbook() -> bytes:
    """Counts up to 2,000, percentages by format, a marker in each twentieth cell, and now and then a question or a mistake."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Values")
        percent = book.add_format({"num_format": "0.0%"})
        for number in range(ROWS * COLUMNS):
            row, column = divmod(number, COLUMNS)
            if number % 20 == 7:
                sheet.write_string(row, column, ODD[row // 100 % 3] if row % 100 == 1 else MARKERS[row % len(MARKERS)])
            elif column % 5 == 4:
                sheet.write_number(row, column, number % 1000 / 1000, percent)
            else:
                sheet.write_number(row, column, number * 7 % 2000)
    return content.getvalue()


def ours(content: bytes) -> int:
    """Opened after the look inside, looked through for people, each cell read, each problem at its address."""
    book = opened("bench.xlsx", content, limits=UPLOADS)
    assert people(book) is None
    [sheet] = book.sheets
    percent = sheet.features.percent
    problems = []
    for number, row in enumerate(sheet.rows):
        for place, cell in enumerate(row):
            shown = (number, place) in percent
            value = read(cell, SHARE if shown else COUNT, percent_format=shown)
            if isinstance(value, Question | Fault):
                problems.append(as_problem(value, Origin("bench.xlsx", sheet.name, sheet.address(number, place))))
    return len(problems)


def calamine(content: bytes) -> int:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return len(book.get_sheet_by_name("Values").to_python(skip_empty_area=False))


def by_openpyxl(content: bytes) -> int:
    """Values, formats and addresses, nothing checked."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Values"]
    return sum(1 for row in sheet.iter_rows() for cell in row if (cell.value, cell.number_format, cell.coordinate))


def quickest(work: Callable[[bytes], int], content: bytes, turns: int) -> float:
    """The quickest of several turns, in seconds: what other programs on the machine take is not ours."""
    taken = []
    for _ in range(turns):
        started = time.perf_counter()
        work(content)
        taken.append(time.perf_counter() - started)
    return min(taken)


def main() -> int:
    content = workbook()
    assert ours(content) == ROWS // 100
    alone, whole, slow = quickest(calamine, content, TURNS), quickest(ours, content, TURNS), quickest(by_openpyxl, content, 2)
    print(f"{ROWS * COLUMNS:,} cells, {len(content) / 1000:,.0f} kB")
    print(f"  calamine alone                            {alone * 1000:8.1f} ms")
    print(f"  read with markers, formats and addresses  {whole * 1000:8.1f} ms   {whole / alone:4.1f} x calamine   (aim: at most 3)")
    print(f"  openpyxl                                  {slow * 1000:8.1f} ms   {slow / whole:4.1f} x ours       (aim: at least 4)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
