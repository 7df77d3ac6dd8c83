"""Is a policy within its limits?  One pass, for every policy that is parsed."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple, assert_never

from snsfilter.filtering.limits.values import MOST_COUNTED
from snsfilter.filtering.nodes import AnyOf, AnythingBut, FilterPolicyScope, Nested, Property, Wildcard
from snsfilter.filtering.parser.grammar import OR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.filtering.limits.values import KeysCounted, Limits
    from snsfilter.filtering.nodes import AllOf, Pattern
    from snsfilter.jsontext import Trail

__all__ = ["WrittenKey", "bytes_of", "counted_keys", "exceeds", "points_of", "stars_of", "step_of", "written_keys"]

_SEVERAL = 3
"""The points of a pattern with several wildcards: "3 points each" is read as each such pattern (inferred)."""


def exceeds(tree: AllOf, text: str, scope: FilterPolicyScope, limits: Limits) -> bool:
    """Tell whether a policy exceeds any limit."""
    if limits.size is not None and 4 * len(text) > limits.size and bytes_of(text) > limits.size:
        return True
    flat = scope is FilterPolicyScope.MESSAGE_ATTRIBUTES
    # Every policy is counted, and few have wildcards: without the word, or an escape that may spell it, none has.
    wild = "wildcard" in text or "\\" in text
    combinations, written, nested, stars, points = _counts(tree, 1, step_of(scope), wild=wild)
    if limits.combinations is not None and combinations > limits.combinations:
        return True
    # However keys are counted, there are no more than are written; so mostly they needn't be told apart.
    if limits.keys is not None and written > limits.keys:
        keys = sum(1 for _ in counted_keys(tree, scope, limits.keys_counted))
        if keys > limits.keys:
            return True
    if nested and flat and limits.nested_attributes is False:
        return True
    if limits.wildcards is not None and stars > limits.wildcards:
        return True
    return limits.wildcard_points is not None and points > limits.wildcard_points


def _counts(tree: AllOf, level: int, step: int, *, wild: bool) -> tuple[int, int, bool, int, int]:
    """Return the combinations, how many keys are written, whether any nests, the most wildcards, and the points.

    Combinations are counted as written: a path that recurs in one alternative multiplies each time (inferred).
    """
    product, written, nested, stars, points = 1, 0, False, 0, 0
    for member in tree.members:
        match member:
            case Property(_, patterns):
                written += 1
                product *= len(patterns) * level
                if wild and (most := max(map(stars_of, patterns))):
                    stars, points = max(stars, most), points + prod(points_of(patterns))
                if product > MOST_COUNTED:  # noqa: PLR1730 (min() costs a call for each key of each policy)
                    product = MOST_COUNTED
                continue
            case Nested(_, body):
                inner = [_counts(body, level + step, step, wild=wild)]
                nested = True
            case AnyOf(branches):
                inner = [_counts(branch, level, step, wild=wild) for branch in branches]
            case _:
                assert_never(member)
        products, more_written, nests, more_stars, more_points = zip(*inner, strict=True)
        product = min(product * sum(products), MOST_COUNTED)
        written, points = written + sum(more_written), points + sum(more_points)
        nested, stars = nested or any(nests), max(stars, *more_stars)
    return product, written, nested, stars, points


def bytes_of(text: str) -> int:
    """Return how many bytes a text takes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def step_of(scope: FilterPolicyScope) -> int:
    """Return how many levels a nested object adds: attributes don't nest, so their level is always 1."""
    return 0 if scope is FilterPolicyScope.MESSAGE_ATTRIBUTES else 1


def stars_of(pattern: Pattern) -> int:
    """Return how many wildcards a pattern has; of several texts in anything-but, the one with the most."""
    if isinstance(pattern, Wildcard):
        return len(pattern.literals) - 1
    if isinstance(pattern, AnythingBut):
        return max(len(each.literals) - 1 if isinstance(each, Wildcard) else 0 for each in pattern.excluded)
    return 0


def points_of(patterns: tuple[Pattern, ...]) -> tuple[int, int]:
    """Return the points of the patterns of a field with a wildcard together, and how many patterns have any.

    A field without a wildcard has none, for the page speaks of policies with wildcards.  In one that has, anything-but
    counts in every form, as in the page's example; what the page gives no points is not among its patterns (inferred).
    """
    points = [
        1 if isinstance(pattern, AnythingBut) or count == 1 else _SEVERAL
        for pattern, count in zip(patterns, map(stars_of, patterns), strict=True)
        if count or isinstance(pattern, AnythingBut)
    ]
    return sum(points), len(points)


class WrittenKey(NamedTuple):
    """A key where it is written.

    Attributes:
        path: the key, with the keys around it, joined by dots.
        trail: the place as positions from the root.
        steps: the same as names and positions, as a JSON Pointer has it.
        nests: whether it holds nested keys rather than an array.
    """

    path: str
    trail: Trail
    steps: tuple[str | int, ...]
    nests: bool

    @property
    def level(self) -> int:
        """How deep objects nest around it, from 1; ``$or`` adds a name and a position to the steps, but no level."""
        return sum(1 if isinstance(step, str) else -1 for step in self.steps)


def counted_keys(tree: AllOf, scope: FilterPolicyScope, counted: KeysCounted) -> Iterator[WrittenKey]:
    """Yield each key that counts, where it is first written."""
    if counted == "top-level" and scope is FilterPolicyScope.MESSAGE_ATTRIBUTES:
        counted = "leaf"
    seen: set[str] = set()
    for key in written_keys(tree, deep=counted in ("leaf", "value")):
        if counted == "value" or key.path not in seen:
            seen.add(key.path)
            yield key


def written_keys(
    tree: AllOf, prefix: str = "", trail: Trail = (), steps: tuple[str | int, ...] = (), *, deep: bool
) -> Iterator[WrittenKey]:
    """Yield the keys in the order of the text: those that hold arrays if *deep*, else those at the top.

    *prefix*, *trail* and *steps* lead to *tree*.
    """
    for index, member in enumerate(tree.members):
        here = (*trail, index)
        match member:
            case Property(name):
                yield WrittenKey(prefix + name, here, (*steps, name), nests=False)
            case Nested(name, body):
                if deep:
                    yield from written_keys(body, f"{prefix}{name}.", here, (*steps, name), deep=True)
                else:
                    yield WrittenKey(prefix + name, here, (*steps, name), nests=True)
            case AnyOf(branches):
                for at, branch in enumerate(branches):
                    yield from written_keys(branch, prefix, (*here, at), (*steps, OR, at), deep=deep)
            case _:
                assert_never(member)
