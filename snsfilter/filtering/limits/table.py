"""A complexity as a table for a person, at most 80 columns wide."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from snsfilter.filtering.limits.factors import alternatives_of, product_of
from snsfilter.filtering.limits.values import MOST_COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from snsfilter.filtering.limits.factors import KeyFactor, Product, WildcardField

__all__ = ["figure", "name_of", "plural", "quoted", "table_of"]

_WIDTH = 80
_NAME = 36
_BRANCH = 14
_MOST_ROWS = 20
_MOST_PRODUCTS = 10


def figure(number: int) -> str:
    """Write a count for a person."""
    return f"{number:,}" if number < MOST_COUNTED else "10^18 or more"


def plural(number: int, unit: str) -> str:
    """Write a count with its unit."""
    return f"{figure(number)} {unit}{'' if number == 1 else 's'}"


def name_of(path: str, width: int = _NAME) -> str:
    """Write a path for a person: on one line, and its end, which tells more than its beginning, if it is long."""
    shown = (path if path.isprintable() else repr(path)[1:-1]) if path.strip() else f'"{path}"'
    return shown if len(shown) <= width else "..." + shown[3 - width :]


def quoted(path: str) -> str:
    """Write a path in quotes, and its end if it is long."""
    return repr(path if len(path) <= _NAME else "..." + path[3 - _NAME :])


def table_of(
    product: Product, factors: tuple[KeyFactor, ...], keys: tuple[str, ...], wildcards: tuple[WildcardField, ...]
) -> str:
    """Return the table: the keys with their factors, then the products, then the wildcards."""
    counts = f"{plural(len(keys), 'key')}, {plural(product.alternatives, 'alternative')}"
    blocks = [[f"{plural(product.combinations, 'combination')}: {counts}"]]
    if factors:
        blocks += [list(_factors(factors)), list(_products(product))]
    if wildcards:
        blocks += [[plural(sum(each.total for each in wildcards), "wildcard point")], list(_wildcards(wildcards))]
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks)


def _aligned(rows: Sequence[tuple[str, ...]], left: frozenset[int]) -> Iterator[str]:
    """Align columns: text to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells)


def _factors(factors: tuple[KeyFactor, ...]) -> Iterator[str]:
    rows = [("key", "values", "level", "factor", "$or" if any(each.branch for each in factors) else "")]
    for each in factors[:_MOST_ROWS]:
        figures = f"{each.values:,}", f"{each.level}", f"{each.combinations:,}"
        rows.append((name_of(each.path), *figures, name_of(" ".join(each.branch), _BRANCH) if each.branch else ""))
    yield from _aligned(rows, frozenset({0, 4}))
    if len(factors) > _MOST_ROWS:
        yield f"and {len(factors) - _MOST_ROWS:,} more"


def _products(product: Product) -> Iterator[str]:
    shown = list(islice(alternatives_of(product), _MOST_PRODUCTS))
    rows: list[tuple[str, str]] = []
    for branch, factors in shown:
        total = figure(product_of(factors))
        rows.append((name_of(" ".join(branch), _BRANCH) if branch else "", _multiplied(factors, total)))
    if product.alternatives == 1:
        yield rows[0][1]
        return
    yield from _aligned(rows, frozenset({0, 1}))
    if product.alternatives > len(shown):
        yield f"and {product.alternatives - len(shown):,} more"
    yield f"sum: {figure(product.combinations)}"


def _multiplied(factors: tuple[KeyFactor, ...], total: str) -> str:
    """Write ``4 x 6 = 24``; of too many factors the first."""
    room = _WIDTH - _BRANCH - 2 - len(f" x ... = {total}")
    text = ""
    for each in factors:
        more = f" x {each.combinations:,}" if text else f"{each.combinations:,}"
        if len(text) + len(more) > room:
            return f"{text} x ... = {total}"
        text += more
    return f"{text} = {total}" if len(factors) > 1 else text


def _wildcards(wildcards: tuple[WildcardField, ...]) -> Iterator[str]:
    yield from _aligned(
        [("key", "points", "patterns", "total"), *map(_wildcard_row, wildcards[:_MOST_ROWS])], frozenset({0})
    )
    if len(wildcards) > _MOST_ROWS:
        yield f"and {len(wildcards) - _MOST_ROWS:,} more"


def _wildcard_row(found: WildcardField) -> tuple[str, str, str, str]:
    return name_of(found.path), f"{found.points:,}", f"{found.patterns:,}", f"{found.total:,}"
