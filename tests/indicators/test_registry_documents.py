"""The reference of the registry and the story of how the plan was read keep step with the code and the plan."""

import inspect
import re
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from indicators.registry import models, read, schema

ENTRIES = [
    model
    for model in vars(models).values()
    if inspect.isclass(model) and issubclass(model, models.Entry) and model not in (models.Entry, models.Named)
]


SCHEMA = schema()


def kind(annotation: Any) -> str:
    """The type of a field in the words of the reference."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"{annotation.__name__}"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind(arguments[0])
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in arguments if word)
    if origin is tuple:
        return f"list of {kind(arguments[0])}" if arguments[1:] == (...,) else "two numbers"
    if origin is dict:
        return f"name: {kind(arguments[1])}"
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(kind(argument) for argument in arguments if argument is not type(None)))
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "date": "day"}[annotation.__name__]


def row(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    """The line of the reference that documents one field."""
    description = " ".join((field.description or "").split())
    required = SCHEMA["$defs"].get(model.__name__, SCHEMA).get("required", [])
    needed = "yes" if name in required else ""
    return f"| `{name}` | {kind(field.annotation)} | {needed} | {description} |"


@pytest.fixture(scope="module")
def reference(root: Path) -> str:
    return (root / "docs" / "reference" / "registry.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
def test_every_field_of_an_entry_is_documented_in_the_words_of_the_code(model, reference):
    heading = f"\n### {model.__name__}\n"
    assert heading in reference
    section = reference.split(heading)[1].split("\n#")[0]
    missing = [row(model, name, field) for name, field in model.model_fields.items() if row(model, name, field) not in section]
    assert not missing, "write in docs/reference/registry.md:\n" + "\n".join(missing)
    documented = re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)
    assert documented == list(model.model_fields), "the reference documents a field that is not there, or in another order"


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
def test_every_field_has_a_description(model):
    assert [name for name, field in model.model_fields.items() if not field.description] == []


def test_the_example_of_the_reference_is_a_plan(reference):
    [example] = re.findall(r"```yaml\n(.*?)```", reference, flags=re.DOTALL)
    reading = read(example, name="example.yaml")
    assert [mistake.sentence for mistake in reading.mistakes] == []
    assert reading.plan is not None
    assert len(reading.plan.indicators) == 2


def test_every_note_of_the_plan_is_told_in_the_story_of_its_reading(root):
    plan = read((root / "priorities.yaml").read_text(encoding="utf-8")).plan
    story = (root / "docs" / "reference" / "plan-reading.md").read_text(encoding="utf-8")
    told = re.findall(r"^\*\*([JD]\d+)\*\*", story, flags=re.MULTILINE)
    assert told == [note.id for note in plan.notes]
