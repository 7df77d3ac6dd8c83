"""How many retries each phase has and how far apart they are, and the phases that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from snsfilter.delivery.backoff import bounded, named
from snsfilter.delivery.phases import Phase, Steady, stretch

if TYPE_CHECKING:
    from snsfilter.delivery.backoff import Backoff
    from snsfilter.delivery.healthy import BackoffFunction, HealthyRetryPolicy
    from snsfilter.delivery.phases import Stretch

__all__ = ["Plan", "plan_of", "stretches_of"]


class Plan(NamedTuple):
    """What decides a schedule: the retries of each phase, and the smallest and largest delay in seconds."""

    immediate: int
    pre_backoff: int
    backoff: int
    post_backoff: int
    least: float
    most: float
    function: BackoffFunction


def plan_of(healthy: HealthyRetryPolicy) -> Plan:
    """Split the retries of a policy among the phases; the backoff phase has what the others leave."""
    others = healthy.num_no_delay_retries + healthy.num_min_delay_retries + healthy.num_max_delay_retries
    return Plan(
        immediate=healthy.num_no_delay_retries,
        pre_backoff=healthy.num_min_delay_retries,
        backoff=healthy.num_retries - others,
        post_backoff=healthy.num_max_delay_retries,
        least=healthy.min_delay_target,
        most=healthy.max_delay_target,
        function=healthy.backoff_function,
    )


def stretches_of(plan: Plan, backoff: Backoff | None) -> tuple[Stretch, ...]:
    """Return the four phases in order, the backoff phase by the caller's own function if there is one.

    Raises:
        ScheduleError: the caller's function fails, or returns no number.
    """
    function = backoff or named(plan.function)
    least, most, count = plan.least, plan.most, plan.backoff
    return (
        _steady(Phase.IMMEDIATE, plan.immediate, 0.0),
        _steady(Phase.PRE_BACKOFF, plan.pre_backoff, least),
        stretch(Phase.BACKOFF, (bounded(function, each + 1, count, least, most) for each in range(count))),
        _steady(Phase.POST_BACKOFF, plan.post_backoff, most),
    )


def _steady(phase: Phase, count: int, delay: float) -> Steady:
    """Hold alike delays in the one form that there is for them: if there are none, they are 0."""
    return Steady(phase, count, float(delay) if count else 0.0)
