"""What an endpoint answers to an attempt, and what SNS makes of it.

Sources: *sns-message-delivery-retries* (all 5xx and 429 are retried, every other HTTP error is permanent),
*SendMessageToHttp.prepare* (a status outside 200 to 4xx, or no answer in time, is a failed attempt) and, for what these
leave open, the guide of 2018 (100, 101, a timeout after 15 seconds and any connection error are failed attempts).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Final, Literal, TypeAlias

from snsfilter.delivery.checks import number_of_seconds, plain_number, shown
from snsfilter.errors import ScheduleError

__all__ = [
    "Answer",
    "Endpoint",
    "Failure",
    "Outage",
    "Response",
    "Verdict",
    "asking",
    "failure_of",
    "read_answer",
    "within",
]


class Failure(StrEnum):
    """Why no status came back."""

    TIMEOUT = "timeout"
    CONNECTION_ERROR = "connection-error"


class Verdict(StrEnum):
    """What SNS makes of an answer."""

    SUCCESS = "success"
    RETRYABLE = "retryable"
    PERMANENT = "permanent"


_STATUSES: Final = range(100, 1000)
_SUCCESS: Final = range(200, 300)
_NOT_RETRIED: Final = range(300, 500)
_TOO_MANY_REQUESTS: Final = 429


@dataclass(frozen=True, slots=True)
class Response:
    """What comes back from an endpoint.

    >>> [Response(status).verdict.value for status in (204, 404, 429, 503)]
    ['success', 'permanent', 'retryable', 'retryable']

    Attributes:
        outcome: the HTTP status, or ``"timeout"`` or ``"connection-error"`` if there is none.
        seconds: how long it takes to come.  If that is as long as the sender waits, it is a timeout.

    Raises:
        ScheduleError: it is none of these, or the time isn't a number of seconds.
    """

    outcome: int | Failure | Literal["timeout", "connection-error"]
    seconds: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no endpoint answers."""
        object.__setattr__(self, "outcome", _outcome(self.outcome))
        object.__setattr__(self, "seconds", number_of_seconds("the time of a response", self.seconds))

    @property
    def verdict(self) -> Verdict:
        """Whether SNS takes the message as delivered, tries again, or gives up.

        5xx and 429 are retried and other 4xx aren't: documented.  So are other statuses outside 200 to 499.
        That a redirection (3xx) isn't followed and isn't retried either is inferred: it is no failed attempt, and
        nothing has been delivered.
        """
        if isinstance(self.outcome, str):
            return Verdict.RETRYABLE
        if self.outcome in _SUCCESS:
            return Verdict.SUCCESS
        permanent = self.outcome in _NOT_RETRIED and self.outcome != _TOO_MANY_REQUESTS
        return Verdict.PERMANENT if permanent else Verdict.RETRYABLE


Answer: TypeAlias = int | Failure | Literal["timeout", "connection-error"] | OSError | Response
"""What an endpoint answers: an HTTP status, the failure to get one, by name or as the error that the libraries raise
which send, or a :class:`Response` that takes some time."""


@dataclass(frozen=True, slots=True)
class Outage:
    """An endpoint that fails from a time on until, but not including, another, and else answers 200.

    >>> down = Outage(0, 600)
    >>> down(599.9), down(600)
    (503, 200)

    Attributes:
        start: when it begins, in seconds on the clock of the simulation.
        end: when it is over, in seconds; ``math.inf`` for never.
        answer: what the endpoint answers meanwhile.

    Raises:
        ScheduleError: the times aren't numbers of seconds in this order, or the answer isn't one.
    """

    start: float
    end: float
    answer: Answer = 503

    def __post_init__(self) -> None:
        """Refuse what is no outage."""
        start = number_of_seconds("the start of an outage", self.start)
        end = number_of_seconds("the end of an outage", self.end, endless=True)
        if end < start:
            raise ScheduleError(f"an outage must end after it starts, not from {start:g} to {end:g} s")
        answer = read_answer(self.answer)
        for name, value in (("start", start), ("end", end)):
            object.__setattr__(self, name, value)
        if isinstance(self.answer, OSError):  # which equals no other, so that no outage would, either
            object.__setattr__(self, "answer", answer.outcome)

    def __call__(self, time: float) -> Answer:
        """Return what the endpoint answers to an attempt at a time in seconds.

        Raises:
            ScheduleError: it is no time.
        """
        now = number_of_seconds("the time of an attempt", time, signed=True, endless=True)
        return self.answer if self.start <= now < self.end else 200


