"""Room: charts. The proportions of a drawing: each chart is drawn twice, for a page and for a telephone, instead of being shrunk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Width and height of a drawing and the margins of its plot, in pixels at the size it is meant for; `text` is its letter height."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    text: float

    @property
    def x0(self) -> float:
        """Left edge of the plot."""
        return self.left

    @property
    def x1(self) -> float:
        """Right edge of the plot."""
        return self.width - self.right

    @property
    def y0(self) -> float:
        """Lower edge of the plot."""
        return self.height - self.bottom

    @property
    def y1(self) -> float:
        """Upper edge of the plot."""
        return self.top

    @property
    def wide(self) -> bool:
        """Whether there is room for words beside the line."""
        return self.name == "wide"


WIDE = Frame("wide", 1040, 420, left=58, right=158, top=46, bottom=66, text=15)
NARROW = Frame("narrow", 340, 310, left=42, right=12, top=40, bottom=58, text=13)


def text_width(text: str, size: float) -> float:
    """About how wide a text stands in the page's sans: half the letter height a letter."""
    return len(text) * size * 0.5


def wrapped(text: str, letters: int) -> tuple[str, ...]:
    """A sentence in lines of at most about `letters` letters, broken between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)
