"""Messages as people keep them: published requests, notifications or bare bodies, one to a line or one to a file.

A body goes to the matcher as it was written, never decoded and encoded again:
SNS filters text, in which a number has its digits and a key may be there twice.
"""

import io
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import BinaryIO, Final, cast

from snsfilter import Message
from snsfilter.cli.reading import CliError, bad_json, decode, is_string, kind, standard_input, unreadable
from snsfilter.cli.writing import one_line
from snsfilter.jsontext import JsonFault, NumberLiteral, load, load_policy

__all__ = ["INLINE_HINT", "MESSAGE_SHAPES", "MessageFile", "ReadMessage", "open_messages", "read_messages"]

MESSAGE_SHAPES: Final = """\
A JSON object with a string member Message, or with an object member MessageAttributes, is read as what is published
to SNS or delivered by it: Message is the body, and MessageAttributes are the attributes, each with DataType and
StringValue (a publish request) or with Type and Value (a notification). Any other JSON value is itself the body of a
message without attributes."""

INLINE_HINT: Final = "a message given as JSON begins with an opening brace"
_SPACE: Final = " \t\r\n"
_STDIN: Final = "-"
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
    elif is_string(value.get("Message")) or isinstance(value.get("MessageAttributes"), dict):
        where = f"{name}, line {line}"
        return _named(line, size, _attributes(value, where), _body(value, where), value.get("Subject"))
    return _named(line, size, {}, text, None)


def _check_json(text: str, name: str, line: int) -> None:
    try:
        load_policy(text, trailing=False)
    except JsonFault as fault:
        raise bad_json(fault, text, name, first_line=line, hint=_PLAIN_TEXT_HINT) from fault


def _body(envelope: Mapping[str, object], where: str) -> str:
    """Return the text that filtering reads.

    Raises:
        CliError: SNS takes no such Message, or it holds a text for each protocol.
    """
    body = envelope.get("Message", "")
    if not is_string(body):
        raise CliError(
            f"{where}: expected Message to be a string, found {kind(body)}; "
            "SNS takes text, so write the JSON of the body as one string",
        )
    if envelope.get("MessageStructure") == "json":
        raise CliError(
            f'{where}: found MessageStructure "json", which gives a text for each protocol; '
            "leave it out, and give as Message the text for the protocol in question",
        )
    return body


def _attributes(envelope: Mapping[str, object], where: str) -> Mapping[str, object]:
    attributes = envelope.get("MessageAttributes")
    if attributes is None:
        return {}
    if not isinstance(attributes, dict):
        raise CliError(f"{where}: expected MessageAttributes to be an object, found {kind(attributes)}")
    members = cast("dict[str, object]", attributes)
    return {name: _plain(attribute) for name, attribute in members.items()}


def _plain(attribute: object) -> object:
    """Return an attribute with its numbers as numbers; as they are spelt they would pass for text."""
    if isinstance(attribute, dict):
        return {name: _number(member) for name, member in cast("dict[str, object]", attribute).items()}
    return _number(attribute)


def _number(value: object) -> object:
    if not isinstance(value, NumberLiteral):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:  # an exponent beyond those of Decimal
        return float(value)


# ----------------------------------------------------------------------------------------------------------- labels


def _named(line: int, size: int, attributes: Mapping[str, object], body: str, subject: object) -> ReadMessage:
    """Put a message together, called by its Subject, else by its attributes, else by its body."""
    named = subject if is_string(subject) and subject.strip() else None
    label = named or ", ".join(f"{name}={_shown(value)}" for name, value in attributes.items()) or body
    return ReadMessage(line, size, Message(attributes=attributes, body=body), named, one_line(label[:_LABEL_LENGTH]))


def _shown(attribute: object) -> object:
    if not isinstance(attribute, dict):
        return "..." if isinstance(attribute, list) else attribute
    members = cast("dict[str, object]", attribute)
    value = members.get("StringValue", members.get("Value", "..."))
    return "..." if isinstance(value, dict | list) else value
