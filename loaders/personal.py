"""Room: loaders. Whether a file holds people instead of counts of people: NHS numbers, dates of birth beside names, postcodes.

Such a file is refused and not kept. What is said of it never repeats what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.problems import problem
from loaders.workbook import Cell, Sheet, Workbook

#: so many full postcodes in one column are those of people, not of a service
POSTCODES = 3
#: a number of ten digits may have lost a nought in front
_TEN_DIGITS_LONG = 1e8
#: a header stands among so many first filled rows
_HEADER_WITHIN = 30
_TEN_DIGITS = re.compile(r"(?<!\d)(?<!\d[.,/-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d|[.,/-]\d)", re.ASCII)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}", re.IGNORECASE)
_BORN_HEADER = re.compile(r"(?:patient'?s? |client'?s? )?(?:d\.? ?o\.? ?b\.?|date of birth|birth ?date|born)(?: \(.*\))?", re.IGNORECASE)
_NAME_HEADER = re.compile(
    r".*\b(?:surname|forename|first name|last name|family name|given name|full name|patient name|client name)\b.*", re.I
)
_BORN = re.compile(
    r"\b(?:born|d\.?o\.?b\.?|date of birth)\b\W{0,4}(?:on )?\d{1,2}[/. -](?:\d{1,2}|[A-Z][a-z]{2,8})[/. -]\d{2,4}", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d.*", re.ASCII)


def people(workbook: Workbook) -> Problem | None:
    """The refusal of a file that holds people; None where no sign of them was found. The first sign is enough."""
    for sheet in workbook.sheets:
        if not _may_hold_people(sheet):
            continue
        for number, column, what in _signs(sheet):
            address = sheet.address(number, column)
            return problem("personal-data", Origin(workbook.name, sheet.name, address), what=what)
    return None


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of an NHS number: modulus 11 over the first nine, weighted 10 to 2 (NHS Data Dictionary)."""
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def _may_hold_people(sheet: Sheet) -> bool:
    """Whether any value of the sheet, wherever it stands, may be part of a sign: most sheets hold few texts that differ."""
    for value in {cell for row in sheet.rows for cell in row if type(cell) is not float or cell >= _TEN_DIGITS_LONG}:
        if isinstance(value, str):
            if _BORN_HEADER.fullmatch(" ".join(value.split())) or _POSTCODE.fullmatch(value.strip()) or any(_signs_of(value)):
                return True
        elif isinstance(value, (int, float)) and value >= _TEN_DIGITS_LONG:
            return True
    return False


def _signs(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    postcodes: dict[int, int] = {}
    born: set[int] = set()
    named = False
    for seen, (number, row) in enumerate(sheet.filled()):
        for column, cell in enumerate(row):
            if cell == "" or (type(cell) is float and cell < _TEN_DIGITS_LONG):
                continue
            if column in born and _is_day(cell):
                yield number, column, "a date of birth beside a name" if named else "a date of birth"
            if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell >= _TEN_DIGITS_LONG and cell == int(cell):
                if is_nhs_number(f"{int(cell):010d}"):
                    yield number, column, "a number that passes the check of an NHS number"
            elif isinstance(cell, str):
                yield from ((number, column, sign) for sign in _signs_of(cell))
                if _POSTCODE.fullmatch(cell.strip()):
                    postcodes[column] = postcodes.get(column, 0) + 1
                    if postcodes[column] >= POSTCODES:
                        yield number, column, "a column of full postcodes"
        if seen < _HEADER_WITHIN:
            headers = _texts(row)
            born |= {column for column, text in headers if _BORN_HEADER.fullmatch(text)}
            named = named or any(_NAME_HEADER.fullmatch(text) for _, text in headers if len(text) < 60)


def _signs_of(text: str) -> Iterator[str]:
    if len(text) >= 10 and any(is_nhs_number("".join(found)) for found in _TEN_DIGITS.findall(text)):
        yield "a number that passes the check of an NHS number"
    if len(text) >= 12 and _BORN.search(text):
        yield "a date of birth"


def _texts(row: Sequence[Cell]) -> list[tuple[int, str]]:
    return [(column, " ".join(cell.split())) for column, cell in enumerate(row) if isinstance(cell, str) and len(cell) < 80]


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and _DAY.fullmatch(cell.strip()) is not None)
