"""Room: charts. Where the words of a level go: along it, above or below, as far from the line and from other words as may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charts.frames import Frame, text_width
from charts.svg import Element, element

Place = tuple[float, float]
#: a level stroke: from where to where, and at which height
Edge = tuple[float, float, float]
#: how far from its nearest obstacle a label need be at most, in pixels; farther counts no more
_ENOUGH = 26.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that name a level: the height of the level, and the class they are drawn with."""

    text: str
    level: float
    name: str = "note"


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def distance(self, at: Place) -> float:
        """How far a place is from the box; 0 inside."""
        across = max(self.left - at[0], 0.0, at[0] - self.right)
        down = max(self.top - at[1], 0.0, at[1] - self.bottom)
        return float((across**2 + down**2) ** 0.5)

    def meets(self, other: _Box) -> bool:
        """Whether the two lie over one another."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def placed(frame: Frame, wanted: Sequence[Wanted], obstacles: Sequence[Place], edges: Sequence[Edge] = ()) -> list[Element]:
    """Each label at the best of its places, the earlier ones first; the left end goes before the right where both are clear.

    `edges` are level strokes (the ends of a band, averages, other levels): words may stand near them, but better not on one.
    """
    taken: list[_Box] = []
    drawn = []
    for label in wanted:
        box = max(_places(frame, label), key=lambda b: _clearance(b, obstacles, taken, frame) - _struck(b, edges))
        taken.append(box)
        drawn.append(element("text", label.text, class_=label.name, x=box.left, y=box.bottom - 3))
    return drawn


def between(a: Place, b: Place, steps: int = 8) -> list[Place]:
    """Places along the stretch from a to b, so that a label keeps clear of the line and not only of its points."""
    return [(a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps) for i in range(steps + 1)]


def _places(frame: Frame, label: Wanted) -> list[_Box]:
    width, height = text_width(label.text, frame.text), frame.text + 3
    start, end = frame.x0 + 8, frame.x1 - 6 - width
    lefts = [start + (end - start) * step / 6 for step in range(7)]
    tops = (label.level - height - 3, label.level + 4)
    return [_Box(left, top, left + width, top + height) for left in lefts for top in tops]


def _struck(box: _Box, edges: Sequence[Edge]) -> float:
    """What it costs a label to be struck through by level strokes: as much as half the room that it need have."""
    across = any(left < box.right and box.left < right and box.top + 2 < height < box.bottom - 2 for left, right, height in edges)
    return _ENOUGH / 2 if across else 0.0


def _clearance(box: _Box, obstacles: Sequence[Place], taken: Sequence[_Box], frame: Frame) -> float:
    if any(box.meets(other) for other in taken) or box.bottom > frame.y0 - 2:
        return -1.0
    return min((min(box.distance(at), _ENOUGH) for at in obstacles), default=_ENOUGH)