Endpoint: TypeAlias = Callable[[float], Answer] | Sequence[Outage | Answer]
"""An endpoint: what it answers at a time in seconds (an :class:`Outage` is such a function), or its outages, of which
the first that is on decides, or its answers in turn, of which the last holds for good."""


def asking(endpoint: Endpoint) -> Callable[[float], Answer]:
    """Return the endpoint as a function of time.

    Raises:
        ScheduleError: it isn't an endpoint.
    """
    if callable(endpoint):
        return endpoint
    given: object = endpoint
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise _no_endpoint(shown(given))
    # What isn't an answer ends the reading, and so does the length that a list says it has.
    listed = [each if isinstance(each, Outage) else read_answer(each) for each in islice(given, len(given))]
    outages = [each for each in listed if isinstance(each, Outage)]
    answers = [each for each in listed if isinstance(each, Response)]
    if not listed or (outages and answers):
        raise _no_endpoint("a list of both" if listed else "an empty list")
    if outages:
        return lambda time: next((each.answer for each in outages if each.start <= time < each.end), 200)
    in_turn = chain(answers, repeat(answers[-1]))
    return lambda _: next(in_turn)


def _no_endpoint(found: str) -> ScheduleError:
    expected = "a function of the time in seconds, an Outage, or a list of outages or of answers"
    return ScheduleError(f"an endpoint must be {expected}, not {found}")


def read_answer(answer: object) -> Response:
    """Return an answer as a response.

    Raises:
        ScheduleError: it isn't an answer.
    """
    if type(answer) is int or type(answer) is str:
        return _plain(answer)
    if isinstance(answer, OSError):
        return Response(failure_of(answer))
    return answer if isinstance(answer, Response) else Response(_outcome(answer))


@lru_cache(maxsize=256)
def _plain(answer: int | str) -> Response:
    return Response(_outcome(answer))


def within(response: Response, request_timeout: float) -> Response:
    """Return what somebody sees of a response who waits no longer than so many seconds."""
    if response.outcome is Failure.TIMEOUT or response.seconds >= request_timeout:
        return _timeout(request_timeout)
    return response


@lru_cache(maxsize=16)
def _timeout(seconds: float) -> Response:
    return Response(Failure.TIMEOUT, seconds)


def failure_of(error: OSError) -> int | Failure:
    """Return what an error of the connection means; some libraries raise one for a status that they don't like, too."""
    for given in (getattr(error, "code", None), getattr(getattr(error, "response", None), "status_code", None)):
        if (status := _status(given)) is not None:
            return status
    # urllib wraps the timeout of a connection, though not that of an answer.
    timed_out = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
    return Failure.TIMEOUT if timed_out else Failure.CONNECTION_ERROR


def _status(given: object) -> int | None:
    """Return an HTTP status as a plain int; ``None`` if it is none."""
    number = plain_number(given)
    return number if isinstance(number, int) and number in _STATUSES else None


def _outcome(given: object) -> int | Failure:
    if (status := _status(given)) is not None:
        return status
    if isinstance(given, str) and str.__str__(given) in list(Failure):
        return Failure(str.__str__(given))
    raise ScheduleError(
        "an answer must be an HTTP status from 100 to 999, 'timeout', 'connection-error' or a Response, "
        f"not {shown(given)}"
    )
