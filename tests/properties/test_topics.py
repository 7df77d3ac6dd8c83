"""A topic does what asking each subscription in turn would, after any changes; and loses and doubles no count."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from snsfilter import (
    Delivered,
    FilteredOut,
    FilterPolicyError,
    FilterPolicyLimitExceededError,
    Limits,
    Message,
    PublishError,
    Topic,
)
from snsfilter.topic.publishing import check_publish
from tests.properties import strategies

ARN = "arn:aws:sns:eu-west-1:123456789012:orders"
PROTOCOLS = ["sqs", "lambda", "https", "email"]
SCOPES = ["MessageAttributes", "MessageBody"]
COMMON = [json.dumps({"a": [pattern]}) for pattern in ("a", "b", {"anything-but": ["a"]}, {"exists": False})]
POLICIES = st.sampled_from(["{}", "", *COMMON]) | strategies.flat_policies("sns") | strategies.policies("sns")
NAMES = ["a", "b", "c", "a.b"]
ATTRIBUTES = st.dictionaries(
    st.sampled_from(NAMES),
    st.builds(
        lambda kind, text: {"DataType": kind, "StringValue": text},
        st.sampled_from(["String", "String.Array", "Number", "String.json"]),
        st.sampled_from(["1", "a", "[1]", '["a"]', "[", "a\\qb", "b"]),
    ),
)
COMMON_BODIES = ['{"a": "a"}', '{"a": "b"}', "{}", "?"]
BODIES = st.sampled_from(COMMON_BODIES) | strategies.bodies(NAMES).filter(bool)
MESSAGES = st.builds(Message, ATTRIBUTES, BODIES) | st.builds(
    lambda attributes, texts: Message(attributes, json.dumps(texts), message_structure="json"),
    ATTRIBUTES,
    st.fixed_dictionaries({"default": BODIES}, optional=dict.fromkeys(PROTOCOLS, BODIES)),
)
SUBSCRIPTIONS = st.lists(
    st.tuples(st.sampled_from(PROTOCOLS), st.sampled_from(COMMON), st.sampled_from(SCOPES)), max_size=5
)
IDENTITIES = st.tuples(st.sampled_from(PROTOCOLS), st.sampled_from("xyz"))


def is_publishable(message):
    try:
        check_publish(message, fifo=False)
    except PublishError:
        return False
    return True


def expected(subscription, message):
    """The outcome as the policy alone has it: nothing if it accepts the message, or the reason."""
    policy = subscription.filter_policy
    return None if policy is None else policy.explain(message.for_protocol(subscription.protocol)).reason


class Publishing(RuleBasedStateMachine):
    """A topic, and a plain dictionary that knows the same."""

    @initialize(subscriptions=SUBSCRIPTIONS)
    def begin(self, subscriptions):
        self.topic = Topic(ARN, clock=lambda: self.now, limits=Limits(policies_per_topic=6))
        self.now = 1.8e9
        self.subscriptions = {}
        self.counts = Counter()
        for number, (protocol, policy, scope) in enumerate(subscriptions):
            identity = (protocol, f"endpoint {number}")
            self.subscribe(identity, policy, scope)
            self.confirm(identity)

    def known(self, identity):
        return self.subscriptions.get(identity)

    @rule(identity=IDENTITIES, policy=POLICIES, scope=st.sampled_from(SCOPES))
    def subscribe(self, identity, policy, scope):
        if self.known(identity):
            return
        protocol, endpoint = identity
        attributes = {"FilterPolicy": policy, "FilterPolicyScope": scope}
        try:
            added = self.topic.subscribe(protocol=protocol, endpoint=endpoint, attributes=attributes)
        except (FilterPolicyError, FilterPolicyLimitExceededError):
            return
        self.subscriptions[identity] = added

    @rule(identity=IDENTITIES)
    def confirm(self, identity):
        if known := self.known(identity):
            self.subscriptions[identity] = self.topic.confirm(known.subscription_arn)

    @rule(identity=IDENTITIES)
    def unsubscribe(self, identity):
        known = self.known(identity)
        if known and not known.pending_confirmation:
            self.topic.unsubscribe(known.subscription_arn)
            del self.subscriptions[identity]

    @rule(identity=IDENTITIES, policy=POLICIES)
    def set_policy(self, identity, policy):
        self.set(identity, "FilterPolicy", policy)

    @rule(identity=IDENTITIES, scope=st.sampled_from(SCOPES))
    def set_scope(self, identity, scope):
        self.set(identity, "FilterPolicyScope", scope)

    def set(self, identity, name, value):
        if known := self.known(identity):
            try:
                changed = self.topic.set_subscription_attribute(known.subscription_arn, name, value)
            except (FilterPolicyError, FilterPolicyLimitExceededError):
                return
            self.subscriptions[identity] = changed

    @rule(seconds=st.integers(0, 200))
    def wait(self, seconds):
        self.now += seconds

    @rule(message=MESSAGES.filter(is_publishable), deliver=st.booleans())
    def publish(self, message, deliver):
        result = self.topic.publish(message, deliver=deliver)
        self.counts["NumberOfMessagesPublished"] += 1
        confirmed = [each for each in self.subscriptions.values() if not each.pending_confirmation]
        assert set(result) == {each.subscription_arn for each in confirmed}
        for each in confirmed:
            reason = expected(each, message)
            outcome = result[each.subscription_arn]
            assert outcome.subscription == each
            if reason is None:
                assert isinstance(outcome, Delivered)
                self.counts["NumberOfNotificationsDelivered"] += 1
            else:
                assert isinstance(outcome, FilteredOut)
                assert outcome.reason == reason
                self.counts["NumberOfNotificationsFilteredOut"] += 1
                self.counts[f"NumberOfNotificationsFilteredOut-{reason}"] += 1
        assert [*map(type, result.values())].count(Delivered) == len(result.delivered)
        assert len(result.delivered) + len(result.filtered_out) == len(result)
        if not deliver:
            assert len(self.topic.deliver(result)) == len(result.delivered)

    @invariant()
    def counts_agree(self):
        counted = {name: count for name, count in self.topic.metrics.items() if count and name != "PublishSize"}
        assert counted == self.counts
        assert self.topic.metrics.statistics("PublishSize").sample_count == self.counts["NumberOfMessagesPublished"]

    @invariant()
    def subscriptions_agree(self):
        assert set(self.topic.subscriptions.values()) == set(self.subscriptions.values())


TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(strategies.few, stateful_step_count=25)


def test_many_threads_publish_while_attributes_change():
    """No count is lost or doubled, and each message sees each change whole or not at all."""
    topic = Topic(ARN)
    lab, office = (
        topic.subscribe(protocol="sqs", endpoint=kind, attributes={"FilterPolicy": json.dumps({"kind": [kind]})})
        for kind in ("lab", "office")
    )
    message = Message({"kind": "lab"}, body="?")
    either = [json.dumps({"kind": [kind], "$or": [{"kind": ["lab"]}, {"kind": ["office"]}]}) for kind in "ab"]

    def publish(_):
        results = [topic.publish(message) for _ in range(150)]
        return [len(each.delivered) for each in results], [len(each.filtered_out) for each in results]

    def change(number):
        for turn in range(60):
            arn = (lab, office)[(turn + number) % 2].subscription_arn
            topic.set_subscription_attribute(arn, "FilterPolicy", either[turn % 2])
            topic.set_subscription_attribute(arn, "FilterPolicyScope", SCOPES[turn % 2])
            topic.set_subscription_attribute(arn, "FilterPolicy", "{}")
            gone = topic.subscribe(protocol="lambda", endpoint=f"{number} {turn}", attributes={"FilterPolicy": "{}"})
            topic.unsubscribe(gone.subscription_arn)

    with ThreadPoolExecutor(8) as pool:
        changing = [pool.submit(change, number) for number in range(2)]
        published = list(pool.map(publish, range(6)))
        for each in changing:
            each.result()
    metrics = topic.metrics
    assert metrics["NumberOfMessagesPublished"] == metrics.statistics("PublishSize").sample_count == 6 * 150
    assert metrics["NumberOfNotificationsDelivered"] == sum(sum(delivered) for delivered, _ in published)
    rejected = sum(sum(filtered_out) for _, filtered_out in published)
    assert metrics["NumberOfNotificationsFilteredOut"] == rejected
    by_reason = [count for name, count in metrics.items() if name.startswith("NumberOfNotificationsFilteredOut-")]
    assert sum(by_reason) == rejected
    assert topic.attributes["SubscriptionsDeleted"] == "120"
