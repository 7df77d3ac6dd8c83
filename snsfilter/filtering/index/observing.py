"""A message while the index looks at it: what it shows at each place, decoded when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import TYPE_CHECKING

from snsfilter.filtering.index.tokens import ABSENT, NULL, Foreign, token_of
from snsfilter.filtering.numbers import NUMERALS, SURE_LENGTH
from snsfilter.filtering.paths import ENDED, steps
from snsfilter.jsontext import MAX_DEPTH, NumberLiteral, plain_scalar
from snsfilter.message import IGNORED, attribute_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from snsfilter.filtering.index.members import Entry, Member
    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Seen, Token
    from snsfilter.filtering.index.walking import Plan
    from snsfilter.filtering.policy import FilterPolicy

__all__ = ["Observed", "ObservedAttributes", "ObservedBody", "is_plain", "likened"]

_CONTAINERS = frozenset({dict, list})
_TEXTS = {str}
_OBJECTS = {dict}
_EXACT = 2**53
"""Up to which integer a double tells each from the next."""
_MOST_VALUES = 250_000
_DEEPEST = 200
"""How deep a body in odd types may nest to be likened."""


class Observed(dict["Place", "Seen"]):
    """What a message shows at each place: looked at when first asked for.

    Attributes:
        odd: groups of paths where conditions don't stand alone in this message.
        found: the keys of policies that it matches.
        doubtful: the alternatives that it satisfies, where more must be known.
        asks_all: whether the policies have the last word about all alternatives.
    """

    __slots__ = ("asks_all", "doubtful", "found", "odd")

    def __init__(self, found: set[object], *, asks_all: bool = False) -> None:
        """Know nothing yet; add to what has been *found*."""
        self.found = found
        self.odd: set[str] = set()
        self.doubtful: list[Member] = []
        self.asks_all = asks_all

    def check(self, member: Member) -> None:
        """Report an alternative if all that is left of it holds."""
        for condition in member.rest:
            token = self[condition.place]
            if not (any(map(condition.takes, token)) if type(token) is tuple else condition.takes(token)):  # type: ignore[arg-type]  # as its type says
                return
        self.report(member)

    def report(self, member: Member) -> None:
        """Report an alternative of which all conditions hold."""
        entry = member.entry
        if self.asks_all or member.others or (self.odd and not self.odd.isdisjoint(entry.cares)):
            self.doubtful.append(member)
        else:
            self.found |= entry.keys

    def settle(self, holds: Callable[[FilterPolicy], bool]) -> None:
        """Decide about what is doubtful; *holds* asks a policy."""
        asked: dict[Entry, None] = {}
        looked: set[Entry] = set()
        for member in self.doubtful:
            if member.others and member.entry not in looked:
                looked.add(member.entry)
                for place in member.others:
                    self[place]
            if self.asks_all or not self.odd.isdisjoint(member.entry.cares):
                asked[member.entry] = None
            else:
                self.found |= member.entry.keys
        for entry in asked:
            if holds(entry.policy):
                self.found |= entry.keys


class ObservedBody(Observed):
    """A decoded body of plain types.

    Attributes:
        body: the body.
    """

    __slots__ = ("body",)
    body: dict[str, object]

    def read(self, plan: Plan, members: dict[str, object]) -> None:
        """Look at all places at once, as far as they are where they should be."""
        get = members.get
        for name, place in plan.leaves:
            value = get(name)
            kind = type(value)
            if kind is str or (kind is int and -_EXACT <= value <= _EXACT):  # type: ignore[operator]  # as its type says
                self[place] = value  # type: ignore[assignment]  # as its type says
            elif value is None:
                self[place] = NULL if name in members else ABSENT
            else:
                self[place] = self._value(place, value, members)
        if plan.branches:
            straight = plan.dotted.isdisjoint(members)
            for name, inner in plan.branches:
                if straight or inner.spellings.isdisjoint(members):
                    value = get(name)
                    if type(value) is dict:
                        self.read(inner, value)
                    elif value is None:
                        self.update(inner.absent)

    def __missing__(self, place: Place) -> Seen:
        """Look at a path: through nested objects here, through anything else by :meth:`_search`."""
        members = self.body
        for parent, spellings, last in place.parents:
            for spelling in spellings:
                if spelling in members:
                    return self._search(place)
            inner = members.get(parent)
            if type(inner) is not dict:
                if type(inner) is list:
                    return self._search(place, inner if last else None)
                self[place] = ABSENT
                return ABSENT
            members = inner
        if not place.plain:
            return self._search(place)
        self[place] = seen = self._value(place, members.get(place.name), members)
        return seen

    def _value(self, place: Place, value: object, members: dict[str, object]) -> Seen:
        """Return what the member of the last name shows."""
        kind = type(value)
        if kind is NumberLiteral and len(value) <= SURE_LENGTH and not value.strip(NUMERALS):  # type: ignore[arg-type,attr-defined]  # likewise
            return float(value)  # type: ignore[arg-type]  # as its type says
        if kind is list:
            types = set(map(type, value))  # type: ignore[call-overload]  # as its type says
            if types == _TEXTS:
                return _several(value)  # type: ignore[arg-type]  # as its type says
            if not _CONTAINERS.isdisjoint(types):
                return self._search(place)
            return _several(map(token_of, value))  # type: ignore[call-overload]  # as its type says
        if kind is dict or (value is None and place.name not in members):
            return ABSENT
        return token_of(value)

    def _search(self, place: Place, elements: list[object] | None = None) -> Seen:
        """Find all values that a path may mean, in whatever spelling and through whatever arrays.

        Absence is added to them: whether it holds depends on the values of other keys.
        *elements* is the array that holds the last name of the path, if that is known.
        """
        self.odd.add(place.group)
        if elements is not None and set(map(type, elements)) == _OBJECTS:
            name = place.name
            texts = [element.get(name) for element in elements]  # type: ignore[attr-defined]  # all are objects
            if set(map(type, texts)) == _TEXTS:
                self[place] = seen = _several([ABSENT, *texts])
                return seen
        path = place.path
        found: list[Token] = [ABSENT]
        pending: list[tuple[object, int]] = [(self.body, 0)]
        while pending:
            value, offset = pending.pop()
            if type(value) is dict:
                if offset != ENDED:
                    pending += [(value[name], rest) for name, rest in steps(path, offset, value)]
            elif type(value) is list:
                pending += [(element, offset) for element in value]
            elif offset == ENDED:
                found.append(token_of(value))
        self[place] = seen = _several(found)
        return seen


def _several(tokens: Iterable[Token]) -> Seen:
    distinct = tuple(dict.fromkeys(tokens))
    return distinct if len(distinct) > 1 else distinct[0] if distinct else ABSENT


class ObservedAttributes(Observed):
    """Message attributes: all that any policy names are looked at, for a malformed one rules policies out."""

    __slots__ = ()

    def __init__(self, found: set[object], attributes: Mapping[str, object], places: Mapping[str, Place]) -> None:
        """Look at all."""
        super().__init__(found)
        for name, attribute in attributes.items():
            place = places.get(name)
            if place is not None:
                self[place] = self._look(name, attribute)

    def __missing__(self, place: Place) -> Seen:
        """Note that there is no such attribute."""
        self[place] = ABSENT
        return ABSENT

    def _look(self, name: str, attribute: object) -> Seen:
        if type(attribute) is dict:
            if "Type" in attribute:
                kind, text = attribute["Type"], attribute.get("Value")
            else:
                kind, text = attribute.get("DataType"), attribute.get("StringValue")
            if type(kind) is str and type(text) is str:
                if kind == "String" and text.isprintable() and '"' not in text and "\\" not in text:
                    return text
                if kind == "Number" and 0 < len(text) <= SURE_LENGTH and text.isdecimal() and text.isascii():
                    return float(text)
        try:
            value = attribute_value(attribute)
        except Exception:  # noqa: BLE001 (no policy that names it matches)
            self.odd.add(name)
            return ABSENT
        if value is IGNORED:
            return ABSENT
        if type(value) is not list:
            return token_of(value)
        if not _CONTAINERS.isdisjoint(map(type, value)):
            self.odd.add(name)
            return _several([ABSENT, *map(token_of, _scalars(value))])
        return _several(map(token_of, value))


def _scalars(array: list[object]) -> Iterable[object]:
    """Yield what stands in nested arrays; objects hold no values."""
    pending = [array]
    while pending:
        for element in pending.pop():
            if type(element) is list:
                pending.append(element)
            elif type(element) is not dict:
                yield element


def is_plain(body: dict[str, object]) -> bool:
    """Tell whether a decoded body is what JSON text of a reasonable size decodes to."""
    level: list[object] = [body]
    left = _MOST_VALUES
    for _ in range(MAX_DEPTH):
        inner: list[object] = []
        for container in level:
            children: Iterable[object] = container.values() if type(container) is dict else container  # type: ignore[assignment]  # containers only
            left -= len(container)  # type: ignore[arg-type]  # as its type says
            if type(container) is dict and not {str}.issuperset(map(type, container)):
                return False
            for child in children:
                if type(child) is dict or type(child) is list:
                    inner.append(child)
                elif type(child) is not str:
                    try:
                        token_of(child)
                    except Foreign:
                        return False
        if left < 0:
            return False
        if not inner:
            return True
        level = inner
    return False


def likened(value: object, depth: int = 0, left: list[int] | None = None) -> dict[str, object]:
    """Return a decoded body in the plain types, with a number that nothing accepts for whatever JSON doesn't have.

    Raises:
        ValueError: it nests too deeply (so does a cycle), or is larger than any message.
    """
    left = [_MOST_VALUES * 4] if left is None else left
    left[0] -= 1
    if depth > _DEEPEST or left[0] < 0:
        problem = "not a message: nested too deeply, or too large"
        raise ValueError(problem)
    if isinstance(value, list | tuple):
        return [likened(element, depth + 1, left) for element in value]  # type: ignore[return-value]  # a part, of any type
    if isinstance(value, Mapping):
        return {
            str.__str__(name): likened(member, depth + 1, left)
            for name, member in value.items()
            if isinstance(name, str)
        }
    try:
        return plain_scalar(value)  # type: ignore[return-value]  # a part, of any type
    except TypeError:
        return nan  # type: ignore[return-value]  # a part, of any type
