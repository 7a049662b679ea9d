"""Room: indicators. Ages, sexes and the other things a number may be broken down by, with their words for pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from indicators.classifications.spelling import folded, tidy

Sex = Literal["female", "male", "persons", "non_binary", "other", "indeterminate", "not_stated", "not_known"]


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages in whole years from `low` to `high`, both included; `high` is None where there is no upper end."""

    low: int
    high: int | None

    @property
    def label(self) -> str:
        """In words: "16 to 17", "65 and over", "Under 18", "All ages"."""
        if self.low == 0 and self.high is not None:
            return f"Under {self.high + 1}"
        if self.high is None:
            return f"{self.low} and over" if self.low else "All ages"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"

    def holds(self, other: AgeBand) -> bool:
        """Whether every age of `other` is in this band."""
        return self.low <= other.low and (self.high is None or (other.high is not None and other.high <= self.high))


_OPEN: Final = re.compile(r"(\d{1,3}) ?(?:\+|plus|and over|and above|or over|and older|or older|or more|years and over)")
_OVER: Final = re.compile(r"over (\d{1,3})")
_UNDER: Final = re.compile(r"(?:under|below|less than|younger than|<) ?(\d{1,3})")
_UP_TO: Final = re.compile(r"(?:up to (\d{1,3})|(\d{1,3}) (?:and|or) (?:under|younger|below))")
_BETWEEN: Final = re.compile(r"(\d{1,3}) ?(?:-|to|and) ?(\d{1,3})")
_ONE: Final = re.compile(r"(\d{1,3})")
_ALL: Final = frozenset({"all", "all ages", "all categories age", "all age groups", "total", "all age", "persons of all ages"})


def age_band(text: str) -> AgeBand | None:
    """The ages a label means: "65 and over", "65+", "16-17", "Under 18", "10+ yrs", "15 and under", "Age 85 and over"; else None.

    "Primary school age", "Unknown" and a band that runs backwards give None.
    """
    if folded(text) in _ALL:
        return AgeBand(0, None)
    plain = re.sub(r"^(?:people |persons )?(?:aged?)\b:? ?|\b(?:years? old|years?|yrs?\.?|of age)$", "", tidy(text).casefold()).strip()
    plain = re.sub(r"\b(?:years?|yrs?)\b\.? ?", "", plain).strip()
    if m := _OPEN.fullmatch(plain):
        return AgeBand(int(m[1]), None)
    if m := _OVER.fullmatch(plain):
        return AgeBand(int(m[1]) + 1, None)
    if m := _UNDER.fullmatch(plain):
        return AgeBand(0, int(m[1]) - 1) if int(m[1]) else None
    if m := _UP_TO.fullmatch(plain):
        return AgeBand(0, int(m[1] or m[2]))
    if m := _BETWEEN.fullmatch(plain):
        return AgeBand(int(m[1]), int(m[2])) if int(m[1]) <= int(m[2]) else None
    if m := _ONE.fullmatch(plain):
        return AgeBand(int(m[1]), int(m[1]))
    return None


_SEXES: Final[Mapping[str, Sex]] = {
    **dict.fromkeys(("female", "females", "women", "f", "2", "girls", "woman"), "female"),
    **dict.fromkeys(("male", "males", "men", "m", "1", "boys", "man"), "male"),
    **dict.fromkeys(
        ("persons", "person", "all persons", "all", "all genders", "all sexes", "both", "both sexes", "total", "people"), "persons"
    ),
    **dict.fromkeys(("non binary", "nonbinary", "3"), "non_binary"),
    **dict.fromkeys(("other", "other not listed", "4"), "other"),
    **dict.fromkeys(("indeterminate", "9", "indeterminate unable to be classified as male female"), "indeterminate"),
    **dict.fromkeys(("not stated", "z", "prefer not to say"), "not_stated"),
    **dict.fromkeys(("not known", "unknown", "missing", "x", "null", "invalid"), "not_known"),
}
SEX_WORDS: Final[Mapping[Sex, str]] = {
    **{"female": "Female", "male": "Male", "persons": "Persons", "non_binary": "Non-binary", "other": "Other"},
    **{"indeterminate": "Indeterminate", "not_stated": "Not stated", "not_known": "Not known"},
}
#: the sexes that numbers are asked for by, those of everybody left out
SEXES: Final[tuple[Sex, ...]] = ("female", "male", "non_binary", "other", "not_stated", "not_known")


