"""Metrics over time, and in the form in which CloudWatch takes them."""

import pickle
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from snsfilter import Message, Metrics, SnsFilterError, Statistics, Topic
from snsfilter.topic.counts import NAMES
from snsfilter.topic.report import picture

ARN = "arn:aws:sns:eu-west-1:123456789012:orders"
START = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PUBLISHED = "NumberOfMessagesPublished"


@pytest.fixture
def topic():
    """A topic that published 5 bytes at 12:00:30, and 1 and 3 bytes at 12:02:30."""
    now = [START]
    topic = Topic(ARN, clock=lambda: now[0])
    topic.subscribe(protocol="sqs", endpoint="queue", attributes={"FilterPolicy": '{"kind": ["lab"]}'})
    topic.subscribe(protocol="sqs", endpoint="other")
    topic.publish(Message(body="12345"))
    now[0] += 2 * MINUTE
    topic.publish(Message(body="1"))
    topic.publish(Message(body="123"))
    return topic


def test_metrics_are_a_mapping_of_all_names(topic):
    metrics = topic.metrics
    assert isinstance(metrics, Metrics)
    assert list(metrics) == list(NAMES)
    assert len(metrics) == len(NAMES) == 12
    assert metrics["NumberOfNotificationsDelivered"] == 3
    assert metrics["NumberOfNotificationsFailed"] == 0
    assert metrics["PublishSize"] == 9
    assert metrics.topic_name == "orders"
    assert repr(metrics).startswith("<Metrics of orders: {'NumberOfMessagesPublished': 3, ")
    assert pickle.loads(pickle.dumps(metrics)) == metrics  # noqa: S301 (our own bytes)


@pytest.mark.parametrize("ask", [Metrics.__getitem__, Metrics.statistics, Metrics.over_time])
def test_there_are_no_other_metrics(topic, ask):
    with pytest.raises(KeyError, match="SNS has no metric 'NumberOfNotificationsFilteredOut-NoMessageBody' of a topic"):
        ask(topic.metrics, "NumberOfNotificationsFilteredOut-NoMessageBody")


def test_metrics_dont_change(topic):
    before = topic.metrics
    topic.publish(Message(body="?"))
    assert (before[PUBLISHED], topic.metrics[PUBLISHED]) == (3, 4)
    with pytest.raises(TypeError):
        before[PUBLISHED] = 0


def test_statistics(topic):
    sizes = topic.metrics.statistics("PublishSize")
    assert sizes == (3, 9, 1, 5)
    assert sizes.average == 3
    assert topic.metrics.statistics(PUBLISHED) == (3, 3, 1, 1)
    nothing = topic.metrics.statistics("NumberOfNotificationsFailed")
    assert (nothing, nothing.average) == ((0, 0, 0, 0), 0)


def test_metrics_over_time(topic):
    first, third = START.replace(second=0), START.replace(second=0) + 2 * MINUTE
    assert topic.metrics.over_time(PUBLISHED) == {first: Statistics(1, 1, 1, 1), third: Statistics(2, 2, 1, 1)}
    assert topic.metrics.over_time("PublishSize") == {first: Statistics(1, 5, 5, 5), third: Statistics(2, 4, 1, 3)}
    assert topic.metrics.over_time("NumberOfNotificationsFailed") == {}


def test_metrics_are_taken_once(topic):
    taken = topic.take_metrics()
    assert taken[PUBLISHED] == 3
    assert set(topic.metrics.values()) == {0}
    topic.publish(Message(body="?"))
    assert (taken[PUBLISHED], topic.metrics[PUBLISHED], topic.take_metrics()[PUBLISHED]) == (3, 1, 1)


def test_a_record_is_what_cloudwatch_takes(topic):
    records = topic.metrics.put_metric_data()
    assert records[0] == {
        "MetricName": PUBLISHED,
        "Dimensions": [{"Name": "TopicName", "Value": "orders"}],
        "Timestamp": START.replace(second=0),
        "Unit": "Count",
        "StatisticValues": {"SampleCount": 1.0, "Sum": 1.0, "Minimum": 1.0, "Maximum": 1.0},
    }
    assert [(each["Timestamp"], each["StatisticValues"]) for each in records if each["Unit"] == "Bytes"] == [
        (START.replace(second=0), {"SampleCount": 1.0, "Sum": 5.0, "Minimum": 5.0, "Maximum": 5.0}),
        (START.replace(second=0) + 2 * MINUTE, {"SampleCount": 2.0, "Sum": 4.0, "Minimum": 1.0, "Maximum": 3.0}),
    ]
    times = [each["Timestamp"] for each in records]
    assert times == sorted(times)
    for name in NAMES:
        assert (
            sum(each["StatisticValues"]["Sum"] for each in records if each["MetricName"] == name)
            == (topic.metrics[name])
        )


