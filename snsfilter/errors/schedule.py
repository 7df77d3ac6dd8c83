"""What is wrong with a retry schedule, or with how somebody wants to follow it."""

from __future__ import annotations

from snsfilter.errors.base import SnsFilterError

__all__ = ["ScheduleError"]


class ScheduleError(SnsFilterError, ValueError):
    """A :class:`~snsfilter.RetrySchedule` can't be built, simulated or followed with what was given."""
