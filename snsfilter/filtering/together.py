"""The usual case of keys that lead through the same arrays: each must find a value, and has one place to look.

Then consistency is plain recursion over the keys as a tree: an object must satisfy every key below it, and of an
array one element must satisfy all of them.  The search for outcomes comes to the same, in about five times the time.
Where this isn't enough (a message that spells a path with and without dots, nests very deeply, or is very large) it
raises :exc:`NotPlain`, and :mod:`~snsfilter.filtering.arrays` searches in earnest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.values import require_scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["NotPlain", "Tree", "covers"]

_DEEPEST = 20
"""How deep this recursion goes; there is a search without recursion."""
_MISSING = object()


class NotPlain(Exception):
    """The message needs the whole search."""


class Tree:
    """Keys that begin alike, from some level on.

    Attributes:
        test: what the value here must pass, if a key ends here.
        below: the next names, and the keys below each.
        spellings: the names, longer by dots, under which a message may spell the same paths.
        bare: the same without *test*.
    """

    __slots__ = ("bare", "below", "spellings", "test")

    def __init__(
        self, test: Callable[[object], bool] | None, below: tuple[tuple[str, Tree], ...], spellings: frozenset[str]
    ) -> None:
        """Keep the parts."""
        self.test = test
        self.below = below
        self.spellings = spellings
        self.bare: Tree = self if test is None else Tree(None, below, spellings)

    @classmethod
    def of(cls, keys: Iterable[tuple[list[str], Callable[[object], bool]]]) -> Tree:
        """Make the tree of keys, each given by its segments and the test of its value."""
        test = None
        below: dict[str, list[tuple[list[str], Callable[[object], bool]]]] = {}
        spellings: set[str] = set()
        for segments, key_test in keys:
            if segments:
                below.setdefault(segments[0], []).append((segments[1:], key_test))
                spellings.update(".".join(segments[:end]) for end in range(2, len(segments) + 1))
            else:
                test = key_test
        return cls(test, tuple((name, cls.of(rest)) for name, rest in below.items()), frozenset(spellings))


def covers(tree: Tree, value: dict[str, object] | list[object], left: list[int], depth: int = 0) -> bool:
    """Tell whether an object or array has a value for each key of *tree*, no two in different elements of one array.

    Args:
        tree: the keys.
        value: the object or array.
        left: how many more elements may be looked at, in a list of one.
        depth: how deep *value* lies.

    Raises:
        NotPlain: that can't be told this way.
        TypeError: a value isn't of the plain types.
    """
    if depth > _DEEPEST:
        raise NotPlain
    if type(value) is list:
        return _element_covers(tree, value, left, depth)
    if tree.test is not None:  # an object is no value
        return False
    if tree.spellings and not tree.spellings.isdisjoint(value):
        raise NotPlain
    for name, below in tree.below:
        member = value.get(name, _MISSING)  # type: ignore[union-attr]  # an object: arrays are gone
        kind = type(member)
        if kind is dict or kind is list:
            if not covers(below, member, left, depth + 1):  # type: ignore[arg-type]  # as its type says
                return False
        elif member is _MISSING or below.below or below.test is None or not below.test(member):
            require_scalar(member)
            return False
    return True


def _element_covers(tree: Tree, elements: list[object], left: list[int], depth: int) -> bool:
    left[0] -= len(elements)
    if left[0] < 0:
        raise NotPlain
    test = tree.test
    inner: list[dict[str, object] | list[object]] = []
    passed = False
    for element in elements:
        if type(element) is dict or type(element) is list:
            inner.append(element)
        elif test is None or passed:
            require_scalar(element)
        else:
            passed = test(element)
    if passed and not tree.below:
        return True
    wanted = tree.bare if passed else tree
    for element in inner:  # noqa: SIM110 (a generator costs more than the test)
        if covers(wanted, element, left, depth + 1):
            return True
    return False
