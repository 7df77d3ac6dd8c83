"""How a delivery policy has failed deliveries retried, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snsfilter.delivery.rules import BACKOFF, RANGES, UNUSABLE, BackoffFunction, Fault, retry_faults, violation_of
from snsfilter.errors import DeliveryPolicyError, describe_foreign

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ATTRIBUTES", "LARGEST", "BackoffFunction", "HealthyRetryPolicy"]

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

LARGEST: Final = 2**31 - 1
"""The largest whole number that is taken for one: what Java's ``int`` holds (inferred)."""

_SECTION: Final = "healthyRetryPolicy"


@dataclass(frozen=True, slots=True)
class HealthyRetryPolicy:
    """The retries of a message that an HTTP/S endpoint doesn't take; by default, those of SNS itself.

    >>> HealthyRetryPolicy(min_delay_target=10, max_delay_target=30, num_retries=10).num_min_delay_retries
    0

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
        values = {member: value for member in given if (value := _plain(member, given[member])) is not None}
        faults = [_of_another_type(member, given[member]) for member in given if member not in values]
        faults += retry_faults({member: values.get(member, UNUSABLE) for member in given}, _SECTION)
        if faults:
            raise DeliveryPolicyError(
                tuple(violation_of(fault, _SECTION, values.get(fault.member)) for fault in faults)
            )
        values[BACKOFF] = BackoffFunction(str(values[BACKOFF]).lower())
        for member, value in values.items():
            object.__setattr__(self, ATTRIBUTES[member], value)

    @classmethod
    def of(cls, values: Mapping[str, object]) -> HealthyRetryPolicy:
        """Return the retry policy with these members, as SNS names them; absent ones may be ``None``.

        Raises:
            DeliveryPolicyError: as the constructor.
        """
        given = {name: values[member] for member, name in ATTRIBUTES.items() if values.get(member) is not None}
        return cls(**given)  # type: ignore[arg-type]  # the constructor checks

    def members(self) -> dict[str, int | str]:
        """Return the members as SNS names and orders them, all seven."""
        return {
            member: str(value) if isinstance(value := getattr(self, name), str) else value
            for member, name in ATTRIBUTES.items()
        }


def _plain(member: str, value: object) -> int | str | None:
    """Return a value in the very type of its member; ``None`` if it is of another."""
    if member == BACKOFF:
        return str.__str__(value) if isinstance(value, str) else None
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= int.__int__(value) <= LARGEST:
        return int.__int__(value)
    return None


def _of_another_type(member: str, value: object) -> Fault:
    found = describe_foreign(value)
    if member == BACKOFF:
        return Fault(
            member, f"{member} must be a BackoffFunction, not {found}", "", f"{_SECTION}.{member} must be a string"
        )
    if type(value) is int:
        found = "a number that is much too large"
    problem = f"{member} must be a whole number, {RANGES[member].words}, not {found}"
    return Fault(member, problem, "", f"{_SECTION}.{member} must be an integer")
