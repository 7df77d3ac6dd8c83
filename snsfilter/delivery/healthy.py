"""How a delivery policy has failed deliveries retried, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from snsfilter.delivery.rules import RETRY_RANGES, Fault, retry_faults
from snsfilter.errors import describe_foreign
from snsfilter.errors.delivery import DeliveryPolicyError, DeliveryViolation

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ATTRIBUTES", "BACKOFF", "BackoffFunction", "HealthyRetryPolicy"]


class BackoffFunction(StrEnum):
    """How the delay grows in the backoff phase, in SNS's words."""

    LINEAR = "linear"
    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    EXPONENTIAL = "exponential"


BACKOFF: Final = "backoffFunction"

ATTRIBUTES: Final[Mapping[str, str]] = {
    "minDelayTarget": "min_delay_target",
    "maxDelayTarget": "max_delay_target",
    "numRetries": "num_retries",
    "numMaxDelayRetries": "num_max_delay_retries",
    "numNoDelayRetries": "num_no_delay_retries",
    "numMinDelayRetries": "num_min_delay_retries",
    BACKOFF: "backoff_function",
}
"""The members of a retry policy in SNS's order, and what they are called here."""


@dataclass(frozen=True, slots=True)
class HealthyRetryPolicy:
    """The retries of a message that an HTTP/S endpoint doesn't take; by default, those of SNS itself.

    >>> HealthyRetryPolicy(min_delay_target=10, max_delay_target=30, num_retries=10, num_min_delay_retries=3)
    ... # doctest: +ELLIPSIS
    HealthyRetryPolicy(min_delay_target=10, max_delay_target=30, num_retries=10, ...)

    The source of ranges and defaults is the page *sns-message-delivery-retries*.

    Attributes:
        min_delay_target: the least delay between two attempts, in seconds: from 1 to *max_delay_target*.
        max_delay_target: the greatest delay, in seconds: from *min_delay_target* to 3,600.
        num_retries: how many retries there are in all phases together: from 0 to 100.
        num_max_delay_retries: how many of them come last, each after *max_delay_target*.
        num_no_delay_retries: how many of them come first, at once.
        num_min_delay_retries: how many of them come next, each after *min_delay_target*.
        backoff_function: how the delay grows in those that are left between.

    Raises:
        DeliveryPolicyError: a value is out of its range, of another type, or at odds with another.
    """

    min_delay_target: int = 20
    max_delay_target: int = 20
    num_retries: int = 3
    num_max_delay_retries: int = 0
    num_no_delay_retries: int = 0
    num_min_delay_retries: int = 0
    backoff_function: BackoffFunction = BackoffFunction.LINEAR

    def __post_init__(self) -> None:
        """Refuse what SNS would refuse; take a backoff function by its name, too."""
        given: dict[str, object] = {member: getattr(self, name) for member, name in ATTRIBUTES.items()}
        backoff = given.pop(BACKOFF)
        values = {member: int.__int__(value) for member, value in given.items() if _is_whole(value)}
        faults = [_no_whole_number(member, value) for member, value in given.items() if member not in values]
        faults += retry_faults(values)
        name = str.__str__(backoff) if isinstance(backoff, str) else ""
        if name not in list(BackoffFunction):
            faults.append(no_backoff_function(name, describe_foreign(backoff)))
        if faults:
            raise DeliveryPolicyError(tuple(_violation(fault, given) for fault in faults))
        for member, value in values.items():
            object.__setattr__(self, ATTRIBUTES[member], value)
        object.__setattr__(self, ATTRIBUTES[BACKOFF], BackoffFunction(name))


def no_backoff_function(name: str, found: str) -> Fault:
    """Say that there is no such backoff function."""
    known = ", ".join(map(repr, map(str, BackoffFunction)))
    words = f"the value [{name}] is not a valid backoff function"
    return Fault(BACKOFF, f"{BACKOFF} must be one of {known}, not {found}", "", words, "third-party")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _no_whole_number(member: str, value: object) -> Fault:
    found = describe_foreign(value)
    return Fault(member, f"{member} must be a whole number, {RETRY_RANGES[member]}, not {found}", "", "")


def _violation(fault: Fault, given: Mapping[str, object]) -> DeliveryViolation:
    value = given.get(fault.member)
    field = f"healthyRetryPolicy.{fault.member}"
    return DeliveryViolation(
        fault.problem,
        fault.hint,
        field,
        value if type(value) in (str, int, bool) else None,
        aws=f"DeliveryPolicy: {field} {fault.words}" if fault.words else "",
        evidence=fault.evidence,
    )
