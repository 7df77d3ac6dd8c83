"""Laws of parsing and matching: one oracle, and what must hold whatever is drawn."""

import json
import math
import pickle
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope, Message, MessageError
from tests import reference
from tests.properties import strategies
from tests.properties.strategies import DIALECTS, FEW_NAMES, few

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES

# These laws are about matching, and what SNS takes for too large means something nevertheless.
parse = partial(FilterPolicy.parse, limits=None)
dialects = st.sampled_from(DIALECTS)
scopes = st.sampled_from(list(FilterPolicyScope))
dialect_and_policy = dialects.flatmap(lambda each: st.tuples(st.just(each), strategies.policies(each)))
dialect_and_flat_policy = dialects.flatmap(lambda each: st.tuples(st.just(each), strategies.flat_policies(each)))


def parse_both(text, dialect, scope):
    """Parse with the package and with the reference, which must agree on whether that is possible."""
    try:
        known = reference.read_policy(text, dialect, flat=scope is ATTRIBUTES)
    except reference.Refused:
        with pytest.raises(FilterPolicyError):
            parse(text, scope=scope, dialect=dialect)
        return None, None
    return parse(text, scope=scope, dialect=dialect), known


def of_body(policy, text):
    """Ask in every way about a body; the answers must be one."""
    answers = {policy.matches_body(text), policy.matches_body(text.encode()), policy.matches(Message(body=text))}
    decoded = reference.loads_exactly(text)
    if isinstance(decoded, dict):
        answers |= {policy.matches_body(decoded), policy.matches(Message(body=decoded))}
    [answer] = answers
    return answer


# The compiled matcher and the reference


@given(dialect_and_policy, strategies.bodies())
def test_a_policy_takes_the_bodies_that_the_reference_takes(policy, body):
    dialect, text = policy
    compiled, known = parse_both(text, dialect, BODY)
    if compiled:
        assert of_body(compiled, body) is reference.matches_alternatives(known, body=body)


@given(dialects, strategies.structures(), strategies.structured_bodies())
def test_nesting_arrays_and_absence_are_as_in_the_reference(dialect, text, body):
    compiled, known = parse_both(text, dialect, BODY)
    if compiled:
        assert of_body(compiled, body) is reference.matches_alternatives(known, body=body)


@given(dialects.flatmap(lambda each: st.tuples(st.just(each), strategies.patterns(each))), strategies.scalars)
def test_an_operator_takes_the_values_that_the_reference_takes(pattern, value):
    dialect, text = pattern
    compiled, known = parse_both(f'{{"a":[{text}]}}', dialect, BODY)
    if compiled:
        body = f'{{"a":{value}}}'
        assert of_body(compiled, body) is reference.matches_alternatives(known, body=body)


@given(dialect_and_flat_policy, strategies.attributes())
def test_a_policy_takes_the_attributes_that_the_reference_takes(policy, attributes):
    dialect, text = policy
    compiled, known = parse_both(text, dialect, ATTRIBUTES)
    if compiled:
        expected = reference.matches_alternatives(known, attributes=attributes)
        assert compiled.matches_attributes(attributes) is expected
        assert compiled.matches(Message(attributes=attributes)) is expected


# What changes no verdict

plain_leaf = strategies.array(strategies.few_patterns())
plain_policies = st.recursive(
    plain_leaf,
    lambda below: strategies.branching(FEW_NAMES, below),
    max_leaves=6,
).filter(lambda text: text.startswith("{"))


def overrides(value):
    """Tell whether some path occurs more than once in one alternative: only then does order count."""
    return any(len(set(paths)) < len(paths) for paths in paths_of(value, ""))


def paths_of(value, prefix):
    """Return the paths of each alternative, with repetitions."""
    found = [[]]
    for name, below in value.items():
        if name == "$or":
            more = [paths for branch in below for paths in paths_of(branch, prefix)]
        elif isinstance(below, dict):
            more = paths_of(below, f"{prefix}{name}.")
        else:
            more = [[prefix + name]]
        found = [one + other for one in found for other in more]
    return found


def shuffled(value, random):
    """Return a policy with its keys, values and branches in another order."""
    if isinstance(value, dict):
        members = [(name, shuffled(below, random)) for name, below in value.items()]
        return dict(random.sample(members, len(members)))
    if isinstance(value, list):
        return random.sample([shuffled(element, random) for element in value], len(value))
    return value


@given(plain_policies, strategies.structured_bodies(), st.randoms(use_true_random=False))
def test_order_changes_nothing_but_what_overrides(text, body, random):
    value = json.loads(text)
    assume(not overrides(value))
    policy = parse(value, scope=BODY)
    other = parse(shuffled(value, random), scope=BODY)
    assert policy.matches_body(body) is other.matches_body(body)


