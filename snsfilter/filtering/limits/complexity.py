"""How complex a policy is, with the factors that make it so: for a person to follow, and for tools."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, NamedTuple, assert_never

from snsfilter.filtering.limits.counting import counted_keys, points_of, stars_of, step_of
from snsfilter.filtering.limits.factors import Choice, KeyFactor, Product, WildcardField, alternatives_of, product_of
from snsfilter.filtering.limits.table import table_of
from snsfilter.filtering.nodes import AnyOf, Nested, Property
from snsfilter.filtering.parser.grammar import OR
from snsfilter.jsontext import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.filtering.limits.factors import Part
    from snsfilter.filtering.nodes import AllOf, FilterPolicyScope, Pattern
    from snsfilter.jsontext import Trail

__all__ = ["Complexity", "complexity_of"]

_MOST_PRODUCTS = 20
"""How many alternatives :meth:`Complexity.as_dict` spells out; there may be ten thousand."""


@dataclass(frozen=True, slots=True)
class Complexity:
    """How complex a policy is, and why.  ``str()`` is a table of at most 80 columns.

    >>> from snsfilter import FilterPolicy
    >>> nested = FilterPolicy.parse({"a": {"b": {"c": [1, 2, 3, 4]}}, "d": {"e": [1, 2, 3]}}, scope="MessageBody")
    >>> print(nested.complexity)
    72 combinations: 2 keys, 1 alternative
    <BLANKLINE>
    key    values  level  factor
    a.b.c       4      3      12
    d.e         3      2       6
    <BLANKLINE>
    12 x 6 = 72

    Attributes:
        product: the combinations as a product of factors and sums.
        factors: every key, where it is written, in the order of the text.
        keys: the paths that count as keys (see ``keys_counted="leaf"`` of :class:`~snsfilter.Limits`).
        wildcards: the keys with wildcards.
    """

    product: Product
    factors: tuple[KeyFactor, ...]
    keys: tuple[str, ...]
    wildcards: tuple[WildcardField, ...]

    @property
    def combinations(self) -> int:
        """The combinations of values as SNS counts them; counting stops at 10^18."""
        return self.product.combinations

    @property
    def alternatives(self) -> int:
        """How many alternatives ``$or`` makes of the policy; 1 without."""
        return self.product.alternatives

    @property
    def wildcard_points(self) -> int:
        """The points of all keys with wildcards together."""
        return sum(each.total for each in self.wildcards)

    def products(self) -> Iterator[tuple[tuple[str, ...], tuple[KeyFactor, ...]]]:
        """Yield each alternative: the branches taken, and the factors whose product it adds to the combinations."""
        return alternatives_of(self.product)

    def as_dict(self) -> dict[str, object]:
        """Return it ready for JSON; of many alternatives the first, and how many more there are."""
        products = [
            {
                "branch": list(branch),
                "factors": [each.combinations for each in factors],
                "combinations": product_of(factors),
            }
            for branch, factors in islice(self.products(), _MOST_PRODUCTS)
        ]
        return {
            "combinations": self.combinations,
            "keys": list(self.keys),
            "factors": [_factor_as_dict(each) for each in self.factors],
            "alternatives": self.alternatives,
            "products": products,
            "more_products": self.alternatives - len(products),
            "wildcard_points": self.wildcard_points,
            "wildcards": [_wildcards_as_dict(each) for each in self.wildcards],
        }

    def __str__(self) -> str:
        """Return the table."""
        return table_of(self.product, self.factors, self.keys, self.wildcards)


def _factor_as_dict(factor: KeyFactor) -> dict[str, object]:
    return {
        "path": factor.path,
        "pointer": factor.pointer,
        "values": factor.values,
        "level": factor.level,
        "combinations": factor.combinations,
        "branch": list(factor.branch),
    }


def _wildcards_as_dict(found: WildcardField) -> dict[str, object]:
    return {
        "path": found.path,
        "pointer": found.pointer,
        "points": found.points,
        "patterns": found.patterns,
        "total": found.total,
        "wildcards": found.wildcards,
    }


def complexity_of(tree: AllOf, scope: FilterPolicyScope) -> Complexity:
    """Work out how complex a policy is."""
    found = _Collector(step_of(scope))
    product = found.product_of(tree, _Here((), (), "", 1, ()))
    keys = tuple(key.path for key in counted_keys(tree, scope, "leaf"))
    return Complexity(product, tuple(found.factors), keys, tuple(found.wildcards))


class _Here(NamedTuple):
    """A place in the tree."""

    trail: Trail
    steps: tuple[str | int, ...]
    prefix: str
    level: int
    branch: tuple[str, ...]


class _Collector:
    """One pass over a tree."""

    def __init__(self, step: int) -> None:
        self.step = step
        self.factors: list[KeyFactor] = []
        self.wildcards: list[WildcardField] = []
        self.choices = count()

    def product_of(self, tree: AllOf, here: _Here) -> Product:
        parts: list[Part] = []
        self.collect(tree, here, parts)
        return Product(tuple(parts))

    def collect(self, tree: AllOf, here: _Here, parts: list[Part]) -> None:
        trail, steps, prefix, level, branch = here
        for index, member in enumerate(tree.members):
            below = (*trail, index)
            match member:
                case Property(name, patterns):
                    factor = KeyFactor(prefix + name, pointer((*steps, name)), len(patterns), level, branch, below)
                    parts.append(factor)
                    self.factors.append(factor)
                    self.look_for_wildcards(factor, patterns)
                case Nested(name, body):
                    inner = _Here(below, (*steps, name), f"{prefix}{name}.", level + self.step, branch)
                    self.collect(body, inner, parts)
                case AnyOf(branches):
                    letters = _letters(next(self.choices))
                    products = [
                        self.product_of(
                            each,
                            _Here((*below, at), (*steps, OR, at), prefix, level, (*branch, f"{letters}{at + 1}")),
                        )
                        for at, each in enumerate(branches)
                    ]
                    parts.append(Choice(letters, tuple(products)))
                case _:
                    assert_never(member)

    def look_for_wildcards(self, factor: KeyFactor, patterns: tuple[Pattern, ...]) -> None:
        stars = [stars_of(pattern) for pattern in patterns]
        most = max(stars)
        if most:
            points, counted = points_of(patterns)
            self.wildcards.append(
                WildcardField(factor.path, factor.pointer, points, counted, most, stars.index(most), factor.trail)
            )


def _letters(number: int) -> str:
    """Name an ``$or``: A to Z, then AA, AB and so on."""
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
