"""Topic: subscriptions, and what becomes of what is published to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from threading import RLock
from typing import TYPE_CHECKING, TypeAlias, cast
from weakref import WeakSet

from snsfilter.errors import TopicError, describe_foreign
from snsfilter.filtering.limits import SNS_LIMITS, Limits
from snsfilter.plaintext import quoted
from snsfilter.topic.checks import known_id, known_time, new_uuid
from snsfilter.topic.counts import DELIVERED, PUBLISHED
from snsfilter.topic.deliveries import count_deliveries, deliveries_of
from snsfilter.topic.fifo import Sequence
from snsfilter.topic.metrics import Metrics, Minute, Recorder
from snsfilter.topic.outcomes import PublishResult, Sending, Stamp
from snsfilter.topic.publications import BatchResult, deduplication_key, read_batch, read_publication
from snsfilter.topic.reasons import FILTERED_OUT, METRICS
from snsfilter.topic.received import MOST_RAW_ATTRIBUTES
from snsfilter.topic.roster import Roster
from snsfilter.topic.signing import is_signer
from snsfilter.topic.subscribing import Subscribing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from snsfilter.delivery.endpoint import Endpoint
    from snsfilter.message import Message, PublishBatch
    from snsfilter.topic.deliveries import Deliveries
    from snsfilter.topic.signing import Signer

__all__ = ["Clock", "Topic"]

Clock: TypeAlias = Callable[[], "datetime | float"]
"""Says what time it is: a datetime (UTC, if it names no zone), or seconds since 1970."""


class Topic(Subscribing):
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
    counted once.  A topic can be pickled, and copied as it is; what becomes of the copy leaves it alone.

    Attributes:
        topic_arn: the ARN of the topic.
        name: the last part of it.
        is_fifo: whether it is a FIFO topic: its name ends in ``.fifo``.
    """

    def __init__(  # noqa: PLR0913 (each is a detail of its own, given by name)
        self,
        topic_arn: str,
        *,
        attributes: Mapping[str, str | None] | None = None,
        clock: Clock = time.time,
        ids: Callable[[], str] = new_uuid,
        signer: Signer | None = None,
        service_url: str | None = None,
        limits: Limits | None = SNS_LIMITS,
    ) -> None:
        """Make a topic without subscriptions, as CreateTopic does.

        Args:
            topic_arn: its ARN; a FIFO topic's ends in ``.fifo``.
            attributes: what to set from the beginning, as by :meth:`set_attribute`.
            clock: says what time it is, for the timestamps, the minutes of the metrics, and deduplication.
            ids: makes the ids of messages, and of subscriptions the last part of the ARN.
            signer: signs the envelopes; without one they say that they aren't signed.
            service_url: where the service is, for UnsubscribeURL; by default SNS in the region of the topic.
            limits: how many filter policies the topic may have (``policies_per_topic``); ``None`` for any number.

        Raises:
            TopicError: SNS would refuse one of them.
        """
        super().__init__(topic_arn, attributes, ids, limits)
        for name, function in (("clock", clock), ("ids", ids)):
            if not callable(cast("object", function)):
                raise TopicError(f"the {name} of a topic must be a function, not {describe_foreign(function)}")
        if signer is not None and not is_signer(signer):
            needed = "sign and a certificate_url, as an RsaSigner has"
            raise TopicError(
                f"the signer of a topic must have {needed}; {type(cast('object', signer)).__name__} hasn't"
            )
        if service_url is not None and not isinstance(cast("object", service_url), str):
            raise TopicError(f"the service_url of a topic must be text or None, not {describe_foreign(service_url)}")
        self._clock = clock
        self._sending = Sending(self.topic_arn, signer=signer, service_url=service_url)
        self._take_over_attributes()
        self._recorder = Recorder()
        self._sequence = Sequence()
        self._underway: WeakSet[PublishResult] = WeakSet()

    def set_attribute(self, name: str, value: str | None) -> None:
        """Set an attribute of the topic, as SetTopicAttributes does.

        ``""`` and ``None`` remove it.

        Raises:
            TopicError: SNS would refuse it.
            DeliveryPolicyError: SNS would refuse the delivery policy.
        """
        with self._lock:
            super().set_attribute(name, value)
            self._take_over_attributes()

    def _take_over_attributes(self) -> None:
        version = self._attributes.get("SignatureVersion") or "1"
        self._sending = self._sending._replace(signature_version=version, policy=self.delivery_policy)

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
        message, size = read_publication(message, self.topic_arn, self._attributes)
        with self._lock:
            at, message_id = known_time(self._clock()), known_id(self._ids())
            minute = self._recorder.minute(at)
            result = self._take(message, message_id, at, minute, deliver=deliver)
            minute.publish(size)
        return result

    def publish_batch(
        self,
        entries: PublishBatch[Message] | Iterable[Mapping[str, object]] | Mapping[str, object],
        *,
        deliver: bool = True,
    ) -> BatchResult:
        """Publish several messages at once, as PublishBatch does; their sizes together are one datum of PublishSize.

        Args:
            entries: boto3's ``PublishBatchRequestEntries``, a batch that was read from it, or the arguments of boto3's
                ``publish_batch`` as a mapping.
            deliver: as for :meth:`publish`.

        Raises:
            PublishError: SNS would refuse the batch as a whole.
            TopicError: it is no batch, or is for another topic.
        """
        taken, failed = read_batch(entries, self.topic_arn, self._attributes)
        if not taken:
            return BatchResult({}, failed)
        with self._lock:
            at = known_time(self._clock())
            ids = [known_id(self._ids()) for _ in taken]
            minute = self._recorder.minute(at)
            results = [
                self._take(each.message, name, at, minute, deliver=deliver)
                for each, name in zip(taken.values(), ids, strict=True)
            ]
            minute.publish(sum(each.size for each in taken.values()))
        return BatchResult(dict(zip(taken, results, strict=True)), failed)

    def _take(self, message: Message, message_id: str, at: float, minute: Minute, *, deliver: bool) -> PublishResult:
        """Publish a message that was checked, and count it."""
        roster, sequence_number = self._roster, None
        if self.is_fifo:
            key = deduplication_key(message, self._attributes.get("FifoThroughputScope"))
            (message_id, sequence_number), is_new = self._sequence.take(key, message_id, at)
            if not is_new:
                roster = Roster()  # a duplicate concerns nobody
        (matching, odd), receivers = roster.matching(message), roster.receivers()
        stamp = Stamp(message_id, sequence_number, at, self._sending)
        result = PublishResult(message, stamp, receivers, matching, roster is not self._roster)
        reasons = roster.rejecting(message, matching, odd=odd)
        may_fail = deliver and roster.raw_queues and len(message.attributes) > MOST_RAW_ATTRIBUTES
        deliveries = deliveries_of(result, {}, ()) if may_fail else None
        # From here on nothing fails, so that a message is counted whole or not at all.
        counts, rejected = minute.counts, sum(reasons.values())
        counts[PUBLISHED] += 1
        for why, number in reasons.items():
            counts[METRICS[why]] += number
        counts[FILTERED_OUT] += rejected
        if not deliver:
            self._underway.add(result)
        elif deliveries is None:
            counts[DELIVERED] += len(receivers) - rejected
        else:
            count_deliveries(deliveries, self._recorder, at)
        return result

    def deliver(
        self,
        result: PublishResult,
        endpoints: Mapping[str, Endpoint] | None = None,
        *,
        unavailable_queues: Collection[str] = (),
    ) -> Deliveries:
        """Deliver what was published by ``publish(..., deliver=False)``, say what becomes of it, and count it.

        SNS retries by the effective delivery policy of each subscription, or by the schedule of its protocol.

        Args:
            result: the message, as it was published.
            endpoints: how an endpoint answers, by the ARN of the subscription, as for :func:`~snsfilter.simulate`; its
                time is in seconds after the message was published.  Every other endpoint takes the message at once.
            unavailable_queues: the ARNs of dead-letter queues that take nothing: they are gone, or SNS may not write.

        Raises:
            TopicError: the message was delivered already, or was published to another topic; or an argument isn't what
                it must be.
            ScheduleError: an endpoint is none, or answers something else.
        """
        if not isinstance(cast("object", result), PublishResult):
            raise TopicError(f"what is delivered must be a PublishResult, not {describe_foreign(result)}")
        self._check_underway(result)
        # Endpoints are the caller's functions: nobody else waits for them, and whatever they do, this is counted once.
        deliveries = deliveries_of(result, {} if endpoints is None else endpoints, unavailable_queues)
        with self._lock:
            self._check_underway(result)
            self._underway.discard(result)
            count_deliveries(deliveries, self._recorder, known_time(result.published.timestamp))
        return deliveries

    def _check_underway(self, result: PublishResult) -> None:
        with self._lock:
            if result not in self._underway:
                what = "was delivered already, or published to another topic or with deliver=True"
                hint = "publish it with deliver=False, and deliver it once"
                raise TopicError(f"the message {quoted(result.message_id)} {what}", hint=hint)

    def __getstate__(self) -> dict[str, object]:
        """Pickle and copy the topic as it is at one moment; its clock, its ids and its signer must allow it."""
        with self._lock:
            roster, sequence, recorder = deepcopy((self._roster, self._sequence, self._recorder))
            apart: dict[str, object] = {
                "_roster": roster,
                "_sequence": sequence,
                "_recorder": recorder,
                "_underway": [*self._underway],
            }
            return {name: part for name, part in self.__dict__.items() if name != "_lock"} | apart

    def __setstate__(self, state: dict[str, object]) -> None:
        """Give the copy a lock of its own."""
        self.__dict__.update(state)
        self._lock = RLock()
        self._underway = WeakSet(self._underway)

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
