"""Room: indicators. The text of a YAML file as plain data, with the line that each field stands on.

Every key is taken as text as it is written, and nothing is written once and used twice (no anchors): so each field has one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from indicators.registry.mistakes import Finding, Path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"
_SYNTAX = "a line of YAML: a field with its value, or an item of a list after a dash, indented by spaces"


@dataclass(frozen=True, slots=True)
class Document:
    """`data` (None where the text cannot be read at all), the `lines` of its fields, and what was found wrong with the writing."""

    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def written(self, path: Path) -> Path:
        """The part of a path that stands in the file: a field that is missing is looked for in the entry it is missing from."""
        while path and path not in self.lines:
            path = path[:-1]
        return path

    def line_of(self, path: Path) -> int:
        """The line of a field, or of the entry that it is missing from."""
        return self.lines.get(self.written(path), 1)


def document(text: str) -> Document:
    """The one document of `text`; what cannot be read is told as findings, never raised."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(
                None, {}, (_finding(1, "an empty file", "a plan, that begins with its id and title", "Start from the example"),)
            )
        walk = _Walk(loader)
        data = walk.value(node, ())
        return Document(data, walk.lines, tuple(walk.findings))
    except yaml.MarkedYAMLError as error:
        return Document(None, {}, (_unreadable(text, error),))
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        remedy = "Type the line again, as plain text"
        return Document(None, {}, (_finding(line, "a control character, which no text holds", _SYNTAX, remedy),))
    except RecursionError:
        found, remedy = "hundreds of brackets or indents inside one another", "Look for a key that is stuck, and take the brackets out"
        return Document(None, {}, (_finding(1, found, _SYNTAX, remedy),))
    finally:
        loader.dispose()


class _Walk:
    """One walk over the nodes of a document, top down; gathers lines and findings on its way."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.lines: dict[Path, int] = {}
        self.findings: list[Finding] = []
        self.seen: dict[int, int] = {}

    def value(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self.seen:
            found = f"an alias of what is written on line {self.seen[id(node)]}"
            self.findings.append(Finding(path, found, "each entry written out", "Write the words again in this place"))
            return None
        self.seen[id(node)] = line
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.findings.append(
                    _finding(line, "a list or a block as the name of a field", "a name", "Write the name in plain letters", path)
                )
                continue
            key = key_node.value
            if key in data:
                found = f'the field "{key}" a second time (the first is on line {self.lines[(*path, key)]})'
                self.findings.append(_finding(line, found, "each field once", "Keep one of the two", (*path, key)))
                continue
            self.lines[(*path, key)] = line
            data[key] = self.value(value_node, (*path, key))
        return data

    def scalar(self, node: yaml.Node, path: Path) -> Any:
        if node.tag == f"{_STANDARD}str":
            return node.value
        try:
            return self.loader.construct_object(node)
        except (ValueError, AttributeError):  # the second where a text is marked as a day
            self.findings.append(Finding(path, f'"{node.value}"', "a day that is in the calendar, as 2020-04-01", "Write the day again"))
        except yaml.constructor.ConstructorError:
            self.findings.append(Finding(path, f'the mark "{node.tag}"', "plain values, without marks", "Take away the word after the !"))
        return None


def _unreadable(text: str, error: yaml.MarkedYAMLError) -> Finding:
    """A sentence of our own for what the YAML reader stumbled over; its own words help nobody who does not know YAML."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    rows = text.splitlines()
    row = rows[line - 1] if line <= len(rows) else ""
    if "single document" in (error.context or ""):
        return _finding(
            line,
            "a second plan after a line of three dashes",
            "one plan in a file",
            "Take out the dashes, or keep the other plan elsewhere",
        )
    if "\t" in row[: len(row) - len(row.lstrip())] or "\\t" in (error.problem or ""):
        return _finding(line, "a tab at the beginning of the line", _SYNTAX, "Put two spaces in place of each tab")
    if "mapping values" in (error.problem or ""):
        return _finding(line, f'a second colon in "{row.strip()[:60]}"', _SYNTAX, 'Put quotes around a text that holds ": "')
    if line > len(rows):
        return _finding(line, "the end of the file", _SYNTAX, "Look for a quote or bracket that is opened and never closed")
    if (opened := _opened(text, line)) is not None:
        found = f'a quote in "{rows[opened - 1].strip()[:60]}" that is closed on line {line}'
        return _finding(opened, found, _SYNTAX, "Close the quote where its text ends")
    remedy = "Look at this line and the one above it for a missing colon, quote or bracket, or a wrong indent"
    return _finding(line, f'"{row.strip()[:60]}", which does not continue the line above it', _SYNTAX, remedy)


def _opened(text: str, line: int) -> int | None:
    """The line on which a quote is opened that ends on the line that cannot be read, which began as plain text; None where none is."""
    opened = None
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            if (
                isinstance(token, yaml.ScalarToken)
                and token.style in ("'", '"')
                and token.start_mark.line < token.end_mark.line == line - 1
            ):
                opened = token.start_mark.line + 1
    except yaml.MarkedYAMLError:
        pass
    return opened


def _finding(line: int, found: str, expected: str, remedy: str, path: Path = ()) -> Finding:
    return Finding(path, found, expected, remedy, line)
