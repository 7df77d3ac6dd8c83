"""FilterPolicy: parse, compile, match."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, NoReturn, cast, get_args

from snsfilter.errors import FilterPolicyError, FilterPolicySyntaxError
from snsfilter.filtering.compiler import compile_attributes, compile_body
from snsfilter.filtering.limits import Limits, bounded_alternatives, check_limits
from snsfilter.filtering.nodes import Dialect, FilterPolicyScope
from snsfilter.filtering.numbers import literal_of
from snsfilter.filtering.parser import MAX_NESTING, PolicyFault, parse_nodes
from snsfilter.jsontext import JsonFault, Members, NumberLiteral, compact, load, load_policy, place_policy, pointer
from snsfilter.message import Message, body_object, plain_json

if TYPE_CHECKING:
    from snsfilter.filtering.arrays import Search
    from snsfilter.filtering.compiler import AttributesTest
    from snsfilter.filtering.nodes import AllOf
    from snsfilter.jsontext import Document

__all__ = ["FilterPolicy"]

_SNS_LIMITS = Limits()


class FilterPolicy:
    """A filter policy of a subscription: immutable, hashable, picklable, safe to use from many threads.

    >>> policy = FilterPolicy.parse('{"store": ["example_corp"], "price": [{"numeric": [">=", 100]}]}')
    >>> policy.matches_attributes({"store": "example_corp", "price": 210.75})
    True

    Two policies are equal when they have the same scope and dialect and the same JSON, white space apart.

    Attributes:
        scope: what the policy is matched against.
        dialect: which policies are accepted, ``"sns"`` or ``"ruler"``.
        tree: what the policy says (see :mod:`snsfilter.filtering.nodes`).
    """

    __slots__ = ("_by_attributes", "_by_body", "_compact", "_value", "dialect", "scope", "tree")
    scope: FilterPolicyScope
    dialect: Dialect
    tree: AllOf
    _value: object
    _compact: str
    _by_attributes: AttributesTest
    _by_body: Search | None

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
        limits: Limits | None = _SNS_LIMITS,
    ) -> FilterPolicy:
        """Read a policy and make it ready to match.

        Args:
            source: the JSON text, its UTF-8 bytes, or the decoded object.
            scope: what it is matched against, as the subscription attribute FilterPolicyScope says it.
            dialect: ``"sns"`` accepts what SNS documents, ``"ruler"`` all that Event Ruler accepts.
                In the sns dialect the blank policy ``{}`` matches every message.
            limits: what SNS allows; ``None`` skips its limits, but not the bounds that keep hostile policies cheap.

        Raises:
            FilterPolicySyntaxError: it isn't JSON, or isn't a policy of the dialect.
            FilterPolicyLimitError: it is larger than a limit allows.
            FilterPolicyError: *scope* or *dialect* is none.
        """
        self = object.__new__(cls)
        known_scope = _known_scope(scope)
        if dialect not in get_args(Dialect):
            problem = f"the dialect of a policy must be 'sns' or 'ruler', not {dialect!r}"
            raise FilterPolicyError(problem)
        try:
            value, text = _load(source, dialect)
            tree = _nodes(value, text, dialect)
        except RecursionError:
            problem = "the policy nests too deeply"
            raise FilterPolicySyntaxError(problem, hint=f"{MAX_NESTING} levels are the most") from None
        check_limits(tree, text if text is not None else compact(value), known_scope, limits)
        alternatives = bounded_alternatives(tree)
        by_attributes: AttributesTest = _never
        by_body: Search | None = None
        if not tree.members:
            by_attributes, by_body = _always, _always
        elif known_scope is FilterPolicyScope.MESSAGE_BODY:
            by_body = compile_body(alternatives)
        else:
            by_attributes = compile_attributes(alternatives)
        for name, part in (
            ("scope", known_scope),
            ("dialect", dialect),
            ("tree", tree),
            ("_value", value),
            ("_by_attributes", by_attributes),
            ("_by_body", by_body),
        ):
            object.__setattr__(self, name, part)
        return self

    def matches(self, message: Message) -> bool:
        """Tell whether a subscription with this policy receives *message*.  Never raises."""
        try:
            if self._by_body is None:
                return self._by_attributes(message.attributes)
            return self._holds_of(message.decoded_body)
        except Exception:  # noqa: BLE001 (whatever a message provokes, it doesn't match)
            return False

    def matches_attributes(self, attributes: Mapping[str, object]) -> bool:
        """Tell whether a message with these attributes, and no body, matches: ``matches`` without a ``Message``.

        Never raises.  *attributes* maps names to attributes as boto3 or a notification spells them, or to plain values.
        """
        try:
            return self._by_attributes(attributes)
        except Exception:  # noqa: BLE001 (whatever a message provokes, it doesn't match)
            return False

    def matches_body(self, body: object) -> bool:
        """Tell whether a message with this body, and no attributes, matches: ``matches`` without a ``Message``.

        Never raises.  *body* is the text, its UTF-8 bytes, or the JSON object that it holds, decoded.
        """
        try:
            if self._by_body is None:
                return self._by_attributes({})
            if type(body) is not str:
                return self._holds_of(body_object(body))
            # A text is decoded into plain types, so there is nothing to try again.
            decoded = load(body, "{")
            return self._by_body is _always if decoded is None else self._by_body(decoded)  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 (whatever a message provokes, it doesn't match)
            return False

    def _holds_of(self, body: dict[str, object] | None) -> bool:
        by_body = cast("Search", self._by_body)
        if body is None:
            return by_body is _always
        try:
            return by_body(body)
        except TypeError:  # a decoded body with containers of its own types
            return by_body(cast("dict[str, object]", plain_json(body)))

    @property
    def _text(self) -> str:
        """The policy's JSON without white space; written when first asked for."""
        try:
            return self._compact
        except AttributeError:
            text = compact(self._value)
            object.__setattr__(self, "_compact", text)
            return text

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a policy is immutable."""
        problem = f"a FilterPolicy is immutable; parse a new one instead of setting {name!r}"
        raise AttributeError(problem)

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Compare scope, dialect and JSON."""
        if not isinstance(other, FilterPolicy):
            return NotImplemented
        return (self._text, self.scope, self.dialect) == (other._text, other.scope, other.dialect)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self._text, self.scope, self.dialect))

    def __reduce__(self) -> tuple[object, tuple[str, str, str]]:
        """Pickle the text; it is parsed again."""
        return _parse_again, (self._text, str(self.scope), self.dialect)

    def __repr__(self) -> str:
        """Show the call that makes the policy."""
        dialect = "" if self.dialect == "sns" else f", dialect={self.dialect!r}"
        return f"FilterPolicy.parse({self._text!r}, scope={str(self.scope)!r}{dialect})"


