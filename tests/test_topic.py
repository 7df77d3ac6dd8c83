"""A topic: its subscriptions, what is published, and why somebody doesn't receive it."""

import copy
import gc
import itertools
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from uuid import RFC_4122, UUID

import pytest

from snsfilter import (
    FilterPolicyError,
    FilterPolicyLimitExceededError,
    FilterPolicyScope,
    FilterReason,
    Limits,
    Message,
    MessageError,
    NotFoundError,
    PolicyIndex,
    PublishBatch,
    PublishError,
    SnsFilterError,
    Subscription,
    SubscriptionAttributeError,
    Topic,
    TopicError,
)
from snsfilter.filtering.nodes import AllOf
from snsfilter.topic.checks import new_uuid
from snsfilter.topic.publishing import check_publish

ARN = "arn:aws:sns:eu-west-1:123456789012:orders"
FIFO = f"{ARN}.fifo"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:"
LAB = json.dumps({"kind": ["lab"]})
DELIVERED = "Delivered"


def a_topic(arn=ARN, **arguments):
    numbers = itertools.count(1)
    return Topic(arn, **{"clock": lambda: 1.8e9, "ids": lambda: f"id-{next(numbers)}", **arguments})


def add(topic, name, policy=None, scope=None, *, protocol="sqs", **attributes):
    """Add a subscription, confirmed, with a policy given as a mapping."""
    if policy is not None:
        attributes["FilterPolicy"] = json.dumps(policy)
    if scope is not None:
        attributes["FilterPolicyScope"] = scope
    added = topic.subscribe(protocol=protocol, endpoint=QUEUE + name, attributes=attributes)
    return topic.confirm(added.subscription_arn)


def outcomes(result):
    """What became of the message, by the name of the endpoint."""
    return {
        each.subscription.endpoint.removeprefix(QUEUE): str(getattr(each, "reason", DELIVERED))
        for each in result.values()
    }


def counted(topic):
    return {name: count for name, count in topic.metrics.items() if count}


def pickled(given):
    return pickle.loads(pickle.dumps(given))  # noqa: S301 (our own)


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy, copy.copy])
def test_a_copy_of_a_topic_goes_its_own_way(copied):
    topic = Topic(FIFO, attributes={"ContentBasedDeduplication": "true"})
    lab = add(topic, "lab", {"kind": ["lab"]})
    add(topic, "all")
    message = Message({"kind": "office"}, body="?", message_group_id="g")
    first = topic.publish(message)
    before = counted(topic)
    other = copied(topic)
    again = other.publish(message)
    assert (again.duplicate, again.sequence_number) == (True, first.sequence_number)
    assert outcomes(other.publish(Message({"kind": "lab"}, body="!", message_group_id="g"))) == {
        "lab": "Delivered",
        "all": "Delivered",
    }
    other.unsubscribe(lab.subscription_arn)
    assert (len(other.subscriptions), len(topic.subscriptions)) == (1, 2)
    assert counted(topic) == before
    assert counted(other)["NumberOfMessagesPublished"] == 3


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy])
def test_a_topic_is_copied_with_what_is_underway(copied):
    topic = Topic(ARN)
    add(topic, "all")
    other, result = copied((topic, topic.publish(Message(body="?"), deliver=False)))
    assert other.deliver(result).delivered
    assert topic.metrics["NumberOfNotificationsDelivered"] == 0


# -------------------------------------------------------------------------------------------------- subscriptions


def test_a_subscription_has_the_topics_arn_and_a_new_id():
    topic = a_topic()
    lab = topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}lab", attributes={"FilterPolicy": LAB})
    assert lab.subscription_arn == f"{ARN}:id-1"
    assert topic.subscriptions == {lab.subscription_arn: lab}
    assert topic.get_subscription_attributes(lab.subscription_arn) == lab.attributes
    given = topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}other", subscription_arn=f"{ARN}:mine", owner="1" * 12)
    assert (given.subscription_arn, given.owner) == (f"{ARN}:mine", "1" * 12)
    assert list(topic.subscriptions) == [f"{ARN}:id-1", f"{ARN}:mine"]
    with pytest.raises(TypeError):
        topic.subscriptions[f"{ARN}:mine"] = lab


def test_subscribing_again_gives_the_subscription_that_is_there():
    topic = a_topic()
    lab = add(topic, "lab", {"kind": ["lab"]})
    assert topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}lab") == lab
    assert topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}lab", attributes={"FilterPolicy": LAB}) == lab
    with pytest.raises(SubscriptionAttributeError) as caught:
        topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}lab", attributes={"RawMessageDelivery": "true"})
    assert caught.value.aws_message().endswith("Subscription already exists with different attributes")
    assert topic.subscribe(protocol="lambda", endpoint=f"{QUEUE}lab") != lab

    class Named(str):
        __slots__ = ()

    assert topic.subscribe(protocol=Named("sqs"), endpoint=Named(f"{QUEUE}lab")) == lab
    assert len(topic.subscriptions) == 2


