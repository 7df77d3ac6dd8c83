"""What SNS shows of a subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.topic.identity import Identity

__all__ = ["shown"]


def shown(identity: Identity, stored: Mapping[str, str], effective_delivery_policy: str = "") -> dict[str, str]:
    """Return what GetSubscriptionAttributes shows, in SNS's order (recorded); what is empty isn't shown.

    Args:
        identity: which subscription it is.
        stored: what is stored of each attribute that can be set.
        effective_delivery_policy: the text of that attribute.
    """
    every = {
        "SubscriptionPrincipal": identity.principal,
        "Owner": identity.owner,
        "RawMessageDelivery": stored["RawMessageDelivery"],
        "FilterPolicy": stored["FilterPolicy"],
        "TopicArn": identity.topic_arn,
        "Endpoint": identity.endpoint,
        "EffectiveDeliveryPolicy": effective_delivery_policy,
        "DeliveryPolicy": stored["DeliveryPolicy"],
        "FilterPolicyScope": stored["FilterPolicyScope"] if stored["FilterPolicy"] else "",
        "Protocol": identity.protocol,
        "PendingConfirmation": _word(flag=identity.pending_confirmation),
        "ConfirmationWasAuthenticated": _word(flag=identity.confirmation_was_authenticated),
        "SubscriptionArn": identity.subscription_arn,
        "RedrivePolicy": stored["RedrivePolicy"],
        "SubscriptionRoleArn": stored["SubscriptionRoleArn"],
        "ReplayPolicy": stored["ReplayPolicy"],
    }
    return {name: text for name, text in every.items() if text}


def _word(*, flag: bool) -> str:
    return "true" if flag else "false"
