"""The half of a topic that has subscriptions and attributes; what is published is the other half's concern."""

from __future__ import annotations

from itertools import chain
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from snsfilter.errors import TopicError, describe_foreign
from snsfilter.filtering.limits import Limits
from snsfilter.plaintext import numbered, quoted
from snsfilter.topic.checks import check_quota, check_removable, found, known_arn, known_id, known_topic_arn
from snsfilter.topic.roster import Roster
from snsfilter.topic.subscription import Subscription
from snsfilter.topic.topicattributes import (
    check_large_messages,
    delivery_policy_of,
    initial_attributes,
    known_topic_attribute,
    read_topic_attributes,
    shown_attributes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from snsfilter.delivery.policy import DeliveryPolicy

__all__ = ["Subscribing"]


class Subscribing:
    """Subscriptions of a topic, under one lock.

    Attributes:
        topic_arn: the ARN of the topic.
        name: the last part of it.
        is_fifo: whether it is a FIFO topic: its name ends in ``.fifo``.
    """

    def __init__(
        self,
        topic_arn: str,
        attributes: Mapping[str, str | None] | None,
        ids: Callable[[], str],
        limits: Limits | None,
    ) -> None:
        """Begin without subscriptions (see :class:`~snsfilter.Topic`)."""
        self.topic_arn = known_topic_arn(topic_arn)
        self.name = self.topic_arn.rpartition(":")[2]
        self.is_fifo = self.name.endswith(".fifo")
        if limits is not None and not isinstance(cast("object", limits), Limits):
            raise TopicError(f"the limits of a topic must be Limits or None, not {describe_foreign(limits)}")
        self._ids = ids
        self._most_policies = None if limits is None else limits.policies_per_topic
        self._lock = RLock()
        self._roster = Roster()
        self._deleted = 0
        given = {} if attributes is None else attributes
        self._attributes = initial_attributes(is_fifo=self.is_fifo)
        self._attributes |= read_topic_attributes(given, is_fifo=self.is_fifo, creating=True)

    # ------------------------------------------------------------------------------------------------ subscriptions

    def subscribe(
        self,
        *,
        protocol: str,
        endpoint: str,
        attributes: Mapping[str, str | None] | None = None,
        subscription_arn: str | None = None,
        owner: str | None = None,
        principal: str | None = None,
    ) -> Subscription:
        """Add a subscription, as Subscribe does, or return the one that the endpoint has.

        Those of protocol http, https, email and email-json are pending, and receive nothing before :meth:`confirm`.

        Args:
            protocol: how messages are delivered: ``"sqs"``, ``"https"``, ``"lambda"``, ...
            endpoint: where to; it isn't checked.
            attributes: what to set from the beginning.
            subscription_arn: by default the topic's ARN with a new id.
            owner: the account whose subscription it is, by default the topic's.
            principal: the ARN of who subscribed, by default the owner's root.

        Raises:
            SubscriptionAttributeError: SNS would refuse an attribute, or the endpoint is subscribed with others.
            FilterPolicyError: SNS would refuse the filter policy.
            DeliveryPolicyError: SNS would refuse the delivery policy.
            FilterPolicyLimitExceededError: the topic can't have another filter policy.
            TopicError: another endpoint has this ARN, or the topic can't have it for its MaximumMessageSize.
        """
        with self._lock:
            existing = self._roster.at(_plain(protocol), _plain(endpoint))
            if existing is not None:
                return existing.resubscribe(attributes)
            arn = f"{self.topic_arn}:{known_id(self._ids())}" if subscription_arn is None else subscription_arn
            new = Subscription.subscribe(
                topic_arn=self.topic_arn,
                protocol=protocol,
                endpoint=endpoint,
                attributes=attributes,
                subscription_arn=known_arn(arn),
                owner=owner,
                principal=principal,
            )
            if new.subscription_arn in self._roster.all:
                raise TopicError(f"another endpoint has the subscription {quoted(new.subscription_arn)}")
            check_large_messages(self._attributes, chain(self._roster.all.values(), [new]))
            self._put(new)
            return new

    def confirm(self, subscription_arn: str, *, authenticated: bool = False) -> Subscription:
        """Confirm a subscription, as ConfirmSubscription does with its token; it receives messages from now on.

        Args:
            subscription_arn: its ARN.
            authenticated: whether the confirmation was signed, so that only the owner can unsubscribe.

        Raises:
            TopicError: there is no such subscription.
        """
        with self._lock:
            confirmed = found(self._roster.all, subscription_arn).confirm(authenticated=authenticated)
            self._put(confirmed)
            return confirmed

    def unsubscribe(self, subscription_arn: str) -> None:
        """Remove a subscription; that it isn't there is no fault (recorded by LocalStack).

        Raises:
            TopicError: that is no ARN of a subscription, or the subscription is still pending.
        """
        arn = known_arn(subscription_arn)
        with self._lock:
            subscription = self._roster.all.get(arn)
            if subscription is not None:
                check_removable(subscription)
                self._roster.remove(subscription)
                self._deleted += 1

    def set_subscription_attribute(self, subscription_arn: str, name: str, value: str | None) -> Subscription:
        """Set an attribute of a subscription, as SetSubscriptionAttributes does, and return the changed subscription.

        Raises:
            TopicError: there is no such subscription.
            SubscriptionAttributeError: SNS would refuse the attribute.
            FilterPolicyError: SNS would refuse the filter policy.
            DeliveryPolicyError: SNS would refuse the delivery policy.
            FilterPolicyLimitExceededError: the topic can't have another filter policy.
        """
        with self._lock:
            changed = found(self._roster.all, subscription_arn).set_attribute(name, value)
            self._put(changed)
            return changed

    def get_subscription_attributes(self, subscription_arn: str) -> dict[str, str]:
        """Return what GetSubscriptionAttributes shows.

        Raises:
            TopicError: there is no such subscription.
        """
        with self._lock:
            subscription = found(self._roster.all, subscription_arn)
            return subscription.attributes_below(self.delivery_policy)

    @property
    def subscriptions(self) -> Mapping[str, Subscription]:
        """All subscriptions by ARN, pending ones too, as they are now (ListSubscriptionsByTopic)."""
        with self._lock:
            return MappingProxyType(dict(self._roster.all))

    def _put(self, subscription: Subscription) -> None:
        former = self._roster.all.get(subscription.subscription_arn)
        if subscription.filter_policy is not None and (former is None or former.filter_policy is None):
            check_quota(self._roster.policies, self._most_policies)
        self._roster.put(subscription)

    # --------------------------------------------------------------------------------------------------- attributes

    @property
    def attributes(self) -> dict[str, str]:
        """What GetTopicAttributes shows."""
        with self._lock:
            pending = sum(each.pending_confirmation for each in self._roster.all.values())
            counts = {
                "SubscriptionsConfirmed": len(self._roster.all) - pending,
                "SubscriptionsPending": pending,
                "SubscriptionsDeleted": self._deleted,
            }
            return shown_attributes(self.topic_arn, self._attributes, counts)

    @property
    def delivery_policy(self) -> DeliveryPolicy | None:
        """The delivery policy of the topic, if it has one."""
        return delivery_policy_of(self._attributes)

    def set_attribute(self, name: str, value: str | None) -> None:
        """Set an attribute of the topic, as SetTopicAttributes does.

        ``""`` and ``None`` remove it.

        Raises:
            TopicError: SNS would refuse it.
            DeliveryPolicyError: SNS would refuse the delivery policy.
        """
        known = known_topic_attribute(name, is_fifo=self.is_fifo)
        stored = read_topic_attributes({known: value}, is_fifo=self.is_fifo)
        with self._lock:
            check_large_messages(stored, self._roster.all.values())
            self._attributes = self._attributes | stored

    def __repr__(self) -> str:
        """Say which topic it is, and how many subscriptions it has."""
        return f"<Topic {self.topic_arn}: {numbered(len(self._roster.all), 'subscription')}>"


def _plain(given: object) -> str:
    """Return a string as it compares in a mapping; ``""``, which no subscription has, for anything else."""
    return str.__str__(given) if isinstance(given, str) else ""
