"""The attributes of a subscription by name: which can be set, and which SNS sets itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from snsfilter.errors import SubscriptionAttributeError
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.plaintext import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["INITIAL", "OF_SNS", "known_name"]

INITIAL: Final[Mapping[str, str]] = {
    "RawMessageDelivery": "false",
    "FilterPolicy": "",
    "FilterPolicyScope": FilterPolicyScope.MESSAGE_ATTRIBUTES.value,
    "DeliveryPolicy": "",
    "RedrivePolicy": "",
    "SubscriptionRoleArn": "",
    "ReplayPolicy": "",
}
"""What is stored of each attribute that can be set, before it is."""

OF_SNS: Final = frozenset(
    """ConfirmationWasAuthenticated EffectiveDeliveryPolicy Endpoint Owner PendingConfirmation Protocol ReplayStatus
    SubscriptionArn SubscriptionPrincipal TopicArn""".split()
)
"""What GetSubscriptionAttributes shows besides, and nobody can set."""


def known_name(given: object) -> str:
    """Return the name of an attribute that can be set.

    Raises:
        SubscriptionAttributeError: *given* is none.
    """
    name = str.__str__(given) if isinstance(given, str) else ""
    if name in INITIAL:
        return name
    found = quoted(name) if isinstance(given, str) else f"of type {type(given).__name__}"
    raise SubscriptionAttributeError(
        f"there is no attribute {found} that can be set; there are {', '.join(INITIAL)}",
        attribute=name,
        hint=_remedy(name),
        aws="AttributeName",
        # As CreateTopic says it; not recorded for Subscribe.
        aws_on_subscribe=f"Attributes Reason: Unknown attribute {name}",
    )


def _remedy(name: str) -> str:
    if name in OF_SNS:
        return "SNS sets it itself"
    return did_you_mean(name, INITIAL)
