"""What makes a policy complex, as data: factors, products of them, and sums of products."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, TypeAlias, assert_never

from snsfilter.filtering.limits.values import MOST_COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from snsfilter.jsontext import Trail

__all__ = ["Choice", "KeyFactor", "Part", "Product", "WildcardField", "alternatives_of", "product_of"]


@dataclass(frozen=True, slots=True)
class KeyFactor:
    """What one key, where it is written, multiplies the combinations by.

    Attributes:
        path: the key, with the keys around it, joined by dots.
        pointer: the place as a JSON Pointer (RFC 6901).
        values: how many values its array has; ``anything-but`` counts 1, however many values it lists (by the wording
            of the page; unrecorded).
        level: how deep objects nest around it, from 1; a key with dots in its name nests no deeper for it (inferred).
        branch: the branches of ``$or`` in which it stands, outermost first: ``("A2", "B1")`` is the second branch of
            the first ``$or`` in the text and, within, the first of the second.
        trail: the place as positions from the root: of the member in an object, of the element in an array.
    """

    path: str
    pointer: str
    values: int
    level: int
    branch: tuple[str, ...]
    trail: Trail

    @property
    def combinations(self) -> int:
        """Values times level."""
        return self.values * self.level


@dataclass(frozen=True, slots=True)
class Product:
    """What multiplies: the keys of an object, of the objects nested in it, and the sum that each ``$or`` makes.

    Attributes:
        parts: the factors, in the order of the text.
        combinations: their product; counting stops at 10^18.
        alternatives: how many alternatives the ``$or`` among them make.
    """

    parts: tuple[Part, ...]
    combinations: int = field(init=False)
    alternatives: int = field(init=False)

    def __post_init__(self) -> None:
        """Multiply."""
        product = alternatives = 1
        for part in self.parts:
            product = min(product * part.combinations, MOST_COUNTED)
            alternatives *= part.alternatives if isinstance(part, Choice) else 1
        object.__setattr__(self, "combinations", product)
        object.__setattr__(self, "alternatives", alternatives)


@dataclass(frozen=True, slots=True)
class Choice:
    """What adds up: the branches of one ``$or``.

    Attributes:
        name: a letter, ``"A"`` for the first ``$or`` in the text.
        branches: what each branch multiplies.
    """

    name: str
    branches: tuple[Product, ...]

    @property
    def combinations(self) -> int:
        """The sum over the branches."""
        return sum(branch.combinations for branch in self.branches)

    @property
    def alternatives(self) -> int:
        """How many alternatives the branches make together."""
        return sum(branch.alternatives for branch in self.branches)


Part: TypeAlias = KeyFactor | Choice
"""What can be multiplied."""


@dataclass(frozen=True, slots=True)
class WildcardField:
    """A key with wildcards: what it adds to the points.

    Attributes:
        path: the key, with the keys around it, joined by dots.
        pointer: the place as a JSON Pointer (RFC 6901).
        points: the points of its patterns together.
        patterns: how many of its patterns have points.
        wildcards: how many wildcards the pattern with the most has.
        pattern: the position of that pattern in the key's array.
        trail: the place as positions from the root.
    """

    path: str
    pointer: str
    points: int
    patterns: int
    wildcards: int
    pattern: int
    trail: Trail

    @property
    def total(self) -> int:
        """Points times patterns."""
        return self.points * self.patterns


def product_of(factors: Iterable[KeyFactor]) -> int:
    """Return what the factors of one alternative multiply to; counting stops at 10^18."""
    return min(prod(each.combinations for each in factors), MOST_COUNTED)


def alternatives_of(product: Product) -> Iterator[tuple[tuple[str, ...], tuple[KeyFactor, ...]]]:
    """Yield each alternative: the branches taken, and the factors whose product it adds to the combinations."""
    for number in range(product.alternatives):
        branch: list[str] = []
        factors: list[KeyFactor] = []
        _choose(product, number, branch, factors)
        yield tuple(branch), tuple(factors)


def _choose(product: Product, number: int, branch: list[str], factors: list[KeyFactor]) -> None:
    """Collect the alternative of this number, from 0; the last ``$or`` changes fastest."""
    divisor = product.alternatives
    for part in product.parts:
        match part:
            case KeyFactor():
                factors.append(part)
            case Choice(name, branches):
                divisor //= part.alternatives
                chosen, number = divmod(number, divisor)
                at = 0
                while chosen >= branches[at].alternatives:
                    chosen -= branches[at].alternatives
                    at += 1
                branch.append(f"{name}{at + 1}")
                _choose(branches[at], chosen, branch, factors)
            case _:
                assert_never(part)
