"""A path that some policy looks at, taken apart as a message is searched for it."""

from __future__ import annotations

__all__ = ["Place"]

_LONGEST_WALK = 8
"""How many names a path may have to be looked up in all its spellings."""


class Place:
    """One path.

    Attributes:
        path: the path, its names joined by dots; in attribute scope the name of an attribute.
        group: its first name: paths of one group may lead through the same arrays.
        parents: at each level the name, the longer names by which a message may spell the same path, and whether only
            the last name is left.
        name: the last name.
        plain: whether the path is short enough to be looked up that way.
    """

    __slots__ = ("group", "name", "parents", "path", "plain")

    def __init__(self, path: str, segments: list[str]) -> None:
        """Take the names of a path."""
        self.path = path
        self.group = segments[0]
        self.name = segments[-1]
        self.plain = len(segments) <= _LONGEST_WALK
        self.parents = tuple(
            (
                parent,
                tuple(".".join(segments[level:end]) for end in range(level + 2, len(segments) + 1)),
                level == len(segments) - 2,
            )
            for level, parent in enumerate(segments[:-1] if self.plain else [])
        )
