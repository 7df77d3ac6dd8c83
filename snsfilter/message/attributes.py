"""Message attributes as SNS takes them: their names, types, values and sizes (sns-message-attributes).

The texts are recorded from AWS (2024-11-15), unless said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NoReturn

from snsfilter.errors import PublishError
from snsfilter.jsontext import MAX_NUMBER
from snsfilter.message.spelling import Attribute, attribute_of, is_binary
from snsfilter.message.texts import json_text, number_text
from snsfilter.message.values import NUMBER_TEXT, MalformedMessageError, is_text, member_names, spelt_members
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.errors import PublishEvidence

__all__ = ["check_attributes"]

_LONGEST_NAME: Final = 256
"""How many bytes a name may have, and a type (sns-message-attributes)."""

_NO_NAME_CHARACTER: Final = re.compile(r"[^A-Za-z0-9_.-]")
_USUAL_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_USUAL_TYPES: Final = frozenset({"String", "String.Array"})
_TYPE_AND_VALUE: Final = 2
_TYPE: Final = re.compile(r"(?:String|Number|Binary)(?:\..+)?", re.DOTALL)
_RESERVED: Final = re.compile(r"(?:AWS|Amazon)\.", re.IGNORECASE)
_OF_SNS: Final = re.compile(r"AWS\.(?:SNS|MM)\.")
"""Reserved names that publishers set: those of mobile push and SMS (sns-message-attributes, sms_publish-to-topic)."""


def check_attributes(attributes: Mapping[str, object], *, entry: int | None = None) -> int:
    """Return how many bytes the attributes of a message take, if SNS takes them all.

    Raises:
        PublishError: it doesn't.
    """
    size = 0
    for name, given in attributes.items():
        size += _usual_size(name, given) or _checked_size(name, given, entry)
    return size


def _checked_size(name: object, given: object, entry: int | None) -> int:
    name = _checked_name(name)
    attribute = _checked_value(name, given, entry)
    if attribute.type.partition(".")[0] == "Number" and not attribute.type.endswith(".Array"):
        _check_number(name, attribute)
    return len(name) + attribute.size


def _usual_size(name: object, given: object) -> int:
    """Return the size of an attribute as most are; 0 for one that is to be looked at more closely, or refused."""
    # Most names are identifiers, and that is asked in half the time.
    if type(name) is not str or not (
        (name.isidentifier() and name.isascii() and len(name) <= _LONGEST_NAME) or _USUAL_NAME.fullmatch(name)
    ):
        return 0
    kind: object = "String"
    if type(given) is not str:
        try:
            kind, given = _usual_parts(given)
        except Exception:  # noqa: BLE001 (a key of a caller's own class may raise any; who looks closely names it)
            return 0
    if type(given) is not str or not given.isascii() or type(kind) is not str:
        return 0
    if kind not in _USUAL_TYPES and not (
        kind == "Number" and len(given) <= MAX_NUMBER and (given.isdecimal() or NUMBER_TEXT.fullmatch(given))
    ):
        return 0
    return len(name) + len(kind) + len(given) if given else 0


def _usual_parts(given: object) -> tuple[object, object]:
    """Return type and text of an attribute that isn't given as text; may raise what keys of the caller's raise."""
    if type(given) is dict:
        if len(given) != _TYPE_AND_VALUE:
            return None, None
        if "DataType" in given:
            return given["DataType"], given.get("StringValue")
        return given.get("Type"), given.get("Value")
    if type(given) is int or type(given) is float:
        return "Number", str.__str__(number_text(given))
    return ("String.Array", json_text(given)) if type(given) is list else (None, None)


def _refuse(problem: str, aws: str, *, hint: str = "", evidence: PublishEvidence = "recorded") -> NoReturn:
    raise PublishError(
        problem,
        parameter="MessageAttributes",
        hint=hint,
        code="ParameterValueInvalid",
        aws=aws,
        evidence=evidence,
        whole_batch=True,
    )


def _checked_name(name: object) -> str:
    """Letters, digits, ``_``, ``-`` and ``.`` of ASCII, at most 256, no dot at either end or beside another."""
    if not is_text(name):
        problem = f"the name of a message attribute must be a string, not {type(name).__name__}"
        _refuse(problem, "Invalid message attribute name", evidence="inferred")
    name = str.__str__(name)
    if not name:
        aws = "The request must contain non-empty message attribute name."  # as SQS has it
        _refuse("the name of a message attribute must not be empty", aws, evidence="inferred")
    size = len(name.encode("utf-8", "surrogatepass"))
    if size > _LONGEST_NAME:
        problem = f"the name of a message attribute has {size} bytes, but SNS takes {_LONGEST_NAME}"
        _refuse(problem, "Length of message attribute name must be less than 256 bytes.")
    if name[0] == "." or name[-1] == ".":
        where, end = ("starting", "begin") if name[0] == "." else ("ending", "end")
        problem = f"the name of the message attribute {quoted(name)} must not {end} with a dot"
        _refuse(problem, f"Invalid message attribute name {where} with character '.' was found.")
    _check_characters(name)
    if _RESERVED.match(name) and not _OF_SNS.match(name):
        problem = f"the name of the message attribute {quoted(name)} begins as those of AWS do"
        aws = (  # as SQS has it
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.' because these strings are "
            "reserved for internal use."
        )
        _refuse(problem, aws, hint="name it otherwise", evidence="documented")
    return name


def _check_characters(name: str) -> None:
    """Refuse the first character or pair of dots that can't stand in a name."""
    wrong = _NO_NAME_CHARACTER.search(name)
    twice = name.find("..")
    if wrong is not None and (twice < 0 or wrong.start() < twice):
        problem = f"the name of the message attribute {quoted(name)} has {quoted(wrong[0])} in it"
        aws = (
            f"Invalid non-alphanumeric character '#x{ord(wrong[0]):X}' was found in the message attribute name. "
            "Can only include alphanumeric characters, hyphens, underscores, or dots."
        )
        _refuse(problem, aws, hint="use letters, digits, hyphens, underscores and dots of ASCII")
    if twice >= 0:
        problem = f"the name of the message attribute {quoted(name)} has two dots in a row"
        _refuse(problem, "Message attribute name can not have successive '.' character.")


