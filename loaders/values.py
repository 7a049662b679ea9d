"""Room: loaders. One cell becomes a number, a marker, a question or a fault; nothing is guessed, and nothing falls between the four.

The tokens are those of the Government Analysis Function ("Using symbols and shorthand", 2022) and those that older tables, NHS files and
people write instead. A token that has meant two things in published tables is a question, never a default.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from indicators.classifications.spelling import DASHES
from indicators.observations import Flag, Origin, Status
from indicators.submissions import Problem
from loaders.problems import problem

Cell = str | int | float | bool | date | datetime | time | timedelta | None
NumberKind = Literal["count", "percentage", "rate", "score"]
Bounds = tuple[float, float | None]

#: the lowest and the highest number that a source's suppressed cell may stand for; None where nobody says
SUPPRESSED: Final[Mapping[str, Bounds]] = {"mhsds": (0, 4), "hes": (1, 7), "unknown": (0, None)}


class Number(NamedTuple):
    """A number, in the unit that was expected (12 for 12 per cent), with its flags; there may be one in each of a million cells."""

    value: float
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Marker:
    """Why there is no number. `bounds` only where one is hidden; `reason` keeps the words of the file where they say more."""

    status: Status
    bounds: Bounds | None = None
    reason: str = ""
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: its id, its words and what the cell then holds."""

    id: str
    words: str
    value: Number | Marker


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must answer: the code in the catalogue, the text of the cell, and the answers that there are."""

    code: str
    text: str
    choices: tuple[Choice, ...]
    details: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a person must mend, in the words of the catalogue."""

    code: str
    found: str
    expected: str
    remedy: str


CellValue = Number | Marker | Question | Fault


@dataclass(frozen=True, slots=True)
class Expected:
    """What a cell should hold.

    `low` and `high` are the plausible limits, None where there are none (a percentage has 0 and 100 unless `over_100`); `hidden` the bounds
    of a suppressed count of this source. `blank` allows an empty cell, as not supplied. `fractions_asked` asks about 0.12 in place
    of 12 per cent. `answers` holds the answers given before for this source: code of the question -> id of the choice.
    """

    kind: NumberKind = "count"
    low: float = 0
    high: float | None = None
    over_100: bool = False
    hidden: Bounds = (0, None)
    blank: bool = False
    fractions_asked: bool = True
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)


_UNITS: Final[Mapping[NumberKind, str]] = {"count": "a count", "percentage": "a percentage", "rate": "a rate", "score": "a score"}
_MARKERS: Final[Mapping[str, Status]] = {
    **dict.fromkeys(("*", "**", "[c]", "c", "[*]", "supp", "supp.", "suppressed", "[suppressed]", "hidden"), Status.HIDDEN),
    **dict.fromkeys(("[x]", "..", "...", "dq", "[dq]", "missing", "no data", "tbc", "not available"), Status.NOT_AVAILABLE),
    **dict.fromkeys(("not collected", "not supplied", "unavailable", "not yet available"), Status.NOT_AVAILABLE),
    **dict.fromkeys(("[z]", "z", "not applicable", "does not apply"), Status.NOT_APPLICABLE),
    **dict.fromkeys(("[k]", "k", "[low]", "low", "~", "0~"), Status.ROUNDS_TO_ZERO),
}
_ZERO_WORDS: Final = frozenset({"nil", "none", "zero", "nought"})
_QUESTIONS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    **dict.fromkeys(("-", "--"), ("ask-dash", ("zero", "not_available", "not_applicable"))),
    "x": ("ask-x", ("not_available", "hidden")),
    ":": ("ask-colon", ("not_available", "hidden")),
    ".": ("ask-full-stop", ("not_applicable", "not_available")),
    **dict.fromkeys(("n/a", "na", "n.a.", "n.a", "n / a"), ("ask-not-applicable", ("not_available", "not_applicable"))),
    **dict.fromkeys(_ZERO_WORDS, ("ask-zero-word", ("zero", "not_available"))),
}
#: numbers that some files write where one is hidden or missing (9999999: NHS restraints; -1: Fingertips uploads)
_SENTINELS: Final = frozenset({-1.0, -9.0, -99.0, -999.0, 999.0, 9_999.0, 99_999.0, 999_999.0, 9_999_999.0})
_ALWAYS_SENTINEL: Final = 9_999_999.0
#: beyond this a number has more digits than anybody counts
_MOST: Final = 1e15
_EXCEL_ERROR: Final = re.compile(r"#(?:n/a|ref!|div/0!|value!|name\?|num!|null!|spill!|calc!|getting_data|field!|blocked!)|err:\d+")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3}){1,4})?(?:\.\d{1,15})?", re.ASCII)
_FLAGGED: Final = re.compile(r"(.*?[\d%\])]) ?((?: ?(?:\[[prebuf]\]|\([prebuf]\)))+|[prebuf])", re.ASCII)
_LESS: Final = re.compile(r"(?:<|under|fewer than|less than|below) ?(\d{1,9})(?: ?%)?", re.ASCII)
_UP_TO: Final = re.compile(r"(?:(?:<=|≤|up to) ?(\d{1,9})|(\d{1,9}) (?:or fewer|or less|or under))(?: ?%)?", re.ASCII)
_MORE: Final = re.compile(r"(?:>|over|more than) ?(\d{1,9})(?: ?%)?", re.ASCII)
_RANGE: Final = re.compile(r"(\d{1,9}) ?(?:-|to) ?(\d{1,9})(?: ?%)?", re.ASCII)
_SEPARATED: Final = re.compile(r"-?\d[\d., ]*[., ]\d+(?: ?%)?|-?\d+,", re.ASCII)
#: how many numbers, and texts of how many letters, are remembered for each thing that is expected
_REMEMBERED: Final = 16_384
_SHORT: Final = 100
_FULL_WIDTH: Final = frozenset("０１２３４５６７８９")


