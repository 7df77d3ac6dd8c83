"""The text of an SVG file: every name and every text escaped, every number of two decimals at most."""

from __future__ import annotations

from html import escape

from snsfilter.charts.numbers import rounded
from snsfilter.plaintext import printable

__all__ = ["element", "path", "text_of"]


def element(name: str, *content: str, **attributes: float | str | None) -> str:
    """Return an element; *content* is markup already, attributes are escaped, and those that are ``None`` left out.

    An attribute is spelt as an argument can be: ``class_``, ``text_anchor``.

    >>> element("text", text_of("a < b"), x=1 / 3, class_="label", fill=None)
    '<text x="0.33" class="label">a &lt; b</text>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text_of(value) if isinstance(value, str) else rounded(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(content)}</{name}>" if content else f"<{name}{given}/>"


def text_of(text: str) -> str:
    """Return text as it stands in XML; a character that XML can't hold, as no terminal prints it, becomes an escape."""
    return escape(printable(text))


def path(points: list[tuple[float, float]], *, to: float | None = None) -> str:
    """Return the path through points; *to* closes it along that height, for an area."""
    line = "L".join(f"{rounded(x)} {rounded(y)}" for x, y in points)
    if to is None or not points:
        return f"M{line}" if line else ""
    return f"M{rounded(points[0][0])} {rounded(to)}L{line}L{rounded(points[-1][0])} {rounded(to)}Z"