def _checked_value(name: str, given: object, entry: int | None) -> Attribute:
    kind = "String"
    try:
        if isinstance(given, Mapping):
            given = spelt_members(given)
            kind = _check_members(name, given, entry)
        attribute = attribute_of(given)
    except MalformedMessageError as error:
        problem = f"the message attribute {quoted(name)} can't be published: {error}"
        _refuse(problem, _no_value(name, kind), evidence="inferred")
    if not attribute.value:
        problem = f"the message attribute {quoted(name)} has an empty value"
        _refuse(problem, _no_value(name, attribute.type), hint="leave the attribute out")
    try:
        f"{attribute.type}{'' if isinstance(attribute.value, bytes) else attribute.value}".encode()
    except UnicodeEncodeError as error:
        problem = f"the message attribute {quoted(name)} can't be written in UTF-8: {error.reason}"
        _refuse(problem, _no_value(name, attribute.type), evidence="inferred")
    return attribute


def _check_members(name: str, given: Mapping[object, object], entry: int | None) -> str:
    """Return the type, if there is one of at most 256 bytes, and the value that it wants."""
    kind = given.get(member_names(given)[0])
    if is_text(kind):
        kind = str.__str__(kind)
    if kind is None:
        in_batch = "" if entry is None else f"publishBatchRequestEntries.{entry}.member."
        raise PublishError(
            f"the message attribute {quoted(name)} has no DataType",
            parameter="MessageAttributes",
            hint="give it one: String, String.Array, Number or Binary",
            code="ValidationError",
            aws=f"1 validation error detected: Value null at '{in_batch}messageAttributes.{name}.member.dataType' "
            "failed to satisfy constraint: Member must not be null",
            evidence="recorded",
            whole_batch=True,
        )
    if not is_text(kind) or not _TYPE.fullmatch(kind):
        found = quoted(kind) if is_text(kind) else type(kind).__name__
        problem = f"the message attribute {quoted(name)} must be a String, Number or Binary, not {found}"
        aws = (
            f"The message attribute '{name}' has an invalid message attribute type, the set of supported type "
            "prefixes is Binary, Number, and String."
        )
        _refuse(problem, aws, hint="a suffix follows a dot, as in String.json")
    size = len(kind.encode("utf-8", "surrogatepass"))
    if size > _LONGEST_NAME:
        problem = f"the type of the message attribute {quoted(name)} has {size} bytes, but SNS takes {_LONGEST_NAME}"
        aws = "Length of message attribute type must be less than 256 bytes."  # as SQS has it
        _refuse(problem, aws, evidence="documented")
    _check_field(name, kind, given)
    return kind


def _check_field(name: str, kind: str, given: Mapping[object, object]) -> None:
    if member_names(given)[0] == "Type":  # a notification has one name for both
        return
    wanted, other = ("Binary", "String") if is_binary(kind) else ("String", "Binary")
    if given.get(f"{wanted}Value") is not None:
        return
    if given.get(f"{other}Value") is not None:
        problem = f"the message attribute {quoted(name)} of type {quoted(kind)} has a {other}Value"
        aws = f"The message attribute '{name}' with type '{kind}' must use field '{wanted}'."
        _refuse(problem, aws, hint=f"give it as {wanted}Value")
    _refuse(f"the message attribute {quoted(name)} has no {wanted}Value", _no_value(name, kind))


def _no_value(name: str, kind: str) -> str:
    return (
        f"The message attribute '{name}' must contain non-empty message attribute value for message attribute type "
        f"'{kind}'."
    )


def _check_number(name: str, attribute: Attribute) -> None:
    """A decimal number; SNS takes those beyond the range that it documents (LocalStack's note).  The text is moto's."""
    text = attribute.value
    if not isinstance(text, str) or len(text) > MAX_NUMBER or not NUMBER_TEXT.fullmatch(text):
        problem = f"the message attribute {quoted(name)} must be a decimal number, not {quoted(str(text))}"
        aws = f"Could not cast message attribute '{name}' value to number."
        _refuse(problem, aws, hint="write a number such as 12.5, or give it the type String")
