"""The attributes of a topic: what may be set, what is stored, and what GetTopicAttributes shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NoReturn, cast

from snsfilter.delivery.policy import DeliveryPolicy, effective_of_topic
from snsfilter.errors import TopicError
from snsfilter.mappings import members_of
from snsfilter.message.checking import LARGEST_SIZE, MAX_SIZE
from snsfilter.plaintext import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from snsfilter.topic.subscription import Subscription

__all__ = [
    "check_large_messages",
    "delivery_policy_of",
    "initial_attributes",
    "known_topic_attribute",
    "read_topic_attributes",
    "shown_attributes",
]

_FIFO_ONLY: Final = frozenset({"ContentBasedDeduplication", "FifoThroughputScope", "ArchivePolicy"})
_OF_SNS: Final = frozenset(
    """BeginningArchiveTime EffectiveDeliveryPolicy Owner SubscriptionsConfirmed SubscriptionsDeleted
    SubscriptionsPending TopicArn""".split()
)
_LONGEST_NAME: Final = 100
_SMALLEST_SIZE: Final = 1_024
_OF_LARGE: Final = ("firehose", "lambda", "sqs")
_MOST_OF_LARGE: Final = 100


def initial_attributes(*, is_fifo: bool) -> dict[str, str]:
    """Return what is stored of a topic that nothing was set of (recorded by LocalStack for FIFO topics)."""
    return {"SignatureVersion": "2", "FifoTopic": "true", "ContentBasedDeduplication": "false"} if is_fifo else {}


def read_topic_attributes(given: object, *, is_fifo: bool, creating: bool = False) -> dict[str, str]:
    """Check attributes as SNS does, and return what is stored of each; ``""`` where it is unset.

    Args:
        given: names to values, as the caller gave them.
        is_fifo: whether the topic is a FIFO topic.
        creating: whether the topic is being made, when FifoTopic may be named too.

    Raises:
        TopicError: SNS would refuse one of them.
        DeliveryPolicyError: SNS would refuse the delivery policy.
    """
    if not isinstance(given, Mapping):
        raise TopicError(f"attributes must be given as a mapping of names to text, not {type(given).__name__}")
    stored: dict[str, str] = {}
    for name, value in members_of("the attributes", cast("Mapping[object, object]", given), TopicError).items():
        known = known_topic_attribute(name, is_fifo=is_fifo, creating=creating)
        stored[known] = _READERS[known](known, _text(known, value))
    if creating and stored.pop("FifoTopic", str(is_fifo).lower()) != str(is_fifo).lower():
        _refuse("FifoTopic", "must be 'true' for a topic whose name ends in .fifo, and for no other", "Topic Name")
    return stored


def known_topic_attribute(given: object, *, is_fifo: bool, creating: bool = False) -> str:
    """Return the name of an attribute that can be set.

    Raises:
        TopicError: *given* is none.
    """
    name = str.__str__(given) if isinstance(given, str) else ""
    if name == "FifoTopic":
        if creating:
            return name
        _refuse(name, "can't be changed once there is the topic", "AttributeName")
    if name not in _READERS:
        known = ", ".join(each for each in _READERS if each != "FifoTopic")
        found = quoted(name) if isinstance(given, str) else f"of type {type(given).__name__}"
        hint = "SNS sets it itself" if name in _OF_SNS else did_you_mean(name, _READERS)
        raise TopicError(
            f"a topic has no attribute {found} that can be set; there are {known}",
            parameter=name,
            hint=hint,
            aws="Invalid parameter: AttributeName",
        )
    if name in _FIFO_ONLY and not is_fifo:
        _refuse(name, "is for FIFO topics only", "AttributeName")
    return name


def check_large_messages(stored: Mapping[str, str], subscriptions: Iterable[Subscription]) -> None:
    """Check that what is subscribed can take messages of more than 256 KiB, if the topic does (large-message-payloads).

    Args:
        stored: the attributes of the topic.
        subscriptions: those that it has, or would have; they aren't looked at if its messages are smaller.

    Raises:
        TopicError: it can't.  That the attribute, too, is refused then is inferred, and so are all words.
    """
    if int(stored.get("MaximumMessageSize") or 0) <= MAX_SIZE:
        return
    name, topic = "MaximumMessageSize", f"a topic with a MaximumMessageSize above {MAX_SIZE:,} bytes"
    protocols = [each.protocol for each in subscriptions]
    others = sorted(set(protocols).difference(_OF_LARGE))
    if others:
        problem = f"{topic} may have subscriptions of protocol {', '.join(_OF_LARGE)} only, not {', '.join(others)}"
        raise TopicError(problem, parameter=name, aws=f"Invalid parameter: {name}")
    if len(protocols) > _MOST_OF_LARGE:
        problem = f"{topic} may have {_MOST_OF_LARGE} subscriptions, not {len(protocols)}"
        raise TopicError(problem, parameter=name, aws=f"Invalid parameter: {name}")


def _refuse(name: str, problem: str, aws: str, hint: str = "") -> NoReturn:
    raise TopicError(f"{name} {problem}", parameter=name, hint=hint, aws=f"Invalid parameter: {aws}")


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return str.__str__(value)
    hint = f"write {str(value).lower()!r}" if isinstance(value, bool) else "write it as text"
    _refuse(name, f"must be text, not {type(value).__name__}", name, hint)


def _one_of(*words: str) -> Callable[[str, str], str]:
    """Take one of these words, spelt so; that another letter case is refused is inferred, as are SNS's words."""

    def read(name: str, value: str) -> str:
        if value not in words:
            known = " or ".join(map(repr, words))
            _refuse(name, f"must be {known}, not {quoted(value)}", f"{name} Reason: Invalid value [{value}]")
        return value

    return read