def read(cell: Cell, expected: Expected, *, percent_format: bool = False) -> CellValue:
    """What one cell holds: a Number, a Marker, a Question or a Fault; never an error, whatever the cell.

    `percent_format` says that the spreadsheet shows the number as a percentage, so that 0.12 is 12 per cent.
    """
    if cell is None:
        return _empty(expected)
    if isinstance(cell, bool):
        return _fault("not-a-number", text=str(cell).upper())
    if isinstance(cell, (datetime, date, time, timedelta)):
        return _fault("not-a-number", text=f"the date or time {cell}")
    if isinstance(cell, str):
        return _read_text(cell, expected)
    return _read_number(cell, expected, percent_format)


@lru_cache(maxsize=256)
def reader(expected: Expected, *, percent_format: bool = False) -> Callable[[Cell], CellValue]:
    """`read` for many cells of which the same is expected: a number or a text that it met before is not read again."""
    numbers: dict[float, CellValue] = {}
    texts: dict[str, CellValue] = {}
    low, high = _plain_limits(expected, percent_format)
    whole = expected.kind == "count"

    def read_one(cell: Cell) -> CellValue:
        # by its type first: True is equal to 1.0, and means something else
        if type(cell) is float:
            found = numbers.get(cell)
            if found is None:
                # most cells of most tables: nothing about them needs a second look
                if low <= cell <= high and not (whole and cell % 1):
                    found = Number(round(cell * 100, 10) + 0.0 if percent_format else cell + 0.0)
                else:
                    found = read(cell, expected, percent_format=percent_format)
                if len(numbers) < _REMEMBERED:
                    numbers[cell] = found
            return found
        if type(cell) is str:
            found = texts.get(cell)
            if found is None:
                found = read(cell, expected, percent_format=percent_format)
                if len(texts) < _REMEMBERED and len(cell) <= _SHORT:
                    texts[cell] = found
            return found
        return read(cell, expected, percent_format=percent_format)

    return read_one


def _plain_limits(expected: Expected, percent_format: bool) -> tuple[float, float]:
    """Between which numbers, as they stand in the cell, a cell can be nothing but that number; (1, 0) where there are none."""
    share = expected.kind == "percentage"
    low, high = expected.low, expected.high if expected.high is not None else 100.0 if share and not expected.over_100 else _MOST - 1
    high = min(high, _ALWAYS_SENTINEL - 1)
    if percent_format:
        # just within: at the very edge, rounding decides
        return (low / 100, high / 100 - 1e-9) if share else (1, 0)
    return (max(low, math.nextafter(1, 2)), high) if share else (low, high)


def as_problem(value: Question | Fault, where: Origin) -> Problem:
    """A question or a fault as the problem every surface shows, at its place."""
    if isinstance(value, Fault):
        return Problem(value.code, where, value.found, value.expected, value.remedy)
    choices = tuple((choice.id, choice.words) for choice in value.choices)
    return replace(problem(value.code, where, text=value.text, **value.details), choices=choices)


