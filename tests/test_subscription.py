"""The attributes of a subscription: every sentence of what is known of SNS as a vector, and what must always hold."""

import copy
import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from snsfilter import (
    DeliveryPolicy,
    DeliveryPolicyError,
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyScope,
    SnsFilterError,
    Subscription,
    SubscriptionAttributeError,
)
from tests.properties.strategies import few

VECTORS = [
    json.loads(line)
    for line in Path(__file__).with_name("subscription_vectors.jsonl").read_text(encoding="utf-8").splitlines()
]

ROLE = "arn:aws:iam::123456789012:role/sns"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:lab"
DLQ = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dlq"}'
FLAT = '{"kind":["lab"]}'
NESTED = '{"order":{"kind":["lab"]}}'
NOTHING = (
    '{"healthyRetryPolicy":null,"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":null,"guaranteed":false}'
)
CSV = '{"requestPolicy": {"headerContentType": "text/csv"}}'
SET = "SetSubscriptionAttributes"


def subscribe(attributes=None, *, protocol="sqs", fifo=False, endpoint=None, **others):
    suffix = ".fifo" if fifo else ""
    return Subscription.subscribe(
        topic_arn=f"arn:aws:sns:eu-west-1:123456789012:orders{suffix}",
        protocol=protocol,
        endpoint=QUEUE + suffix if endpoint is None else endpoint,
        attributes=attributes,
        **others,
    )


def fault(call, *arguments, **options):
    """The error that a call raises."""
    with pytest.raises(SnsFilterError) as caught:
        call(*arguments, **options)
    return caught.value


# ---------------------------------------------------------------------------------------------------------- vectors


def attempt(call, *arguments):
    """What a call returns, or the error that it raises on purpose."""
    try:
        return call(*arguments)
    except (SubscriptionAttributeError, DeliveryPolicyError, FilterPolicyError) as error:
        return error


def outcome(vector):
    """The subscription that an operation leaves."""
    kind = {"protocol": vector["protocol"], "fifo": vector.get("fifo", False), "endpoint": vector.get("endpoint")}
    if vector["operation"] == "Subscribe":
        return subscribe(vector["attributes"], **kind)
    before = subscribe(vector.get("before"), **kind)
    if vector["operation"] == "Resubscribe":
        after = before.resubscribe(vector["attributes"])
        assert after is before
        return after
    after = before.set_attributes(vector["attributes"])
    if len(vector["attributes"]) == 1:
        assert before.set_attribute(*next(iter(vector["attributes"].items()))) == after
    return after


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_sns_answers_so(vector):
    if "refused" not in vector:
        shown = outcome(vector).attributes
        assert {name: shown.get(name) for name in vector["shown"]} == vector["shown"]
    elif vector["refused"] == "FilterPolicyError":
        assert isinstance(fault(outcome, vector), FilterPolicyError)
    else:
        error = fault(outcome, vector)
        assert isinstance(error, SubscriptionAttributeError | DeliveryPolicyError)
        assert error.aws_message(SET if vector["operation"] == SET else "Subscribe") == vector["refused"]


