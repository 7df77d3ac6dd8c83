"""What the type checkers see of the public API: run by mypy and by pyright, never executed."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Literal, assert_type

from tenacity.wait import wait_combine

from snsfilter import (
    BackoffFunction,
    BatchResult,
    Complexity,
    Delivered,
    Deliveries,
    DeliveryPolicy,
    DeliveryPolicyError,
    Explanation,
    FilteredOut,
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    FilterPolicySyntaxError,
    FilterReason,
    HealthyRetryPolicy,
    IndexCost,
    Limits,
    Message,
    MessageError,
    Metrics,
    MissingExtraError,
    NotificationDelivery,
    Outage,
    Phase,
    PolicyIndex,
    PublishBatch,
    Published,
    PublishError,
    PublishResult,
    Response,
    Retry,
    RetrySchedule,
    RsaSigner,
    ScheduleError,
    SchedulePhase,
    SnsFilterError,
    Statistics,
    Subscription,
    SubscriptionAttributeError,
    Topic,
    TopicError,
    Violation,
    compare_schedules,
    deliver,
    deliver_async,
    delivery_policy_schema,
    equivalent,
    filter_policy_schema,
    simulate,
    simulate_batch,
)
from snsfilter.delivery.effective import EffectiveDeliveryPolicy
from snsfilter.delivery.outcome import Timeline
from snsfilter.delivery.parts import ThrottlePolicy
from snsfilter.errors import DeliveryViolation
from snsfilter.filtering.nodes import AllOf
from snsfilter.integrations.tenacity import wait_schedule
from snsfilter.topic.envelope import Envelope, SqsEnvelope, dead_letter, render
from snsfilter.topic.signing import verify

# A policy, from everything that it can be read from.
policy = FilterPolicy.parse('{"store": ["a"]}')
assert_type(policy, FilterPolicy)
assert_type(FilterPolicy.parse(b"{}"), FilterPolicy)
assert_type(FilterPolicy.parse({"store": ["a", 1, None, {"exists": False}]}), FilterPolicy)
assert_type(
    FilterPolicy.parse("{}", scope=FilterPolicyScope.MESSAGE_BODY, dialect="ruler", limits=None),
    FilterPolicy,
)
FilterPolicy.parse("{}", limits=Limits())
FilterPolicy.parse("{}", limits=Limits(keys=None, keys_counted="top-level", nested_attributes=True))
Limits(keys_counted="leaves")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
assert_type(policy.check(), tuple[Violation, ...])
assert_type(policy.check(Limits(combinations=100)), tuple[Violation, ...])
assert_type(policy.complexity, Complexity)
assert_type(policy.complexity.combinations, int)
assert_type(policy.complexity.as_dict(), dict[str, object])
FilterPolicy.parse(["store"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
FilterPolicy.parse("{}", dialect="sqs")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
FilterPolicy.parse("{}", FilterPolicyScope.MESSAGE_BODY)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

assert_type(policy.scope, FilterPolicyScope)
assert_type(policy.dialect, Literal["sns", "ruler"])
assert_type(policy.tree, AllOf)
assert_type(policy == policy, bool)  # noqa: PLR0124 - its type is the point
assert_type(hash(policy), int)
assert_type({policy: "queue"}[policy], str)

# A policy as text, what is the same, and the schema of all.
assert_type(policy.to_json(), str)
assert_type(equivalent(policy, "{}"), bool)
assert_type(equivalent({"a": [1]}, b"{}", scope=FilterPolicyScope.MESSAGE_BODY, dialect="ruler"), bool)
equivalent(policy, None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
assert_type(filter_policy_schema(), dict[str, object])
assert_type(filter_policy_schema("MessageBody"), dict[str, object])

# A message, in every spelling.
message = Message(
    attributes={
        "boto3": {"DataType": "String", "StringValue": "a"},
        "notification": {"Type": "Number", "Value": "1"},
        "text": "a",
        "number": 1,
        "fraction": 1.5,
        "decimal": Decimal("1.5"),
        "array": ["a", 1, None, True],
        "binary": b"a",
    },
    body='{"store": "a"}',
)
assert_type(message, Message)
assert_type(message.attributes, Mapping[str, object])
assert_type(message.body, object)
Message()
Message(body=b"{}")
Message(body={"store": "a"})
Message(attributes=["store"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

assert_type(Message(body="m", subject="s").subject, str | None)
assert_type(Message.from_publish(Message="m"), Message)
assert_type(Message.from_publish_batch(PublishBatchRequestEntries=[]), PublishBatch[Message])
assert_type(Message.from_sqs({"Body": "m"}, raw=True), Message)
assert_type(Message.from_notification(b"{}").published, Published | None)
assert_type(message.text_for("sqs"), str | None)
assert_type(message.for_protocol("sqs"), Message)
Message(body="m", subject=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Verdicts.
assert_type(policy.matches(message), bool)
assert_type(policy.matches_attributes({"store": "a"}), bool)
assert_type(policy.matches_body('{"store": "a"}'), bool)
assert_type(policy.matches_body(b'{"store": "a"}'), bool)
assert_type(policy.matches_body({"store": "a"}), bool)
policy.matches("store")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Explanations.
why = policy.explain(message)
assert_type(why, Explanation)
assert_type(bool(why), bool)
assert_type(
    why.reason,
    Literal["MessageAttributes", "MessageBody", "NoMessageAttributes", "InvalidAttributes", "InvalidMessageBody"]
    | None,
)
assert_type(why.summary, str)
assert_type(why.as_dict(), dict[str, object])
assert_type([key.key for each in why.alternatives for key in each.keys], list[str])

# Many policies.
index = PolicyIndex({"queue": policy})
assert_type(index, PolicyIndex[str])
numbered: PolicyIndex[int] = PolicyIndex([(1, policy), (2, policy)])
assert_type(index["queue"], FilterPolicy)
assert_type(index.matching(message), set[str])
assert_type(index.matching_attributes({"store": "a"}), set[str])
assert_type(index.matching_body('{"store": "a"}'), set[str])
assert_type(index.matching_body({"store": "a"}), set[str])
assert_type(index.cost(), IndexCost)
assert_type(index.cost().size, int)
mapping: Mapping[str, FilterPolicy] = index
index["other"] = policy
index["other"] = "{}"  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]
index[1] = policy  # type: ignore[index]  # pyright: ignore[reportArgumentType]
empty: PolicyIndex[tuple[str, int]] = PolicyIndex()

# Scopes are strings.
scope: str = FilterPolicyScope.MESSAGE_BODY
assert_type(FilterPolicyScope("MessageBody"), FilterPolicyScope)


# A subscription, and what is set.
subscription = Subscription.subscribe(
    topic_arn="arn:aws:sns:eu-west-1:123456789012:orders",
    protocol="sqs",
    endpoint="arn:aws:sqs:eu-west-1:123456789012:lab",
    attributes={"FilterPolicy": "{}", "RedrivePolicy": None},
)
assert_type(subscription, Subscription)
assert_type(subscription.set_attribute("FilterPolicyScope", scope), Subscription)
assert_type(subscription.set_attributes({"RawMessageDelivery": "true"}), Subscription)
assert_type(subscription.resubscribe(), Subscription)
assert_type(subscription.conflicts({}), tuple[str, ...])
assert_type(subscription.attributes, dict[str, str])
assert_type(subscription.filter_policy, FilterPolicy | None)
assert_type(subscription.filter_policy_scope, FilterPolicyScope)
assert_type(subscription.raw_message_delivery, bool)
assert_type(subscription.dead_letter_target_arn, str | None)
subscription.set_attribute("FilterPolicy", {})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# A delivery policy, and what comes of it.
delivery = DeliveryPolicy.parse({"throttlePolicy": {"maxReceivesPerSecond": 5}}, raw=None, max_total_delay=None)
assert_type(delivery, DeliveryPolicy)
assert_type(DeliveryPolicy.parse(b"{}", target="topic"), DeliveryPolicy)
assert_type(delivery.target, Literal["subscription", "topic"])
assert_type(delivery.healthy_retry_policy, HealthyRetryPolicy | None)
assert_type(delivery.throttle_policy, ThrottlePolicy | None)
assert_type(delivery.guaranteed, bool)
assert_type(delivery.check(raw=True), tuple[DeliveryViolation, ...])
assert_type(delivery.effective(), EffectiveDeliveryPolicy)
assert_type(delivery.effective().healthy_retry_policy.backoff_function, BackoffFunction)
assert_type(delivery.schedule(), RetrySchedule)
assert_type(delivery.to_json(), str)
assert_type(delivery.equivalent(delivery), bool)
assert_type(subscription.delivery_policy, DeliveryPolicy | None)
assert_type(subscription.effective_delivery_policy(delivery), EffectiveDeliveryPolicy | None)
assert_type(subscription.attributes_below(None), dict[str, str])
assert_type(delivery_policy_schema("topic"), dict[str, object])
DeliveryPolicy.parse("{}", target="queue")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# A schedule, and what is done with it.
schedule = RetrySchedule.of(HealthyRetryPolicy(), backoff=lambda number, _count, least, _most: least * number)
assert_type(schedule, RetrySchedule)
assert_type(RetrySchedule.for_protocol("sqs", throttled=True), RetrySchedule)
assert_type(schedule.to_svg(title="A", width=500), str)
assert_type(compare_schedules({"a": schedule}), str)
assert_type(schedule[0], Retry)
assert_type(schedule[0:2], list[Retry])
assert_type(schedule[0].phase, Phase)
assert_type(schedule[0].since_first_failure, float)
assert_type(list(schedule), list[Retry])
assert_type(list(schedule.delays()), list[float])
assert_type(schedule.phases, tuple[SchedulePhase, ...])
assert_type(schedule.delay_before(1), float)
assert_type(schedule.total_delay, float)
assert_type(schedule.attempts, int)
seeded = Random(1)  # noqa: S311 - no secret depends on it
assert_type(schedule.with_jitter(seeded, "equal"), RetrySchedule)
schedule.with_jitter(seeded, "half")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
RetrySchedule.of({"numRetries": 3})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

timeline = simulate(schedule, [503, "timeout", Response(200, seconds=0.5)])
assert_type(timeline, Timeline)
assert_type(timeline.attempts[0].response, Response)
assert_type(timeline.delivered, bool)
assert_type(timeline.delivered_at, float | None)
assert_type(simulate(schedule, [TimeoutError(), 200]), Timeline)
assert_type(simulate(schedule, Outage(0, 60)), Timeline)
assert_type(simulate(schedule, [Outage(0, 60), Outage(90, 120, "timeout")], throttle=5), Timeline)
assert_type(simulate(schedule, lambda time: 503 if time < 60 else 200), Timeline)
assert_type(simulate_batch(schedule, Outage(0, 60), range(100)).peak.attempts, int)
assert_type(deliver(lambda: 200, schedule, sleep=print), Timeline)
assert_type(wait_schedule(schedule) + wait_schedule(schedule), wait_combine)
simulate(schedule, "timeout")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def send() -> int:
    """Send a message, somewhere."""
    return 200


async def delivering() -> None:
    """Deliver by what is awaited."""
    assert_type(await deliver_async(send, schedule), Timeline)


def delivery_error(error: DeliveryPolicyError) -> None:
    """Say what is wrong, all of it, and what AWS says."""
    assert_type(error.violations, tuple[DeliveryViolation, ...])
    assert_type(error.field, str)
    assert_type(error.line, int | None)
    assert_type(error.aws_message("CreateTopic"), str)


# What endpoints receive.
published = Published(message_id="id", timestamp=0.0, topic_arn="topic")
signer = RsaSigner.generate("https://example.com/cert.pem")
assert_type(render(message, published, subscription, signer=signer), Envelope)
assert_type(dead_letter(message, published, subscription), SqsEnvelope)
verify("{}", certificate=signer.certificate)


# A topic.
topic = Topic("arn:aws:sns:eu-west-1:123456789012:orders", signer=signer, clock=lambda: 0, limits=None)
assert_type(topic.subscribe(protocol="sqs", endpoint="queue", attributes={"FilterPolicy": "{}"}), Subscription)
assert_type(topic.confirm("arn"), Subscription)
assert_type(topic.subscriptions, Mapping[str, Subscription])
assert_type(topic.attributes, dict[str, str])
result = topic.publish(message, deliver=False)
assert_type(result, PublishResult)
assert_type(topic.publish({"Message": "?"}), PublishResult)
assert_type(topic.publish_batch([{"Id": "1", "Message": "?"}]), BatchResult)
assert_type(result["arn"], Delivered | FilteredOut)
assert_type(result.delivered, tuple[Delivered, ...])
assert_type(result.delivered[0].envelope, Envelope)
assert_type(result.filtered_out[0].reason, FilterReason)
assert_type(result.filtered_out[0].explain(), Explanation)
assert_type(topic.deliver(result, {"arn": Outage(0, 60), "other": [503, 200]}), Deliveries)
assert_type(topic.deliver(result)["arn"], NotificationDelivery)
assert_type(topic.deliver(result)["arn"].dead_letter, SqsEnvelope | None)
assert_type(topic.metrics, Metrics)
assert_type(topic.metrics["PublishSize"], int)
assert_type(topic.metrics.statistics("PublishSize"), Statistics)
topic.publish("text")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def topic_error(error: TopicError) -> None:
    """Say which parameter, and what AWS says."""
    assert_type(error.parameter, str)
    assert_type(error.http_status, int)
    assert_type(error.aws_message("SetSubscriptionAttributes"), str)


def attribute_error(error: SubscriptionAttributeError) -> None:
    """Say which attribute, and what AWS says."""
    assert_type(error.attribute, str)
    assert_type(error.hint, str)
    assert_type(error.aws_message("SetSubscriptionAttributes"), str)


def publish_error(error: PublishError) -> None:
    """Say what AWS says, and how well that is known."""
    message_error: MessageError = error
    assert_type(error.code, str)
    assert_type(error.aws_message(), str)
    assert_type(error.evidence, Literal["recorded", "documented", "inferred"])
    raise message_error


def policy_error(error: FilterPolicyError) -> None:
    """Say where."""
    assert_type(error.pointer, str)
    assert_type(error.line, int | None)
    assert_type(error.column, int | None)
    assert_type(error.hint, str)
    assert_type(error.code, str)


def limit_error(error: FilterPolicyLimitError) -> None:
    """Say which limits."""
    assert_type(error.violations, tuple[Violation, ...])
    policy_error(error)


def family(root: SnsFilterError) -> None:
    """Each error has the root for a base, and the built-in error that a caller would expect."""
    if isinstance(root, FilterPolicySyntaxError):
        policy_error(root)
    elif isinstance(root, MessageError | ScheduleError):
        value_error: ValueError = root
        raise value_error
    elif isinstance(root, MissingExtraError):
        import_error: ImportError = root
        raise import_error
