"""Publish as it goes over the wire: the parameters of the query protocol.

Message attributes are ``MessageAttributes.entry.N.Name``, ``.Value.DataType``, ``.Value.StringValue`` and
``.Value.BinaryValue``, the latter in base64 (API_Publish).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from snsfilter.errors import MessageError, PublishError
from snsfilter.message.given import copy_of
from snsfilter.message.requests import OF_PUBLISH
from snsfilter.message.spelling import base64_bytes
from snsfilter.message.values import is_text
from snsfilter.plaintext import quoted

__all__ = ["read_query"]

_ENTRY: Final = re.compile(
    r"MessageAttributes\.entry\.([0-9]{1,9})\.(?:(Name)|Value\.(DataType|StringValue|BinaryValue))"
)
_MOST_PARAMETERS: Final = 10_000


def read_query(parameters: object) -> dict[str, object]:
    """Return the arguments of boto3's ``publish`` that the parameters stand for; others are passed over.

    Raises:
        MessageError: they aren't parameters of Publish.
        PublishError: SNS would refuse them.
    """
    arguments: dict[str, object] = {}
    entries: dict[int, dict[str, str]] = {}
    for name, value in _pairs(parameters):
        found = _ENTRY.fullmatch(name)
        if found is not None:
            entries.setdefault(int(found[1]), {})[found[2] or found[3]] = value
        elif name in OF_PUBLISH and name != "MessageAttributes":
            arguments[name] = value
    if entries:
        arguments["MessageAttributes"] = _attributes(entries)
    return arguments


def _attributes(entries: Mapping[int, dict[str, str]]) -> dict[str, dict[str, object]]:
    """Return the attributes by name.

    Raises:
        PublishError: two have the same name, which "must be unique" (sns-message-attributes).
        MessageError: one isn't as the protocol has it.
    """
    read: dict[str, dict[str, object]] = {}
    for number in sorted(entries):
        name, attribute = _attribute(number, entries[number])
        if name in read:
            raise PublishError(
                f"two message attributes have the name {quoted(name)}",
                parameter="MessageAttributes",
                code="ParameterValueInvalid",
                aws=f"Message attribute name '{name}' is not unique.",
                evidence="documented",
                whole_batch=True,
            )
        read[name] = attribute
    return read


def _pairs(parameters: object) -> list[tuple[str, str]]:
    """Return names and values of a form that is text, bytes, or decoded: a value may be the one element of a list."""
    if isinstance(parameters, bytes):
        parameters = parameters.decode("utf-8", "replace")
    if is_text(parameters):
        try:
            return parse_qsl(parameters, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
        except ValueError as error:
            problem = f"the parameters can't be read: there are more than {_MOST_PARAMETERS:,}"
            raise MessageError(problem) from error
    if not isinstance(parameters, Mapping):
        problem = f"the parameters must be text, bytes or a mapping, not {type(parameters).__name__}"
        raise MessageError(problem)
    return [_pair(name, value) for name, value in copy_of("the parameters", parameters).items()]


def _pair(name: object, value: object) -> tuple[str, str]:
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if not is_text(name) or not is_text(value):
        shown = quoted(name) if is_text(name) else type(name).__name__
        problem = f"the parameter {shown} must have one string for a value, not {type(value).__name__}"
        raise MessageError(problem)
    return str.__str__(name), str.__str__(value)


def _attribute(number: int, members: dict[str, str]) -> tuple[str, dict[str, object]]:
    where = f"MessageAttributes.entry.{number}"
    if "Name" not in members:
        problem = f"{where} has no Name"
        raise MessageError(problem)
    spelt: dict[str, object] = {name: value for name, value in members.items() if name != "Name"}
    if "BinaryValue" in members:
        value = base64_bytes(members["BinaryValue"])
        if value is None:
            problem = f"{where}.Value.BinaryValue must be base64, not {quoted(members['BinaryValue'])}"
            raise MessageError(problem)
        spelt["BinaryValue"] = value
    return members["Name"], spelt
