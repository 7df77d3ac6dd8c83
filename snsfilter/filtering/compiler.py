"""Nodes to one callable: closures that each decide one key and hand the message on to the next.

Such a chain costs what hand-written Python costs, and building it costs little; generated source would save a fifth of
the time, and splice data into code.  The closures take the common cases (a member found where it should be, a plain
attribute) and leave the rest to the code that knows it whole: arrays of objects to
:mod:`~snsfilter.filtering.arrays`, odd attributes to :func:`snsfilter.message.attribute_value`.  The closures of
attributes are in :mod:`~snsfilter.filtering.attributes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from snsfilter.filtering.arrays import Key, Search, search
from snsfilter.filtering.attributes import attribute_test
from snsfilter.filtering.numbers import NUMERALS, SURE_LENGTH
from snsfilter.filtering.predicates import accepts
from snsfilter.filtering.values import require_scalar
from snsfilter.jsontext import NumberLiteral
from snsfilter.message import IGNORED, attribute_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from snsfilter.filtering.attributes import AttributesTest
    from snsfilter.filtering.paths import Alternative
    from snsfilter.filtering.predicates import Accepts

__all__ = ["compile_attributes", "compile_body"]

_Subject = TypeVar("_Subject")
_Test: TypeAlias = Callable[[_Subject], bool]

_LONGEST_WALK = 4
"""How many dots make a path too long to be looked up in all its spellings."""
_LONGEST_CHAIN = 8
"""How many closures may call each other: the verdict must not depend on how much stack is left."""
_MISSING = object()
_CONTAINERS = frozenset({dict, list})


def compile_body(alternatives: Sequence[Alternative]) -> Search:
    """Return the test of a decoded message body; it raises what :func:`~snsfilter.filtering.arrays.search` does."""
    known: dict[int, Accepts] = {}
    return _some_alternative([list(_groups(alternative, known)) for alternative in alternatives], _group_links)


def compile_attributes(alternatives: Sequence[Alternative]) -> AttributesTest:
    """Return the test of message attributes; it may raise any exception on attributes that aren't any.

    Without alternatives in the policy, an attribute is decoded when its turn comes.  With them all attributes that
    the policy names are decoded first, for a malformed one rules the message out whichever alternative names it.
    A message without attributes never matches (attribute-key-matching).
    """
    if len(alternatives) == 1:
        keys = [Key(path, accepts(patterns)) for path, patterns in alternatives[0].items()]
        test = _in_turn([partial(attribute_test, key) for key in keys])
        if not all(key.accepts.absence for key in keys):
            return test
        return lambda attributes: bool(attributes) and test(attributes)
    names = tuple(dict.fromkeys(chain.from_iterable(alternatives)))
    known: dict[int, Accepts] = {}
    some = _some_alternative(
        [[(key,) for key in _keys(alternative, known)] for alternative in alternatives],
        lambda group: [_named_value_link(*group)],
    )

    def test_decoded(attributes: Mapping[str, object]) -> bool:
        there = attributes.keys()  # what is no mapping has none
        values = {name: attribute_value(attributes[name]) for name in names if name in there}
        return bool(attributes) and some({name: value for name, value in values.items() if value is not IGNORED})

    return test_decoded


_Group: TypeAlias = tuple[Key, ...]
"""Keys that begin alike, hence may lead through the same arrays, and must be judged together."""

_Link: TypeAlias = Callable[[_Test[_Subject] | None], _Test[_Subject]]
"""Makes the test of one key, given the test of what follows it (``None`` at the end)."""


def _keys(alternative: Alternative, known: dict[int, Accepts]) -> Iterable[Key]:
    # Alternatives share their patterns, so each tuple of patterns is looked into once.
    for path, patterns in alternative.items():
        if id(patterns) not in known:
            known[id(patterns)] = accepts(patterns)
        yield Key(path, known[id(patterns)])


def _groups(alternative: Alternative, known: dict[int, Accepts]) -> Iterable[_Group]:
    groups: dict[str, list[Key]] = {}
    for key in _keys(alternative, known):
        groups.setdefault(key.path.partition(".")[0], []).append(key)
    return map(tuple, groups.values())


def _some_alternative(
    alternatives: list[list[_Group]], links: Callable[[_Group], list[_Link[_Subject]]]
) -> _Test[_Subject]:
    """Test what all alternatives share first, then whether one of the rests holds."""

    def signature(group: _Group) -> tuple[tuple[str, int], ...]:
        return tuple((path, id(accept)) for path, accept in group)

    every = [{signature(group): group for group in groups} for groups in alternatives]
    shared = {mark: group for mark, group in every[0].items() if all(mark in groups for groups in every)}
    common = [link for group in shared.values() for link in links(group)]
    if len(every) == 1:
        return _in_turn(common)
    rests = tuple(
        _in_turn([link for mark, group in groups.items() if mark not in shared for link in links(group)])
        for groups in every
    )

    def some_rest(subject: _Subject) -> bool:
        for rest in rests:  # noqa: SIM110 (a generator costs more than the tests)
            if rest(subject):
                return True
        return False

    return _in_turn([*common, lambda _then: some_rest])


def _in_turn(links: list[_Link[_Subject]]) -> _Test[_Subject]:
    """Chain the links; many of them in pieces, so that the chain never gets deep."""
    if len(links) > _LONGEST_CHAIN:
        pieces = tuple(
            _in_turn(links[start : start + _LONGEST_CHAIN]) for start in range(0, len(links), _LONGEST_CHAIN)
        )

        def all_pieces(subject: _Subject) -> bool:
            for piece in pieces:  # noqa: SIM110 (a generator costs more than the tests)
                if not piece(subject):
                    return False
            return True

        return all_pieces
    test: _Test[_Subject] | None = None
    for link in reversed(links):
        test = link(test)
    return test if test is not None else lambda _subject: True


# Bodies


def _group_links(group: _Group) -> list[_Link[dict[str, object]]]:
    consistent = search(list(group))
    if len(group) > _LONGEST_CHAIN or any(key.path.count(".") >= _LONGEST_WALK for key in group):
        return [lambda then: _both(consistent, then)]
    return [lambda then: _group_test(group, consistent, then)]


def _group_test(group: _Group, consistent: Search, then: Search | None) -> Search:
    """Test the keys one by one; the first to meet an array of objects leaves the whole group to the search."""
    detour = _both(consistent, then)
    *others, (path, accept) = group
    test = _member_test(path.split("."), accept, detour, then)
    for path, accept in reversed(others):
        test = _member_test(path.split("."), accept, detour, test)
    return test


def _both(first: Search, then: Search | None) -> Search:
    return first if then is None else lambda body: first(body) and then(body)


def _member_test(segments: list[str], accept: Accepts, detour: Search, then: Search | None) -> Search:
    """Test the member that *segments* lead to through nested objects; anything else on the way takes the detour."""
    strings, others, text, number, _, _, absence = accept
    accepted = accept.value
    in_array, astray = _in_array(accept, detour, then), _astray(accept, detour, then)
    *parents, name = segments
    # At each level the names, longer by dots, under which the message may spell the same path.
    levels = tuple(
        (parent, tuple(".".join(segments[level:end]) for end in range(level + 2, len(segments) + 1)))
        for level, parent in enumerate(parents)
    )

    def test(body: dict[str, object]) -> bool:
        members = body
        for parent, spellings in levels:
            for spelling in spellings:
                if spelling in members:
                    return detour(body)
            inner = members.get(parent, _MISSING)
            if type(inner) is not dict:
                return astray(inner, body)
            members = inner
        value = members.get(name, _MISSING)
        kind = type(value)
        if kind is str:
            if (value in strings) is others and (text is None or not text(value)):  # type: ignore[arg-type]  # as its type says
                return False
        elif kind is list:
            return in_array(value, body)  # type: ignore[arg-type]  # as its type says
        elif kind is NumberLiteral and len(value) <= SURE_LENGTH and not value.strip(NUMERALS):  # type: ignore[arg-type,attr-defined]  # likewise
            if number is None or not number(float(value)):  # type: ignore[arg-type]  # as its type says
                return False
        elif value is _MISSING or kind is dict:
            if not absence:
                return False
        elif not accepted(value):
            return False
        return then is None or then(body)

    return test


def _in_array(
    accept: Accepts, detour: Search, then: Search | None
) -> Callable[[list[object], dict[str, object]], bool]:
    """Test the elements of an array; where others nest in it, take the detour."""
    accepted, absence = accept.value, accept.absence

    def in_array(elements: list[object], body: dict[str, object]) -> bool:
        if not _CONTAINERS.isdisjoint(map(type, elements)):
            return detour(body)
        passed = any(map(accepted, elements)) if elements else absence
        return passed and (then is None or then(body))

    return in_array


def _astray(accept: Accepts, detour: Search, then: Search | None) -> Callable[[object, dict[str, object]], bool]:
    """Go on where an object should lead further: an array takes the detour, with anything else there is no value."""
    absence = accept.absence

    def astray(inner: object, body: dict[str, object]) -> bool:
        if type(inner) is list:
            return detour(body)
        if inner is not _MISSING:
            require_scalar(inner)
        return absence and (then is None or then(body))

    return astray


# Attributes


def _named_value_link(key: Key) -> _Link[dict[str, object]]:
    """Test the value of a decoded attribute; its name is a name, not a path."""
    any_value = search([Key("", key.accepts)])

    def detour(values: dict[str, object]) -> bool:
        return any_value({"": values[key.path]})

    return lambda then: _member_test([key.path], key.accepts, _both(detour, then), then)
