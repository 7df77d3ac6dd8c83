"""What becomes of notifications on their way: attempts, retries, dead-letter queues, loss; and as what SNS counts it.

There is no waiting: the attempts follow a clock of their own, which begins when the message is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from snsfilter.delivery.attempts import Ending, Fate
from snsfilter.delivery.endpoint import Verdict
from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.delivery.shapes import HTTP
from snsfilter.delivery.simulate import simulate
from snsfilter.errors import TopicError, describe_foreign
from snsfilter.mappings import members_of
from snsfilter.topic.counts import DELIVERED, FAILED, FAILED_TO_REDRIVE, REDRIVEN
from snsfilter.topic.envelope import sends_attributes
from snsfilter.topic.received import MOST_RAW_ATTRIBUTES, SqsEnvelope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from snsfilter.delivery.endpoint import Endpoint
    from snsfilter.delivery.outcome import Timeline
    from snsfilter.topic.metrics import Recorder
    from snsfilter.topic.outcomes import Delivered, PublishResult
    from snsfilter.topic.received import Envelope
    from snsfilter.topic.subscription import Subscription

__all__ = ["Deliveries", "NotificationDelivery", "count_deliveries", "deliveries_of"]

_TAKES: Final = (200,)
_REFUSES: Final = (400,)


@dataclass(frozen=True, slots=True)
class NotificationDelivery:
    """What became of a message on its way to one subscription.

    Attributes:
        outcome: the outcome of publishing, with subscription and envelope.
        timeline: every attempt, in seconds after the message was published.
        dead_letter_queue: the ARN of the dead-letter queue of the subscription, if it has one.
    """

    outcome: Delivered
    timeline: Timeline
    dead_letter_queue: str | None

    @property
    def subscription(self) -> Subscription:
        """The subscription."""
        return self.outcome.subscription

    @property
    def envelope(self) -> Envelope:
        """What the endpoint receives."""
        return self.outcome.envelope

    @property
    def dead_letter(self) -> SqsEnvelope | None:
        """What lands in the dead-letter queue; ``None`` if nothing does."""
        return self.outcome.dead_letter if self.fate is Fate.REDRIVEN else None

    @property
    def fate(self) -> Fate:
        """Whether the message is delivered, redriven to the dead-letter queue, or lost."""
        return self.timeline.fate

    @property
    def failures(self) -> tuple[float, ...]:
        """When NumberOfNotificationsFailed counts, in seconds after the message was published.

        Of HTTP/S every failed attempt counts, retries too; of all others it counts once, when SNS gives up
        (sns-monitoring-using-cloudwatch).
        """
        if self.subscription.protocol in HTTP:
            failed = (each for each in self.timeline.attempts if each.response.verdict is not Verdict.SUCCESS)
            return tuple(each.ended for each in failed)
        return () if self.timeline.ending is Ending.DELIVERED else (self.timeline.ended_at,)


class Deliveries(Mapping[str, NotificationDelivery]):
    """What became of a message on all its ways: from the ARN of each subscription that accepts it; immutable."""

    __slots__ = ("_by_arn",)

    def __init__(self, deliveries: Mapping[str, NotificationDelivery]) -> None:
        """Hold deliveries by the ARN of their subscription."""
        self._by_arn = deliveries

    def __getitem__(self, subscription_arn: str) -> NotificationDelivery:
        """Return what became of the message on its way to a subscription.

        Raises:
            KeyError: the subscription isn't there, or its policy rejects the message.
        """
        return self._by_arn[subscription_arn]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ARNs of the subscriptions."""
        return iter(self._by_arn)

    def __len__(self) -> int:
        """Count the subscriptions."""
        return len(self._by_arn)

    @property
    def delivered(self) -> tuple[NotificationDelivery, ...]:
        """Those that the endpoint took."""
        return self._of(Fate.DELIVERED)

    @property
    def redriven(self) -> tuple[NotificationDelivery, ...]:
        """Those that a dead-letter queue has."""
        return self._of(Fate.REDRIVEN)

    @property
    def lost(self) -> tuple[NotificationDelivery, ...]:
        """Those that nobody has, for there is no dead-letter queue, or it takes nothing."""
        return self._of(Fate.LOST)

    @property
    def dead_letters(self) -> Mapping[str, tuple[NotificationDelivery, ...]]:
        """What each dead-letter queue has, by the ARN of the queue."""
        queues: dict[str, tuple[NotificationDelivery, ...]] = {}
        for each in self.redriven:
            queue = each.dead_letter_queue or ""
            queues[queue] = (*queues.get(queue, ()), each)
        return MappingProxyType(queues)

    def _of(self, fate: Fate) -> tuple[NotificationDelivery, ...]:
        return tuple(each for each in self._by_arn.values() if each.fate is fate)

    def __repr__(self) -> str:
        """Count the fates."""
        return f"<Deliveries: {len(self.delivered)} delivered, {len(self.redriven)} redriven, {len(self.lost)} lost>"


