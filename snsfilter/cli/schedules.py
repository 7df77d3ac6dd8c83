"""A retry schedule as the commands take it: the name of a protocol, or a delivery policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from snsfilter import DeliveryPolicy, DeliveryPolicyError, RetrySchedule
from snsfilter.cli.policies import is_inline
from snsfilter.cli.reading import CliError, decode, read_text, standard_input
from snsfilter.delivery.managed import PROTOCOLS

__all__ = ["SCHEDULE_SHAPES", "Named", "Target", "distinct", "read_schedule"]

_THROTTLED: Final = "firehose-throttled"
_NAMES: Final = ", ".join([*PROTOCOLS, _THROTTLED])

SCHEDULE_SHAPES: Final = f"""\
PROTOCOL is one of {_NAMES}: then it is SNS's own schedule, for http and https the one that holds without a policy.
POLICY is a delivery policy: the JSON itself if it begins with {{, otherwise the file that holds it; - is standard
input.
"""

Target = Literal["subscription", "topic"]


@dataclass(frozen=True, slots=True)
class Named:
    """A schedule, and what to call it."""

    name: str
    schedule: RetrySchedule


def read_schedule(source: str, target: Target) -> Named:
    """Return the schedule that an argument stands for.

    Args:
        source: the argument.
        target: whether a policy is a subscription's or a topic's.

    Raises:
        CliError: there is no such file or protocol, or what the file holds isn't a delivery policy.
    """
    if source == _THROTTLED:
        return Named(source, RetrySchedule.for_protocol("firehose", throttled=True))
    if source in PROTOCOLS:
        return Named(source, RetrySchedule.for_protocol(source))
    name, text = _policy_text(source)
    try:
        return Named(name, DeliveryPolicy.parse(text, target=target).schedule())
    except DeliveryPolicyError as error:
        raise CliError(f"{name}: {error}") from error


def _policy_text(source: str) -> tuple[str, str]:
    if source == "-":
        return "standard input", decode(standard_input().read(), "standard input", first_line=1)
    if is_inline(source):
        return "policy", source
    return source, read_text(source, hint=f"a protocol is one of {_NAMES}; a policy given as JSON begins with {{")


def distinct(schedules: Sequence[Named]) -> dict[str, RetrySchedule]:
    """Return the schedules by name; a name that is there already gets a number."""
    found: dict[str, RetrySchedule] = {}
    for number, each in enumerate(schedules, 1):
        name = each.name
        while name in found:
            name = f"{name} ({number})"
        found[name] = each.schedule
    return found
