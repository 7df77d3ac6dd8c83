"""Every limit that a policy exceeds, with its place, what would mend it, and what SNS answers."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple, assert_never

from snsfilter.errors import Violation
from snsfilter.filtering.limits.bounds import TOO_COMPLEX
from snsfilter.filtering.limits.complexity import complexity_of
from snsfilter.filtering.limits.counting import bytes_of, counted_keys, written_keys
from snsfilter.filtering.limits.factors import Choice, KeyFactor
from snsfilter.filtering.limits.table import figure, name_of, plural, quoted
from snsfilter.filtering.limits.values import MOST_COUNTED
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.jsontext import pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from snsfilter.filtering.limits.complexity import Complexity
    from snsfilter.filtering.limits.factors import Part, Product
    from snsfilter.filtering.limits.values import Limits
    from snsfilter.filtering.nodes import AllOf
    from snsfilter.jsontext import Place, Trail

__all__ = ["violations_of"]

_NESTED = "Filter policy scope MessageAttributes does not support nested filter policy"
_MOST_NAMES = 8
_MOST_TEXT = 200


class _Subject(NamedTuple):
    """A policy as the checks see it."""

    tree: AllOf
    text: str
    scope: FilterPolicyScope
    complexity: Complexity
    limits: Limits


class _Excess(NamedTuple):
    """A limit that is exceeded, not yet placed in the caller's text."""

    limit: str
    found: int
    allowed: int
    problem: str
    hint: str
    aws: str = TOO_COMPLEX
    pointer: str = ""
    trail: Trail = ()
    name: bool = False


def violations_of(
    tree: AllOf,
    text: str,
    scope: FilterPolicyScope,
    limits: Limits,
    place: Callable[..., Place],
) -> tuple[Violation, ...]:
    """Return every violation, in the order in which SNS checks them.

    SNS is recorded with one violation at a time, so the order is inferred: the size needs no parsing, nesting is
    judged of the shape, and keys are counted before they are multiplied.

    Args:
        tree: the policy.
        text: its text, as the caller gave it if it was text.
        scope: what it is matched against.
        limits: what it may have.
        place: says where the value at a trail stands or, with ``name=True``, the member's name.
    """
    subject = _Subject(tree, text, scope, complexity_of(tree, scope), limits)
    checks = (_size, _nested, _keys, _combinations, _wildcards, _wildcard_points)
    found = (excess for check in checks for excess in check(subject))
    return tuple(
        Violation(
            each.problem,
            each.hint,
            each.limit,
            each.found,
            each.allowed,
            each.pointer,
            aws=each.aws,
            **place(each.trail, name=each.name)._asdict(),
        )
        for each in found
    )


def _size(subject: _Subject) -> Iterator[_Excess]:
    allowed = subject.limits.size
    if allowed is not None and (found := bytes_of(subject.text)) > allowed:
        problem = f"the policy has {plural(found, 'byte')}, more than the {allowed:,} allowed"
        # Unrecorded: what SNS answers is inferred from its answer to other policies that are too large.
        yield _Excess("size", found, allowed, problem, "shorten it, or split it over several subscriptions")


def _nested(subject: _Subject) -> Iterator[_Excess]:
    if subject.scope is not FilterPolicyScope.MESSAGE_ATTRIBUTES or subject.limits.nested_attributes is not False:
        return
    first = next((key for key in written_keys(subject.tree, deep=False) if key.nests), None)
    if first is not None:
        levels = max(key.level for key in written_keys(subject.tree, deep=True))
        problem = (
            f"{quoted(first.path)} holds an object, but a policy of scope MessageAttributes can't have nested keys"
        )
        hint = "put values and operators in an array, or set the scope to MessageBody if nested keys are meant"
        if first.steps[-1] == "$or":
            hint = "give $or an array of at least two objects, the alternatives"
        yield _Excess("nested_attributes", levels, 1, problem, hint, _NESTED, pointer(first.steps), first.trail)


def _keys(subject: _Subject) -> Iterator[_Excess]:
    allowed = subject.limits.keys
    if allowed is None:
        return
    keys = list(counted_keys(subject.tree, subject.scope, subject.limits.keys_counted))
    if len(keys) > allowed:
        names = ", ".join(name_of(key.path) for key in keys[:_MOST_NAMES])
        more = f" and {len(keys) - _MOST_NAMES:,} more" if len(keys) > _MOST_NAMES else ""
        problem = f"the policy has {plural(len(keys), 'key')}, more than the {allowed:,} allowed: {names}{more}"
        hint = f"leave out {len(keys) - allowed:,}, or let the publisher put what two of them say into one"
        if subject.complexity.alternatives > 1:
            hint += ", or give the branches of $or subscriptions of their own"
        first = keys[allowed]
        aws = f"FilterPolicy: Filter policy can not have more than {allowed} keys"
        yield _Excess("keys", len(keys), allowed, problem, hint, aws, pointer(first.steps), first.trail, name=True)


