"""Laws of sameness: what is merely written differently is the same, and what is the same accepts the same."""

import json
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope, equivalent
from tests import reference
from tests.properties import strategies
from tests.properties.strategies import DIALECTS, few
from tests.reference import Number, Object

ATTRIBUTES, BODY = FilterPolicyScope
OR = "$or"

dialects = st.sampled_from(DIALECTS)
randoms = st.randoms(use_true_random=False)
any_policy = st.one_of(
    strategies.structures().map(lambda text: ("sns", text)),
    *[strategies.policies(dialect).map(lambda text, dialect=dialect: (dialect, text)) for dialect in DIALECTS],
)
flat_policy = dialects.flatmap(lambda each: st.tuples(st.just(each), strategies.flat_policies(each)))


def parse(text, dialect, scope=BODY):
    """Return the policy, or give the example up."""
    try:
        return FilterPolicy.parse(text, scope=scope, dialect=dialect, limits=None)
    except FilterPolicyError:
        assume(False)  # noqa: FBT003 (the name of the parameter is no part of the interface)


def is_branches(name, value):
    """Tell whether a member is an ``$or`` of branches: operators can't be keys of a branch."""
    return (
        name == OR
        and isinstance(value, list)
        and len(value) > 1
        and all(isinstance(each, Object) and not is_operator(each) for each in value)
    )


def is_operator(value):
    return any(name in reference.RESERVED for name, _ in value.members)


def paths_of(value, prefix=""):
    """Return the paths of each alternative, with repetitions."""
    found = [[]]
    for name, below in value.members:
        if is_branches(name, below):
            more = [paths for branch in below for paths in paths_of(branch, prefix)]
        elif isinstance(below, Object):
            more = paths_of(below, f"{prefix}{name}.")
        else:
            more = [[prefix + name]]
        found = [one + other for one in found for other in more]
    return found


class Respelling:
    """Writes a policy in another way that means the same."""

    def __init__(self, random, text):
        self.random = random
        self.value = reference.read_json(text)
        # Where a path recurs the last one counts, and order matters.
        self.ordered = any(len(set(paths)) < len(paths) for paths in paths_of(self.value))

    def __str__(self):
        return self.keys(self.value)

    def often(self):
        return self.random.random() < 0.5

    def shuffled(self, values):
        return self.random.sample(values, len(values))

    def repeated(self, values):
        return self.shuffled([*values, *(each for each in values if not self.random.randrange(4))])

    def between(self, opening, parts, closing):
        space = self.random.choice(["", " ", "\r\n\t"])
        return opening + space + f"{space},{space}".join(parts) + space + closing

    def members(self, pairs):
        return self.between("{", [f"{self.string(name)} : {text}" for name, text in pairs], "}")

    def keys(self, value):
        members = value.members if self.ordered else self.shuffled(value.members)
        return self.members([pair for name, below in members for pair in self.member(name, below)])

    def member(self, name, value):
        """Yield one member in one or several pairs."""
        if is_branches(name, value):
            yield name, self.between("[", self.repeated([self.keys(branch) for branch in value]), "]")
        elif name == OR:
            yield name, self.keys(value) if isinstance(value, Object) else self.patterns(value)
        elif isinstance(value, Object):
            yield from self.nested(name, value)
        else:
            if self.often():  # overridden at once
                yield name, '["overridden"]'
            outer, dot, inner = name.partition(".")
            if dot and self.often():
                yield outer, self.members([(inner, self.patterns(value))])
            else:
                yield name, self.patterns(value)

    def nested(self, name, value):
        if all(inner != OR for inner, _ in value.members) and self.often():
            for inner, below in value.members:
                yield from self.member(f"{name}.{inner}", below)
        elif self.often():
            for pair in value.members:
                yield name, self.keys(Object([pair]))
        else:
            yield name, self.keys(value)

    def patterns(self, values):
        return self.between("[", self.repeated([self.pattern(each) for each in values]), "]")

    def pattern(self, value):
        if not isinstance(value, Object):
            return self.scalar(value)
        [(name, operand)] = value.members
        if name == "numeric":
            if len(operand) == 2 and operand[0] == "=" and self.often():
                return self.scalar(operand[1])
            return self.members([(name, self.between("[", [self.scalar(each) for each in operand], "]"))])
        return self.members([(name, self.operand(name, operand))])

    def operand(self, name, operand):
        if isinstance(operand, Object):
            return self.members([(inner, self.operand(inner, below)) for inner, below in operand.members])
        if isinstance(operand, list):
            return self.between("[", self.repeated([self.scalar(each) for each in operand]), "]")
        if name == "anything-but" and self.often():
            return f"[{self.scalar(operand)}]"
        if name == "equals-ignore-case" and operand.isascii():
            return self.string(operand.swapcase())
        return self.scalar(operand)

    def scalar(self, value):
        if isinstance(value, Number):
            return self.number(value)
        return self.string(value) if isinstance(value, str) else json.dumps(value)

    def number(self, number):
        value = reference.by_value(number)
        if value is None:
            return number.text
        decimal = Decimal(number.text)
        spellings = [number.text, number.text.swapcase(), f"{decimal:e}", f"{decimal:.30e}"]
        return self.random.choice([each for each in spellings if reference.by_value(Number(each)) == value])

    def string(self, text):
        if self.often():
            return json.dumps(text)
        return (
            '"' + "".join(f"\\u{ord(each):04x}" if each < "\ud800" else json.dumps(each)[1:-1] for each in text) + '"'
        )


