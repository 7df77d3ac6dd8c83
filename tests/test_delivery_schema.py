"""The schemas of delivery policies and the parser accept the same, but for what a schema can't say."""

import json
import runpy
import sys
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from snsfilter import DeliveryPolicy, DeliveryPolicyError
from snsfilter.delivery import schema
from snsfilter.delivery.schema import delivery_policy_schema
from snsfilter.delivery.shapes import LEVELS
from tests.properties.test_delivering import OWN, TARGETS, TOPICS, VALUES

SCHEMAS = Path(schema.__file__).parents[1] / "schemas"
VALIDATORS = {target: Draft202012Validator(delivery_policy_schema(target)) for target in LEVELS}
VECTORS = json.loads((Path(__file__).parent / "conformance" / "delivery_policies.json").read_text(encoding="utf-8"))
BEYOND = (
    "less than minDelayTarget",
    "numRetries is ",
    "must be a whole number",  # 5.0 is one to a schema
)
"""The faults that a schema can't see, in a word of each."""


def faults(value, target):
    """What the parser finds, whatever raw message delivery and the total."""
    try:
        DeliveryPolicy.parse(value, target=target, raw=None, max_total_delay=None)
    except DeliveryPolicyError as error:
        return [each.problem for each in error.violations]
    return []


def is_valid(value, target):
    return VALIDATORS[target].is_valid(value)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["id"])
def test_the_vectors(vector):
    try:
        value = json.loads(vector["policy"])
    except ValueError:
        return
    found = faults(vector["policy"], vector["target"])
    beyond = bool(found) and all(any(word in each for word in BEYOND) for each in found)
    if is_valid(value, vector["target"]):
        assert found == [] or beyond
    else:
        assert found


@given(VALUES, TARGETS)
def test_what_the_parser_accepts_is_valid_and_the_other_way_round(value, target):
    found = faults(json.dumps(value), target)
    if found == []:
        assert is_valid(value, target)
    elif is_valid(value, target):
        assert all(any(word in each for word in BEYOND) for each in found)


@given(OWN, TOPICS)
def test_legal_policies_are_valid(own, topic):
    assert is_valid(own, "subscription")
    assert is_valid(topic, "topic")
    assert not is_valid({**own, "x": 1}, "subscription")
    assert not is_valid(topic, "subscription")


def test_the_schemas_are_schemas_with_help_at_every_member():
    def members(known):
        for each in known.get("properties", {}).values():
            yield each
            yield from members(each)

    for target in LEVELS:
        known = delivery_policy_schema(target)
        Draft202012Validator.check_schema(known)
        assert all(each["description"] for each in members(known))


def test_a_target_that_is_none():
    with pytest.raises(DeliveryPolicyError, match="the target of a policy must be"):
        delivery_policy_schema("queue")


def test_the_files_of_the_package_are_what_is_generated(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["schema", str(tmp_path)])
    runpy.run_path(schema.__file__, run_name="__main__")
    written = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    assert len(written) == 2
    assert {file.name: file.read_text("utf-8") for file in SCHEMAS.glob("delivery-policy-*")} == written