def test_the_vectors_are_whole():
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)
    assert {vector["evidence"] for vector in VECTORS} == {"documented", "recorded", "third-party", "inferred"}
    assert all(vector["source"] and ("shown" in vector) != ("refused" in vector) for vector in VECTORS)
    named = {name for vector in VECTORS for name in vector["attributes"]}
    assert named >= {"RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "DeliveryPolicy", "RedrivePolicy"}
    assert named >= {"SubscriptionRoleArn", "ReplayPolicy"}


# -------------------------------------------------------------------------------------------- what a subscription says


def test_the_attributes_are_shown_in_the_order_of_sns():
    everything = {
        "RawMessageDelivery": "true",
        "FilterPolicy": FLAT,
        "DeliveryPolicy": NOTHING,
        "RedrivePolicy": DLQ,
        "SubscriptionRoleArn": ROLE,
        "ReplayPolicy": "{}",
    }
    shown = subscribe(everything, protocol="https", subscription_arn="arn:of:the:subscription").attributes
    assert list(shown.items()) == [
        ("SubscriptionPrincipal", "arn:aws:iam::123456789012:root"),
        ("Owner", "123456789012"),
        ("RawMessageDelivery", "true"),
        ("FilterPolicy", FLAT),
        ("TopicArn", "arn:aws:sns:eu-west-1:123456789012:orders"),
        ("Endpoint", QUEUE),
        ("DeliveryPolicy", NOTHING),
        ("FilterPolicyScope", "MessageAttributes"),
        ("Protocol", "https"),
        ("PendingConfirmation", "true"),
        ("ConfirmationWasAuthenticated", "false"),
        ("SubscriptionArn", "arn:of:the:subscription"),
        ("RedrivePolicy", DLQ),
        ("SubscriptionRoleArn", ROLE),
        ("ReplayPolicy", "{}"),
    ]
    assert list(subscribe().attributes) == [
        "SubscriptionPrincipal",
        "Owner",
        "RawMessageDelivery",
        "TopicArn",
        "Endpoint",
        "Protocol",
        "PendingConfirmation",
        "ConfirmationWasAuthenticated",
        "SubscriptionArn",
    ]


def test_what_is_shown_is_a_copy():
    subscription = subscribe()
    subscription.attributes["RawMessageDelivery"] = "true"
    assert subscription.attributes["RawMessageDelivery"] == "false"


def test_a_subscription_says_what_it_is():
    subscription = subscribe(
        {"FilterPolicy": NESTED, "FilterPolicyScope": FilterPolicyScope.MESSAGE_BODY, "RedrivePolicy": DLQ},
        owner="123456789012",
        principal="arn:aws:iam::123456789012:user/me",
    )
    assert subscription.topic_arn == "arn:aws:sns:eu-west-1:123456789012:orders"
    assert subscription.protocol == "sqs"
    assert subscription.endpoint == QUEUE
    assert subscription.owner == "123456789012"
    assert subscription.attributes["SubscriptionPrincipal"] == "arn:aws:iam::123456789012:user/me"
    assert subscription.subscription_arn == f"{subscription.topic_arn}:00000000-0000-0000-0000-000000000000"
    assert subscription.filter_policy == FilterPolicy.parse(NESTED, scope="MessageBody")
    assert subscription.filter_policy.matches_body('{"order": {"kind": "lab"}}')
    assert subscription.filter_policy_scope is FilterPolicyScope.MESSAGE_BODY
    assert subscription.raw_message_delivery is False
    assert subscription.dead_letter_target_arn == "arn:aws:sqs:eu-west-1:123456789012:dlq"
    bare = subscribe({"RawMessageDelivery": "True"})
    assert (bare.filter_policy, bare.dead_letter_target_arn, bare.raw_message_delivery) == (None, None, True)


def test_the_delivery_policy_and_what_comes_of_it():
    topic = DeliveryPolicy.parse('{"http": {"defaultThrottlePolicy": {"maxReceivesPerSecond": 5}}}', target="topic")
    plain = subscribe(protocol="https")
    assert plain.delivery_policy is None
    assert plain.effective_delivery_policy().throttle_policy is None
    assert plain.effective_delivery_policy(topic).throttle_policy.max_receives_per_second == 5
    bare = plain.set_attributes({"DeliveryPolicy": CSV, "RawMessageDelivery": "true"})
    assert bare.delivery_policy == DeliveryPolicy.parse(CSV, raw=True)
    assert bare.effective_delivery_policy(topic) == bare.delivery_policy.effective(topic)
    shown = bare.attributes_below(topic)
    assert list(shown)[5:8] == ["EffectiveDeliveryPolicy", "DeliveryPolicy", "Protocol"]
    assert shown["EffectiveDeliveryPolicy"] == bare.effective_delivery_policy(topic).to_json()
    assert {name: text for name, text in shown.items() if name != "EffectiveDeliveryPolicy"} == bare.attributes
    with pytest.raises(DeliveryPolicyError, match="the policy of a topic must be"):
        bare.effective_delivery_policy(bare.delivery_policy)


@pytest.mark.parametrize("protocol", ["sqs", "lambda", "email"])
def test_other_protocols_have_no_delivery_policy(protocol):
    subscription = subscribe(protocol=protocol)
    assert subscription.delivery_policy is subscription.effective_delivery_policy() is None
    assert subscription.attributes_below() == subscription.attributes


def test_the_delivery_policys_own_error_comes_through():
    text = '{\n "healthyRetryPolicy": {"numRetries": 101}\n}'
    error = fault(subscribe, {"DeliveryPolicy": text}, protocol="https")
    assert error == fault(DeliveryPolicy.parse, text)
    assert (len(error.violations), error.violations[2].line) == (3, 2)
    unknown = fault(subscribe, {"DeliveryPolicy": "{", "RawMessageDelivery": "yes"}, protocol="https")
    assert isinstance(unknown, SubscriptionAttributeError)


def test_a_changed_scope_compiles_the_policy_anew():
    subscription = subscribe({"FilterPolicy": FLAT})
    assert subscription.filter_policy.scope == "MessageAttributes"
    changed = subscription.set_attribute("FilterPolicyScope", "MessageBody")
    assert changed.filter_policy == FilterPolicy.parse(FLAT, scope="MessageBody")
    same = changed.set_attribute("FilterPolicyScope", "MessageBody")
    assert same.filter_policy is changed.filter_policy


def test_the_policys_own_error_comes_through():
    error = fault(subscribe, {"FilterPolicy": '{\n "kind": [{"prefx": "a"}]\n}'})
    assert type(error) is type(fault(FilterPolicy.parse, '{\n "kind": [{"prefx": "a"}]\n}'))
    assert error == fault(FilterPolicy.parse, '{\n "kind": [{"prefx": "a"}]\n}')
    assert error.line == 2


def test_the_dead_letter_queue_belongs_to_the_owner():
    other = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:210987654321:dlq"}'
    theirs = subscribe({"RedrivePolicy": other}, owner="210987654321")
    assert theirs.dead_letter_target_arn.split(":")[4] == theirs.owner
    assert "belongs to 123456789012" in str(fault(theirs.set_attribute, "RedrivePolicy", DLQ))


@pytest.mark.parametrize(
    ("topic", "protocol", "endpoint"),
    [
        ("orders.fifo", "sqs", QUEUE),
        ("orders", "https", "https://example.com/lab.fifo"),
        ("orders", "sqs", QUEUE),
    ],
)
def test_only_a_fifo_queue_of_a_fifo_topic_needs_a_fifo_queue_for_dead_letters(topic, protocol, endpoint):
    subscription = Subscription.subscribe(
        topic_arn=f"arn:aws:sns:eu-west-1:123456789012:{topic}",
        protocol=protocol,
        endpoint=endpoint,
        attributes={"RedrivePolicy": DLQ},
    )
    assert subscription.attributes["RedrivePolicy"] == DLQ


@pytest.mark.parametrize("protocol", ["http", "https", "email", "email-json"])
def test_some_endpoints_have_to_confirm(protocol):
    pending = subscribe({"FilterPolicy": FLAT}, protocol=protocol)
    assert pending.pending_confirmation
    confirmed = pending.confirm(authenticated=True)
    assert pending.pending_confirmation
    assert confirmed.attributes == pending.attributes | {
        "PendingConfirmation": "false",
        "ConfirmationWasAuthenticated": "true",
    }
    assert pending.confirm().attributes["ConfirmationWasAuthenticated"] == "false"
    assert confirmed.confirm() is confirmed


@pytest.mark.parametrize("protocol", ["sqs", "lambda", "sms", "application", "firehose"])
def test_the_others_are_confirmed_from_the_beginning(protocol):
    role = {"SubscriptionRoleArn": ROLE} if protocol == "firehose" else {}
    shown = subscribe(role, protocol=protocol).attributes
    assert (shown["PendingConfirmation"], shown["ConfirmationWasAuthenticated"]) == ("false", "true")


def test_a_subscription_is_a_value():
    attributes = {"FilterPolicy": NESTED, "FilterPolicyScope": "MessageBody", "RawMessageDelivery": "true"}
    subscription = subscribe(attributes)
    assert subscription == subscribe(attributes)
    assert hash(subscription) == hash(subscribe(attributes))
    assert subscription != subscription.set_attribute("RawMessageDelivery", "false")
    assert pickle.loads(pickle.dumps(subscription)) == subscription  # noqa: S301 (our own bytes)
    assert copy.deepcopy(subscription) == subscription
    assert eval(repr(subscription)) == subscription  # noqa: S307 (our own text)
    assert subscription != subscription.attributes
    with pytest.raises(AttributeError, match="immutable"):
        subscription.endpoint = "elsewhere"
    with pytest.raises(AttributeError, match="immutable"):
        del subscription.endpoint
    with pytest.raises(TypeError, match=r"Subscription\.subscribe"):
        Subscription()


def test_conflicts_name_every_difference():
    subscription = subscribe({"FilterPolicy": FLAT, "RawMessageDelivery": "true"})
    new = {"RawMessageDelivery": "false", "FilterPolicy": "{}", "FilterPolicyScope": "MessageAttributes"}
    assert subscription.conflicts(new) == ("RawMessageDelivery", "FilterPolicy")
    assert subscription.conflicts({}) == ()
    assert subscription.resubscribe() is subscription
    error = fault(subscription.resubscribe, new)
    assert (error.attribute, error.value) == ("RawMessageDelivery", None)
    assert str(error) == (
        "the endpoint is subscribed already, with another RawMessageDelivery and another FilterPolicy; "
        "change the subscription by SetSubscriptionAttributes instead"
    )


# ----------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({"RawMessageDelivery": "yes"}, "RawMessageDelivery must be 'true' or 'false', not 'yes'"),
        ({"RawMessageDelivery": None}, "RawMessageDelivery must be 'true' or 'false', not nothing"),
        ({"RawMessageDelivery": True}, "RawMessageDelivery must be text, not bool; write 'true'"),
        (
            {"FilterPolicyScope": "messagebody"},
            ("FilterPolicyScope must be 'MessageAttributes' or 'MessageBody', not 'messagebody'; letter case counts"),
        ),
        (
            {"FilterPolicyScope": ""},
            (
                "FilterPolicyScope must be 'MessageAttributes' or 'MessageBody', not ''; "
                "to go back to the default, set it to 'MessageAttributes'"
            ),
        ),
        (
            {"FilterPolicy": {}},
            "FilterPolicy must be text, not dict; write it as JSON text, such as json.dumps(...) gives",
        ),
        (
            {"RedrivePolicy": b"{}"},
            "RedrivePolicy must be text, not bytes; write it as JSON text, such as json.dumps(...) gives",
        ),
        (
            {"RedrivePolicy": "{"},
            "RedrivePolicy isn't JSON: expected a key in double quotes, found the end of the text (line 1, column 2)",
        ),
        ({"RedrivePolicy": "5"}, 'RedrivePolicy must be a JSON object; put it in braces: {"...": ...}'),
        (
            {"RedrivePolicy": '{"deadLetterArn": ""}'},
            "RedrivePolicy has an unknown member 'deadLetterArn'; it takes 'deadLetterTargetArn' alone",
        ),
        (
            {"RedrivePolicy": "{}"},
            (
                "RedrivePolicy has no 'deadLetterTargetArn'; "
                'write {"deadLetterTargetArn": "arn:aws:sqs:..."}, or "" to remove it'
            ),
        ),
        (
            {"RedrivePolicy": '{"deadLetterTargetArn": "dlq"}'},
            (
                "RedrivePolicy has a deadLetterTargetArn that isn't an ARN; "
                "name a queue: arn:aws:sqs:eu-west-1:123456789012:NAME"
            ),
        ),
        (
            {"RedrivePolicy": '{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dlq"}'},
            (
                "RedrivePolicy has a deadLetterTargetArn that is in us-east-1, but the subscription in eu-west-1; "
                "name a queue: arn:aws:sqs:eu-west-1:123456789012:NAME"
            ),
        ),
        (
            {"DeliveryPolicy": "{}"},
            (
                "a subscription of protocol 'sqs' can't have a delivery policy; "
                "only http and https have it; SNS retries the others on a schedule of its own"
            ),
        ),
        ({"Owner": "me"}, "SNS sets it itself"),
        ({"filter_policy": FLAT}, "did you mean 'FilterPolicy'?"),
        ({"X": ""}, "there is no attribute 'X' that can be set; there are RawMessageDelivery, FilterPolicy, "),
        ({5: ""}, "there is no attribute of type int that can be set; there are RawMessageDelivery, "),
        ([("FilterPolicy", FLAT)], "attributes must be given as a mapping of names to text, not list"),
        (5, "attributes must be given as a mapping of names to text, not int"),
    ],
)
def test_the_developers_text(attributes, text):
    error = fault(subscribe, attributes)
    assert isinstance(error, SubscriptionAttributeError | DeliveryPolicyError)
    assert text in str(error)
    assert fault(subscribe().set_attributes, attributes) == error
    assert fault(subscribe().conflicts, attributes) == error
    assert pickle.loads(pickle.dumps(error)) == error  # noqa: S301 (our own bytes)


