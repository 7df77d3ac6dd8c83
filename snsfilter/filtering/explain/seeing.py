"""What a key sees in a message, for showing: the values and their places, and where the way to them ends.

The verdict isn't taken here.  The walk takes arrays and dots as :func:`~snsfilter.filtering.paths.steps` and
:mod:`~snsfilter.filtering.arrays` do, but remembers where it came along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar, cast

from snsfilter.filtering.arrays import MAX_VISITS
from snsfilter.filtering.paths import ENDED, steps
from snsfilter.jsontext import MAX_DEPTH

if TYPE_CHECKING:
    from snsfilter.filtering.predicates import Accepts

__all__ = ["MAX_KEPT", "Found", "Gap", "Sight", "Trail", "look", "look_at", "steps_of", "takes"]

Trail: TypeAlias = "tuple[Trail, str | int] | None"
"""The way to a value: the way to its container, and its name or index there."""

MAX_KEPT = 100
"""How many places of a kind are remembered."""


_Place = TypeVar("_Place")


class Found(NamedTuple):
    """A value, and the way to it."""

    value: object
    trail: Trail


class Gap(NamedTuple):
    """Where the way ends too early: what is there, and the offset of what is left of the path."""

    value: object
    offset: int
    trail: Trail


class Sight:
    """What a key sees.

    Attributes:
        values: the values, up to :data:`MAX_KEPT`.
        count: how many values there are.
        accepted: those that its patterns accept, up to :data:`MAX_KEPT`.
        objects: objects where a value should be.
        empties: empty arrays where a value should be.
        gaps: objects without the next name, and values that stand in the way.
    """

    __slots__ = ("accepted", "count", "empties", "gaps", "objects", "values")

    def __init__(self) -> None:
        self.values: list[Found] = []
        self.count = 0
        self.accepted: list[Found] = []
        self.objects: list[Found] = []
        self.empties: list[Found] = []
        self.gaps: list[Gap] = []

    def see(self, found: Found, accept: Accepts) -> None:
        """Take note of a value, and of whether patterns accept it."""
        self.count += 1
        _keep(self.values, found)
        if takes(accept, found.value):
            _keep(self.accepted, found)

    @property
    def is_bare(self) -> bool:
        """Whether nothing at all stands at the path."""
        return not (self.count or self.objects or self.empties)


def look(body: object, path: str, accept: Accepts) -> Sight:
    """Walk along *path*, in the order of the message.

    A body that is larger than a matcher would walk, or holds itself, is walked no further than that.
    """
    sight = Sight()
    pending: list[tuple[object, int, Trail, int]] = [(body, 0, None, 0)]
    visits = 0
    while pending and visits < MAX_VISITS:
        value, offset, trail, depth = pending.pop()
        visits += 1
        kind = type(value)
        if kind is dict:
            if offset == ENDED:
                _keep(sight.objects, Found(value, trail))
                continue
            members = cast("dict[str, object]", value)
            onward = [(members[name], rest, (trail, name), depth + 1) for name, rest in steps(path, offset, members)]
            pending += reversed(onward)
            if not onward:
                _keep(sight.gaps, Gap(value, offset, trail))
        elif kind is list:
            if depth > MAX_DEPTH:
                break
            elements = cast("list[object]", value)
            pending += reversed([(each, offset, (trail, at), depth + 1) for at, each in enumerate(elements)])
            if not elements:
                _keep(sight.empties, Found(value, trail))
        elif offset == ENDED:
            sight.see(Found(value, trail), accept)
        else:
            _keep(sight.gaps, Gap(value, offset, trail))
    return sight


def look_at(value: object, accept: Accepts) -> Sight:
    """Return the sight of one value that stands by itself, as most attributes do."""
    sight = Sight()
    sight.see(Found(value, (None, "")), accept)
    return sight


def _keep(places: list[_Place], place: _Place) -> None:
    if len(places) < MAX_KEPT:
        places.append(place)


def takes(accept: Accepts, value: object) -> bool:
    """Tell whether patterns accept a value; what is no JSON they don't."""
    try:
        return accept.value(value)
    except TypeError:
        return False


def steps_of(trail: Trail) -> tuple[str | int, ...]:
    """Return the names and indexes of a way, from the root."""
    found: list[str | int] = []
    while trail is not None:
        trail, step = trail
        found.append(step)
    return tuple(reversed(found))
