"""A body that no policy of scope MessageBody can be matched against: why it isn't a JSON object, and the remedy."""

from __future__ import annotations

from collections.abc import Mapping

from snsfilter.filtering.explain.findings import NearMiss
from snsfilter.filtering.explain.spelling import shown
from snsfilter.jsontext import JsonFault, NumberLiteral, load, load_policy, type_name
from snsfilter.message import MalformedMessageError, plain_json

__all__ = ["unfit"]

_OBJECT = "SNS matches a policy of scope MessageBody against a JSON object only"
_BOM = "\ufeff"
_LONGEST = 256 * 1024
"""How long a text may be that is searched for its fault: what SNS takes of a message."""


def unfit(body: object) -> tuple[str, tuple[NearMiss, ...]]:
    """Say why a body doesn't hold a JSON object; ``""`` if nothing is wrong with it that could be told."""
    if body is None:
        return "the message has no body", ()
    if isinstance(body, Mapping):
        return _unfit_mapping(body)
    if not isinstance(body, str):
        try:
            body = bytes(body).decode()  # type: ignore[call-overload]  # Message takes nothing else
        except UnicodeDecodeError as error:
            return f"the body isn't UTF-8: byte {error.start} can't be decoded", ()
    return _unfit_text(str.__str__(body))


def _unfit_mapping(body: Mapping[object, object]) -> tuple[str, tuple[NearMiss, ...]]:
    try:
        plain_json(body)
    except MalformedMessageError as error:
        return f"the decoded body isn't a JSON object: {error}", ()
    return "", ()


def _unfit_text(text: str) -> tuple[str, tuple[NearMiss, ...]]:
    if not text.strip():
        return "the body is empty", ()
    if len(text) > _LONGEST:
        return f"the body isn't a JSON object, and of its {len(text):,} characters SNS takes {_LONGEST:,} at most", ()
    try:
        value = load_policy(text, trailing=False)
    except JsonFault as fault:
        line, column = fault.position(text)
        problem = f"the body isn't JSON: {fault.problem} (line {line}, column {column})"
        return problem, _of_no_json(text)
    if isinstance(value, str) and not isinstance(value, NumberLiteral) and isinstance(load(value, "{"), dict):
        miss = NearMiss(
            "double-encoded",
            "the body is a JSON string whose text is the JSON object",
            "encode it once: give Message the text of the object, not the JSON of that text",
        )
        return f"the body is a JSON string, not an object: {shown(value)}", (miss,)
    return f"the body is a JSON {type_name(value)}, not an object: {_OBJECT}", ()


def _of_no_json(text: str) -> tuple[NearMiss, ...]:
    if text.startswith(_BOM):
        return (NearMiss("byte-order-mark", "the body begins with a byte order mark", "send it without"),)
    if text.lstrip().startswith(("{'", '{"')) and ("'" in text or "True" in text or "None" in text):
        text_ = "the body looks like a Python dict printed with str()"
        return (NearMiss("python-repr", text_, "write it with json.dumps"),)
    if text.lstrip()[:1] not in {"{", "["}:
        text_ = "the body is plain text, and a policy of scope MessageBody lets JSON objects through only"
        return (NearMiss("plain-text", text_, "send JSON, or filter on attributes with the scope MessageAttributes"),)
    return ()
