"""The names that others build on, and what importing them costs."""

import copy
import inspect
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import snsfilter
from snsfilter import (
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    FilterPolicySyntaxError,
    Limits,
    Message,
    MessageError,
    SnsFilterError,
)

ROOT = Path(__file__).parent.parent

PUBLIC = {
    "BackoffFunction",
    "BatchResult",
    "Complexity",
    "Delivered",
    "Deliveries",
    "DeliveryPolicy",
    "DeliveryPolicyError",
    "Explanation",
    "FilterPolicy",
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicyLimitExceededError",
    "FilterPolicyScope",
    "FilterPolicySyntaxError",
    "FilterReason",
    "FilteredOut",
    "HealthyRetryPolicy",
    "IndexCost",
    "Limits",
    "Message",
    "MessageError",
    "Metrics",
    "MissingExtraError",
    "NotFoundError",
    "NotificationDelivery",
    "Outage",
    "Phase",
    "PolicyIndex",
    "PublishBatch",
    "PublishError",
    "PublishResult",
    "Published",
    "Response",
    "Retry",
    "RetrySchedule",
    "RsaSigner",
    "ScheduleError",
    "SchedulePhase",
    "SignatureError",
    "SnsFilterError",
    "Statistics",
    "Subscription",
    "SubscriptionAttributeError",
    "Topic",
    "TopicError",
    "Violation",
    "compare_schedules",
    "deliver",
    "deliver_async",
    "delivery_policy_schema",
    "equivalent",
    "filter_policy_schema",
    "simulate",
    "simulate_batch",
}


def test_the_docs_list_every_public_name():
    listed = re.findall(
        r"^\.\. auto\w+:: (?:snsfilter\.)?(\w+)$", (ROOT / "docs/api.md").read_text("utf-8"), re.MULTILINE
    )
    assert set(snsfilter.__all__) - set(listed) == set()


def test_the_docs_show_what_public_classes_inherit():
    text = (ROOT / "docs/api.md").read_text("utf-8")
    for name, options in re.findall(r"^\.\. autoclass:: (\w+)\n((?: +:.*\n)*)", text, re.MULTILINE):
        if re.search(r"^ +:members:$", options, re.MULTILINE) and ":inherited-members:" not in options:
            shown, *bases = getattr(snsfilter, name).__mro__
            ours = [base for base in bases if base.__module__.startswith("snsfilter")]
            inherited = {member for base in ours for member in vars(base) if not member.startswith("_")}
            assert inherited <= set(vars(shown)), name


IMPORT = """
import sys
before = set(sys.modules)
import snsfilter
for name in sorted(vars(snsfilter).get("__all__")):
    getattr(snsfilter, name)
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


def python(code):
    """What a fresh interpreter prints that runs this code in the checkout."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_all_names_what_is_public():
    assert set(snsfilter.__all__) - {"__version__"} == PUBLIC
    assert [name for name in snsfilter.__all__ if not hasattr(snsfilter, name)] == []
    assert set(dir(snsfilter)) >= PUBLIC


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        snsfilter.no_such_name  # noqa: B018 - reading it is the test


def test_everything_public_has_a_docstring():
    assert [name for name in PUBLIC if not inspect.getdoc(getattr(snsfilter, name))] == []


def test_importing_loads_the_standard_library_only():
    loaded = set(python(IMPORT))
    assert "snsfilter" in loaded
    assert loaded - sys.stdlib_module_names == {"snsfilter"}


def test_importing_loads_no_tool_for_people():
    loaded = python("import sys, snsfilter; print(*sys.modules)")
    assert {name.partition(".")[0] for name in loaded} & {"click", "rich", "yaml", "hypothesis", "pytest"} == set()
    assert [name for name in loaded if name.startswith("snsfilter.cli")] == []