def _parse_again(text: str, scope: str, dialect: Dialect) -> FilterPolicy:
    return FilterPolicy.parse(text, scope=scope, dialect=dialect, limits=None)


def _always(_subject: object) -> bool:
    return True


def _never(_subject: object) -> bool:
    return False


def _known_scope(scope: FilterPolicyScope | str) -> FilterPolicyScope:
    try:
        return FilterPolicyScope(scope)
    except ValueError:
        known = " or ".join(repr(str(each)) for each in FilterPolicyScope)
        problem = f"the scope of a policy must be {known}, not {scope!r}"
        raise FilterPolicyError(problem) from None


def _load(source: object, dialect: Dialect) -> tuple[object, str | None]:
    """Return the decoded policy and its text, if it was given as such."""
    if isinstance(source, Mapping):
        return _members(source, ()), None
    if isinstance(source, bytes):
        try:
            source = source.decode()
        except UnicodeDecodeError as error:
            problem = f"the policy isn't UTF-8: byte {error.start} can't be decoded"
            raise FilterPolicySyntaxError(problem, hint="save it as UTF-8") from None
    if not isinstance(source, str):
        problem = f"a policy must be given as text, bytes or a mapping, not {type(source).__name__}"
        raise FilterPolicySyntaxError(problem)
    try:
        return load_policy(source, trailing=dialect == "ruler"), source
    except JsonFault as fault:
        raise _not_json(fault, source) from None


def _nodes(value: object, text: str | None, dialect: Dialect) -> AllOf:
    """Return the nodes of a decoded policy; a fault is placed in *text*, if the policy was given as text."""
    try:
        return parse_nodes(value, dialect)
    except PolicyFault as fault:
        line = column = None
        if text is not None:
            document = _place(text, dialect)
            line, column = document.position(fault.trail, name=fault.name)
        where = _pointer(value, fault.trail)
        raise FilterPolicySyntaxError(fault.problem, pointer=where, line=line, column=column, hint=fault.hint) from None


def _place(text: str, dialect: Dialect) -> Document:
    try:
        return place_policy(text, trailing=dialect == "ruler")
    except JsonFault as fault:
        raise _not_json(fault, text) from None


def _not_json(fault: JsonFault, text: str) -> FilterPolicySyntaxError:
    line, column = fault.position(text)
    return FilterPolicySyntaxError(f"the policy isn't JSON: {fault.problem}", line=line, column=column)


def _pointer(value: object, trail: tuple[int, ...]) -> str:
    """Return the JSON Pointer of the value at *trail*."""
    steps: list[str | int] = []
    for index in trail:
        if isinstance(value, Members):
            name, value = value[index]
            steps.append(name)
        else:
            value = cast("list[object]", value)[index]
            steps.append(index)
    return pointer(steps)


def _members(value: object, path: tuple[str, ...]) -> object:
    """Turn a decoded policy into what :func:`~snsfilter.jsontext.load_policy` makes of its text."""
    if len(path) > 2 * MAX_NESTING:
        raise _unlike_json("nests too deeply, or holds itself", path[:10])
    if isinstance(value, Mapping):
        members = Members()
        for name, member in value.items():
            if not isinstance(name, str):
                raise _unlike_json(f"has the key {name!r}, which isn't a string", path)
            members.append((str(name), _members(member, (*path, name))))
        return members
    if isinstance(value, list | tuple):
        elements: list[object] = []
        for index, element in enumerate(value):
            elements.append(_members(element, (*path, str(index))))
        return elements
    if value is None or isinstance(value, bool | NumberLiteral):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        try:
            return NumberLiteral(int(value))
        except ValueError:  # the interpreter writes out only so many digits
            raise _unlike_json("holds an integer that is too long", path) from None
    if isinstance(value, float) and isfinite(value):
        return literal_of(value)
    if isinstance(value, Decimal) and value.is_finite():
        return NumberLiteral(value)
    if isinstance(value, float | Decimal):
        raise _unlike_json(f"holds {value!r}", path)
    raise _unlike_json(f"holds a {type(value).__name__}", path)


def _unlike_json(problem: str, path: tuple[str, ...]) -> FilterPolicySyntaxError:
    return FilterPolicySyntaxError(f"the policy {problem}: JSON has nothing like it", pointer=pointer(path))
