"""Why a message matches a policy or doesn't: the verdict is the matcher's, the reasons are the predicates'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.explain.bodies import unfit
from snsfilter.filtering.explain.explanation import Explanation
from snsfilter.filtering.explain.findings import AlternativeFinding, NearMiss
from snsfilter.filtering.explain.keys import matched_key, unmatched_key
from snsfilter.filtering.explain.reasons import invalid, reason, reason_of_names
from snsfilter.filtering.explain.spelling import shown_name
from snsfilter.filtering.explain.subjects import Attributes, Body
from snsfilter.filtering.explain.together import apart, choose_together, may_part
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.message import Message

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from snsfilter.filtering.explain.findings import KeyFinding
    from snsfilter.filtering.explain.plans import KeyPlan, PolicyPlan
    from snsfilter.filtering.explain.seeing import Found
    from snsfilter.filtering.explain.subjects import Subject
    from snsfilter.filtering.paths import Alternative

__all__ = ["explain", "unread"]

_MOST_RANKED = 200
_MOST_ALTERNATIVES = 3
_MOST_KEYS = 12


def explain(plan: PolicyPlan, message: Message, *, matched: bool) -> Explanation:
    """Explain the verdict *matched* of a policy; never raises.

    Args:
        plan: the policy, taken apart.
        message: the message, whatever it is.
        matched: the verdict, which the caller took from the matcher.
    """
    scope = plan.scope
    try:
        if not plan.names:
            return Explanation(matched, None, scope)
        if not isinstance(message, Message):
            return _no_message(scope, message, matched=matched)
        message = message.for_protocol("default")  # what the matcher sees, if nobody named the protocol
        return _matched(plan, message) if matched else _unmatched(plan, message)
    except Exception as error:  # noqa: BLE001 (whatever a message provokes, the verdict stands)
        why = None if matched else reason(plan.names, scope, message)
        problem = f"the message can't be read, or reads differently each time ({type(error).__name__})"
        return Explanation(matched, why, scope, problem)


def unread(scope: FilterPolicyScope, message: Message, *, matched: bool) -> Explanation:
    """Explain likewise where so little of the stack is left that the policy can't be taken apart."""
    problem = "the stack that is left is too small to say more; ask from fewer calls deep"
    return Explanation(matched, None if matched else reason((), scope, message), scope, problem)


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


def _matched(plan: PolicyPlan, message: Message) -> Explanation:
    subject, count = _subject(plan.scope, message), len(plan.alternatives)
    for at in range(count if subject is not None else 0):
        if subject is not None and (count == 1 or subject.holds(plan.test(at))):
            finding = _matched_alternative(plan, at, subject)
            return Explanation(
                matched=True, reason=None, scope=plan.scope, alternatives=(finding,), more_alternatives=count - 1
            )
    # It matched a moment ago: the message isn't the same any more.
    return Explanation(matched=True, reason=None, scope=plan.scope, more_alternatives=count)


def _matched_alternative(plan: PolicyPlan, at: int, subject: Subject) -> AlternativeFinding:
    alternative = plan.alternatives[at]
    keys = [plan.key(alternative, path) for path in _some_paths(alternative, ())]
    views = [subject.view(key) for key in keys]
    chosen = choose_together({key.path: view.sight.accepted for key, view in zip(keys, views, strict=True)})
    findings = tuple(matched_key(key, view, chosen.get(key.path)) for key, view in zip(keys, views, strict=True))
    return AlternativeFinding(
        number=at + 1, matched=True, keys=findings, more_keys=len(alternative) - len(findings), near_misses=()
    )


def _unmatched(plan: PolicyPlan, message: Message) -> Explanation:
    subject, count = _subject(plan.scope, message), len(plan.alternatives)
    problem_of = subject.problem_of if isinstance(subject, Attributes) else None
    why = reason_of_names(plan.names, plan.scope, message, problem_of)
    if subject is None or why == "InvalidMessageBody":
        return _unfit(plan.names, message, count)
    bare = why == "NoMessageAttributes"
    findings = tuple(
        _unmatched_alternative(plan, at, failing, subject, apart_matters=not bare)
        for at, failing in _closest(plan, subject)
    )
    return Explanation(
        matched=False,
        reason=why,
        scope=plan.scope,
        problem="the message has no attributes" if bare else "",
        near_misses=(_no_attributes(plan.names),) if bare else (),
        alternatives=findings,
        more_alternatives=count - len(findings),
    )


def _closest(plan: PolicyPlan, subject: Subject) -> list[tuple[int, set[str]]]:
    """Return the alternatives of which the fewest keys fail, each by its position, with these keys."""
    known: dict[KeyPlan, bool] = {}
    ranked: list[tuple[int, set[str]]] = []
    for at, alternative in enumerate(plan.alternatives[:_MOST_RANKED]):
        failing: set[str] = set()
        for path in alternative:
            key = plan.key(alternative, path)
            if key not in known:
                known[key] = subject.holds(key.test)
            if not known[key]:
                failing.add(path)
        ranked.append((at, failing))
    ranked.sort(key=lambda each: len(each[1]))
    return ranked[:_MOST_ALTERNATIVES]


def _unfit(names: Sequence[str], message: Message, count: int) -> Explanation:
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
        problem=problem,
        near_misses=misses,
        more_alternatives=count,
    )


def _no_attributes(names: Sequence[str]) -> NearMiss:
    wanted = shown_name(", ".join(names[:_MOST_KEYS]))
    return NearMiss(
        "no-attributes",
        'a message without attributes matches no policy of scope MessageAttributes, not even {"exists": false}',
        f"publish it with attributes ({wanted}), or set FilterPolicyScope to MessageBody if the body has the keys",
    )


def _unmatched_alternative(
    plan: PolicyPlan, at: int, failing: set[str], subject: Subject, *, apart_matters: bool
) -> AlternativeFinding:
    alternative = plan.alternatives[at]
    keys: list[KeyFinding] = []
    accepted: dict[str, list[Found]] = {}
    for path in _some_paths(alternative, failing):
        key = plan.key(alternative, path)
        view = subject.view(key)
        accepted[path] = view.sight.accepted
        if path in failing:
            keys.append(unmatched_key(key, view))
        else:
            keys.append(matched_key(key, view, next(iter(accepted[path]), None)))
    misses: tuple[NearMiss, ...] = ()
    holding = {path: founds for path, founds in accepted.items() if path not in failing}

    def together(paths: Iterable[str]) -> bool:
        return subject.holds(plan.test(at, paths))

    # Keys that fail are mended first; but those that hold by themselves may not hold together even then.
    if apart_matters and (not failing or (may_part(holding) and not together(holding))):
        misses = (apart(holding, together),)
    return AlternativeFinding(
        number=at + 1, matched=False, keys=tuple(keys), more_keys=len(alternative) - len(keys), near_misses=misses
    )


def _some_paths(alternative: Alternative, failing: Container[str]) -> Iterable[str]:
    """Return the keys to show, in the policy's order: if there are too many, those that fail first."""
    if len(alternative) <= _MOST_KEYS:
        return alternative
    return sorted(alternative, key=lambda path: path not in failing)[:_MOST_KEYS]
