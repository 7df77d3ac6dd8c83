"""Near misses of keys: where else in the message a key stands that isn't where the policy looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from snsfilter.filtering.explain.findings import NearMiss
from snsfilter.filtering.explain.seeing import Found, Gap, look, steps_of
from snsfilter.filtering.explain.spelling import place, shown_name
from snsfilter.filtering.nodes import Exists
from snsfilter.filtering.predicates import accepts
from snsfilter.jsontext import a_type, load, type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from snsfilter.filtering.explain.seeing import Sight
    from snsfilter.filtering.nodes import Pattern
    from snsfilter.message import Message

__all__ = ["missing_attribute", "missing_member", "no_leaf", "where_it_ends"]

_MOST_NAMES = 1_000
_MOST_MEMBERS = 50
_ANY = accepts([Exists(present=True)])


def _stands_in(body: object, path: str) -> Found | None:
    """Return what stands at *path* in a body, or ``None``."""
    if type(body) is not dict:
        return None
    sight = look(body, path, _ANY)
    return next(iter([*sight.values, *sight.objects, *sight.empties]), None)


def _otherwise_spelt(name: str, names: Iterable[object]) -> str | None:
    """Return the first of the names that differs from *name* in letter case and white space only."""
    wanted = name.strip().lower()
    for at, each in enumerate(names):
        if at == _MOST_NAMES:
            break
        if isinstance(each, str) and each != name and each.strip().lower() == wanted:
            return str.__str__(each)
    return None


def missing_attribute(name: str, message: Message) -> Iterator[NearMiss]:
    """Say where else an attribute stands that the message doesn't have."""
    attributes = message.attributes
    spelt = _otherwise_spelt(name, attributes)
    if spelt is not None:
        said = f"the attribute is called {shown_name(spelt)!r}, and the policy has {shown_name(name)!r}"
        yield NearMiss("key-spelling", said, "spell both alike: letter case and white space count")
    found = _stands_in(message.decoded_body, name)
    if found is not None:
        said = f"{shown_name(name)!r} is a key of the body, but the scope is MessageAttributes"
        yield NearMiss("key-in-body", said, "set FilterPolicyScope to MessageBody, or publish it as an attribute")
    parent = name
    while "." in parent:
        parent = parent.rpartition(".")[0]
        if parent in attributes:
            said = f"{shown_name(name)!r} leads into the attribute {shown_name(parent)!r}, but attributes don't nest"
            remedy = f"publish an attribute named {shown_name(name)!r}, or put it into the body and set the scope to "
            yield NearMiss("attributes-do-not-nest", said, f"{remedy}MessageBody")
            break


def missing_member(
    path: str, sight: Sight, body: Mapping[str, object], attributes: Mapping[str, object]
) -> Iterator[NearMiss]:
    """Say where else a key stands that the body doesn't have."""
    if path in attributes:
        said = f"{shown_name(path)!r} is an attribute, but the scope is MessageBody"
        yield NearMiss("key-in-attributes", said, "set FilterPolicyScope to MessageAttributes, or put it into the body")
    for gap in sight.gaps:
        spelt = _gap_spelt(gap, path)
        if spelt is not None:
            yield spelt
            break
    encoded = _double_encoded(path, sight.gaps, body)
    if encoded is not None:
        yield encoded
    elsewhere = _elsewhere(path, body)
    if elsewhere is not None:
        said = f"the body has it at {place(elsewhere)}, not at {shown_name(path)!r}"
        yield NearMiss("key-elsewhere", said, "nest the key in the policy as it is nested in the body")


def _gap_spelt(gap: Gap, path: str) -> NearMiss | None:
    if type(gap.value) is not dict:
        return None
    rest = path[gap.offset :]
    # The next name may be any of the joined beginnings of what is left.
    for name in (rest, rest.partition(".")[0]):
        spelt = _otherwise_spelt(name, gap.value)
        if spelt is not None:
            where = place((*steps_of(gap.trail), spelt))
            said = f"the body has {where}, and the policy has {shown_name(name)!r}"
            return NearMiss("key-spelling", said, "spell both alike: letter case and white space count")
    return None


def _double_encoded(path: str, gaps: Sequence[Gap], body: Mapping[str, object]) -> NearMiss | None:
    """Find a string of the body that holds, as JSON text, what the path leads to."""
    strings = [(gap.value, gap.trail, path[gap.offset :]) for gap in gaps if type(gap.value) is str and gap.offset > 0]
    members = list(body.items())[:_MOST_MEMBERS]
    strings += [(value, (None, name), path) for name, value in members if type(value) is str]
    for text, trail, rest in strings:
        if text.lstrip()[:1] == "{" and _stands_in(load(text, "{"), rest) is not None:
            said = f"{place(steps_of(trail))} is a string that holds the key as JSON text, and isn't looked into"
            return NearMiss("double-encoded", said, "send the object itself, not the JSON of it as a string")
    return None


def _elsewhere(path: str, body: Mapping[str, object]) -> tuple[str | int, ...] | None:
    """Find a path one level deeper, or what it ends in at the top."""
    for name, value in list(body.items())[:_MOST_MEMBERS]:
        found = _stands_in(value, path)
        if found is not None:
            return (name, *steps_of(found.trail))
    last = path.rpartition(".")[2]
    return (last,) if last != path and last in body else None


def where_it_ends(path: str, sight: Sight) -> str:
    """Say where the way to a key ends that stands nowhere in the body."""
    gap = max(sight.gaps, key=lambda each: each.offset, default=Gap({}, 0, None))
    where = place(steps_of(gap.trail))
    if type(gap.value) is dict:
        missing = shown_name(path[gap.offset :])
        return f"{where} has no key {missing!r}" if where else f"the body has no key {missing!r}"
    return f"the body has no key {shown_name(path)!r}: {where} is {a_type(type_name(gap.value))}, not an object"


def no_leaf(sight: Sight, patterns: Sequence[Pattern], at: Callable[[Found], str]) -> Iterator[NearMiss]:
    """Say that what stands at the key is no value: an object or an empty array; *at* spells its place."""
    exists = any(isinstance(each, Exists) and each.present for each in patterns)
    for found in sight.objects[:1]:
        where = at(found) or "it"
        what = "exists looks" if exists else "patterns look"
        names = [each for each in cast("dict[str, object]", found.value) if each]
        inner = f", such as {shown_name(names[0])!r}" if names else ""
        said = f"{where} is an object, and {what} at strings, numbers, true, false and null only"
        yield NearMiss("object-at-key", said, f"ask for a key inside of it{inner}")
    for found in sight.empties[:1]:
        where = at(found) or "it"
        even = ', so even {"exists": true} doesn\'t match' if exists else ""
        said = f"{where} is an empty array, which has no value{even}"
        yield NearMiss("empty-array", said, 'send at least one element, or add {"exists": false} to the patterns')
