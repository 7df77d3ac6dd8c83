"""What a message shows at a path, as the index looks it up: one token for each scalar.

A string is its own token and a number its identity, so that equal values have equal tokens, and ``true``, ``1`` and
``"1"`` three different ones.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeAlias

from snsfilter.filtering.numbers import identity
from snsfilter.jsontext import NumberLiteral

__all__ = ["ABSENT", "FALSE", "NULL", "NUMBERS", "TRUE", "UNKNOWN", "Foreign", "Seen", "Token", "token_of"]


class Word:
    """A token that is neither a string nor a number; equal to itself only."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


TRUE: Final = Word("true")
FALSE: Final = Word("false")
NULL: Final = Word("null")
ABSENT: Final = Word("absent")
"""There is no value."""
UNKNOWN: Final = Word("unknown")
"""A value that no pattern accepts: a number that no JSON message carries."""

Token: TypeAlias = str | int | float | NumberLiteral | Word
Seen: TypeAlias = Token | tuple[Token, ...]
"""The one value at a path, or :data:`ABSENT`, or several values."""

NUMBERS: Final = frozenset({int, float, NumberLiteral, Decimal})


class Foreign(TypeError):
    """A decoded value of a type that JSON doesn't decode to."""


def token_of(value: object) -> Token:
    """Return the token of a scalar.

    Raises:
        Foreign: *value* isn't a scalar of the plain types.
    """
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]  # as its type says
    if kind in NUMBERS:
        number = identity(value)  # type: ignore[arg-type]  # as its type says
        return UNKNOWN if number is None else number
    if kind is bool:
        return TRUE if value else FALSE
    if value is None:
        return NULL
    raise Foreign(kind)