def _combinations(subject: _Subject) -> Iterator[_Excess]:
    allowed, complexity = subject.limits.combinations, subject.complexity
    found = complexity.combinations
    if allowed is None or found <= allowed:
        return
    largest = max(complexity.factors, key=lambda factor: factor.combinations)
    expression = _expression(complexity.product)
    shown = expression if len(expression) <= _MOST_TEXT else expression[: _MOST_TEXT - 3] + "..."
    problem = f"the values make {plural(found, 'combination')}, more than the {allowed:,} allowed: {shown}"
    hint = _fitting(complexity, largest, allowed)
    yield _Excess("combinations", found, allowed, problem, hint, TOO_COMPLEX, largest.pointer, largest.trail)


def _expression(product: Product) -> str:
    """Write ``source 4 x (metricName 6 x 2 levels + metricType 4)``, at least as much of it as is shown."""
    parts: list[str] = []
    length = 0
    for part in product.parts:
        match part:
            case KeyFactor():
                level = f" x {part.level} levels" if part.level > 1 else ""
                parts.append(f"{name_of(part.path)} {part.values:,}{level}")
            case Choice(_, branches):
                inner: list[str] = []
                for branch in branches:
                    inner.append(_expression(branch))
                    if sum(map(len, inner)) > _MOST_TEXT:
                        break
                parts.append(f"({' + '.join(inner)})")
            case _:
                assert_never(part)
        length += len(parts[-1])
        if length > _MOST_TEXT:
            break
    return " x ".join(parts)


def _fitting(complexity: Complexity, largest: KeyFactor, allowed: int) -> str:
    """Say what would bring the combinations under the limit."""
    found, name = complexity.combinations, quoted(largest.path)
    share = _share(complexity.product, largest)
    # What is saturated can't be divided again.
    fits = (allowed - (found - share)) * largest.values // share if found < MOST_COUNTED else 0
    if fits > 0:
        return (
            f"at most {plural(fits, 'value')} in {name}, which has {largest.values:,}, would fit: say them with "
            "fewer patterns, such as prefix or anything-but, "
            f"or split them over {ceil(largest.values / fits):,} subscriptions"
        )
    levels = " or levels" if any(each.level > 1 for each in complexity.factors) else ""
    branches = ", or branches of $or" if complexity.alternatives > 1 else ""
    return (
        f"the largest factor is {name}, {largest.combinations:,}, and no number of values in it alone would fit: "
        f"use fewer keys, values{levels}{branches}"
    )


def _share(product: Product, factor: KeyFactor) -> int:
    """Return how many of the combinations have *factor*, which is in *product*, for a factor."""
    share = 1
    for part in product.parts:
        inside = _branch_of(part, factor)
        share *= part.combinations if inside is None else _share(inside, factor)
    return share


def _branch_of(part: Part, factor: KeyFactor) -> Product | None:
    """Return the branch of an ``$or`` in which *factor* stands."""
    if isinstance(part, Choice):
        for at, branch in enumerate(part.branches, 1):
            if f"{part.name}{at}" in factor.branch:
                return branch
    return None


def _wildcards(subject: _Subject) -> Iterator[_Excess]:
    allowed = subject.limits.wildcards
    over = [each for each in subject.complexity.wildcards if allowed is not None and each.wildcards > allowed]
    if allowed is None or not over:
        return
    first = over[0]
    others = f" (and so does {plural(len(over) - 1, 'other key')})" if len(over) > 1 else ""
    problem = (
        f"a pattern of {quoted(first.path)} has {plural(first.wildcards, 'wildcard')}, "
        f"more than the {allowed:,} allowed{others}"
    )
    hint = "use prefix or suffix, or a wildcard between fewer and longer texts"
    place = f"{first.pointer}/{first.pattern}", (*first.trail, first.pattern)
    yield _Excess("wildcards", first.wildcards, allowed, problem, hint, TOO_COMPLEX, *place)


def _wildcard_points(subject: _Subject) -> Iterator[_Excess]:
    allowed, found = subject.limits.wildcard_points, subject.complexity.wildcard_points
    if allowed is None or found <= allowed:
        return
    largest = max(subject.complexity.wildcards, key=lambda each: each.total)
    problem = (
        f"the wildcards make {plural(found, 'point')}, more than the {allowed:,} allowed; {quoted(largest.path)} "
        f"alone makes {largest.points:,} x {plural(largest.patterns, 'pattern')} = {figure(largest.total)}"
    )
    hint = "use prefix and suffix, which make none, or split the patterns over several subscriptions"
    yield _Excess("wildcard_points", found, allowed, problem, hint, TOO_COMPLEX, largest.pointer, largest.trail)
