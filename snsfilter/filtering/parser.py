"""JSON to nodes: the grammar of filter policies stands in the docstrings of the functions that read it.

Event Ruler reads a policy twice: with a compiler that knows ``$or`` and, should that refuse, with an older one
for which ``$or`` is an ordinary key.  A policy is well formed if either accepts it.  So here: one grammar, two
settings of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from snsfilter.filtering.addresses import looks_like_address, parse_address
from snsfilter.filtering.nodes import (
    Address,
    AllOf,
    AnyOf,
    AnythingBut,
    Cidr,
    EqualsIgnoreCase,
    Exact,
    Exists,
    Nested,
    Numeric,
    Prefix,
    Property,
    Suffix,
    Wildcard,
)
from snsfilter.filtering.numbers import is_comparable
from snsfilter.jsontext import MAX_NUMBER, Members, NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, TypeAlias

    from snsfilter.filtering.nodes import Dialect, Member, Pattern

    Trail: TypeAlias = tuple[int, ...]

__all__ = ["MAX_NESTING", "PolicyFault", "parse_nodes"]

MAX_NESTING = 150
"""How deep a policy may nest: a deeper key alone makes more than the 150 combinations that SNS allows."""

OR = "$or"
RESERVED = frozenset(
    "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard "
    "not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range "
    "ip-address-in-range ip-address-not-in-range".split()
)
"""Names that may not be keys inside ``$or`` (Event Ruler)."""

_MAX_MASK = {4: 31, 6: 127}
_BITS = {4: 32, 6: 128}
_MAX_INT = 2**31 - 1


class PolicyFault(ValueError):
    """A place where the JSON isn't a policy.

    Attributes:
        problem: what was found and what was expected.
        trail: the place, as positions from the root (see :class:`snsfilter.jsontext.Document`).
        name: whether it is the member's name that is at fault rather than its value.
        hint: how to mend it.
    """

    def __init__(self, problem: str, trail: Trail, *, name: bool = False, hint: str = "") -> None:
        """Keep what is known of the fault."""
        super().__init__(problem)
        self.problem = problem
        self.trail = trail
        self.name = name
        self.hint = hint


_FORMS = frozenset({"prefix", "suffix", "equals-ignore-case", "wildcard"})


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a dialect, or one of Event Ruler's two compilers, adds to what all of them accept."""

    empty_policy: bool
    or_operator: bool
    exactly: bool
    affix_ignore_case: bool
    anything_but_forms: frozenset[str]
    anything_but_listed_forms: frozenset[str]

    def without_or(self) -> Grammar:
        """Return what Event Ruler's older compiler accepts of the same dialect."""
        return replace(
            self,
            or_operator=False,
            anything_but_forms=self.anything_but_forms - {"wildcard"},
            anything_but_listed_forms=self.anything_but_listed_forms & {"equals-ignore-case"},
        )


_GRAMMARS: dict[Dialect, Grammar] = {
    "sns": Grammar(
        empty_policy=True,
        or_operator=True,
        exactly=False,
        affix_ignore_case=False,
        anything_but_forms=_FORMS,
        anything_but_listed_forms=frozenset(),
    ),
    "ruler": Grammar(
        empty_policy=False,
        or_operator=True,
        exactly=True,
        affix_ignore_case=True,
        anything_but_forms=_FORMS,
        anything_but_listed_forms=_FORMS,
    ),
}


def parse_nodes(value: object, dialect: Dialect) -> AllOf:
    """Return the nodes of a decoded policy (see :func:`snsfilter.jsontext.load_policy`).

    ``policy = object``

    Raises:
        PolicyFault: it isn't a policy of the dialect; the fault is the one found with ``$or`` as an operator.
    """
    grammar = _GRAMMARS[dialect]
    if not isinstance(value, Members):
        raise PolicyFault(
            f"a filter policy must be a JSON object, not {_describe(value)}", (), hint='write {"key": ["value"]}'
        )
    if not value and grammar.empty_policy:
        return AllOf(())
    try:
        return _object(value, (), grammar, inside_or=False)
    except PolicyFault as fault:
        try:
            return _object(value, (), grammar.without_or(), inside_or=False)
        except PolicyFault:
            raise fault from None


