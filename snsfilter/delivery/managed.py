"""SNS's own schedules, by protocol.

SNS lets only HTTP/S be changed; for every other protocol it retries as the table *Delivery retries* of the page
*sns-message-delivery-retries* says.  The page adds that SNS jitters them, but neither how nor how much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from snsfilter.delivery.healthy import BackoffFunction, HealthyRetryPolicy
from snsfilter.delivery.plan import Plan, plan_of
from snsfilter.errors import ScheduleError, describe_foreign

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PROTOCOLS", "protocol_plan"]


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
