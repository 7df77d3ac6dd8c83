"""The metrics of a topic by name, and what CloudWatch knows of each (sns-monitoring-using-cloudwatch)."""

from __future__ import annotations

from typing import Final, NamedTuple

from snsfilter.topic.reasons import FILTERED_OUT, FilterReason

__all__ = [
    "DELIVERED",
    "FAILED",
    "FAILED_TO_REDRIVE",
    "NAMES",
    "PUBLISHED",
    "PUBLISH_SIZE",
    "REDRIVEN",
    "Statistics",
]

PUBLISHED: Final = "NumberOfMessagesPublished"
DELIVERED: Final = "NumberOfNotificationsDelivered"
FAILED: Final = "NumberOfNotificationsFailed"
REDRIVEN: Final = "NumberOfNotificationsRedrivenToDlq"
FAILED_TO_REDRIVE: Final = "NumberOfNotificationsFailedToRedriveToDlq"
PUBLISH_SIZE: Final = "PublishSize"

NAMES: Final = (
    PUBLISHED,
    DELIVERED,
    FAILED,
    FILTERED_OUT,
    *(reason.metric for reason in FilterReason),
    REDRIVEN,
    FAILED_TO_REDRIVE,
    PUBLISH_SIZE,
)
"""The metrics of a topic, in the order of the documentation; SMSSuccessRate and SMSMonthToDateSpentUSD have none."""


class Statistics(NamedTuple):
    """What CloudWatch knows of the data of one metric in some time.

    Attributes:
        sample_count: how many data there are; the statistic Count of PublishSize.
        sum: their sum.
        minimum: the smallest of them, 0 if there is none.
        maximum: the largest of them, 0 if there is none.
    """

    sample_count: int
    sum: int
    minimum: int
    maximum: int

    @property
    def average(self) -> float:
        """The sum by the count; 0 if there is nothing."""
        return self.sum / self.sample_count if self.sample_count else 0.0

    def joined(self, other: Statistics) -> Statistics:
        """Return the statistics of these data and of others."""
        if not (self.sample_count and other.sample_count):
            return self if self.sample_count else other
        return Statistics(
            self.sample_count + other.sample_count,
            self.sum + other.sum,
            min(self.minimum, other.minimum),
            max(self.maximum, other.maximum),
        )
