"""Where a policy's keys lead: its alternatives without ``$or``, and the places that a key may mean in a message.

Keys joined by dots make one path: ``{"a": {"b": [1]}}`` and ``{"a.b": [1]}`` are the same policy, and both match
messages ``{"a": {"b": 1}}`` and ``{"a.b": 1}`` (Event Ruler; recorded on SNS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from snsfilter.filtering.nodes import AllOf, AnyOf, Nested, Property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.filtering.nodes import Pattern

__all__ = ["ENDED", "Alternative", "alternatives", "size_of_alternatives", "steps"]

Alternative: TypeAlias = dict[str, tuple["Pattern", ...]]
"""Path to patterns: every path must find some value that some pattern accepts."""

ENDED = -1
"""The offset of a path of which nothing is left."""


def size_of_alternatives(tree: AllOf, prefix: int = 0) -> tuple[int, int]:
    """Return how many alternatives :func:`alternatives` would make, and the characters of all their paths together.

    *prefix* is the length of the path that leads to *tree*.
    """
    count, characters = 1, 0
    for member in tree.members:
        match member:
            case Property(name):
                characters += count * (prefix + len(name) + 1)
                continue
            case Nested(name, body):
                inner = [size_of_alternatives(body, prefix + len(name) + 1)]
            case AnyOf(branches):
                inner = [size_of_alternatives(branch, prefix) for branch in branches]
            case _:
                assert_never(member)
        inner_count = sum(each for each, _ in inner)
        characters = characters * inner_count + count * sum(each for _, each in inner)
        count *= inner_count
    return count, characters


def alternatives(tree: AllOf) -> list[Alternative]:
    """Return the policy without ``$or``: it matches if one of these does.

    Each branch of an ``$or`` continues every alternative collected so far; where a path recurs, the textually
    last one counts, alternative by alternative (Event Ruler).
    """
    return _extend([{}], "", tree)


def _extend(collected: list[Alternative], prefix: str, tree: AllOf) -> list[Alternative]:
    for member in tree.members:
        match member:
            case Property(name, patterns):
                for alternative in collected:
                    alternative[prefix + name] = patterns
            case Nested(name, body):
                collected = _extend(collected, f"{prefix}{name}.", body)
            case AnyOf(branches):
                collected = [
                    extended
                    for branch in branches
                    for extended in _extend([dict(alternative) for alternative in collected], prefix, branch)
                ]
            case _:
                assert_never(member)
    return collected


def steps(path: str, offset: int, members: dict[str, object]) -> Iterator[tuple[str, int]]:
    """Yield the members of an object that *path*, from *offset* on, leads to, with the offset of what is left.

    There is more than one only where a message spells the same path with and without dots.
    """
    end = path.find(".", offset)
    if end < 0:
        name = path[offset:]
        if name in members:
            yield name, ENDED
    elif path.count(".", offset) <= len(members):
        while end >= 0:
            name = path[offset:end]
            if name in members:
                yield name, end + 1
            end = path.find(".", end + 1)
        name = path[offset:]
        if name in members:
            yield name, ENDED
    else:  # a path of more steps than the object has members
        for name in members:
            end = offset + len(name)
            if path.startswith(name, offset):
                if end == len(path):
                    yield name, ENDED
                elif path[end] == ".":
                    yield name, end + 1
