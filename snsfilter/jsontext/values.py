"""What JSON decodes to here, and back: numbers as they are spelt, objects with repeated names."""

from __future__ import annotations

from decimal import Decimal
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "MAX_DEPTH",
    "MAX_NUMBER",
    "SPACE",
    "Members",
    "NumberLiteral",
    "compact",
    "is_verbatim",
    "plain_scalar",
    "pointer",
]

MAX_DEPTH = 1000
"""How deep JSON may nest: what Jackson, and so Event Ruler, allows."""

MAX_NUMBER = 1000
"""How many characters a number may have: what Jackson, and so Event Ruler, allows."""

SPACE = " \t\n\r"
"""What JSON takes for white space."""


class NumberLiteral(str):
    """A JSON number as it is spelt.

    It is never equal to the string of the same characters: JSON's types are kept apart.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Compare spellings; what numbers are worth is for :mod:`snsfilter.filtering.numbers` to say."""
        return type(other) is NumberLiteral and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        """Negate equality: ``str`` brings a ``__ne__`` of its own."""
        return not self == other

    __hash__ = str.__hash__


class Members(list[tuple[str, object]]):
    """A JSON object as its members in order, repeated names included."""

    __slots__ = ()


def compact(value: object) -> str:
    """Write a value of :func:`load_policy` as JSON without white space, members in order, numbers as spelt."""
    pieces: list[str] = []
    pending = [value]
    while pending:  # no recursion: what is no policy may nest as deep as any JSON
        piece = pending.pop()
        if type(piece) is _Mark:
            pieces.append(piece)
        elif isinstance(piece, Members):
            pending.append(_Mark("}"))
            for index, (name, child) in reversed(list(enumerate(piece))):
                pending += [child, _Mark(f"{',' if index else ''}{encode_basestring(name)}:")]
            pending.append(_Mark("{"))
        elif isinstance(piece, list):
            pending.append(_Mark("]"))
            for index, child in reversed(list(enumerate(piece))):
                pending.append(child)
                if index:
                    pending.append(_Mark(","))
            pending.append(_Mark("["))
        elif isinstance(piece, NumberLiteral):
            pieces.append(str(piece))
        elif isinstance(piece, str):
            pieces.append(encode_basestring(piece))
        else:
            pieces.append({True: "true", False: "false", None: "null"}[piece])  # type: ignore[index]
    return "".join(pieces)


class _Mark(str):
    """What stands between values, as it is written."""

    __slots__ = ()


def is_verbatim(text: str) -> bool:
    """Tell whether *text* stands in a JSON string as it is: nothing in it needs an escape."""
    return len(encode_basestring(text)) == len(text) + 2


def pointer(steps: Iterable[str | int]) -> str:
    """Write the JSON Pointer (RFC 6901) of the value that names and positions lead to."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def plain_scalar(value: object) -> object:
    """Return a scalar in the very type that JSON decodes to, whatever subclass of it *value* is.

    Raises:
        TypeError: *value* is none.
    """
    if value is None or isinstance(value, bool | NumberLiteral):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # str() of an enumeration's member may be its name
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, Decimal):
        return Decimal(value)
    raise TypeError(type(value))