def test_an_arn_belongs_to_one_endpoint():
    topic = a_topic()
    topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}lab", subscription_arn=f"{ARN}:mine")
    with pytest.raises(TopicError, match="another endpoint"):
        topic.subscribe(protocol="sqs", endpoint=f"{QUEUE}office", subscription_arn=f"{ARN}:mine")


def test_who_is_pending_receives_nothing_and_has_no_outcome():
    topic = a_topic()
    web = topic.subscribe(protocol="https", endpoint="https://example.com/", attributes={"FilterPolicy": LAB})
    mail = topic.subscribe(protocol="email", endpoint="a@example.com")
    result = topic.publish(Message(body="?"))
    assert (len(result), result.delivered, result.filtered_out) == (0, (), ())
    assert counted(topic) == {"NumberOfMessagesPublished": 1, "PublishSize": 1}
    assert topic.confirm(web.subscription_arn, authenticated=True).attributes["PendingConfirmation"] == "false"
    topic.confirm(mail.subscription_arn)
    result = topic.publish(Message({"kind": "lab"}, body="!"))
    assert set(result) == {web.subscription_arn, mail.subscription_arn}
    assert len(result.delivered) == 2
    again = topic.confirm(web.subscription_arn)
    assert again == topic.subscriptions[web.subscription_arn]


def test_an_attribute_is_set_for_the_messages_that_follow():
    topic = a_topic()
    lab = add(topic, "lab", {"kind": ["lab"]})
    before = topic.publish(Message({"kind": "office"}, body="?"))
    changed = topic.set_subscription_attribute(lab.subscription_arn, "FilterPolicy", '{"kind": ["office"]}')
    after = topic.publish(Message({"kind": "office"}, body="?"))
    assert outcomes(before) == {"lab": "MessageAttributes"}
    assert outcomes(after) == {"lab": DELIVERED}
    assert before[lab.subscription_arn].subscription == lab
    assert after[lab.subscription_arn].subscription == changed
    topic.set_subscription_attribute(lab.subscription_arn, "FilterPolicy", "")
    assert outcomes(topic.publish(Message(body="?"))) == {"lab": DELIVERED}
    with pytest.raises(FilterPolicyError):
        topic.set_subscription_attribute(lab.subscription_arn, "FilterPolicy", "{")
    assert topic.subscriptions[lab.subscription_arn].filter_policy is None


def test_a_scope_changes_what_a_policy_sees():
    topic = a_topic()
    lab = add(topic, "lab", {"kind": ["lab"]})
    message = Message({"kind": "office"}, body='{"kind": "lab"}')
    assert outcomes(topic.publish(message)) == {"lab": "MessageAttributes"}
    topic.set_subscription_attribute(lab.subscription_arn, "FilterPolicyScope", "MessageBody")
    assert outcomes(topic.publish(message)) == {"lab": DELIVERED}
    assert outcomes(topic.publish(Message({"kind": "lab"}, body="text"))) == {"lab": "InvalidMessageBody"}
    topic.unsubscribe(lab.subscription_arn)
    topic.publish(message)
    assert (
        counted(topic).items()
        >= {
            "NumberOfNotificationsDelivered": 1,
            "NumberOfNotificationsFilteredOut": 2,
            "NumberOfNotificationsFilteredOut-MessageAttributes": 1,
            "NumberOfNotificationsFilteredOut-InvalidMessageBody": 1,
        }.items()
    )


def test_a_policy_that_names_an_attribute_no_more_isnt_troubled_by_it():
    topic = a_topic()
    lab = add(topic, "lab", {"tags": ["a"]})
    add(topic, "array", {"tags": ["a"]})
    topic.set_subscription_attribute(lab.subscription_arn, "FilterPolicy", LAB)
    malformed = {"DataType": "String.Array", "StringValue": "no array"}
    result = topic.publish(Message({"kind": "office", "tags": malformed}, body="?"))
    assert outcomes(result) == {"lab": "MessageAttributes", "array": "InvalidAttributes"}
    assert (
        counted(topic).items()
        >= {
            "NumberOfNotificationsFilteredOut": 2,
            "NumberOfNotificationsFilteredOut-MessageAttributes": 1,
            "NumberOfNotificationsFilteredOut-InvalidAttributes": 1,
        }.items()
    )


def test_unsubscribing_is_idempotent():
    topic = a_topic()
    lab = add(topic, "lab", {"kind": ["lab"]})
    before = topic.publish(Message({"kind": "lab"}, body="?"))
    topic.unsubscribe(lab.subscription_arn)
    topic.unsubscribe(lab.subscription_arn)
    assert (len(before), len(topic.publish(Message(body="?")))) == (1, 0)
    assert topic.attributes["SubscriptionsDeleted"] == "1"
    assert add(topic, "lab").filter_policy is None


