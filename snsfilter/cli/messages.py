"""Messages as people keep them: published requests, notifications or bare bodies, one to a line or one to a file.

A body goes to the matcher as it was written, never decoded and encoded again:
SNS filters text, in which a number has its digits and a key may be there twice.
"""

import io
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from snsfilter import Message, MessageError
from snsfilter.cli.reading import CliError, bad_json, decode, is_string, standard_input, unreadable
from snsfilter.cli.writing import one_line
from snsfilter.jsontext import JsonFault, load, load_policy

__all__ = ["INLINE_HINT", "MESSAGE_SHAPES", "MessageFile", "ReadMessage", "open_messages", "read_messages"]

MESSAGE_SHAPES: Final = """\
A JSON object with a string member Message, or with an object member MessageAttributes, is read as what is published
to SNS or delivered by it: Message is the body, and MessageAttributes are the attributes, each with DataType and
StringValue (a publish request) or with Type and Value (a notification). With MessageStructure json the body is the
text for the subscription's protocol, or else the text default. A message that a queue or a function received, or a
record of a Firehose stream, is read as such. Any other JSON value is itself the body of a message without
attributes."""

INLINE_HINT: Final = "a message given as JSON begins with an opening brace"
_SPACE: Final = " \t\r\n"
_STDIN: Final = "-"
_BESIDE_BODY: Final = ("ReceiptHandle", "MD5OfBody", "MessageAttributes")
"""What is beside the Body of a message that boto3 receives, and tells it from a body that has a member Body."""

_LABEL_LENGTH: Final = 200
_PLAIN_TEXT_HINT: Final = 'a body that is plain text is written {"Message": "the text"}'


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """One message of a file: where it stood, what it says, and what to call it."""

    line: int
    size: int
    message: Message
    subject: str | None
    label: str


@dataclass(frozen=True, slots=True)
class MessageFile:
    """An open file of messages; its name is for errors, its size is known unless it is a stream."""

    name: str
    stream: BinaryIO
    size: int | None


@contextmanager
def open_messages(path: str, *, inline: bool = False, hint: str = "") -> Generator[MessageFile]:
    """Open a file of messages, or standard input for ``-``; or read *path* itself, if it is the message *inline*.

    Args:
        path: the argument.
        inline: whether it is the message itself.
        hint: what else may be meant by the path of a file that isn't there.

    Raises:
        CliError: there is no such file, or it can't be read.
    """
    if inline:
        raw = path.encode("utf-8", "surrogateescape")
        yield MessageFile("MESSAGE", io.BytesIO(raw), len(raw))
        return
    if path == _STDIN:
        yield MessageFile("standard input", standard_input(), None)
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below; only the opening is guarded
    except OSError as error:
        raise unreadable(path, error, hint=hint) from error
    with stream:
        yield MessageFile(path, stream, os.fstat(stream.fileno()).st_size or None)


def read_messages(file: MessageFile) -> Iterator[ReadMessage]:
    """Yield the messages of JSON Lines as they come in, or the one message of a file that is one JSON value.

    The first line decides: if JSON begins on it and goes on, the file is one value; otherwise it is JSON Lines.
    Blank lines don't count.

    Raises:
        CliError: a line, or the file, isn't a message; the messages before it have been yielded.
    """
    first = True
    for number, raw in enumerate(file.stream, 1):
        text = decode(raw, file.name, first_line=number)
        if not text.strip(_SPACE):
            continue
        if first and _goes_on(text):
            text = decode(raw + file.stream.read(), file.name, first_line=number)
        first = False
        yield _read_message(text, file.name, number, len(raw))


def _goes_on(line: str) -> bool:
    """Tell whether the line is the beginning of a JSON value that doesn't end on it."""
    try:
        load_policy(line, trailing=False)
    except JsonFault as fault:
        return fault.offset >= len(line.rstrip())
    return False


def _read_message(text: str, name: str, line: int, size: int) -> ReadMessage:
    value = load(text, "{")
    if not isinstance(value, dict):
        _check_json(text, name, line)
        return _named(line, size, Message(body=text))
    reader = _reader(cast("dict[str, object]", value))
    try:
        return _named(line, size, Message(body=text) if reader is None else reader(value))
    except MessageError as error:
        raise CliError(f"{name}, line {line}: {error}") from error


def _reader(members: dict[str, object]) -> Callable[[Mapping[str, object]], Message] | None:
    """Return what reads the shape that the members show; ``None`` for what is itself a body."""
    records = members.get("Records", members.get("records"))
    record = records[0] if isinstance(records, list) and records else members
    if isinstance(record, dict):
        if isinstance(record.get("Sns"), dict):
            return Message.from_lambda
        if record.get("eventSource") == "aws:sqs":
            return Message.from_sqs
        if is_string(record.get("data")) and "recordId" in record:
            return Message.from_firehose
    if is_string(members.get("Body")) and "Message" not in members and not members.keys().isdisjoint(_BESIDE_BODY):
        return Message.from_sqs
    if is_string(members.get("Message")) or isinstance(members.get("MessageAttributes"), dict):
        return _published
    return None


def _published(members: Mapping[str, object]) -> Message:
    """Read a request or a notification; what is published may be left out, if the attributes are all that matters."""
    return Message.from_notification({"Message": "", **members})


def _check_json(text: str, name: str, line: int) -> None:
    """Refuse what isn't JSON.

    Raises:
        CliError: it isn't.
    """
    try:
        load_policy(text, trailing=False)
    except JsonFault as fault:
        raise bad_json(fault, text, name, first_line=line, hint=_PLAIN_TEXT_HINT) from fault


# ----------------------------------------------------------------------------------------------------------- labels


def _named(line: int, size: int, message: Message) -> ReadMessage:
    """Call a message by its Subject, else by its attributes, else by its body."""
    subject = message.subject
    named = subject if subject is not None and subject.strip() else None
    by_attributes = ", ".join(f"{name}={_shown(value)}" for name, value in message.attributes.items())
    label = named or by_attributes or message.text_for("default") or ""
    return ReadMessage(line, size, message, named, one_line(label[:_LABEL_LENGTH]))


def _shown(attribute: object) -> object:
    if not isinstance(attribute, dict):
        return "..." if isinstance(attribute, list) else attribute
    members = cast("dict[str, object]", attribute)
    value = members.get("StringValue", members.get("Value", "..."))
    return "..." if isinstance(value, dict | list) else value
