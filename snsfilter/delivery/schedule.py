"""RetrySchedule: when SNS tries again, as a sequence that is computed only where it is looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Literal, SupportsIndex, TypeAlias, overload

from snsfilter.delivery.checks import plain_number, shown
from snsfilter.delivery.healthy import HealthyRetryPolicy
from snsfilter.delivery.managed import protocol_plan
from snsfilter.delivery.phases import Retry, SchedulePhase
from snsfilter.delivery.plan import plan_of, stretches_of
from snsfilter.errors import ScheduleError, describe_foreign
from snsfilter.plaintext import numbered

if TYPE_CHECKING:
    from random import Random

    from snsfilter.delivery.backoff import Backoff
    from snsfilter.delivery.phases import Stretch

__all__ = ["JitterKind", "RetrySchedule"]

JitterKind: TypeAlias = Literal["full", "equal", "decorrelated"]
"""The kinds of jitter in AWS's article *Exponential Backoff And Jitter*, to which SNS's documentation points."""


class RetrySchedule(Sequence[Retry]):
    """When SNS tries again: pure arithmetic on the number of the retry, with no clock, no sleep and no chance in it.

    >>> from snsfilter import RetrySchedule
    >>> schedule = RetrySchedule.for_protocol("sqs")
    >>> schedule.attempts
    100016
    >>> schedule[3]
    Retry(number=4, phase=<Phase.PRE_BACKOFF: 'pre-backoff'>, delay=1.0, since_first_failure=1.0)
    >>> schedule[100_000].delay
    20.0

    It is an immutable sequence of :class:`Retry`: hashable, picklable, and equal to every schedule with the same
    retries.  Its length, its sums and any of its retries are had in constant time; a slice is a list.
    """

    __slots__ = ("_elapsed", "_starts", "_stretches")
    _stretches: tuple[Stretch, ...]
    _starts: tuple[int, ...]
    _elapsed: tuple[float, ...]

    def __init__(self) -> None:
        """Refuse: a schedule is made by :meth:`of` or :meth:`for_protocol`."""
        raise TypeError("use RetrySchedule.of(...) or RetrySchedule.for_protocol(...) to make a schedule")

    @classmethod
    def of(cls, healthy: HealthyRetryPolicy, *, backoff: Backoff | None = None) -> RetrySchedule:
        """Return the schedule of a delivery policy (*sns-message-delivery-retries*).

        The retries without delay come first, then those after the minimum, then the backoff phase with the retries that
        no other phase has, then those after the maximum.

        Args:
            healthy: the retries of the delivery policy.
            backoff: a backoff function to use instead of the policy's own.  It is called with the number of the retry
                in the backoff phase (from 1), the retries of that phase, and the minimum and maximum delay in seconds,
                and returns the delay in seconds; what lies outside the bounds is moved to the nearer one.

        Raises:
            ScheduleError: *healthy* is none, or *backoff* can't be called, fails, or returns no number.
        """
        if not isinstance(healthy, HealthyRetryPolicy):
            found = describe_foreign(healthy)
            raise ScheduleError(f"a schedule is made of a HealthyRetryPolicy, not {found}; take policy.schedule()")
        if backoff is not None and not callable(backoff):
            raise ScheduleError(f"the backoff function must be callable, not {describe_foreign(backoff)}")
        return _schedule(stretches_of(plan_of(healthy), backoff))

    @classmethod
    def for_protocol(cls, protocol: str, *, throttled: bool = False) -> RetrySchedule:
        """Return SNS's own schedule for a protocol (*sns-message-delivery-retries*).

        Args:
            protocol: ``"sqs"``, ``"lambda"``, ``"firehose"``, ``"email"``, ``"email-json"``, ``"sms"``,
                ``"application"`` (mobile push); for ``"http"`` and ``"https"`` what holds without a delivery policy.
            throttled: whether it is the endpoint's throttling that fails the attempts; only Firehose's schedule is
                another then.

        Raises:
            ScheduleError: SNS has no such protocol.
        """
        return _schedule(stretches_of(protocol_plan(protocol, throttled=throttled), None))

    # What it comes to

    @property
    def attempts(self) -> int:
        """How often SNS tries at most, the initial attempt and every retry.

        SNS's documentation says "50 attempts" of 50 retries; by its own definition a retry follows the initial attempt,
        and emulators send 51 requests.  That SNS does is inferred.
        """
        return len(self) + 1

    @property
    def total_delay(self) -> float:
        """All delays together in seconds, exactly the sum of :meth:`delays`."""
        return self._elapsed[-1]

    @property
    def phases(self) -> tuple[SchedulePhase, ...]:
        """The four phases in order, also those without a retry."""
        return tuple(
            SchedulePhase(
                phase=each.phase,
                count=each.count,
                start=start,
                first_delay=each.delay_before(0) if each.count else 0.0,
                last_delay=each.delay_before(each.count - 1) if each.count else 0.0,
                total_delay=each.elapsed(each.count),
            )
            for each, start in zip(self._stretches, self._starts, strict=False)
        )

    def delays(self) -> Iterator[float]:
        """Give the delay before each retry, in seconds: what most loops that retry want."""
        return chain.from_iterable(each.delays() for each in self._stretches)

    def delay_before(self, number: int) -> float:
        """Return the delay before a retry in seconds, in constant time.

        Args:
            number: which retry, from 1.

        Raises:
            ScheduleError: there is no such retry.
        """
        given = plain_number(number)
        if not isinstance(given, int) or not 1 <= given <= len(self):
            known = f"the retries are numbered from 1 to {len(self):,}" if self else "there is no retry"
            raise ScheduleError(f"{known}, so there is no delay before {shown(number)}")
        held, position, _ = self._find(given - 1)
        return held.delay_before(position)

    def with_jitter(self, rng: Random, kind: JitterKind = "full") -> RetrySchedule:
        """Return a schedule with jittered delays, all drawn now, one number for each retry that has a delay.

        The same seed gives the same schedule.  With *d* the delay that the schedule has:

        - ``"full"``: anything from 0 to *d*;
        - ``"equal"``: anything from *d* / 2 to *d*;
        - ``"decorrelated"``: anything from the schedule's smallest delay (but 0) to three times the jittered delay
          before, and never more than the schedule's largest delay.  It wanders apart from the schedule's own delays.

        A retry without delay stays so.  That SNS jitters is documented, which of these it does isn't.

        Args:
            rng: where chance comes from: ``random.Random(seed)``.
            kind: which kind, in the words of AWS's article *Exponential Backoff And Jitter*.

        Raises:
            ScheduleError: there is no such kind, or *rng* is no ``random.Random``.
        """
        from snsfilter.delivery.jitter import jittered  # noqa: PLC0415 (seldom asked for, and `random` is dear to load)

        return _schedule(jittered(self._stretches, rng, kind))

    def to_svg(self, *, title: str = "", width: float = 760) -> str:
        """Return an SVG file of the phases and delays over time; *width* is in pixels, at least 240.

        Raises:
            SnsFilterError: there is no picture of this width, or the title is no string.
        """
        from snsfilter.charts import to_svg  # noqa: PLC0415 (only drawing needs it)
        from snsfilter.delivery.pictures import picture  # noqa: PLC0415 (likewise)

        return to_svg(picture(self, title), width)

    # The sequence

    def __len__(self) -> int:
        """Return how many retries there are."""
        return self._starts[-1]

    @overload
    def __getitem__(self, index: SupportsIndex) -> Retry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Retry]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> Retry | list[Retry]:
        """Return the retry at an index from 0, in constant time, or a list of the retries of a slice.

        Raises:
            IndexError: there is no such retry.
            TypeError: the index is neither a whole number nor a slice.
        """
        try:
            found = range(len(self))[index]
        except IndexError:
            raise IndexError(f"the schedule has no retry at {shown(index)}, for it has {len(self):,} in all") from None
        except TypeError:
            problem = f"a retry is asked for by a whole number, several by a slice of them, not by {shown(index)}"
            raise TypeError(problem) from None
        return [self._retry(position) for position in found] if isinstance(found, range) else self._retry(found)

    def __iter__(self) -> Iterator[Retry]:
        """Give one retry after the other."""
        numbers = range(1, len(self) + 1)
        phases = chain.from_iterable((each.phase,) * each.count for each in self._stretches)
        return map(Retry, numbers, phases, self.delays(), accumulate(self.delays()))

    def __contains__(self, value: object) -> bool:
        """Tell whether the schedule has this retry, in constant time."""
        return self._position(value) is not None

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the index of a retry, in constant time.

        Raises:
            ValueError: the schedule, or the part of it from *start* to *stop*, doesn't have it.
        """
        position = self._position(value)
        if position is None or position not in range(len(self))[start:stop]:
            raise ValueError("the schedule has no such retry there")
        return position

    def count(self, value: object) -> int:
        """Return 1 if the schedule has this retry, else 0."""
        return int(value in self)

    def _find(self, position: int) -> tuple[Stretch, int, float]:
        """Return the phase of a retry, the retry's place in it, and the delays up to the phase."""
        phase = bisect_right(self._starts, position) - 1
        return self._stretches[phase], position - self._starts[phase], self._elapsed[phase]

    def _retry(self, position: int) -> Retry:
        held, place, elapsed = self._find(position)
        return Retry(position + 1, held.phase, held.delay_before(place), elapsed + held.elapsed(place + 1))

    def _position(self, value: object) -> int | None:
        """Return where a retry is: its number says so."""
        number: object = value.number if isinstance(value, Retry) else None
        if isinstance(number, int) and 1 <= number <= len(self) and self._retry(number - 1) == value:
            return number - 1
        return None

    # The value

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* is a schedule with the same retries."""
        return self._stretches == other._stretches if isinstance(other, RetrySchedule) else NotImplemented

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._stretches)

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the delays; how they came about isn't known any more."""
        return _schedule, (self._stretches,)

    def __repr__(self) -> str:
        """Say how many retries each phase has, and their delays."""
        phases = [f"{each.count:,} {each.phase}{_apart(each)}" for each in self.phases if each.count]
        retries = numbered(len(self), "retry", "retries")
        return f"<RetrySchedule of {retries} over {_seconds(self.total_delay)}: {', '.join(phases) or 'none'}>"


def _schedule(stretches: tuple[Stretch, ...]) -> RetrySchedule:
    self = object.__new__(RetrySchedule)
    starts = (0, *accumulate(each.count for each in stretches))
    elapsed = (0.0, *accumulate(each.elapsed(each.count) for each in stretches))
    for name, part in (("_stretches", stretches), ("_starts", starts), ("_elapsed", elapsed)):
        object.__setattr__(self, name, part)
    return self


def _apart(phase: SchedulePhase) -> str:
    first, last = _seconds(phase.first_delay), _seconds(phase.last_delay)
    return f" ({first})" if first == last else f" ({first} to {last})"


def _seconds(seconds: float) -> str:
    return f"{seconds:,.1f} s".replace(".0 ", " ")
