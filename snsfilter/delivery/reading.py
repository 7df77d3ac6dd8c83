"""From decoded JSON to the members of a policy: names and types, and where each stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from snsfilter.delivery.healthy import LARGEST
from snsfilter.delivery.hints import hint_for
from snsfilter.delivery.rules import RANGES, UNUSABLE, Fault, known_backoff
from snsfilter.delivery.shapes import Kind
from snsfilter.jsontext import Members, NumberLiteral, a_type, type_name
from snsfilter.plaintext import quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.delivery.shapes import Level, Shape
    from snsfilter.errors.delivery import Evidence
    from snsfilter.jsontext import Trail

__all__ = ["MOST_FOUND", "Found", "Path", "Reading", "read_members"]

MOST_FOUND: Final = 100
"""How many faults are told of; to place each takes time, and nobody reads more."""

Path = tuple[str, ...]
"""The names that lead to a member, from the policy as a whole."""

_WHOLE: Final = re.compile(r"-?[0-9]{1,10}")
_LONGEST_NUMBER: Final = 40


class Found(NamedTuple):
    """A fault with its place.

    Attributes:
        fault: what is wrong.
        section: the section that has the member.
        trail: the way to it in the decoded JSON: the member's or, if it is missing, the section's.
        name: whether the member's name is at fault, and not its value.
    """

    fault: Fault
    section: Path
    trail: Trail
    name: bool = False


class Reading(NamedTuple):
    """A policy that has been read.

    Attributes:
        members: every member of every section that is given, in SNS's order; ``None`` where it is absent or null, and
            :data:`~snsfilter.delivery.rules.UNUSABLE` where it is of another type.
        found: what is wrong with names and types, in the order of the text.
        trails: where the members stand that are given.
    """

    members: Mapping[str, object]
    found: tuple[Found, ...]
    trails: Mapping[Path, Trail]


def read_members(value: Members, level: Level) -> Reading:
    """Read the members of a policy.

    Of a member that is repeated the last counts, as Jackson has it (inferred); the others aren't looked at.

    Args:
        value: the decoded policy.
        level: which members it may have.
    """
    reader = _Reader(level)
    members = reader.section(value, level.shape, (), ())
    return Reading(members, tuple(reader.found), reader.trails)


class _Reader:
    """Reads section by section, and keeps what it finds."""

    __slots__ = ("_level", "found", "trails")

    def __init__(self, level: Level) -> None:
        self._level = level
        self.found: list[Found] = []
        self.trails: dict[Path, Trail] = {(): ()}

    def section(self, value: Members, shape: Shape, path: Path, trail: Trail) -> dict[str, object]:
        members: dict[str, object] = {name: None for name in shape}  # noqa: C420 (pyright takes fromkeys for another type)
        last = {name: index for index, (name, _) in enumerate(value)}
        for index, (name, child) in enumerate(value):
            at = (*trail, index)
            if last[name] != index:
                continue
            if name not in shape:
                if len(self.found) < MOST_FOUND:
                    self.found.append(Found(_unknown(name, shape, self._level), path, at, name=True))
                continue
            self.trails[*path, name] = at
            members[name] = self._member(child, shape[name], (*path, name), at)
        return members

    def _member(self, value: object, kind: Kind | Shape, path: Path, trail: Trail) -> object:
        if value is None:
            return None
        if not isinstance(kind, Kind):
            if isinstance(value, Members):
                return self.section(value, kind, path, trail)
        elif (scalar := _scalar(value, kind)) is not None:
            return scalar
        self.found.append(Found(_of_another_type(value, kind, path), path[:-1], trail))
        return UNUSABLE


def _unknown(name: str, shape: Shape, level: Level) -> Fault:
    # Recorded for a member of a topic's policy; that it is the same for one of a subscription's is inferred.
    evidence: Evidence = "recorded" if level.target == "topic" else "inferred"
    hint = hint_for(name, shape, level)
    return Fault(name, f"unknown member {quoted(name)}", hint, f"Unexpected JSON member: {name}", evidence)


def _scalar(value: object, kind: Kind) -> int | str | bool | None:
    """Return the value of a member that is no section; ``None`` if it is of another type."""
    match kind:
        case Kind.WHOLE:
            whole = int(value) if type(value) is NumberLiteral and _WHOLE.fullmatch(value) else None
            return whole if whole is not None and abs(whole) <= LARGEST else None
        case Kind.BACKOFF:
            return str(known_backoff(value) or value) if type(value) is str else None
        case Kind.TEXT:
            return value if type(value) is str else None
        case Kind.FLAG:
            return value if type(value) is bool else None
        case _:
            assert_never(kind)


def _of_another_type(value: object, kind: Kind | Shape, path: Path) -> Fault:
    """Say what a member must be, and what it is; that SNS refuses it, and in which words, is inferred."""
    member = path[-1]
    if not isinstance(kind, Kind):
        problem = f"{member} must be an object with {', '.join(map(repr, kind))}, not {_shown(value)}"
        return Fault(member, problem, "", f"{'.'.join(path)} must be a JSON object")
    match kind:
        case Kind.WHOLE:
            expected, said, hint = f"a whole number, {RANGES[member].words}", "an integer", _whole_hint(value)
        case Kind.BACKOFF | Kind.TEXT:
            expected, said, hint = "a string", "a string", ""
        case Kind.FLAG:
            expected, said, hint = "true or false", "a boolean", _flag_hint(value)
        case _:
            assert_never(kind)
    problem = f"{member} must be {expected}, not {_shown(value)}"
    return Fault(member, problem, hint, f"{'.'.join(path)} must be {said}")


def _flag_hint(value: object) -> str:
    spelt = value.lower() if type(value) is str else ""
    return f"write {spelt} without quotes" if spelt in {"true", "false"} else ""


def _whole_hint(value: object) -> str:
    """Say how a number is written that is spelt otherwise."""
    if type(value) is str and _WHOLE.fullmatch(value):
        return f"write {value} without quotes"
    if type(value) is NumberLiteral and re.fullmatch(r"-?[0-9]{1,10}\.0+", value):
        return f"write {value.partition('.')[0]}"
    return ""


def _shown(value: object) -> str:
    if type(value) is str:
        return quoted(value)
    if type(value) is NumberLiteral:
        return shortened(value, _LONGEST_NUMBER)
    return str(value).lower() if isinstance(value, bool) else a_type(type_name(value))
