"""The JSON of a notification: which members it has, in which order, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snsfilter.errors import MessageError
from snsfilter.jsontext import compact
from snsfilter.message.published import Published
from snsfilter.message.spelling import Attribute, attribute_of
from snsfilter.message.values import MalformedMessageError, is_text
from snsfilter.plaintext import quoted
from snsfilter.topic.identity import Arn
from snsfilter.topic.signing import NOT_SIGNED, Signer, Unsigned, is_signer, string_to_sign
from snsfilter.topic.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.message import Message

__all__ = ["Sender", "attributes_of", "compact_json", "notification", "spaced_json", "text_of"]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: where the service is, and what signs for it.

    Attributes:
        url: the URL of the service, without a slash at the end.
        signer: what signs.
    """

    url: str
    signer: Signer

    @classmethod
    def of(cls, published: object, subscription: object, signer: Signer | None, service_url: str | None) -> Sender:
        """Return who sends a publication to a subscription: by default SNS in the topic's region, which doesn't sign.

        Raises:
            MessageError: one of them isn't what it should be.
        """
        if not isinstance(published, Published):
            problem = f"what is sent is of a Published, not of {type(published).__name__}"
            raise MessageError(problem)
        if not isinstance(subscription, Subscription):
            problem = f"what is sent goes to a Subscription, not to {type(subscription).__name__}"
            raise MessageError(problem)
        url: object = service_url
        if url is None:
            arn = Arn.parse(published.topic_arn)
            region, partition = ("us-east-1", "aws") if arn is None else (arn.region, arn.partition)
            url = f"https://sns.{region}.amazonaws.com{'.cn' if partition == 'aws-cn' else ''}"
        if not isinstance(url, str):
            problem = f"the service_url must be a string, not {type(url).__name__}"
            raise MessageError(problem)
        url = str.__str__(url).rstrip("/")
        if signer is None:
            return cls(url, Unsigned(f"{url}/SimpleNotificationService-{NOT_SIGNED}.pem"))
        if not is_signer(signer):
            problem = f"a signer must have sign and a certificate_url, as RsaSigner has; {type(signer).__name__} hasn't"
            raise MessageError(problem)
        return cls(url, signer)

    def signature(self, members: Mapping[str, object], version: str) -> dict[str, object]:
        """Return the members that a signature takes.

        Raises:
            MessageError: what the signer makes isn't text.
        """
        signature: object = self.signer.sign(string_to_sign(members), version)
        if not isinstance(signature, str):
            problem = f"the sign of a signer must return a string of base64, not {type(signature).__name__}"
            raise MessageError(problem)
        return {
            "SignatureVersion": version,
            "Signature": str.__str__(signature),
            "SigningCertURL": str.__str__(self.signer.certificate_url),
        }


def text_of(message: Message, key: str) -> str:
    """Return what the subscriptions of a protocol or platform receive of a message.

    Raises:
        MessageError: the message has no text for them, or one that UTF-8 doesn't have.
    """
    text = message.text_for(key)
    if text is None:
        problem = f"the message has no text for {key}; SNS wouldn't have taken it"
        raise MessageError(problem)
    for name, value in (("Message", text), ("Subject", message.subject or "")):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            problem = f"the {name} can't be written in UTF-8: character {error.start + 1} is half of a pair"
            raise MessageError(problem) from None
    return text


def attributes_of(message: Message) -> dict[str, Attribute]:
    """Return the attributes that are sent with a message.

    "Message attributes are sent only when the message structure is String, not JSON" (sns-message-attributes).

    Raises:
        MessageError: one of them is none that SNS takes.
    """
    if message.message_structure is not None:
        return {}
    sent: dict[str, Attribute] = {}
    given_name: object
    for given_name, given in message.attributes.items():
        if not is_text(given_name):
            problem = f"the name of a message attribute must be a string, not {type(given_name).__name__}"
            raise MessageError(problem)
        name = str.__str__(given_name)
        try:
            sent[name] = attribute = attribute_of(given)
            f"{name}{attribute.type}{attribute.value!s}".encode()
        except MalformedMessageError as error:
            problem = f"the message attribute {quoted(name)} can't be sent: {error}"
            raise MessageError(problem) from None
        except UnicodeEncodeError:
            problem = f"the message attribute {quoted(name)} can't be sent: it can't be written in UTF-8"
            raise MessageError(problem) from None
    return sent


def notification(
    message: Message, text: str, published: Published, subscription: Subscription, sender: Sender
) -> dict[str, object]:
    """Return the members of a notification, in order (recorded; sns.md, http-notification-json).

    A notification of a FIFO topic has a SequenceNumber and no signature; one to Firehose has neither.
    """
    fifo = published.topic_arn.endswith(".fifo")
    members: dict[str, object] = {"Type": "Notification", "MessageId": published.message_id}
    if fifo and published.sequence_number is not None:
        members["SequenceNumber"] = published.sequence_number
    members["TopicArn"] = published.topic_arn
    if message.subject is not None:
        members["Subject"] = message.subject
    members |= {"Message": text, "Timestamp": published.timestamp_text}
    if not fifo and subscription.protocol != "firehose":
        members |= sender.signature(members, published.signature_version)
    members["UnsubscribeURL"] = f"{sender.url}/?Action=Unsubscribe&SubscriptionArn={subscription.subscription_arn}"
    attributes = attributes_of(message)
    if attributes:
        members["MessageAttributes"] = {name: each.of_notification() for name, each in attributes.items()}
    return members


_INDENT: Final = "  "


def spaced_json(members: Mapping[str, object]) -> str:
    """Write the members as SNS does for queues and HTTP/S: each on a line, attributes too (http-notification-json).

    Raises:
        MessageError: UTF-8 doesn't have what is written.
    """
    return _sound(_braces([_spaced(name, value) for name, value in members.items()], _INDENT))


def _spaced(name: str, value: object) -> str:
    if not isinstance(value, dict):
        return f"{compact(name)} : {compact(value)}"
    inner = [f"{compact(each)} : {_compact(attribute)}" for each, attribute in value.items()]
    return f"{compact(name)} : {_braces(inner, _INDENT * 2)}"


def _braces(lines: list[str], indent: str) -> str:
    inner = ",\n".join(f"{indent}{line}" for line in lines)
    return f"{{\n{inner}\n{indent.removesuffix(_INDENT)}}}"


def compact_json(members: Mapping[str, object]) -> str:
    """Write the members as SNS does for Firehose: on one line, without white space.

    Raises:
        MessageError: UTF-8 doesn't have what is written.
    """
    return _sound(_compact(members))


def _compact(value: object) -> str:
    if not isinstance(value, dict):
        return compact(value)
    return f"{{{','.join(f'{compact(name)}:{_compact(member)}' for name, member in value.items())}}}"


def _sound(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        where = quoted(text[error.start :])
        problem = f"what is sent can't be written in UTF-8: there is half of a pair in {where}"
        raise MessageError(problem) from None
    return text
