"""What the type checkers see of the public API: run by mypy and by pyright, never executed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, assert_type

from snsfilter import (
    Complexity,
    Explanation,
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    FilterPolicySyntaxError,
    IndexCost,
    Limits,
    Message,
    MessageError,
    PolicyIndex,
    PublishBatch,
    Published,
    PublishError,
    RsaSigner,
    SnsFilterError,
    Subscription,
    SubscriptionAttributeError,
    Violation,
    equivalent,
    filter_policy_schema,
)
from snsfilter.filtering.nodes import AllOf
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


# What endpoints receive.
published = Published(message_id="id", timestamp=0.0, topic_arn="topic")
signer = RsaSigner.generate("https://example.com/cert.pem")
assert_type(render(message, published, subscription, signer=signer), Envelope)
assert_type(dead_letter(message, published, subscription), SqsEnvelope)
verify("{}", certificate=signer.certificate)


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
    elif isinstance(root, MessageError):
        value_error: ValueError = root
        raise value_error
