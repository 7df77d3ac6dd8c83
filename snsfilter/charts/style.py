"""What tells things apart, with colours and without: each line has a colour, dashes and marks, each bar a pattern.

The three repeat after 6, 5 and 6, so that 30 lines differ. The colours have a contrast of at least 4.5 with the ground,
in light and dark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from snsfilter.charts.markup import element

if TYPE_CHECKING:
    from snsfilter.charts.pictures import Sign

__all__ = ["MARKS", "SIGNS", "colour", "dashes", "mark", "pattern", "patterns", "stylesheet"]

_LIGHT: Final = ("#0b5fc0", "#8a5a00", "#a0409a", "#1a7f37", "#b3261e", "#57606a")
_DARK: Final = ("#6cb6ff", "#e3b341", "#e29be0", "#56d364", "#ff7b72", "#a3abb5")
_DASHES: Final = (None, "9 4", "2 4", "6 3 2 3", "14 4")
MARKS: Final = (
    "M-4 -4h8v8h-8z",
    "M0 -5l5 9h-10z",
    "M0 -5l5 5l-5 5l-5 -5z",
    "M-5 -4h10l-5 9z",
    "M-4 -4l8 8m0 -8l-8 8",
    "M-4 0h8M0 -4v8",
)
SIGNS: Final[dict[Sign, str]] = {
    "tick": "M0 -11v22",
    "cross": "M-5 -5l10 10m0 -10l-10 10",
    "dot": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "ring": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
}
_HATCHES: Final = (
    None,
    "M-2 2l4 -4M0 8l8 -8M6 10l4 -4",
    "M0 4h8",
    "M1.5 2h2M5.5 6h2",
    "M-2 6l4 4M0 0l8 8M6 -2l4 4",
    "M0 4h8M4 0v8",
)
_RULES: Final = """\
.snsfilter {{ font: 13px system-ui, sans-serif }}
.snsfilter text {{ fill: {ink} }}
.snsfilter .ground {{ fill: {ground} }}
.snsfilter .grid {{ stroke: {ink}; stroke-opacity: .14 }}
.snsfilter .base {{ stroke: {ink}; stroke-opacity: .5 }}
.snsfilter .quiet {{ fill: {quiet} }}
.snsfilter .halo {{ stroke: {ground}; stroke-width: 4; stroke-linejoin: round; paint-order: stroke }}
.snsfilter .sign {{ stroke: {ink}; fill: none; stroke-width: 1.5 }}
.snsfilter .dot {{ fill: {ink} }}
.snsfilter .ring {{ fill: {ground} }}
"""
_FIXED: Final = """\
.snsfilter .title { font-size: 15px; font-weight: 600 }
.snsfilter .strong { font-weight: 600 }
.snsfilter .line { fill: none; stroke-width: 2; stroke-linejoin: round }
.snsfilter .line.strong { stroke-width: 3.5 }
.snsfilter .area { stroke: none; fill-opacity: .16 }
.snsfilter .tint { stroke: none; fill-opacity: .2 }
.snsfilter .bar { stroke-width: 1.5 }
.snsfilter .hatch { fill: none; stroke-width: 1.2 }
"""


def stylesheet() -> str:
    """Return the rules, for light and for dark; they say nothing of anything else on a page."""
    light = _RULES.format(ink="#24292f", ground="#ffffff", quiet="#57606a") + _colours(_LIGHT)
    dark = _RULES.format(ink="#e6edf3", ground="#0d1117", quiet="#9ea7b3") + _colours(_DARK)
    return f"\n{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n{_FIXED}"


def _colours(colours: tuple[str, ...]) -> str:
    return "".join(
        f".snsfilter .c{number} {{ stroke: {colour}; fill: {colour} }}\n" for number, colour in enumerate(colours)
    )


def colour(number: int) -> str:
    """Return the class that colours the line or bar of this number."""
    return f"c{number % len(_LIGHT)}"


def dashes(number: int) -> str | None:
    """Return the dashes of the line of this number."""
    return _DASHES[number % len(_DASHES)]


def mark(number: int, x: float, y: float) -> str:
    """Return the mark of the line of this number."""
    d = MARKS[number % len(MARKS)]
    return element("path", class_=colour(number), stroke_width=1.5, d=d, transform=f"translate({x:.1f} {y:.1f})")


def pattern(number: int) -> str:
    """Return the fill of the bar of this number."""
    return f"url(#snsfilter-{number % len(_HATCHES)})"


def patterns(numbers: set[int]) -> str:
    """Return the definitions of the fills of the bars of these numbers."""
    definitions: list[str] = []
    for number in sorted({number % len(_HATCHES) for number in numbers}):
        tint = element("rect", class_=f"tint {colour(number)}", width=8, height=8)
        hatch = element("path", class_=f"{colour(number)} hatch", d=_HATCHES[number]) if _HATCHES[number] else ""
        name = f"snsfilter-{number}"
        definitions.append(element("pattern", tint, hatch, id=name, width=8, height=8, patternUnits="userSpaceOnUse"))
    return element("defs", *definitions) if definitions else ""