def test_who_is_pending_cant_be_removed():
    topic = a_topic()
    web = topic.subscribe(protocol="https", endpoint="https://example.com/")
    with pytest.raises(TopicError) as caught:
        topic.unsubscribe(web.subscription_arn)
    assert caught.value.aws_message("SetSubscriptionAttributes") == (
        "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation"
    )
    assert (caught.value.code, caught.value.http_status, caught.value.sender_fault) == ("InvalidParameter", 400, True)


@pytest.mark.parametrize("operation", ["get_subscription_attributes", "confirm", "set"])
def test_a_subscription_that_isnt_there(operation):
    topic = a_topic()
    ask = {
        "get_subscription_attributes": topic.get_subscription_attributes,
        "confirm": topic.confirm,
        "set": lambda arn: topic.set_subscription_attribute(arn, "RawMessageDelivery", "true"),
    }[operation]
    with pytest.raises(NotFoundError) as caught:
        ask(f"{ARN}:nobody")
    assert (caught.value.code, caught.value.http_status) == ("NotFound", 404)
    assert caught.value.aws_message() == "Subscription does not exist"
    assert "nobody" in str(caught.value)
    assert caught.value.aws_message("Unsubscribe") == "Subscription does not exist"


@pytest.mark.parametrize(
    ("arn", "text"),
    [
        ("PendingConfirmation", "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"),
        (ARN, "SubscriptionId"),
        ("a:b:c:d:e:f:g", "SubscriptionId"),
        (7, "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"),
    ],
)
def test_what_is_no_arn_of_a_subscription(arn, text):
    with pytest.raises(TopicError) as caught:
        a_topic().unsubscribe(arn)
    assert caught.value.aws_message() == f"Invalid parameter: {text}"


def test_the_quota_of_filter_policies():
    topic = a_topic(limits=Limits(policies_per_topic=2))
    first = add(topic, "a", {"kind": ["a"]})
    add(topic, "b", {"kind": ["a"]})
    third = add(topic, "c")
    for change in (
        lambda: add(topic, "d", {"kind": ["d"]}),
        lambda: topic.set_subscription_attribute(third.subscription_arn, "FilterPolicy", LAB),
    ):
        with pytest.raises(FilterPolicyLimitExceededError) as caught:
            change()
        assert (caught.value.code, caught.value.http_status) == ("FilterPolicyLimitExceeded", 403)
    assert len(topic.subscriptions) == 3
    topic.set_subscription_attribute(first.subscription_arn, "FilterPolicy", LAB)
    topic.set_subscription_attribute(first.subscription_arn, "FilterPolicy", "{}")
    topic.set_subscription_attribute(third.subscription_arn, "FilterPolicy", LAB)
    with pytest.raises(FilterPolicyLimitExceededError):
        add(topic, "d", {"kind": ["d"]})


@pytest.mark.parametrize(("limits", "most"), [(None, None), (Limits(policies_per_topic=None), None), (Limits(), 200)])
def test_the_quota_is_200_unless_it_is_raised_or_off(limits, most):
    topic = a_topic(limits=limits)
    for number in range(200):
        add(topic, str(number), {"kind": ["a"]})
    if most is None:
        add(topic, "one more", {"kind": ["a"]})
    else:
        with pytest.raises(FilterPolicyLimitExceededError):
            add(topic, "one more", {"kind": ["a"]})


# ----------------------------------------------------------------------------------------------------- attributes


def test_the_attributes_of_a_topic():
    topic = a_topic(attributes={"DisplayName": "Orders"})
    add(topic, "lab")
    topic.subscribe(protocol="https", endpoint="https://example.com/")
    expected = {
        "SubscriptionsConfirmed": "1",
        "SubscriptionsPending": "1",
        "SubscriptionsDeleted": "0",
        "DisplayName": "Orders",
        "Owner": "123456789012",
        "TopicArn": ARN,
    }
    assert topic.attributes.items() >= expected.items()
    topic.set_attribute("SignatureVersion", "2")
    topic.set_attribute("KmsMasterKeyId", "alias/orders")
    topic.set_attribute("DisplayName", None)
    shown = topic.attributes
    assert (shown["SignatureVersion"], shown["KmsMasterKeyId"], shown["DisplayName"]) == ("2", "alias/orders", "")
    assert topic.publish(Message(body="?")).published.signature_version == "2"
    topic.set_attribute("KmsMasterKeyId", "")
    assert "KmsMasterKeyId" not in topic.attributes


def test_the_attributes_of_a_fifo_topic():
    shown = a_topic(FIFO, attributes={"FifoTopic": "True", "ContentBasedDeduplication": "TRUE"}).attributes
    assert (shown["FifoTopic"], shown["ContentBasedDeduplication"], shown["SignatureVersion"]) == ("true", "true", "2")
    assert a_topic(FIFO).attributes["ContentBasedDeduplication"] == "false"
    assert "FifoTopic" not in a_topic(attributes={"FifoTopic": "false"}).attributes


