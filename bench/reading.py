"""A workbook of 100,000 cells, read with its markers, formats and addresses and checked, against calamine alone and against openpyxl.

Run: .venv/bin/python bench/reading.py. Aims: at most 3 times calamine alone on the same file, at least 4 times faster than openpyxl.

Measured is what a file goes through before its figures are mapped to a plan: the look inside for what would do harm (sizes, names, document
types, the address of every cell), hidden, merged, commented and percent cells, calamine itself, the look for people, and each cell read as
a number, a marker, a question or a fault, at its address; as in the confined process, without a look for rings of objects meanwhile. Not
measured is the start of that process: it is started once, and forks. Both are run in turns, so that what else the machine does falls on
both; the ratio is the median of the ratios of the pairs.
"""

import gc
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import openpyxl
import python_calamine
import xlsxwriter

from indicators.observations import Origin
from loaders.limits import UPLOADS
from loaders.personal import people
from loaders.values import Expected, Fault, Question, as_problem, reader
from loaders.workbook import opened

ROWS, COLUMNS = 5_000, 20
PAIRS, SLOW_PAIRS = 9, 3
MARKERS = ("[c]", "[x]", "<5", "12 [p]")
#: and now and then something to ask about or to mend
ODD = ("-", "many", "1.234")
COUNT, SHARE = Expected("count"), Expected("percentage")


def workbook(different: int) -> bytes:
    """So many different counts, percentages by format, a marker in each twentieth cell, now and then a question or a mistake."""
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
                sheet.write_number(row, column, number * 7 % different)
    return content.getvalue()


def ours(content: bytes) -> int:
    """Opened after the look inside, looked through for people, each cell read, each problem at its address."""
    book = opened("bench.xlsx", content, limits=UPLOADS)
    assert people(book) is None
    [sheet] = book.sheets
    percent = sheet.features.percent
    of_count, of_share = reader(COUNT), reader(SHARE, percent_format=True)
    problems = []
    for number, row in enumerate(sheet.rows):
        shares = percent.of_row(number)
        for place, cell in enumerate(row):
            value = (of_share if place in shares else of_count)(cell)
            if isinstance(value, (Question, Fault)):
                problems.append(as_problem(value, Origin("bench.xlsx", sheet.name, sheet.address(number, place))))
    return len(problems)


def as_in_a_child(content: bytes) -> int:
    """The same as in a process of its own: nothing was met before, and rings of objects are let be."""
    reader.cache_clear()
    gc.disable()
    found = ours(content)
    gc.enable()
    return found


def calamine(content: bytes) -> int:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return len(book.get_sheet_by_name("Values").to_python(skip_empty_area=False))


def by_openpyxl(content: bytes) -> int:
    """Values, formats and addresses, nothing checked."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Values"]
    return sum(1 for row in sheet.iter_rows() for cell in row if (cell.value, cell.number_format, cell.coordinate))


def timed(work: Callable[[bytes], int], content: bytes) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work(content)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def pairs(first: Callable[[bytes], int], second: Callable[[bytes], int], content: bytes, number: int) -> tuple[float, float, float, float]:
    """The medians of both by the clock, and the medians of the ratios, by the clock and of the processor, second to first."""
    taken = [(timed(first, content), timed(second, content)) for _ in range(number)]
    return (
        median(one[0] for one, _ in taken),
        median(two[0] for _, two in taken),
        median(two[0] / one[0] for one, two in taken),
        median(two[1] / one[1] for one, two in taken),
    )


def main() -> int:
    for title, different in (("2,000 different counts", 2_000), ("each count another", 1_000_003)):
        content = workbook(different)
        assert as_in_a_child(content) == ROWS // 100
        alone, whole, times, processor = pairs(calamine, as_in_a_child, content, PAIRS)
        _, slow, slower, _ = pairs(as_in_a_child, by_openpyxl, content, SLOW_PAIRS)
        print(f"{ROWS * COLUMNS:,} cells, {title}, {len(content) / 1000:,.0f} kB; medians of {PAIRS} pairs, openpyxl of {SLOW_PAIRS}")
        print(f"  calamine alone                           {alone:8.1f} ms")
        told = f"{times:4.2f} x calamine ({processor:.2f} x by processor time; aim: at most 3)"
        print(f"  read with markers, formats and addresses {whole:8.1f} ms   {told}")
        print(f"  openpyxl                                 {slow:8.1f} ms   {slower:4.1f} x ours (aim: at least 4)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
