"""Why a subscription is spared a message, as SNS counts it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["FILTERED_OUT", "METRICS", "REASONS", "FilterReason"]

FILTERED_OUT: Final = "NumberOfNotificationsFilteredOut"
"""The metric of all messages that filter policies reject; each reason has one of its own besides."""


class FilterReason(StrEnum):
    """Why a message is filtered out, by the names of SNS's metrics (sns-monitoring-using-cloudwatch).

    Attributes:
        MESSAGE_ATTRIBUTES: a policy on the attributes rejects it.
        MESSAGE_BODY: a policy on the body rejects it.
        NO_MESSAGE_ATTRIBUTES: it has no attributes, and the policy is on them.
        INVALID_ATTRIBUTES: an attribute that the policy names is malformed.
        INVALID_MESSAGE_BODY: the body isn't a JSON object, and the policy is on it.
    """

    MESSAGE_ATTRIBUTES = "MessageAttributes"
    MESSAGE_BODY = "MessageBody"
    NO_MESSAGE_ATTRIBUTES = "NoMessageAttributes"
    INVALID_ATTRIBUTES = "InvalidAttributes"
    INVALID_MESSAGE_BODY = "InvalidMessageBody"

    @property
    def metric(self) -> str:
        """The name of the metric that counts it."""
        return f"{FILTERED_OUT}-{self.value}"


REASONS: Final = {str(each): each for each in FilterReason}
"""The reasons by their text: the quick way to one."""

METRICS: Final = {each: each.metric for each in FilterReason}
"""The metrics by the reason: likewise."""
