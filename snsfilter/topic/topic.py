"""Topic: subscriptions, and what becomes of what is published to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, cast
from uuid import uuid4

from snsfilter.errors import TopicError, describe_foreign
from snsfilter.filtering.limits import SNS_LIMITS, Limits
from snsfilter.message.published import Published
from snsfilter.plaintext import quoted
from snsfilter.topic.checks import check_quota, check_removable, found, known_arn, known_id, known_time, known_topic_arn
from snsfilter.topic.fifo import Sequence, Token
from snsfilter.topic.metrics import DELIVERED, PUBLISHED, Metrics, Recorder
from snsfilter.topic.outcomes import PublishResult
from snsfilter.topic.publications import BatchResult, deduplication_key, read_batch, read_publication
from snsfilter.topic.reasons import FILTERED_OUT
from snsfilter.topic.roster import Roster
from snsfilter.topic.subscription import Subscription
from snsfilter.topic.topicattributes import read_topic_attributes, shown_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from snsfilter.message import Message, PublishBatch
    from snsfilter.topic.publications import Publication
    from snsfilter.topic.signing import Signer

__all__ = ["Clock", "Topic"]

Clock: TypeAlias = Callable[[], "datetime | float"]
"""Says what time it is: a datetime (UTC, if it names no zone), or seconds since 1970."""


class Topic:
    """A topic in memory: whom a message reaches, whom it doesn't and why, and what SNS counts of it.

    >>> from snsfilter import Message
    >>> topic = Topic("arn:aws:sns:eu-west-1:123456789012:orders")
    >>> everything = topic.subscribe(protocol="sqs", endpoint="arn:aws:sqs:eu-west-1:123456789012:everything")
    >>> lab = topic.subscribe(
    ...     protocol="sqs",
    ...     endpoint="arn:aws:sqs:eu-west-1:123456789012:lab",
    ...     attributes={"FilterPolicy": '{"kind": ["lab"]}'},
    ... )
    >>> result = topic.publish(Message(attributes={"kind": "office"}, body="3 chairs"))
    >>> [each.subscription == everything for each in result.delivered]
    [True]
    >>> result[lab.subscription_arn].reason
    <FilterReason.MESSAGE_ATTRIBUTES: 'MessageAttributes'>
    >>> topic.metrics["NumberOfNotificationsFilteredOut"]
    1

    Any number of threads may publish and change subscriptions: a message sees each change whole or not at all, and is
    counted once.

    Attributes:
        topic_arn: the ARN of the topic.
        name: the last part of it.
        is_fifo: whether it is a FIFO topic: its name ends in ``.fifo``.
    """

    def __init__(
        self,
        topic_arn: str,
        *,
        attributes: Mapping[str, str | None] | None = None,
        clock: Clock = time.time,
        ids: Callable[[], str] = lambda: str(uuid4()),
        signer: Signer | None = None,
        limits: Limits | None = SNS_LIMITS,
    ) -> None:
        """Make a topic without subscriptions, as CreateTopic does.

        Args:
            topic_arn: its ARN; a FIFO topic's ends in ``.fifo``.
            attributes: what to set from the beginning, as by :meth:`set_attribute`.
            clock: says what time it is, for the timestamps, the minutes of the metrics, and deduplication.
            ids: makes the ids of messages, and of subscriptions the last part of the ARN.
            signer: signs the envelopes; without one they hold no real signature.
            limits: how many filter policies the topic may have (``policies_per_topic``); ``None`` for any number.

        Raises:
            TopicError: SNS would refuse one of them.
        """
        self.topic_arn = known_topic_arn(topic_arn)
        self.name = self.topic_arn.rpartition(":")[2]
        self.is_fifo = self.name.endswith(".fifo")
        for name, function in (("clock", clock), ("ids", ids)):
            if not callable(cast("object", function)):
                raise TopicError(f"the {name} of a topic must be a function, not {describe_foreign(function)}")
        if limits is not None and not isinstance(cast("object", limits), Limits):
            raise TopicError(f"the limits of a topic must be Limits or None, not {describe_foreign(limits)}")
        self._clock, self._ids, self._signer = clock, ids, signer
        self._most_policies = None if limits is None else limits.policies_per_topic
        self._lock = RLock()
        self._attributes = {"SignatureVersion": "2", "FifoTopic": "true"} if self.is_fifo else {}
        if self.is_fifo:
            self._attributes["ContentBasedDeduplication"] = "false"
        given = {} if attributes is None else attributes
        self._attributes |= read_topic_attributes(given, is_fifo=self.is_fifo, creating=True)
        self._roster = Roster()
        self._recorder = Recorder()
        self._sequence = Sequence()
        self._deleted = 0

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
            FilterPolicyLimitExceededError: the topic can't have another filter policy.
            TopicError: another endpoint has this ARN.
        """
        with self._lock:
            if type(protocol) is str and type(endpoint) is str:
                existing = self._roster.at(protocol, endpoint)
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
            return found(self._roster.all, subscription_arn).attributes

    @property
    def subscriptions(self) -> Mapping[str, Subscription]:
        """All subscriptions by ARN, pending ones too, as they are now: those that ListSubscriptionsByTopic lists."""
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

    def set_attribute(self, name: str, value: str | None) -> None:
        """Set an attribute of the topic, as SetTopicAttributes does.

        ``""`` and ``None`` remove it.

        Raises:
            TopicError: SNS would refuse it.
        """
        stored = read_topic_attributes({name: value}, is_fifo=self.is_fifo)
        with self._lock:
            self._attributes = self._attributes | stored

    # --------------------------------------------------------------------------------------------------- publishing

    def publish(self, message: Message | Mapping[str, object], *, deliver: bool = True) -> PublishResult:
        """Publish a message, as Publish does, and say what becomes of it.

        Args:
            message: the message, or the arguments of boto3's ``publish`` as a mapping.
            deliver: whether every endpoint takes its notification at once; if not, that is left to :meth:`deliver`.

        Raises:
            PublishError: SNS would refuse the message.
            TopicError: it is no message, or is for another topic.
        """
        return self._publish([read_publication(message, self.topic_arn, self._attributes)], deliver=deliver)[0]

    def publish_batch(
        self, entries: PublishBatch[Message] | Iterable[Mapping[str, object]], *, deliver: bool = True
    ) -> BatchResult:
        """Publish several messages at once, as PublishBatch does; their sizes together are one datum of PublishSize.

        Args:
            entries: boto3's ``PublishBatchRequestEntries``, or a batch that was read from it.
            deliver: as for :meth:`publish`.

        Raises:
            PublishError: SNS would refuse the batch as a whole.
            TopicError: it is no batch.
        """
        taken, failed = read_batch(entries, self.topic_arn, self._attributes)
        results = self._publish(list(taken.values()), deliver=deliver) if taken else []
        return BatchResult(dict(zip(taken, results, strict=True)), failed)

    def _publish(self, publications: list[Publication], *, deliver: bool) -> list[PublishResult]:
        """Publish what was checked: all of it at one time, between two changes of the topic."""
        with self._lock:
            at = known_time(self._clock())
            ids = [known_id(self._ids()) for _ in publications]
            results = [
                self._take(each.message, name, at, deliver=deliver)
                for each, name in zip(publications, ids, strict=True)
            ]
            self._recorder.published(at, sum(each.size for each in publications))
        return results

    def _take(self, message: Message, message_id: str, at: float, *, deliver: bool) -> PublishResult:
        token, is_new = Token(message_id), True
        if self.is_fifo:
            key = deduplication_key(message, self._attributes.get("FifoThroughputScope"))
            token, is_new = self._sequence.take(key, message_id, at)
        published = Published(
            message_id=token.message_id,
            timestamp=at,
            topic_arn=self.topic_arn,
            sequence_number=token.sequence_number,
            signature_version=self._attributes.get("SignatureVersion") or "1",
        )
        counts = self._recorder.counts(at)
        counts[PUBLISHED] += 1
        if not is_new:
            return PublishResult(message, published, {}, set(), duplicate=True)
        roster = self._roster
        matching = roster.matching(message)
        result = PublishResult(message, published, roster.receivers(), matching, signer=self._signer)
        rejecting = 0
        for why, count in roster.rejecting(message, matching).items():
            counts[why.metric] += count
            rejecting += count
        counts[FILTERED_OUT] += rejecting
        if deliver:
            counts[DELIVERED] += len(result) - rejecting
        return result

    @property
    def metrics(self) -> Metrics:
        """What was counted up to now."""
        with self._lock:
            return self._recorder.view(self.name)

    def take_metrics(self) -> Metrics:
        """Return what was counted up to now, and begin anew: for those who send the metrics on from time to time."""
        with self._lock:
            taken, self._recorder = self._recorder, Recorder()
        return taken.view(self.name)

    def __repr__(self) -> str:
        """Say which topic it is, and how many subscriptions it has."""
        return f"<Topic {self.topic_arn}: {len(self._roster.all)} subscriptions>"
