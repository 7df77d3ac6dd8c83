"""Mappings of callers, read once, so that what their methods do is met in one place."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from snsfilter.errors import MessageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["copy_of"]

K = TypeVar("K")
V = TypeVar("V")

_MOST_MEMBERS = 1_000_000
"""More than any message has; a mapping that never ends is told by it."""


def copy_of(what: str, given: Mapping[K, V]) -> dict[K, V]:
    """Return the members of a mapping of any class; *what* names it in an error.

    Raises:
        MessageError: its methods fail, or it is larger than any message.
    """
    try:
        kept = dict(given) if type(given) is dict else dict(islice(given.items(), _MOST_MEMBERS))
    except Exception as error:
        problem = f"{what} can't be read: the mapping raises {type(error).__name__}"
        raise MessageError(problem) from error
    if len(kept) >= _MOST_MEMBERS:
        problem = f"{what} can't be read: the mapping has {_MOST_MEMBERS:,} members or more, and no message has"
        raise MessageError(problem)
    return kept
