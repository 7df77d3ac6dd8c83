"""How Jackson, the JSON parser of Event Ruler and of SNS, words a fault and says where it stands.

The words are those of Jackson 2.17 to 2.22, found by running it: tests/jackson.jsonl holds what it said.
``reader`` finds the faults.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = [
    "JacksonFault",
    "described",
    "joined",
    "location",
    "may_continue",
    "may_start",
    "printable",
    "redacted_tail",
    "source_tail",
]

_SHOWN = 500
"""How much of a source Jackson shows, in UTF-16 units."""

_WHOLE = 0x8000
"""How long a text, in UTF-16 units, Jackson shows at all; a longer one it reads through a ``StringReader``."""


@dataclass(frozen=True, slots=True)
class JacksonFault:
    """The first thing in a text that Jackson refuses.

    Attributes:
        message: Jackson's words without the location; where they name the place of an opening bracket, the words
            before that place.
        offset: the index in the text, in characters, of the place that Jackson names behind its words.
        start: the index of the opening bracket that the words name, -1 for the root's place before the text; ``None``
            when they name none.
        after: the words behind that place.
        located: whether Jackson names the place.  It names none for text that exceeds one of its bounds.
    """

    message: str
    offset: int
    start: int | None = None
    after: str = ""
    located: bool = True

    def said(self, text: str, *, redacted: bool = False) -> str:
        """Return all that Jackson says of *text*, the place included.

        Args:
            text: the text that was read.
            redacted: whether Jackson keeps the text to itself, as it does by default since 2.16.
        """
        tail = redacted_tail if redacted else source_tail
        words = self.message if self.start is None else self.message + tail(text, self.start) + self.after
        return f"{words}\n at {tail(text, self.offset)}" if self.located else words


def location(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of the character at *offset*.

    Lines end at LF, CR or CR LF; columns count UTF-16 units, so that a character beyond U+FFFF makes two.
    The place before the text, which is what Jackson calls the root's, is -1 and has column 0.
    """
    if offset < 0:
        return 1, 0
    lines = re.split(r"\r\n|\r|\n", text[:offset])
    return len(lines), _units(lines[-1]) + 1


def source_tail(text: str, offset: int) -> str:
    """Return the place of *offset* as Event Ruler has Jackson name it: with the text, or the first 500 units of it.

    A text of more than 32,768 UTF-16 units isn't shown at all.
    """
    length = _units(text)
    if length > _WHOLE:
        return f"[Source: (StringReader){_place(text, offset)}"
    shown = text
    if length > _SHOWN:
        utf16 = text[:_SHOWN].encode("utf-16-le", "surrogatepass")[: 2 * _SHOWN]
        shown = utf16.decode("utf-16-le", "surrogatepass")
    shown = re.sub(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04X}", shown)
    rest = f"[truncated {length - _SHOWN} chars]" if length > _SHOWN else ""
    return f'[Source: (String)"{printable(shown)}"{rest}{_place(text, offset)}'


def redacted_tail(text: str, offset: int) -> str:
    """Return the place of *offset* as Jackson names it by default since 2.16, and SNS with it: without the text."""
    redacted = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)"
    return f"[Source: {redacted}; line: 1]" if offset < 0 else f"[Source: {redacted}{_place(text, offset)}"


def _place(text: str, offset: int) -> str:
    line, column = location(text, offset)
    return f"; line: {line}, column: {column}]"


def _units(text: str) -> int:
    """Return how many UTF-16 units *text* has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def printable(words: str) -> str:
    """Return *words* with each lone half of a surrogate pair as ``?``: so Java writes it, and Python can't write it."""
    return re.sub("[\ud800-\udfff]", "?", joined(words)) if not words.isascii() else words


def joined(text: str) -> str:
    """Return *text* with the two halves of a surrogate pair as the one character that they are."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def described(unit: str) -> str:
    """Return how Jackson names a UTF-16 unit: itself, unless it is a control, and its code."""
    code = ord(unit)
    if unicodedata.category(unit) == "Cc":
        return f"(CTRL-CHAR, code {code})"
    beyond_latin = f" / 0x{code:x}" if unit > "\xff" else ""
    return f"'{printable(unit)}' (code {code}{beyond_latin})"


_STARTING = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Sc", "Pc"})
_CONTINUING = _STARTING | {"Nd", "Mn", "Mc", "Cf"}
_IGNORABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f]")


def may_start(unit: str) -> bool:
    """Tell whether a Java identifier may start with the UTF-16 *unit*, by the Unicode of this Python."""
    return unicodedata.category(unit) in _STARTING


def may_continue(unit: str) -> bool:
    """Tell whether the UTF-16 *unit* may stand in a Java identifier, by the Unicode of this Python."""
    return unicodedata.category(unit) in _CONTINUING or _IGNORABLE.match(unit) is not None
