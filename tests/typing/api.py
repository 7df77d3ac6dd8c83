"""What the type checkers see of the public API: run by mypy and by pyright, never executed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, assert_type

from snsfilter import (
    Explanation,
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    FilterPolicySyntaxError,
    Limits,
    Message,
    MessageError,
    SnsFilterError,
    Violation,
)
from snsfilter.filtering.nodes import AllOf

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
FilterPolicy.parse(["store"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
FilterPolicy.parse("{}", dialect="sqs")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
FilterPolicy.parse("{}", FilterPolicyScope.MESSAGE_BODY)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

assert_type(policy.scope, FilterPolicyScope)
assert_type(policy.dialect, Literal["sns", "ruler"])
assert_type(policy.tree, AllOf)
assert_type(policy == policy, bool)  # noqa: PLR0124 - its type is the point
assert_type(hash(policy), int)
assert_type({policy: "queue"}[policy], str)

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

# Scopes are strings.
scope: str = FilterPolicyScope.MESSAGE_BODY
assert_type(FilterPolicyScope("MessageBody"), FilterPolicyScope)


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
