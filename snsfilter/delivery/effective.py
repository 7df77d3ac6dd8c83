"""What SNS does in the end, after the policies of subscription and topic and its own defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snsfilter.delivery.contenttype import DEFAULT_CONTENT_TYPE
from snsfilter.delivery.healthy import HealthyRetryPolicy
from snsfilter.delivery.parts import Parts, RequestPolicy, ThrottlePolicy, members_of, written
from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.delivery.shapes import LEVELS

if TYPE_CHECKING:
    from snsfilter.delivery.backoff import Backoff
    from snsfilter.delivery.shapes import Target

__all__ = ["EffectiveDeliveryPolicy", "of_subscription", "of_topic"]

_DEFAULT_RETRIES: Final = HealthyRetryPolicy()
_DEFAULT_REQUEST: Final = RequestPolicy(DEFAULT_CONTENT_TYPE)


@dataclass(frozen=True, slots=True)
class EffectiveDeliveryPolicy:
    """A policy with nothing left open, as GetSubscriptionAttributes and GetTopicAttributes show it.

    Attributes:
        target: whose policy it is: ``"subscription"`` or ``"topic"``.
        healthy_retry_policy: how failed deliveries are retried.
        request_policy: how messages are posted.
        throttle_policy: how fast messages are delivered; ``None`` for no limit.
        sickly_retry_policy: deprecated; SNS still shows it.
        guaranteed: likewise; of a subscription only.
        disable_subscription_overrides: of a topic only: whether it overrules the policies of its subscriptions.
    """

    target: Target
    healthy_retry_policy: HealthyRetryPolicy
    request_policy: RequestPolicy
    throttle_policy: ThrottlePolicy | None = None
    sickly_retry_policy: HealthyRetryPolicy | None = None
    guaranteed: bool = False
    disable_subscription_overrides: bool = False

    def to_json(self) -> str:
        """Return the text that SNS shows, in its order and without white space.

        >>> from snsfilter import DeliveryPolicy
        >>> policy = DeliveryPolicy.parse('{"http": {"disableSubscriptionOverrides": true}}', target="topic")
        >>> policy.effective().to_json()[-50:]
        '"headerContentType":"text/plain; charset=UTF-8"}}}'
        """
        flag = self.guaranteed or self.disable_subscription_overrides
        parts = Parts(
            self.healthy_retry_policy, self.sickly_retry_policy, self.throttle_policy, self.request_policy, flag
        )
        level = LEVELS[self.target]
        return written(members_of(parts, level), level)

    def schedule(self, *, backoff: Backoff | None = None) -> RetrySchedule:
        """Return when a message that isn't taken is sent again.

        Args:
            backoff: how the delay grows in the backoff phase, by default as the policy's ``backoffFunction`` has it.
        """
        return RetrySchedule.of(self.healthy_retry_policy, backoff=backoff)


def of_topic(parts: Parts) -> EffectiveDeliveryPolicy:
    """Return what applies to a topic with these parts: section by section its own, or SNS's default (recorded)."""
    return _effective("topic", parts, disable_subscription_overrides=parts.flag)


def of_subscription(parts: Parts, topic: Parts) -> EffectiveDeliveryPolicy:
    """Return what applies to a subscription with these parts.

    Section by section it is the subscription's own, else the topic's, else SNS's default (recorded).  Where the topic
    disables overrides, nothing of the subscription's counts (the old page DeliveryPolicies says so of deliveries; that
    SNS shows it is inferred).
    """
    own = Parts() if topic.flag else parts
    merged = Parts(
        own.healthy or topic.healthy,
        own.sickly or topic.sickly,
        own.throttle or topic.throttle,
        own.request or topic.request,
    )
    return _effective("subscription", merged, guaranteed=own.flag)


def _effective(target: Target, parts: Parts, **flags: bool) -> EffectiveDeliveryPolicy:
    return EffectiveDeliveryPolicy(
        target,
        parts.healthy or _DEFAULT_RETRIES,
        parts.request or _DEFAULT_REQUEST,
        parts.throttle,
        parts.sickly,
        **flags,
    )
