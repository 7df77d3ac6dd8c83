"""What each attribute of a subscription may be set to, and what SNS stores of it.

The attributes are those of Subscribe and SetSubscriptionAttributes.  A value is text, or ``None`` where none was given;
what is stored is text too, ``""`` where the attribute isn't set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, cast

from snsfilter.delivery.policy import DeliveryPolicy
from snsfilter.delivery.shapes import HTTP
from snsfilter.errors import SubscriptionAttributeError
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.policy import FilterPolicy
from snsfilter.filtering.source import no_scope
from snsfilter.jsontext import JsonFault, Members, compact, load_policy, parse_failure
from snsfilter.mappings import members_of
from snsfilter.plaintext import quoted, shortened
from snsfilter.topic.identity import Arn, Identity
from snsfilter.topic.names import known_name

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Settings", "check_together", "read_settings"]

_RAW: Final = HTTP | {"sqs", "firehose"}
"""The protocols with raw message delivery (sns-large-payload-raw-message-delivery)."""


_LONGEST_PART: Final = 80


class Settings(NamedTuple):
    """What one call sets: what is stored of each attribute that it names, and the policy among them, compiled."""

    stored: dict[str, str]
    filter_policy: FilterPolicy | None


def read_settings(attributes: object, identity: Identity, scope: FilterPolicyScope, *, raw: bool) -> Settings:
    """Check attributes as SNS does, each by itself.

    The names are checked first, in the order given; then the values, the policies last.  That order isn't recorded.

    Args:
        attributes: names to values, as the caller gave them.
        identity: the subscription whose attributes they are.
        scope: what a filter policy is checked for, if the attributes don't name the scope.
        raw: whether a delivery policy is checked for raw message delivery, if the attributes don't say.

    Raises:
        SubscriptionAttributeError: SNS would refuse one of them.
        DeliveryPolicyError: SNS would refuse the delivery policy.
        FilterPolicyError: SNS would refuse the filter policy.
    """
    given = _named(attributes)
    stored = {name: read(given[name], identity) for name, read in _READERS.items() if name in given}
    if "DeliveryPolicy" in given:
        raw = stored["RawMessageDelivery"] == "true" if "RawMessageDelivery" in stored else raw
        stored["DeliveryPolicy"] = _delivery_policy(given["DeliveryPolicy"], identity, raw=raw)
    policy = None
    if "FilterPolicy" in given:
        scope = FilterPolicyScope(stored.get("FilterPolicyScope", scope))
        policy, stored["FilterPolicy"] = _filter_policy(given["FilterPolicy"], scope)
    return Settings(stored, policy)


def check_together(stored: Mapping[str, str], identity: Identity) -> None:
    """Check what depends on more than one attribute, or on one that isn't named.

    That raw message delivery can't be switched off under a delivery policy that needs it is inferred: a filter policy
    is held against a new scope (recorded).

    Args:
        stored: what would be stored of each attribute.
        identity: the subscription whose attributes they are.

    Raises:
        SubscriptionAttributeError: Firehose isn't told which role to write under (recorded 2026-09-05 for Subscribe).
        DeliveryPolicyError: the delivery policy has a content type that needs raw message delivery.
    """
    if stored["DeliveryPolicy"]:
        raw = stored["RawMessageDelivery"] == "true"
        DeliveryPolicy.parse(stored["DeliveryPolicy"], raw=raw, max_total_delay=None)
    if identity.protocol == "firehose" and not stored["SubscriptionRoleArn"]:
        text = "Delivery protocol firehose can only be subscribed with subscription role arn"
        raise SubscriptionAttributeError(
            "a subscription of protocol firehose must have a SubscriptionRoleArn",
            attribute="SubscriptionRoleArn",
            hint="set it to the ARN of a role that may write to the delivery stream",
            aws=text,
            aws_on_subscribe=text,
        )


# ------------------------------------------------------------------------------------------------- names and values


def _named(attributes: object) -> dict[str, str | None]:
    """Return the attributes by name, if SNS has all of them."""
    if not isinstance(attributes, Mapping):
        problem = f"attributes must be given as a mapping of names to text, not {type(attributes).__name__}"
        raise SubscriptionAttributeError(problem)
    given = members_of("the attributes", cast("Mapping[object, object]", attributes), SubscriptionAttributeError)
    names = [known_name(name) for name in given]
    return {name: _text(name, value) for name, value in zip(names, given.values(), strict=True)}


def _text(name: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return str.__str__(value)
    hint = "write it as JSON text, such as json.dumps(...) gives"
    if isinstance(value, bool):
        hint = f"write {str(value).lower()!r}"
    raise SubscriptionAttributeError(f"{name} must be text, not {type(value).__name__}", attribute=name, hint=hint)


def _invalid(name: str, value: str | None, problem: str, aws: str, hint: str = "") -> NoReturn:
    raise SubscriptionAttributeError(f"{name} {problem}", attribute=name, value=value, hint=hint, aws=aws)


def _shown(value: str | None) -> str:
    """Write a value as SNS does in its errors: none is ``null`` (aws-cdk#24804)."""
    return "null" if value is None else value


def _found(value: str | None) -> str:
    return "nothing" if value is None else quoted(value)


# -------------------------------------------------------------------------------------------------- each attribute


def _raw_message_delivery(value: str | None, identity: Identity) -> str:
    """``true`` or ``false`` in any case of letters, stored in small ones (recorded 2023-08-24)."""
    name = "RawMessageDelivery"
    stored = (value or "").lower()
    if stored not in {"true", "false"}:
        aws = f"{name}: Invalid value [{_shown(value)}]. Must be true or false."
        _invalid(name, value, f"must be 'true' or 'false', not {_found(value)}", aws)
    if stored == "true" and identity.protocol not in _RAW:
        # Recorded for email (Ballerina's live tests) and lambda (2026-09-05).
        aws = f"Delivery protocol [{identity.protocol}] does not support raw message delivery."
        problem = f"can't be 'true' on a subscription of protocol {identity.protocol}"
        _invalid(name, value, problem, aws, f"only {', '.join(sorted(_RAW))} have it; leave it out")
    return stored


def _filter_policy_scope(value: str | None, _identity: Identity) -> str:
    """``MessageAttributes`` or ``MessageBody``, spelt so (recorded 2024-05-14)."""
    name = "FilterPolicyScope"
    if value is None or value not in list(FilterPolicyScope):
        aws = no_scope(_shown(value))
        hint = "letter case counts" if value else "to go back to the default, set it to 'MessageAttributes'"
        _invalid(name, value, f"must be 'MessageAttributes' or 'MessageBody', not {_found(value)}", aws, hint)
    return value


def _filter_policy(value: str | None, scope: FilterPolicyScope) -> tuple[FilterPolicy | None, str]:
    """Return the policy and its text as SNS stores it, compact; ``{}`` and ``""`` remove it (recorded 2026, 2024)."""
    if not value:
        return None, ""
    policy = FilterPolicy.parse(value, scope=scope)
    return (policy, policy.to_json()) if policy.tree.members else (None, "")


def _redrive_policy(value: str | None, identity: Identity) -> str:
    """``{"deadLetterTargetArn": "..."}``, a queue of the same account and region (sns-dead-letter-queues).

    That ``""`` removes it isn't recorded, nor that it is stored compact; the other policies do so.
    """
    name, target = "RedrivePolicy", "deadLetterTargetArn"
    if not value:
        return ""
    policy = _object(name, value)
    for member, _ in policy:
        if member != target:
            aws = f"{name}: invalid JSON. Attribute {member} is unknown."
            _invalid(name, value, f"has an unknown member {quoted(member)}", aws, f"it takes {target!r} alone")
    if not policy:
        aws, hint = (
            f"{name}: Missing {target} attribute",
            f'write {{"{target}": "arn:aws:sqs:..."}}, or "" to remove it',
        )
        _invalid(name, value, f"has no {target!r}", aws, hint)
    _check_dead_letter_queue(value, dict(policy)[target], identity)
    return compact(policy)


def _check_dead_letter_queue(value: str, arn: object, identity: Identity) -> None:
    """Refuse what can't be the dead-letter queue of the subscription; the order of these checks isn't recorded."""
    queue = Arn.parse(arn) if type(arn) is str else None
    if queue is None:
        problem, words = "isn't an ARN", "is an invalid arn"
    elif queue.service != "sqs":
        problem, words = (
            f"names a resource of {shortened(queue.service, _LONGEST_PART)}, not a queue of sqs",
            "must be a SQS queue",
        )
    elif queue.region != identity.region:
        problem = f"is in {shortened(queue.region, _LONGEST_PART)}, but the subscription in {identity.region}"
        words = "must be in the same region as the subscription"
    elif queue.account != identity.owner:  # documented; the words are ours, after those for the region
        problem = f"belongs to {shortened(queue.account, _LONGEST_PART)}, but the subscription to {identity.owner}"
        words = "must be in the same account as the subscription"
    elif identity.is_fifo and not queue.resource.endswith(".fifo"):
        aws = "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
        _invalid(
            "RedrivePolicy", value, f"names {quoted(queue.resource)}, but a FIFO subscription needs a FIFO queue", aws
        )
    else:
        return
    hint = f"name a queue: arn:aws:sqs:{identity.region}:{identity.owner}:NAME"
    aws = f"RedrivePolicy: deadLetterTargetArn {words}"
    _invalid("RedrivePolicy", value, f"has a deadLetterTargetArn that {problem}", aws, hint)


def _delivery_policy(value: str | None, identity: Identity, *, raw: bool) -> str:
    """Return the policy as SNS stores it; ``""`` removes it (recorded 2024-10-03, for a topic).

    Retries that take more than 3,600 seconds are let pass, as the API isn't known to refuse them.
    """
    if not value:
        return ""
    return DeliveryPolicy.parse(value, protocol=identity.protocol, raw=raw, max_total_delay=None).to_json()


def _as_given(value: str | None, _identity: Identity) -> str:
    return value or ""


_READERS: Final[Mapping[str, Callable[[str | None, Identity], str]]] = {
    "RawMessageDelivery": _raw_message_delivery,
    "FilterPolicyScope": _filter_policy_scope,
    "RedrivePolicy": _redrive_policy,
    "SubscriptionRoleArn": _as_given,
    "ReplayPolicy": _as_given,
}
"""Every attribute but the two policies that are judged by another, in the order in which they are checked."""


# ------------------------------------------------------------------------------------------------------------- JSON


def _object(name: str, text: str) -> Members:
    try:
        value = load_policy(text, trailing=False)
    except JsonFault as fault:
        line, column = fault.position(text)
        problem = f"isn't JSON: {fault.problem} (line {line}, column {column})"
        # Recorded for a filter policy and inferred here; where Jackson has no words, they are ours.
        said = parse_failure(text, f"{fault.problem}\n at [line: {line}, column: {column}]")
        _invalid(name, text, problem, f"{name}: failed to parse JSON. {said}", fault.hint)
    if not isinstance(value, Members):
        aws = f"{name}: failed to parse JSON. Expected a JSON object"
        _invalid(name, text, "must be a JSON object", aws, 'put it in braces: {"...": ...}')
    return value
