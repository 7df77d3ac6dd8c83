"""Subscription: its attributes, set, shown and compared as SNS does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, cast

from snsfilter.delivery.policy import DeliveryPolicy, effective_of_subscription
from snsfilter.delivery.shapes import HTTP
from snsfilter.errors import SubscriptionAttributeError
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.policy import FilterPolicy
from snsfilter.jsontext import load
from snsfilter.topic.identity import Identity, identify
from snsfilter.topic.names import INITIAL, known_name
from snsfilter.topic.settings import check_together, read_settings
from snsfilter.topic.showing import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.delivery.effective import EffectiveDeliveryPolicy
    from snsfilter.topic.settings import Settings

__all__ = ["Subscription"]


class Subscription:
    """A subscription of a topic: immutable, hashable, picklable.

    What changes an attribute returns the changed subscription, or raises and has changed nothing.

    >>> queue = Subscription.subscribe(
    ...     topic_arn="arn:aws:sns:eu-west-1:123456789012:orders",
    ...     protocol="sqs",
    ...     endpoint="arn:aws:sqs:eu-west-1:123456789012:lab",
    ...     attributes={"FilterPolicy": '{"kind": ["lab"]}'},
    ... )
    >>> queue = queue.set_attribute("RawMessageDelivery", "TRUE")
    >>> queue.attributes["FilterPolicy"], queue.attributes["RawMessageDelivery"]
    ('{"kind":["lab"]}', 'true')

    The errors know what AWS says: ``error.aws_message("Subscribe")`` for :meth:`subscribe` and :meth:`resubscribe`,
    ``error.aws_message("SetSubscriptionAttributes")`` for the rest.
    """

    __slots__ = ("_filter_policy", "_identity", "_stored")
    _identity: Identity
    _stored: dict[str, str]
    _filter_policy: FilterPolicy | None

    def __init__(self) -> None:
        """Refuse: a subscription is made by :meth:`subscribe`."""
        problem = "use Subscription.subscribe(...) to make a subscription"
        raise TypeError(problem)

    @classmethod
    def subscribe(  # noqa: PLR0913 (each is a detail of its own, given by name)
        cls,
        *,
        topic_arn: str,
        protocol: str,
        endpoint: str,
        attributes: Mapping[str, str | None] | None = None,
        subscription_arn: str | None = None,
        owner: str | None = None,
        principal: str | None = None,
    ) -> Subscription:
        """Make a subscription, as Subscribe does.

        Args:
            topic_arn: the ARN of the topic.
            protocol: how messages are delivered: ``"sqs"``, ``"https"``, ``"lambda"``, ...
            endpoint: where to; it isn't checked.
            attributes: what to set from the beginning; ``None`` is the same as ``{}``.
            subscription_arn: by default the topic's ARN with a UUID of zeros.
            owner: the account whose subscription it is, by default the topic's.
            principal: the ARN of who subscribed, by default the owner's root.

        Raises:
            SubscriptionAttributeError: SNS would refuse an attribute.
            DeliveryPolicyError: SNS would refuse the delivery policy.
            FilterPolicyError: SNS would refuse the filter policy.
        """
        identity = identify(
            topic_arn=topic_arn,
            protocol=protocol,
            endpoint=endpoint,
            subscription_arn=subscription_arn,
            owner=owner,
            principal=principal,
        )
        new = _subscription(identity, dict(INITIAL), None)
        return new.set_attributes({} if attributes is None else attributes)

    def set_attribute(self, name: str, value: str | None) -> Subscription:
        """Return the subscription as SetSubscriptionAttributes leaves it.

        ``""`` and ``None`` remove an attribute that can be removed; so does ``{}`` as FilterPolicy.

        Raises:
            SubscriptionAttributeError: SNS would refuse the attribute.
            DeliveryPolicyError: SNS would refuse the delivery policy, or the one that is set without raw delivery.
            FilterPolicyError: SNS would refuse the filter policy, or the one that is set for the new scope.
        """
        return self.set_attributes({known_name(name): value})

    def set_attributes(self, attributes: Mapping[str, str | None]) -> Subscription:
        """Return the subscription with several attributes set together.

        A policy and its scope are judged by each other, whichever comes first.  SetSubscriptionAttributes itself sets
        one at a time; set the scope first there.

        Raises:
            SubscriptionAttributeError: SNS would refuse one of them.
            DeliveryPolicyError: SNS would refuse the delivery policy, or the one that is set without raw delivery.
            FilterPolicyError: SNS would refuse the filter policy, or the one that is set for the new scope.
        """
        settings = self._read(attributes)
        stored = self._stored | settings.stored
        policy = self._filter_policy
        if "FilterPolicy" in settings.stored:
            policy = settings.filter_policy
        elif stored["FilterPolicyScope"] != self.filter_policy_scope and policy is not None:
            policy = FilterPolicy.parse(stored["FilterPolicy"], scope=stored["FilterPolicyScope"])
        check_together(stored, self._identity)
        return _subscription(self._identity, stored, policy)

    def resubscribe(self, attributes: Mapping[str, str | None] | None = None) -> Subscription:
        """Return this very subscription, if Subscribe with the same endpoint and these attributes would.

        Raises:
            SubscriptionAttributeError: the subscription has other attributes, or SNS would refuse one of these.
            DeliveryPolicyError: SNS would refuse the delivery policy.
            FilterPolicyError: SNS would refuse the filter policy.
        """
        differing = self.conflicts({} if attributes is None else attributes)
        if differing:
            problem = f"the endpoint is subscribed already, with another {' and another '.join(differing)}"
            raise SubscriptionAttributeError(
                problem,
                attribute=differing[0],
                hint="change the subscription by SetSubscriptionAttributes instead",
                aws="Subscription already exists with different attributes",
            )
        return self

    def conflicts(self, attributes: Mapping[str, str | None]) -> tuple[str, ...]:
        """Name the attributes that keep Subscribe from returning this subscription when it is asked again.

        Only what *attributes* names is compared, with what is stored: an attribute that isn't set has its default, and
        white space in JSON makes no difference.

        Raises:
            SubscriptionAttributeError: SNS would refuse one of them.
            DeliveryPolicyError: SNS would refuse the delivery policy.
            FilterPolicyError: SNS would refuse the filter policy.
        """
        settings = self._read(attributes)
        return tuple(name for name, stored in self._stored.items() if settings.stored.get(name, stored) != stored)

    def _read(self, attributes: Mapping[str, str | None]) -> Settings:
        return read_settings(attributes, self._identity, self.filter_policy_scope, raw=self.raw_message_delivery)

    def confirm(self, *, authenticated: bool = False) -> Subscription:
        """Return the subscription as ConfirmSubscription leaves it.

        Args:
            authenticated: whether the confirmation was signed, so that only the owner can unsubscribe.
        """
        if not self.pending_confirmation:
            return self
        confirmed = replace(
            self._identity, pending_confirmation=False, confirmation_was_authenticated=bool(authenticated)
        )
        return _subscription(confirmed, self._stored, self._filter_policy)

    @property
    def attributes(self) -> dict[str, str]:
        """What GetSubscriptionAttributes shows, in SNS's order; EffectiveDeliveryPolicy apart.

        The scope is shown with a policy only, but remembered without one.
        """
        return shown(self._identity, self._stored)

    def attributes_below(self, topic_policy: DeliveryPolicy | None = None) -> dict[str, str]:
        """Return all that GetSubscriptionAttributes shows, in SNS's order.

        Args:
            topic_policy: the delivery policy of the topic, if it has one; EffectiveDeliveryPolicy depends on it.

        Raises:
            DeliveryPolicyError: *topic_policy* isn't a topic's.
        """
        effective = self.effective_delivery_policy(topic_policy)
        return shown(self._identity, self._stored, "" if effective is None else effective.to_json())

    @property
    def topic_arn(self) -> str:
        """The ARN of the topic."""
        return self._identity.topic_arn

    @property
    def subscription_arn(self) -> str:
        """The ARN of the subscription."""
        return self._identity.subscription_arn

    @property
    def protocol(self) -> str:
        """How messages are delivered."""
        return self._identity.protocol

    @property
    def endpoint(self) -> str:
        """Where messages are delivered to."""
        return self._identity.endpoint

    @property
    def owner(self) -> str:
        """The account whose subscription it is."""
        return self._identity.owner

    @property
    def pending_confirmation(self) -> bool:
        """Whether the endpoint has still to confirm."""
        return self._identity.pending_confirmation

    @property
    def filter_policy(self) -> FilterPolicy | None:
        """The filter policy, ready to match; ``None`` if the subscription receives everything."""
        return self._filter_policy

    @property
    def filter_policy_scope(self) -> FilterPolicyScope:
        """What a filter policy is matched against, also while there is none."""
        return FilterPolicyScope(self._stored["FilterPolicyScope"])

    @property
    def delivery_policy(self) -> DeliveryPolicy | None:
        """The delivery policy that is set, if there is one."""
        stored = self._stored["DeliveryPolicy"]
        return DeliveryPolicy.parse(stored, raw=None, max_total_delay=None) if stored else None

    def effective_delivery_policy(self, topic_policy: DeliveryPolicy | None = None) -> EffectiveDeliveryPolicy | None:
        """Return how messages are delivered in the end; ``None`` for other protocols than HTTP/S.

        Args:
            topic_policy: the delivery policy of the topic, if it has one.

        Raises:
            DeliveryPolicyError: *topic_policy* isn't a topic's.
        """
        effective = effective_of_subscription(self.delivery_policy, topic_policy)
        return effective if self.protocol in HTTP else None

    @property
    def raw_message_delivery(self) -> bool:
        """Whether the endpoint receives the bare message."""
        return self._stored["RawMessageDelivery"] == "true"

    @property
    def dead_letter_target_arn(self) -> str | None:
        """The ARN of the dead-letter queue, if there is one."""
        policy = cast("dict[str, str] | None", load(self._stored["RedrivePolicy"], "{"))
        return None if policy is None else policy["deadLetterTargetArn"]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a subscription is immutable."""
        problem = f"a Subscription is immutable; what sets an attribute returns a new one, so don't set {name!r}"
        raise AttributeError(problem)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: a subscription is immutable."""
        problem = f"a Subscription is immutable; {name!r} can't be deleted"
        raise AttributeError(problem)

    def __eq__(self, other: object) -> bool:
        """Compare which subscription it is, and every attribute as SNS stores it."""
        if not isinstance(other, Subscription):
            return NotImplemented
        return (self._identity, self._stored) == (other._identity, other._stored)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self._identity, *self._stored.values()))

    def __reduce__(self) -> tuple[object, tuple[Identity, dict[str, str], FilterPolicy | None]]:
        """Pickle what is known of it, and the policy with its scope."""
        return _subscription, (self._identity, self._stored, self._filter_policy)

    def __repr__(self) -> str:
        """Show which subscription it is and what is set."""
        of = self._identity
        changed = {name: text for name, text in self._stored.items() if text != INITIAL[name]}
        return (
            f"Subscription.subscribe(topic_arn={of.topic_arn!r}, protocol={of.protocol!r}, endpoint={of.endpoint!r}, "
            f"attributes={changed!r}, subscription_arn={of.subscription_arn!r}, owner={of.owner!r}, "
            f"principal={of.principal!r})"
        )


def _subscription(identity: Identity, stored: dict[str, str], policy: FilterPolicy | None) -> Subscription:
    self = object.__new__(Subscription)
    for name, part in (("_identity", identity), ("_stored", stored), ("_filter_policy", policy)):
        object.__setattr__(self, name, part)
    return self
