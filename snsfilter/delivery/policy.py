"""DeliveryPolicy: parse, check, show, and resolve against the topic's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, cast

from snsfilter.delivery.arguments import check_protocol, known_circumstances, known_level, read_source, refusal
from snsfilter.delivery.effective import EffectiveDeliveryPolicy, of_subscription, of_topic
from snsfilter.delivery.judging import judge
from snsfilter.delivery.parts import Parts, parts_of, written
from snsfilter.delivery.shapes import LEVELS
from snsfilter.errors import DeliveryPolicyError, describe_foreign
from snsfilter.jsontext import GivenPlaces, load_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.delivery.backoff import Backoff
    from snsfilter.delivery.healthy import HealthyRetryPolicy
    from snsfilter.delivery.parts import RequestPolicy, ThrottlePolicy
    from snsfilter.delivery.schedule import RetrySchedule
    from snsfilter.delivery.shapes import Level, Target
    from snsfilter.errors import DeliveryViolation
    from snsfilter.jsontext import Members

__all__ = ["MAX_TOTAL_DELAY", "DeliveryPolicy", "effective_of_subscription", "effective_of_topic"]

MAX_TOTAL_DELAY: Final = 3600.0
"""How long an HTTP/S policy may keep a message, in seconds (sns-message-delivery-retries; the console enforces it)."""


class DeliveryPolicy:
    """The delivery policy of a topic, or of an HTTP/S subscription: immutable, hashable, picklable.

    >>> retries = {"minDelayTarget": 10, "maxDelayTarget": 30, "numRetries": 10, "numMinDelayRetries": 3}
    >>> policy = DeliveryPolicy.parse({"healthyRetryPolicy": retries})
    >>> policy.healthy_retry_policy.num_no_delay_retries
    0
    >>> policy.throttle_policy is None
    True

    Two policies are equal when SNS stores the same of them for the same target.

    Attributes:
        target: whose policy it is: ``"subscription"`` or ``"topic"``.
    """

    __slots__ = ("_parts", "_source", "_stored", "target")
    target: Target
    _parts: Parts
    _stored: str
    _source: str | None

    def __init__(self) -> None:
        """Refuse: a policy is made by :meth:`parse`."""
        problem = "use DeliveryPolicy.parse(...) to make a policy"
        raise TypeError(problem)

    @classmethod
    def parse(
        cls,
        source: str | bytes | Mapping[str, object],
        *,
        target: Target = "subscription",
        protocol: str = "https",
        raw: bool | None = False,
        max_total_delay: float | None = MAX_TOTAL_DELAY,
    ) -> DeliveryPolicy:
        """Read a policy, and find everything that SNS would refuse.

        Args:
            source: the JSON text, its UTF-8 bytes, or the decoded object.
            target: whose policy it is: ``"subscription"`` or ``"topic"``.
            protocol: the protocol of the subscription; only ``"http"`` and ``"https"`` have delivery policies.
            raw: whether the subscription has raw message delivery, which allows more content types; ``None`` if that
                isn't known.
            max_total_delay: the most seconds that the retries may take in all; ``None`` for any number.  The console
                of AWS refuses more than 3,600; the API isn't known to.

        Raises:
            DeliveryPolicyError: SNS would refuse it; or another argument is none.
        """
        level = known_level(target)
        if level.target == "subscription":
            check_protocol(protocol)
        circumstances = known_circumstances(raw, max_total_delay)
        try:
            value, text = read_source(source)
            members, violations = judge(value, level, circumstances, GivenPlaces(text))
        except RecursionError:
            raise refusal("the policy nests too deeply for the stack that is left") from None
        if violations:
            raise DeliveryPolicyError(violations)
        return _policy(level, members, text)

    @property
    def healthy_retry_policy(self) -> HealthyRetryPolicy | None:
        """How failed deliveries are retried, completed by SNS's defaults; ``None`` if the policy doesn't say."""
        return self._parts.healthy

    @property
    def sickly_retry_policy(self) -> HealthyRetryPolicy | None:
        """Deprecated; SNS still stores and shows it."""
        return self._parts.sickly

    @property
    def throttle_policy(self) -> ThrottlePolicy | None:
        """How fast messages are delivered; ``None`` if the policy doesn't say."""
        return self._parts.throttle

    @property
    def request_policy(self) -> RequestPolicy | None:
        """How messages are posted; ``None`` if the policy doesn't say."""
        return self._parts.request

    @property
    def guaranteed(self) -> bool:
        """Deprecated, of a subscription only; SNS still stores and shows it."""
        return self.target == "subscription" and self._parts.flag

    @property
    def disable_subscription_overrides(self) -> bool:
        """Whether a topic overrules the policies of its subscriptions."""
        return self.target == "topic" and self._parts.flag

    def check(
        self, *, raw: bool | None = False, max_total_delay: float | None = MAX_TOTAL_DELAY
    ) -> tuple[DeliveryViolation, ...]:
        """Return what is wrong with the policy under other circumstances; :meth:`parse` has checked all else.

        These are the violations of the error that :meth:`parse` raises with the same arguments.

        Args:
            raw: whether the subscription has raw message delivery; ``None`` if that isn't known.
            max_total_delay: the most seconds that the retries may take in all; ``None`` for any number.

        Raises:
            DeliveryPolicyError: an argument is none.
        """
        circumstances = known_circumstances(raw, max_total_delay)
        value = load_policy(self._stored if self._source is None else self._source, trailing=False)
        return judge(cast("Members", value), LEVELS[self.target], circumstances, GivenPlaces(self._source))[1]

    def effective(self, topic_policy: DeliveryPolicy | None = None) -> EffectiveDeliveryPolicy:
        """Return what applies in the end: this policy, completed by the topic's and by SNS's defaults.

        >>> policy = DeliveryPolicy.parse({"throttlePolicy": {"maxReceivesPerSecond": 5}})
        >>> policy.effective().healthy_retry_policy.num_retries
        3

        Args:
            topic_policy: the policy of the topic, if this is a subscription's and the topic has one.

        Raises:
            DeliveryPolicyError: *topic_policy* is none, or this policy is itself a topic's.
        """
        if self.target == "subscription":
            return effective_of_subscription(self, topic_policy)
        if topic_policy is not None:
            raise refusal("a topic's policy has no other topic's above it; leave topic_policy out")
        return effective_of_topic(self)

    def schedule(self, *, backoff: Backoff | None = None) -> RetrySchedule:
        """Return when a message that isn't taken is sent again, if nothing but this policy and SNS's defaults apply.

        Args:
            backoff: how the delay grows in the backoff phase, by default as ``backoffFunction`` has it.
        """
        return self.effective().schedule(backoff=backoff)

    def equivalent(self, other: DeliveryPolicy) -> bool:
        """Tell whether two policies say the same: what is absent against the default that SNS completes it by, too.

        A section that is absent is not the same as one that says what SNS's default is, for the topic's may apply.

        >>> short = {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 1}
        >>> long = {**short, "numMaxDelayRetries": 0, "backoffFunction": "linear"}
        >>> one, other = (DeliveryPolicy.parse({"healthyRetryPolicy": each}) for each in (short, long))
        >>> one == other, one.equivalent(other)
        (False, True)

        Raises:
            DeliveryPolicyError: *other* is no policy.
        """
        given: object = other
        if not isinstance(given, DeliveryPolicy):
            raise refusal(f"the other policy must be a DeliveryPolicy, not {describe_foreign(given)}")
        return (self.target, self._parts) == (other.target, other._parts)

    def to_json(self) -> str:
        """Return the policy as SNS stores and shows it, in its order and without white space.

        Of a subscription's, all members are written out, absent ones as ``null``; of a topic's, only what is given.

        >>> DeliveryPolicy.parse({"throttlePolicy": {"maxReceivesPerSecond": 5}}).to_json()[:50]
        '{"healthyRetryPolicy":null,"sicklyRetryPolicy":nul'
        """
        return self._stored

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a policy is immutable."""
        problem = f"a DeliveryPolicy is immutable; parse a new one instead of setting {name!r}"
        raise AttributeError(problem)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: a policy is immutable."""
        problem = f"a DeliveryPolicy is immutable; {name!r} can't be deleted"
        raise AttributeError(problem)

    def __eq__(self, other: object) -> bool:
        """Compare target and what SNS stores."""
        if not isinstance(other, DeliveryPolicy):
            return NotImplemented
        return (self.target, self._stored) == (other.target, other._stored)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self.target, self._stored))

    def __reduce__(self) -> tuple[object, tuple[str, Target, bool]]:
        """Pickle the text; it is parsed again."""
        given = self._source is not None
        return _parse_again, (cast("str", self._source) if given else self._stored, self.target, given)

    def __repr__(self) -> str:
        """Show the call that makes the policy, whatever the circumstances."""
        target = "" if self.target == "subscription" else f", target={self.target!r}"
        return f"DeliveryPolicy.parse({self._stored!r}{target}, raw=None, max_total_delay=None)"