def test_botocore_finds_nothing_wrong_with_the_records(topic):
    loaders = pytest.importorskip("botocore.loaders", reason="botocore isn't installed")
    from botocore.model import ServiceModel  # noqa: PLC0415 (only where it is installed)
    from botocore.validate import ParamValidator  # noqa: PLC0415 (botocore may be missing)

    model = ServiceModel(loaders.Loader().load_service_model("cloudwatch", "service-2"))
    shape = model.operation_model("PutMetricData").input_shape
    arguments = {"Namespace": "AWS/SNS", "MetricData": topic.metrics.put_metric_data()}
    assert arguments["MetricData"]
    assert not ParamValidator().validate(arguments, shape).has_errors()
    for record in arguments["MetricData"]:
        record["StatisticValues"]["Sum"] = "1"
    assert ParamValidator().validate(arguments, shape).has_errors()


def test_what_fails_is_counted_when_it_fails():
    topic = Topic(ARN, clock=lambda: START)
    web = topic.subscribe(protocol="https", endpoint="https://example.com/")
    topic.confirm(web.subscription_arn)
    result = topic.publish(Message(body="?"), deliver=False)
    topic.deliver(result, {web.subscription_arn: [503, 503, 200]})
    first = START.replace(second=0)
    # The attempts come 0, 20 and 40 seconds after 12:00:30; the third of them in the next minute.
    assert topic.metrics.over_time("NumberOfNotificationsFailed") == {first: Statistics(2, 2, 1, 1)}
    assert topic.metrics.over_time("NumberOfNotificationsDelivered") == {first + MINUTE: Statistics(1, 1, 1, 1)}


# ----------------------------------------------------------------------------------------------------------- reports


def test_a_report_is_a_table_and_a_plot(topic):
    printed = topic.metrics.report(60)
    assert re.search(r"^NumberOfNotificationsFilteredOut +3$", printed, re.MULTILINE)
    assert re.search(r"^PublishSize +9 bytes: 1 to 5, 3.0 on the average$", printed, re.MULTILINE)
    assert "Metrics of orders" in printed
    assert "time since 2026-03-01 12:00 UTC" in printed
    assert max(map(len, printed.splitlines()[12:])) <= 60
    assert topic.metrics.report(60, unicode=False).isascii()


def test_the_plots_show_each_minute(topic):
    messages, reasons = picture(topic.metrics).panels
    assert {line.name: line.points for line in messages.lines} == {
        "published": [(0, 1), (60, 0), (120, 2), (180, 2)],
        "delivered": [(0, 1), (60, 0), (120, 2), (180, 2)],
        "filtered out": [(0, 1), (60, 0), (120, 2), (180, 2)],
    }
    assert [line.name for line in reasons.lines] == ["NoMessageAttributes"]


def test_a_line_that_ends_early_falls_to_nothing():
    now = [START]
    topic = Topic(ARN, clock=lambda: now[0])
    topic.publish(Message(body="?"))
    topic.subscribe(protocol="sqs", endpoint="queue")
    now[0] += 2 * MINUTE
    topic.publish(Message(body="?"))
    topic.unsubscribe(next(iter(topic.subscriptions)))
    now[0] += 2 * MINUTE
    topic.publish(Message(body="?"))
    (messages,) = picture(topic.metrics).panels
    assert {line.name: line.points for line in messages.lines}["delivered"] == [
        (0, 0),
        (120, 1),
        (180, 0),
        (300, 0),
    ]


def test_a_picture_of_metrics(topic):
    svg = topic.metrics.to_svg(title="What became of the orders")
    root = ET.fromstring(svg)  # noqa: S314 (our own text)
    assert "What became of the orders" in svg
    assert "3 published, 3 delivered, 3 filtered out, 0 failed" in "".join(root.itertext())
    with pytest.raises(SnsFilterError):
        topic.metrics.to_svg(width=10)


def test_nothing_is_a_report_too():
    metrics = Topic(ARN).metrics
    assert re.fullmatch(r"PublishSize +0 bytes", metrics.report().splitlines()[-1])
    assert picture(metrics).panels == []
    assert metrics.to_svg().startswith("<svg")