class Hostile(Mapping):
    """A mapping that names what it doesn't have."""

    def __init__(self, **members):
        self.members = members

    def __getitem__(self, name):
        raise KeyError

    def __iter__(self):
        return iter(self.members)

    def __len__(self):
        return len(self.members)


@pytest.mark.parametrize(
    ("arn", "attributes", "says", "aws"),
    [
        (ARN, {"displayname": "x"}, "did you mean 'DisplayName'", "AttributeName"),
        (ARN, {"Owner": "x"}, "SNS sets it itself", "AttributeName"),
        (ARN, {7: "x"}, "of type int", "AttributeName"),
        (ARN, {"FifoTopic": "true"}, "must be 'true' for a topic whose name ends in .fifo", "Topic Name"),
        (FIFO, {"FifoTopic": "false"}, "must be 'true' for a topic whose name ends in .fifo", "Topic Name"),
        (ARN, {"ContentBasedDeduplication": "true"}, "is for FIFO topics only", "AttributeName"),
        (ARN, {"SignatureVersion": "3"}, "must be '1' or '2', not '3'", "SignatureVersion Reason: Invalid value [3]"),
        (FIFO, {"ContentBasedDeduplication": True}, "write 'true'", "ContentBasedDeduplication"),
        (ARN, {"DisplayName": 1.5}, "must be text, not float", "DisplayName"),
        (ARN, {"DisplayName": "x" * 101}, "100 characters", "DisplayName Reason: must be 100 characters or less"),
        *(
            (
                ARN,
                {"MaximumMessageSize": size},
                "from 1,024 to 1,048,576",
                f"MaximumMessageSize Reason: Invalid value [{size}]",
            )
            for size in ("1023", "1048577", "9" * 5_000, "1e5", "-1", "2048.0", " 2048", "\u0662048", "large")
        ),
        (ARN, {"MaximumMessageSize": 2_048}, "must be text, not int", "MaximumMessageSize"),
        (ARN, "DisplayName", "must be given as a mapping", None),
        (ARN, Hostile(DisplayName="x"), "raises KeyError", None),
    ],
)
def test_what_a_topic_doesnt_take(arn, attributes, says, aws):
    with pytest.raises(TopicError) as caught:
        a_topic(arn, attributes=attributes)
    assert says in str(caught.value)
    if aws:
        assert caught.value.aws_message() == f"Invalid parameter: {aws}"


def batch(*sizes):
    return [{"Id": str(number), "Message": "x" * size} for number, size in enumerate(sizes)]


@pytest.mark.parametrize(("given", "most"), [("1024", 1_024), ("1048576", 1_048_576), ("", 262_144), (None, 262_144)])
def test_how_large_a_message_may_be(given, most):
    topic = a_topic(attributes={"MaximumMessageSize": given})
    assert topic.attributes.get("MaximumMessageSize", "262144") == str(most)
    for spell in (lambda body: Message(body=body), lambda body: {"Message": body}):
        for fits in ("x" * most, "\u20ac" + "x" * (most - 3)):
            assert topic.publish(spell(fits)).message_id
            with pytest.raises(PublishError) as caught:
                topic.publish(spell(fits + "x"))
            assert caught.value.aws_message() == "Invalid parameter: Message too long"
    half = most // 2
    for spell in (
        list,
        lambda entries: PublishBatch({each["Id"]: Message(body=each["Message"]) for each in entries}, {}),
    ):
        assert len(topic.publish_batch(spell(batch(half, most - half))).successful) == 2
        with pytest.raises(PublishError) as caught:
            topic.publish_batch(spell(batch(half, most - half, 1)))
        assert (caught.value.code, caught.value.whole_batch) == ("BatchRequestTooLong", True)
    assert topic.metrics.statistics("PublishSize")[2:] == (most, most)


def test_who_can_take_large_messages():
    topic = a_topic(attributes={"MaximumMessageSize": "262145"}, limits=None)
    with pytest.raises(TopicError, match="of protocol firehose, lambda, sqs only, not https") as caught:
        topic.subscribe(protocol="https", endpoint="https://example.com/")
    assert (caught.value.code, caught.value.parameter) == ("InvalidParameter", "MaximumMessageSize")
    for number in range(99):
        topic.subscribe(protocol="sqs", endpoint=f"queue{number}")
    assert topic.subscribe(protocol="lambda", endpoint="function") == topic.subscribe(
        protocol="lambda", endpoint="function"
    )
    with pytest.raises(TopicError, match="may have 100 subscriptions, not 101"):
        topic.subscribe(protocol="sqs", endpoint="another")
    assert len(topic.subscriptions) == 100
    topic.set_attribute("MaximumMessageSize", "262144")
    topic.subscribe(protocol="https", endpoint="https://example.com/")
    with pytest.raises(TopicError, match="not https"):
        topic.set_attribute("MaximumMessageSize", "262145")
    assert topic.attributes["MaximumMessageSize"] == "262144"
    topic.set_attribute("MaximumMessageSize", "1024")