def test_scopes_are_spelt_as_sns_spells_them():
    assert {member.name: member.value for member in FilterPolicyScope} == {
        "MESSAGE_ATTRIBUTES": "MessageAttributes",
        "MESSAGE_BODY": "MessageBody",
    }
    assert FilterPolicyScope.MESSAGE_BODY == "MessageBody"
    assert f"{FilterPolicyScope.MESSAGE_ATTRIBUTES}" == "MessageAttributes"


def test_the_parameters_of_parse_are_the_contract():
    parameters = inspect.signature(FilterPolicy.parse).parameters
    assert list(parameters) == ["source", "scope", "dialect", "limits"]
    assert {name for name, each in parameters.items() if each.kind is each.KEYWORD_ONLY} == {
        "scope",
        "dialect",
        "limits",
    }
    assert parameters["scope"].default is FilterPolicyScope.MESSAGE_ATTRIBUTES
    assert parameters["dialect"].default == "sns"


def test_errors_are_one_family():
    assert issubclass(FilterPolicyError, (SnsFilterError, ValueError))
    assert issubclass(FilterPolicySyntaxError, FilterPolicyError)
    assert issubclass(FilterPolicyLimitError, FilterPolicyError)
    assert issubclass(MessageError, (SnsFilterError, ValueError))
    assert not issubclass(SnsFilterError, ValueError)


def test_an_error_says_where():
    with pytest.raises(FilterPolicySyntaxError) as caught:
        FilterPolicy.parse('{\n  "store": [{"prefx": "a"}]\n}')
    assert caught.value.code == "InvalidParameter"
    assert caught.value.pointer.startswith("/store/0")
    assert caught.value.line == 2
    assert caught.value.column is not None
    assert "prefix" in (caught.value.hint or "")


def test_an_error_of_a_mapping_has_no_line():
    with pytest.raises(FilterPolicySyntaxError) as caught:
        FilterPolicy.parse({"store": []})
    assert (caught.value.pointer, caught.value.line, caught.value.column) == ("/store", None, None)


@pytest.mark.parametrize("source", ['{"store": ["a"]}', b'{"store": ["a"]}', {"store": ["a"]}])
def test_a_policy_is_a_value(source):
    policy = FilterPolicy.parse(source)
    twin = FilterPolicy.parse('{ "store" : [ "a" ] }')
    assert policy == twin
    assert hash(policy) == hash(twin)
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own bytes
    assert copy.deepcopy(policy) == policy
    assert policy != FilterPolicy.parse(source, scope=FilterPolicyScope.MESSAGE_BODY)
    assert policy != FilterPolicy.parse(source, dialect="ruler")
    assert policy.matches_attributes({"store": "a"}) is True


@pytest.mark.parametrize("name", ["scope", "dialect", "tree", "brand_new"])
def test_a_policy_is_immutable(name):
    policy = FilterPolicy.parse('{"store": ["a"]}')
    with pytest.raises((AttributeError, TypeError)):
        setattr(policy, name, None)


def test_three_ways_to_ask():
    attributes = FilterPolicy.parse('{"store": ["a"]}')
    body = FilterPolicy.parse('{"store": ["a"]}', scope=FilterPolicyScope.MESSAGE_BODY)
    message = Message(attributes={"store": "a"}, body='{"store": "a"}')
    assert attributes.matches(message) is True
    assert body.matches(message) is True
    assert attributes.matches(Message(body='{"store": "a"}')) is False
    assert body.matches(Message(attributes={"store": "a"})) is False
    assert attributes.matches_attributes({"store": {"DataType": "String", "StringValue": "a"}}) is True
    assert attributes.matches_attributes({"store": {"Type": "String", "Value": "a"}}) is True
    assert body.matches_body('{"store": "a"}') is True
    assert body.matches_body(b'{"store": "a"}') is True
    assert body.matches_body({"store": "a"}) is True


def test_limits_are_a_value():
    assert Limits() == Limits()
    assert hash(Limits()) == hash(Limits())


def test_an_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'Filter'"):
        snsfilter.Filter  # noqa: B018 (asking is the test)