@pytest.mark.parametrize(
    ("options", "text", "aws"),
    [
        (
            {"topic_arn": "orders"},
            "by its ARN, not 'orders'; write arn:aws:sns:",
            "TopicArn Reason: An ARN must have at least 6 elements, not 1",
        ),
        ({"topic_arn": "arn:aws:sqs:eu-west-1:123456789012:orders"}, "by its ARN", "TopicArn"),
        ({"topic_arn": "arn:aws:sns:::orders"}, "by its ARN", "TopicArn"),
        ({"topic_arn": "urn:aws:sns:eu-west-1:123456789012:orders"}, "by its ARN", "TopicArn"),
        ({"topic_arn": None}, "TopicArn must be a string, not NoneType", "TopicArn"),
        ({"protocol": "SQS"}, "the protocol must be one of ", "Amazon SNS does not support this protocol string: SQS"),
        ({"protocol": ["sqs"]}, "Protocol must be a string, not list", "Protocol"),
        ({"endpoint": ""}, "Endpoint must not be empty", "Endpoint"),
        ({"owner": 123456789012}, "Owner must be a string, not int", "Owner"),
        ({"principal": b""}, "SubscriptionPrincipal must be a string, not bytes", "SubscriptionPrincipal"),
        ({"subscription_arn": 5}, "SubscriptionArn must be a string, not int", "SubscriptionArn"),
    ],
)
def test_a_subscription_has_a_topic_a_protocol_and_an_endpoint(options, text, aws):
    given_ = {"topic_arn": "arn:aws:sns:eu-west-1:123456789012:orders", "protocol": "sqs", "endpoint": QUEUE}
    error = fault(Subscription.subscribe, **given_ | options)
    assert isinstance(error, SubscriptionAttributeError)
    assert text in str(error)
    assert error.aws_message("Subscribe") == f"Invalid parameter: {aws}"


