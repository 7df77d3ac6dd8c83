"""What is found of one key: what it sees, the pattern that matched, or why each didn't and what nearly did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.explain.findings import KeyFinding, PatternFinding
from snsfilter.filtering.explain.patterns import why_not
from snsfilter.filtering.explain.whereabouts import no_leaf

if TYPE_CHECKING:
    from snsfilter.filtering.explain.findings import NearMiss, Seen
    from snsfilter.filtering.explain.plans import KeyPlan
    from snsfilter.filtering.explain.seeing import Found
    from snsfilter.filtering.explain.subjects import View

__all__ = ["matched_key", "unmatched_key"]

_MOST_SEEN = 5
_MOST_PATTERNS = 5


def matched_key(plan: KeyPlan, view: View, chosen: Found | None) -> KeyFinding:
    """Tell of a key that holds: by the value *chosen*, or, without one, by its absence."""
    sight = view.sight
    if chosen is not None:
        return _held(plan, (view.seen(chosen),), sight.count - 1, plan.taking(chosen.value), "")
    if sight.count:
        problem = "there is no value in the array elements in which the keys before it match"
    else:
        problem = view.problem or "there is no value: what is there is an object or an empty array"
    return _held(plan, view.other, sight.count, plan.taking_absence(), problem)


def _held(plan: KeyPlan, seen: tuple[Seen, ...], more_seen: int, pattern: PatternFinding, problem: str) -> KeyFinding:
    return KeyFinding(
        key=plan.shown,
        matched=True,
        seen=seen,
        more_seen=more_seen,
        patterns=(pattern,),
        more_patterns=0,
        problem=problem,
        near_misses=(),
    )


def unmatched_key(plan: KeyPlan, view: View) -> KeyFinding:
    """Tell of a key that doesn't hold."""
    sight = view.sight
    places = [*sight.values, *sight.objects, *sight.empties][:_MOST_SEEN]
    seen = tuple(view.seen(found) for found in places)
    patterns: tuple[PatternFinding, ...]
    misses: tuple[NearMiss, ...]
    if sight.accepted:  # and yet the matcher refused
        patterns = (plan.taking(sight.accepted[0].value),)
        problem, misses = "it would match, but the message is larger than any that SNS takes", ()
    else:
        values = [found.value for found in sight.values]
        patterns = tuple(
            PatternFinding(plan.spelt(at), matched=False, why=why_not(each, values))
            for at, each in enumerate(plan.patterns[:_MOST_PATTERNS])
        )
        problem, misses = view.problem, _near_misses(plan, view, values)
    return KeyFinding(
        key=plan.shown,
        matched=False,
        seen=seen or view.other,
        more_seen=max(0, sight.count + len(sight.objects) + len(sight.empties) - len(seen)),
        patterns=patterns,
        more_patterns=len(plan.patterns) - len(patterns),
        problem=problem,
        near_misses=misses,
    )


def _near_misses(plan: KeyPlan, view: View, values: list[object]) -> tuple[NearMiss, ...]:
    if values:
        return plan.close.misses(values, view.carrier)
    if view.problem:
        return view.near_misses
    return tuple(no_leaf(view.sight, plan.patterns, lambda found: view.seen(found).at))
