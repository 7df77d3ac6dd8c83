"""JSON as SNS needs it: strict, bounded in depth, with numbers as they are spelt and faults at their place.

Two readers share one grammar (RFC 8259).
The fast one is the standard library's scanner; it decodes messages and well-formed policies.
The placing one is iterative and keeps the offset of every value; it is asked when the fast one can't answer:
to say where a fault is, and to decode what nests deeper than the interpreter's stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "MAX_DEPTH",
    "MAX_NUMBER",
    "Document",
    "JsonFault",
    "Members",
    "NumberLiteral",
    "compact",
    "load",
    "load_policy",
    "load_string",
    "place_policy",
]

MAX_DEPTH = 1000
"""How deep JSON may nest: what Jackson, and so Event Ruler, allows."""

MAX_NUMBER = 1000
"""How many characters a number may have: what Jackson, and so Event Ruler, allows."""

_SPACE = " \t\n\r"


class NumberLiteral(str):
    """A JSON number as it is spelt.

    It is never equal to the string of the same characters: JSON's types are kept apart.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Compare spellings; what numbers are worth is for :mod:`snsfilter.filtering.numbers` to say."""
        return type(other) is NumberLiteral and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        """Negate equality: ``str`` brings a ``__ne__`` of its own."""
        return not self == other

    __hash__ = str.__hash__


class Members(list[tuple[str, object]]):
    """A JSON object as its members in order, repeated names included."""

    __slots__ = ()


class JsonFault(ValueError):
    """Text that isn't JSON, and the offset (in characters, from 0) at which that shows."""

    def __init__(self, problem: str, offset: int) -> None:
        """Keep what was found and where."""
        super().__init__(problem, offset)
        self.problem = problem
        self.offset = offset

    def position(self, text: str) -> tuple[int, int]:
        """Return line and column (both from 1) in *text*."""
        return position(text, self.offset)


def _refuse_constant(name: str) -> object:
    problem = f"{name} is not JSON"
    raise ValueError(problem)


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
        start = len(text) - len(text.lstrip(_SPACE))
        if text[start : start + 1] != opening:
            return None
    try:
        value, end = _scan_message(text, start)
    except RecursionError:
        return _load_deep(text)
    except (ValueError, StopIteration):
        return None
    if end != len(text) and text[end:].strip(_SPACE):
        return None
    # The scanner stops at the interpreter's own bound, if at all; only text with many brackets can reach ours.
    if end > 2 * MAX_DEPTH and text.count("{") + text.count("[") > MAX_DEPTH and _too_deep(value):
        return None
    return value


def _load_deep(text: str) -> object:
    try:
        return _decode(text, dict, _message_number).value
    except ValueError:
        return None


