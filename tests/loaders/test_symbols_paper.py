"""Every row of the tables of the paper on symbols and periods (2.2 and 2.3), read as it says; a row that the paper gains fails here."""

import re
from datetime import date

import pytest

from indicators import periods
from indicators.observations import Status
from loaders.values import SUPPRESSED, Expected, Fault, Marker, Number, Question, read

COUNT = Expected("count", high=500, hidden=SUPPRESSED["mhsds"])
SHARE, RATE = Expected("percentage"), Expected("rate")
HIDDEN, MISSING, NONE, LOW = Status.HIDDEN, Status.NOT_AVAILABLE, Status.NOT_APPLICABLE, Status.ROUNDS_TO_ZERO


def dash(*cells):
    return [(cell, COUNT, "ask-dash") for cell in cells]


#: the first cell of each row of table 2.2, as the paper has it -> (cell, what is expected of it, what it is)
SYMBOLS = {
    "`12`, `12.0`, ` 12 `, `1,234`, text `'12`": [
        *((cell, COUNT, Number(12)) for cell in ("12", "12.0", " 12 ", "'12", 12, 12.0)),
        ("1,234", Expected("count"), Number(1234)),
        ("12.5", COUNT, "non-whole-count"),
        ("1.234", COUNT, "ambiguous-separator"),
    ],
    "`0`, `0.0`, `nil`, `none`, `zero`": [
        *((cell, COUNT, Number(0)) for cell in ("0", "0.0", 0, 0.0)),
        *((cell, COUNT, "ask-zero-word") for cell in ("nil", "none", "zero")),
    ],
    "`*`, `[c]`, `c`, `supp`, `suppressed`": [
        *((cell, COUNT, Marker(HIDDEN, (0, 4))) for cell in ("*", "[c]", "c", "supp", "suppressed")),
        ("*", Expected(hidden=SUPPRESSED["hes"]), Marker(HIDDEN, (1, 7))),
        ("*", Expected(hidden=SUPPRESSED["unknown"]), Marker(HIDDEN, (0, None))),
    ],
    "**`9999999`**, `9999`, `-9`, `-1`, `999`": [
        (cell, COUNT, "ask-sentinel") for cell in ("9999999", "9999", "-9", "-1", "999", 9_999_999, 9_999, -9, -1, 999.0)
    ],
    "`<5`, `< 5`, `under 5`, `fewer than 5`": [
        *((cell, COUNT, Marker(HIDDEN, (0, 4))) for cell in ("<5", "< 5", "under 5", "fewer than 5")),
        ("<=5", COUNT, Marker(HIDDEN, (0, 5))),
        ("<8", COUNT, Marker(HIDDEN, (0, 7))),
        ("1-5", COUNT, Marker(HIDDEN, (1, 5))),
        ("1 to 4", COUNT, Marker(HIDDEN, (1, 4))),
        ("0–4", COUNT, Marker(HIDDEN, (0, 4))),
    ],
    "`[x]`, `..`, `…`, `DQ`, `missing`, `no data`, `TBC`": [
        ("[x]", COUNT, Marker(MISSING)),
        *((cell, COUNT, Marker(MISSING, None, cell)) for cell in ("..", "…", "DQ", "missing", "no data", "TBC")),
    ],
    "`[z]`, `z`, `not applicable`": [(cell, COUNT, Marker(NONE)) for cell in ("[z]", "z", "not applicable")],
    "`[k]`, `[low]`, `low`, `~`, `0~`": [(cell, COUNT, Marker(LOW)) for cell in ("[k]", "[low]", "low", "~", "0~")],
    "`[p]` `[r]` `[e]` `[u]` `[b]` after a number; `12p`, `12 (r)`, `12[p][r]`, `12 R`": [
        *((f"12 {flag}", COUNT, Number(12, frozenset(flag[1]))) for flag in ("[p]", "[r]", "[e]", "[u]", "[b]")),
        ("12p", COUNT, Number(12, frozenset("p"))),
        ("12 (r)", COUNT, Number(12, frozenset("r"))),
        ("12[p][r]", COUNT, Number(12, frozenset("pr"))),
        ("12 R", COUNT, Number(12, frozenset("r"))),
        ("5*", COUNT, "ask-asterisk"),
    ],
    "**`-`, `–`, `—`**": dash("-", "–", "—"),
    "**`x`**": [("x", COUNT, "ask-x")],
    "`:`": [(":", COUNT, "ask-colon")],
    "`.`": [(".", COUNT, "ask-full-stop")],
    "`n/a`, `N/A`, `NA`": [(cell, COUNT, "ask-not-applicable") for cell in ("n/a", "N/A", "NA")],
    "empty cell": [
        *((cell, COUNT, "empty-cell") for cell in ("", None, " ", "\u00a0")),
        ("", Expected(blank=True), Marker(MISSING, None, "not supplied")),
    ],
    "`#N/A #REF! #DIV/0! #VALUE! #NAME?`": [(cell, COUNT, "error-cell") for cell in ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?")],
    "`=A1*3` with no cached value": [(cell, COUNT, "formula-without-value") for cell in ("=A1*3", "#formula without a stored result")],
    "`12%`, `0.12` formatted `0%`": [
        ("12%", SHARE, Number(12)),
        (("0%", 0.12), SHARE, Number(12)),
        ("12%", COUNT, "percent-sign"),
        (("0%", 0.12), RATE, "percent-sign"),
        (0.12, SHARE, "ask-percent"),
        ("0.12", SHARE, "ask-percent"),
        ("112%", SHARE, "over-100-percent"),
        (("0%", 1.12), SHARE, "over-100-percent"),
        ("112%", Expected("percentage", over_100=True), Number(112)),
    ],
    "`TRUE`, dates, `1e3`, `٣`, `-3`": [
        *((cell, COUNT, "not-a-number") for cell in ("TRUE", True, date(2020, 4, 1))),
        *((cell, COUNT, "other-digits") for cell in ("1e3", "٣")),
        *((cell, COUNT, "negative") for cell in ("-3", -3)),
        ("５", COUNT, Number(5)),
    ],
}

FIN, CAL = "financial", "calendar"
YEAR = ("2020-04-01", "2021-03-31")
#: the first cell of each row of table 2.3, as the paper has it -> (text, the indicator's type of year, outcome, one of the periods)
PERIODS = {
    "2020/21, 2020-21, 2020–21, 2020/2021, 2020 to 2021, FY2020/21, 202021": [
        (text, FIN, "OK", YEAR) for text in ("2020/21", "2020-21", "2020–21", "2020/2021", "2020 to 2021", "FY2020/21", "202021")
    ],
    "academic year 2020/21": [
        ("academic year 2020/21", "school", "OK", ("2020-09-01", "2021-08-31")),
        ("academic year 2020/21", "higher_education", "OK", ("2020-08-01", "2021-07-31")),
        ("academic year 2020/21", None, "CONFIRM", ("2020-09-01", "2021-08-31")),
    ],
    "tax year 2020 to 2021": [("tax year 2020 to 2021", None, "OK", ("2020-04-06", "2021-04-05"))],
    "Q1/Q2/Q3/Q4 2020/21": [
        ("Q1 2020/21", None, "OK", ("2020-04-01", "2020-06-30")),
        ("Q2 2020/21", None, "OK", ("2020-07-01", "2020-09-30")),
        ("Q3 2020/21", None, "OK", ("2020-10-01", "2020-12-31")),
        ("Q4 2020/21", None, "OK", ("2021-01-01", "2021-03-31")),
    ],
    "Q1 2020, 2020 Q1, 2020Q1": [
        *((text, FIN, "CONFIRM", ("2020-04-01", "2020-06-30")) for text in ("Q1 2020", "2020 Q1", "2020Q1")),
        *((text, FIN, "CONFIRM", ("2020-01-01", "2020-03-31")) for text in ("Q1 2020", "2020 Q1", "2020Q1")),
    ],
    "H1, H2; Part 1 (April to September)": [
        ("H1 2020/21", None, "OK", ("2020-04-01", "2020-09-30")),
        ("H2 2020/21", None, "OK", ("2020-10-01", "2021-03-31")),
        ("Part 1 (April to September) 2020/21", None, "OK", ("2020-04-01", "2020-09-30")),
    ],
    "M1..M12 2020/21": [
        ("M1 2020/21", None, "OK", ("2020-04-01", "2020-04-30")),
        ("M12 2020/21", None, "OK", ("2021-03-01", "2021-03-31")),
    ],
    "year ending / year to / 12 months to March 2021": [
        (text, None, "OK", YEAR) for text in ("year ending March 2021", "year to March 2021", "12 months to March 2021")
    ],
    "rolling 12 months to Q2 2020/21": [("rolling 12 months to Q2 2020/21", None, "OK", ("2019-10-01", "2020-09-30"))],
    "2017 - 19, 2017-2019": [(text, CAL, "OK", ("2017-01-01", "2019-12-31")) for text in ("2017 - 19", "2017-2019")],
    "2018-19": [
        ("2018-19", CAL, "CONFIRM", ("2018-01-01", "2019-12-31")),
        ("2018-19", CAL, "CONFIRM", ("2018-04-01", "2019-03-31")),
    ],
    "2016/17 - 18/19": [("2016/17 - 18/19", None, "OK", ("2016-04-01", "2019-03-31"))],
    "as at / at 31 March 2021": [(text, None, "OK", ("2021-03-31", "2021-03-31")) for text in ("as at 31 March 2021", "at 31 March 2021")],
    "2020-W15; Week 15": [
        ("2020-W15", None, "OK", ("2020-04-06", "2020-04-12")),
        ("Week 15 2020", None, "CONFIRM", ("2020-04-06", "2020-04-12")),
        ("Week 15 2020", None, "CONFIRM", ("2020-04-04", "2020-04-10")),
    ],
    "FY21": [("FY21", FIN, "CONFIRM", YEAR), ("FY21", FIN, "CONFIRM", ("2021-04-01", "2022-03-31"))],
    "Apr 20, Jun-20, date cell 20/04/2026": [
        ("Apr 20", None, "CONFIRM", ("2020-04-01", "2020-04-30")),
        ("Jun-20", None, "CONFIRM", ("2020-06-01", "2020-06-30")),
        (date(2026, 4, 20), None, "CONFIRM", None),
    ],
    "01/04/2020 as text": [
        ("01/04/2020", None, "CONFIRM", ("2020-04-01", "2020-04-01")),
        ("13/04/2020", None, "OK", ("2020-04-13", "2020-04-13")),
    ],
    "Q1 alone, Apr-Jun, last quarter, latest, Winter 2020/21, Q5, 31 June, 2021/20, 2020/22": [
        (text, FIN, "REFUSE", None)
        for text in ("Q1", "Apr-Jun", "last quarter", "latest", "Winter 2020/21", "Q5", "31 June", "31 June 2020", "2021/20", "2020/22")
    ],
    'suicide "2018-2020 registrations"': [("2018-2020 registrations", CAL, "OK", ("2018-01-01", "2020-12-31"))],
}


def first_cells(shared, section):
    """The first cell of each row of the first table of a section."""
    paper = (shared / "governance" / "SYMBOLS_AND_PERIODS.md").read_text(encoding="utf-8")
    lines = paper.partition(f"## {section} ")[2].partition("\n## ")[0].splitlines()
    return [line.split(" | ")[0].removeprefix("|").strip() for line in lines if line.startswith("|")][2:]


@pytest.mark.parametrize(("section", "rows"), [("2.2", SYMBOLS), ("2.3", PERIODS)])
def test_every_row_of_the_paper_is_tried(shared, section, rows):
    assert first_cells(shared, section) == list(rows)


@pytest.mark.parametrize("row", SYMBOLS)
def test_every_token_of_a_row_is_tried(row):
    tried = {cell if isinstance(cell, str) else str(cell[1] if isinstance(cell, tuple) else cell) for cell, _, _ in SYMBOLS[row]}
    tokens = {part for token in re.findall("`([^`]+)`", row) for part in (token.split() if "#" in token else [token])}
    flags = {token for token in tokens if re.fullmatch(r"\[[preub]\]", token)}
    looks = {token for token in tokens if token == "0%"}
    assert tokens - flags - looks <= tried | {cell.upper() for cell in tried}


@pytest.mark.parametrize(("cell", "expected", "wanted"), [case for row in SYMBOLS.values() for case in row])
def test_a_token_is_what_the_paper_says(cell, expected, wanted):
    shown, cell = cell if isinstance(cell, tuple) else ("", cell)
    value = read(cell, expected, percent_format=shown == "0%")
    assert (value.code if isinstance(value, Question | Fault) else value) == wanted


@pytest.mark.parametrize("row", PERIODS)
def test_a_period_is_what_the_paper_says(row):
    for text, year_type, outcome, interval in PERIODS[row]:
        reading = periods.read(text, year_type=year_type)
        assert reading.outcome == outcome, text
        found = (reading.period,) if reading.period else reading.choices
        if interval:
            assert interval in [(p.start.isoformat(), p.end.isoformat()) for p in found], text
    if "registrations" in row:
        assert reading.period.basis == "registration"
