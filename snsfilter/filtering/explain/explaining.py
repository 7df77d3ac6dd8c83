"""Why a message matches a policy or doesn't: the verdict is the matcher's, the reasons are the predicates'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.explain.bodies import unfit
from snsfilter.filtering.explain.explanation import AlternativeFinding, Explanation, NearMiss
from snsfilter.filtering.explain.keys import matched_key, unmatched_key
from snsfilter.filtering.explain.reasons import invalid, reason, reason_of_names
from snsfilter.filtering.explain.spelling import shown_name
from snsfilter.filtering.explain.subjects import Attributes, Body
from snsfilter.filtering.explain.together import apart, choose_together
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.paths import alternatives
from snsfilter.filtering.predicates import accepts
from snsfilter.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.filtering.explain.explanation import KeyFinding
    from snsfilter.filtering.explain.subjects import Subject
    from snsfilter.filtering.nodes import AllOf
    from snsfilter.filtering.paths import Alternative

__all__ = ["explain"]

_MOST_RANKED = 200
_MOST_ALTERNATIVES = 3
_MOST_KEYS = 12


def explain(tree: AllOf, scope: FilterPolicyScope, message: Message, *, matched: bool) -> Explanation:
    """Explain the verdict *matched* of a policy; never raises.

    Args:
        tree: what the policy says.
        scope: what it is matched against.
        message: the message, whatever it is.
        matched: the verdict, which the caller took from the matcher.
    """
    try:
        if not tree.members:
            return Explanation(matched, None, scope)
        if not isinstance(message, Message):
            return _no_message(scope, message, matched=matched)
        if matched:
            return _matched(alternatives(tree), scope, message)
        return _unmatched(alternatives(tree), scope, message)
    except Exception as error:  # noqa: BLE001 (whatever a message provokes, the verdict stands)
        why = None if matched else reason(tree, scope, message)
        return Explanation(matched, why, scope, f"the message can't be read: it raises {type(error).__name__}")


def _no_message(scope: FilterPolicyScope, message: object, *, matched: bool) -> Explanation:
    problem = f"this is no Message, but of type {shown_name(type(message).__name__)}"
    miss = NearMiss("no-message", problem, "give snsfilter.Message(attributes=..., body=...)")
    return Explanation(matched, None if matched else invalid(scope), scope, problem, (miss,))


def _subject(scope: FilterPolicyScope, message: Message) -> Subject | None:
    """Return what the policy is matched against, or ``None`` where that is a body that isn't a JSON object."""
    if scope is FilterPolicyScope.MESSAGE_ATTRIBUTES:
        return Attributes(message)
    body = message.decoded_body
    return None if body is None else Body(message, body)


def _matched(expanded: Sequence[Alternative], scope: FilterPolicyScope, message: Message) -> Explanation:
    subject, others = _subject(scope, message), len(expanded) - 1
    for number, alternative in enumerate(expanded, 1):
        if subject is not None and (len(expanded) == 1 or subject.holds(alternative)):
            finding = _matched_alternative(number, alternative, subject)
            return Explanation(
                matched=True, reason=None, scope=scope, alternatives=(finding,), more_alternatives=others
            )
    # It was matched a moment ago: the message isn't the same any more.
    return Explanation(matched=True, reason=None, scope=scope, more_alternatives=len(expanded))


def _matched_alternative(number: int, alternative: Alternative, subject: Subject) -> AlternativeFinding:
    views = {path: subject.view(path, accepts(patterns)) for path, patterns in _some_keys(alternative, ()).items()}
    chosen = choose_together({path: view.sight.accepted for path, view in views.items()})
    keys = tuple(matched_key(path, alternative[path], view, chosen.get(path)) for path, view in views.items())
    return AlternativeFinding(number, matched=True, keys=keys, more_keys=len(alternative) - len(keys), near_misses=())


