"""Room: indicators. What the rules advise and allow beside the release: changes side by side, merging, small numbers in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indicators.disclosure.profiles import PROFILES, Profile
from indicators.disclosure.released import Released
from indicators.observations import Status

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: how many periods running a breakdown is mostly hidden before merging is advised (R22)
PERIODS = 4
#: what is advised then
MERGING = (
    "More than half of the groups were hidden in each of the last four periods. "
    "Merging small groups, or two quarters into a half year, would let more be shown."
)
_NUMBER = re.compile(rf"(?<![\w.,/-])(\d{{1,2}}|{'|'.join(_WORDS)})(?![\w%/-]|[.,]\d)", re.IGNORECASE)
_NEXT = re.compile(r"\s+(?:(\w+)(?:\s+(\w+))?(?:\s+(\w+))?)?")
_LAST = re.compile(r"(\w+)\W*$")
#: who may be counted: beside one of these, a number of one figure is small whatever the profile hides
_PEOPLE = re.compile(
    r"people|persons?|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|adults?|(?:in)?patients?|residents?|students?|pupils?|mothers?|fathers?"
    r"|parents?|carers?|users?|deaths?|suicides?|attempts?|cases?|detentions?|admissions?",
    re.IGNORECASE,
)
#: what a small number may count, or be the number of, without being about people
_HARMLESS = re.compile(
    r"months?|weeks?|years?|days?|hours?|minutes?|quarters?|times?|priorit(?:y|ies)|actions?|meetings?|per|january|february|march|april|may"
    r"|june|july|august|september|october|november|december",
    re.IGNORECASE,
)
#: what is held, kept or written: a number of it is none of people, unless they follow ("two service users", "two talks for women")
_THINGS = re.compile(
    r"workshops?|meetings?|sessions?|courses?|trainings?|classes|posts?|vacanc(?:y|ies)|campaigns?|projects?|pilots?|services?|teams?|wards?"
    r"|sites?|clinics?|hubs?|schools?|colleges?|practices|hospitals?|trusts?|providers?|organisations?|charit(?:y|ies)|boards?|committees?|groups?"
    r"|focus|strateg(?:y|ies)|plans?|polic(?:y|ies)|papers?|reports?|surveys?|drafts?|recommendations?|objectives?|targets?|indicators?|measures?"
    r"|milestones?|themes?|reasons?|areas?|localit(?:y|ies)|neighbourhoods?|communit(?:y|ies)|languages?|leaflets?|posters?|videos?|websites?"
    r"|apps?|questions?|contracts?|grants?|systems?|datasets?|sources?|ways?|changes?",
    re.IGNORECASE,
)
#: what may stand between a number and a thing; after any other word the number may be one of people ("two attended workshops")
_BEFORE_THINGS = re.compile(r"new|more|further|additional|extra|public|online|joint|local", re.IGNORECASE)
_NUMBERED = re.compile(
    r"priority|action|indicator|phase|stage|step|tier|band|level|part|table|figure|page|year|quarter|week|month|day", re.IGNORECASE
)


def may_show_change(old: Released, new: Released) -> bool:
    """Whether two versions of one number, or their difference, may stand side by side (R9).

    They may where nothing is hidden or both are rounded; unrounded counts only where they, and the rest of those that they are out of,
    differ by nothing or by more people than the profile hides. Where they may not, the reader is told that the number was revised.
    """
    if old.status is not Status.OK or new.status is not Status.OK:
        return False
    profile = PROFILES[new.profile]
    if old.profile != new.profile:
        return profile.open and PROFILES[old.profile].open
    if profile.open or profile.base:
        return True
    if old.numerator is None or new.numerator is None:
        return False
    pairs = [(old.numerator, new.numerator)]
    if old.denominator is not None and new.denominator is not None and not new.population:
        pairs += [(old.denominator, new.denominator), (old.denominator - old.numerator, new.denominator - new.numerator)]
    return all(one == two or abs(one - two) > profile.high for one, two in pairs)


def prefer_merging(row: Sequence[Sequence[Released]]) -> str:
    """Advice to merge groups or periods, or "" (R22): more than half of the groups hidden in each of the last four periods.

    `row` holds the released groups of one breakdown, period by period, oldest first.
    """
    last = row[-PERIODS:]
    return MERGING if len(last) == PERIODS and all(hidden(groups) * 2 > len(groups) for groups in last) else ""


def hidden(groups: Sequence[Released]) -> int:
    """How many of these groups are hidden."""
    return sum(one.status is Status.HIDDEN for one in groups)


def small_numbers(text: str, profile: Profile) -> tuple[str, ...]:
    """Small numbers in words that may be about people ("Two young women", "3 detentions"), with what they count (R16).

    Beside a word for people or what happened to them, any number of one figure; elsewhere those that the profile hides. A number is passed
    over before a word of time or of the plan ("3 months", "two actions"), before what is held or written and is not of people ("two
    workshops"), after what is numbered ("phase 2"), as part of a date or a share, and "one" wherever it counts nobody ("one of the
    reasons").
    """
    if profile.open:
        return ()
    found = []
    for match in _NUMBER.finditer(text):
        written = match[1]
        number = int(written) if written.isdigit() else _WORDS.index(written.casefold()) + 1
        following = _NEXT.match(text, match.end())
        words = [word for word in following.groups() if word] if following else []
        before = _LAST.search(text, 0, match.start())
        if (words and _HARMLESS.fullmatch(words[0])) or (before and _NUMBERED.fullmatch(before[1])):
            continue
        counted = next((place for place, word in enumerate(words, start=1) if _PEOPLE.fullmatch(word)), 0)
        if not counted and _of_things(words):
            continue
        if (counted and 0 < number < 10) or (0 < number <= profile.high and written.casefold() != "one"):
            found.append(" ".join([written, *words[: counted or 1]]))
    return tuple(found)


def _of_things(words: Sequence[str]) -> bool:
    """Whether the words after a number begin with what is held, kept or written ("workshops", "new posts")."""
    after = words[1:] if words and _BEFORE_THINGS.fullmatch(words[0]) else words
    return bool(after) and _THINGS.fullmatch(after[0]) is not None