def folded(text: str) -> str:
    """The text of a cell made comparable: NFKC, lower case, plain dashes, single blanks, no invisible characters."""
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", text))
    seen = "".join(" " if c.isspace() else c for c in plain if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc"})
    return " ".join(seen.split()).casefold()


@lru_cache(maxsize=4_096)
def _read_text(text: str, expected: Expected) -> CellValue:
    token = folded(text)
    if not token:
        return _empty(expected)
    if _EXCEL_ERROR.fullmatch(token):
        return _fault("error-cell", text=token.upper())
    if token.startswith(("=", "#formula")):
        return _fault("formula-without-value")
    if token in {"true", "false"}:
        return _fault("not-a-number", text=token.upper())
    if _hides_a_digit(text):
        return _fault("other-digits", text=text)
    # a lone apostrophe is how Excel writes an empty text
    token = token.removeprefix("'").strip()
    if not token:
        return _empty(expected)
    return _plain(text, token, expected, frozenset()) or _with_flags(text, token, expected) or _unread(text, token, expected)


def _plain(text: str, token: str, expected: Expected, flags: frozenset[Flag]) -> CellValue | None:
    """The token as a marker, a question, a hidden range or a number; None where it is none of them."""
    if token in _MARKERS:
        return _marker(_MARKERS[token], text, token, expected, flags)
    if token in _QUESTIONS:
        code, ids = _QUESTIONS[token]
        return _asked(code, text, tuple(_choice(id, expected, flags, text) for id in ids), expected)
    if bounds := _hidden_range(token, expected):
        return Marker(Status.HIDDEN, bounds, "", flags)
    if token.endswith("%") and _is_number(token[:-1].rstrip()):
        if expected.kind != "percentage":
            return _fault("percent-sign", text=text, unit=_UNITS[expected.kind])
        return _judged(_value(token[:-1].rstrip()), text, expected, flags)
    if not _is_number(token):
        return None
    if expected.kind == "count" and re.fullmatch(r"-?\d{1,3}\.\d{3}", token, re.ASCII):
        return _fault("ambiguous-separator", text=text)
    return _fraction(_value(token), text, expected, flags) or _judged(_value(token), text, expected, flags)


def _with_flags(text: str, token: str, expected: Expected) -> CellValue | None:
    """A number or a marker with flags behind it: 12p, 12 (r), 12[p][r], [c][p]."""
    match = _FLAGGED.fullmatch(token)
    if not match:
        return None
    flags: frozenset[Flag] = frozenset(f for f in ("p", "r", "u", "e", "b", "f") if f in match[2])
    body = match[1].strip()
    return _plain(text, body, expected, flags) if _is_number(body.rstrip("% ")) or body in _MARKERS else None


def _unread(text: str, token: str, expected: Expected) -> CellValue:
    if token.endswith("*") and _is_number(token[:-1].rstrip()):
        figure = _judged(_value(token[:-1].rstrip()), text, expected, frozenset())
        if not isinstance(figure, Number):
            return figure
        choices = (
            Choice("number", f"the figure {figure.value:g}, with a footnote", figure),
            _choice("hidden", expected, frozenset(), text),
        )
        return _asked("ask-asterisk", text, choices, expected)
    if _SEPARATED.fullmatch(token):
        return _fault("ambiguous-separator", text=text)
    if re.fullmatch(r"[-+]?[\d.]+(?:e[-+]?\d+)?", token, re.ASCII) or token[0] == "+":
        return (
            _fault("above-plausible", text=text, limit="15 digits")
            if token.isdigit() and len(token) > 15
            else _fault("other-digits", text=text)
        )
    return _fault("unknown-marker", text=text)


def _read_number(value: int | float, expected: Expected, percent_format: bool) -> CellValue:
    if isinstance(value, float) and not math.isfinite(value):
        return _fault("not-a-number", text="a result that is not a number")
    if abs(value) >= _MOST:
        return _fault(
            "above-plausible", text=f"{value:g}" if isinstance(value, float) else "a number of more than 15 digits", limit="15 digits"
        )
    # a nought below nought is a nought
    value += 0
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.15g}"
    if percent_format:
        if expected.kind != "percentage":
            return _fault("percent-sign", text=f"{value * 100:g}%", unit=_UNITS[expected.kind])
        # 0.07 * 100 is 7.000000000000001: ten decimals are more than any source has
        return _judged(round(value * 100, 10), text, expected, frozenset())
    return _fraction(float(value), text, expected, frozenset()) or _judged(float(value), text, expected, frozenset())


def _fraction(value: float, text: str, expected: Expected, flags: frozenset[Flag]) -> CellValue | None:
    """0.12 where a percentage belongs: twelve per cent, or an eighth of one? Asked, because both are written so."""
    if expected.kind != "percentage" or not expected.fractions_asked or not 0 < value <= 1:
        return None
    as_fraction, as_is = round(value * 100, 10), value
    choices = (
        Choice("fraction", f"{as_fraction:g} per cent", Number(as_fraction, flags)),
        Choice("percentage", f"{as_is:g} per cent", Number(as_is, flags)),
    )
    return _asked("ask-percent", text, choices, expected, as_fraction=f"{as_fraction:g}", as_is=f"{as_is:g}")


