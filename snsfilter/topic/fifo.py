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

    def take(self, key: Hashable, message_id: str, at: float) -> tuple[Token, bool]:
        """Return what is answered to a message that is published at a time in seconds, and whether it is delivered.

        A duplicate is accepted but not delivered, and answered as the message of which it is one (the latter inferred).
        """
        while self._known:
            oldest = next(iter(self._known))
            if at - self._known[oldest][0] < _INTERVAL:
                break
            del self._known[oldest]
        if key in self._known:
            return self._known[key][1], False
        token = Token(message_id, str(self._next))
        self._next += _STEP
        self._known[key] = (at, token)
        return token, True
