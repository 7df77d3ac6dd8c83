"""Which subscription it is: its topic, its endpoint and whose it is; nothing here is changed by an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from snsfilter.delivery.shapes import HTTP
from snsfilter.errors import SubscriptionAttributeError
from snsfilter.plaintext import quoted

__all__ = ["Arn", "Identity", "identify"]

_CLICK_THROUGH = HTTP | {"email", "email-json"}
"""The protocols whose subscriptions stay pending until the endpoint confirms (SubscribeInput)."""

_PROTOCOLS = (*sorted(_CLICK_THROUGH), "application", "firehose", "lambda", "sms", "sqs")

_NO_UUID = "00000000-0000-0000-0000-000000000000"

_PARTS = 6


class Arn(NamedTuple):
    """An Amazon resource name, ``arn:partition:service:region:account:resource``, taken apart."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """Return the parts of an ARN, or ``None`` when *text* is none."""
        parts = text.split(":", _PARTS - 1)
        if len(parts) < _PARTS or parts[0] != "arn":
            return None
        arn = cls(*parts[1:])
        return arn if arn.partition and arn.service and arn.resource else None


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays as it is for as long as there is the subscription, but for its confirmation."""

    topic_arn: str
    protocol: str
    endpoint: str
    subscription_arn: str
    owner: str
    principal: str
    region: str
    pending_confirmation: bool
    confirmation_was_authenticated: bool

    @property
    def is_fifo(self) -> bool:
        """Whether a FIFO queue is subscribed to a FIFO topic."""
        return self.protocol == "sqs" and self.endpoint.endswith(".fifo")


def identify(
    *,
    topic_arn: object,
    protocol: object,
    endpoint: object,
    subscription_arn: object = None,
    owner: object = None,
    principal: object = None,
) -> Identity:
    """Check and complete what identifies a subscription (see :meth:`snsfilter.Subscription.subscribe`).

    Raises:
        SubscriptionAttributeError: one of them isn't a string that SNS would take.
    """
    topic_text = _string("TopicArn", topic_arn)
    topic = _topic(topic_text)
    protocol = _known_protocol(_string("Protocol", protocol))
    queue = _string("Endpoint", endpoint)
    _check_fifo(topic, protocol, queue)
    account = topic.account if owner is None else _string("Owner", owner)
    pending = protocol in _CLICK_THROUGH
    return Identity(
        topic_arn=topic_text,
        protocol=protocol,
        endpoint=queue,
        subscription_arn=f"{topic_text}:{_NO_UUID}"
        if subscription_arn is None
        else _string("SubscriptionArn", subscription_arn),
        owner=account,
        principal=f"arn:{topic.partition}:iam::{account}:root"
        if principal is None
        else _string("SubscriptionPrincipal", principal),
        region=topic.region,
        pending_confirmation=pending,
        confirmation_was_authenticated=not pending,
    )


def _known_protocol(protocol: str) -> str:
    """Return *protocol* if SNS has it.

    Raises:
        SubscriptionAttributeError: it hasn't.  The text is LocalStack's, not recorded from AWS.
    """
    if protocol not in _PROTOCOLS:
        problem = f"the protocol must be one of {', '.join(_PROTOCOLS)}, not {quoted(protocol)}"
        text = f"Amazon SNS does not support this protocol string: {protocol}"
        raise SubscriptionAttributeError(problem, attribute="Protocol", value=protocol, aws=text, aws_on_subscribe=text)
    return protocol


def _check_fifo(topic: Arn, protocol: str, endpoint: str) -> None:
    """Check that a FIFO topic is subscribed by queues only, and a standard topic by no FIFO queue.

    A standard queue may subscribe to a FIFO topic since 2023-09-14.

    Raises:
        SubscriptionAttributeError: it isn't so (recorded: hashicorp/terraform-provider-aws#38441, and by LocalStack).
    """
    if topic.resource.endswith(".fifo"):
        if protocol != "sqs":
            text = f"Invalid protocol type: {protocol}"
            problem = f"a FIFO topic has subscriptions of protocol sqs only, not {protocol}"
            hint = "subscribe a queue, and have it trigger the rest"
            raise SubscriptionAttributeError(
                problem, attribute="Protocol", value=protocol, hint=hint, aws=text, aws_on_subscribe=text
            )
    elif protocol == "sqs" and endpoint.endswith(".fifo"):
        text = "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"
        problem = f"a FIFO queue can't subscribe to a standard topic: {quoted(endpoint)}"
        hint = "take a standard queue, or a FIFO topic"
        raise SubscriptionAttributeError(
            problem, attribute="Endpoint", value=endpoint, hint=hint, aws=text, aws_on_subscribe=text
        )


def _topic(text: str) -> Arn:
    topic = Arn.parse(text)
    if topic is not None and topic.service == "sns" and topic.region and topic.account:
        return topic
    elements = len(text.split(":"))
    # Recorded on 2024-03-11 for too few elements; for the rest the bare name of the parameter, as AWS has it elsewhere.
    reason = f" Reason: An ARN must have at least {_PARTS} elements, not {elements}" if elements < _PARTS else ""
    raise SubscriptionAttributeError(
        f"the topic must be named by its ARN, not {quoted(text)}",
        attribute="TopicArn",
        value=text,
        hint="write arn:aws:sns:REGION:ACCOUNT:NAME",
        aws=f"TopicArn{reason}",
        aws_on_subscribe=f"TopicArn{reason}",
    )


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        problem = f"{name} must be a string, not {type(value).__name__}"
        raise SubscriptionAttributeError(problem, attribute=name, aws=name, aws_on_subscribe=name)
    text = str.__str__(value)
    if not text:
        problem = f"{name} must not be empty"
        raise SubscriptionAttributeError(problem, attribute=name, value="", aws=name, aws_on_subscribe=name)
    return text
