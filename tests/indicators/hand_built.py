"""A small plan of a made-up city and released values made by hand, for tests of what is said of figures."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from indicators.disclosure.released import Released
from indicators.observations import Key, Origin, Status
from indicators.periods import Period, quarter
from indicators.registry.models import Plan

KNOWN = datetime(2024, 6, 1)
GROUPS = {"white": (1235, 66.7), "mixed": (75, 114.6), "asian": (275, 73.6), "black": (115, 159.0), "other": (35, 86.6)}
CHECKS = {"name": "Full checks", "direction": "up", "unit": "per_cent", "multiplier": 100, "frequency": "quarterly"}


def figure(
    period: Period,
    value: float | None,
    *,
    indicator: str = "checks",
    part: str = "",
    area: str = "town",
    group: Sequence[tuple[str, str]] = (),
    status: str = "",
    **rest: Any,
) -> Released:
    given = {
        "source": "survey",
        "profile": "open",
        "flags": frozenset(),
        "numerator": None,
        "denominator": None,
        "lower": None,
        "upper": None,
        "limits": "",
        "classification": "",
        "population": "",
        "reason": "",
        "origin": Origin("file.csv", "", "line 1"),
        "submission": 1,
        "sequence": 1,
        "revision": 1,
        "known_from": KNOWN,
        "by": "an analyst",
        **rest,
    }
    marker = Status(status) if status else Status.OK if value is not None else Status.HIDDEN
    return Released(key=Key(indicator, part, area, period, tuple(group)), value=value, status=marker, **given)


def quarters(values: Iterable[float | None], *, first: tuple[int, int] = (2018, 3), **rest: Any) -> list[Released]:
    period, found = quarter(*first), []
    for value in values:
        found.append(figure(period, value, **rest))
        period = period.next()
    return found


def detentions(period: Period, *, area: str = "county", unknown: float | None = 195, **rest: Any) -> list[Released]:
    """The published rates of one year, group by group, as carried: a rate to one decimal and a count rounded to 5."""
    shared: dict[str, Any] = {"indicator": "detained", "part": "", "area": area, "source": "acts", "classification": "2001-NHS", **rest}
    marked = {"asian", "other"}
    found = [
        figure(
            period,
            rate,
            group=[("ethnic_group", id)],
            numerator=float(count),
            flags=frozenset("u" if id in marked else ()),
            **shared,
        )
        for id, (count, rate) in GROUPS.items()
    ]
    status = "x" if unknown is not None else "c"
    return [*found, figure(period, None, group=[("ethnic_group", "unknown")], numerator=unknown, status=status, **shared)]


def indicator(id: str, number: str, short: str, **rest: Any) -> dict[str, Any]:
    given = {"direction": "up", "unit": "count", "frequency": "quarterly", "measure": f"m-{id}"}
    return {"id": id, "number": number, "text": f"Plan’s words for {short}", "short": short, **given, **rest}


def measure(id: str, state: str = "ready", **rest: Any) -> dict[str, Any]:
    return {"id": f"m-{id}", "text": f"{id} report", "state": state, **rest}


def plan(**changed: Any) -> Plan:
    acts = {
        "source": "acts",
        "value": "All: crude rate",
        "breakdown": {"ethnic_group": "ethnicity"},
        "classification": "2001-NHS",
        "areas": ["county"],
        "flagged": {"asian": ["u"], "other": ["u"]},
        "note": "The published Asian rate is too low and the Other rate too high",
    }
    detained = {
        "name": "Detentions",
        "direction": "towards_one",
        "unit": "per_100000",
        "multiplier": 100000,
        "frequency": "annual",
        "compare": "ethnic_group",
        "reference": "White",
        "published": [acts],
    }
    smi = {**CHECKS, "published": [{"source": "survey", "numerator": "a", "denominator": "b", "areas": ["town"]}]}
    smi["breaks"] = [{"at": "2019-Q3F", "text": "The register falls in one quarter; the file does not say why."}]
    entry = {
        "id": "small",
        "title": "A plan",
        "short_title": "Plan",
        "place": "Anytown",
        "starts": date(2020, 4, 1),
        "ends": date(2025, 3, 31),
        "board": "The Board",
        "reviews": {"indicators": "quarterly", "actions": "annually"},
        "people": [
            {"id": "ann", "name": "Ann Hill"},
            {"id": "ben", "name": "Ben Reed"},
            {"id": "post", "name": "PC Lead", "kind": "post"},
        ],
        "areas": [
            {"id": "town", "name": "Anytown", "role": "plan", "kind": "local_authority", "codes": [{"code": "E1", "scheme": "ons"}]},
            {"id": "county", "name": "Anyshire", "role": "context", "kind": "region", "codes": [{"code": "E2", "scheme": "ons"}]},
        ],
        "sources": [
            {"id": "survey", "publisher": "NHS", "dataset": "Checks", "loader": "checks", "licence": "OGL"},
            {
                "id": "acts",
                "publisher": "NHS",
                "dataset": "Acts",
                "loader": "acts",
                "licence": "OGL",
                "rounding": "counts to the nearest 5",
            },
        ],
        "populations": [
            {
                "id": "census",
                "name": "Census 2021 by the NHS grouping",
                "source": "survey",
                "on": date(2021, 3, 21),
                "classification": "2001-NHS",
                "measure": "usual residents",
                "breakdown": {"ethnic_group": "group"},
                "areas": ["county"],
            }
        ],
        "abbreviations": {"SMI": "serious mental illness", "EIP": "early intervention in psychosis"},
        "passions": [
            {
                "id": "PA1",
                "name": "First",
                "priorities": [
                    {
                        "id": "P1",
                        "number": "1",
                        "name": "One",
                        "short": "One",
                        "indicators": [
                            indicator("checks", "1.1", "Full checks", parts=[smi]),
                            indicator(
                                "detained",
                                "1.2",
                                "Detentions",
                                text="Fewer detentions of BAME groups",
                                direction="towards_one",
                                unit="ratio",
                                parts=[detained],
                                classification="2001-NHS",
                            ),
                            indicator("yearly", "1.3", "Stays in hospital", unit="per_100000", direction="down", frequency="annual"),
                        ],
                        "measures": [measure("checks", contacts=["ann"]), measure("detained", contacts=["ben"]), measure("yearly")],
                    }
                ],
            },
            {
                "id": "PA2",
                "name": "Second",
                "priorities": [
                    {
                        "id": "P2",
                        "number": "2",
                        "name": "Two",
                        "short": "Two",
                        "indicators": [
                            indicator("waiting", "2.1", "People in work", measure="m-waiting"),
                            indicator("unclear", "2.2", "Young people in hospital"),
                            indicator("todevelop", "2.3", "Staff trained", sensitive="suicide_self_harm"),
                            indicator("nothing", "2.4", "Other signs", measure=None),
                        ],
                        "measures": [
                            measure("waiting", contacts=["ann", "post"]),
                            measure("unclear", state="unclear"),
                            measure("todevelop", state="in_development"),
                        ],
                    }
                ],
            },
        ],
        **changed,
    }
    return Plan.model_validate(entry)