def _flag(name: str, value: str) -> str:
    """Take ``true`` or ``false`` in any case of letters, as for RawMessageDelivery (inferred)."""
    return _one_of("true", "false")(name, value.lower())


def _display_name(name: str, value: str) -> str:
    if len(value) > _LONGEST_NAME:
        problem = f"may have {_LONGEST_NAME} characters, not {len(value):,}"
        _refuse(name, problem, f"{name} Reason: must be {_LONGEST_NAME} characters or less")
    return value


def _maximum_message_size(name: str, value: str) -> str:
    """Take a whole number of bytes (large-message-payloads); SNS's words aren't known."""
    size = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_SIZE)) else 0
    if not value or _SMALLEST_SIZE <= size <= LARGEST_SIZE:
        return str(size) if value else ""
    problem = f"must be a number of bytes from {_SMALLEST_SIZE:,} to {LARGEST_SIZE:,}, not {quoted(value)}"
    _refuse(name, problem, f"{name} Reason: Invalid value [{value}]")


def _delivery_policy(_name: str, value: str) -> str:
    return DeliveryPolicy.parse(value, target="topic").to_json() if value else ""


def _as_given(_name: str, value: str) -> str:
    return value


_READERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "DisplayName": _display_name,
    "SignatureVersion": _one_of("1", "2"),
    "ContentBasedDeduplication": _flag,
    "FifoThroughputScope": _one_of("Topic", "MessageGroup"),
    "FifoTopic": _flag,
    "DeliveryPolicy": _delivery_policy,
    "MaximumMessageSize": _maximum_message_size,
    **dict.fromkeys(
        """Policy KmsMasterKeyId TracingConfig ArchivePolicy DataProtectionPolicy
        HTTPSuccessFeedbackRoleArn HTTPSuccessFeedbackSampleRate HTTPFailureFeedbackRoleArn
        SQSSuccessFeedbackRoleArn SQSSuccessFeedbackSampleRate SQSFailureFeedbackRoleArn
        LambdaSuccessFeedbackRoleArn LambdaSuccessFeedbackSampleRate LambdaFailureFeedbackRoleArn
        FirehoseSuccessFeedbackRoleArn FirehoseSuccessFeedbackSampleRate FirehoseFailureFeedbackRoleArn
        ApplicationSuccessFeedbackRoleArn ApplicationSuccessFeedbackSampleRate
        ApplicationFailureFeedbackRoleArn""".split(),
        _as_given,
    ),
}
"""Every attribute that can be set.  Those at the end change nothing here; they are kept and shown."""


def delivery_policy_of(stored: Mapping[str, str]) -> DeliveryPolicy | None:
    """Return the delivery policy of a topic, if it has one."""
    text = stored.get("DeliveryPolicy")
    return DeliveryPolicy.parse(text, target="topic", max_total_delay=None) if text else None


def shown_attributes(topic_arn: str, stored: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, str]:
    """Return what GetTopicAttributes shows; an attribute that isn't set isn't shown, but for DisplayName.

    The order is that of the example in the AWS CLI's reference, with the rest behind (inferred).
    """
    shown = {name: str(count) for name, count in counts.items()}
    shown |= {
        "DisplayName": stored.get("DisplayName", ""),
        "EffectiveDeliveryPolicy": effective_of_topic(delivery_policy_of(stored)).to_json(),
        "Owner": topic_arn.split(":")[4],
        "TopicArn": topic_arn,
    }
    return shown | {name: text for name, text in stored.items() if text}
