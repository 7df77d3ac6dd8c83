"""What is meant by a member that a policy doesn't have: another spelling, another section, or the other level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.delivery.shapes import LEVELS, Kind
from snsfilter.plaintext import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.delivery.shapes import Level, Shape

__all__ = ["hint_for"]

_SECTIONS = ("healthy", "sickly", "throttle", "request")


def hint_for(name: str, siblings: Shape, level: Level) -> str:
    """Say what is meant by the unknown member *name*, which stands beside *siblings*."""
    other = next(each for each in LEVELS.values() if each is not level)
    if name == other.parent:
        parts = f"{level.healthy!r}, {level.throttle!r} and {level.request!r}"
        return f"that is how a {other.target} has it; a {level.target} has {parts} without it"
    if name == other.flag:
        return f"only a {other.target} has it"
    part = next((part for part in _SECTIONS if getattr(other, part) == name), None)
    if part is not None:
        within = f" in {level.parent!r}" if level.parent else ""
        return f"that is how a {other.target} has it; a {level.target} has {getattr(level, part)!r}{within}"
    place = next((path for path, member in _members(level.shape) if member == name), None)
    if place is not None:
        return f"it belongs in {place!r}" if place else "it belongs at the top"
    if level.parent and level.parent in siblings and name.lower() == "https":
        return f"write {level.parent!r}, which is for HTTPS, too"
    return did_you_mean(name, siblings) or f"there are {', '.join(map(repr, siblings))}"


def _members(shape: Shape, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name of every member with the path of its section."""
    for name, kind in shape.items():
        yield path, name
        if not isinstance(kind, Kind):
            yield from _members(kind, f"{path}.{name}" if path else name)
