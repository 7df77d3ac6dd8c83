"""How many retries each phase has and how far apart they are: by a delivery policy, or by SNS's own choice.

SNS lets only HTTP/S be changed; for every other protocol it retries as the table *Delivery retries* of the page
*sns-message-delivery-retries* says.  The page adds that SNS jitters them, but neither how nor how much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from snsfilter.delivery.healthy import BackoffFunction, HealthyRetryPolicy
from snsfilter.errors import ScheduleError, describe_foreign

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PROTOCOLS", "Plan", "plan_of", "protocol_plan"]


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


_INSIDE_AWS: Final = Plan(3, 2, 10, 100_000, 1, 20, BackoffFunction.EXPONENTIAL)
_TO_PEOPLE: Final = Plan(0, 2, 10, 38, 10, 600, BackoffFunction.EXPONENTIAL)
_HTTP: Final = plan_of(HealthyRetryPolicy())

PROTOCOLS: Final[Mapping[str, Plan]] = {
    "application": _TO_PEOPLE,
    "email": _TO_PEOPLE,
    "email-json": _TO_PEOPLE,
    "firehose": _INSIDE_AWS,
    "http": _HTTP,
    "https": _HTTP,
    "lambda": _INSIDE_AWS,
    "sms": _TO_PEOPLE,
    "sqs": _INSIDE_AWS,
}
"""The protocols of SNS; for HTTP and HTTPS what holds without a delivery policy."""


def protocol_plan(protocol: str, *, throttled: bool) -> Plan:
    """Return what SNS does for a protocol; *throttled*, if it is the endpoint's throttling that makes it retry.

    Raises:
        ScheduleError: SNS has no such protocol.
    """
    given: object = protocol
    name = str.__str__(given) if isinstance(given, str) else ""
    if name not in PROTOCOLS:
        known = ", ".join(map(repr, PROTOCOLS))
        raise ScheduleError(f"the protocol must be one of {known}, not {describe_foreign(given)}")
    return _TO_PEOPLE if throttled and name == "firehose" else PROTOCOLS[name]