def effective_of_subscription(
    policy: DeliveryPolicy | None, topic_policy: DeliveryPolicy | None
) -> EffectiveDeliveryPolicy:
    """Return what applies to an HTTP/S subscription; ``None`` stands for a policy that isn't set.

    Raises:
        DeliveryPolicyError: *policy* isn't a subscription's, or *topic_policy* not a topic's.
    """
    return of_subscription(_parts(policy, "subscription"), _parts(topic_policy, "topic"))


def effective_of_topic(policy: DeliveryPolicy | None) -> EffectiveDeliveryPolicy:
    """Return what applies to a topic; ``None`` stands for a policy that isn't set.

    Raises:
        DeliveryPolicyError: *policy* isn't a topic's.
    """
    return of_topic(_parts(policy, "topic"))


def _parts(policy: object, target: Target) -> Parts:
    if policy is None:
        return Parts()
    if isinstance(policy, DeliveryPolicy) and policy.target == target:
        return policy._parts  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own
    found = f"a {policy.target}'s" if isinstance(policy, DeliveryPolicy) else describe_foreign(policy)
    raise refusal(f"the policy of a {target} must be a DeliveryPolicy with target={target!r}, or None, not {found}")


def _policy(level: Level, members: Mapping[str, object], text: str | None) -> DeliveryPolicy:
    self = object.__new__(DeliveryPolicy)
    for name, part in (
        ("target", level.target),
        ("_parts", parts_of(members, level)),
        ("_stored", written(members, level)),
        ("_source", text),
    ):
        object.__setattr__(self, name, part)
    return self


def _parse_again(text: str, target: Target, given: bool) -> DeliveryPolicy:  # noqa: FBT001 (for pickle)
    policy = DeliveryPolicy.parse(text, target=target, raw=None, max_total_delay=None)
    if not given:  # the policy was a mapping, in which nothing has a line
        object.__setattr__(policy, "_source", None)
    return policy
