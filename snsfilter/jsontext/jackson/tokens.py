"""How Jackson reads one piece of JSON text: white space, a string, a word, a number.

Each function takes the text and where to read, returns where it stopped, and raises :class:`Stop` where Jackson does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out

from snsfilter.jsontext.jackson.words import JacksonFault, described, joined, may_continue, may_start

__all__ = ["Source", "Stop", "stop", "too_long"]

_MAX_NAME = 50_000
_MAX_TOKEN = 256
_SPACE = re.compile(r"[ \t\n\r]*+")
_MARKS = frozenset('{}[]:,"')
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*+')
_HEX = re.compile(r"[0-9a-fA-F]{0,4}+")
_EXPECTED = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_NO_NUMBER = "': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
_NO_PLUS = (
    "JSON spec does not allow numbers to have plus signs: "
    "enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow"
)
_NO_SEPARATOR = (
    " (consider enabling `JsonReadFeature.ALLOW_RS_CONTROL_CHAR` to allow use of Record Separators (\\u001E))"
)


class Stop(Exception):
    """Carries the fault from where it is met to the reader."""

    def __init__(self, fault: JacksonFault) -> None:
        """Keep the fault."""
        super().__init__(fault)
        self.fault = fault


def stop(message: str, offset: int) -> Stop:
    """Return the fault with these words at *offset*."""
    return Stop(JacksonFault(message, offset))


def too_long(what: str, found: int, allowed: int, getter: str, offset: int) -> Stop:
    """Return the fault of text that exceeds a bound of Jackson's ``StreamReadConstraints``."""
    words = f"{what} ({found}) exceeds the maximum allowed ({allowed}, from `StreamReadConstraints.{getter}()`)"
    return Stop(JacksonFault(words, offset, located=False))


def _halves(found: re.Match[str]) -> str:
    utf16 = found[0].encode("utf-16-le")
    return "".join(chr(int.from_bytes(utf16[at : at + 2], "little")) for at in (0, 2))


