"""Numbers as a picture writes them: short, of a fixed precision, the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from snsfilter.errors import SnsFilterError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DAY", "HOUR", "MINUTE", "MOST", "UNITS", "counted", "duration", "finite", "rounded"]

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
UNITS: Final = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s"))
"""The units of time that have room beside a number, in seconds."""
MOST: Final = 1e250
"""The largest number that has a place in a picture, with room above it for the arithmetic of axes."""
_MILLISECOND: Final = 0.001
_THOUSAND: Final = 1000
_PLAIN: Final = 1e12
"""From here on a number is written with a power of ten."""
_PLACES: Final = 9
"""With more decimals, too."""


def finite(values: Iterable[float], what: str) -> None:
    """See to it that there is a place for each number.

    Raises:
        SnsFilterError: one of them is no number, or beyond what a picture can place.
    """
    for value in values:
        if not -MOST <= value <= MOST:
            raise SnsFilterError(f"{what} must be a number between {-MOST:g} and {MOST:g}")


def rounded(value: float) -> str:
    """Return a number with two decimals at most, as SVG takes it.

    >>> [rounded(each) for each in (2.0, 0.126, -0.001)]
    ['2', '0.13', '0']
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(value: float, places: int = 0) -> str:
    """Return a number for people, with commas between the thousands.

    >>> [counted(100_015), counted(0.25, 2), counted(1e20)]
    ['100,015', '0.25', '1e+20']
    """
    return f"{value:,.{places}f}" if abs(value) < _PLAIN and places <= _PLACES else f"{value:g}"


def duration(seconds: float) -> str:
    """Return a span of time in its two largest units; a smaller rest is dropped.

    >>> [duration(each) for each in (0, 0.25, 8.149, 90, 3600, 2_000_133)]
    ['0 s', '250 ms', '8.15 s', '1 min 30 s', '1 h', '23 d 3 h']
    """
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if 0 < seconds < 1:
        return _fraction(seconds)
    seconds = round(seconds, 2)
    if seconds < MINUTE:
        return f"{rounded(seconds)} s"
    if seconds >= _PLAIN:
        return f"{counted(seconds / DAY)} d"
    parts: list[str] = []
    rest = round(seconds)
    for size, name in UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(f"{count:,} {name}" if count else "")
    return " ".join(filter(None, parts[:2]))


def _fraction(seconds: float) -> str:
    """Return less than a second, with three digits that count."""
    scale, name = (1e3, "ms") if seconds >= _MILLISECOND else (1e6, "µs")
    value = float(f"{seconds * scale:.3g}")
    if value == _THOUSAND:
        return "1 s" if name == "ms" else "1 ms"
    return f"{value:g} {name}"
