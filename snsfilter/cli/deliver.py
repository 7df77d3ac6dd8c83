"""``snsfilter deliver``: what the endpoint of every subscription receives of one message."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import assert_never

import click

from snsfilter import Delivered, FilteredOut, Message, PublishError, SnsFilterError
from snsfilter.cli.messages import INLINE_HINT, MESSAGE_SHAPES, open_messages, read_messages
from snsfilter.cli.policies import is_inline
from snsfilter.cli.reading import CliError
from snsfilter.cli.wholetopic import read_whole_topic
from snsfilter.cli.writing import interruptible, one_line, print_json_line, print_text
from snsfilter.plaintext import printable
from snsfilter.topic.checks import known_time, new_uuid
from snsfilter.topic.received import (
    Envelope,
    FirehoseEnvelope,
    HttpEnvelope,
    LambdaEnvelope,
    SqsEnvelope,
    TextEnvelope,
)

__all__ = ["deliver"]


@click.command(
    short_help="Print what every endpoint of a topic receives.",
    epilog="TOPIC.json is as for `snsfilter route`; here every attribute of a subscription counts, and one with "
    "PendingConfirmation true receives nothing. The topic may have a DeliveryPolicy, a SignatureVersion, a "
    f"ContentBasedDeduplication and a FifoThroughputScope. {MESSAGE_SHAPES}\n\n"
    "Nothing is signed, and nothing is sent. Exit code: 0, or 2 on an error.",
)
@click.argument("topic", metavar="TOPIC.json")
@click.argument("message", metavar="MESSAGE|-")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each subscription.")
@click.option("--message-id", metavar="ID", help="The MessageId; by default a new UUID.")
@click.option("--time", "at", metavar="TIME", help="When it is published, as 2026-03-01T12:00:00Z; by default now.")
@interruptible()
def deliver(topic: str, message: str, *, as_json: bool, message_id: str | None, at: str | None) -> None:
    """Print what the endpoint of every subscription receives of a message.

    MESSAGE is the JSON itself if it begins with {, otherwise the file that holds it; - is standard input.
    """
    if message_id == "":
        raise CliError("--message-id: expected an id, found nothing; leave the option out for a new UUID")
    known, names = read_whole_topic(topic, _clock(at), new_uuid if message_id is None else lambda: message_id)
    given = _message(message)
    try:
        result = known.publish(given)
    except SnsFilterError as error:
        aws = f"\n  {error.aws_message()}" if isinstance(error, PublishError) else ""
        raise CliError(f"SNS would refuse the message: {error}{aws}") from error
    if not names and not as_json:
        print_text("The topic has no subscriptions.\n")
    for arn, name in names.items():
        outcome = result.get(arn)
        if as_json:
            print_json_line({"subscription": name, **_record(outcome)}, at_once=False)
        else:
            print_text(f"{one_line(name)} ({known.subscriptions[arn].protocol}): {_shown(outcome)}\n")


def _clock(at: str | None) -> Callable[[], float]:
    if at is None:
        return time.time
    try:
        seconds = known_time(datetime.fromisoformat(at))
    except ValueError as error:  # of either
        raise CliError(f"--time: expected a time such as 2026-03-01T12:00:00Z, found {at!r}") from error
    return lambda: seconds


def _message(source: str) -> Message:
    """Read the one message."""
    with open_messages(source, inline=is_inline(source), hint=INLINE_HINT) as file:
        messages = read_messages(file)
        first = next(messages, None)
        if first is None:
            raise CliError(f"{file.name}: expected a message, found nothing")
        if next(messages, None) is not None:
            raise CliError(f"{file.name}: expected one message, found more; give each a run of its own")
    return first.message


def _record(outcome: Delivered | FilteredOut | None) -> dict[str, object]:
    match outcome:
        case None:
            return {"outcome": "PendingConfirmation"}
        case FilteredOut():
            return {"outcome": "FilteredOut", "reason": outcome.reason}
        case Delivered():
            return {"outcome": "Delivered", "envelope": _as_json(outcome.envelope)}
        case _ as never:
            assert_never(never)


def _as_json(envelope: Envelope) -> Mapping[str, object]:
    match envelope:
        case SqsEnvelope():
            return {name: _plain(value) for name, value in envelope.received().items()}
        case HttpEnvelope():
            return {"headers": dict(envelope.headers), "body": envelope.body}
        case LambdaEnvelope():
            return envelope.event
        case FirehoseEnvelope():
            return {"data": envelope.data.decode()}
        case TextEnvelope():
            return {"subject": envelope.subject, "text": envelope.text}
        case _ as never:
            assert_never(never)


def _shown(outcome: Delivered | FilteredOut | None) -> str:
    match outcome:
        case None:
            return "receives nothing before it is confirmed"
        case FilteredOut():
            return f"filtered out, {outcome.reason}"
        case Delivered():
            return "receives\n" + "".join(f"  {printable(line)}".rstrip() + "\n" for line in _lines(outcome.envelope))
        case _ as never:
            assert_never(never)


def _lines(envelope: Envelope) -> Iterator[str]:
    match envelope:
        case SqsEnvelope():
            yield from envelope.body.split("\n")
            for name, value in envelope.received().items():
                if value and name != "Body":
                    yield f"{name}: {json.dumps(_plain(value), ensure_ascii=False)}"
            if envelope.client_error:
                yield f"but is discarded: {envelope.client_error}"
        case HttpEnvelope():
            for name, value in envelope.headers.items():
                yield f"{name}: {value}"
            yield ""
            yield from envelope.body.split("\n")
        case LambdaEnvelope():
            yield from json.dumps(envelope.event, ensure_ascii=False, indent=2).split("\n")
        case FirehoseEnvelope():
            yield from envelope.data.decode().split("\n")
        case TextEnvelope():
            if envelope.subject is not None:
                yield f"Subject: {envelope.subject}"
            yield from envelope.text.split("\n")
        case _ as never:
            assert_never(never)


def _plain(value: object) -> object:
    """Return a value as JSON has it: bytes, which boto3 takes for a binary attribute, in base64."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return {str(name): _plain(each) for name, each in value.items()} if isinstance(value, Mapping) else value
