"""What became of a published message: for each subscription, delivered or filtered out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from snsfilter.filtering.explain import reason
from snsfilter.topic.reasons import FilterReason
from snsfilter.topic.roster import names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.filtering.explain import Explanation
    from snsfilter.filtering.policy import FilterPolicy
    from snsfilter.message import Message
    from snsfilter.message.published import Published
    from snsfilter.topic.envelope import Envelope
    from snsfilter.topic.signing import Signer
    from snsfilter.topic.subscription import Subscription

__all__ = ["Delivered", "FilteredOut", "Outcome", "PublishResult"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """SNS delivers the message to this subscription: it has no filter policy, or the message matches it.

    Attributes:
        subscription: the subscription, as it was when the message was published.
        message: the message.
        published: what SNS added to it.
    """

    subscription: Subscription
    message: Message = field(compare=False, repr=False)
    published: Published = field(compare=False, repr=False)
    signer: Signer | None = field(compare=False, repr=False)

    @property
    def envelope(self) -> Envelope:
        """What the endpoint receives; rendered whenever it is asked for."""
        from snsfilter.topic.envelope import envelope  # noqa: PLC0415 (most who publish look at no envelope)

        return envelope(self.message, self.subscription, self.published, signer=self.signer)


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
        published: what SNS added to it: MessageId, Timestamp and so on.
        duplicate: whether it was accepted but not delivered, as a duplicate of another message.
    """

    __slots__ = ("__weakref__", "_accepting", "_signer", "_subscriptions", "duplicate", "message", "published")

    def __init__(
        self,
        message: Message,
        published: Published,
        subscriptions: Mapping[str, Subscription],
        matching: set[str],
        *,
        signer: Signer | None = None,
        duplicate: bool = False,
    ) -> None:
        """Keep what the topic knows; *matching* are the ARNs of those whose policy the message matches."""
        self.message = message
        self.published = published
        self.duplicate = duplicate
        self._subscriptions = subscriptions
        self._accepting = matching
        self._signer = signer

    @property
    def message_id(self) -> str:
        """The MessageId."""
        return self.published.message_id

    @property
    def sequence_number(self) -> str | None:
        """The SequenceNumber, on a FIFO topic."""
        return self.published.sequence_number

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
        return Delivered(subscription, self.message, self.published, self._signer)

    def _filtered_out(self, subscription: Subscription) -> FilteredOut:
        policy = _policy(subscription)
        own = self.message.for_protocol(subscription.protocol)
        return FilteredOut(subscription, FilterReason(reason(names_of(policy), policy.scope, own)), own)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        """Say how many receive it."""
        receive = sum(map(self._accepts, self._subscriptions.values()))
        what = "duplicate" if self.duplicate else f"{receive} delivered, {len(self) - receive} filtered out"
        return f"<PublishResult {self.message_id}: {what}>"


def _policy(subscription: Subscription) -> FilterPolicy:
    return cast("FilterPolicy", subscription.filter_policy)
