"""Files spoilt by chance, from a seed: flipped and lost bytes, edited parts of workbooks that are zipped again, shuffled cells."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

from grids import csv_of, ods_of, xls_of, xlsx_of
from leads import P1, filled

GRID = """
| Period           | CCG Code | Question    | Answer |
| SMI-Q4-2023-2024 | 02X      | SMIRegister | 7408   |
| SMI-Q4-2023-2024 | 02X      | All6PHC     | 6018   |
"""
_LEAD = {
    "Values": {"I1": {"Count": 12, "Out of": 48}, "I2": {"Count": "412 [p]"}, "I3": {"Value": 7.5}},
    "Breakdowns": {f"I2/ethnic_group={group}": {"Count": 58} for group in ("white", "mixed", "asian", "black", "other", "not_stated")},
    "Commentary": {"I1": {"What happened": "Much.", "Why": "So."}},
    "Actions": {"A1": {"Status": "done", "Reviewed on": "31/03/2025"}},
    "Voices": {"P1 voice 1": {"Words": "It helped.", "Consent": "yes"}},
}
_ODD = [
    "",
    "-",
    "x",
    "#N/A",
    "=1/0",
    "1e308",
    "-1",
    "9999999",
    "\x00",
    "٣",
    "01/04/2020",
    "<5",
    "12%",
    "1.234",
    "NaN",
    "🙂",
    "a" * 3_000,
    "TRUE",
]


def seeds() -> list[tuple[str, bytes]]:
    """The whole files that are spoilt."""
    sheet = csv_of("| Key | Period key | a |\n| I1 | 2024-Q4F | 1 |")
    return [
        ("lead.xlsx", filled(_LEAD, P1)),
        ("published.xlsx", xlsx_of(GRID)),
        ("published.csv", csv_of(GRID)),
        ("utf16.csv", csv_of(GRID, encoding="utf-16")),
        ("semicolons.csv", csv_of(GRID, delimiter=";", encoding="cp1252")),
        ("other.csv", sheet),
        ("published.xls", xls_of(GRID)),
        ("published.ods", ods_of(GRID)),
    ]


def mutated(number: int, seed: int = 5) -> Iterator[tuple[str, bytes]]:
    """So many spoilt files, each with a name that says which it is."""
    whole = seeds()
    for turn in range(number):
        chance = random.Random(f"{seed} {turn}")
        name, content = whole[turn % len(whole)]
        ways = [_flipped, _cut, _repeated] + (
            [_part_edited, _part_lost, _cells_shuffled, _cells_odd] if content[:2] == b"PK" else [_lines_shuffled]
        )
        way = chance.choice(ways)
        yield f"{turn} {way.__name__} {name}", way(chance, content)


def _flipped(chance: random.Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 2, 8, 64))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(chance: random.Random, content: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:start], content[end:], content[:start] + content[end:]))


def _repeated(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 400)]
    return content[:start] + piece * chance.randrange(1, 50) + content[start:]


def _lines_shuffled(chance: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    lines[chance.randrange(len(lines))] += chance.choice(_ODD).encode("utf-8")
    return chance.choice((b"\n", b"\r\n", b"\r", b"\n\n")).join(lines)


def _rezipped(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            text = change(name, old.read(name))
            if text is not None:
                archive.writestr(name, text)
    return made.getvalue()


def _one_part(chance: random.Random, content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return chance.choice(archive.namelist())


def _part_edited(chance: random.Random, content: bytes) -> bytes:
    chosen, way = _one_part(chance, content), chance.choice((_flipped, _cut, _repeated))
    return _rezipped(content, lambda name, text: way(chance, text) if name == chosen and text else text)


def _part_lost(chance: random.Random, content: bytes) -> bytes:
    chosen = _one_part(chance, content)
    return _rezipped(content, lambda name, text: None if name == chosen else text)


def _cells_shuffled(chance: random.Random, content: bytes) -> bytes:
    def change(name: str, text: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return text
        cells = re.findall(rb"<c .*?(?:</c>|/>)", text)
        chance.shuffle(cells)
        return re.sub(rb"<c .*?(?:</c>|/>)", lambda _: cells.pop(), text)

    return _rezipped(content, change)


def _cells_odd(chance: random.Random, content: bytes) -> bytes:
    def change(name: str, text: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return text
        odd = chance.choice(_ODD).replace("<", "&lt;").encode("utf-8")
        kind = chance.choice((b"n", b"s", b"str", b"b", b"e", b"d", b"inlineStr", b"zzz"))
        return re.sub(rb'<c r="([A-Z]+\d+)"([^>]*?)/>', lambda m: b'<c r="%s" t="%s"><v>%s</v></c>' % (m[1], kind, odd), text, count=8)

    return _rezipped(content, change)
