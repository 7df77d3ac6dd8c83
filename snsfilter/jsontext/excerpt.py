"""A place in a text, shown: its line, and a caret under the character."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import combining, east_asian_width

__all__ = ["Place", "excerpt", "place_in", "with_line_feeds"]

_INDENT = "  "
_WIDEST = 76
_BEFORE = 44
"""How many characters of a long line stand before the place."""


class Place(NamedTuple):
    """A place in the text that a caller gave, as errors tell it; without a text there is none.

    Attributes:
        line: the line, from 1.
        column: the column in characters, from 1.
        excerpt: the line itself with a caret under the column, or ``""``.
    """

    line: int | None = None
    column: int | None = None
    excerpt: str = ""


def with_line_feeds(text: str) -> str:
    """Return *text* with every end of a line, which is LF, CR or CR LF, as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def place_in(text: str, position: tuple[int, int]) -> Place:
    """Return the place at a line and column of *text*."""
    return Place(*position, excerpt(text, *position))


def excerpt(text: str, line: int, column: int) -> str:
    """Return the line of *text* and, below it, a caret at the column; of a long line, the part around it.

    Of a blank line there is nothing to show.

    Args:
        text: the whole text.
        line: the line, from 1; lines end at LF, CR or CR LF.
        column: the column in characters, from 1; it may be the one behind the last character.
    """
    shown = with_line_feeds(text).split("\n", line)[line - 1]
    if not shown.strip():
        return ""
    at = column - 1
    if len(shown) > _WIDEST:
        start = max(0, min(at - _BEFORE, len(shown) - _WIDEST))
        before, after = "..." if start else "", "..." if start + _WIDEST < len(shown) else ""
        shown = before + shown[start : start + _WIDEST] + after
        at += len(before) - start
    shown = "".join(map(_printable, shown))
    indent = " " * sum(map(_width, shown[:at]))
    return f"{_INDENT}{shown}\n{_INDENT}{indent}^"


def _printable(character: str) -> str:
    """Return what stands for a character, in one place: nothing that moves the caret or commands a terminal."""
    if character == "\t":
        return " "
    return character if character.isprintable() or combining(character) else "\N{REPLACEMENT CHARACTER}"


def _width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
