"""The fast reader: the standard library's scanner, held to what Event Ruler's JSON parser takes."""

from __future__ import annotations

from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import TYPE_CHECKING, Literal

from snsfilter.jsontext.placing import decode
from snsfilter.jsontext.values import MAX_DEPTH, SPACE, Members, NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["load", "load_policy", "load_string"]


def _refuse_constant(name: str) -> object:
    problem = f"{name} is not JSON"
    raise JSONDecodeError(problem, name, 0)


def _scanner(decoder: JSONDecoder) -> Callable[[str, int], tuple[object, int]]:
    """Return what ``json.loads`` itself calls, without the checks around it that are made here anyway."""
    return decoder.scan_once  # type: ignore[attr-defined,no-any-return]  # typeshed leaves it out


_scan_message = _scanner(JSONDecoder(parse_float=NumberLiteral, parse_constant=_refuse_constant))
_scan_policy = _scanner(
    JSONDecoder(
        object_pairs_hook=Members, parse_float=NumberLiteral, parse_int=NumberLiteral, parse_constant=_refuse_constant
    )
)


def load(text: str, opening: Literal["{", "["]) -> object:
    """Return the JSON object (*opening* ``{``) or array (``[``) that *text* holds, or ``None`` when it holds no such.

    Fractions and exponents stay :class:`NumberLiteral`; of a repeated name the last counts.
    Never raises: text that isn't JSON, trailing text, a byte order mark, ``NaN`` and nesting beyond
    :data:`MAX_DEPTH` are all ``None``.
    """
    start = 0
    if text[:1] != opening:
        start = len(text) - len(text.lstrip(SPACE))
        if text[start : start + 1] != opening:
            return None
    try:
        value, end = _scan_message(text, start)
    except (JSONDecodeError, StopIteration):
        return None
    except (RecursionError, ValueError):  # deeper, or an integer longer, than the interpreter has it
        return _load_deep(text)
    if end != len(text) and text[end:].strip(SPACE):
        return None
    # The scanner stops at the interpreter's own bound, if at all; only text with many brackets can reach ours.
    if end > 2 * MAX_DEPTH and text.count("{") + text.count("[") > MAX_DEPTH and _too_deep(value):
        return None
    return value


def _load_deep(text: str) -> object:
    try:
        return decode(text, dict, _message_number).value
    except ValueError:
        return None


def _too_deep(value: object) -> bool:
    level: list[dict[str, object] | list[object]] = [value]  # type: ignore[list-item]  # by its opening
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


def load_string(inside: str) -> str | None:
    """Return the string whose JSON spelling between the quotes is *inside*, or ``None`` when it isn't one."""
    try:
        value, end = scanstring(inside + '"', 0)
    except ValueError:
        return None
    return value if end == len(inside) + 1 else None


_SHORT_INTEGER = 600
"""How many digits every interpreter reads, whatever bound it is set to."""


def _message_number(literal: str) -> object:
    whole = len(literal) <= _SHORT_INTEGER and not set(literal) & set(".eE")
    return int(literal) if whole else NumberLiteral(literal)


def load_policy(text: str, *, trailing: bool) -> object:
    """Return the value that *text* holds: objects as :class:`Members`, every number as :class:`NumberLiteral`.

    Args:
        text: the JSON text.
        trailing: whether text after the value is passed over unread, as Event Ruler does.

    Raises:
        JsonFault: the text isn't JSON, or nests deeper than :data:`MAX_DEPTH`.
    """
    try:
        value, end = _scan_policy(text, len(text) - len(text.lstrip(SPACE)))
    except (ValueError, StopIteration, RecursionError):
        return decode(text, Members, NumberLiteral, trailing=trailing).value
    nests = text.count("{") + text.count("[") > MAX_DEPTH
    if nests or (end != len(text) and not trailing and text[end:].strip(SPACE)):
        return decode(text, Members, NumberLiteral, trailing=trailing).value
    return value
