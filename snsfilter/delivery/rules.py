"""What SNS demands of the numbers of a delivery policy, each rule once, with SNS's words for it.

The ranges are those of *sns-message-delivery-retries*; which words are recorded is said with each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from snsfilter.errors.delivery import Evidence

__all__ = ["MANDATORY", "RETRY_RANGES", "Fault", "Range", "out_of_range", "retry_faults"]


class Fault(NamedTuple):
    """A rule that is broken, not yet placed in the caller's text.

    Attributes:
        member: the member at fault.
        problem: what was found and what was expected, for the developer.
        hint: how to mend it, or ``""``.
        words: what SNS says of the member, behind its path.
        evidence: how these words are known.
    """

    member: str
    problem: str
    hint: str
    words: str
    evidence: Evidence = "inferred"


class Range(NamedTuple):
    """The whole numbers that a member may have; *most* is ``None`` where only another member bounds it."""

    least: int
    most: int | None
    unit: str = ""

    def __str__(self) -> str:
        """Return the range in words: ``between 1 and 3600 seconds``."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.least} or more{unit}" if self.most is None else f"between {self.least} and {self.most}{unit}"


_LONGEST_DELAY: Final = 3600

RETRY_RANGES: Final[Mapping[str, Range]] = {
    "minDelayTarget": Range(1, _LONGEST_DELAY, "seconds"),
    "maxDelayTarget": Range(1, _LONGEST_DELAY, "seconds"),
    "numRetries": Range(0, 100),
    "numMaxDelayRetries": Range(0, None),
    "numNoDelayRetries": Range(0, None),
    "numMinDelayRetries": Range(0, None),
}
"""The numbers of a retry policy, in the order in which SNS writes them."""

MANDATORY: Final = ("minDelayTarget", "maxDelayTarget", "numRetries")
"""What a retry policy must have, in practice (recorded 2018 for the first; aws-cdk#30830, triggermesh#220)."""

_RECORDED: Final = frozenset({("minDelayTarget", "least"), ("numRetries", "most")})
"""The ranges of which SNS's words are recorded (awsdocs#5, Ballerina's live tests); the others agree in form."""

_PHASES: Final = ("numMinDelayRetries", "numNoDelayRetries", "numMaxDelayRetries")


def retry_faults(values: Mapping[str, int]) -> Iterator[Fault]:
    """Yield what is wrong with the numbers of a retry policy: each by itself, then what depends on two of them.

    Args:
        values: the members that hold whole numbers; the others have been told of already, or have a default.
    """
    for member, allowed in RETRY_RANGES.items():
        if member in values:
            yield from out_of_range(member, values[member], allowed)
    least, most, retries = (values.get(member) for member in MANDATORY)
    if least is not None and most is not None and most < least:
        problem = f"maxDelayTarget is {shown(most)} seconds, less than minDelayTarget, {shown(least)}"
        words = "must be greater than or equal to minDelayTarget"
        yield Fault("maxDelayTarget", problem, "swap them, or raise maxDelayTarget", words, "third-party")
    total = sum(values.get(member, 0) for member in _PHASES)
    if retries is not None and total > retries and all(values.get(member, 0) >= 0 for member in _PHASES):
        problem = (
            f"numRetries is {shown(retries)}, but numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries make "
            f"{shown(total)} together"
        )
        words = f"must be greater than or equal to total of {_PHASES[0]}, {_PHASES[1]} and {_PHASES[2]}"
        hint = "numRetries counts the retries of all phases; raise it, or lower the others"
        yield Fault("numRetries", problem, hint, words, "third-party")


def out_of_range(member: str, value: int, allowed: Range) -> Iterator[Fault]:
    """Yield the fault of a number outside the range of its member."""
    if value < allowed.least:
        end, words = "least", f"must be greater than or equal to {allowed.least}"
    elif allowed.most is not None and value > allowed.most:
        end, words = "most", f"must be less than or equal to {allowed.most}"
    else:
        return
    evidence: Evidence = "recorded" if (member, end) in _RECORDED else "third-party"
    yield Fault(member, f"{member} must be {allowed}, not {shown(value)}", "", words, evidence)


_SHORT: Final = 100
"""How many bits of a whole number are written out; a longer one may be slow to write."""


def shown(value: int) -> str:
    """Write a whole number, if it is short enough to be read."""
    if value.bit_length() <= _SHORT:
        return str(value)
    return "a huge number" if value > 0 else "a huge negative number"