def sex(text: str) -> Sex | None:
    """The sex or gender a label means (NHS codes 1, 2, 3, 4, 9, X and Z too); None where it is none that we know."""
    return _SEXES.get(folded(text))


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something a number may be broken down by: its name for pages, and its categories in order where they are known beforehand."""

    id: str
    name: str
    categories: Mapping[str, str]


_YES_NO: Final = {"not_stated": "Not stated", "not_known": "Not known"}
#: every dimension of an observation's breakdown; categories are empty where they keep the words of the source
DIMENSIONS: Final[Mapping[str, Dimension]] = {
    d.id: d
    for d in (
        Dimension("ethnic_group", "Ethnic group", {}),
        Dimension("ethnic_group_detailed", "Ethnic group in detail", {}),
        Dimension("age", "Age", {}),
        Dimension("sex", "Sex", {each: SEX_WORDS[each] for each in SEXES}),
        Dimension("deprivation", "Deprivation of the area where people live", {}),
        Dimension(
            "parental_mental_health", "Parent's mental health", {"yes": "A parent has poor mental health", "no": "Not so", **_YES_NO}
        ),
        Dimension("carer", "Carers", {"yes": "Carers", "no": "People who are not carers", **_YES_NO}),
        Dimension(
            "sexual_orientation",
            "Sexual orientation",
            {
                **{"heterosexual": "Heterosexual or straight", "gay_or_lesbian": "Gay or lesbian", "bisexual": "Bisexual"},
                **{"other": "Another sexual orientation", **_YES_NO},
            },
        ),
    )
}

_CATEGORIES: Final[Mapping[str, Mapping[str, str]]] = {
    "carer": {
        **dict.fromkeys(("yes", "y", "carer", "carers", "is a carer", "unpaid carer", "unpaid carers"), "yes"),
        **dict.fromkeys(("no", "n", "not a carer", "non carer", "non carers", "people who are not carers"), "no"),
    },
    "parental_mental_health": {
        **dict.fromkeys(("yes", "y", "a parent has poor mental health", "parental mental ill health"), "yes"),
        **dict.fromkeys(("no", "n", "not so"), "no"),
    },
    "sexual_orientation": {
        **dict.fromkeys(("heterosexual", "straight", "heterosexual straight", "straight heterosexual", "1"), "heterosexual"),
        **dict.fromkeys(("gay", "lesbian", "gay lesbian", "gay and lesbian", "lesbian gay", "homosexual", "2"), "gay_or_lesbian"),
        **dict.fromkeys(("bisexual", "bi", "3"), "bisexual"),
        **dict.fromkeys(
            ("other", "another", "another sexual orientation", "other sexual orientation", "other sexual orientation not listed", "4"),
            "other",
        ),
    },
}
_UNKNOWN: Final[Mapping[str, str]] = {
    **dict.fromkeys(("not stated", "z", "prefer not to say", "declined", "refused"), "not_stated"),
    **dict.fromkeys(("not known", "unknown", "9", "null", "missing", "not recorded"), "not_known"),
}


def category(text: str, dimension: str) -> str | None:
    """The id of a category of a dimension that has its categories listed (carer, sexual orientation ...); None where it has none such."""
    known = DIMENSIONS[dimension].categories if dimension in DIMENSIONS else {}
    if text in known:
        return text
    if dimension == "sex":
        return found if (found := sex(text)) in known else None
    plain = folded(text)
    return (_CATEGORIES[dimension].get(plain) or _UNKNOWN.get(plain)) if dimension in _CATEGORIES else None