def test_that_a_topic_is_fifo_stays_so():
    with pytest.raises(TopicError, match="can't be changed"):
        a_topic(FIFO).set_attribute("FifoTopic", "false")


@pytest.mark.parametrize(
    "arn", ["orders", "arn:aws:sqs:eu-west-1:123456789012:orders", f"{ARN}:id-1", None, b"arn", ""]
)
def test_a_topic_is_named_by_its_arn(arn):
    with pytest.raises(TopicError, match="named by its ARN"):
        Topic(arn)


@pytest.mark.parametrize("argument", ["clock", "ids", "limits", "service_url"])
def test_arguments_of_a_topic_that_are_none(argument):
    with pytest.raises(TopicError, match=f"the {argument} of a topic must be"):
        Topic(ARN, **{argument: 7})


@pytest.mark.parametrize("change", [{"protocol": 7}, {"endpoint": None}, {"subscription_arn": "mine"}, {"owner": 7}])
def test_arguments_of_a_subscription_that_are_none(change):
    topic = a_topic()
    with pytest.raises(SnsFilterError):
        topic.subscribe(**{"protocol": "sqs", "endpoint": "queue", **change})
    assert not topic.subscriptions


@pytest.mark.parametrize("made", ["", 7, None])
def test_ids_must_be_text(made):
    topic = Topic(ARN, ids=lambda: made)
    with pytest.raises(TopicError, match="the function for ids must return a string"):
        topic.publish(Message(body="?"))
    with pytest.raises(TopicError, match="the function for ids must return a string"):
        add(topic, "lab")
    assert counted(topic) == {}


def test_an_id_is_plain_text():
    class Name(str):
        __slots__ = ()

    made = Topic(ARN, ids=lambda: Name("id")).publish(Message(body="?")).message_id
    assert (type(made), made) == (str, "id")


def test_ids_are_uuids():
    made = [new_uuid() for _ in range(1_000)]
    assert all(str(UUID(each)) == each and UUID(each).version == 4 and UUID(each).variant == RFC_4122 for each in made)
    assert len(set(made)) == len(made)


