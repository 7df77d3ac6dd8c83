"""What it costs a message that an alternative stands here or there, in units of one bit in a block of bitmaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from snsfilter.filtering.index.conditions import Condition

__all__ = ["in_block", "is_columnar", "is_worth_a_block", "under_entry"]

CHECK = 2_000.0
"""To check one alternative by itself."""
COLUMN_COST = 1_700.0
"""To look up one column of a block, however small."""
LOOK = 1_000.0
"""To look at one more place."""
_USUAL_COLUMNS = 18
"""How many columns a block has, or so."""
_RARE = 0.01
"""Up to which share of the alternatives a place is rare: they can't count on others to share its column."""
_SHARED = 16
"""How many alternatives must share a condition that can only be asked, for bitmaps to be worth while."""
_FEW_PATTERNS = 16
"""How many patterns a condition may have, for a block to have room for the values of all."""


def under_entry(chance: float, standers: int, *, looks: bool) -> float:
    """Estimate the cost of an alternative under an entry.

    *chance* is how many messages of all lead there, *standers* is how many alternatives share the place, and *looks*
    tells whether the place is looked at for their sake in any message.
    """
    block = _USUAL_COLUMNS * COLUMN_COST / (chance * standers + 1.0)
    return chance * min(CHECK, block + 1.0) + (LOOK / (standers + 1.0) if looks else 0.0)


def in_block(uses: Iterable[int], members: int, checked: float) -> float:
    """Estimate the cost of an alternative among those that every message meets.

    *uses* is how many of all *members* have a condition at each of its places, and *checked* is how many messages of
    all leave it to be checked by itself, because no column knows all of it.
    """
    rare = sum(COLUMN_COST / each for each in uses if each < _RARE * members)
    return 1.0 + CHECK * checked + rare


def is_worth_a_block(excess: int) -> bool:
    """Tell whether alternatives that cost so much more under their entries pay for a block that every message meets."""
    return excess > _USUAL_COLUMNS * COLUMN_COST


def is_columnar(condition: Condition) -> bool:
    """Tell whether bitmaps answer for a condition without asking it."""
    return condition.uses >= _SHARED or (condition.size <= _FEW_PATTERNS and condition.is_tabular)