def test_text_that_is_no_json():
    words = (
        "RedrivePolicy: failed to parse JSON. "
        "Unexpected character ('i' (code 105)): was expecting double-quote to start field name\n"
        " at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]"
    )
    error = fault(subscribe, {"RedrivePolicy": "{invalidjson}"})
    assert error.aws_message(SET) == f"Invalid parameter: {words}"
    assert error.aws_message() == f"Invalid parameter: Attributes Reason: {words}"
    assert error.aws_message(None) == words


def test_text_behind_the_json():
    error = fault(subscribe, {"RedrivePolicy": DLQ + " x"})
    assert error.aws_message(SET).startswith("Invalid parameter: RedrivePolicy: failed to parse JSON. ")
    assert "'x'" in error.problem


class Broken(dict):
    """A mapping whose own method fails."""

    def items(self):
        raise ZeroDivisionError


def test_a_mapping_that_fails():
    error = fault(subscribe, Broken())
    assert str(error) == "the attributes can't be read: the mapping raises ZeroDivisionError; give a dict instead"


def test_a_name_that_is_none():
    assert "no attribute of type list" in str(fault(subscribe().set_attribute, ["FilterPolicy"], FLAT))


def test_names_are_checked_before_values():
    assert "'Z'" in str(fault(subscribe, {"RawMessageDelivery": 5, "Z": ""}))


