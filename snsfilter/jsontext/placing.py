"""The reader that knows where things stand: iterative, slower, and exact about faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import TYPE_CHECKING

from snsfilter.jsontext.excerpt import with_line_feeds
from snsfilter.jsontext.values import MAX_DEPTH, SPACE, Members, NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from snsfilter.jsontext.values import Trail

__all__ = [
    "DEEPEST_PLACE",
    "NUMBER",
    "STRING_INSIDE",
    "Document",
    "JsonFault",
    "decode",
    "place_policy",
    "position",
]


class JsonFault(ValueError):
    """Text that isn't JSON, the offset (in characters, from 0) at which that shows, and how to mend it or ``""``."""

    def __init__(self, problem: str, offset: int, hint: str = "") -> None:
        """Keep what was found and where."""
        super().__init__(problem, offset, hint)
        self.problem = problem
        self.offset = offset
        self.hint = hint

    def position(self, text: str) -> tuple[int, int]:
        """Return line and column (both from 1) in *text*."""
        return position(text, self.offset)


DEEPEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded JSON text that knows where each of its values stands."""

    text: str
    value: object
    places: dict[Trail, tuple[int, int, int]]
    """Trail to three offsets: the member's name (the value's own where there is none), the value, and its end."""

    def position(self, trail: Trail, *, name: bool) -> tuple[int, int]:
        """Return line and column (both from 1) of the value at *trail*, or of its *name*."""
        offset = self.places[trail][0 if name else 1]
        return position(self.text, offset)


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset; lines end at LF, CR or CR LF."""
    before = with_line_feeds(text[:offset])
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def place_policy(text: str, *, trailing: bool) -> Document:
    """Decode as :func:`load_policy` does, keeping the place of every value.  Slower; raises the same."""
    return decode(text, Members, NumberLiteral, trailing=trailing, deepest=DEEPEST_PLACE)


STRING_INSIDE = r"""[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"""
"""What may stand between the quotes of a string, as a pattern."""

NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
"""A number, as a pattern."""

_TOKEN = re.compile(
    rf"""[ \t\n\r]*+(?:
        (?P<mark>[{{}}\[\],:])
      | (?P<string>"{STRING_INSIDE}")
      | (?P<number>{NUMBER})(?![0-9A-Za-z_.+-])
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
            raise _unreadable(text, len(text) - len(text[offset:].lstrip(SPACE)))
        kind = found.lastgroup or ""
        yield kind, found[kind], found.start(kind)
        offset = found.end()


_NOT_JSON = {
    "True": "write true",
    "False": "write false",
    "None": "write null",
    "NaN": "JSON has no such number",
    "Infinity": "JSON has no such number",
    "-Infinity": "JSON has no such number",
    "//": "JSON has no comments",
    "/*": "JSON has no comments",
    "#": "JSON has no comments",
}
_STRING = re.compile(rf'"{STRING_INSIDE}')


def _unreadable(text: str, offset: int) -> JsonFault:
    """Say why no token starts at *offset*."""
    character = text[offset]
    if character == '"':
        return _bad_string(text, offset)
    if character == "\ufeff":
        return JsonFault("the text starts with a byte order mark, which JSON doesn't allow", offset, "remove it")
    if character == "'":
        return JsonFault("a string must stand in double quotes, not single ones", offset)
    if character in "\u201c\u201d":
        return JsonFault('a string must stand in straight double quotes, ", not in curly ones', offset)
    for name, hint in _NOT_JSON.items():
        if text.startswith(name, offset):
            return JsonFault(f"{name} is not JSON", offset, hint)
    if character.isdigit() or character in "-+.":
        hint = "JSON has no leading zero or plus, and digits on both sides of a point"
        return JsonFault("a number is malformed", offset, hint)
    word = re.match(r"\w{0,40}", text[offset:])
    if word is not None and word[0]:
        return JsonFault(f"{word[0]!r} is not JSON", offset, "put a string in double quotes")
    return JsonFault(f"{character!r} can't start a JSON value", offset)


def _bad_string(text: str, offset: int) -> JsonFault:
    """Say why the string at *offset* isn't one, at the character that is at fault."""
    good = _STRING.match(text, offset)
    end = good.end() if good is not None else offset + 1
    if end == len(text):
        return JsonFault("a string is not closed", offset, 'put a " behind it')
    if text[end] == "\\":
        escape = text[end : end + (6 if text.startswith("u", end + 1) else 2)]
        hint = 'a backslash itself is written \\\\, a quote \\", any character \\u and four hexadecimal digits'
        return JsonFault(f"a string has the escape {escape}, which JSON doesn't know", end, hint)
    name = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}.get(text[end], "a control character")
    hint = "escape it, or close the string before it"
    return JsonFault(f"a string holds {name}, U+{ord(text[end]):04X}, as it is", end, hint)