def _object(members: Members, trail: Trail, grammar: Grammar, *, inside_or: bool) -> AllOf:
    """``object = "{" member {"," member} "}"``."""
    if not members:
        raise PolicyFault("an object must not be empty", trail, hint="give it a key, or remove it")
    if len(trail) >= MAX_NESTING:
        raise PolicyFault(f"a policy must not nest deeper than {MAX_NESTING} levels", trail, hint="flatten it")
    parsed = []
    for index, (name, value) in enumerate(members):
        parsed.append(_member(name, value, (*trail, index), grammar, inside_or=inside_or))
    return AllOf(tuple(parsed))


def _member(name: str, value: object, trail: Trail, grammar: Grammar, *, inside_or: bool) -> Member:
    """``member = "$or" ":" branches | key ":" object | key ":" patterns``."""
    if name == OR and grammar.or_operator:
        return _branches(value, trail, grammar)
    if inside_or and name in RESERVED:
        raise PolicyFault(
            f"{name!r} is reserved and can't be a key inside $or",
            trail,
            name=True,
            hint=f'put the operator into a key\'s array, as in {{"key": [{{"{name}": ...}}]}}',
        )
    if isinstance(value, Members):
        return Nested(name, _object(value, trail, grammar, inside_or=inside_or))
    if isinstance(value, list):
        return Property(name, _patterns(value, trail, grammar))
    raise PolicyFault(
        f"{name!r} must hold an array of values, or an object of nested keys, not {_describe(value)}",
        trail,
        hint=f"write [{_brief(value)}]",
    )


def _branches(value: object, trail: Trail, grammar: Grammar) -> AnyOf:
    """``branches = "[" object "," object {"," object} "]"``."""
    if isinstance(value, Members) or not isinstance(value, list):
        raise PolicyFault(f"$or must hold an array of objects, not {_describe(value)}", trail)
    for index, branch in enumerate(value):
        if not isinstance(branch, Members):
            raise PolicyFault(f"$or must hold objects only, not {_describe(branch)}", (*trail, index))
    if len(value) < 2:  # noqa: PLR2004
        raise PolicyFault(
            f"$or must hold at least two objects, not {len(value)}", trail, hint="without an alternative, leave $or out"
        )
    branches = []
    for index, branch in enumerate(value):
        branches.append(_object(branch, (*trail, index), grammar, inside_or=True))
    return AnyOf(tuple(branches))


def _patterns(values: list[object], trail: Trail, grammar: Grammar) -> tuple[Pattern, ...]:
    """``patterns = "[" pattern {"," pattern} "]"``."""
    if not values:
        raise PolicyFault("an array of values must not be empty", trail, hint="give it a value, or remove the key")
    return tuple([_pattern(value, (*trail, index), grammar) for index, value in enumerate(values)])


def _pattern(value: object, trail: Trail, grammar: Grammar) -> Pattern:
    """``pattern = string | number | "true" | "false" | "null" | "{" operator ":" operand "}"``."""
    if isinstance(value, Members):
        return _operator(value, trail, grammar)
    if isinstance(value, list):
        raise PolicyFault(
            "an array of values must not hold an array",
            trail,
            hint="list the values themselves; nested arrays of a message are searched anyway",
        )
    if isinstance(value, NumberLiteral):
        return Exact(_number(value, trail))
    if isinstance(value, str):
        return Address(value) if parse_address(value) else Exact(value)
    return Exact(cast("bool | None", value))


def _operator(members: Members, trail: Trail, grammar: Grammar) -> Pattern:
    if not members:
        raise PolicyFault("an operator object must not be empty", trail, hint='write an operator, as {"prefix": "a"}')
    name, operand = members[0]
    here = (*trail, 0)
    read = _OPERATORS.get(name)
    if read is None or (name == "exactly" and not grammar.exactly):
        raise PolicyFault(f"unknown operator {name!r}", here, name=True, hint=_suggest(name, grammar))
    pattern = read(operand, here, grammar)
    _no_second_key(members, trail)
    return pattern


