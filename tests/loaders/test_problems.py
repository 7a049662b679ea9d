"""The catalogue of problems: complete sentences, and every code on its reference page."""

import ast
import re

import pytest

from indicators.observations import Origin
from loaders.problems import CATALOGUE, THEMES, problem

WHERE = Origin("P2.xlsx", "P2 values", "F14")


def _filled(entry):
    return problem(entry.code, WHERE, **dict.fromkeys(entry.fields, "412"))


def test_a_code_stands_in_the_catalogue_once():
    codes = [entry.code for entries in THEMES.values() for entry in entries]
    assert sorted(codes) == sorted(set(codes)) == sorted(CATALOGUE)


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_entry_says_what_was_found_what_was_expected_and_what_to_do(entry):
    filled = _filled(entry)
    assert all((filled.found, filled.expected, filled.remedy, entry.title, entry.example))
    assert filled.severity == entry.severity
    assert "{" not in filled.sentence
    assert filled.remedy == "412" or filled.remedy.endswith((".", "?"))
    assert not re.search(r"\b(?:invalid|please|sorry|oops|exception|traceback|BAME)\b", f"{filled.sentence} {entry.title}", re.IGNORECASE)


@pytest.mark.parametrize("entry", THEMES["Questions"], ids=lambda e: e.code)
def test_a_symbol_that_may_mean_two_things_is_put_as_a_question(entry):
    assert entry.severity == "question"
    assert "?" in entry.remedy


def test_every_problem_is_on_the_reference_page_with_its_sentences(root):
    page = (root / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `(.+)`$", page, re.MULTILINE)
    assert headings == list(CATALOGUE)
    for entry in CATALOGUE.values():
        section = page.split(f"### `{entry.code}`\n")[1].split("\n##")[0]
        assert all(text in section for text in (entry.title, entry.sentence, entry.expected, entry.remedy, entry.example)), entry.code


def test_every_code_the_loaders_write_stands_in_the_catalogue(root):
    written = {}
    for path in (root / "loaders").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"problem", "Problem", "refused", "Fault"}
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    written[first.value] = path.name
    assert len(written) > 10
    assert {code: name for code, name in written.items() if code not in CATALOGUE} == {}


def test_a_problem_is_filled_with_what_was_found():
    made = problem("duplicate-row", WHERE, first=1234, second="1,235", other="F18")
    assert made.sentence == (
        'Sheet "P2 values", F14: found 1,234 here and 1,235 at F18, for the same number. '
        "Expected one row for each number. Take out the row that is wrong."
    )


def test_a_code_nobody_wrote_down_and_a_missing_word_are_refused():
    with pytest.raises(ValueError, match="is no problem the catalogue knows"):
        problem("no-such-code", WHERE)
    with pytest.raises(ValueError, match="also needs to be told: first, other"):
        problem("duplicate-row", WHERE, second="5")


def test_what_was_found_is_shown_on_one_line_and_cut_where_it_is_long():
    shown = problem("unknown-key", WHERE, text="a\nb\x00" + "c" * 1000, such="").found
    assert "\n" not in shown
    assert len(shown) < 400
