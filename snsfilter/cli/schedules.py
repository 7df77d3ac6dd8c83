"""A retry schedule as the commands take it: the name of a protocol, or a delivery policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from snsfilter import DeliveryPolicy, DeliveryPolicyError, RetrySchedule
from snsfilter.cli.policies import delivery_target, is_inline
from snsfilter.cli.reading import CliError, decode, read_text, standard_input
from snsfilter.delivery.managed import PROTOCOLS
from snsfilter.delivery.policy import MAX_TOTAL_DELAY
from snsfilter.delivery.shapes import Target
from snsfilter.plaintext import did_you_mean

__all__ = ["SCHEDULE_SHAPES", "Named", "distinct", "read_schedule"]

_THROTTLED: Final = "firehose-throttled"
_PROTOCOLS: Final = sorted([*PROTOCOLS, _THROTTLED])

SCHEDULE_SHAPES: Final = f"""\
PROTOCOL is one of {", ".join(_PROTOCOLS)}: then it is SNS's own schedule, for http and https the one that holds
without a policy.
POLICY is a delivery policy: the JSON itself if it begins with {{, otherwise the file that holds it; - is standard
input.
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A schedule, and what to call it."""

    name: str
    schedule: RetrySchedule


def read_schedule(source: str, target: Target, *, any_total: bool) -> Named:
    """Return the schedule that an argument stands for.

    Args:
        source: the argument.
        target: whether a policy is a subscription's or a topic's.
        any_total: whether the retries of a policy may take longer than AWS's console allows.

    Raises:
        CliError: there is no such file or protocol, or what the file holds isn't a delivery policy.
    """
    if source == _THROTTLED:
        return Named(source, RetrySchedule.for_protocol("firehose", throttled=True))
    if source in PROTOCOLS:
        return Named(source, RetrySchedule.for_protocol(source))
    name, text = _policy_text(source)
    return Named(name, _policy(name, text, target, any_total=any_total).schedule())


def _policy(name: str, text: str, target: Target, *, any_total: bool) -> DeliveryPolicy:
    try:
        return DeliveryPolicy.parse(
            text, target=target, raw=None, max_total_delay=None if any_total else MAX_TOTAL_DELAY
        )
    except DeliveryPolicyError as error:
        raise CliError(f"{name}: {error}{_way_out(text, target)}") from error


def _way_out(text: str, target: Target) -> str:
    """Return how to see the schedule of a policy that is only too long, or the other level's."""
    meant = delivery_target(text)
    if meant is None:
        return ""
    if meant == target:
        return "\nOnly the console of AWS is known to refuse it; --any-total takes it."
    return f"\nIt is a delivery policy of a {meant}, which --target {meant} takes."


def _policy_text(source: str) -> tuple[str, str]:
    if source == "-":
        return "standard input", decode(standard_input().read(), "standard input", first_line=1)
    if is_inline(source):
        return "policy", source
    known = f"a protocol is one of {', '.join(_PROTOCOLS)}; a policy given as JSON begins with an opening brace"
    return source, read_text(source, hint=did_you_mean(source, _PROTOCOLS) or known)


def distinct(schedules: Sequence[Named]) -> dict[str, RetrySchedule]:
    """Return the schedules by name; a name that is there already gets a number."""
    found: dict[str, RetrySchedule] = {}
    for number, each in enumerate(schedules, 1):
        name = each.name
        while name in found:
            name = f"{name} ({number})"
        found[name] = each.schedule
    return found