def _no_second_key(members: Members, trail: Trail) -> None:
    if len(members) > 1:
        raise PolicyFault(
            f"an operator object must hold one key only, found {members[1][0]!r} as well",
            (*trail, 1),
            name=True,
            hint="write an object for each operator; they are alternatives",
        )


def _exactly(operand: object, trail: Trail, _grammar: Grammar) -> Exact:
    """``"exactly" ":" string``."""
    return Exact(_text(operand, "exactly", trail))


def _affix(operand: object, trail: Trail, grammar: Grammar, node: type[Prefix | Suffix]) -> Prefix | Suffix:
    """``affix ":" (string | "{" "equals-ignore-case" ":" string "}")``."""
    operator = node.__name__.lower()
    if not isinstance(operand, Members) or not grammar.affix_ignore_case:
        return node(_text(operand, operator, trail))
    if not operand:
        raise PolicyFault(f"the object of {operator} must not be empty", trail)
    name, text = operand[0]
    if name != "equals-ignore-case":
        raise PolicyFault(
            f"{operator} takes a string or equals-ignore-case, not {name!r}",
            (*trail, 0),
            name=True,
        )
    pattern = node(_text(text, name, (*trail, 0)), ignore_case=True)
    _no_second_key(operand, trail)
    return pattern


def _equals_ignore_case(operand: object, trail: Trail, _grammar: Grammar) -> EqualsIgnoreCase:
    """``"equals-ignore-case" ":" string``."""
    return EqualsIgnoreCase(_text(operand, "equals-ignore-case", trail))


def _wildcard(operand: object, trail: Trail, _grammar: Grammar) -> Wildcard:
    r"""``"wildcard" ":" string``: ``*`` stands for any run, ``\*`` for a star, ``\\`` for a backslash."""
    text = _text(operand, "wildcard", trail)
    literals: list[list[str]] = [[]]
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
            character = text[position : position + 1]
            if character not in ("*", "\\"):
                raise PolicyFault(
                    f"wildcard has an escape that isn't one at character {position}",
                    trail,
                    hint=r"only \* and \\ are escapes; in JSON each backslash is written twice",
                )
            literals[-1].append(character)
        elif character != "*":
            literals[-1].append(character)
        elif text[position + 1 : position + 2] == "*":
            raise PolicyFault(
                f"wildcard has consecutive stars at character {position + 1}", trail, hint="one star stands for any run"
            )
        else:
            literals.append([])
        position += 1
    return Wildcard(tuple(map("".join, literals)))


def _exists(operand: object, trail: Trail, _grammar: Grammar) -> Exists:
    """``"exists" ":" ("true" | "false")``."""
    if operand is not True and operand is not False:
        raise PolicyFault(f"exists takes true or false, not {_describe(operand)}", trail, hint="without quotes")
    return Exists(operand)


def _cidr(operand: object, trail: Trail, _grammar: Grammar) -> Cidr:
    """``"cidr" ":" string``: an address, a slash, and how many leading bits count."""
    text = _text(operand, "cidr", trail)
    hint = "write a network as in 10.0.0.0/24 or 2001:db8::/32"
    parts = text.rstrip("/").split("/")
    if len(parts) != 2:  # noqa: PLR2004
        raise PolicyFault(f"cidr must have one '/', found {text!r}", trail, hint=hint)
    mask = _mask(parts[1])
    if mask is None:
        raise PolicyFault(f"cidr must have a whole number after the '/', found {parts[1]!r}", trail, hint=hint)
    if mask < 0:
        raise PolicyFault(f"cidr must not have a negative number of bits, found {mask}", trail, hint=hint)
    address = parse_address(parts[0])
    if address is None:
        kind = "an address that is none" if looks_like_address(parts[0]) else "no address"
        raise PolicyFault(f"cidr has {kind} before the '/': {parts[0]!r}", trail, hint=hint)
    version, value = address
    if mask > _MAX_MASK[version]:
        raise PolicyFault(
            f"cidr takes at most {_MAX_MASK[version]} bits of an IPv{version} address, found {mask}",
            trail,
            hint="for a single address write it as a plain string",
        )
    free = (1 << (_BITS[version] - mask)) - 1
    return Cidr(version, value & ~free, value | free)


