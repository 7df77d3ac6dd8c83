"""What a topic refuses before it changes anything."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Final

from snsfilter.errors import FilterPolicyLimitExceededError, NotFoundError, TopicError, describe_foreign
from snsfilter.plaintext import quoted
from snsfilter.topic.identity import Arn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.topic.subscription import Subscription

__all__ = [
    "check_quota",
    "check_removable",
    "found",
    "known_arn",
    "known_id",
    "known_time",
    "known_topic_arn",
    "new_uuid",
]

_PARTS: Final = 6
"""How many elements an ARN has, joined by colons; that of a subscription has one more."""

_LATEST: Final = 253_370_764_799.0
"""The last second of the year 9998, in seconds since 1970: so that retries, too, have a date."""


def known_topic_arn(given: object) -> str:
    """Return the ARN of a topic.

    Raises:
        TopicError: it is none.
    """
    text = str.__str__(given) if isinstance(given, str) else ""
    arn = Arn.parse(text)
    if arn is not None and arn.service == "sns" and arn.region and arn.account and ":" not in arn.resource:
        return text
    raise TopicError(
        f"a topic must be named by its ARN, not {describe_foreign(given)}",
        parameter="TopicArn",
        hint="write arn:aws:sns:REGION:ACCOUNT:NAME",
        aws="Invalid parameter: TopicArn",
    )


def known_arn(given: object) -> str:
    """Return what may be the ARN of a subscription.

    Raises:
        TopicError: it can't be (both texts recorded, by Ballerina's live tests and by LocalStack).
    """
    text = str.__str__(given) if isinstance(given, str) else ""
    elements = len(text.split(":"))
    if elements > _PARTS and text.startswith("arn:"):
        return text
    reason = f"SubscriptionArn Reason: An ARN must have at least {_PARTS} elements, not {elements}"
    raise TopicError(
        f"a subscription must be named by its ARN, not {describe_foreign(given)}",
        parameter="SubscriptionArn",
        hint="take subscription.subscription_arn",
        aws=f"Invalid parameter: {reason if elements < _PARTS else 'SubscriptionId'}",
    )


def found(subscriptions: Mapping[str, Subscription], subscription_arn: object) -> Subscription:
    """Return the subscription with an ARN.

    Raises:
        TopicError: that is no ARN.
        NotFoundError: there is no such subscription.
    """
    arn = known_arn(subscription_arn)
    subscription = subscriptions.get(arn)
    if subscription is None:
        raise NotFoundError(
            f"the topic has no subscription {quoted(arn)}",
            parameter="SubscriptionArn",
            aws="Subscription does not exist",
        )
    return subscription


def check_quota(policies: int, most: int | None) -> None:
    """Check that a topic that has so many filter policies may have one more.

    Raises:
        FilterPolicyLimitExceededError: it may not; SNS's words aren't recorded.
    """
    if most is not None and policies >= most:
        raise FilterPolicyLimitExceededError(
            f"the topic has {policies:,} filter policies, and may have {most:,}",
            parameter="FilterPolicy",
            hint="have the quota raised, and pass limits=Limits(policies_per_topic=...), or limits=None",
        )


def check_removable(subscription: Subscription) -> None:
    """Check that a subscription isn't pending.

    Raises:
        TopicError: it is; only SNS removes it, after some days (the words are reported by users).
    """
    if subscription.pending_confirmation:
        raise TopicError(
            "a subscription that is pending can't be removed",
            parameter="SubscriptionArn",
            hint="confirm it first",
            aws="Invalid parameter: SubscriptionArn Reason: "
            "Cannot unsubscribe a subscription that is pending confirmation",
        )


def known_id(given: object) -> str:
    """Return what the caller's function for ids gave.

    Raises:
        TopicError: it is no text.
    """
    if type(given) is str and given:
        return given
    if isinstance(given, str) and given:
        return str.__str__(given)
    found_instead = "an empty one" if isinstance(given, str) else type(given).__name__
    raise TopicError(f"the function for ids must return a string, not {found_instead}")


def known_time(given: object) -> float:
    """Return the seconds since 1970 of what the caller's clock gave.

    Raises:
        TopicError: it is neither a datetime nor a number of seconds, or not in the years 1970 to 9998.
    """
    if type(given) is float and 0 <= given <= _LATEST:
        return given
    if isinstance(given, datetime):
        given = (given if given.tzinfo is not None else given.replace(tzinfo=UTC)).timestamp()
    if isinstance(given, int | float) and not isinstance(given, bool):
        if 0 <= given <= _LATEST:
            return float(given)
        raise TopicError("the clock of a topic must tell a time in the years 1970 to 9998, as seconds since 1970")
    wanted = "a datetime or seconds since 1970"
    raise TopicError(f"the clock of a topic must return {wanted}, not {type(given).__name__}")


_RANDOM: Final = Random()  # noqa: S311 (an id is no secret)
_BITS: Final = _RANDOM.getrandbits
# A process and the child that it forks would else make the same ids; where nothing forks, there is no such hook.
getattr(os, "register_at_fork", dict)(after_in_child=_RANDOM.seed)
_VARIANTS: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def new_uuid() -> str:
    """Return a random UUID (RFC 4122, version 4) as text, in a fraction of the time that ``uuid4`` takes."""
    digits = _BITS(128).to_bytes(16, "big").hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{_VARIANTS[digits[16]]}{digits[17:20]}-{digits[20:]}"