def test_a_value_that_nests_deeply():
    deep = '{"a":' * 990 + "1" + "}" * 990
    assert isinstance(fault(subscribe, {"DeliveryPolicy": deep}, protocol="https"), DeliveryPolicyError)
    assert isinstance(fault(subscribe, {"RedrivePolicy": deep}), SubscriptionAttributeError)
    assert isinstance(fault(subscribe, {"FilterPolicy": deep}), FilterPolicyError)
    beyond = fault(subscribe, {"DeliveryPolicy": "[" * 100_000}, protocol="https")
    assert "isn't JSON" in str(beyond)


# ------------------------------------------------------------------------------------------------------- properties

VALUES = {
    "RawMessageDelivery": ["true", "FALSE", "no", "", None],
    "FilterPolicyScope": ["MessageBody", "MessageAttributes", "Body", "", None],
    "FilterPolicy": [FLAT, NESTED, "{}", "", None, ' {"kind": ["office"]}', '{"kind": []}', "{", "null", "[]"],
    "RedrivePolicy": [DLQ, "", None, "{}", "{", '{"deadLetterTargetArn": "dlq"}'],
    "DeliveryPolicy": ['{"guaranteed": false}', CSV, "", "[]", "{"],
    "SubscriptionRoleArn": [ROLE, "", None],
    "ReplayPolicy": ["{}", ""],
    "Unknown": ["x"],
}
CHANGES = st.dictionaries(st.sampled_from(sorted(VALUES)), st.none(), max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in names})
)


