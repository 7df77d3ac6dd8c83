"""When two policies say the same: their meaning as a value that no order and no spelling is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from snsfilter.errors import FilterPolicySyntaxError
from snsfilter.filtering.addresses import parse_address
from snsfilter.filtering.nodes import (
    Address,
    AnythingBut,
    Cidr,
    EqualsIgnoreCase,
    Exact,
    Exists,
    FilterPolicyScope,
    Numeric,
    Prefix,
    Suffix,
    Wildcard,
)
from snsfilter.filtering.numbers import identity
from snsfilter.filtering.paths import alternatives
from snsfilter.filtering.policy import FilterPolicy
from snsfilter.filtering.predicates import spellings_of
from snsfilter.jsontext import NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from snsfilter.filtering.nodes import AllOf, Dialect, Pattern

__all__ = ["Canonical", "canonical", "equivalent"]

Canonical: TypeAlias = "frozenset[frozenset[tuple[str, frozenset[Hashable]]]]"
"""The alternatives of a policy: for each path, the meanings of its patterns."""


def equivalent(
    a: FilterPolicy | str | bytes | Mapping[str, object],
    b: FilterPolicy | str | bytes | Mapping[str, object],
    *,
    scope: FilterPolicyScope | str | None = None,
    dialect: Dialect | None = None,
) -> bool:
    """Tell whether two policies say the same, however they are written.

    >>> equivalent('{"store": ["north", "south"], "price": [300]}', '{"price":[3e2],"store":["south","north"]}')
    True

    Order, repetition, white space, escapes and the spelling of numbers and addresses make no difference, nor do dots
    against nested keys, nor what a later key overrides (Event Ruler).  Nor does the dialect, for it decides what is
    accepted, not what it means.  An operator is never taken for another, though a third might do the work of both; but
    ``{"numeric": ["=", 5]}`` is the number ``5``.  So what is equivalent accepts the same messages, while policies
    that accept the same messages needn't be equivalent.

    It is about meaning, not about limits: of two equivalent policies SNS may refuse one.

    Args:
        a: a policy, or what :meth:`FilterPolicy.parse <snsfilter.FilterPolicy.parse>` takes; limits are skipped.
        b: another.
        scope: of what isn't a policy yet; by default that of the other, or MessageAttributes.
        dialect: likewise; by default that of the other, or ``"sns"``.

    Raises:
        FilterPolicySyntaxError: one of them isn't JSON, or isn't a policy of the dialect.
        FilterPolicyLimitError: one is larger than the bounds that keep hostile policies cheap.
        FilterPolicyError: *scope* or *dialect* is none.
    """
    one, other = _policy(a, b, scope, dialect), _policy(b, a, scope, dialect)
    try:
        return one.scope is other.scope and canonical(one.tree) == canonical(other.tree)
    except RecursionError:
        problem = "the policies nest too deeply for the stack that is left"
        raise FilterPolicySyntaxError(problem) from None


def _policy(
    source: object, other: object, scope: FilterPolicyScope | str | None, dialect: Dialect | None
) -> FilterPolicy:
    if isinstance(source, FilterPolicy):
        return source
    if scope is None:
        scope = other.scope if isinstance(other, FilterPolicy) else FilterPolicyScope.MESSAGE_ATTRIBUTES
    if dialect is None:
        dialect = other.dialect if isinstance(other, FilterPolicy) else "sns"
    return FilterPolicy.parse(source, scope=scope, dialect=dialect, limits=None)  # type: ignore[arg-type]  # parse checks


def canonical(tree: AllOf) -> Canonical:
    """Return what a policy says, as a value that is equal for all ways of writing it.

    It is as large as the alternatives are, which parsing has bounded.
    """
    # Alternatives share their patterns, so each tuple of patterns is looked into once.
    known: dict[int, frozenset[Hashable]] = {}

    def meanings(patterns: tuple[Pattern, ...]) -> frozenset[Hashable]:
        if id(patterns) not in known:
            known[id(patterns)] = frozenset(map(_meaning, patterns))
        return known[id(patterns)]

    return frozenset(
        frozenset((path, meanings(patterns)) for path, patterns in alternative.items())
        for alternative in alternatives(tree)
    )


def _meaning(pattern: Pattern) -> Hashable:
    """Return what a pattern means, as a value: equal meanings accept the same (see :mod:`.predicates`)."""
    match pattern:
        case Exact(NumberLiteral() as literal) | Numeric(comparisons=(("=", literal),)):
            return "number", identity(literal)
        case Numeric(comparisons):
            return "numeric", tuple((sign, identity(literal)) for sign, literal in comparisons)
        case Address(text):
            return "address", parse_address(text)
        case EqualsIgnoreCase(text) | Prefix(text, ignore_case=True) | Suffix(text, ignore_case=True):
            return type(pattern), spellings_of(text)
        case AnythingBut(excluded):
            return "anything-but", frozenset(map(_meaning, excluded))
        case Exact() | Prefix() | Suffix() | Wildcard() | Cidr() | Exists():
            return pattern
        case _:
            assert_never(pattern)
