"""Laws of the limits: what is counted is what one gets by writing everything out, and `check` agrees with `parse`."""

import json
import pickle
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyLimitError, FilterPolicyScope, Limits
from snsfilter.filtering.limits.counting import exceeds
from snsfilter.filtering.limits.violations import violations_of
from snsfilter.filtering.nodes import AnyOf, Nested
from snsfilter.filtering.paths import alternatives
from snsfilter.filtering.source import Placer
from snsfilter.jsontext import Members, load_policy
from tests.properties import strategies
from tests.properties.strategies import DIALECTS, few

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES

texts = st.sampled_from(DIALECTS).flatmap(
    lambda each: st.tuples(st.just(each), strategies.policies(each) | strategies.structures() | wild_policies())
)


def wild_policies():
    """Draw a policy with many wildcards."""
    wildcard = strategies.operator(
        "wildcard", st.sampled_from(["a*", "*a*", "*a*b*c*", "\\*", "", "*a*b"]).map(json.dumps)
    )
    pattern = wildcard | strategies.operator("anything-but", wildcard | st.just('"a"')) | strategies.few_scalars
    return strategies.branching(["a", "b", "a.b"], strategies.array(pattern, most=5))


@st.composite
def limits(draw):
    """Draw limits small enough to be exceeded."""
    some = {"keys": 4, "combinations": 12, "wildcards": 3, "wildcard_points": 12, "size": 200}
    values = {
        name: draw(st.none() | st.integers(1 if name in ("keys", "combinations", "size") else 0, most))
        for name, most in some.items()
    }
    counted = draw(st.sampled_from(["leaf", "value", "parent", "top-level"]))
    return Limits(**values, keys_counted=counted, nested_attributes=draw(st.sampled_from([True, False, None])))


def parsed(text, dialect, scope):
    """Parse without limits; None where that isn't a policy."""
    try:
        return FilterPolicy.parse(text, scope=scope, dialect=dialect, limits=None)
    except FilterPolicyError:
        return None


def written_out(tree, level, step):
    """Return the factors of each alternative, as written: a repeated path is there twice."""
    found = [[]]
    for member in tree.members:
        if isinstance(member, AnyOf):
            more = [factors for branch in member.branches for factors in written_out(branch, level, step)]
        elif isinstance(member, Nested):
            more = written_out(member.body, level + step, step)
        else:
            more = [[len(member.patterns) * level]]
        found = [one + other for one in found for other in more]
    return found


@few
@given(texts, st.sampled_from(FilterPolicyScope))
def test_combinations_are_those_of_every_alternative_written_out(drawn, scope):
    dialect, text = drawn
    policy = parsed(text, dialect, scope)
    if policy is None:
        return
    factors = written_out(policy.tree, 1, 1 if scope is BODY else 0)
    found = policy.complexity
    assert found.combinations == sum(map(prod, factors))
    assert found.alternatives == len(factors)
    assert sorted([each.combinations for each in some] for _, some in found.products()) == sorted(factors)
    assert len({branch for branch, _ in found.products()}) == found.alternatives
    assert set(found.keys) == {path for each in alternatives(policy.tree) for path in each}
    assert len(set(found.keys)) == len(found.keys)
    only = Limits(size=None, keys=None, wildcards=None, wildcard_points=None, nested_attributes=None)
    assert [each.found for each in policy.check(only)] == ([found.combinations] if found.combinations > 150 else [])
    assert max(map(len, str(found).split("\n"))) <= 80
    assert json.loads(json.dumps(found.as_dict())) == found.as_dict()


@few
@given(texts, st.sampled_from(FilterPolicyScope), limits() | st.none(), st.sampled_from(["text", "bytes", "mapping"]))
def test_check_agrees_with_parse(drawn, scope, some, given_as):
    dialect, text = drawn
    source = {"text": text, "bytes": text.encode("utf-8", "ignore"), "mapping": json.loads(text)}[given_as]
    policy = parsed(source, dialect, scope)
    if policy is None:
        return
    for options in ({"limits": some}, {}):
        violations = policy.check(*options.values())
        if violations:
            with pytest.raises(FilterPolicyLimitError) as caught:
                FilterPolicy.parse(source, scope=scope, dialect=dialect, **options)
            assert caught.value.violations == violations
        else:
            assert FilterPolicy.parse(source, scope=scope, dialect=dialect, **options) == policy
        again = pickle.loads(pickle.dumps(policy))  # noqa: S301 (our own bytes)
        assert again.check(*options.values()) == violations


@given(texts, st.sampled_from(FilterPolicyScope), limits())
def test_the_cheap_pass_knows_whether_anything_is_exceeded(drawn, scope, some):
    dialect, text = drawn
    policy = parsed(text, dialect, scope)
    if policy is not None:
        found = violations_of(policy.tree, text, scope, some, Placer(None, dialect))
        assert exceeds(policy.tree, text, scope, some) is bool(found)
        assert len({each.limit for each in found}) == len(found)
        assert all(each.found > each.allowed for each in found)


def at(value, steps):
    """Yield what a JSON Pointer's steps may lead to: a name may be there twice."""
    if not steps:
        yield value
    elif isinstance(value, Members):
        for name, child in value:
            if name == steps[0]:
                yield from at(child, steps[1:])
    elif isinstance(value, list) and steps[0].isdecimal():
        yield from at(value[int(steps[0])], steps[1:])


@few
@given(texts, st.sampled_from(FilterPolicyScope), limits(), st.text("\n\r \t", max_size=5))
def test_places_lie_in_the_text(drawn, scope, some, space):
    dialect, text = drawn
    text = space + text.replace("{", f"{{{space}")
    policy = parsed(text, dialect, scope)
    for violation in policy.check(some) if policy else ():
        steps = [each.replace("~1", "/").replace("~0", "~") for each in violation.pointer.split("/")[1:]]
        assert list(at(load_policy(text, trailing=False), steps))
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest = lines[violation.line - 1][violation.column - 1 :]
        if violation.limit == "keys":
            assert json.JSONDecoder().raw_decode(rest)[0] == steps[-1]
        else:
            opening = {"size": "{", "nested_attributes": "{", "wildcards": "{"}.get(violation.limit, "[")
            assert rest.startswith(opening)