class ChangingAttributes(RuleBasedStateMachine):
    """A subscription through any sequence of good and bad changes."""

    def __init__(self):
        super().__init__()
        self.subscription = subscribe(protocol="https")
        self.scope = "MessageAttributes"

    @rule(changes=CHANGES)
    def change(self, changes):
        before = self.subscription
        seen = before.attributes
        after = attempt(before.set_attributes, changes)
        assert before.attributes == seen
        if isinstance(after, SnsFilterError):
            assert after.aws_message(SET).startswith("Invalid parameter: ")
            return
        self.subscription = after
        self.scope = changes.get("FilterPolicyScope", self.scope)
        assert after.conflicts(changes) == ()
        assert after.set_attributes(changes) == after

    @invariant()
    def the_scope_is_shown_with_a_policy_only_and_always_remembered(self):
        shown = self.subscription.attributes
        assert ("FilterPolicyScope" in shown) == ("FilterPolicy" in shown) == bool(self.subscription.filter_policy)
        assert self.subscription.filter_policy_scope == self.scope
        if "FilterPolicy" in shown:
            assert shown["FilterPolicyScope"] == self.scope
            assert self.subscription.filter_policy == FilterPolicy.parse(shown["FilterPolicy"], scope=self.scope)

    @invariant()
    def what_is_shown_never_conflicts_and_makes_the_same_again(self):
        shown = {name: text for name, text in self.subscription.attributes.items() if name in VALUES}
        assert self.subscription.resubscribe(shown) is self.subscription
        again = subscribe({"FilterPolicyScope": self.scope} | shown, protocol="https")
        assert again == self.subscription


TestChangingAttributes = ChangingAttributes.TestCase
TestChangingAttributes.settings = settings(few, stateful_step_count=15)


@few
@given(CHANGES, CHANGES)
def test_subscribing_with_attributes_is_subscribing_and_setting_them(first, second):
    one = attempt(subscribe, first)
    assert one == attempt(subscribe().set_attributes, first)
    if isinstance(one, Subscription):
        changed = attempt(one.set_attributes, second)
        if isinstance(changed, Subscription):
            assert (attempt(one.conflicts, second) == ()) == (changed == one)


@few
@given(st.dictionaries(st.text() | st.sampled_from(sorted(VALUES)), st.text() | st.none() | st.integers(), max_size=3))
def test_whatever_is_given_is_set_or_refused(attributes):
    result = attempt(subscribe, attributes)
    if isinstance(result, Subscription):
        assert result.resubscribe(attributes) is result
    else:
        assert str(result)
        assert result.aws_message().startswith("Invalid parameter: ")