@given(
    st.dictionaries(
        st.sampled_from(FEW_NAMES), st.lists(strategies.few_patterns(), min_size=1, max_size=3), min_size=1
    ),
    strategies.few_patterns(),
    strategies.structured_bodies(),
    st.data(),
)
def test_another_pattern_loses_no_match(patterns, another, body, data):
    name = data.draw(st.sampled_from(sorted(patterns)))
    place = data.draw(st.integers(0, len(patterns[name])))
    wider = {**patterns, name: [*patterns[name][:place], another, *patterns[name][place:]]}
    assume("[" not in body or "exists" not in json.dumps(wider))
    narrow, wide = (
        parse("{" + ",".join(f'"{key}":[{",".join(each)}]' for key, each in some.items()) + "}", scope=BODY)
        for some in (patterns, wider)
    )
    assert not narrow.matches_body(body) or wide.matches_body(body)


@few
@given(strategies.structures(), strategies.structured_bodies(), strategies.values(["a", "b"], strategies.few_scalars))
def test_a_member_that_no_key_names_changes_nothing(text, body, value):
    policy = parse(text, scope=BODY)
    more = '{"unnamed":' + value + ("," if body != "{}" else "") + body[1:]
    assert policy.matches_body(body) is policy.matches_body(more)


@few
@given(dialect_and_flat_policy, strategies.attributes(), strategies.attributes())
def test_an_attribute_that_no_key_names_changes_nothing(policy, attributes, more):
    dialect, text = policy
    compiled, _ = parse_both(text, dialect, ATTRIBUTES)
    assume(compiled and attributes)
    others = {f"unnamed-{name}": value for name, value in more.items()}
    assert compiled.matches_attributes(attributes) is compiled.matches_attributes({**others, **attributes})


# Spellings of one message


def spelt(attributes, kind, text):
    return {name: {kind: each["Type"], text: each["Value"]} for name, each in attributes.items()}


@few
@given(dialect_and_flat_policy, strategies.attributes())
def test_attributes_spelt_as_published_and_as_delivered_are_the_same(policy, attributes):
    dialect, text = policy
    compiled, _ = parse_both(text, dialect, ATTRIBUTES)
    assume(compiled)
    published = {
        name: {"DataType": "Binary", "BinaryValue": b"\x02"} if each["Type"].startswith("Binary") else wire
        for (name, each), wire in zip(
            attributes.items(), spelt(attributes, "DataType", "StringValue").values(), strict=True
        )
    }
    assert compiled.matches_attributes(attributes) is compiled.matches_attributes(published)


plain_scalars = st.one_of(
    st.sampled_from(strategies.STRINGS),
    st.integers(-3, 300),
    st.sampled_from([0.0, -0.0, 0.1, 1.0, 1e22, 300.0]),
)


def on_the_wire(value):
    """Spell a plain Python value as an attribute."""
    if isinstance(value, str):
        return {"DataType": "String", "StringValue": value}
    if isinstance(value, list):
        return {"DataType": "String.Array", "StringValue": json.dumps(value)}
    return {"DataType": "Number", "StringValue": repr(value)}


@few
@given(
    dialect_and_flat_policy,
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "a.b"]),
        plain_scalars | st.lists(plain_scalars | st.none() | st.booleans(), max_size=3),
    ),
)
def test_plain_values_are_the_attributes_that_they_stand_for(policy, values):
    dialect, text = policy
    compiled, _ = parse_both(text, dialect, ATTRIBUTES)
    assume(compiled)
    wire = {name: on_the_wire(value) for name, value in values.items()}
    expected = compiled.matches_attributes(wire)
    assert compiled.matches_attributes(values) is expected
    assert compiled.matches(Message(attributes=values)) is expected


# Policies as values


@few
@given(dialect_and_policy, strategies.bodies())
def test_a_policy_survives_pickling(policy, body):
    dialect, text = policy
    compiled, _ = parse_both(text, dialect, BODY)
    assume(compiled)
    twin = pickle.loads(pickle.dumps(compiled))  # noqa: S301 - our own bytes
    assert twin == compiled
    assert hash(twin) == hash(compiled)
    assert twin.matches_body(body) is compiled.matches_body(body)


@given(
    dialects,
    dialects,
    scopes,
    scopes,
    st.sampled_from(['{"a":["x"]}', '{ "a": ["x"] }', '{"a":["y"]}', '{"a":[1]}', '{"a":[1.0]}']),
)
def test_equal_policies_have_equal_hashes(dialect, other_dialect, scope, other_scope, text):
    one = parse('{"a":["x"]}', scope=scope, dialect=dialect)
    other = parse(text, scope=other_scope, dialect=other_dialect)
    same = (dialect, scope, "x" in text) == (other_dialect, other_scope, True)
    assert (one == other) is same
    assert not same or hash(one) == hash(other)


