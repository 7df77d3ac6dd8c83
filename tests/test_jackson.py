"""What Jackson says of text that isn't JSON, held against what Jackson said when it was run.

A row of ``jackson.jsonl`` is a text (or pieces of it with how often each is repeated), who reads it, all that Jackson
says of it (``null`` where it says nothing), the line and column that it names, and, where streaming was run, how many
tokens it gave before.  Java writes half a surrogate pair as ``?``, and so do the rows.
"""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snsfilter.jsontext import (
    SPACE,
    CutOffError,
    JsonFault,
    Members,
    NumberLiteral,
    cut_off,
    jackson_fault,
    place_policy,
)
from snsfilter.jsontext.jackson import CutList, CutMembers, location, redacted_tail, source_tail
from tests.properties import strategies
from tests.properties.strategies import few


def text_of(row):
    return row["text"] if isinstance(row["text"], str) else "".join(piece * times for piece, times in row["text"])


def name_of(row):
    return f"{row['reader']}-{ascii(row['text'])[:40]}"


ROWS = [json.loads(line) for line in Path(__file__).with_name("jackson.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_we_say_what_jackson_says(row):
    text, sns = text_of(row), row["reader"] == "sns"
    fault = jackson_fault(text, sns=sns)
    assert (fault and fault.said(text, redacted=sns)) == row["said"]
    if row["line"] is not None:
        assert location(text, fault.offset) == (row["line"], row["column"])
        tail = redacted_tail if sns else source_tail
        assert row["said"].endswith(f"\n at {tail(text, fault.offset)}")


def tokens(text):
    """Count the tokens that Jackson gives for a text, or for as much of it as it reads."""
    try:
        document = cut_off(text)
    except CutOffError:
        return 0
    _, start, end = document.places[()]
    count, pending = 0, [document.value] if start < end else []
    while pending:
        value = pending.pop()
        count += 1
        if isinstance(value, list):
            children = value[:]  # a slice doesn't raise at the end
            is_object = isinstance(value, Members)
            count += len(children) if is_object else 0
            count += 0 if isinstance(value, CutMembers | CutList) else 1
            # The name before a bracket that opens one level too many is a token, though the member is left out.
            count += isinstance(value, CutMembers) and not children and "nesting depth" in value.fault.message
            pending.extend((child for _, child in children) if is_object else children)
    return count


@pytest.mark.parametrize("row", [row for row in ROWS if "tokens" in row], ids=name_of)
def test_we_read_as_many_tokens_as_jackson(row):
    assert tokens(text_of(row)) == row["tokens"]


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"a": 1} x', Members([("a", NumberLiteral("1"))])), ('"a"b', "a"), ("[]]", []), ("null[", None), ("1 x", "1")],
)
def test_text_behind_the_value_is_not_read(text, value):
    assert jackson_fault(text) is None
    assert cut_off(text).value == (NumberLiteral(value) if value == "1" else value)


def test_location_counts_as_java_does():
    text = "a\r\nb\rc\n\U0001f600d"
    assert [location(text, offset) for offset in range(len(text) + 1)] == [
        (1, 1), (1, 2), (2, 1), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 3), (4, 4),
    ]  # fmt: skip
    assert location(text, -1) == (1, 0)


def test_a_source_is_cut_where_java_cuts_it():
    assert source_tail("x" * 499 + "\U0001f600y", 0) == (
        f'[Source: (String)"{"x" * 499}?"[truncated 2 chars]; line: 1, column: 1]'
    )
    assert source_tail("\ud83d\ude00\ud83d\t\r\n\x7f", 0) == (
        '[Source: (String)"\U0001f600?\\u0009\r\n\\u007F"; line: 1, column: 1]'
    )


# Fragments of which most texts are almost JSON, and the characters with which Jackson does something of its own.
FRAGMENTS = [
    *"\"\\{}[],:/#'+-.0123456789eE \t\n\r\x00\x1e\x1f\x7f\u00e9\ufeff\u2028\ud83d\ude00\U0001f600$_x",
    *'true false null tru NaN Infinity -Infinity INF -I \\u00 \\ud83d "a" "a": 01 -0 1.5 1e5 [] {}'.split(),
]
texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(FRAGMENTS)).map("".join),
    st.builds(
        lambda text, at, cut, put: text[: at % (len(text) + 1)] + put + text[at % (len(text) + 1) + cut :],
        strategies.bodies(),
        st.integers(0, 10_000),
        st.integers(0, 3),
        st.sampled_from(["", *FRAGMENTS]),
    ),
)


def is_beyond_placing(text, value):
    """Tell whether the difference is one of those that are meant.

    Jackson wants white space behind a number that is the whole document, and asks all of Unicode whether a word goes
    on; ``place_policy`` cares less for a root that can't be a policy anyway.  It has no bound on numbers and names.
    """
    fault = jackson_fault(text)
    return not isinstance(value, list) or "exceeds the maximum allowed" in fault.message


@given(texts, st.booleans())
@example("1\x00", False)  # noqa: FBT003 (an argument of the property)
@example("truee\u0301", False)  # noqa: FBT003 (an argument of the property)
@example(f"[{'1' * 1001}]", False)  # noqa: FBT003 (an argument of the property)
def test_a_text_has_a_fault_if_it_is_not_json(text, sns):
    fault = jackson_fault(text, sns=sns)
    try:
        placed = place_policy(text, trailing=True).value
    except JsonFault:
        assert fault is not None or not text.strip(SPACE)
    else:
        if fault is None:
            assert cut_off(text).value == placed
        else:
            assert is_beyond_placing(text, placed)


@given(texts, st.booleans())
def test_a_fault_stands_in_the_text_and_can_be_printed(text, sns):
    fault = jackson_fault(text, sns=sns)
    if fault is not None:
        assert 0 <= fault.offset <= len(text)
        assert fault.start is None or (fault.start == -1 and sns) or text[fault.start] in "[{"
        for redacted in (False, True):
            fault.said(text, redacted=redacted).encode()


@few
@given(texts)
def test_the_two_readers_find_the_same_texts_at_fault(text):
    assert (jackson_fault(text) is None) == (jackson_fault(text, sns=True) is None)


@pytest.mark.parametrize(
    "piece", ["[", '{"a":', "[1,", '"\\n', '["', "\\ud83d", " ", "\U0001f600", "1", "tru", "-I", "\n"]
)
def test_long_hostile_texts_are_answered(piece):
    for text in (piece * 100_000, '{"a": ["' + piece * 50_000):
        fault = jackson_fault(text)
        assert fault is None or fault.said(text)
