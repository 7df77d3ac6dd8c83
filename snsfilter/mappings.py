"""Mappings of callers, read once, so that what their methods do is met in one place."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["members_of"]

K = TypeVar("K")
V = TypeVar("V")

_MOST_MEMBERS = 1_000_000
"""More than anything that SNS takes has; a mapping that never ends is told by it."""


def members_of(what: str, given: Mapping[K, V], error: Callable[[str], Exception]) -> dict[K, V]:
    """Return the members of a mapping of any class.

    Args:
        what: what the mapping is, in the plural or not: ``"the attributes"``.
        given: the mapping.
        error: makes the error of a text.

    Raises:
        Exception: its methods fail, or it is larger than anything that SNS takes; what *error* makes.
    """
    try:
        kept = dict(given) if type(given) is dict else dict(islice(given.items(), _MOST_MEMBERS))
    except Exception as fault:
        problem = f"{what} can't be read: the mapping raises {type(fault).__name__}; give a dict instead"
        raise error(problem) from fault
    if len(kept) >= _MOST_MEMBERS:
        raise error(f"{what} can't be read: the mapping has {_MOST_MEMBERS:,} members or more, and nothing of SNS has")
    return kept
