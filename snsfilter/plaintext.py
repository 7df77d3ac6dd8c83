"""Text of others, made fit to stand in a text of ours: short, on one line, and with no command to a terminal."""

from __future__ import annotations

__all__ = ["printable", "quoted", "shortened"]

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