def _too_deep(value: object) -> bool:
    level: list[dict[str, object] | list[object]] = [value]  # type: ignore[list-item]
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


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded JSON text that knows where each of its values stands.

    A *trail* names a value: the position of the member or element at each level, from the root.
    """

    text: str
    value: object
    places: dict[tuple[int, ...], tuple[int, int]]
    """Trail to the offsets of the member's name (the value's own where there is none) and of the value."""

    def position(self, trail: tuple[int, ...], *, name: bool) -> tuple[int, int]:
        """Return line and column (both from 1) of the value at *trail*, or of its *name*."""
        offset = self.places[trail][0 if name else 1]
        return position(self.text, offset)


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset; lines end at LF, CR or CR LF."""
    before = text[:offset]
    lines = re.split(r"\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1


def load_policy(text: str, *, trailing: bool) -> object:
    """Return the value that *text* holds: objects as :class:`Members`, every number as :class:`NumberLiteral`.

    Args:
        text: the JSON text.
        trailing: whether text after the value is passed over unread, as Event Ruler does.

    Raises:
        JsonFault: the text isn't JSON, or nests deeper than :data:`MAX_DEPTH`.
    """
    try:
        value, end = _scan_policy(text, len(text) - len(text.lstrip(_SPACE)))
    except (ValueError, StopIteration, RecursionError):
        return place_policy(text, trailing=trailing).value
    if end != len(text) and not trailing and text[end:].strip(_SPACE):
        return place_policy(text, trailing=trailing).value
    return value


def place_policy(text: str, *, trailing: bool) -> Document:
    """Decode as :func:`load_policy` does, keeping the place of every value.  Slower; raises the same."""
    return _decode(text, Members, NumberLiteral, trailing=trailing)


def _message_number(literal: str) -> object:
    return NumberLiteral(literal) if set(literal) & set(".eE") else int(literal)


_TOKEN = re.compile(
    r"""[ \t\n\r]*+(?:
        (?P<mark>[{}\[\],:])
      | (?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")
      | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![0-9A-Za-z_.+-])
      | (?P<word>true|false|null)(?![0-9A-Za-z_])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None}


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and offset of each token; the last is ``end``."""
    offset = 0
    while True:
        found = _TOKEN.match(text, offset)
        if found is None:
            offset = len(text) - len(text[offset:].lstrip(_SPACE))
            raise JsonFault(_unreadable(text, offset), offset)
        kind = found.lastgroup or ""
        yield kind, found[kind], found.start(kind)
        offset = found.end()


def _unreadable(text: str, offset: int) -> str:
    """Say why no token starts at *offset*."""
    character = text[offset]
    if character == '"':
        return "a string is not closed, holds an unescaped control character, or has an escape that JSON doesn't know"
    if character == "\ufeff":
        return "the text starts with a byte order mark, which JSON doesn't allow"
    if character == "'":
        return "a string must stand in double quotes, not single ones"
    if character.isdigit() or character == "-":
        return "a number is malformed"
    return f"{character!r} can't start a JSON value"


@dataclass(slots=True)
class _Open:
    """A container being filled: what it is, where it stands, and its children so far."""

    is_object: bool
    trail: tuple[int, ...]
    children: list[object]
    names: list[str]
    name_offset: int = -1


def _decode(
    text: str,
    make_object: Callable[[list[tuple[str, object]]], object],
    make_number: Callable[[str], object],
    *,
    trailing: bool = False,
) -> Document:
    """Decode iteratively.  Grammar: value = object | array | string | number | word; RFC 8259 names the rest."""
    places: dict[tuple[int, ...], tuple[int, int]] = {}
    opened: list[_Open] = []
    tokens = _tokens(text)
    kind, token, offset = next(tokens)
    while True:
        # A value, or the end of an empty container, or the name of the first member, stands at the token.
        trail = (*opened[-1].trail, len(opened[-1].children)) if opened else ()
        if opened and opened[-1].is_object:
            if token == "}" and kind == "mark" and not opened[-1].children:
                value: object = make_object([])
                opened.pop()
            else:
                _read_name(opened[-1], kind, token, offset, tokens)
                kind, token, offset = next(tokens)
                value = _UNREAD
        elif opened and token == "]" and kind == "mark" and not opened[-1].children:
            value = []
            opened.pop()
        else:
            value = _UNREAD
        if value is _UNREAD:
            name_offset = opened[-1].name_offset if opened and opened[-1].is_object else offset
            places[trail] = (name_offset, offset)
            if kind == "mark" and token in "{[":
                if len(opened) == MAX_DEPTH:
                    raise JsonFault(f"arrays and objects nest deeper than {MAX_DEPTH} levels", offset)
                opened.append(_Open(token == "{", trail, [], []))
                kind, token, offset = next(tokens)
                continue
            value = _scalar(kind, token, offset, make_number)
        # A value is complete: hand it to its container, and close what closes.
        while opened:
            container = opened[-1]
            container.children.append(value)
            kind, token, offset = next(tokens)
            if kind == "mark" and token == ",":
                kind, token, offset = next(tokens)
                break
            if kind != "mark" or token != ("}" if container.is_object else "]"):
                expected = "a comma or '}'" if container.is_object else "a comma or ']'"
                raise JsonFault(f"expected {expected}, found {_name(kind, token)}", offset)
            value = (
                make_object(list(zip(container.names, container.children, strict=True)))
                if container.is_object
                else container.children
            )
            opened.pop()
        else:
            if not trailing:
                kind, token, offset = next(tokens)
                if kind != "end":
                    raise JsonFault(f"expected the end of the text, found {_name(kind, token)}", offset)
            return Document(text, value, places)


_UNREAD = object()


def _read_name(container: _Open, kind: str, token: str, offset: int, tokens: Iterator[tuple[str, str, int]]) -> None:
    if kind != "string":
        raise JsonFault(f"expected a member's name in double quotes, found {_name(kind, token)}", offset)
    container.names.append(scanstring(token, 1)[0])
    container.name_offset = offset
    kind, token, offset = next(tokens)
    if kind != "mark" or token != ":":
        raise JsonFault(f"expected ':' after a member's name, found {_name(kind, token)}", offset)


def _scalar(kind: str, token: str, offset: int, make_number: Callable[[str], object]) -> object:
    if kind == "string":
        return scanstring(token, 1)[0]
    if kind == "number":
        return make_number(token)
    if kind == "word":
        return _WORDS[token]
    raise JsonFault(f"expected a JSON value, found {_name(kind, token)}", offset)


def _name(kind: str, token: str) -> str:
    return "the end of the text" if kind == "end" else repr(token if len(token) < 40 else token[:37] + "...")  # noqa: PLR2004


def compact(value: object) -> str:
    """Write a value of :func:`load_policy` as JSON without white space, members in order, numbers as spelt."""
    if isinstance(value, Members):
        return "{" + ",".join(f"{encode_basestring(name)}:{compact(child)}" for name, child in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    if isinstance(value, NumberLiteral):
        return str(value)
    if isinstance(value, str):
        return encode_basestring(value)
    return {True: "true", False: "false", None: "null"}[value]  # type: ignore[index]
