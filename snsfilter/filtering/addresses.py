"""IP addresses as Event Ruler reads them, which is as the Java platform does.

Four decimal groups of any leading zeros (``010.0.0.1`` is ``10.0.0.1``), or hexadecimal groups with colons.
An IPv4-mapped IPv6 address counts as IPv4.  Mixed forms, zone ids and blanks aren't addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

__all__ = ["IpAddress", "looks_like_address", "parse_address"]

IpAddress: TypeAlias = tuple[int, int]
"""IP version (4 or 6) and the address as an integer."""

_V4 = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_V6 = re.compile(r"[0-9a-fA-F]*+:[0-9a-fA-F:]*+")
_V4_LENGTH = 15
_V6_LENGTH = 400  # 39 and any leading zeros in reason: keeps hostile text from costing anything
_GROUPS = 8
_MAPPED = 0xFFFF


def looks_like_address(text: str) -> bool:
    """Tell whether *text* has the form of an address, be it one or not."""
    return bool(_V4.fullmatch(text) or _V6.fullmatch(text))


def parse_address(text: str) -> IpAddress | None:
    """Return the address that *text* spells, or ``None``."""
    if ":" in text:
        return _parse_v6(text) if len(text) <= _V6_LENGTH and _V6.fullmatch(text) else None
    return _parse_v4(text) if len(text) <= _V4_LENGTH and _V4.fullmatch(text) else None


# Short texts only come here; the same address of one message is asked about by many policies.
@lru_cache(maxsize=256)
def _parse_v4(text: str) -> IpAddress | None:
    value = 0
    for group in text.split("."):
        number = int(group)
        if number > 0xFF:  # noqa: PLR2004 (what one group of the address holds)
            return None
        value = value << 8 | number
    return 4, value


def _parse_v6(text: str) -> IpAddress | None:
    head, gap, tail = text.partition("::")
    before = _groups(head)
    after = _groups(tail)
    if before is None or after is None:
        return None
    missing = _GROUPS - len(before) - len(after)
    if missing < 1 if gap else missing != 0:
        return None
    value = 0
    for group in (*before, *[0] * missing, *after):
        value = value << 16 | group
    return (4, value & 0xFFFF_FFFF) if value >> 32 == _MAPPED else (6, value)


def _groups(text: str) -> list[int] | None:
    """Return the hexadecimal groups of one side of the ``::``; an empty side has none."""
    if not text:
        return []
    groups = text.split(":")
    if "" in groups:
        return None
    numbers = [int(group, 16) for group in groups]
    return numbers if max(numbers) <= 0xFFFF else None  # noqa: PLR2004 (what one group of the address holds)
