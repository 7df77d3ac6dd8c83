"""How a delivery policy has failed deliveries retried, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from snsfilter.delivery.checks import plain_number, shown
from snsfilter.delivery.rules import BACKOFF, RANGES, UNUSABLE, BackoffFunction, Fault, retry_faults, violation_of
from snsfilter.errors import DeliveryPolicyError, DeliveryViolation
from snsfilter.plaintext import did_you_mean

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
        """Return the retry policy with these members, as SNS names them; what is absent or ``None`` has its default.

        Raises:
            DeliveryPolicyError: as the constructor; or there is another member, or *values* is no mapping.
        """
        if not isinstance(values, Mapping):
            raise _refusal(f"the members of a retry policy must be given as a mapping, not {shown(values)}")
        given = _up_to_unknown(values)
        for name in given.keys() - ATTRIBUTES.keys():
            hint = did_you_mean(str.__str__(name), ATTRIBUTES) if isinstance(name, str) else ""
            raise _refusal(f"a retry policy has no member {shown(name)}", hint)
        arguments = {own: given[member] for member, own in ATTRIBUTES.items() if given.get(member) is not None}
        return cls(**arguments)  # type: ignore[arg-type]  # the constructor checks

    def members(self) -> dict[str, int | str]:
        """Return the members as SNS names and orders them, all seven."""
        return {
            member: str(value) if isinstance(value := getattr(self, name), str) else value
            for member, name in ATTRIBUTES.items()
        }


def _up_to_unknown(values: Mapping[str, object]) -> dict[object, object]:
    """Return the members up to the first that no retry policy has, for a mapping may be without end."""
    given: dict[object, object] = {}
    try:
        for name, value in values.items():
            given[name] = value
            if name not in ATTRIBUTES:
                break
    except Exception as error:
        problem = f"the members of a retry policy can't be read: their mapping raises {type(error).__name__}"
        raise _refusal(problem, "give them as a dict") from error
    return given


def _plain(member: str, value: object) -> int | str | None:
    """Return a value in the very type of its member; ``None`` if it is of another."""
    if member == BACKOFF:
        return str.__str__(value) if isinstance(value, str) else None
    number = plain_number(value)
    return number if isinstance(number, int) and -LARGEST <= number <= LARGEST else None


def _refusal(problem: str, hint: str = "") -> DeliveryPolicyError:
    return DeliveryPolicyError((DeliveryViolation(problem, hint),))


def _of_another_type(member: str, value: object) -> Fault:
    if member == BACKOFF:
        problem, said = f"{member} must be a BackoffFunction, not {shown(value)}", "a string"
    else:
        problem, said = f"{member} must be a whole number, {RANGES[member].words}, not {shown(value)}", "an integer"
    return Fault(member, problem, "", f"{_SECTION}.{member} must be {said}")
