"""FilterPolicy: parse, compile, match, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast, get_args

from snsfilter.errors import FilterPolicyError, FilterPolicyLimitError, FilterPolicySyntaxError, describe_foreign
from snsfilter.filtering.compiler import compile_attributes, compile_body
from snsfilter.filtering.limits import SNS_LIMITS, check_bounds, check_limits, expand, known_limits
from snsfilter.filtering.nodes import Dialect, FilterPolicyScope
from snsfilter.filtering.parser import MAX_NESTING
from snsfilter.filtering.source import Placer, known_scope, load_source, nodes_of
from snsfilter.filtering.written import WrittenPolicy, no_stack
from snsfilter.jsontext import compact, load
from snsfilter.message import Message, body_object, plain_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.errors import Violation
    from snsfilter.filtering.arrays import Search
    from snsfilter.filtering.attributes import AttributesTest
    from snsfilter.filtering.explain import Explanation, PolicyPlan
    from snsfilter.filtering.limits import Limits
    from snsfilter.filtering.limits.complexity import Complexity

__all__ = ["FilterPolicy"]

_Tests: TypeAlias = "tuple[AttributesTest, Search | None]"
"""The tests of a message's attributes and of its body; no test of the body in attribute scope."""


class FilterPolicy(WrittenPolicy):
    """A filter policy of a subscription: immutable, hashable, picklable, safe to use from many threads.

    >>> policy = FilterPolicy.parse('{"store": ["example_corp"], "price": [{"numeric": [">=", 100]}]}')
    >>> policy.matches_attributes({"store": "example_corp", "price": 210.75})
    True

    Two policies are equal when they have the same scope and dialect and the same JSON, white space apart.

    Attributes:
        scope: what the policy is matched against.
        dialect: which policies are accepted, ``"sns"`` or ``"ruler"``.
    """

    __slots__ = ("_complexity", "_plan", "_tests")
    _complexity: Complexity | None
    _plan: PolicyPlan | None
    _tests: _Tests | None

    def __init__(self) -> None:
        """Refuse: a policy is made by :meth:`parse`."""
        problem = "use FilterPolicy.parse(...) to make a policy"
        raise TypeError(problem)

    @classmethod
    def parse(
        cls,
        source: str | bytes | Mapping[str, object],
        *,
        scope: FilterPolicyScope | str = FilterPolicyScope.MESSAGE_ATTRIBUTES,
        dialect: Dialect = "sns",
        limits: Limits | None = SNS_LIMITS,
    ) -> FilterPolicy:
        """Read a policy and make it ready to match.

        Args:
            source: the JSON text, its UTF-8 bytes, or the decoded object.
            scope: what it is matched against, as the subscription attribute FilterPolicyScope says it.
            dialect: ``"sns"`` accepts what SNS documents, ``"ruler"`` all that Event Ruler accepts.
                In the sns dialect the blank policy ``{}`` matches every message.
            limits: what SNS allows, by default in the sns dialect only; ``None`` skips its limits, but not the bounds
                that keep hostile policies cheap.

        Raises:
            FilterPolicySyntaxError: it isn't JSON, or isn't a policy of the dialect.
            FilterPolicyLimitError: it is larger than a limit allows.
            FilterPolicyError: *scope* or *dialect* is none.
        """
        scope = known_scope(scope)
        asked: object = dialect
        if not isinstance(asked, str) or str.__str__(asked) not in get_args(Dialect):
            problem = f"the dialect of a policy must be 'sns' or 'ruler', not {describe_foreign(asked)}"
            raise FilterPolicyError(problem)
        known_dialect = cast("Dialect", str.__str__(asked))
        try:
            return cls._of(source, scope, known_dialect, known_limits(limits, known_dialect))
        except RecursionError:
            problem = f"the policy nests too deeply for the stack that is left; {MAX_NESTING} levels are the most"
            raise FilterPolicySyntaxError(problem) from None

    @classmethod
    def _of(cls, source: object, scope: FilterPolicyScope, dialect: Dialect, limits: Limits | None) -> FilterPolicy:
        value, text = load_source(source, dialect)
        place = Placer(text, dialect)
        self = object.__new__(cls)
        tree = nodes_of(value, place, dialect)
        written = compact(value) if text is None else None
        self._set(scope=scope, dialect=dialect, _source=text, _compact=written, _tree=tree, _is_blank=not tree.members)
        self._set(_alternatives=None, _tests=None, _plan=None, _complexity=None)
        check_bounds(tree, place)
        if violations := self._exceeded(limits, place):
            raise FilterPolicyLimitError(violations)
        self._set(_alternatives=expand(tree, place))
        return self

    def _slim(self) -> None:
        """Let go of what can be made again, but for the tests of messages."""
        super()._slim()
        self._set(_plan=None, _complexity=None)

    def _compiled(self) -> _Tests:
        """Compile the tests of messages: at the first one, for a policy in an index may never be asked."""
        tests: _Tests
        if self._is_blank:
            tests = _always, _always
        elif self.scope is FilterPolicyScope.MESSAGE_BODY:
            tests = _never, compile_body(self._expanded())
        else:
            tests = compile_attributes(self._expanded()), None
        self._set(_tests=tests)
        return tests

    def _exceeded(self, limits: Limits | None, place: Placer) -> tuple[Violation, ...]:
        if limits is None:
            return ()
        return check_limits(self.tree, self._text, self.scope, limits, place)

    def matches(self, message: Message) -> bool:
        """Tell whether a subscription with this policy receives *message*.  Never raises."""
        try:
            by_attributes, by_body = self._tests or self._compiled()
            if by_body is None:
                return by_attributes(message._attributes)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # spares a proxy
            if by_body is _always:
                return True
            return _holds_of(by_body, message.decoded_body)
        except Exception:  # noqa: BLE001 (whatever a message provokes, it doesn't match)
            return False

    def explain(self, message: Message) -> Explanation:
        """Say why *message* matches, or doesn't: the verdict of :meth:`matches`, with reasons.  Never raises."""
        from snsfilter.filtering.explain import PolicyPlan, explain, unread  # noqa: PLC0415 (most callers never ask)

        plan = self._plan
        if plan is None:
            try:
                plan = PolicyPlan(self.tree, self.scope)
            except (FilterPolicyError, RecursionError):
                return unread(self.scope, message, matched=self.matches(message))
            self._set(_plan=plan)
        return explain(plan, message, matched=self.matches(message))

    def matches_attributes(self, attributes: Mapping[str, object]) -> bool:
        """Tell whether a message with these attributes, and no body, matches: ``matches`` without a ``Message``.

        Never raises.  *attributes* maps names to attributes as boto3 or a notification spells them, or to plain values.
        """
        try:
            by_attributes, _ = self._tests or self._compiled()
            return by_attributes(attributes)
        except Exception:  # noqa: BLE001 (whatever a message provokes, it doesn't match)
            return False

    def matches_body(self, body: object) -> bool:
        """Tell whether a message with this body, and no attributes, matches: ``matches`` without a ``Message``.

        Never raises.  *body* is the text, its UTF-8 bytes, or the JSON object that it holds, decoded.
        """
        try:
            by_attributes, by_body = self._tests or self._compiled()
            if by_body is None:
                return by_attributes({})
            if by_body is _always:
                return True
            if type(body) is not str:
                return _holds_of(by_body, body_object(body))
            # A text is decoded into plain types, so there is nothing to try again.
            decoded = load(body, "{")
            return decoded is not None and by_body(decoded)  # type: ignore[arg-type]  # an object, as asked for
        except Exception:  # noqa: BLE001 (whatever a message provokes, it doesn't match)
            return False

    def check(self, limits: Limits | None = SNS_LIMITS) -> tuple[Violation, ...]:
        """Return every limit that the policy exceeds, in the order in which SNS checks them.

        These are the violations of the error that :meth:`parse` raises with the same *limits*; so a policy to be
        checked is parsed with ``limits=None``.

        Args:
            limits: what SNS allows, by default in the sns dialect only; ``None`` allows everything.

        Raises:
            FilterPolicyError: *limits* is none; or so little of the stack is left that nothing can be counted.
        """
        try:
            return self._exceeded(known_limits(limits, self.dialect), Placer(self._source, self.dialect))
        except RecursionError:
            raise no_stack("count") from None

    @property
    def complexity(self) -> Complexity:
        """What makes the policy complex, factor by factor; worked out when first asked for.

        Raises:
            FilterPolicyError: so little of the stack is left that nothing can be counted.
        """
        found = self._complexity
        if found is None:
            from snsfilter.filtering.limits.complexity import complexity_of  # noqa: PLC0415 (few ask)

            try:
                found = complexity_of(self.tree, self.scope)
            except RecursionError:
                raise no_stack("count") from None
            self._set(_complexity=found)
        return found

    def __reduce__(self) -> tuple[object, tuple[str, str, Dialect, bool]]:
        """Pickle the text; it is parsed again."""
        return _parse_again, (self._text, str(self.scope), self.dialect, self._source is not None)


def _parse_again(text: str, scope: str, dialect: Dialect, given: bool) -> FilterPolicy:  # noqa: FBT001 (for pickle)
    policy = FilterPolicy.parse(text, scope=scope, dialect=dialect, limits=None)
    if not given:  # the policy was a mapping, in which nothing has a line
        policy._set(_source=None, _compact=text)  # noqa: SLF001 (its own module)  # pyright: ignore[reportPrivateUsage]
    return policy


def _holds_of(by_body: Search, body: dict[str, object] | None) -> bool:
    if body is None:
        return False
    try:
        return by_body(body)
    except TypeError:  # a decoded body with containers of its own types
        return by_body(cast("dict[str, object]", plain_json(body)))


def _always(_subject: object) -> bool:
    return True


def _never(_subject: object) -> bool:
    return False