@few
@given(dialect_and_policy)
def test_a_policy_of_text_bytes_and_mapping_is_the_same(policy):
    dialect, text = policy
    compiled, _ = parse_both(text, dialect, BODY)
    assume(compiled)
    assert parse(text.encode(), scope=BODY, dialect=dialect) == compiled
    decoded = reference.loads_exactly(text)
    if isinstance(decoded, dict):
        again = parse(decoded, scope=BODY, dialect=dialect)
        assert again.matches_body(text) is compiled.matches_body(text)


# Errors and their places


def children(value):
    """Yield the members of an object, repeated keys too, or the elements of an array, by name."""
    if isinstance(value, reference.Object):
        yield from value.members
    elif isinstance(value, list):
        yield from ((str(index), element) for index, element in enumerate(value))


def resolves(document, pointer):
    """Tell whether a JSON Pointer leads anywhere."""
    found = [document]
    for token in pointer.split("/")[1:]:
        wanted = token.replace("~1", "/").replace("~0", "~")
        found = [below for value in found for name, below in children(value) if name == wanted]
    return bool(found)


def lines_of(text):
    return re.split("\r\n|\r|\n", text)


def assert_placed(error, text):
    lines = lines_of(text)
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1


def check_error(source, text, scope, dialect):
    """Parse anything: it is a policy, or the error of one whose place is in what was given."""
    try:
        policy = parse(source, scope=scope, dialect=dialect)
    except FilterPolicyError as error:
        fault = error
    else:
        assert policy.scope is scope
        return
    assert str(fault)
    assert pickle.loads(pickle.dumps(fault)) == fault  # noqa: S301 - our own bytes
    if text is not None:
        assert_placed(fault, text)
        assert resolves(read_or_none(text), fault.pointer) or read_or_none(text) is None


def read_or_none(text):
    try:
        return reference.read_json(text)
    except reference.Refused:
        return None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(strategies.STRINGS),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from([*strategies.NAMES, "prefix", "exists", "numeric", "anything-but", "~/"])
            | st.text(max_size=3),
            below,
            max_size=3,
        )
    ),
    max_leaves=15,
)
spaces = st.sampled_from(["", " ", "\n", "\r", "\r\n", "\t", "\n\n  "])


def spaced(text, space):
    """Put white space where JSON lets it stand."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|([\[\]{}:,])', lambda each: each[1] or f"{space}{each[2]}{space}", text)


@given(json_values, spaces, scopes, dialects)
def test_any_json_is_a_policy_or_an_error_with_its_place(value, space, scope, dialect):
    text = spaced(json.dumps(value), space)
    check_error(text, text, scope, dialect)
    check_error(text.encode(), text, scope, dialect)
    if isinstance(value, dict):
        check_error(value, None, scope, dialect)


@given(dialect_and_policy, spaces, st.data())
def test_a_policy_with_a_mistake_in_it_says_where(policy, space, data):
    dialect, text = policy
    text = spaced(text, space)
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 4)))
    wrong = (
        text[:at]
        + data.draw(st.sampled_from(["", " ", '"', "[", "]", "{", "}", ",", ":", "\\", "x", "1", "\n", "\x00", "é"]))
        + text[until:]
    )
    check_error(wrong, wrong, BODY, dialect)


@few
@given(st.text(), scopes, dialects)
def test_any_text_is_a_policy_or_an_error_with_its_place(text, scope, dialect):
    check_error(text, text, scope, dialect)


@few
@given(st.binary(), scopes, dialects)
def test_any_bytes_are_a_policy_or_an_error(raw, scope, dialect):
    check_error(raw, None, scope, dialect)


# Messages that are none


class Raising:
    """An object all of whose methods raise."""

    def fail(self, *_):
        raise OSError("no")

    __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __str__ = __repr__ = __getitem__ = __contains__ = fail
    __float__ = __int__ = __index__ = __getattr__ = fail


class RaisingMapping(Mapping):
    """A mapping that can't be read."""

    def fail(self, *_):
        raise OSError("no")

    __getitem__ = __iter__ = __len__ = __contains__ = keys = items = values = get = fail


class RaisingDict(dict):
    """A dict that can't be read."""

    __getitem__ = __iter__ = __contains__ = keys = items = values = get = RaisingMapping.fail


class RaisingText(str):
    """A string that can't be compared."""

    __slots__ = ()
    __eq__ = __len__ = startswith = endswith = strip = encode = RaisingMapping.fail
    __hash__ = str.__hash__


class RaisingList(list):
    """A list that can't be read."""

    __iter__ = __len__ = __getitem__ = RaisingMapping.fail


def nested(depth, wrap):
    value = "x"
    for _ in range(depth):
        value = wrap(value)
    return value


def cyclic():
    value = {"a": []}
    value["a"].append(value)
    return value