def _unmatched(expanded: Sequence[Alternative], scope: FilterPolicyScope, message: Message) -> Explanation:
    names = dict.fromkeys(path for alternative in expanded for path in alternative)
    why = reason_of_names(names, scope, message)
    subject = _subject(scope, message)
    if subject is None or why == "InvalidMessageBody":
        return _unfit(names, message, len(expanded))
    bare = why == "NoMessageAttributes"
    problem = "the message has no attributes" if bare else ""
    misses = (_no_attributes(names),) if bare else ()
    known: dict[tuple[str, int], bool] = {}
    ranked: list[tuple[int, int, set[str]]] = []
    for at, alternative in enumerate(expanded[:_MOST_RANKED]):
        failing = {path for path, patterns in alternative.items() if not _holds(subject, path, patterns, known)}
        ranked.append((len(failing), at, failing))
    ranked.sort(key=lambda each: each[:2])
    findings = tuple(
        _unmatched_alternative(at + 1, expanded[at], failing, subject, apart_matters=not bare)
        for _, at, failing in ranked[:_MOST_ALTERNATIVES]
    )
    return Explanation(
        matched=False,
        reason=why,
        scope=scope,
        problem=problem,
        near_misses=misses,
        alternatives=findings,
        more_alternatives=len(expanded) - len(findings),
    )


def _unfit(names: dict[str, None], message: Message, count: int) -> Explanation:
    """Explain a body that isn't a JSON object."""
    problem, misses = unfit(message.body)
    there = [name for name in names if name in message.attributes]
    if there:
        said = f"{shown_name(there[0])!r} is an attribute, but the scope is MessageBody"
        misses = (*misses, NearMiss("key-in-attributes", said, "set FilterPolicyScope to MessageAttributes"))
    return Explanation(
        matched=False,
        reason="InvalidMessageBody",
        scope=FilterPolicyScope.MESSAGE_BODY,
        problem=problem or _UNREADABLE,
        near_misses=misses,
        more_alternatives=count,
    )


_UNREADABLE = "the body is more than a policy can be matched against: it nests too deeply, or is too large"


def _no_attributes(names: dict[str, None]) -> NearMiss:
    wanted = shown_name(", ".join(list(names)[:_MOST_KEYS]))
    return NearMiss(
        "no-attributes",
        'a message without attributes matches no policy of scope MessageAttributes, not even {"exists": false}',
        f"publish it with attributes ({wanted}), or set FilterPolicyScope to MessageBody if the body has the keys",
    )


def _holds(subject: Subject, path: str, patterns: tuple[object, ...], known: dict[tuple[str, int], bool]) -> bool:
    mark = (path, id(patterns))
    if mark not in known:
        known[mark] = subject.holds({path: patterns})  # type: ignore[dict-item]
    return known[mark]


def _unmatched_alternative(
    number: int, alternative: Alternative, failing: set[str], subject: Subject, *, apart_matters: bool
) -> AlternativeFinding:
    some = _some_keys(alternative, failing)
    views = {path: subject.view(path, accepts(patterns)) for path, patterns in some.items()}
    keys: list[KeyFinding] = []
    for path, view in views.items():
        if path in failing:
            keys.append(unmatched_key(path, alternative[path], view))
        else:
            accepted = view.sight.accepted
            keys.append(matched_key(path, alternative[path], view, accepted[0] if accepted else None))
    misses: tuple[NearMiss, ...] = ()
    if not failing and apart_matters:
        accepted_by = {path: view.sight.accepted for path, view in views.items()}
        misses = (apart(accepted_by, lambda paths: subject.holds({path: alternative[path] for path in paths})),)
    more = len(alternative) - len(keys)
    return AlternativeFinding(number, matched=False, keys=tuple(keys), more_keys=more, near_misses=misses)


def _some_keys(alternative: Alternative, failing: set[str] | tuple[()]) -> Alternative:
    """Return the keys to show, in the policy's order: if there are too many, rather those that fail."""
    if len(alternative) <= _MOST_KEYS:
        return alternative
    first = sorted(alternative, key=lambda path: path not in failing)[:_MOST_KEYS]
    return {path: alternative[path] for path in first}
