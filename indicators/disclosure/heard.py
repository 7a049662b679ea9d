"""Room: indicators. How many people a piece of people's voice is from, as readers see it: a small count is never told.

The sheet *Voices* asks for a number and takes words too. What is typed there is kept as it is; what leaves the store goes this way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final

from indicators.disclosure.profiles import STRICTEST_BY_DEFAULT, Profile
from indicators.submissions import Voice

#: said where the words hold a small number among others, so that no threshold would be true of them
NOT_TOLD: Final = "number of people hidden"
_WORDS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NAMES: Final = {word: number for number, word in enumerate(_WORDS)} | {
    "zero": 0,
    "none": 0,
    "single": 1,
    "couple": 2,
    "both": 2,
    "pair": 2,
}
#: digits with or without commas between thousands, or a number in words; "two" in "twenty-two" is none
_NUMBER: Final = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|(?<!ty[ -])(?<!\w)(?:{'|'.join(_NAMES)})(?!\w)", re.IGNORECASE)
_PEOPLE: Final = r"(?:people|persons?|m[ae]n|wom[ae]n|adults?|child(?:ren)?|young people|patients?|carers?|members?|users?|in all)"
#: a number and nothing beside it but whom it counts
_COUNT: Final = re.compile(rf"(?:a |about |around |only |just |some |c\. ?|~ ?)?({_NUMBER.pattern})(?: {_PEOPLE})?\.?", re.IGNORECASE)


def people_told(typed: str, profile: Profile = STRICTEST_BY_DEFAULT) -> str:
    """What a reader sees of "How many people": what was typed, or "fewer than 5 people" for a count that the profile hides.

    Nought is a small count too where the profile hides it. Words that hold a small number among others ("12, two of them carers") are
    not told at all. The default profile is the one under which words are looked through for small numbers (R16).
    """
    plain = " ".join(unicodedata.normalize("NFKC", typed).split())
    found = [_value(each[0]) for each in _NUMBER.finditer(plain)]
    if not any(profile.low <= number < profile.high + 1 for number in found):
        return typed
    if _COUNT.fullmatch(plain):
        return f"fewer than {profile.high + 1} people"
    return NOT_TOLD


def as_read(voice: Voice) -> Voice:
    """A voice as readers see it: the same, but for how many people it is from."""
    return replace(voice, people=people_told(voice.people))


def _value(written: str) -> float:
    return float(_NAMES[written.casefold()]) if written.casefold() in _NAMES else float(written.replace(",", ""))
