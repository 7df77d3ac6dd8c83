"""Which decoded values are scalars: the values that patterns are about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from snsfilter.jsontext import NumberLiteral

__all__ = ["require_scalar"]

_SCALARS = frozenset({str, int, float, bool, type(None), NumberLiteral, Decimal})


def require_scalar(value: object) -> None:
    """Refuse an array or object in a type of its own: it must be made plain before a matcher can walk it.

    Raises:
        TypeError: *value* is one.
    """
    if type(value) not in _SCALARS and isinstance(value, Mapping | list | tuple):
        raise TypeError(type(value))
