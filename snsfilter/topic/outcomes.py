"""What became of a published message: for each subscription, delivered or filtered out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from snsfilter.filtering.explain import reason
from snsfilter.message.published import Published
from snsfilter.topic.envelope import CONTENT_TYPE, dead_letter, render, text_key
from snsfilter.topic.reasons import REASONS, FilterReason
from snsfilter.topic.roster import names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.delivery.effective import EffectiveDeliveryPolicy
    from snsfilter.delivery.policy import DeliveryPolicy
    from snsfilter.filtering.explain import Explanation
    from snsfilter.filtering.policy import FilterPolicy
    from snsfilter.message import Message
    from snsfilter.topic.received import Envelope, SqsEnvelope
    from snsfilter.topic.signing import Signer
    from snsfilter.topic.subscription import Subscription

__all__ = ["Delivered", "FilteredOut", "Outcome", "PublishResult", "Sending", "Stamp"]


class Sending(NamedTuple):
    """How a topic sends what is published to it.

    Attributes:
        topic_arn: the ARN of the topic.
        signature_version: its attribute SignatureVersion.
        signer: what signs; ``None`` for nobody.
        service_url: where the service is, for UnsubscribeURL; ``None`` for SNS in the region of the topic.
        policy: the delivery policy of the topic, if it has one.
    """

    topic_arn: str
    signature_version: str = "1"
    signer: Signer | None = None
    service_url: str | None = None
    policy: DeliveryPolicy | None = None


class Stamp(NamedTuple):
    """What a topic adds to a message, in parts: most callers never look at the whole.

    Attributes:
        message_id: the MessageId.
        sequence_number: the SequenceNumber, on a FIFO topic.
        at: when it was published, in seconds since 1970.
        sending: how the topic sends it.
    """

    message_id: str
    sequence_number: str | None
    at: float
    sending: Sending

    def published(self) -> Published:
        """Return it as a whole."""
        return Published(
            message_id=self.message_id,
            timestamp=self.at,
            topic_arn=self.sending.topic_arn,
            sequence_number=self.sequence_number,
            signature_version=self.sending.signature_version,
        )


@dataclass(frozen=True, slots=True)
class Delivered:
    """SNS delivers the message to this subscription: it has no filter policy, or the message matches it.

    Attributes:
        subscription: the subscription, as it was when the message was published.
        message: the message.
        published: what SNS added to it.
        sending: how the topic sends it.
    """

    subscription: Subscription
    message: Message = field(compare=False, repr=False)
    published: Published = field(compare=False, repr=False)
    sending: Sending = field(compare=False, repr=False)

    @property
    def effective_delivery_policy(self) -> EffectiveDeliveryPolicy | None:
        """How it is delivered in the end; ``None`` for other protocols than HTTP/S."""
        return self.subscription.effective_delivery_policy(self.sending.policy)

    @property
    def envelope(self) -> Envelope:
        """What the endpoint receives; rendered whenever it is asked for."""
        effective = self.effective_delivery_policy
        return render(
            self.message,
            self.published,
            self.subscription,
            signer=self.sending.signer,
            service_url=self.sending.service_url,
            content_type=CONTENT_TYPE if effective is None else effective.request_policy.header_content_type,
        )

    @property
    def dead_letter(self) -> SqsEnvelope:
        """What lands in the dead-letter queue if the endpoint doesn't take it."""
        signer, url = self.sending.signer, self.sending.service_url
        return dead_letter(self.message, self.published, self.subscription, signer=signer, service_url=url)


@dataclass(frozen=True, slots=True)
class FilteredOut:
    """The filter policy of this subscription rejects the message.

    Attributes:
        subscription: the subscription, as it was when the message was published.
        reason: as what SNS counts it.
        message: the message, with the text that the subscription's protocol would receive.
    """

    subscription: Subscription
    reason: FilterReason
    message: Message = field(compare=False, repr=False)

    def explain(self) -> Explanation:
        """Say why, key by key."""
        return _policy(self.subscription).explain(self.message)


Outcome: TypeAlias = Delivered | FilteredOut


class PublishResult(Mapping[str, Outcome]):
    """What Publish answers, and what became of the message: from the ARN of each subscription to its outcome.

    An outcome is worked out when it is looked at.  Subscriptions that were pending have none, and a message that a FIFO
    topic has known for less than five minutes has none at all.  Two results are equal if they are the same.

    Attributes:
        message: the message.
        duplicate: whether it was accepted but not delivered, as a duplicate of another message.
    """

    __slots__ = ("__weakref__", "_accepting", "_stamp", "_subscriptions", "duplicate", "message")

    def __init__(
        self,
        message: Message,
        stamp: Stamp,
        subscriptions: Mapping[str, Subscription],
        matching: set[str],
        duplicate: bool,  # noqa: FBT001 (made by topics alone)
    ) -> None:
        """Keep what the topic knows; *matching* are the ARNs of those whose policy the message matches."""
        self.message = message
        self.duplicate = duplicate
        self._stamp = stamp
        self._subscriptions = subscriptions
        self._accepting = matching

    @property
    def message_id(self) -> str:
        """The MessageId."""
        return self._stamp.message_id

    @property
    def sequence_number(self) -> str | None:
        """The SequenceNumber, on a FIFO topic."""
        return self._stamp.sequence_number

    @property
    def published(self) -> Published:
        """What SNS added to the message, such as MessageId and Timestamp."""
        return self._stamp.published()

    def __getitem__(self, subscription_arn: str) -> Outcome:
        """Return the outcome of a subscription.

        Raises:
            KeyError: it wasn't there, or was pending.
        """
        return self._outcome(self._subscriptions[subscription_arn])

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ARNs, in the order in which the subscriptions were confirmed."""
        return iter(self._subscriptions)

    def __len__(self) -> int:
        """Count the outcomes."""
        return len(self._subscriptions)

    @property
    def delivered(self) -> tuple[Delivered, ...]:
        """The outcomes of those that receive the message."""
        return tuple(self._delivered(each) for each in self._subscriptions.values() if self._accepts(each))

    @property
    def filtered_out(self) -> tuple[FilteredOut, ...]:
        """The outcomes of those that don't, and why."""
        return tuple(self._filtered_out(each) for each in self._subscriptions.values() if not self._accepts(each))

    def _accepts(self, subscription: Subscription) -> bool:
        return subscription.filter_policy is None or subscription.subscription_arn in self._accepting

    def _outcome(self, subscription: Subscription) -> Outcome:
        return self._delivered(subscription) if self._accepts(subscription) else self._filtered_out(subscription)

    def _delivered(self, subscription: Subscription) -> Delivered:
        return Delivered(subscription, self.message, self.published, self._stamp.sending)

    def _filtered_out(self, subscription: Subscription) -> FilteredOut:
        policy = _policy(subscription)
        own = self.message.for_protocol(text_key(subscription))
        return FilteredOut(subscription, REASONS[reason(names_of(policy), policy.scope, own)], own)

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # pyright: ignore[reportAssignmentType]  # a Mapping has none, for it compares members

    def __repr__(self) -> str:
        """Say how many receive it."""
        receive = sum(map(self._accepts, self._subscriptions.values()))
        what = "duplicate" if self.duplicate else f"{receive} delivered, {len(self) - receive} filtered out"
        return f"<PublishResult {self.message_id}: {what}>"


def _policy(subscription: Subscription) -> FilterPolicy:
    return cast("FilterPolicy", subscription.filter_policy)
