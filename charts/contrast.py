"""Room: charts. The contrast of two colours, as the Web Content Accessibility Guidelines 2.2 (W3C) define it."""

from __future__ import annotations


def ratio(one: str, other: str) -> float:
    """The contrast of two colours written as "#RRGGBB": from 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of "#RRGGBB", from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
