"""What is particular to FIFO topics: sequence numbers, and messages that are accepted but not delivered again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["Sequence", "Token"]

_INTERVAL: Final = 300.0
"""For how many seconds a message is known again: the deduplication interval (fifo-message-dedup)."""

_FIRST: Final = 10**19
_STEP: Final = 1_000
"""Sequence numbers have 20 digits and grow, but aren't consecutive (PublishResponse); first and step are inferred."""


class Token(NamedTuple):
    """What Publish answers.

    Attributes:
        message_id: the id of the message, or of the one of which it is a duplicate.
        sequence_number: 20 digits, on a FIFO topic; else ``None``.
    """

    message_id: str
    sequence_number: str | None = None


class Sequence:
    """The sequence of a FIFO topic.  It has no lock: its topic has one."""

    __slots__ = ("_known", "_next")

    def __init__(self) -> None:
        """Begin with the first number."""
        self._next = _FIRST
        self._known: dict[Hashable, tuple[float, Token]] = {}

    def duplicated(self, key: Hashable, at: float) -> Token | None:
        """Return what was answered to the message of this key in the last five minutes; *at* is in seconds."""
        found = self._known.get(key)
        if found is None or at - found[0] >= _INTERVAL:
            return None
        return found[1]

    def number(self, key: Hashable, message_id: str, at: float) -> Token:
        """Give a message the next number, and know it again for five minutes."""
        while self._known:
            oldest = next(iter(self._known))
            if at - self._known[oldest][0] < _INTERVAL:
                break
            del self._known[oldest]
        token = Token(message_id, str(self._next))
        self._next += _STEP
        self._known.pop(key, None)
        self._known[key] = (at, token)
        return token
