"""What SNS demands of the values of a delivery policy, each rule once, with SNS's words for it.

The rules are those of *sns-message-delivery-retries*, in the order in which SNS is taken to apply them (inferred: SNS
is recorded with one fault at a time): what is missing, each member by itself, then what depends on two of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from snsfilter.errors import DeliveryViolation
from snsfilter.jsontext import Place
from snsfilter.jsontext import printable as java_writable
from snsfilter.plaintext import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from snsfilter.errors.delivery import Evidence

__all__ = [
    "BACKOFF",
    "MAX_RECEIVES",
    "RANGES",
    "UNUSABLE",
    "BackoffFunction",
    "Fault",
    "Range",
    "known_backoff",
    "missing",
    "retry_faults",
    "throttle_faults",
    "violation_of",
]


class BackoffFunction(StrEnum):
    """How the delay grows in the backoff phase, in SNS's words."""

    LINEAR = "linear"
    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    EXPONENTIAL = "exponential"


class Fault(NamedTuple):
    """A rule that is broken, not yet placed in the caller's text.

    Attributes:
        member: the member at fault; ``""`` for the section itself.
        problem: what was found and what was expected, for the developer.
        hint: how to mend it, or ``""``.
        aws: what SNS says behind ``DeliveryPolicy: ``.
        evidence: how these words are known.
    """

    member: str
    problem: str
    hint: str
    aws: str
    evidence: Evidence = "inferred"


def violation_of(
    fault: Fault, section: str, value: object = None, *, pointer: str = "", place: Place | None = None
) -> DeliveryViolation:
    """Return the violation that a fault of a section is.

    Args:
        fault: what is wrong.
        section: the path of the section in SNS's words; ``""`` for the policy as a whole.
        value: what the member holds.
        pointer: the JSON Pointer of the place.
        place: the place in the caller's text.
    """
    return DeliveryViolation(
        fault.problem,
        fault.hint,
        ".".join(filter(None, (section, fault.member))),
        value if isinstance(value, str | int | float | bool) else None,
        pointer,
        aws=java_writable(f"DeliveryPolicy: {fault.aws}"),
        evidence=fault.evidence,
        **(Place() if place is None else place)._asdict(),
    )


class Range(NamedTuple):
    """The whole numbers that a member may have.

    Attributes:
        words: the range in words.
        default: what SNS takes when the member is absent; ``None`` where it must be given.
        suggested: what to write if nothing else is known.
        least: the least; ``None`` where another member says it.
        most: the most, likewise.
    """

    words: str
    default: int | None
    suggested: int
    least: int | None
    most: int | None


MAX_RECEIVES: Final = "maxReceivesPerSecond"
BACKOFF: Final = "backoffFunction"

RANGES: Final[Mapping[str, Range]] = {
    "minDelayTarget": Range("from 1 second to maxDelayTarget", None, 20, 1, None),
    "maxDelayTarget": Range("from minDelayTarget to 3,600 seconds", None, 20, None, 3600),
    "numRetries": Range("from 0 to 100", None, 3, 0, 100),
    "numMaxDelayRetries": Range("0 or more", 0, 0, 0, None),
    "numNoDelayRetries": Range("0 or more", 0, 0, 0, None),
    "numMinDelayRetries": Range("0 or more", 0, 0, 0, None),
    MAX_RECEIVES: Range("1 or more", None, 10, 1, None),
}
"""The numbers of a policy, in SNS's order.

That three of a retry policy must be given is not in the documentation, whose table has defaults for all, but recorded
in 2018 for the first (terraform-provider-aws#3289) and found by others for all three (aws-cdk#30830).
"""

UNUSABLE: Final = object()
"""Stands for a value that is of another type than its member: it isn't missing, and no other rule applies to it."""

_RETRY: Final = tuple(RANGES)[:6]
_PHASES: Final = ("numMinDelayRetries", "numNoDelayRetries", "numMaxDelayRetries")

_RECORDED: Final = frozenset(
    {
        "healthyRetryPolicy.minDelayTarget must be specified",  # terraform-provider-aws#3289
        "healthyRetryPolicy.minDelayTarget must be greater than or equal to 1",  # amazon-sns-developer-guide#5
        "http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100",  # Ballerina's live tests
    }
)
"""What SNS is recorded to say, word for word."""


