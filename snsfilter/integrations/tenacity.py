"""A retry schedule of SNS for code that retries with tenacity; the extra ``tenacity`` brings that.

>>> from tenacity import Retrying
>>> from snsfilter import RetrySchedule
>>> schedule = RetrySchedule.for_protocol("https")
>>> answers = iter([OSError(), OSError(), "taken"])
>>> def send():
...     answer = next(answers)
...     if isinstance(answer, OSError):
...         raise answer
...     return answer
>>> Retrying(wait=wait_schedule(schedule), stop=stop_after_schedule(schedule), sleep=print)(send)
20.0
20.0
'taken'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.errors import MissingExtraError, ScheduleError, describe_foreign

try:
    from tenacity.stop import stop_base
    from tenacity.wait import wait_base
except ModuleNotFoundError as error:
    raise MissingExtraError(
        "snsfilter.integrations.tenacity needs tenacity, which isn't installed; "
        "install it with: python -m pip install 'snsfilter[tenacity]'"
    ) from error

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = ["stop_after_schedule", "wait_schedule"]


class wait_schedule(wait_base):  # noqa: N801 (tenacity's own are spelt so)
    """Wait as long as SNS does before each retry; after the schedule's end, if nothing stops, as before its last one.

    >>> from snsfilter import RetrySchedule
    >>> wait_schedule(RetrySchedule.for_protocol("https"))
    wait_schedule(<RetrySchedule of 3 retries over 60 s: 3 backoff (20 s)>)

    Args:
        schedule: when SNS tries again.

    Raises:
        ScheduleError: it is no schedule.
    """

    def __init__(self, schedule: RetrySchedule) -> None:
        self.schedule = _schedule(schedule)

    def __call__(self, retry_state: RetryCallState) -> float:
        """Return the delay after the attempt that has just failed, in seconds; 0 for a schedule without a retry."""
        number = min(retry_state.attempt_number, len(self.schedule))
        return self.schedule.delay_before(number) if number else 0.0

    def __repr__(self) -> str:
        """Show the schedule."""
        return f"wait_schedule({self.schedule!r})"


class stop_after_schedule(stop_base):  # noqa: N801 (as above)
    """Stop when SNS would: after the initial attempt and every retry of the schedule.

    Args:
        schedule: when SNS tries again.

    Raises:
        ScheduleError: it is no schedule.
    """

    def __init__(self, schedule: RetrySchedule) -> None:
        self.schedule = _schedule(schedule)

    def __call__(self, retry_state: RetryCallState) -> bool:
        """Tell whether the attempt that has just failed was the last."""
        return retry_state.attempt_number >= self.schedule.attempts

    def __repr__(self) -> str:
        """Show the schedule."""
        return f"stop_after_schedule({self.schedule!r})"


def _schedule(given: object) -> RetrySchedule:
    if isinstance(given, RetrySchedule):
        return given
    raise ScheduleError(f"tenacity waits by a RetrySchedule, not {describe_foreign(given)}; take policy.schedule()")
