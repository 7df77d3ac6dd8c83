"""Text of others, made fit to stand in a text of ours: short, on one line, and with no command to a terminal."""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers look for, without the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["did_you_mean", "printable", "quoted", "shortened"]

_LONGEST_QUOTED = 80


def printable(text: str) -> str:
    """Return *text* with everything escaped, as JSON does, that a terminal wouldn't print as one character."""
    if text.isprintable():
        return text
    from json.encoder import encode_basestring_ascii  # noqa: PLC0415 (most text needs no escape)

    return "".join(each if each.isprintable() else encode_basestring_ascii(each)[1:-1] for each in text)


def shortened(text: str, longest: int) -> str:
    """Return *text*, or of a longer one its beginning."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def quoted(text: str) -> str:
    """Return *text* in quotes, or of a long one the beginning."""
    return repr(shortened(text, _LONGEST_QUOTED))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Say which of the names is meant by one that is spelt in another case or with a slip; ``""`` if none is close."""
    if len(name) > _LONGEST_QUOTED:  # comparing takes time, and nothing so long is meant for a name
        return ""
    from difflib import get_close_matches  # noqa: PLC0415 (only a fault needs it)

    by_letters = {each.lower(): each for each in known}
    near = get_close_matches(name.replace("_", "").lower(), by_letters, n=1)
    return f"did you mean {by_letters[near[0]]!r}?" if near else ""


def numbered(count: int, noun: str, plural: str = "") -> str:
    """Return so many of something: ``1 retry``, ``100,015 retries``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