@dataclass(slots=True)
class _Open:
    """A container being filled: what it is, where it stands, and its children so far."""

    is_object: bool
    trail: Trail
    name_start: int
    start: int
    children: list[object]
    names: list[str]

    @property
    def closing(self) -> str:
        """The mark that closes it."""
        return "}" if self.is_object else "]"


def decode(
    text: str,
    make_object: Callable[[list[tuple[str, object]]], object],
    make_number: Callable[[str], object],
    *,
    trailing: bool = False,
    deepest: int = 0,
) -> Document:
    """Decode iteratively.  Grammar: value = object | array | string | number | word; RFC 8259 names the rest."""
    places: dict[Trail, tuple[int, int, int]] = {}
    opened: list[_Open] = []
    tokens = _tokens(text)
    kind, token, offset = next(tokens)
    while True:
        trail, name_offset = _trail(opened, deepest), offset
        if opened and opened[-1].is_object:
            opened[-1].names.append(_read_name(kind, token, offset, tokens))
            kind, token, offset = next(tokens)
        if kind == "mark" and token in "{[":
            if len(opened) == MAX_DEPTH:
                raise JsonFault(f"arrays and objects nest deeper than {MAX_DEPTH} levels", offset)
            container = _Open(token == "{", trail, name_offset, offset, [], [])
            kind, token, offset = next(tokens)
            if kind != "mark" or token != container.closing:
                opened.append(container)
                continue
            value = make_object([]) if container.is_object else []
            start = container.start
        else:
            value, start = _scalar(kind, token, offset, make_number), offset
        if len(opened) <= deepest:
            places[trail] = (name_offset, start, offset + len(token))
        # A value is complete: hand it to its container, and close what closes.
        while opened:
            container = opened[-1]
            container.children.append(value)
            kind, token, offset = next(tokens)
            if kind == "mark" and token == ",":
                kind, token, offset = next(tokens)
                if kind == "mark" and token == container.closing:
                    raise JsonFault(f"expected something between a comma and {token!r}", offset, "remove the comma")
                break
            if kind != "mark" or token != container.closing:
                raise JsonFault(f"expected a comma or {container.closing!r}, found {_name(kind, token)}", offset)
            value = (
                make_object(list(zip(container.names, container.children, strict=True)))
                if container.is_object
                else container.children
            )
            opened.pop()
            if len(opened) <= deepest:
                places[container.trail] = (container.name_start, container.start, offset + 1)
        else:
            if not trailing:
                kind, token, offset = next(tokens)
                if kind != "end":
                    raise JsonFault(f"expected the end of the text, found {_name(kind, token)}", offset)
            return Document(text, value, places)


def _trail(opened: list[_Open], deepest: int) -> Trail:
    """Return the trail of the next value; deep down none is kept, for it would cost more than the text."""
    return (*opened[-1].trail, len(opened[-1].children)) if 0 < len(opened) <= deepest else ()


def _read_name(kind: str, token: str, offset: int, tokens: Iterator[tuple[str, str, int]]) -> str:
    if kind != "string":
        raise JsonFault(f"expected a key in double quotes, found {_name(kind, token)}", offset)
    name: str = scanstring(token, 1)[0]
    kind, token, offset = next(tokens)
    if kind != "mark" or token != ":":
        raise JsonFault(f"expected ':' after a key, found {_name(kind, token)}", offset)
    return name


def _scalar(kind: str, token: str, offset: int, make_number: Callable[[str], object]) -> object:
    if kind == "string":
        return scanstring(token, 1)[0]
    if kind == "number":
        return make_number(token)
    if kind == "word":
        return _WORDS[token]
    raise JsonFault(f"expected a JSON value, found {_name(kind, token)}", offset)


def _name(kind: str, token: str) -> str:
    return "the end of the text" if kind == "end" else repr(token if len(token) < 40 else token[:37] + "...")  # noqa: PLR2004 (the width of an excerpt)
