"""Delivering for real, as SNS does: send, wait, send again; for emulators of SNS and for tests of endpoints.

The caller sends, and may bring a clock and a way to sleep, so that tests needn't wait.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from math import inf
from time import monotonic
from time import sleep as sleep_for
from typing import TYPE_CHECKING, TypeVar, cast

from snsfilter.delivery.attempts import Attempt, Delivery
from snsfilter.delivery.checks import number_of_seconds, shown
from snsfilter.delivery.endpoint import Response, read_answer
from snsfilter.delivery.outcome import Timeline
from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.errors import ScheduleError, describe_foreign

if TYPE_CHECKING:
    from collections.abc import Callable

    from snsfilter.delivery.attempts import Ending
    from snsfilter.delivery.endpoint import Answer

__all__ = ["deliver", "deliver_async"]

_T = TypeVar("_T")


def deliver(
    send: Callable[[], Answer],
    schedule: RetrySchedule,
    *,
    clock: Callable[[], float] = monotonic,
    sleep: Callable[[float], object] = sleep_for,
    message_lifetime: float | None = None,
    dead_letter_queue: bool = False,
) -> Timeline:
    """Send a message until the endpoint takes it, refuses it for good, or the schedule is used up.

    >>> from snsfilter import RetrySchedule, deliver
    >>> answers = iter([503, 429, 200])
    >>> schedule = RetrySchedule.for_protocol("https")
    >>> timeline = deliver(lambda: next(answers), schedule, clock=lambda: 0.0, sleep=print)
    20.0
    20.0
    >>> timeline.ending
    <Ending.DELIVERED: 'delivered'>

    Args:
        send: sends the message once.  It returns the HTTP status, ``"timeout"`` or ``"connection-error"``, or raises
            ``TimeoutError`` or another ``OSError``, as the libraries do that send; such an error that carries a status
            counts as that.  It should wait no longer than 15 seconds, as SNS does.  Any other exception is the caller's
            and ends the delivery.
        schedule: when to try again.
        clock: tells the time in seconds.
        sleep: waits for a number of seconds.
        message_lifetime: how long after the call the message may still be sent, in seconds; by default for as long as
            the schedule runs.  The initial attempt is always made.
        dead_letter_queue: whether the caller has one; it only decides what the outcome calls a failure.

    Returns:
        Every attempt and how it ended; the times are those of *clock*.

    Raises:
        ScheduleError: an argument isn't what it must be, or *send* or *clock* returns something else.
    """
    course = _Course(schedule, clock, message_lifetime)
    _require_callable(send=send, sleep=sleep)
    while course.going_on:
        if wait := course.wait():
            _at_once("sleep", sleep(wait))
        if not course.begin():
            break
        try:
            answer: object = _at_once("send", send())
        except OSError as error:
            answer = error
        course.end(answer)
    return course.timeline(dead_letter_queue=dead_letter_queue)


async def deliver_async(
    send: Callable[[], Awaitable[Answer]],
    schedule: RetrySchedule,
    *,
    clock: Callable[[], float] = monotonic,
    sleep: Callable[[float], Awaitable[object]] | None = None,
    message_lifetime: float | None = None,
    dead_letter_queue: bool = False,
) -> Timeline:
    """Do what :func:`deliver` does, with a *send* and a *sleep* that are awaited.

    Args:
        send: as for :func:`deliver`.
        schedule: when to try again.
        clock: tells the time in seconds.
        sleep: waits for a number of seconds; ``asyncio.sleep`` by default.
        message_lifetime: as for :func:`deliver`.
        dead_letter_queue: as for :func:`deliver`.

    Returns:
        Every attempt and how it ended; the times are those of *clock*.

    Raises:
        ScheduleError: an argument isn't what it must be, or *send* or *clock* returns something else.
    """
    course = _Course(schedule, clock, message_lifetime)
    pause = _asyncio_sleep if sleep is None else sleep
    _require_callable(send=send, sleep=pause)
    while course.going_on:
        if wait := course.wait():
            await _awaitable("sleep", pause(wait))
        if not course.begin():
            break
        try:
            answer: object = await _awaitable("send", send())
        except OSError as error:
            answer = error
        course.end(answer)
    return course.timeline(dead_letter_queue=dead_letter_queue)


async def _asyncio_sleep(seconds: float) -> None:
    from asyncio import sleep  # noqa: PLC0415 (whoever gets here has it loaded; nobody else needs it)

    await sleep(seconds)


class _Course:
    """The course of one delivery on the caller's clock."""

    __slots__ = ("_attempts", "_clock", "_delivery", "_sent")

    def __init__(self, schedule: RetrySchedule, clock: Callable[[], float], message_lifetime: float | None) -> None:
        if not isinstance(schedule, RetrySchedule):
            raise ScheduleError(
                f"a delivery follows a RetrySchedule, not {describe_foreign(schedule)}; take policy.schedule()"
            )
        _require_callable(clock=clock)
        lifetime = inf if message_lifetime is None else number_of_seconds("the message lifetime", message_lifetime)
        self._clock = clock
        self._sent = self._now()
        self._delivery = Delivery(schedule, self._sent, expires=self._sent + lifetime)
        self._attempts: list[Attempt] = []

    @property
    def going_on(self) -> bool:
        return self._delivery.ending is None

    def wait(self) -> float:
        """Return how long to wait before the attempt that is due, in seconds."""
        return max(0.0, self._delivery.at - self._now())

    def begin(self) -> bool:
        """Take note that the attempt is sent now; return whether it may be, for the sleep may have been too long."""
        self._sent = self._now()
        if self._delivery.retry and self._sent > self._delivery.expires:
            self._delivery = self._delivery.expired()
        return self.going_on

    def end(self, answer: object) -> None:
        """Take note of what came back, now."""
        response = Response(read_answer(answer).outcome, max(0.0, self._now() - self._sent))
        before, self._delivery = self._delivery, self._delivery.answered(response, sent=self._sent)
        next_due = self._delivery.at if self.going_on else None
        self._attempts.append(Attempt(before.retry, before.at, self._sent, response, next_due))

    def timeline(self, *, dead_letter_queue: bool) -> Timeline:
        ending = cast("Ending", self._delivery.ending)
        return Timeline(tuple(self._attempts), ending, self._delivery.at, bool(dead_letter_queue))

    def _now(self) -> float:
        return number_of_seconds("the time on the clock", self._clock(), signed=True)


def _require_callable(**functions: object) -> None:
    for name, function in functions.items():
        if not callable(function):
            raise ScheduleError(f"{name} must be a function, not {describe_foreign(function)}")


def _at_once(name: str, returned: object) -> object:
    """Refuse what would have to be awaited: it has neither sent nor slept."""
    if not isinstance(returned, Awaitable):
        return returned
    if isinstance(returned, Coroutine):
        returned.close()  # or Python would warn that nobody awaits it
    found = describe_foreign(returned)
    raise ScheduleError(f"{name} must do it at once, but returned a {found} to await; for that: deliver_async")


def _awaitable(name: str, returned: Awaitable[_T]) -> Awaitable[_T]:
    given: object = returned
    if isinstance(given, Awaitable):
        return returned
    raise ScheduleError(f"{name} must return something to await, not {shown(given)}; if it does it at once: deliver")