FORK = """
import os
from snsfilter.topic.checks import new_uuid
is_child = os.fork() == 0
if not is_child:
    os.wait()
print(new_uuid())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes don't fork here")
def test_a_process_and_its_child_make_other_ids():
    printed = subprocess.run(  # noqa: S603 (our own script)
        [sys.executable, "-c", FORK], capture_output=True, text=True, check=True
    ).stdout.split()
    assert len(printed) == len(set(printed)) == 2


@pytest.mark.parametrize("time", ["now", None, True, float("nan"), float("inf"), -1, 1e300, 10**400])
def test_a_clock_must_tell_the_time(time):
    topic = a_topic(clock=lambda: time)
    with pytest.raises(TopicError, match="the clock of a topic must"):
        topic.publish(Message(body="?"))
    assert counted(topic) == {}


@pytest.mark.parametrize(
    "time",
    [
        1.8e9,
        1_800_000_000,
        datetime(2027, 1, 15, 8, tzinfo=UTC),
        datetime(2027, 1, 15, 8),  # noqa: DTZ001 (UTC is meant then)
        datetime(2027, 1, 15, 10, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_what_a_clock_may_tell(time):
    published = a_topic(clock=lambda: time).publish(Message(body="?")).published
    assert published.timestamp_text == "2027-01-15T08:00:00.000Z"


def test_a_topic_says_what_it_is():
    topic = a_topic()
    add(topic, "lab")
    assert repr(topic) == f"<Topic {ARN}: 1 subscription>"
    assert (topic.name, topic.is_fifo, a_topic(FIFO).is_fifo) == ("orders", False, True)


# ----------------------------------------------------------------------------------------------------- publishing


def test_each_subscription_has_an_outcome_and_each_reason_its_metric():
    topic = a_topic()
    add(topic, "everything")
    add(topic, "lab", {"kind": ["lab"]})
    add(topic, "office", {"kind": ["office"]})
    add(topic, "array", {"tags": ["a"]})
    add(topic, "body", {"kind": ["lab"]}, "MessageBody")
    malformed = {"DataType": "String.Array", "StringValue": "no array"}
    result = topic.publish(Message({"kind": "lab", "tags": malformed}, body='{"kind": "office"}'))
    assert outcomes(result) == {
        "everything": DELIVERED,
        "lab": DELIVERED,
        "office": "MessageAttributes",
        "array": "InvalidAttributes",
        "body": "MessageBody",
    }
    assert [each.subscription.endpoint for each in result.delivered] == [f"{QUEUE}everything", f"{QUEUE}lab"]
    assert [each.reason.name for each in result.filtered_out] == [
        "MESSAGE_ATTRIBUTES",
        "INVALID_ATTRIBUTES",
        "MESSAGE_BODY",
    ]
    assert repr(result) == "<PublishResult id-6: 2 delivered, 3 filtered out>"
    assert outcomes(topic.publish(Message(body="text"))) == {
        "everything": DELIVERED,
        "lab": "NoMessageAttributes",
        "office": "NoMessageAttributes",
        "array": "NoMessageAttributes",
        "body": "InvalidMessageBody",
    }
    metrics = counted(topic)
    assert metrics.pop("PublishSize") > 30
    assert metrics == {
        "NumberOfMessagesPublished": 2,
        "NumberOfNotificationsDelivered": 3,
        "NumberOfNotificationsFilteredOut": 7,
        "NumberOfNotificationsFilteredOut-MessageAttributes": 1,
        "NumberOfNotificationsFilteredOut-InvalidAttributes": 1,
        "NumberOfNotificationsFilteredOut-MessageBody": 1,
        "NumberOfNotificationsFilteredOut-NoMessageAttributes": 3,
        "NumberOfNotificationsFilteredOut-InvalidMessageBody": 1,
    }


def test_a_reason_names_its_metric():
    assert [each.metric for each in FilterReason] == [
        f"NumberOfNotificationsFilteredOut-{each}" for each in FilterReason
    ]


def test_an_outcome_can_be_explained():
    topic = a_topic()
    lab = add(topic, "lab", {"kind": ["lab"]})
    outcome = topic.publish(Message({"kind": "Lab"}, body="?"))[lab.subscription_arn]
    why = outcome.explain()
    assert not why
    assert why.reason == outcome.reason
    assert "letter case" in why.summary
    assert "message" not in repr(outcome)


def test_a_result_knows_what_sns_added():
    result = a_topic().publish(Message(body="?"))
    assert (result.message_id, result.sequence_number, result.duplicate) == ("id-1", None, False)
    assert (result.published.topic_arn, result.published.signature_version) == (ARN, "1")
    assert result == result  # noqa: PLR0124 (compared by identity)
    assert result != copy.copy(result)
    assert len({result, result}) == 1
    with pytest.raises(KeyError):
        result[f"{ARN}:nobody"]


def test_boto3s_arguments_are_published_too():
    topic = a_topic()
    add(topic, "lab", {"kind": ["lab"]})
    attributes = {"kind": {"DataType": "String", "StringValue": "lab"}}
    for arguments in (
        {"Message": "?", "MessageAttributes": attributes},
        MappingProxyType({"Message": "?", "MessageAttributes": attributes, "TopicArn": ARN, "Subject": "s"}),
        {"Message": "?", "MessageAttributes": attributes, "TargetArn": ARN},
    ):
        assert outcomes(topic.publish(arguments)) == {"lab": DELIVERED}
    with pytest.raises(NotFoundError) as caught:
        topic.publish({"Message": "?", "TopicArn": FIFO})
    assert caught.value.aws_message() == "Topic does not exist"


@pytest.mark.parametrize("given", ["text", None, 7, [Message(body="?")], Hostile(Message="?"), {7: "?"}])
def test_what_isnt_a_message(given):
    topic = a_topic()
    with pytest.raises(TopicError):
        topic.publish(given)
    assert counted(topic) == {}


@pytest.mark.parametrize(
    ("message", "aws"),
    [
        (Message(body=""), "Invalid parameter: Empty message"),
        (Message(body="x" * 262_145), "Invalid parameter: Message too long"),
        (Message(body="?", subject=""), "Invalid parameter: Subject"),
    ],
)
def test_what_sns_refuses_to_publish(message, aws):
    topic = a_topic()
    with pytest.raises(PublishError) as caught:
        topic.publish(message)
    assert caught.value.aws_message() == aws
    assert counted(topic) == {}


def test_each_protocol_has_its_own_text():
    topic = a_topic()
    policy = {"kind": ["lab"]}
    add(topic, "queue", policy, "MessageBody")
    add(topic, "function", policy, "MessageBody", protocol="lambda")
    add(topic, "mail", policy, "MessageBody", protocol="email-json")
    add(topic, "attributes", policy)
    add(topic, "everything", protocol="lambda")
    texts = {"default": '{"kind": "lab"}', "sqs": '{"kind": "office"}', "email-json": "text"}
    structured = Message({"kind": "lab"}, body=json.dumps(texts), message_structure="json")
    result = topic.publish(structured)
    assert outcomes(result) == {
        "queue": "MessageBody",
        "function": DELIVERED,
        "mail": "InvalidMessageBody",
        "attributes": DELIVERED,
        "everything": DELIVERED,
    }
    assert result.filtered_out[0].message.body == texts["sqs"]
    assert (
        counted(topic).items()
        >= {
            "NumberOfNotificationsDelivered": 3,
            "NumberOfNotificationsFilteredOut-MessageBody": 1,
            "NumberOfNotificationsFilteredOut-InvalidMessageBody": 1,
        }.items()
    )


def test_the_index_is_asked_once_for_each_distinct_text(monkeypatch):
    topic = a_topic()
    for protocol in ("sqs", "lambda", "email", "https"):
        add(topic, protocol, {"kind": ["lab"]}, "MessageBody", protocol=protocol)
    asked = []
    matching = PolicyIndex._matching  # noqa: SLF001 (what a topic asks)
    monkeypatch.setattr(
        PolicyIndex, "_matching", lambda index, message: asked.append(message) or matching(index, message)
    )
    topic.publish(Message(body='{"kind": "lab"}'))
    assert len(asked) == 1
    texts = json.dumps({"default": '{"kind": "lab"}', "sqs": '{"kind": "office"}'})
    topic.publish(Message(body=texts, message_structure="json"))
    assert len(asked) == 1 + 2


def test_the_platform_of_an_app_has_its_own_text():
    topic = a_topic()
    app = "arn:aws:sns:eu-west-1:123456789012:endpoint/APNS/app/1"
    attributes = {"FilterPolicy": LAB, "FilterPolicyScope": "MessageBody"}
    topic.subscribe(protocol="application", endpoint=app, attributes=attributes)
    texts = json.dumps({"default": "text", "APNS": '{"kind": "lab"}'})
    assert len(topic.publish(Message(body=texts, message_structure="json")).delivered) == 1


def test_each_protocol_without_policies_on_the_body():
    topic = a_topic()
    add(topic, "attributes", {"kind": ["lab"]})
    structured = Message({"kind": "office"}, body='{"default": "x"}', message_structure="json")
    assert outcomes(topic.publish(structured)) == {"attributes": "MessageAttributes"}


def test_a_malformed_attribute_beside_a_text_for_each_protocol():
    topic = a_topic()
    add(topic, "attributes", {"kind": ["lab"]})
    add(topic, "body", {"kind": ["lab"]}, "MessageBody")
    malformed = {"DataType": "String.Array", "StringValue": "no array"}
    structured = Message({"kind": malformed}, body='{"default": "x"}', message_structure="json")
    assert outcomes(topic.publish(structured)) == {"attributes": "InvalidAttributes", "body": "InvalidMessageBody"}
    assert (
        counted(topic).items()
        >= {
            "NumberOfNotificationsFilteredOut-InvalidAttributes": 1,
            "NumberOfNotificationsFilteredOut-InvalidMessageBody": 1,
        }.items()
    )


# ---------------------------------------------------------------------------------------------------------- batches


def test_a_batch_is_one_datum_of_its_size():
    topic = a_topic()
    add(topic, "everything")
    entries = [{"Id": "one", "Message": "12345"}, {"Id": "two", "Message": "123"}, {"Id": "three", "Message": ""}]
    answer = topic.publish_batch(entries)
    assert list(answer.successful) == ["one", "two"]
    assert outcomes(answer.successful["two"]) == {"everything": DELIVERED}
    assert answer.failed["three"].aws_message() == "Invalid parameter: Empty message"
    assert topic.metrics.statistics("PublishSize") == (1, 8, 8, 8)
    assert counted(topic)["NumberOfMessagesPublished"] == 2
    again = topic.publish_batch(Message.from_publish_batch(PublishBatchRequestEntries=entries[:1]))
    assert again.successful["one"].message_id != answer.successful["one"].message_id


def test_a_batch_of_faults_counts_nothing():
    topic = a_topic()
    answer = topic.publish_batch([{"Id": "one", "Message": ""}])
    assert (answer.successful, list(answer.failed)) == ({}, ["one"])
    assert counted(topic) == {}


def test_a_fault_may_refuse_the_whole_batch():
    topic = a_topic()
    entry = {"DataType": "String", "StringValue": ""}
    with pytest.raises(PublishError):
        topic.publish_batch(
            [{"Id": "one", "Message": "?"}, {"Id": "2", "Message": "?", "MessageAttributes": {"a": entry}}]
        )
    for given in ("entries", b"entries", 7):
        with pytest.raises(TopicError, match="a batch must be"):
            topic.publish_batch(given)
    assert counted(topic) == {}


def test_a_batch_may_be_given_as_the_arguments_of_boto3():
    topic = a_topic()
    entries = [{"Id": "one", "Message": "12345"}, {"Id": "two", "Message": ""}]
    for named in ({"TopicArn": ARN}, {}):
        answer = topic.publish_batch({**named, "PublishBatchRequestEntries": entries})
        assert (list(answer.successful), list(answer.failed)) == (["one"], ["two"])
    with pytest.raises(NotFoundError):
        topic.publish_batch({"TopicArn": FIFO, "PublishBatchRequestEntries": entries})
    for wrong in ({"Id": "one", "Message": "?"}, {}, {"PublishBatchRequestEntries": 7}):
        with pytest.raises(MessageError):
            topic.publish_batch(wrong)
    with pytest.raises(TopicError, match="the arguments of publish_batch must have names"):
        topic.publish_batch({7: entries})
    assert counted(topic) == {"NumberOfMessagesPublished": 2, "PublishSize": 10}


# ------------------------------------------------------------------------------------------------------------- FIFO


def fifo(clock=lambda: 1.8e9, **attributes):
    topic = a_topic(FIFO, clock=clock, attributes=attributes)
    add(topic, "all.fifo")
    return topic


def sent(topic, body="?", group="g", known_by=None):
    return topic.publish(Message(body=body, message_group_id=group, message_deduplication_id=known_by))


def test_a_fifo_topic_numbers_its_messages():
    topic = fifo()
    one, two = sent(topic, known_by="1"), sent(topic, known_by="2")
    assert len(one.sequence_number) == len(two.sequence_number) == 20
    assert one.sequence_number < two.sequence_number


def test_a_duplicate_is_accepted_but_not_delivered():
    now = [1.8e9]
    topic = fifo(lambda: now[0])
    first = sent(topic, known_by="1")
    now[0] += 299
    second = sent(topic, "other text", known_by="1")
    assert (second.duplicate, len(second), second.delivered) == (True, 0, ())
    assert (second.message_id, second.sequence_number) == (first.message_id, first.sequence_number)
    assert repr(second) == f"<PublishResult {first.message_id}: duplicate>"
    assert counted(topic).items() >= {"NumberOfMessagesPublished": 2, "NumberOfNotificationsDelivered": 1}.items()
    now[0] += 1
    third = sent(topic, known_by="1")
    assert (third.duplicate, len(third.delivered)) == (False, 1)
    assert third.sequence_number > first.sequence_number
    assert sent(topic, known_by="2").duplicate is False


def test_duplicates_by_content():
    topic = fifo(ContentBasedDeduplication="true")
    sent(topic, "a")
    assert sent(topic, "a").duplicate
    assert sent(topic, "a", "another").duplicate
    assert not sent(topic, "b").duplicate
    assert not sent(topic, "a", known_by="its-own").duplicate
    assert topic.publish(Message({"more": 1}, body="a", message_group_id="g")).duplicate


def test_duplicates_within_a_message_group():
    topic = fifo(ContentBasedDeduplication="true", FifoThroughputScope="MessageGroup")
    sent(topic, "a")
    assert sent(topic, "a").duplicate
    assert not sent(topic, "a", "another").duplicate


def test_what_a_fifo_topic_refuses():
    for message in (Message(body="?"), Message(body="?", message_group_id="g")):
        with pytest.raises(PublishError):
            fifo().publish(message)
    with pytest.raises(PublishError):
        a_topic().publish(Message(body="?", message_deduplication_id="1"))


def test_subscriptions_are_subscriptions():
    assert isinstance(add(a_topic(), "lab"), Subscription)


@pytest.mark.parametrize(
    ("attributes", "body"),
    [
        ({}, "m"),
        ({"a": "x", "n": 1, "f": 0.5}, "m"),
        ({"n": {"DataType": "Number", "StringValue": "1e3"}, "s": {"Type": "String", "Value": "x"}}, "m"),
        ({"b": b"\xff", "l": ["x", 1, None]}, "m"),
        ({"é": "x"}, "m"),
        ({"a": "x"}, "é"),
        ({"a": "é"}, {"decoded": 1}),
        ({"n": 10**999}, "m"),
        ({"n": 10**1000}, "m"),
        ({"n": 10**5000}, "m"),
        ({"n": float("nan")}, "m"),
        ({"a": ""}, "m"),
        ({"a..b": "x"}, "m"),
        ({"a": True}, "m"),
        ({"a": "x"}, "m" * (262_144 - 8)),
        ({"a": "x"}, "m" * (262_144 - 7)),
    ],
)
def test_a_topic_checks_and_measures_as_check_publish(attributes, body):
    def answer(call):
        try:
            return call()
        except PublishError as error:
            return error

    topic, message = Topic(ARN), Message(attributes, body)
    checked, published = answer(lambda: check_publish(message, fifo=False)), answer(lambda: topic.publish(message))
    found = published if isinstance(checked, PublishError) else topic.metrics["PublishSize"]
    assert found == checked


def test_a_topic_keeps_no_nodes_of_policies():
    """Python's garbage collector would look at them again and again."""

    def nodes():
        gc.collect()
        return sum(isinstance(each, AllOf) for each in gc.get_objects())

    before = nodes()
    topic = a_topic()
    for number, scope in enumerate([*FilterPolicyScope, *FilterPolicyScope]):
        add(topic, f"q{number}", {"kind": [number]}, scope)
    result = topic.publish(Message({"kind": 1}, body='{"kind": 2}'))
    assert nodes() == before
    assert set(outcomes(result).values()) == {"MessageAttributes", "MessageBody"}
