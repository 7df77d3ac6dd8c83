"""What callers give to have a policy read, checked: each is our own error if it is none."""

from __future__ import annotations

from sys import float_info
from typing import TYPE_CHECKING, Final, cast

from snsfilter.delivery.checks import plain_number, shown
from snsfilter.delivery.judging import Circumstances
from snsfilter.delivery.shapes import HTTP, LEVELS
from snsfilter.errors import DeliveryPolicyError, DeliveryViolation, describe_foreign
from snsfilter.jsontext import SPACE, GivenPlaces, Members, SourceFault, a_type, parse_failure, read_given, type_name
from snsfilter.jsontext import printable as java_writable
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.delivery.shapes import Level, Target

__all__ = ["check_protocol", "known_circumstances", "known_level", "read_source", "refusal"]

_DEEPEST: Final = 20
"""How deep a decoded policy may nest, far beyond the three levels that it has."""


_TO_REMOVE: Final = 'to remove a policy, set the attribute to ""'


def known_level(target: object) -> Level:
    """Return the level of the policies of *target*."""
    level = LEVELS.get(cast("Target", str.__str__(target))) if isinstance(target, str) else None
    if level is None:
        raise refusal(f"the target of a policy must be 'subscription' or 'topic', not {describe_foreign(target)}")
    return level


def check_protocol(protocol: object) -> None:
    """Refuse a protocol whose subscriptions have no delivery policies."""
    if not isinstance(protocol, str):
        raise refusal(f"the protocol must be a string, such as 'https', not {describe_foreign(protocol)}")
    name = str.__str__(protocol)
    if name not in HTTP:
        raise refusal(
            f"a subscription of protocol {quoted(name)} can't have a delivery policy",
            "only http and https have it; SNS retries the others on a schedule of its own",
            # That SNS refuses it is recorded, in which words isn't.
            f"DeliveryPolicy: Delivery protocol [{name}] does not support delivery policies.",
        )


def known_circumstances(raw: object, most: object) -> Circumstances:
    """Return what a policy is judged by: raw message delivery, and the most seconds that the retries may take."""
    if raw is not None and not isinstance(raw, bool):
        raise refusal(f"raw must be True, False or None, not {shown(raw)}")
    if most is None:
        return Circumstances(raw, None)
    seconds = plain_number(most)
    if seconds is not None and 0 <= seconds <= float_info.max:
        return Circumstances(raw, float(seconds))
    problem = f"max_total_delay must be a number of seconds, 0 or more and finite, not {shown(most)}"
    raise refusal(problem, "None allows any number of seconds")


def read_source(source: object) -> tuple[Members, str | None]:
    """Return the decoded policy and its text, if it was given as such."""
    try:
        value, text = read_given(source, deepest=_DEEPEST)
    except SourceFault as fault:
        aws, hint = "", fault.hint
        if fault.text is not None:
            aws = f"DeliveryPolicy: failed to parse JSON. {parse_failure(fault.text, fault.problem)}"
            if not fault.text.strip(SPACE):
                hint = _TO_REMOVE
        raise DeliveryPolicyError(
            (DeliveryViolation(fault.problem, hint, pointer=fault.pointer, aws=aws, **fault.place._asdict()),)
        ) from fault.__cause__
    if not isinstance(value, Members):
        raise DeliveryPolicyError(
            (
                DeliveryViolation(
                    f"the policy must be a JSON object, not {a_type(type_name(value))}",
                    _TO_REMOVE if value is None else 'put it in braces: {"...": ...}',
                    aws="DeliveryPolicy: failed to parse JSON. Expected a JSON object",
                    **GivenPlaces(text)()._asdict(),
                ),
            )
        )
    return value, text


def refusal(problem: str, hint: str = "", aws: str = "") -> DeliveryPolicyError:
    """Return the error of a single fault that has no place."""
    return DeliveryPolicyError((DeliveryViolation(problem, hint, aws=java_writable(aws)),))
