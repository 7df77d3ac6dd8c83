"""Message attributes as a policy sees them: the type, the value, and what is wrong with a malformed one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from snsfilter.filtering.explain.findings import NearMiss
from snsfilter.filtering.explain.spelling import shown, shown_name
from snsfilter.jsontext import STRING_INSIDE, JsonFault, load, load_policy, type_name
from snsfilter.message import IGNORED, MalformedMessageError, attribute_value, member_names

__all__ = ["Reading", "malformed", "read"]

_INSIDE = re.compile(STRING_INSIDE)
_LONGEST = 256 * 1024
"""How long a text may be that is searched for its fault: what SNS takes of a message."""
_TAKEN = "; SNS takes the message, but filters it out"
_TYPES = {each.lower(): each for each in ("String", "String.Array", "Number", "Binary")}


class Reading(NamedTuple):
    """An attribute: its data type, its value (or :data:`~snsfilter.message.IGNORED`), and what is wrong with it."""

    type: str
    value: object
    problem: str


def read(attribute: object) -> Reading:
    """Read an attribute as the matcher does, and never raise."""
    kind = "unknown"
    try:
        kind = _type_of(attribute)
        return Reading(kind, attribute_value(attribute), "")
    except MalformedMessageError as error:
        return Reading(kind, IGNORED, str(error))
    except Exception as error:  # noqa: BLE001 (a mapping of the caller's may raise anything)
        return Reading(kind, IGNORED, f"it can't be read: its methods raise {type(error).__name__}")


def _type_of(attribute: object) -> str:
    if isinstance(attribute, Mapping):
        kind = attribute.get(member_names(attribute)[0])
        return shown_name(str.__str__(kind), 40) if isinstance(kind, str) else "no data type"
    if isinstance(attribute, str):
        return "String"
    if isinstance(attribute, bytes | bytearray | memoryview):
        return "Binary"
    if isinstance(attribute, list | tuple):
        return "String.Array"
    return "no data type" if attribute is None or isinstance(attribute, bool) else "Number"


def malformed(name: str, attribute: object, reading: Reading) -> tuple[str, NearMiss]:
    """Say what is wrong with a malformed attribute, where, and how to mend it."""
    text = _text_of(attribute)
    problem = f"attribute {shown_name(name)!r} is malformed: {reading.problem}"
    base, _, suffix = reading.type.partition(".")
    # Of a number that is none it isn't known whether SNS takes it.
    then = ""
    if text is None or reading.type == "no data type":
        remedy = "give a DataType (String, String.Array, Number or Binary) and a StringValue"
    elif suffix == "Array" and base in {"String", "Number"}:
        detail, remedy = _array_fault(text)
        problem += f" ({detail})"
        then = _TAKEN
    elif base == "String" and reading.type != "String.":
        detail, remedy = _string_fault(text)
        problem += f" ({detail})"
        then = _TAKEN
    elif base == "Number":
        problem += f" (found {shown(text)})"
        remedy = "send a decimal number such as 12.5, or the data type String"
    else:
        meant = _TYPES.get(reading.type.rstrip(".").lower())
        remedy = f"write {meant}" if meant else "use one of them, or one with a suffix, as in String.json"
        then = "; SNS refuses to publish it"
        problem += f" (found {shown(reading.type)})"
    return problem, NearMiss("malformed-attribute", problem, f"{remedy}{then}")


def _text_of(attribute: object) -> str | None:
    """Return the text of an attribute, or ``None`` where it has none that can be read."""
    try:
        if isinstance(attribute, Mapping):
            attribute = attribute.get(member_names(attribute)[1])
        return str.__str__(attribute) if isinstance(attribute, str) else None
    except Exception:  # noqa: BLE001 (a mapping of the caller's may raise anything)
        return None


def _string_fault(text: str) -> tuple[str, str]:
    """Name the first character that can't stand in a JSON string as it is, and isn't part of an escape."""
    found = _INSIDE.match(text)
    at = min(found.end() if found else 0, len(text) - 1)
    names = {'"': "a quotation mark", "\\": "a backslash that begins no escape"}
    name = names.get(text[at], f"the control character U+{ord(text[at]):04X}")
    if load(text, "[") is not None:
        return f"{name}, at character {at + 1}", "send it with the data type String.Array, for it is a JSON array"
    spelt = {'"': '\\"', "\\": "\\\\"}.get(text[at], f"\\u{ord(text[at]):04x}")
    remedy = f"write {spelt} for it in the text of the attribute: for filtering it must be escaped once more"
    return f"{name}, at character {at + 1}", remedy


def _array_fault(text: str) -> tuple[str, str]:
    """Say why the text isn't a JSON array, and where."""
    example = 'send JSON such as ["a", "b"]'
    if len(text) > _LONGEST:
        return f"of its {len(text):,} characters SNS takes {_LONGEST:,} at most", example
    try:
        value = load_policy(text, trailing=False)
    except JsonFault as fault:
        remedy = f"{example}, strings in double quotes" if text.lstrip().startswith("[") else example
        return f"{fault.problem}, at character {fault.offset + 1}", remedy
    return f"it is a JSON {type_name(value)}", example
