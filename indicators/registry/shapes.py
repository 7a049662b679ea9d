"""Room: indicators. Whether the data of a plan file have the shape of the models, each fault in words of our own."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from indicators.registry.defaults import INHERITED
from indicators.registry.mistakes import Finding, Path, listed, value_words
from indicators.registry.models import ID, PART_ID, Plan

Error = Mapping[str, Any]


def shaped(data: Any) -> Plan | tuple[Finding, ...]:
    """The plan that the data make, or everything about their shape that stands in the way."""
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        return tuple(_findings(data, error.errors(include_url=False)))


def _findings(data: Any, errors: list[Any]) -> Iterator[Finding]:
    told: set[tuple[Path, str]] = set()
    for error in errors:
        path, tail = _reached(data, error["loc"])
        if error["type"] == "missing" and tail:
            finding = _missing(path, tail[0])
        elif tail:
            finding = Finding(path, value_words(error["input"]), "a text, or a list of texts", "Put quotes around each")
        else:
            finding = _wrong(path, error)
        key = (path, finding.found if finding else "")
        if finding and key not in told:
            told.add(key)
            yield finding


def _reached(data: Any, loc: Path) -> tuple[Path, Path]:
    """How far the way leads through the data, and the rest of it: a field that is missing, or the name of one of several shapes."""
    here = data
    for place, step in enumerate(loc):
        inside = (isinstance(here, dict) and step in here) or (isinstance(here, list) and isinstance(step, int) and step < len(here))
        if not inside:
            return loc[:place], loc[place:]
        here = here[step]
    return loc, ()


def _missing(path: Path, name: str | int) -> Finding | None:
    if isinstance(name, int):
        return Finding(path, f"only {name} of the numbers", "two, the lowest and the highest", "Write both: [0, 4]")
    if len(path) > 2 and path[-2] == "parts" and (name in INHERITED or name == "name"):
        return None  # a part takes it from its indicator, of which it is told that it is missing there
    info = _field((*path, name))
    meaning = f" ({_lowered(_first_sentence(info.description))})" if info and info.description else ""
    return Finding(path, f'no field "{name}"', f"it{meaning}", f'Write a line "{name}:" with its value')


def _wrong(path: Path, error: Error) -> Finding | None:
    if error["type"] == "extra_forbidden":
        return _unknown(path)
    if error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
        return None  # the list has enough entries, and what is wrong with them is told at each
    found = value_words(error["input"])
    word = WORDS.get(error["type"], _any_other)
    return Finding(path, found, *word(error, path))


def _unknown(path: Path) -> Finding:
    name = str(path[-1])
    model = _model(path[:-1])
    fields = list(model.model_fields) if model else []
    near = difflib.get_close_matches(name, fields, n=1)
    remedy = f'Write "{near[0]}", or take the line out' if near else "Take the line out, or move it to where it belongs"
    return Finding(path, f'the field "{name}"', f"one of {listed(fields)}", remedy)


def _text(error: Error, path: Path) -> tuple[str, str]:
    if error["input"] is None:
        return "a text", "Write it after the colon, or take the line out"
    bare = isinstance(error["input"], int | float | bool) or hasattr(error["input"], "isoformat")
    return "a text", "Put quotes around it" if bare else "Write it as one text"


def _pattern(error: Error, path: Path) -> tuple[str, str]:
    if error["ctx"]["pattern"] == PART_ID:
        return "an id of small letters, digits and hyphens", "Write it in small letters, with hyphens for spaces"
    if error["ctx"]["pattern"] == ID:
        return "an id of letters, digits, dots, hyphens and underscores, with no space", "Write a short id"
    key = "the key of a period, such as 2021F, 2019-Q3F, 2020-04, 2015C-2017C or @2021-03-21"
    if path and path[-1] == "baseline":
        return f"{key}, or: not set", "Write the period that was agreed as baseline, or not set"
    return key, "Write the period by its key"


def _one_of(error: Error, path: Path) -> tuple[str, str]:
    words = [word for word in _literals(_field(path)) if word]
    near = difflib.get_close_matches(str(error["input"]), words, n=1)
    return f"one of {listed(words)}", f"Write {near[0]}" if near else "Write one of these words"


def _fewer(error: Error, path: Path) -> tuple[str, str]:
    return f"a list of at least {error['ctx']['min_length']}", "Put the first one in after a dash"


def _more(error: Error, path: Path) -> tuple[str, str]:
    return f"{error['ctx']['max_length']} at most", "Take out what is too many"


def _within(error: Error, path: Path) -> tuple[str, str]:
    bounds = error["ctx"]
    reach = f"{bounds['ge']} or more" if "ge" in bounds else f"{bounds['le']} at most"
    return f"a number, {reach}: {_meaning(path)}", "Write it in figures"


def _any_other(error: Error, path: Path) -> tuple[str, str]:
    return f"what the field is for: {_meaning(path)}", "Write it so"


def _meaning(path: Path) -> str:
    info = _field(path)
    return _first_sentence(info.description) if info and info.description else "a value of the kind the field holds"


def _fixed(expected: str, remedy: str) -> Callable[[Error, Path], tuple[str, str]]:
    return lambda error, path: (expected, remedy)


_WHOLE = _fixed("a whole number", "Write it in figures, without quotes, commas or a point")
_NUMBER = _fixed("a number", "Write it in figures, without quotes or commas")
_YES_NO = _fixed("true or false", "Write one of the two")
_DAY = _fixed("a day, written as 2020-04-01 without quotes", "Write year, month and day")
_BLOCK = _fixed("a block of fields, each on a line of its own", "Write its fields below it, indented by two spaces")
_LIST = _fixed("a list, each item after a dash or within [ ]", "Put a dash before each item")
WORDS: Mapping[str, Callable[[Error, Path], tuple[str, str]]] = {
    "string_type": _text,
    "string_too_short": _fixed("a text", "Write it after the colon, or take the line out"),
    "string_pattern_mismatch": _pattern,
    "literal_error": _one_of,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "date_type": _DAY,
    "dict_type": _BLOCK,
    "model_type": _BLOCK,
    "model_attributes_type": _BLOCK,
    "tuple_type": _LIST,
    "too_short": _fewer,
    "greater_than_equal": _within,
    "less_than_equal": _within,
    "too_long": _more,
}


def _field(path: Path) -> FieldInfo | None:
    """The field of the models that a path leads to."""
    names = [step for step in path if isinstance(step, str)]
    model = _model(tuple(names[:-1])) if names else None
    return model.model_fields.get(names[-1]) if model else None


def _model(path: Path) -> type[BaseModel] | None:
    """The model that the data at a path are an entry of."""
    model: type[BaseModel] | None = Plan
    for step in path:
        if isinstance(step, str):
            info = model.model_fields.get(step) if model else None
            model = _inner(info.annotation) if info else None
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _inner(arg))), None)


def _literals(info: FieldInfo | None) -> list[str]:
    def words(annotation: Any) -> Iterator[str]:
        for arg in get_args(annotation):
            if isinstance(arg, str):
                yield arg
            else:
                yield from words(arg)

    return list(dict.fromkeys(words(info.annotation))) if info else []


def _lowered(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).split(". ")[0].rstrip(".")