@dataclass(frozen=True, slots=True)
class Source:
    """A text that Jackson reads, as UTF-16: a character beyond U+FFFF is two here.

    Attributes:
        units: the text, one character for each UTF-16 unit.
        wide: the indices in the caller's text of the characters that are two units.
        sns: whether SNS reads, with an older Jackson, rather than Event Ruler.
    """

    units: str
    wide: tuple[int, ...]
    sns: bool

    @classmethod
    def of(cls, text: str, *, sns: bool) -> Source:
        """Spell *text* in UTF-16."""
        wide = tuple(index for index, character in enumerate(text) if character > "\uffff")
        return cls(re.sub("[\U00010000-\U0010ffff]", _halves, text) if wide else text, wide, sns)

    def offset(self, unit: int) -> int:
        """Return the index in the caller's text of the character that holds the *unit*."""
        low, high = 0, len(self.wide)
        while low < high:
            middle = (low + high) // 2
            if self.wide[middle] + middle < unit:
                low = middle + 1
            else:
                high = middle
        return unit - low

    def outward(self, fault: JacksonFault) -> JacksonFault:
        """Return *fault*, which counts units, with indices in the caller's text."""
        start = None if fault.start is None else self.offset(fault.start)
        return replace(fault, offset=self.offset(fault.offset), start=start)

    def unexpected(self, at: int, expected: str, place: int | None = None) -> Stop:
        """Return the fault of a character that can't stand at *at*; Jackson may name another *place*."""
        return stop(f"Unexpected character ({described(self.units[at])}){expected}", at if place is None else place)

    def space(self, at: int) -> int:
        """Pass over white space; a comment is none."""
        if self.units[at : at + 1] in _MARKS:
            return at  # as most often in a compact text
        at = _SPACE.match(self.units, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        character = self.units[at : at + 1]
        if character == "/":
            raise self.unexpected(
                at,
                ": maybe a (non-standard) comment? "
                "(not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
            )
        if character and character < " ":
            words = "only regular white space (\\r, \\n, \\t) is allowed between tokens"
            hint = _NO_SEPARATOR if character == "\x1e" and not self.sns else ""
            raise stop(f"Illegal character ({described(character)}): {words}{hint}", at + 1)
        return at

    def name(self, at: int) -> tuple[str, int]:
        """Read the rest of a member's name, whose opening quote stands before *at*."""
        name, end = self._quoted(at, "name", " in field name")
        length = len(name.encode("utf-16-le", "surrogatepass")) // 2
        if length > _MAX_NAME:
            raise too_long("Name length", length, _MAX_NAME, "getMaxNameLength", end)
        return name, end

    def string(self, at: int) -> tuple[str, int]:
        """Read the rest of a string, whose opening quote stands before *at*."""
        return self._quoted(at, "string value", ": was expecting closing quote for a string value")

    def _quoted(self, at: int, kind: str, unclosed: str) -> tuple[str, int]:
        begin = at
        while True:
            at = _PLAIN.match(self.units, at).end()  # type: ignore[union-attr]  # it matches nothing, too
            character = self.units[at : at + 1]
            if character == "":
                raise stop(f"Unexpected end-of-input{unclosed}", at)
            if character == '"':
                decoded: str = scanstring(self.units, begin)[0]
                return joined(decoded) if self.wide else decoded, at + 1
            if character != "\\":
                words = f"has to be escaped using backslash to be included in {kind}"
                raise stop(f"Illegal unquoted character ({described(character)}): {words}", at)
            at = self._escape(at + 1)

    def _escape(self, at: int) -> int:
        character = self.units[at : at + 1]
        if character and character in '"\\/bfnrt':
            return at + 1
        if character == "u":
            end = _HEX.match(self.units, at + 1).end()  # type: ignore[union-attr]  # it matches nothing, too
            if end == at + 5:
                return end
            if end < len(self.units):
                raise self.unexpected(end, ": expected a hex-digit for character escape sequence")
            at = end
        elif character:
            raise stop(f"Unrecognized character escape {described(character)}", at)
        raise stop("Unexpected end-of-input in character escape sequence", at)

    def word(self, word: str, start: int, at: int) -> int:
        """Read *word*, which starts at *start* and agrees before *at*."""
        while at - start < len(word):
            if self.units[at : at + 1] != word[at - start]:
                raise self.unrecognized(start, at)
            at += 1
        following = self.units[at : at + 1]
        if following >= "0" and may_continue(following):
            raise self.unrecognized(start, at)
        return at

    def unrecognized(self, start: int, at: int) -> Stop:
        """Return the fault of a token that starts at *start* and is nothing that JSON knows; up to *at* it is read.

        Since 2.21 Jackson names the place of the token, before that the place behind it.
        """
        end = at
        cut = ""
        while end < len(self.units) and may_continue(self.units[end]):
            end += 1
            if end - start >= _MAX_TOKEN:
                cut = "..."
                break
        words = f"Unrecognized token '{self.units[start:end]}{cut}': was expecting {_EXPECTED}"
        return stop(words, end if self.sns else start)

    def odd(self, at: int) -> Stop:
        """Return the fault of a value that starts as no JSON value does."""
        character = self.units[at]
        for word in ("NaN", "Infinity"):
            if character == word[0]:
                return self._no_number(word, at, at + 1)
        if character == "+":
            return self.signed(at, at + 2)
        if may_start(character):
            return self.unrecognized(at, at + 1)
        return self.unexpected(at, f": expected a valid value {_EXPECTED}")

    def _no_number(self, word: str, start: int, at: int) -> Stop:
        end = self.word(word, start, at)
        return stop(f"Non-standard token '{word}{_NO_NUMBER}", end)

    def signed(self, sign: int, at: int) -> Stop:
        """Return the fault of a sign without a digit behind it; Jackson has read up to *at*."""
        if at > len(self.units):
            return stop("Unexpected end-of-input in a Number value", len(self.units))
        mark = self.units[sign]
        if self.units[at - 1] == "I":
            if at == len(self.units):
                return stop("Unexpected end-of-input in a Number value", at)
            for name, second in (("INF", "N"), ("Infinity", "n")):
                if self.units[at] == second:
                    return self._no_number(mark + name, sign, at + 1)
            at += 1
        if mark == "+":
            return self.unexpected(sign, f" in numeric value: {_NO_PLUS}", at - 1)
        return self.unexpected(
            at - 1, " in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value"
        )
