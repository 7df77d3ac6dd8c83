"""What JSON decodes to here, and back: numbers as they are spelt, objects with repeated names."""

from __future__ import annotations

from decimal import Decimal
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "MAX_DEPTH",
    "MAX_NUMBER",
    "SPACE",
    "Members",
    "NumberLiteral",
    "Trail",
    "a_type",
    "compact",
    "is_verbatim",
    "plain_scalar",
    "pointer",
    "type_name",
]

MAX_DEPTH = 1000
"""How deep JSON may nest: what Jackson, and so Event Ruler, allows."""

MAX_NUMBER = 1000
"""How many characters a number may have: what Jackson, and so Event Ruler, allows."""

SPACE = " \t\n\r"
"""What JSON takes for white space."""


Trail: TypeAlias = tuple[int, ...]
"""The way to a value in a decoded text: the position of the member or element at each level, from the root."""


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


_TYPES: dict[type, str] = {
    str: "string",
    NumberLiteral: "number",
    int: "number",
    float: "number",
    Decimal: "number",
    bool: "boolean",
    type(None): "null",
    Members: "object",
    dict: "object",
    list: "array",
}


def type_name(value: object) -> str:
    """Return the JSON type of a decoded value in a word; ``not JSON`` for what is of none of the plain types."""
    return _TYPES.get(type(value), "not JSON")


def a_type(name: str) -> str:
    """Return the name of a type (see :func:`type_name`) as it stands in a sentence: ``a string``, ``null``."""
    if name in {"null", "not JSON"}:
        return {"null": name, "not JSON": "no JSON value"}[name]
    return f"an {name}" if name[0] in "ao" else f"a {name}"


_UPPER_CASE = {code: f"\\u{code:04X}" for code in range(0x20)} | {
    ord(plain): encode_basestring(plain)[1:-1] for plain in '"\\\b\f\n\r\t'
}


def _quoted(text: str) -> str:
    """Write a string as Jackson does by default, whose hexadecimal digits are capital letters."""
    return encode_basestring(text) if text.isprintable() else f'"{text.translate(_UPPER_CASE)}"'


def compact(value: object) -> str:
    """Write a value of :func:`load_policy` as JSON without white space, members in order, numbers as spelt."""
    written: list[str] = []
    # What is still to be written, the next last: values, and tuples of marks.  So nesting takes no stack.
    pending: list[object] = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, tuple):
            written += value
        elif isinstance(value, NumberLiteral):
            written.append(value)
        elif isinstance(value, str):
            written.append(_quoted(value))
        elif isinstance(value, list):
            opening, closing = "{}" if isinstance(value, Members) else "[]"
            written.append(opening)
            pending.append((closing,))
            first = len(pending)
            if isinstance(value, Members):
                for name, child in reversed(value):
                    pending += _COMMA, child, (_quoted(name), ":")
            else:
                for child in reversed(value):
                    pending += _COMMA, child
            del pending[first : first + 1]  # no comma behind the last
        else:
            written.append({True: "true", False: "false", None: "null"}[value])  # type: ignore[index]  # nothing else is left
    return "".join(written)


_COMMA = (",",)


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
