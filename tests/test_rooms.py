"""Walls between rooms that the import rules cannot see: who makes a released number, and who may know a raw one."""

import ast
from pathlib import Path

ROOMS = ("access", "charts", "exports", "house", "indicators", "loaders", "pages", "store")

#: Who may mention the raw types, and why. A folder covers what is in it; everything else takes released observations.
MAY_KNOW_RAW = {
    "loaders": "reads files: raw numbers are what it makes",
    "store": "keeps what was accepted",
    "indicators/observations.py": "where the types are",
    "indicators/submissions.py": "what one file yielded",
    "indicators/disclosure": "the door itself",
    "house/arrivals.py": "hands what is held to the checks of a file, cut to what its sender may see; leaves out what was withdrawn",
    "house/readings.py": "asks the release what readers would not see of figures that wait",
    "house/keeping.py": "reads files again and compares what they yield with what is held",
    "pages/uploads/figures.py": "the preview and the receipt of whoever sent the figures, each look on the record",
    "pages/uploads/reach.py": "says which held figures somebody may see beside their own",
}
RAW = {"Held", "Observation"}


def sources(root: Path) -> list[Path]:
    found = [path for room in ROOMS for path in sorted((root / room).rglob("*.py"))] + sorted(root.glob("*.py"))
    assert len(found) > 20
    return found


def calls(tree: ast.AST) -> set[str]:
    """Names that are called: `Released(...)`, `released.Released(...)`."""
    made = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {func.id if isinstance(func, ast.Name) else func.attr for func in made if isinstance(func, ast.Name | ast.Attribute)}


def mentions(tree: ast.AST) -> set[str]:
    """Every name, attribute and imported name."""
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return named | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_only_disclosure_makes_a_released_number(root: Path):
    makers = {path.relative_to(root).as_posix() for path in sources(root) if "Released" in calls(ast.parse(path.read_text()))}
    assert makers
    assert all(maker.startswith("indicators/disclosure/") for maker in makers), sorted(makers)


def test_only_a_few_rooms_know_a_raw_number(root: Path):
    known = {path.relative_to(root).as_posix() for path in sources(root) if RAW & mentions(ast.parse(path.read_text()))}
    allowed = tuple(place if place.endswith(".py") else place + "/" for place in MAY_KNOW_RAW)
    strangers = sorted(path for path in known if not path.startswith(allowed))
    assert not strangers, f"{strangers} mention {sorted(RAW)}: take released observations, or say in MAY_KNOW_RAW why not"


def test_every_exception_to_the_wall_is_used(root: Path):
    known = {path.relative_to(root).as_posix() for path in sources(root) if RAW & mentions(ast.parse(path.read_text()))}
    assert all(any(path.startswith(place) for path in known) for place in MAY_KNOW_RAW)