def _judged(value: float, text: str, expected: Expected, flags: frozenset[Flag]) -> CellValue:
    """A number held against what was expected of it."""
    high = 100.0 if expected.kind == "percentage" and expected.high is None and not expected.over_100 else expected.high
    outside = value < expected.low or (high is not None and value > high)
    if value == _ALWAYS_SENTINEL or (outside and value in _SENTINELS):
        choices = tuple(_choice(id, expected, flags, text) for id in ("hidden", "not_available"))
        return _asked("ask-sentinel", text, choices, expected)
    if expected.kind == "count" and value != int(value):
        return _fault("non-whole-count", text=text)
    if not outside:
        return Number(value + 0.0, flags)
    if expected.kind == "score" and high is not None:
        return _fault("outside-score", text=text, low=f"{expected.low:g}", high=f"{high:g}")
    if value < expected.low:
        return _fault("negative", text=text) if value < 0 else _fault("below-plausible", text=text, limit=f"{expected.low:,g}")
    if expected.kind == "percentage" and high == 100:
        return _fault("over-100-percent", text=text)
    return _fault("above-plausible", text=text, limit=f"{high:,g}")


def _hidden_range(token: str, expected: Expected) -> Bounds | None:
    """The bounds of "<5", "up to 5", ">95" or "1 to 4"; None where the token is none of these. A count below 5 is at most 4."""
    step = 1 if expected.kind == "count" else 0
    if m := _LESS.fullmatch(token):
        return (0, int(m[1]) - step) if int(m[1]) > 0 else None
    if m := _UP_TO.fullmatch(token):
        return (0, int(m[1] or m[2]))
    if m := _MORE.fullmatch(token):
        return (int(m[1]) + step, 100 if expected.kind == "percentage" and int(m[1]) < 100 else None)
    if m := _RANGE.fullmatch(token):
        return (int(m[1]), int(m[2])) if int(m[1]) < int(m[2]) else None
    return None


def _marker(status: Status, text: str, token: str, expected: Expected, flags: frozenset[Flag]) -> Marker:
    bounds = _hidden_bounds(expected) if status is Status.HIDDEN else None
    says_more = status is Status.NOT_AVAILABLE and token not in {"[x]", "not available"}
    return Marker(status, bounds, " ".join(text.split()) if says_more else "", flags)


def _hidden_bounds(expected: Expected) -> Bounds:
    """What a suppressed cell may stand for: the source says it of counts; of a share or a rate only that it is one."""
    return expected.hidden if expected.kind == "count" else (0, 100 if expected.kind == "percentage" else None)


def _empty(expected: Expected) -> Marker | Fault:
    return Marker(Status.NOT_AVAILABLE, None, "not supplied") if expected.blank else _fault("empty-cell")


def _choice(id: str, expected: Expected, flags: frozenset[Flag], text: str) -> Choice:
    if id == "zero":
        return Choice(id, "0", Number(0.0, flags))
    if id == "hidden":
        return Choice(id, "hidden to protect people", Marker(Status.HIDDEN, _hidden_bounds(expected), "", flags))
    if id == "not_applicable":
        return Choice(id, "does not apply", Marker(Status.NOT_APPLICABLE, None, "", flags))
    return Choice(id, "not available", Marker(Status.NOT_AVAILABLE, None, " ".join(text.split()), flags))


def _asked(code: str, text: str, choices: tuple[Choice, ...], expected: Expected, **details: str) -> CellValue:
    """The question, or what its answer makes of the cell where it was answered before."""
    answer = expected.answers.get(code)
    return next((c.value for c in choices if c.id == answer), Question(code, text, choices, details))


def _fault(code: str, **found: object) -> Fault:
    filled = problem(code, Origin("", "", ""), **found)
    return Fault(code, filled.found, filled.expected, filled.remedy)


def _is_number(token: str) -> bool:
    return token not in {"", "-"} and _NUMBER.fullmatch(token) is not None


def _value(token: str) -> float:
    return float(token.replace(",", ""))


def _hides_a_digit(text: str) -> bool:
    """Whether a digit is not one of 0 to 9: NFKC would make 122 of 12 with a raised 2, which is a footnote."""
    others = (c for c in text if not c.isascii() and c not in _FULL_WIDTH)
    return any(c.isnumeric() or any(d.isdigit() for d in unicodedata.normalize("NFKC", c)) for c in others)
