"""One message on its way to one endpoint: told what an attempt brought, it says what comes next.

Nothing here reads a clock, sleeps or sends.  A simulation, a topic in memory and the loops that really deliver all take
these steps, each with a clock of its own.
"""

from __future__ import annotations

from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING, NamedTuple, assert_never

from snsfilter.delivery.checks import number_of_seconds
from snsfilter.delivery.endpoint import Response, Verdict, read_answer
from snsfilter.errors import ScheduleError

if TYPE_CHECKING:
    from snsfilter.delivery.endpoint import Answer
    from snsfilter.delivery.schedule import RetrySchedule

__all__ = ["Attempt", "Delivery", "Ending", "Fate", "fate"]


class Ending(StrEnum):
    """How a delivery ends."""

    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent failure"
    EXHAUSTED = "retries exhausted"
    EXPIRED = "expired"


class Fate(StrEnum):
    """What has become of a message once its delivery has ended."""

    DELIVERED = "delivered"
    REDRIVEN = "redriven"
    LOST = "lost"


def fate(ending: Ending, *, dead_letter_queue: bool) -> Fate:
    """Return what becomes of a message: what isn't delivered goes to the dead-letter queue if there is one.

    Client-side errors get there at once, others after the retries (*sns-dead-letter-queues*).
    """
    if ending is Ending.DELIVERED:
        return Fate.DELIVERED
    return Fate.REDRIVEN if dead_letter_queue else Fate.LOST


class Attempt(NamedTuple):
    """An attempt to deliver a message; all times in seconds, on the clock of whoever makes it.

    Attributes:
        retry: the number of the retry, 0 for the initial attempt.
        due: when the schedule wanted it.
        sent: when it was sent; later than *due* if SNS throttled itself.
        response: what came back.
        next_due: when the next attempt is due; ``None`` if there is none.
    """

    retry: int
    due: float
    sent: float
    response: Response
    next_due: float | None

    @property
    def ended(self) -> float:
        """When the response was there, or the sender stopped waiting for it."""
        return self.sent + self.response.seconds

    @property
    def retried(self) -> bool:
        """Whether another attempt follows."""
        return self.next_due is not None

    def as_dict(self) -> dict[str, object]:
        """Return it ready for JSON."""
        return {
            "retry": self.retry,
            "due": self.due,
            "sent": self.sent,
            "outcome": self.response.outcome,
            "seconds": self.response.seconds,
            "verdict": str(self.response.verdict),
            "next_due": self.next_due,
        }


class Delivery(NamedTuple):
    """How far the delivery of a message is: immutable; each attempt gives a new one.

    >>> from snsfilter import Response, RetrySchedule
    >>> delivery = Delivery(RetrySchedule.for_protocol("https"), at=100.0)
    >>> delivery = delivery.answered(503, sent=100.0)
    >>> delivery.retry, delivery.at
    (1, 120.0)
    >>> delivery.answered(Response(200, seconds=1), sent=120.0).ending
    <Ending.DELIVERED: 'delivered'>

    Attributes:
        schedule: when to try again.
        at: when the next attempt is due, in seconds; of a delivery that has ended, when it did.
        retry: the number of that attempt as a retry, 0 for the initial attempt; of a delivery that has ended, that of
            the last attempt, or of the one that was never made.
        expires: the last moment at which an attempt may be sent, in seconds.
        ending: how it ended; ``None`` while it goes on.
    """

    schedule: RetrySchedule
    at: float
    retry: int = 0
    expires: float = inf
    ending: Ending | None = None

    def answered(self, answer: Answer, *, sent: float) -> Delivery:
        """Return the delivery after the attempt that is due was *sent* (in seconds) and got this answer.

        The delay before a retry begins when the response is there or is waited for no longer: after a timeout of
        15 seconds, a retry with a delay of 20 s begins 35 s after the attempt before (*SendMessageToHttp.prepare*).

        Raises:
            ScheduleError: *answer* is no answer, *sent* no time, or the delivery has ended.
        """
        if self.ending is not None:
            raise ScheduleError(f"a delivery that has ended ({self.ending}) makes no attempt; make a new Delivery")
        response = read_answer(answer)
        ended = number_of_seconds("the time of an attempt", sent, signed=True, endless=True) + response.seconds
        verdict = response.verdict
        match verdict:
            case Verdict.SUCCESS:
                return self._end(ended, Ending.DELIVERED)
            case Verdict.PERMANENT:
                return self._end(ended, Ending.PERMANENT_FAILURE)
            case Verdict.RETRYABLE:
                return self._retried(ended)
            case _:
                assert_never(verdict)

    def expired(self) -> Delivery:
        """Return the delivery as it ends because no attempt may be sent any more."""
        return self._end(self.expires, Ending.EXPIRED)

    def _retried(self, ended: float) -> Delivery:
        if self.retry == len(self.schedule):
            return self._end(ended, Ending.EXHAUSTED)
        number = self.retry + 1
        following = Delivery(self.schedule, ended + self.schedule.delay_before(number), number, self.expires)
        return following.expired() if following.at > self.expires else following

    def _end(self, at: float, ending: Ending) -> Delivery:
        return self._replace(at=at, ending=ending)
