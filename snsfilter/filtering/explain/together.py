"""Keys that match apart but not together: which of the values that they match stand in one element.

Two ways agree unless they first part at an index; a value that is itself an element stands in no element
(see :mod:`~snsfilter.filtering.arrays`).  Whether the keys match together, the matcher says; here is only found which
values to show for it.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from snsfilter.filtering.explain.findings import NearMiss
from snsfilter.filtering.explain.seeing import steps_of
from snsfilter.filtering.explain.spelling import place, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from snsfilter.filtering.explain.seeing import Found

__all__ = ["apart", "choose_together", "may_part"]

_Way: TypeAlias = tuple[str | int, ...]

_MOST_TRIED = 2_000
_MOST_KEYS = 8
_MOST_PAIRED = 30
_MOST_ELEMENTS = 3


def _element_of(found: Found) -> _Way:
    """Return the way to the innermost element that the value stands in, or further."""
    way = steps_of(found.trail)
    while way and type(way[-1]) is int:
        way = way[:-1]
    return way


def _parting(one: _Way, other: _Way) -> int | None:
    """Return where two ways first part, if that is at an index: then they stand in different elements."""
    for at, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return at if type(first) is int and type(second) is int else None
    return None


def choose_together(accepted: Mapping[str, Sequence[Found]]) -> dict[str, Found]:
    """Choose a value for each key such that all agree, as far as some tries find one; else the first of each."""
    keys = [(key, [(found, _element_of(found)) for found in founds]) for key, founds in accepted.items() if founds]
    chosen: list[tuple[Found, _Way]] = []
    positions = [0]
    for _ in range(_MOST_TRIED):
        if len(chosen) == len(keys):
            return {key: found for (key, _), (found, _) in zip(keys, chosen, strict=True)}
        founds, at = keys[len(chosen)][1], positions[-1]
        if at == len(founds):
            if not chosen:
                break
            chosen.pop()
            positions.pop()
        elif all(_parting(founds[at][1], way) is None for _, way in chosen):
            positions[-1] += 1
            chosen.append(founds[at])
            positions.append(0)
        else:
            positions[-1] += 1
    return {key: founds[0][0] for key, founds in keys}


def may_part(accepted: Mapping[str, Sequence[Found]]) -> bool:
    """Tell whether values of two keys stand in elements, so that these may be different ones."""
    inside = (founds for founds in accepted.values() if any(int in map(type, _element_of(found)) for found in founds))
    return next(inside, None) is not None and next(inside, None) is not None


def apart(accepted: Mapping[str, Sequence[Found]], holds: Callable[[Sequence[str]], bool]) -> NearMiss:
    """Name the elements in which two keys match that don't match together.

    *holds* asks the matcher about some of the keys.
    """
    some = [key for key, founds in accepted.items() if founds][:_MOST_KEYS]
    for key, other_key in combinations(some, 2):
        if not holds([key, other_key]):
            own, others = ([_element_of(found) for found in accepted[each][:_MOST_PAIRED]] for each in (key, other_key))
            partings = [(_parting(one, other), one) for one in own for other in others]
            depths = [depth for depth, _ in partings if depth is not None]
            if depths and len(depths) == len(partings):
                array = next(one for depth, one in partings if depth == max(depths))
                return _apart(array[: max(depths)], {key: own, other_key: others})
    return NearMiss(
        "array-elements-apart",
        "each key matches somewhere, but never all of them in the same elements of the arrays that they lead through",
        _REMEDY,
    )


_REMEDY = (
    "keys that lead through one array must match in the same element of it: send them in one element, or use a "
    "subscription for each key"
)


def _apart(array: _Way, ways: Mapping[str, Sequence[_Way]]) -> NearMiss:
    depth = len(array)
    said: list[str] = []
    for key, some in ways.items():
        indexes = list(dict.fromkeys(way[depth] for way in some if way[:depth] == array and len(way) > depth))
        rest = f" and {len(indexes) - _MOST_ELEMENTS} more" if len(indexes) > _MOST_ELEMENTS else ""
        which = ", ".join(map(str, indexes[:_MOST_ELEMENTS]))
        said.append(f"{shown_name(key)} matches in element {which}{rest}")
    text = f"{', '.join(said)} of {place(array)}, but no element matches both"
    return NearMiss("array-elements-apart", text, _REMEDY)
