"""A topic file as a whole: a topic in memory, with every attribute that SNS would act on."""

from collections.abc import Callable
from typing import Final

from snsfilter import SnsFilterError, Topic
from snsfilter.cli.reading import CliError, is_string, kind
from snsfilter.cli.topicfile import Entry, TopicFile, filter_policy, is_pending, protocol_of, read_topic_file
from snsfilter.jsontext import Members, compact
from snsfilter.topic.names import INITIAL

__all__ = ["read_whole_topic"]

_NO_ARN: Final = "arn:aws:sns:us-east-1:123456789012:topic"
_NO_ROLE: Final = "arn:aws:iam::123456789012:role/unknown"
_OF_TOPIC: Final = ("ContentBasedDeduplication", "DeliveryPolicy", "FifoThroughputScope", "SignatureVersion")


def read_whole_topic(path: str, clock: Callable[[], float], ids: Callable[[], str]) -> tuple[Topic, dict[str, str]]:
    """Read a topic, and the names of its subscriptions by their ARN.

    Args:
        path: the file.
        clock: the clock of the topic.
        ids: makes the ids of messages.

    Raises:
        CliError: the file isn't a topic, or SNS would refuse what it says.
    """
    file = read_topic_file(path)
    arn = file.members.get("TopicArn", _NO_ARN)
    attributes = {name: _text(path, name, file.members[name]) for name in _OF_TOPIC if name in file.members}
    try:
        topic = Topic(str(arn) if is_string(arn) else "", attributes=attributes, clock=clock, ids=ids, limits=None)
    except SnsFilterError as error:
        raise CliError(f"{path}: {error}") from error
    names = {
        _subscribe(topic, file, name, entry, number): name
        for number, (name, entry) in enumerate(file.entries.items(), 1)
    }
    return topic, names


def _subscribe(topic: Topic, file: TopicFile, name: str, entry: Entry, number: int) -> str:
    """Add a subscription to the topic, and return its ARN."""
    members = entry.members
    filter_policy(file.text, entry)  # whose errors name the place in the file
    attributes = {each: _text(entry.where, each, members[each]) for each in INITIAL if each in members}
    protocol, endpoint = protocol_of(entry) if "Protocol" in members else "sqs", members.get("Endpoint")
    if protocol == "firehose":
        attributes.setdefault("SubscriptionRoleArn", _NO_ROLE)
    given = members.get("SubscriptionArn")
    own = is_string(given) and given.startswith(f"{topic.topic_arn}:")
    before = len(topic.subscriptions)
    try:
        added = topic.subscribe(
            protocol=protocol,
            endpoint=endpoint if is_string(endpoint) and endpoint else name,
            attributes=attributes,
            subscription_arn=str(given) if own else f"{topic.topic_arn}:{number:08}-0000-0000-0000-000000000000",
        )
    except SnsFilterError as error:
        raise CliError(f"{entry.where}: {error}") from error
    if len(topic.subscriptions) == before:
        raise CliError(f"{entry.where}: found an endpoint that is subscribed already; a topic has each endpoint once")
    if not is_pending(entry):
        topic.confirm(added.subscription_arn)
    return added.subscription_arn


def _text(where: str, name: str, value: object) -> str:
    """Return the text of an attribute, which may stand in the file as the object or the boolean that it says.

    Raises:
        CliError: it is something else.
    """
    if is_string(value):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Members):
        return compact(value)
    raise CliError(f"{where}: expected {name} to be text or an object, found {kind(value)}")
