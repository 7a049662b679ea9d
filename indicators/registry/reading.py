"""Room: indicators. The text of a plan file read into a plan, or every mistake in it at once, each with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.registry.checks import checked
from indicators.registry.defaults import filled
from indicators.registry.documents import Document, document
from indicators.registry.mistakes import Finding, Mistake, path_words
from indicators.registry.models import Plan
from indicators.registry.shapes import shaped


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: a plan and no mistakes, or no plan and the mistakes in the order of their lines."""

    plan: Plan | None
    mistakes: tuple[Mistake, ...] = ()


def read(text: str, *, name: str = "priorities.yaml", loaders: Sequence[str] = ()) -> Reading:
    """The plan that `text` (YAML) says. `name` is the file's name as the sentences give it, `loaders` those that sources may name (any
    where none are given: this room knows no files). Raises nothing."""
    written = document(text)
    if written.data is None and written.findings:
        return Reading(None, _mistakes(written, written.findings, name))
    if not isinstance(written.data, dict):
        found = "a list" if isinstance(written.data, list) else "one value"
        top = Finding(
            (), found, "a plan: fields such as id, title and passions at the left margin", "Write the name of each field before its value"
        )
        return Reading(None, _mistakes(written, (top,), name))
    data = filled(written.data)
    plan = shaped(data)
    faults = () if isinstance(plan, Plan) else tuple(finding for finding in plan if _new(finding, written))
    findings = (*written.findings, *faults, *checked(data, loaders))
    if findings or not isinstance(plan, Plan):
        return Reading(None, _mistakes(written, findings, name))
    return Reading(plan)


def _new(finding: Finding, written: Document) -> bool:
    """Whether it is not told elsewhere: where what follows from it was written, or where nothing could be read at all."""
    return finding.path in written.lines and finding.path not in {told.path for told in written.findings if told.path}


def _mistakes(written: Document, findings: tuple[Finding, ...], name: str) -> tuple[Mistake, ...]:
    made = {
        Mistake(
            name=name,
            line=finding.line or written.line_of(finding.path),
            path=path_words(written.written(finding.path), written.data),
            found=finding.found,
            expected=finding.expected,
            remedy=finding.remedy,
        ): None
        for finding in findings
    }
    return tuple(sorted(made, key=lambda mistake: (mistake.line, mistake.path)))