# Made anew each time: nothing may look at some of them, not even to print them.
RAISING = [Raising, RaisingMapping, lambda: RaisingDict(a=1), lambda: RaisingText("x"), lambda: RaisingList(["x"])]
DEEP = [
    cache(lambda: nested(100_000, lambda value: [value])),
    cache(lambda: nested(100_000, lambda value: {"a": value})),
]
CYCLIC = [cyclic, lambda: cyclic()["a"]]
LONG = [lambda: 10**5000, lambda: -(10**5000), lambda: "9" * 200_000, lambda: '{"a":' + "9" * 200_000 + "}"]
DEEP_TEXTS = [cache(lambda: '{"a":' * 100_000), cache(lambda: "[" * 100_000 + "]" * 100_000)]
NUMBERS = ["NaN", "sNaN", "Infinity", "1E+999999", "1E-999999"]
DECIMALS = [lambda text=text: Decimal(text) for text in NUMBERS]
FLOATS = [lambda value=value: value for value in (math.nan, math.inf, -math.inf, 1j)]
TEXTS = ["\ud800", "\x00", '{"a":"\ud800"}', '{"a":NaN}', '{"a":1e999999999999}', b'{"a":"\xff"}', b"\xff\xfe"]
STRANGE = [
    object,
    lambda: type,
    lambda: len,
    lambda: ...,
    lambda: {1, 2},
    frozenset,
    lambda: range(3),
    lambda: iter([1]),
]
TUPLES = [lambda: (1, "x"), lambda: {1: 2}, lambda: {None: "x"}, lambda: {("a",): 1}, lambda: bytearray(b"{}")]
HARMLESS = [
    *DEEP,
    *CYCLIC,
    *LONG,
    *DEEP_TEXTS,
    *DECIMALS,
    *FLOATS,
    *STRANGE,
    *TUPLES,
    *[lambda text=text: text for text in TEXTS],
]


def made(*makers):
    return st.integers(0, len(makers) - 1).map(lambda at: makers[at]())


def mixtures(odd):
    return st.recursive(
        odd | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
        lambda below: (
            st.lists(below, max_size=3)
            | st.dictionaries(
                st.sampled_from(["a", "b", "a.b", "Type", "Value", "DataType", "StringValue"]), below, max_size=3
            )
        ),
        max_leaves=6,
    )


oddities = made(*HARMLESS, *RAISING)
junk, harmless_junk = mixtures(oddities), mixtures(made(*HARMLESS))
wire_junk = st.fixed_dictionaries(
    {
        "Type": st.sampled_from(["String", "Number", "String.Array", "Binary", "x"]) | oddities,
        "Value": oddities | st.text(max_size=4),
    },
)
STRING_OPERATORS = ["prefix", "suffix", "equals-ignore-case", "wildcard"]
PATTERNS = [
    *[
        '"x"',
        "1,1.5,null,true",
        '"10.0.0.1"',
        '{"cidr":"10.0.0.0/8"}',
        '{"numeric":[">",0]}',
        '{"exists":true}',
        '{"exists":false}',
    ],
    *['{"anything-but":"x"}', '{"anything-but":[1]}', '{"anything-but":{"wildcard":"*x*y"}}'],
    *[f'{{"{name}":"x"}}' for name in STRING_OPERATORS],
]
POLICIES = [f'{{"a":[{pattern}]}}' for pattern in PATTERNS]
POLICIES += ['{"a":["x"],"b":[{"exists":false},1]}', '{"$or":[{"a":["x"]},{"b":[1]}],"a.b":[{"exists":false}]}', "{}"]
asked = [parse(text, scope=scope) for text in POLICIES for scope in FilterPolicyScope]
asked += [parse('{"a":{"a":[1],"b":["x",{"exists":false}]},"a.b.a":[{"exists":true}]}', scope=BODY)]


@given(st.sampled_from(asked), junk | st.dictionaries(st.sampled_from(["a", "b"]), junk | wire_junk))
def test_matching_never_raises(policy, value):
    assert isinstance(policy.matches_body(value), bool)
    assert isinstance(policy.matches_attributes(value), bool)
    assert isinstance(policy.matches(value), bool)
    for given_as in ({"body": value}, {"attributes": value}, {"attributes": {"a": value}, "body": {"a": value}}):
        try:
            message = Message(**given_as)
        except MessageError:
            continue
        assert isinstance(policy.matches(message), bool)


@few
@given(st.dictionaries(st.sampled_from(["a", "b"]) | st.integers(), harmless_junk, max_size=2), scopes, dialects)
def test_a_mapping_of_anything_is_a_policy_or_an_error(value, scope, dialect):
    check_error(value, None, scope, dialect)


@few
@given(harmless_junk, scopes, dialects)
def test_anything_else_is_an_error(value, scope, dialect):
    check_error(value, None, scope, dialect)
