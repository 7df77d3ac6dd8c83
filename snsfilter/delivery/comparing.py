"""Several schedules side by side."""

from __future__ import annotations

from collections.abc import Mapping

from snsfilter.charts import to_svg
from snsfilter.delivery.pictures import comparison
from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.errors import ScheduleError, describe_foreign

__all__ = ["compare_schedules"]


def compare_schedules(schedules: Mapping[str, RetrySchedule], *, title: str = "", width: float = 760) -> str:
    """Draw several schedules in one picture: the delay before each retry, and when each retry is sent.

    >>> from snsfilter import RetrySchedule, compare_schedules
    >>> svg = compare_schedules({name: RetrySchedule.for_protocol(name) for name in ("sqs", "email")})
    >>> svg.startswith("<svg ")
    True

    Args:
        schedules: the schedules, by what to call each.
        title: what the picture shows; without it, its name says which schedules it compares.
        width: the width of the picture in pixels, at least 240.

    Returns:
        The text of an SVG file, for light and dark, that needs no colour to be read.

    Raises:
        ScheduleError: there is no schedule, or something in the mapping is none.
        SnsFilterError: there is no picture of this width.
    """
    _check(schedules)
    return to_svg(comparison(schedules, title), width)


def _check(schedules: object) -> None:
    """See to it that what was given is schedules by name.

    Raises:
        ScheduleError: it isn't.
    """
    if not isinstance(schedules, Mapping):
        raise ScheduleError(f"expected a mapping of names to schedules, found {describe_foreign(schedules)}")
    if not schedules:
        raise ScheduleError("expected at least one schedule to draw, found an empty mapping")
    for name, schedule in schedules.items():
        if not (isinstance(name, str) and isinstance(schedule, RetrySchedule)):
            found = f"{describe_foreign(name)}: {describe_foreign(schedule)}"
            raise ScheduleError(f"expected a name and its RetrySchedule, found {found}")
