"""What is found of one key: what it sees, the pattern that matched, or why each didn't and what nearly did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.explain.explanation import KeyFinding, PatternFinding
from snsfilter.filtering.explain.nearmiss import misses_of_values
from snsfilter.filtering.explain.patterns import why_not
from snsfilter.filtering.explain.seeing import takes
from snsfilter.filtering.explain.spelling import shown_name, spell
from snsfilter.filtering.explain.whereabouts import no_leaf
from snsfilter.filtering.nodes import Exists
from snsfilter.filtering.predicates import accepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.filtering.explain.seeing import Found
    from snsfilter.filtering.explain.subjects import View
    from snsfilter.filtering.nodes import Pattern

__all__ = ["matched_key", "unmatched_key"]

_MOST_SEEN = 5
_MOST_PATTERNS = 5


def matched_key(path: str, patterns: Sequence[Pattern], view: View, chosen: Found | None) -> KeyFinding:
    """Tell of a key that holds: by the value *chosen*, or, without one, by its absence."""
    problem, seen = "", view.other
    if chosen is not None:
        pattern = next(each for each in patterns if len(patterns) == 1 or takes(accepts([each]), chosen.value))
        seen = (view.seen(chosen),)
        more = view.sight.count - 1
    else:
        pattern = next(each for each in patterns if isinstance(each, Exists) and not each.present)
        more = view.sight.count
        problem = view.problem
        if view.sight.count:
            problem = "there is no value in the array elements in which the keys before it match"
        elif not problem:
            problem = "there is no value: what is there is an object or an empty array"
    return KeyFinding(
        key=shown_name(path),
        matched=True,
        seen=seen,
        more_seen=more,
        patterns=(PatternFinding(spell(pattern), matched=True, why=""),),
        more_patterns=0,
        problem=problem,
        near_misses=(),
    )


def unmatched_key(path: str, patterns: Sequence[Pattern], view: View) -> KeyFinding:
    """Tell of a key that doesn't hold."""
    sight = view.sight
    values = [found.value for found in sight.values]
    seen = tuple(view.seen(found) for found in [*sight.values, *sight.objects, *sight.empties][:_MOST_SEEN])
    misses = view.near_misses
    if sight.count:
        misses = misses_of_values(patterns, values, view.carrier)
    elif not view.problem:
        misses = tuple(no_leaf(sight, patterns))
    findings = tuple(
        PatternFinding(spell(each), matched=False, why=why_not(each, values)) for each in patterns[:_MOST_PATTERNS]
    )
    return KeyFinding(
        key=shown_name(path),
        matched=False,
        seen=seen or view.other,
        more_seen=max(0, sight.count + len(sight.objects) + len(sight.empties) - len(seen)),
        patterns=findings,
        more_patterns=len(patterns) - len(findings),
        problem=view.problem,
        near_misses=misses,
    )
