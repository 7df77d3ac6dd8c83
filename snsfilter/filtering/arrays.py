"""Which values a key sees where arrays are in the way: the hard part of the language, in one home.

Arrays are transparent: ``{"a": [["x"]]}`` has the value ``"x"`` at ``a``.  But keys that lead through the same array
must match in the same element of it (Event Ruler's array consistency): a policy matches if a value can be chosen for
each key such that no two of them stand in different elements of one array.  A scalar that is itself an element stands
in no element.  ``exists: false`` is judged among the values that agree with the choices made for the keys that sort
before it (by UTF-16 code units of the whole path, Event Ruler's order).

The search goes bottom up, and never multiplies arrays.  For each array or object on the way it finds its *outcomes*:
a set of keys for which a value can be chosen inside it, together, and which keys are then absent from it.  Keys are
bits, in their order, so that an outcome is two integers.  An object joins the outcomes of its members; an array takes
those of one element, for the choice in an element of the earliest key hides all other elements from the later keys.
Outcomes that leave a key open which has no other place are dropped at once.  So the time is linear in the part of the
message that the keys lead to, times the number of outcomes: one, but for keys that may be absent or have several
places (a message that spells a path with and without dots), and at most 3 to their number.  A message that makes more
of them than any policy of SNS can have is taken for none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from snsfilter.filtering.paths import ENDED, steps
from snsfilter.filtering.together import NotPlain, Tree, covers
from snsfilter.filtering.values import require_scalar
from snsfilter.jsontext import MAX_DEPTH

if TYPE_CHECKING:
    from snsfilter.filtering.predicates import Accepts

__all__ = ["Key", "Search", "search", "search_outcomes"]

Search: TypeAlias = Callable[[dict[str, object]], bool]

_LONGEST_TREE = 16
"""How many dots a path may have to be kept as a tree, with all its spellings."""

MAX_VISITS = 1_000_000
"""How many values a search looks at before it takes the message for none; the 256 KB of SNS hold 131,072 at most."""


MAX_JOINS = 243**2
"""How many pairs of outcomes a search combines at once; five keys, the most on SNS, make no more than 243 outcomes."""


class Key(NamedTuple):
    """One key of an alternative: its path, joined by dots, and what it accepts."""

    path: str
    accepts: Accepts


def search(keys: list[Key]) -> Search:
    """Return the test of a decoded body against keys that may lead through the same arrays.

    It is prepared when it is first asked, for most messages never need it.
    It raises :exc:`TypeError` or :exc:`ValueError` on a body that isn't JSON in the plain types.
    """
    prepared: Search | None = None

    def holds(body: dict[str, object]) -> bool:
        nonlocal prepared
        if prepared is None:
            prepared = _prepare(keys)
        return prepared(body)

    return holds


def _prepare(keys: list[Key]) -> Search:
    if any(key.accepts.absence or key.path.count(".") > _LONGEST_TREE for key in keys):
        return search_outcomes(keys)
    tree = Tree.of((key.path.split("."), key.accepts.value) for key in keys)

    def holds(body: dict[str, object]) -> bool:
        try:
            return covers(tree, body, [MAX_VISITS])
        except NotPlain:
            return search_outcomes(keys)(body)

    return holds


def search_outcomes(keys: list[Key]) -> Search:
    """Return the same test, always by the search described above; :func:`search` spares it where it can."""
    if len(keys) == 1:
        return _search_one(keys[0])
    return _Consistent(sorted(keys, key=lambda key: key.path.encode("utf-16-be", "surrogatepass"))).holds


def _search_one(key: Key) -> Search:
    """A key alone agrees with itself: any value will do."""
    path, accept = key.path, key.accepts

    def holds(body: dict[str, object]) -> bool:
        found = False
        pending: list[tuple[object, int, int]] = [(body, 0, 0)]
        visits = 0
        while pending:
            value, offset, depth = pending.pop()
            visits += 1
            kind = type(value)
            if kind is dict or kind is list:
                visits += len(value)  # type: ignore[arg-type]  # as its type says
                _bound(depth, visits)
            if kind is dict:
                if offset != ENDED:
                    for name, rest in steps(path, offset, value):  # type: ignore[arg-type]  # as its type says
                        pending.append((value[name], rest, depth + 1))  # type: ignore[index]  # as its type says
            elif kind is list:
                pending.extend((element, offset, depth + 1) for element in value)  # type: ignore[attr-defined]  # as its type says
            elif offset == ENDED:
                found = True
                if accept.value(value):
                    return True
            else:
                require_scalar(value)
        return accept.absence and not found

    return holds


def _bound(depth: int, visits: int) -> None:
    if depth > MAX_DEPTH or visits > MAX_VISITS:
        problem = "not a message: nested too deeply, or too large"
        raise ValueError(problem)


_Outcome: TypeAlias = tuple[int, int]
"""The keys chosen inside a container, and the keys that are then absent from it."""


class _Place:
    """An array or object on the way of some keys, and what is known of it so far."""

    __slots__ = ("absent", "depth", "hit", "is_array", "must", "outcomes", "parent", "routes", "scalar", "value")

    def __init__(
        self, value: object, routes: list[tuple[int, int]], must: int, parent: _Place | None, absent: int, depth: int
    ) -> None:
        self.value = value
        self.routes = routes
        """Index of each key that leads here, and the offset of what is left of its path."""
        self.must = must
        """The keys that have no place outside: each must be chosen here, or be absent."""
        self.parent = parent
        self.depth = depth
        self.is_array = type(value) is list
        self.absent = absent
        """The keys that are absent from it while nothing is chosen."""
        self.outcomes: set[_Outcome] = set() if self.is_array else {(0, absent)}
        self.scalar = 0
        """Of an array: the key that ends here, if it has scalar elements; *hit* if it accepts one of them."""
        self.hit = False


class _Consistent:
    """The search for keys that sort as given."""

    __slots__ = ("_all", "_may_lack", "_paths", "_tests")

    def __init__(self, keys: list[Key]) -> None:
        self._paths = [key.path for key in keys]
        self._tests = [key.accepts.value for key in keys]
        self._all = (1 << len(keys)) - 1
        self._may_lack = sum(1 << index for index, key in enumerate(keys) if key.accepts.absence)

    def holds(self, body: dict[str, object]) -> bool:
        """Tell whether a value can be chosen for each key, none in conflict."""
        root = _Place(body, [(index, 0) for index in range(len(self._paths))], self._all, None, self._may_lack, 0)
        places = [root]
        pending = [root]
        while pending:
            place = pending.pop()
            _bound(place.depth, len(places) + (len(place.value) if place.is_array else 0))  # type: ignore[arg-type]  # an array
            inner = self._enter_array(place) if place.is_array else self._enter_object(place)
            places += inner
            pending += inner
        # A place is found after the one that it lies in, so in reverse every place is complete when its turn comes.
        for place in reversed(places):
            if place.is_array:
                self._leave_array(place)
            self._drop_open(place)
            if place.parent is not None:
                self._hand_up(place, place.parent)
        return bool(root.outcomes)

    def _enter_object(self, place: _Place) -> list[_Place]:
        members: dict[str, object] = place.value  # type: ignore[assignment]  # an object, or it is an array
        routes: dict[str, list[tuple[int, int]]] = {}
        once = twice = 0
        for index, offset in place.routes:
            if offset != ENDED:
                for name, rest in steps(self._paths[index], offset, members):
                    routes.setdefault(name, []).append((index, rest))
                    twice |= once & 1 << index
                    once |= 1 << index
        if place.must & ~once & ~self._may_lack:
            place.outcomes.clear()  # a key has no place at all
            if not self._may_lack:
                return []
        inner = []
        for name, led in routes.items():
            value = members[name]
            must = place.must & ~twice & sum(1 << index for index, _ in led)
            if type(value) is dict or type(value) is list:
                inner.append(_Place(value, led, must, place, self._may_lack, place.depth + 1))
            else:
                self._choose_scalar(place, value, led, must)
        return inner

    def _choose_scalar(self, place: _Place, value: object, routes: list[tuple[int, int]], must: int) -> None:
        """Join a scalar member: it is a value of the key that ends here, and nothing to the others."""
        outcomes: set[_Outcome] = set()
        absent = self._may_lack
        for index, offset in routes:
            if offset == ENDED:
                bit = 1 << index
                absent &= ~bit
                if self._tests[index](value):
                    outcomes.add((bit, absent))
            else:
                require_scalar(value)
        outcomes.add((0, absent))
        place.absent &= absent
        self._join(place, {outcome for outcome in outcomes if not must & ~(outcome[0] | outcome[1])})

    def _enter_array(self, place: _Place) -> list[_Place]:
        ending = next((index for index, offset in place.routes if offset == ENDED), None)
        inner = []
        for element in place.value:  # type: ignore[attr-defined]  # an array
            if type(element) is dict or type(element) is list:
                inner.append(_Place(element, place.routes, 0, place, self._may_lack, place.depth + 1))
            elif ending is not None:
                place.scalar = 1 << ending
                if place.hit:
                    require_scalar(element)
                else:
                    place.hit = self._tests[ending](element)
            else:
                require_scalar(element)
        place.absent &= ~place.scalar
        must = place.must & ~place.scalar if place.hit else place.must
        for element_place in inner:
            element_place.must = must
        return inner

    def _leave_array(self, place: _Place) -> None:
        """Turn the outcomes of single elements into those of the array."""
        outcomes = {(0, place.absent)}
        for chosen, absent in place.outcomes:
            earlier = (chosen & -chosen) - 1  # the keys judged before an element was settled on see all of them
            outcomes.add((chosen, (place.absent & earlier) | (absent & ~earlier & ~place.scalar)))
        if place.hit:
            outcomes |= {(chosen | place.scalar, absent) for chosen, absent in outcomes if not chosen & place.scalar}
        place.outcomes = outcomes if self._may_lack else _largest(outcomes)

    def _drop_open(self, place: _Place) -> None:
        """Drop the outcomes in which a key that must be settled here is neither chosen nor absent."""
        must = place.must
        if must:
            place.outcomes = {outcome for outcome in place.outcomes if not must & ~(outcome[0] | outcome[1])}

    def _hand_up(self, place: _Place, parent: _Place) -> None:
        parent.absent &= place.absent
        if parent.is_array:
            parent.outcomes |= {outcome for outcome in place.outcomes if outcome[0]}
        else:
            self._join(parent, place.outcomes)

    def _join(self, place: _Place, outcomes: set[_Outcome]) -> None:
        """Combine the outcomes of one more member of an object."""
        if len(place.outcomes) * len(outcomes) > MAX_JOINS:
            problem = "not a message: too many ways to match the keys of the policy"
            raise ValueError(problem)
        if not self._may_lack:
            place.outcomes = _largest({(chosen | other, 0) for chosen, _ in place.outcomes for other, _ in outcomes})
        else:
            place.outcomes = {
                (chosen | other, absent & other_absent)
                for chosen, absent in place.outcomes
                for other, other_absent in outcomes
                if not chosen & other  # a key is chosen in one member only, for the choice hides other elements
            }


def _largest(outcomes: set[_Outcome]) -> set[_Outcome]:
    """Drop what another outcome includes: where no key may be absent, more keys chosen are never worse."""
    kept: list[int] = []
    for chosen, _ in sorted(outcomes, key=lambda outcome: outcome[0].bit_count(), reverse=True):
        if all(chosen & ~other for other in kept):
            kept.append(chosen)
    return {(chosen, 0) for chosen in kept}
