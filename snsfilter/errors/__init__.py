"""Every error that snsfilter raises on purpose.

Each has a text for the developer, ``str(error)``: what was found, what was expected, where, and how to mend it.
All of them pickle, and compare equal when they say the same of the same place.
"""

from snsfilter.errors.base import AwsText, Operation, SnsFilterError, describe_foreign
from snsfilter.errors.delivery import DeliveryPolicyError, DeliveryViolation
from snsfilter.errors.extra import MissingExtraError
from snsfilter.errors.filterpolicy import (
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicySyntaxError,
    Violation,
)
from snsfilter.errors.message import MessageError
from snsfilter.errors.publishing import PublishError, PublishEvidence
from snsfilter.errors.schedule import ScheduleError
from snsfilter.errors.signing import SignatureError
from snsfilter.errors.subscription import SubscriptionAttributeError
from snsfilter.errors.topic import FilterPolicyLimitExceededError, NotFoundError, TopicError

__all__ = [
    "AwsText",
    "DeliveryPolicyError",
    "DeliveryViolation",
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicyLimitExceededError",
    "FilterPolicySyntaxError",
    "MessageError",
    "MissingExtraError",
    "NotFoundError",
    "Operation",
    "PublishError",
    "PublishEvidence",
    "ScheduleError",
    "SignatureError",
    "SnsFilterError",
    "SubscriptionAttributeError",
    "TopicError",
    "Violation",
    "describe_foreign",
]