@given(any_policy, randoms, strategies.bodies() | strategies.structured_bodies())
def test_what_is_only_written_differently_is_the_same(policy, random, body):
    dialect, text = policy
    one = parse(text, dialect)
    other, third = (
        FilterPolicy.parse(str(Respelling(random, text)), scope=BODY, dialect=dialect, limits=None) for _ in range(2)
    )
    assert equivalent(one, other)
    assert equivalent(other, one)
    assert equivalent(other, third)
    assert equivalent(one, third)
    assert one.matches_body(body) is other.matches_body(body) is third.matches_body(body)


@few
@given(flat_policy, randoms, strategies.attributes())
def test_what_is_only_written_differently_takes_the_same_attributes(policy, random, attributes):
    dialect, text = policy
    one = parse(text, dialect, ATTRIBUTES)
    other = FilterPolicy.parse(str(Respelling(random, text)), dialect=dialect, limits=None)
    assert equivalent(one, other)
    assert one.matches_attributes(attributes) is other.matches_attributes(attributes)


small = st.lists(strategies.patterns("sns"), min_size=1, max_size=2).map(lambda each: f'{{"a":[{",".join(each)}]}}')


@given(small | strategies.structures(), small | strategies.structures(), strategies.bodies(["a", "b", "a.b"]))
def test_what_accepts_something_else_is_not_the_same(text, other_text, body):
    one, other = parse(text, "sns"), parse(other_text, "sns")
    same = equivalent(one, other)
    assert equivalent(other, one) is same
    assert equivalent(one, one)
    if one.matches_body(body) is not other.matches_body(body):
        assert not same
    if one == other:
        assert same


@given(strategies.patterns("ruler"), strategies.patterns("ruler"), strategies.scalars)
def test_patterns_that_are_the_same_accept_the_same(pattern, other_pattern, value):
    one, other = (parse(f'{{"a":[{each}]}}', "ruler") for each in (pattern, other_pattern))
    body = f'{{"a":{value}}}'
    assert one.matches_body(body) is other.matches_body(body) or not equivalent(one, other)


@few
@given(any_policy)
def test_the_text_of_a_policy_is_the_policy(policy):
    dialect, text = policy
    one = parse(text, dialect)
    assert FilterPolicy.parse(one.to_json(), scope=BODY, dialect=dialect, limits=None) == one
    assert equivalent(one, one.to_json())
    assert reference.read_json(one.to_json()) == reference.read_json(text)