def deliveries_of(
    result: PublishResult, endpoints: Mapping[str, Endpoint], unavailable_queues: Collection[str]
) -> Deliveries:
    """Return what becomes of a published message.

    Raises:
        TopicError: *endpoints* or *unavailable_queues* isn't what it must be.
        ScheduleError: an endpoint is none, or answers something else.
    """
    endpoints, unavailable = _known_endpoints(result, endpoints), _known_queues(unavailable_queues)
    deliveries = {}
    for outcome in result.delivered:
        subscription = outcome.subscription
        queue = subscription.dead_letter_target_arn
        schedule, throttle = _plan(outcome)
        endpoint = _REFUSES if _is_discarded(outcome) else endpoints.get(subscription.subscription_arn, _TAKES)
        has_queue = queue is not None and queue not in unavailable
        timeline = simulate(schedule, endpoint, throttle=throttle, dead_letter_queue=has_queue)
        deliveries[subscription.subscription_arn] = NotificationDelivery(outcome, timeline, queue)
    return Deliveries(deliveries)


def _plan(outcome: Delivered) -> tuple[RetrySchedule, int | None]:
    """Return when SNS tries again, and how many messages it sends in a second at most."""
    effective = outcome.effective_delivery_policy
    if effective is None:
        return _of_protocol(outcome.subscription.protocol), None
    throttle = effective.throttle_policy
    return effective.schedule(), None if throttle is None else throttle.max_receives_per_second


@cache
def _of_protocol(protocol: str) -> RetrySchedule:
    """Return the schedule of a protocol; there are few, and a topic may have thousands of subscriptions of one."""
    return RetrySchedule.for_protocol(protocol)


def _is_discarded(outcome: Delivered) -> bool:
    """Tell whether a message can't be put into its queue, which is a client-side error (sns-message-attributes).

    No other envelope is looked at, for the signer of another, which is the caller's, may fail.
    """
    if len(outcome.message.attributes) <= MOST_RAW_ATTRIBUTES or not sends_attributes(outcome.subscription):
        return False
    envelope = outcome.envelope
    return isinstance(envelope, SqsEnvelope) and envelope.client_error != ""


def _known_endpoints(result: PublishResult, given: object) -> Mapping[str, Endpoint]:
    if not isinstance(given, Mapping):
        problem = f"endpoints must be a mapping of ARNs of subscriptions, not {type(given).__name__}"
        raise TopicError(problem, parameter="endpoints")
    endpoints = members_of("the endpoints", cast("Mapping[object, Endpoint]", given), _refusing_endpoints)
    for arn in endpoints:
        if not isinstance(arn, str) or str.__str__(arn) not in result:
            raise TopicError(
                f"there is an endpoint for {describe_foreign(arn)}, which isn't the ARN of a confirmed subscription",
                parameter="endpoints",
                hint="take subscription.subscription_arn, and confirm the subscription first",
            )
    return {str.__str__(arn): endpoint for arn, endpoint in endpoints.items() if isinstance(arn, str)}


def _refusing_endpoints(problem: str) -> TopicError:
    return TopicError(problem, parameter="endpoints")


def _known_queues(given: object) -> frozenset[str]:
    wanted = "unavailable_queues must be a list or set of ARNs"
    if not isinstance(given, tuple | list | set | frozenset):
        raise TopicError(f"{wanted}, not {type(given).__name__}")
    queues: list[object] = list(given)
    for each in queues:
        if not isinstance(each, str):
            raise TopicError(f"{wanted}, not one with {describe_foreign(each)}")
    return frozenset(str.__str__(each) for each in queues if isinstance(each, str))


def count_deliveries(deliveries: Deliveries, recorder: Recorder, published_at: float) -> None:
    """Count what became of a message that was published at a time in seconds.

    SNS doesn't say whether a message that it redrives has failed; it has, for its delivery did (inferred).
    """
    for each in deliveries.values():
        for failed_after in each.failures:
            recorder.minute(published_at + failed_after).counts[FAILED] += 1
        counts = recorder.minute(published_at + each.timeline.ended_at).counts
        if each.fate is Fate.DELIVERED:
            counts[DELIVERED] += 1
        elif each.fate is Fate.REDRIVEN:
            counts[REDRIVEN] += 1
        elif each.dead_letter_queue is not None:
            counts[FAILED_TO_REDRIVE] += 1