def known_backoff(text: str) -> BackoffFunction | None:
    """Return the backoff function of that name.

    In any case of letters: the CDK writes capital ones, and whether SNS takes them isn't recorded (inferred).
    """
    name = text.lower()
    return BackoffFunction(name) if name in list(BackoffFunction) else None


def missing(values: Mapping[str, object], section: str, members: tuple[str, ...]) -> Iterator[Fault]:
    """Yield the faults of the numbers that a section must have and hasn't.

    Args:
        values: the members of the section; absent ones may be ``None``.
        section: its path in SNS's words, ``http.defaultHealthyRetryPolicy``.
        members: which to look for.
    """
    name = section.rpartition(".")[2]
    for member in members:
        if RANGES[member].default is None and values.get(member) is None:
            yield _fault(
                section,
                member,
                f"{name} must have {member}",
                f'add "{member}": {RANGES[member].suggested}, or another number {RANGES[member].words}',
                "must be specified",
            )


def retry_faults(values: Mapping[str, object], section: str) -> Iterator[Fault]:
    """Yield what is wrong with a retry policy.

    Args:
        values: its members; absent ones may be ``None``, and those of another type :data:`UNUSABLE`.
        section: its path in SNS's words.
    """
    yield from missing(values, section, _RETRY)
    whole = {member: value for member in _RETRY if type(value := values.get(member)) is int}
    for member, value in whole.items():
        yield from _out_of_range(section, member, value)
    name = values.get(BACKOFF)
    if isinstance(name, str) and known_backoff(name) is None:
        yield _no_backoff_function(section, name)
    yield from _at_odds(section, whole)


def throttle_faults(values: Mapping[str, object], section: str) -> Iterator[Fault]:
    """Yield what is wrong with a throttle policy (see :func:`retry_faults`)."""
    yield from missing(values, section, (MAX_RECEIVES,))
    value = values.get(MAX_RECEIVES)
    if type(value) is int:
        yield from _out_of_range(section, MAX_RECEIVES, value)


def _out_of_range(section: str, member: str, value: int) -> Iterator[Fault]:
    allowed = RANGES[member]
    if allowed.least is not None and value < allowed.least:
        words = f"must be greater than or equal to {allowed.least}"
        if member == MAX_RECEIVES:  # as cdk-preflight reports it, unlike all others
            words = f"must be >= {allowed.least}"
    elif allowed.most is not None and value > allowed.most:
        words = f"must be less than or equal to {allowed.most}"
    else:
        return
    problem = f"{member} must be {allowed.words}, not {value}"
    yield _fault(section, member, problem, "", words)


def _no_backoff_function(section: str, name: str) -> Fault:
    names = list(map(str, BackoffFunction))
    words = f"the value [{name}] is not a valid backoff function"
    # The words are cdk-preflight's report, which leaves out what stands in front of them.
    problem = f"{BACKOFF} must be one of {', '.join(map(repr, names))}, not {quoted(name)}"
    return Fault(BACKOFF, problem, did_you_mean(name, names), f"{section}.{BACKOFF}: {words}")


def _at_odds(section: str, values: Mapping[str, int]) -> Iterator[Fault]:
    least, most, retries = (values.get(member) for member in ("minDelayTarget", "maxDelayTarget", "numRetries"))
    if least is not None and most is not None and most < least:
        problem = f"maxDelayTarget is {most}, less than minDelayTarget, {least}"
        words = "must be greater than or equal to minDelayTarget"
        yield _fault(section, "maxDelayTarget", problem, "swap them, or raise maxDelayTarget", words)
    phases = [values.get(member, 0) for member in _PHASES]
    if retries is not None and min(retries, *phases) >= 0 and sum(phases) > retries:
        problem = (
            f"numRetries is {retries}, but numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries make "
            f"{sum(phases)} together"
        )
        hint = "numRetries counts the retries of all phases: raise it, or lower the others"
        words = f"must be greater than or equal to total of {_PHASES[0]}, {_PHASES[1]} and {_PHASES[2]}"
        yield _fault(section, "numRetries", problem, hint, words)


def _fault(section: str, member: str, problem: str, hint: str, words: str) -> Fault:
    """Say what SNS says of a member, in words that others report word for word even where no answer is published."""
    aws = f"{section}.{member} {words}"
    return Fault(member, problem, hint, aws, "recorded" if aws in _RECORDED else "third-party")
