"""What became of messages: of one, attempt by attempt, and of many, in sum."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from snsfilter.delivery.attempts import Attempt, Ending, Fate, fate

__all__ = ["Batch", "BatchedMessage", "Busiest", "Peak", "Timeline"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The delivery of one message, attempt by attempt; all times in seconds.

    Attributes:
        attempts: every attempt, in order.
        ending: how the delivery ended.
        ended_at: when it ended.
        dead_letter_queue: whether the subscription has one.
    """

    attempts: tuple[Attempt, ...]
    ending: Ending
    ended_at: float
    dead_letter_queue: bool = False

    @property
    def fate(self) -> Fate:
        """Whether the message is delivered, redriven to the dead-letter queue, or lost."""
        return fate(self.ending, dead_letter_queue=self.dead_letter_queue)

    @property
    def delivered(self) -> bool:
        """Whether the endpoint has taken the message; unlike :attr:`delivered_at`, true also of one taken at 0 s."""
        return self.ending is Ending.DELIVERED

    @property
    def delivered_at(self) -> float | None:
        """When the endpoint had taken the message; ``None`` if it never did."""
        return self.ended_at if self.delivered else None

    def as_dict(self) -> dict[str, object]:
        """Return it ready for JSON."""
        return {
            "fate": str(self.fate),
            "ending": str(self.ending),
            "ended_at": self.ended_at,
            "delivered_at": self.delivered_at,
            "attempts": [each.as_dict() for each in self.attempts],
        }


class BatchedMessage(NamedTuple):
    """One message of many; all times in seconds.

    Attributes:
        published_at: when it was published.
        attempts: how often SNS tried to deliver it.
        ending: how its delivery ended.
        ended_at: when it ended.
    """

    published_at: float
    attempts: int
    ending: Ending
    ended_at: float


class Peak(NamedTuple):
    """The busiest second that an endpoint sees.

    Attributes:
        attempts: how many attempts were sent in it.
        starts_at: when it starts, in seconds: at one of these attempts.
    """

    attempts: int
    starts_at: float


class Busiest:
    """Finds the first busiest second, told of one attempt after the other."""

    __slots__ = ("_window", "peak")

    def __init__(self) -> None:
        self._window: deque[float] = deque()
        self.peak = Peak(0, 0.0)

    def see(self, sent: float) -> None:
        """Take note of an attempt, at a time in seconds that is none before the last."""
        window = self._window
        window.append(sent)
        while sent - window[0] >= 1:
            window.popleft()
        if len(window) > self.peak.attempts:
            self.peak = Peak(len(window), window[0])


@dataclass(frozen=True, slots=True)
class Batch:
    """The delivery of many messages to one endpoint, in sum.

    Attributes:
        messages: what became of each message, in the order in which they were given.
        peak: the busiest second that the endpoint sees.
        dead_letter_queue: whether the subscription has one.
    """

    messages: tuple[BatchedMessage, ...]
    peak: Peak
    dead_letter_queue: bool = False

    @property
    def delivered(self) -> int:
        """How many messages the endpoint took."""
        return self._count(Fate.DELIVERED)

    @property
    def redriven(self) -> int:
        """How many messages went to the dead-letter queue."""
        return self._count(Fate.REDRIVEN)

    @property
    def lost(self) -> int:
        """How many messages nobody has."""
        return self._count(Fate.LOST)

    @property
    def attempts(self) -> int:
        """How often SNS tried, all messages together."""
        return sum(each.attempts for each in self.messages)

    @property
    def last_delivered_at(self) -> float | None:
        """When the last message that the endpoint took was there, in seconds; ``None`` if it took none."""
        return max((each.ended_at for each in self.messages if each.ending is Ending.DELIVERED), default=None)

    def as_dict(self) -> dict[str, object]:
        """Return the sums ready for JSON."""
        return {
            "messages": len(self.messages),
            "delivered": self.delivered,
            "redriven": self.redriven,
            "lost": self.lost,
            "last_delivered_at": self.last_delivered_at,
            "attempts": self.attempts,
            "peak_attempts_per_second": self.peak.attempts,
            "peak_starts_at": self.peak.starts_at,
        }

    def _count(self, wanted: Fate) -> int:
        return sum(fate(each.ending, dead_letter_queue=self.dead_letter_queue) is wanted for each in self.messages)
