"""Room: indicators. Ethnic groups: the national categories, the three ways they are grouped, and how files spell them.

The trap is the Chinese group. NHS data sets group by the 2001 census (NHS Data Dictionary, ETHNIC CATEGORY), where Chinese people are in
Other; the censuses of 2011 and 2021 (Office for National Statistics) have them in Asian. A number and the population it is divided by
must be grouped alike: `divisible` says whether they are, `census_categories` regroups a census to the NHS grouping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from indicators.classifications.spelling import folded, tidy

NHS_2001: Final = "2001-NHS"
ONS_2011: Final = "2011-ONS"
ONS_2021: Final = "2021-ONS"
CLASSIFICATIONS: Final = (NHS_2001, ONS_2011, ONS_2021)

#: the five groups that have a population, in the order they are shown
GROUPS: Final = ("white", "mixed", "asian", "black", "other")
#: rows that have no population and so no rate; `unknown` is where a file puts the other two together
WITHOUT_POPULATION: Final = ("not_stated", "not_known", "unknown")
#: every ethnic minority group together, White minorities left out
MINORITY: Final = "minority"

#: detailed category -> (words, group in the NHS grouping of 2001, group in the censuses of 2011 and 2021)
_DETAILED: Final[Mapping[str, tuple[str, str, str]]] = {
    "white-british": ("White British", "white", "white"),
    "white-irish": ("White Irish", "white", "white"),
    "gypsy-or-irish-traveller": ("Gypsy or Irish Traveller", "white", "white"),
    "roma": ("Roma", "white", "white"),
    "white-other": ("Any other White background", "white", "white"),
    "white-and-black-caribbean": ("White and Black Caribbean", "mixed", "mixed"),
    "white-and-black-african": ("White and Black African", "mixed", "mixed"),
    "white-and-asian": ("White and Asian", "mixed", "mixed"),
    "mixed-other": ("Any other Mixed background", "mixed", "mixed"),
    "indian": ("Indian", "asian", "asian"),
    "pakistani": ("Pakistani", "asian", "asian"),
    "bangladeshi": ("Bangladeshi", "asian", "asian"),
    "chinese": ("Chinese", "other", "asian"),
    "asian-other": ("Any other Asian background", "asian", "asian"),
    "caribbean": ("Caribbean", "black", "black"),
    "african": ("African", "black", "black"),
    "black-other": ("Any other Black background", "black", "black"),
    "arab": ("Arab", "other", "other"),
    "other-ethnic-group": ("Any other ethnic group", "other", "other"),
}

#: categories a classification does not ask for: their people are in another category of the same group
_ABSENT: Final[Mapping[str, frozenset[str]]] = {
    NHS_2001: frozenset({"gypsy-or-irish-traveller", "roma", "arab"}),
    ONS_2011: frozenset({"roma"}),
    ONS_2021: frozenset(),
}

_GROUP_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    NHS_2001: {
        "white": "White",
        "mixed": "Mixed",
        "asian": "Asian or Asian British",
        "black": "Black or Black British",
        "other": "Other ethnic groups",
    },
    ONS_2011: {
        "white": "White",
        "mixed": "Mixed or multiple ethnic groups",
        "asian": "Asian or Asian British",
        "black": "Black, African, Caribbean or Black British",
        "other": "Other ethnic group",
    },
    ONS_2021: {
        "white": "White",
        "mixed": "Mixed or multiple ethnic groups",
        "asian": "Asian, Asian British or Asian Welsh",
        "black": "Black, Black British, Black Welsh, Caribbean or African",
        "other": "Other ethnic group",
    },
}
_OTHER_WORDS: Final[Mapping[str, str]] = {
    "not_stated": "Not stated",
    "not_known": "Not known",
    "unknown": "Not stated or not known",
    MINORITY: "All ethnic minority groups combined, excluding White minorities",
}

#: spellings of the groups, folded; each is looked up after punctuation, case and "or" are gone
_GROUP_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "white": ("white", "white white british", "all white", "white ethnic groups", "white background"),
    "mixed": (
        *("mixed", "mixed multiple", "mixed multiple ethnic group", "mixed multiple ethnic groups", "mixed ethnic group", "mixed race"),
        *("mixed mixed british", "mixed ethnic groups", "mixed background", "mixed british", "multiple ethnic groups"),
    ),
    "asian": (
        *("asian", "asian british", "asian asian british", "british asian", "asian british asian", "asian ethnic groups"),
        *("asian asian british asian welsh", "asian background", "asian asian scottish asian british"),
    ),
    "black": (
        *("black", "black british", "black black british", "black african caribbean black british", "black ethnic groups"),
        *("black black british caribbean african", "black black british black welsh caribbean african", "black background"),
        *("black caribbean african", "black african caribbean", "african caribbean black", "black african black caribbean"),
    ),
    "other": (
        "other",
        "other ethnic groups",
        "other ethnic group",
        "others",
        "other ethnicity",
        "chinese other",
        "chinese other ethnic group",
    ),
    "not_stated": (
        *("not stated", "z", "refused", "declined", "prefer not to say", "prefer not to state", "declined to say", "refused to say"),
        *("not stated refused", "undisclosed", "ethnicity not stated", "patient declined", "asked declined"),
    ),
    "not_known": ("not known", "99", "x", "not asked", "not recorded", "not collected", "ethnicity not known", "not known not recorded"),
    "unknown": (
        *("unknown", "null", "missing", "invalid", "not stated not known invalid", "not stated not known", "not known not stated"),
        *(
            "unknown not stated",
            "not stated unknown",
            "unknown not known",
            "ethnicity unknown",
            "missing invalid",
            "not stated and not known",
        ),
        *("unknown invalid", "not known and not stated", "not stated not known unknown"),
    ),
    MINORITY: (
        *("bme", "bame", "bme bame", "black and minority ethnic", "black asian and minority ethnic", "minority ethnic", "minority"),
        *("ethnic minority", "ethnic minorities", "ethnic minorities excluding white minorities", "minority ethnic groups", "bme groups"),
        *("all ethnic minority groups combined excluding white minorities", "ethnic minority groups", "non white", "not white"),
        *("all ethnic minority groups combined", "ethnic minorities excl white minorities", "all ethnic minorities"),
    ),
}

#: spellings of the detailed categories, folded, beside their words and ids; under a head ("White:") the short forms are found too
_DETAILED_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "white-british": (
        *("british", "white british", "english welsh scottish northern irish british", "british mixed british", "english", "scottish"),
        *("welsh", "northern irish", "english welsh scottish northern irish and british", "british english welsh scottish northern irish"),
    ),
    "white-irish": ("irish", "white irish"),
    "gypsy-or-irish-traveller": ("gypsy irish traveller", "traveller", "irish traveller", "gypsy", "gypsy and irish traveller"),
    "roma": ("roma", "white roma"),
    "white-other": ("other white", "white other", "any other white", "other white background", "any other white background"),
    "white-and-black-caribbean": ("mixed white and black caribbean", "white black caribbean"),
    "white-and-black-african": ("mixed white and black african", "white black african"),
    "white-and-asian": ("mixed white and asian", "white asian"),
    "mixed-other": ("other mixed", "other mixed multiple ethnic groups", "other mixed multiple ethnic group", "any other mixed background"),
    "indian": ("british indian", "indian british indian"),
    "pakistani": ("british pakistani", "pakistani british pakistani"),
    "bangladeshi": ("british bangladeshi", "bangladeshi british bangladeshi"),
    "chinese": ("chinese british chinese", "british chinese"),
    "asian-other": ("other asian", "any other asian", "other asian background"),
    "caribbean": ("black caribbean", "afro caribbean"),
    "african": ("black african",),
    "black-other": ("other black", "any other black", "other black background"),
    "arab": ("arabic",),
    "other-ethnic-group": ("any other ethnic group", "any other", "any other group"),
}

#: NHS Data Dictionary, ETHNIC CATEGORY: the first character is national, a second one is local
_CODES: Final[Mapping[str, str]] = {
    **{"A": "white-british", "B": "white-irish", "C": "white-other"},
    **{"D": "white-and-black-caribbean", "E": "white-and-black-african", "F": "white-and-asian", "G": "mixed-other"},
    **{"H": "indian", "J": "pakistani", "K": "bangladeshi", "L": "asian-other"},
    **{"M": "caribbean", "N": "african", "P": "black-other", "R": "chinese", "S": "other-ethnic-group"},
}
#: letters as the local second character are in use below "any other" only; elsewhere they make abbreviations ("NK", "NS", "NA")
_CODE: Final = re.compile(r"([A-HJ-NPRS])[0-9]?|([CGLPS])[A-Z]|(Z)[0-9]?", re.ASCII)
_HEAD: Final = re.compile(r"(.+?)(?: ?: ?| - )(.+)")
_TOTALS: Final = frozenset({"total", "all", "all categories", "sub total", "subtotal", "all groups"})

_GROUP_OF_SPELLING: Final = {spelling: group for group, spellings in _GROUP_SPELLINGS.items() for spelling in spellings}
_DETAILED_OF_SPELLING: Final = {
    **{folded(words): id for id, (words, _, _) in _DETAILED.items()},
    **{folded(id): id for id in _DETAILED},
    **{spelling: id for id, spellings in _DETAILED_SPELLINGS.items() for spelling in spellings},
}


def group(text: str, classification: str) -> str | None:
    """The top-level group a label means: white, mixed, asian, black, other, not_stated, not_known, unknown or minority; else None.

    A detailed category gives the group it belongs to in this classification: "Chinese" is other in 2001-NHS and asian in the others.
    ValueError where the classification is not one of CLASSIFICATIONS.
    """
    found = detailed(text, classification)
    if found:
        return group_of(found, classification)
    head = _HEAD.fullmatch(tidy(text))
    if head and folded(head[2]) in _TOTALS:
        return _GROUP_OF_SPELLING.get(folded(head[1]))
    plain = folded(text)
    if plain in {"chinese other", "chinese other ethnic group"} and classification != NHS_2001:
        return None
    return plain if plain in _OTHER_WORDS else _GROUP_OF_SPELLING.get(plain)


def detailed(text: str, classification: str) -> str | None:
    """The detailed category a label means ("white-british", "caribbean", "chinese"); None where it names a group or nothing known."""
    _check(classification)
    plain = tidy(text)
    code = _CODE.fullmatch(plain.upper() if len(plain) == 1 else plain)
    if code:
        return _CODES.get(code[1] or code[2] or "")
    head = _HEAD.fullmatch(plain)
    if head and folded(head[1]) in _GROUP_OF_SPELLING:
        return _under(folded(head[1]), folded(head[2]))
    short = folded(text)
    if short in _DETAILED_OF_SPELLING:
        return _DETAILED_OF_SPELLING[short]
    if short in _GROUP_OF_SPELLING:
        return None
    for spelling in _GROUP_OF_SPELLING:
        if short.startswith(f"{spelling} ") and (found := _under(spelling, short.removeprefix(f"{spelling} "))):
            return found
    return None


def group_of(detail: str, classification: str) -> str:
    """The group of a detailed category in a classification. ValueError where either is unknown."""
    _check(classification)
    if detail not in _DETAILED:
        raise ValueError(f'"{detail}" is not one of the detailed ethnic groups: {", ".join(_DETAILED)}')
    return _DETAILED[detail][1 if classification == NHS_2001 else 2]


def details(classification: str, of: str | None = None) -> tuple[str, ...]:
    """The detailed categories a classification asks for, in order; of one group where `of` names it."""
    _check(classification)
    asked = (id for id in _DETAILED if id not in _ABSENT[classification])
    return tuple(id for id in asked if of is None or group_of(id, classification) == of)


def label(id: str, classification: str) -> str:
    """The words for a group or a detailed category. ValueError where the id is neither."""
    _check(classification)
    words = _GROUP_WORDS[classification].get(id) or _OTHER_WORDS.get(id) or (_DETAILED[id][0] if id in _DETAILED else None)
    if words is None:
        raise ValueError(f'"{id}" is not an ethnic group that {classification} knows')
    return words


def census_categories(group: str, classification: str) -> tuple[str, ...]:
    """The detailed categories of a census that make up `group` as `classification` groups them, for a population grouped alike.

    In 2001-NHS "other" is Chinese, Arab and any other; "minority" is everything that is not White.
    """
    wanted = GROUPS[1:] if group == MINORITY else (group,)
    return tuple(id for id in _DETAILED if group_of(id, classification) in wanted)


def divisible(numerator: str, denominator: str) -> bool:
    """Whether a count in one classification may be divided by a population in another: only where every group means the same people."""
    return not refusal(numerator, denominator)


def refusal(numerator: str, denominator: str) -> str:
    """Why a count may not be divided by a population, as a sentence; "" where it may."""
    for name, role in ((numerator, "counts"), (denominator, "populations")):
        if name not in CLASSIFICATIONS:
            return f"Nobody has said how the {role} group people, so no rate is worked out: unlike groups could be set against each other."
    if (numerator == NHS_2001) == (denominator == NHS_2001):
        return ""
    with_other, with_asian = ("counts", "populations") if numerator == NHS_2001 else ("populations", "counts")
    return (
        f"The {with_other} have Chinese people in Other ({NHS_2001}) and the {with_asian} have them in Asian "
        f"({denominator if numerator == NHS_2001 else numerator}), so no rate is worked out: group both alike first."
    )


def column_problems(labels: tuple[str, ...] | list[str], classification: str) -> tuple[str, ...]:
    """What a person must answer about the ethnic groups of one column, as sentences; () where nothing is in doubt.

    `labels` are the categories as the file writes them, once or more often each.
    """
    names = tuple(dict.fromkeys(tidy(text) for text in labels if tidy(text)))
    groups = {name: group(name, classification) for name in names}
    present, categories = set(groups.values()), {detailed(name, classification) for name in names}
    sentences = [f'"{name}" is not an ethnic group we know. Is it another spelling of one?' for name in names if groups[name] is None]
    others = [n for n in names if groups[n] == "other" and detailed(n, classification) is None]
    if others and "black" not in present:
        sentences.append(
            f'"{others[0]}" stands in a column without "Black", so it may mean everybody who is not White. '
            "Name the groups it holds: Mixed, Asian, Black and Other, one row each."
        )
    asians = [n for n in names if groups[n] == "asian" and detailed(n, classification) is None]
    if asians and "chinese" not in categories and classification == NHS_2001 and _looks_like_ons(names):
        sentences.append(
            f'Are Chinese people in "{asians[0]}" or in Other? The spellings are those of the census, which has them in Asian; '
            "the NHS grouping has them in Other."
        )
    if asians and others and "chinese" not in categories and not _looks_like_ons(names) and not _looks_like_nhs(names):
        sentences.append(
            f'Are Chinese people in "{asians[0]}" or in "{others[0]}"? NHS data have them in Other, the census has them in Asian.'
        )
    combined = [n for n in names if groups[n] == MINORITY and "white" not in folded(n)]
    if combined:
        sentences.append(f'Does "{combined[0]}" leave out White minorities? It is shown as "{_OTHER_WORDS[MINORITY]}" if so.')
    return tuple(sentences)


def _looks_like_ons(names: tuple[str, ...]) -> bool:
    """Spellings that only the censuses of 2011 and 2021 use."""
    return any(word in folded(n) for n in names for word in ("multiple", "welsh", "black african caribbean", "arab", "roma"))


def _looks_like_nhs(names: tuple[str, ...]) -> bool:
    """Spellings that only the NHS grouping uses."""
    return any(folded(n) in {"other ethnic groups", "black black british"} for n in names)


def _under(head: str, tail: str) -> str | None:
    """The category named by `tail` under the group named by `head` ("white", "other"); None where the two do not belong together."""
    of = _GROUP_OF_SPELLING[head]
    tail = tail.removeprefix("any ").removesuffix(" background")
    if tail in _TOTALS or of not in GROUPS:
        return None
    if tail == "other":
        return "other-ethnic-group" if of == "other" else f"{of}-other"
    if tail == "other ethnic group" and of == "other":
        return "other-ethnic-group"
    found = _DETAILED_OF_SPELLING.get(tail) or _DETAILED_OF_SPELLING.get(f"any {tail} background")
    return found if found and of in _DETAILED[found][1:] else None


def _check(classification: str) -> None:
    if classification not in CLASSIFICATIONS:
        raise ValueError(f'"{classification}" is not a classification of ethnic groups: expected one of {", ".join(CLASSIFICATIONS)}')
