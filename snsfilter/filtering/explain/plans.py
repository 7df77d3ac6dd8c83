"""What explanations of one policy share, made once: its alternatives, and each key ready to be asked about."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from snsfilter.filtering.compiler import compile_attributes, compile_body
from snsfilter.filtering.explain.findings import PatternFinding
from snsfilter.filtering.explain.nearmiss import Close
from snsfilter.filtering.explain.seeing import takes
from snsfilter.filtering.explain.spelling import shown_name, spell
from snsfilter.filtering.nodes import Exists, FilterPolicyScope
from snsfilter.filtering.paths import alternatives
from snsfilter.filtering.predicates import accepts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from snsfilter.filtering.nodes import AllOf, Pattern
    from snsfilter.filtering.paths import Alternative
    from snsfilter.filtering.predicates import Accepts

__all__ = ["KeyPlan", "PolicyPlan", "Test"]

Test: TypeAlias = Callable[[Any], bool]
"""A compiled matcher: of a decoded body, or of attributes."""


class KeyPlan:
    """One key of an alternative.

    Attributes:
        path: its path, joined by dots.
        shown: the path as it is shown.
        patterns: its patterns.
        accept: what they accept.
        test: the compiled matcher of this key alone.
    """

    __slots__ = ("_close", "_findings", "_singles", "accept", "path", "patterns", "shown", "test")

    def __init__(self, path: str, patterns: tuple[Pattern, ...], test: Test) -> None:
        """Prepare what every message needs; the rest is made when it is first asked for."""
        self.path = path
        self.shown = shown_name(path)
        self.patterns = patterns
        self.accept = accepts(patterns)
        self.test = test
        self._singles: list[Accepts] = []
        self._findings: dict[int, PatternFinding] = {}
        self._close: Close | None = None

    def taking(self, value: object) -> PatternFinding:
        """Return the first pattern that accepts *value*; there is one."""
        if len(self.patterns) == 1:
            return self._matched(0)
        if not self._singles:
            self._singles = [accepts([each]) for each in self.patterns]
        return self._matched(next(at for at, each in enumerate(self._singles) if takes(each, value)))

    def taking_absence(self) -> PatternFinding:
        """Return the pattern that accepts that there is no value; there is one."""
        absent = (at for at, each in enumerate(self.patterns) if isinstance(each, Exists) and not each.present)
        return self._matched(next(absent))

    def _matched(self, at: int) -> PatternFinding:
        if at not in self._findings:
            self._findings[at] = PatternFinding(spell(self.patterns[at]), matched=True, why="")
        return self._findings[at]

    def spelt(self, at: int) -> str:
        """Return a pattern as the policy writes it."""
        return self._matched(at).pattern

    @property
    def close(self) -> Close:
        """The patterns that a value may miss by little."""
        if self._close is None:
            self._close = Close.of(self.patterns)
        return self._close


class PolicyPlan:
    """One policy.

    Attributes:
        scope: what it is matched against.
        alternatives: what it is without ``$or``.
        names: the paths of all keys, each once, in order.
    """

    __slots__ = ("_keys", "alternatives", "names", "scope")

    def __init__(self, tree: AllOf, scope: FilterPolicyScope) -> None:
        """Take the policy apart; its keys are prepared when they are first asked about."""
        self.scope = scope
        self.alternatives = alternatives(tree)
        self._keys: dict[tuple[str, int], KeyPlan] = {}
        self.names = tuple(dict.fromkeys(chain.from_iterable(self.alternatives)))

    def key(self, alternative: Alternative, path: str) -> KeyPlan:
        """Return a key, prepared; alternatives share their patterns, and so their keys."""
        patterns = alternative[path]
        mark = (path, id(patterns))
        if mark not in self._keys:
            self._keys[mark] = KeyPlan(path, patterns, self._compile({path: patterns}))
        return self._keys[mark]

    def test(self, at: int, paths: Iterable[str] | None = None) -> Test:
        """Return the compiled matcher of an alternative, or of some of its keys."""
        alternative = self.alternatives[at]
        if paths is not None:
            return self._compile({path: alternative[path] for path in paths})
        return self._compile(alternative)

    def _compile(self, alternative: Alternative) -> Test:
        if self.scope is FilterPolicyScope.MESSAGE_BODY:
            return compile_body([alternative])
        return compile_attributes([alternative])
