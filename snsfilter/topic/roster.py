"""The subscriptions of a topic, kept so that a publish needs to look at none that it doesn't concern."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from snsfilter.filtering.explain import reason
from snsfilter.filtering.explain.reasons import is_malformed
from snsfilter.filtering.index import PolicyIndex
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.paths import alternatives
from snsfilter.topic.envelope import sends_attributes, text_key
from snsfilter.topic.reasons import REASONS, FilterReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from snsfilter.filtering.policy import FilterPolicy
    from snsfilter.message import Message
    from snsfilter.topic.subscription import Subscription

__all__ = ["Roster", "names_of"]

_ATTRIBUTES = FilterPolicyScope.MESSAGE_ATTRIBUTES
_BODY = FilterPolicyScope.MESSAGE_BODY


class Roster:
    """Subscriptions by ARN, in the order in which they came.  It has no lock: its topic has one.

    Attributes:
        policies: how many of them have a filter policy, confirmed or not.
        raw_queues: how many are queues with raw delivery, which take no message of many attributes.
    """

    __slots__ = (
        "_all",
        "_by_attributes",
        "_by_body",
        "_by_endpoint",
        "_confirmed",
        "_index",
        "_naming",
        "_with_policy",
        "policies",
        "raw_queues",
    )

    def __init__(self) -> None:
        """Begin with nobody."""
        self.policies = self.raw_queues = 0
        self._all: dict[str, Subscription] = {}
        self._by_endpoint: dict[tuple[str, str], str] = {}
        # What follows is about those that are confirmed: no other receives anything.
        self._confirmed = Shared()
        self._index: PolicyIndex[str] = PolicyIndex()
        self._with_policy = 0
        self._by_attributes: set[str] = set()
        """Those with a policy on the attributes."""
        self._by_body: dict[str, set[str]] = {}
        """Those with a policy on the body, by the name of their text in a message that has one for each protocol."""
        self._naming: dict[str, set[str]] = {}
        """Those whose policy on the attributes names an attribute, by its name."""

    # Who is there

    @property
    def all(self) -> Mapping[str, Subscription]:
        """All subscriptions, pending ones too."""
        return self._all

    def at(self, protocol: str, endpoint: str) -> Subscription | None:
        """Return the subscription of an endpoint."""
        arn = self._by_endpoint.get((protocol, endpoint))
        return None if arn is None else self._all[arn]

    def put(self, subscription: Subscription) -> None:
        """Add a subscription, or put it in the place of the one with its ARN."""
        arn = subscription.subscription_arn
        former = self._all.get(arn)
        if former is not None:
            self._forget(former)
        self._all[arn] = subscription
        self._by_endpoint[subscription.protocol, subscription.endpoint] = arn
        policy = subscription.filter_policy
        self.policies += policy is not None
        self.raw_queues += sends_attributes(subscription)
        if subscription.pending_confirmation:
            return
        self._confirmed.own()[arn] = subscription
        if policy is not None:
            self._join(subscription, policy)

    def remove(self, subscription: Subscription) -> None:
        """Remove a subscription."""
        arn = subscription.subscription_arn
        self._forget(subscription)
        del self._all[arn]
        del self._by_endpoint[subscription.protocol, subscription.endpoint]
        self._confirmed.own().pop(arn, None)

    def _join(self, subscription: Subscription, policy: FilterPolicy) -> None:
        arn = subscription.subscription_arn
        names = () if policy.scope is _BODY else tuple(names_of(policy))  # before the index lets go of the nodes
        self._index[arn] = policy
        self._with_policy += 1
        if policy.scope is _BODY:
            self._by_body.setdefault(text_key(subscription), set()).add(arn)
            return
        self._by_attributes.add(arn)
        for name in names:
            self._naming.setdefault(name, set()).add(arn)

    def _forget(self, subscription: Subscription) -> None:
        """Take a subscription out of all groups; its places in the mappings are the caller's."""
        policy = subscription.filter_policy
        self.policies -= policy is not None
        self.raw_queues -= sends_attributes(subscription)
        if policy is None or subscription.pending_confirmation:
            return
        arn = subscription.subscription_arn
        del self._index[arn]
        self._with_policy -= 1
        if policy.scope is _BODY:
            _leave(self._by_body, text_key(subscription), arn)
            return
        self._by_attributes.discard(arn)
        for name in names_of(policy):
            _leave(self._naming, name, arn)

    # Who receives what

    def receivers(self) -> dict[str, Subscription]:
        """Return the confirmed subscriptions by ARN; what is changed later doesn't change it."""
        return self._confirmed.shown()

    def matching(self, message: Message) -> tuple[set[str], bool]:
        """Return the ARNs of those whose policy the message matches, and whether attributes may be malformed.

        With a text for each protocol, a policy on the body sees that of its own (recorded by PAIL); the index is asked
        once for each distinct text.  Policies on the attributes see these whatever the structure (inferred).
        """
        if message.message_structure is None or not self._by_body:
            return self._index._matching(message)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own
        found: set[str] = set()
        odd = False
        asked: dict[str | None, set[str]] = {}
        for key, group in self._by_body.items():
            text = message.text_for(key)
            if text not in asked:
                asked[text], odd = self._index._matching(message.for_protocol(key))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # likewise
            found |= asked[text] & group
        return found | (next(iter(asked.values())) & self._by_attributes), odd

    def rejecting(self, message: Message, matching: set[str], *, odd: bool) -> dict[FilterReason, int]:
        """Count those whose policy rejects the message, by reason; *matching* are the others with a policy.

        *odd* says whether attributes may be malformed: it takes time to look at all of them again.
        The reason of one is that of all policies of its scope, but for those that name a malformed attribute.
        """
        counts: dict[FilterReason, int] = {}
        rejecting = self._with_policy - len(matching)
        if group := self._by_attributes:
            by_attributes = len(group) - len(group & matching)
            rejecting -= by_attributes
            if by_attributes:
                # None of those that match names one, unless an attribute of the caller's class reads otherwise now.
                invalid = len(self._naming_malformed(message) - matching) if odd else 0
                if invalid:
                    counts[FilterReason.INVALID_ATTRIBUTES] = invalid
                counts[REASONS[reason((), _ATTRIBUTES, message)]] = by_attributes - invalid
        if not rejecting:
            return counts
        if message.message_structure is None:
            counts[REASONS[reason((), _BODY, message)]] = rejecting
            return counts
        for key, group in self._by_body.items():
            if number := len(group) - len(group & matching):
                why = REASONS[reason((), _BODY, message.for_protocol(key))]
                counts[why] = counts.get(why, 0) + number
        return counts

    def _naming_malformed(self, message: Message) -> set[str]:
        found: set[str] = set()
        for name, attribute in message.attributes.items():
            naming = self._naming.get(str.__str__(name))  # a string of another kind may compare as it likes
            if naming and is_malformed(attribute):
                found |= naming
        return found


class Shared:
    """Subscriptions by ARN, copied only if somebody holds what was shown of them before."""

    __slots__ = ("_is_shown", "_subscriptions")

    def __init__(self) -> None:
        """Begin with nobody."""
        self._subscriptions: dict[str, Subscription] = {}
        self._is_shown = False

    def shown(self) -> dict[str, Subscription]:
        """Return them, not to be changed."""
        self._is_shown = True
        return self._subscriptions

    def own(self) -> dict[str, Subscription]:
        """Return them, to be changed."""
        if self._is_shown:
            self._subscriptions = dict(self._subscriptions)
            self._is_shown = False
        return self._subscriptions


def names_of(policy: FilterPolicy) -> Iterator[str]:
    """Yield the paths of a policy's keys, each once; its nodes are made again only if somebody wants one."""
    yield from dict.fromkeys(chain.from_iterable(alternatives(policy.tree)))


def _leave(groups: dict[str, set[str]], name: str, arn: str) -> None:
    """Take an ARN out of a group, and the group out of the groups if it was the last."""
    groups[name].discard(arn)
    if not groups[name]:
        del groups[name]