def _mask(text: str) -> int | None:
    """Read a mask as Java's Integer.parseInt does: a sign and any decimal digits."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits.isdecimal() or len(digits) > MAX_NUMBER:
        return None
    value = int(text)
    return value if -_MAX_INT <= value <= _MAX_INT else None


def _anything_but(operand: object, trail: Trail, grammar: Grammar) -> AnythingBut:
    """``"anything-but" ":" (string | number | list | "{" form ":" (string | strings) "}")``.

    ``form = "prefix" | "suffix" | "equals-ignore-case" | "wildcard"``; a *list* is all strings or all numbers.
    """
    if isinstance(operand, Members):
        return _anything_but_form(operand, trail, grammar)
    if isinstance(operand, list):
        return AnythingBut(_anything_but_list(operand, trail))
    if not isinstance(operand, str):
        raise PolicyFault(f"anything-but takes a string, a number or a list of these, not {_describe(operand)}", trail)
    return AnythingBut((Exact(_excluded(operand, trail)),))


def _anything_but_list(values: list[object], trail: Trail) -> tuple[Exact, ...]:
    kinds = set()
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise PolicyFault(f"anything-but lists strings or numbers, not {_describe(value)}", (*trail, index))
        kinds.add(type(value))
    if len(kinds) != 1:
        found = "both" if kinds else "nothing"
        raise PolicyFault(f"anything-but must list either strings or numbers, found {found}", trail)
    return tuple(Exact(_excluded(cast("str", value), (*trail, index))) for index, value in enumerate(values))


def _excluded(value: str, trail: Trail) -> str | NumberLiteral:
    return _ordered_number(value, trail) if isinstance(value, NumberLiteral) else value


def _anything_but_form(members: Members, trail: Trail, grammar: Grammar) -> AnythingBut:
    if not members:
        raise PolicyFault("the object of anything-but must not be empty", trail)
    name, operand = members[0]
    here = (*trail, 0)
    if name not in grammar.anything_but_forms:
        hint = f"use {_one_of(sorted(grammar.anything_but_forms))}"
        raise PolicyFault(f"anything-but doesn't take {name!r}", here, name=True, hint=hint)
    if not isinstance(operand, list) or isinstance(operand, Members) or name not in grammar.anything_but_listed_forms:
        excluded = [_form(name, operand, here, grammar)]
    elif operand:
        excluded = [_form(name, value, (*here, index), grammar) for index, value in enumerate(operand)]
    else:
        raise PolicyFault(f"the list of anything-but {name} must not be empty", here)
    _no_second_key(members, trail)
    return AnythingBut(tuple(excluded))


def _form(name: str, operand: object, trail: Trail, grammar: Grammar) -> Prefix | Suffix | EqualsIgnoreCase | Wildcard:
    text = _text(operand, f"anything-but {name}", trail)
    match name:
        case "wildcard":
            return _wildcard(text, trail, grammar)
        case "equals-ignore-case":
            return EqualsIgnoreCase(text)
        case _ if text:
            return Prefix(text) if name == "prefix" else Suffix(text)
        case _:
            raise PolicyFault(
                f"anything-but {name} takes a string that isn't empty", trail, hint="an empty one excludes every string"
            )


def _numeric(operand: object, trail: Trail, _grammar: Grammar) -> Numeric:
    """``"numeric" ":" "[" comparison "," number ["," upper "," number] "]"``; a second follows ``>`` or ``>=`` only."""
    if isinstance(operand, Members) or not isinstance(operand, list):
        raise PolicyFault(f"numeric takes an array, not {_describe(operand)}", trail, hint=_NUMERIC_HINT)
    first = _comparison(operand, 0, ("=", "<", "<=", ">", ">="), trail)
    if len(operand) == 2:  # noqa: PLR2004
        return Numeric((first,))
    if first[0] not in (">", ">="):
        raise PolicyFault(
            f"numeric takes one comparison with {first[0]!r}, found {len(operand)} elements",
            (*trail, 2),
            hint="a range gives its lower bound first",
        )
    second = _comparison(operand, 2, ("<", "<="), trail)
    if len(operand) > 4:  # noqa: PLR2004
        raise PolicyFault(f"numeric takes at most two comparisons, found {len(operand)} elements", (*trail, 4))
    if not float(first[1]) < float(second[1]):
        raise PolicyFault(
            f"numeric must have its lower bound below its upper one, found {first[1]} and {second[1]}", trail
        )
    return Numeric((first, second))


_NUMERIC_HINT = 'write it as in ["=", 5] or [">", 0, "<=", 150]'


def _comparison(
    terms: list[object], index: int, known: tuple[str, ...], trail: Trail
) -> tuple[Literal["=", "<", "<=", ">", ">="], NumberLiteral]:
    sign = terms[index] if len(terms) > index else None
    if not isinstance(sign, str) or isinstance(sign, NumberLiteral) or sign not in known:
        found = "nothing" if len(terms) <= index else _describe(sign)
        where = (*trail, index) if len(terms) > index else trail
        raise PolicyFault(f"numeric takes {_one_of(known)} here, not {found}", where, hint=_NUMERIC_HINT)
    number = terms[index + 1] if len(terms) > index + 1 else None
    if not isinstance(number, NumberLiteral):
        found = "nothing" if len(terms) <= index + 1 else _describe(number)
        where = (*trail, index + 1) if len(terms) > index + 1 else trail
        raise PolicyFault(f"numeric takes a number after {sign!r}, not {found}", where, hint=_NUMERIC_HINT)
    return sign, _ordered_number(number, (*trail, index + 1))  # type: ignore[return-value]


def _number(literal: NumberLiteral, trail: Trail) -> NumberLiteral:
    if len(literal) > MAX_NUMBER:
        raise PolicyFault(f"a number may have {MAX_NUMBER} characters, found {len(literal)}", trail)
    return literal


def _ordered_number(literal: NumberLiteral, trail: Trail) -> NumberLiteral:
    if not is_comparable(_number(literal, trail)):
        raise PolicyFault(
            f"{_brief(literal)} can't be compared: it has more digits, or is larger, than a double holds",
            trail,
            hint="round it to 15 significant digits",
        )
    return literal


def _text(operand: object, operator: str, trail: Trail) -> str:
    if not isinstance(operand, str) or isinstance(operand, NumberLiteral):
        raise PolicyFault(f"{operator} takes a string, not {_describe(operand)}", trail)
    return operand


_OPERATORS: dict[str, Callable[[object, Trail, Grammar], Pattern]] = {
    "exactly": _exactly,
    "prefix": lambda operand, trail, grammar: _affix(operand, trail, grammar, Prefix),
    "suffix": lambda operand, trail, grammar: _affix(operand, trail, grammar, Suffix),
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "cidr": _cidr,
    "exists": _exists,
}


def _suggest(name: str, grammar: Grammar) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 (only a fault needs it)

    known = [operator for operator in _OPERATORS if operator != "exactly" or grammar.exactly]
    close = get_close_matches(name.lower().replace("_", "-").strip(), known, 1)
    return f"did you mean {close[0]!r}?" if close else f"use {_one_of(known)}"


def _one_of(names: object) -> str:
    *most, last = map(repr, cast("list[str]", names))
    return f"{', '.join(most)} or {last}" if most else last


def _describe(value: object) -> str:
    """Name a JSON value for an error: its type and, where that helps, its text."""
    if isinstance(value, Members):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, NumberLiteral):
        return f"the number {_brief(value)}"
    if isinstance(value, str):
        return f"the string {_brief(value)}"
    return _brief(value)


def _brief(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value) if len(str(value)) < 40 else str(value)[:37] + "..."  # noqa: PLR2004
    return text if isinstance(value, NumberLiteral) else f'"{text}"'
