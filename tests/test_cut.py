"""A text that breaks off: what was read of it, where that stands, and that the fault shows where reading stops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsfilter.jsontext import (
    MAX_DEPTH,
    CutOffError,
    JsonFault,
    Members,
    NumberLiteral,
    compact,
    cut_off,
    has,
    jackson_fault,
    place_policy,
    whole,
)
from snsfilter.jsontext.jackson import CutList, CutMembers, CutString
from tests.test_jackson import texts


def shape(value):
    """A value as data that compares: what breaks off is a pair of its kind and what was read of it."""
    if isinstance(value, Members):
        children = [(name, shape(child)) for name, child in value[:]]
        return ("cut", children) if isinstance(value, CutMembers) else Members(children)
    if isinstance(value, list):
        children = [shape(child) for child in value[:]]
        return ("cut", children) if isinstance(value, CutList) else children
    return ("cut", "") if isinstance(value, CutString) else value


def faults(value):
    """The faults of all that breaks off."""
    found = []
    while isinstance(value, CutMembers | CutList | CutString):
        found.append(value.fault)
        children = value[:]
        value = (children[-1][1] if isinstance(value, CutMembers) else children[-1]) if children else None
    return found


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"a": [1.0, "x", {"b": tru', ("cut", [("a", ("cut", [NumberLiteral("1.0"), "x", ("cut", [])]))])),
        ('{"a": true, "b": nul}', ("cut", [("a", True)])),
        ('{"a": {"b": null}, }', ("cut", [("a", Members([("b", None)]))])),
        ("[[], [false]", ("cut", [[], [False]])),
        ("[-]", ("cut", [])),
        ('{"a": [1], "b"', ("cut", [("a", [NumberLiteral("1")])])),
        ('{"a": [1], "b":', ("cut", [("a", [NumberLiteral("1")])])),
        ('{"a": [1], "b', ("cut", [("a", [NumberLiteral("1")])])),
        ('{"a": ["x", "y', ("cut", [("a", ("cut", ["x", ("cut", "")]))])),
        ('{"a": {"b": "\\x"', ("cut", [("a", ("cut", [("b", ("cut", ""))]))])),
        ('"x', ("cut", "")),
        ("{", ("cut", [])),
        ("[", ("cut", [])),
        ('{"a": {}', ("cut", [("a", Members())])),
    ],
)
def test_what_was_read_comes_before_the_fault(text, read):
    document = cut_off(text)
    assert shape(document.value) == read
    assert set(faults(document.value)) == {jackson_fault(text)}
    assert isinstance(document.value, CutMembers) == text.startswith("{")


@pytest.mark.parametrize("text", ["nul", "-", "]", "x", "01", "1x", "\x00[", "// {"])
def test_a_first_token_that_is_none_raises_at_once(text):
    with pytest.raises(CutOffError) as caught:
        cut_off(text)
    assert caught.value.fault == jackson_fault(text)
    assert str(caught.value) == caught.value.fault.message


@pytest.mark.parametrize("text", ["", " \r\n\t", " " * 9])
def test_a_text_without_a_value_is_null_at_its_end(text):
    end = len(text)
    assert (cut_off(text).value, cut_off(text).places) == (None, {(): (end, end, end)})
    assert jackson_fault(text) is None


@pytest.mark.parametrize(("piece", "kind"), [('{"a":', CutMembers), ("[", CutList)])
def test_a_value_that_opens_one_level_too_many_is_left_out(piece, kind):
    text = piece * (MAX_DEPTH + 1)
    fault, value = jackson_fault(text), cut_off(text).value
    assert not fault.located
    for _ in range(MAX_DEPTH - 1):
        assert (type(value), len(value), value.fault) == (kind, 1, fault)
        value = value[0][1] if kind is CutMembers else value[0]
    assert (type(value), len(value), value.fault) == (kind, 0, fault)


@pytest.mark.parametrize(("text", "read"), [('{"a": 1, "b": x', [("a", NumberLiteral("1"))]), ("[1, x", ["1"])])
def test_a_container_that_breaks_off_raises_when_more_is_asked_of_it(text, read):
    value = cut_off(text).value
    children = iter(value)
    assert next(children) == (read[0] if text.startswith("{") else NumberLiteral("1"))
    for ask in (lambda: next(children), lambda: has(value, 1), lambda: list(value)):
        with pytest.raises(CutOffError) as caught:
            ask()
        assert caught.value.fault == jackson_fault(text)
    assert has(value, 0)
    assert value


@pytest.mark.parametrize("text", ["{", "["])
def test_whether_a_container_is_empty_is_not_known_before_it_closes(text):
    with pytest.raises(CutOffError):
        bool(cut_off(text).value)


def test_a_string_that_breaks_off_is_known_to_be_one_but_cannot_be_read():
    value = cut_off('["x').value[0]
    assert isinstance(value, str)
    with pytest.raises(CutOffError):
        whole(value)
    assert whole("x") == "x"
    assert not has([], 0)
    assert has(["x"], 0)


def walk(value, met):
    """Meet the scalars and closed containers of a value in order, as a parser does."""
    if isinstance(value, Members):
        for name, child in value:
            met.append(name)
            walk(child, met)
    elif isinstance(value, list):
        for child in value:
            walk(child, met)
    else:
        met.append(whole(value) if isinstance(value, str) else value)
    return met


@given(texts)
def test_walking_in_order_meets_what_was_read_and_then_the_fault(text):
    fault, met = jackson_fault(text), []
    if fault is None:
        walk(cut_off(text).value, met)
        return
    with pytest.raises(CutOffError) as caught:
        walk(cut_off(text).value, met)
    assert caught.value.fault == fault


@given(st.recursive(st.booleans() | st.text(), st.lists), st.data())
def test_a_text_that_is_cut_gives_the_beginning_of_the_whole(value, data):
    text = compact([value])
    at = data.draw(st.integers(1, len(text) - 1))
    met = []
    with pytest.raises(CutOffError):
        walk(cut_off(text[:at]).value, met)
    entire = walk(cut_off(text).value, [])
    assert met == entire[: len(met)]


@given(texts)
def test_places_are_those_of_the_placing_reader(text):
    try:
        placed = place_policy(text, trailing=True)
    except JsonFault:
        return
    if jackson_fault(text) is None:
        assert cut_off(text) == placed


@pytest.mark.parametrize("depth", [199, 200, 201, 202])
def test_places_end_at_the_same_depth(depth):
    for piece, closing in (('{"a":', "}"), ("[", "]")):
        text = piece * depth + '"\U0001f600"' + closing * depth
        assert cut_off(text) == place_policy(text, trailing=False)


def test_what_breaks_off_is_placed_by_its_start():
    assert cut_off('{"\U0001f600": [1, "x').places == {
        (): (0, 0, 1),
        (0,): (1, 6, 7),
        (0, 0): (7, 7, 8),
        (0, 1): (10, 10, 11),
    }
