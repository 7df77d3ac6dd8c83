"""The texts of a message: its body as SNS sends it, or one for each protocol."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Final, cast

from snsfilter.filtering.numbers import literal_of
from snsfilter.jsontext import MAX_NUMBER, Members, NumberLiteral, compact, is_verbatim
from snsfilter.message.values import BINARY, MalformedMessageError, body_object, is_text, plain_json

__all__ = ["body_text", "json_text", "number_text", "protocol_texts"]

_FEW: Final = 1_000
"""How many strings an array may have and surely be no larger than a message."""


def body_text(body: object) -> str | None:
    """Return the text of a body: itself, its UTF-8 decoded, or a decoded object as compact JSON; or ``None``."""
    if isinstance(body, str):
        return str.__str__(body)
    try:
        if isinstance(body, BINARY):
            return bytes(body).decode()
        return json_text(body) if isinstance(body, Mapping) else None
    except (MalformedMessageError, UnicodeDecodeError):
        return None


def protocol_texts(body: object) -> dict[str, str]:
    """Return the texts by protocol of a message whose structure is ``json``.

    "Non-string values will cause the key to be ignored" (Publish); of a repeated name the last counts, for SNS takes
    such a message, though the page says that it doesn't (recorded 2023-08-24).
    """
    members = body_object(body) or {}
    return {name: str.__str__(text) for name, text in members.items() if is_text(text)}


def json_text(value: object) -> str:
    """Write a decoded JSON value without white space.

    Raises:
        MalformedMessageError: it holds something that JSON doesn't have, or nests too deeply.
    """
    if type(value) is list and 0 < len(value) <= _FEW:
        texts = value.copy()  # another thread may change the caller's list
        if {str}.issuperset(map(type, texts)) and is_verbatim("".join(texts)):  # as most arrays in attributes are
            return '["' + '","'.join(texts) + '"]'
    root = [plain_json(value)]
    # Containers whose parts aren't yet what the writer takes; so nesting takes no stack.
    pending: list[list[object]] = [root]
    while pending:
        parent = pending.pop()
        named = type(parent) is Members
        for at, child in enumerate(parent):
            name, part = cast("tuple[str, object]", child) if named else ("", child)
            part = _as_decoded(part)
            if isinstance(part, list):
                pending.append(part)
            parent[at] = (name, part) if named else part
    return compact(root[0])


def _as_decoded(part: object) -> object:
    """Turn a plain value into what :func:`~snsfilter.jsontext.load_policy` makes of its text, but not its parts."""
    if type(part) is dict:
        return Members(part.items())
    return part if part is None or isinstance(part, bool | str | list) else number_text(part)


def number_text(number: object) -> NumberLiteral:
    """Write a number in the plain types.

    Raises:
        MalformedMessageError: it isn't finite, or longer than a number may be.
    """
    # Writing out an integer takes time, and the interpreter may refuse; its size in bits says when not to try.
    if type(number) is int and number.bit_length() < 4 * MAX_NUMBER:
        return NumberLiteral(number)
    if type(number) is float and isfinite(number):
        return literal_of(number)
    if type(number) is Decimal and number.is_finite():
        return NumberLiteral(number)
    problem = "it holds a number that isn't finite, or is too long"
    raise MalformedMessageError(problem)
