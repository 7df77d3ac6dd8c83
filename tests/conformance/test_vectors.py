"""Every vector on every engine: the language, sentence by sentence, with the answer, its source and its evidence."""

import json
from collections import Counter
from pathlib import Path

import pytest

import snsfilter
from tests.conformance.engines import build, in_the_index_of_all, parse, parse_reference, verdicts
from tests.reference import Refused

FILES = sorted(Path(__file__).parent.glob("*.jsonl"))
VECTORS = {file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in FILES}
ALL = [vector for vectors in VECTORS.values() for vector in vectors]
OUTCOMES = {"expected", "error", "accepted"}
ON_THE_COMMAND_LINE = {vector["id"] for vector in ALL[::10]}
OPERATORS = {
    "exactly",
    "prefix",
    "suffix",
    "equals-ignore-case",
    "wildcard",
    "cidr",
    "numeric",
    "exists",
    "anything-but",
}
OUR_OWN = {"FilterPolicyLimitError", "MessageError"}
ERRORS = {"FilterPolicyError", "FilterPolicySyntaxError", *OUR_OWN}


def vectors_with(outcome):
    """Return the vectors of one outcome; a known gap must go on failing until it is closed."""
    return [
        pytest.param(
            vector,
            id=vector["id"],
            marks=[pytest.mark.xfail(reason=vector["known_gap"], strict=True)] if "known_gap" in vector else [],
        )
        for vector in ALL
        if outcome in vector
    ]


@pytest.mark.parametrize("vector", vectors_with("expected"))
def test_every_engine_gives_the_verdict(vector):
    found = verdicts(vector, command_line=vector["id"] in ON_THE_COMMAND_LINE)
    assert found == dict.fromkeys(found, vector["expected"])


@pytest.mark.parametrize("file", VECTORS)
def test_an_index_of_all_policies_of_a_file_gives_the_verdicts(file):
    known = [vector for vector in VECTORS[file] if "expected" in vector and "known_gap" not in vector]
    assert in_the_index_of_all(known) == []


@pytest.mark.parametrize("vector", vectors_with("error"))
def test_what_is_no_policy_is_refused_where_it_is_wrong(vector):
    with pytest.raises(getattr(snsfilter, vector["error"]["class"])) as caught:
        build(vector)
    if "pointer" in vector["error"]:
        assert f"{caught.value.pointer}/".startswith(f"{vector['error']['pointer']}/")
    if "says" in vector:
        assert caught.value.aws_message(None) == vector["says"]
    for operation, text in vector.get("aws", {}).items():
        assert caught.value.aws_message(operation) == text
    if vector["error"]["class"] not in OUR_OWN:
        with pytest.raises(Refused):
            parse_reference(vector)


@pytest.mark.parametrize("vector", vectors_with("accepted"))
def test_what_is_a_policy_is_accepted(vector):
    assert parse(vector).scope == vector["scope"]
    assert parse_reference(vector)


def test_the_vectors_are_whole():
    assert [name for name, vectors in VECTORS.items() if not vectors] == []
    assert [name for name, times in Counter(vector["id"] for vector in ALL).items() if times > 1] == []
    assert [vector["id"] for vector in ALL if len(OUTCOMES & vector.keys()) != 1] == []
    assert {vector["evidence"] for vector in ALL} == {"documented", "recorded", "event-ruler", "inferred"}
    assert [vector["id"] for vector in ALL if "aws" in vector and "error" not in vector] == []
    texts = " ".join(vector["policy"].replace(" ", "") for vector in ALL if "expected" in vector)
    assert [name for name in [*OPERATORS, "$or"] if f'"{name}":' not in texts] == []
    assert {vector["error"]["class"] for vector in ALL if "error" in vector} == ERRORS
