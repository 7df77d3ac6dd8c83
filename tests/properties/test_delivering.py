"""What holds for every delivery policy, good or bad."""

import json

from hypothesis import given
from hypothesis import strategies as st

from snsfilter import BackoffFunction, DeliveryPolicy, DeliveryPolicyError, HealthyRetryPolicy
from snsfilter.delivery.healthy import ATTRIBUTES
from snsfilter.delivery.shapes import LEVELS

NAMES = sorted(
    {
        "http",
        "https",
        "x",
        "headerContentType",
        "maxReceivesPerSecond",
        *ATTRIBUTES,
        *(name for level in LEVELS.values() for name in level.members),
    }
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 4000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["linear", "LINEAR", "cubic", "5", "true", "text/plain", "text/csv", "text/plain; charset=UTF-8"])
    | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner),
    max_leaves=12,
)
TARGETS = st.sampled_from(["subscription", "topic"])

COUNTS = st.integers(0, 5)
RETRIES = st.fixed_dictionaries(
    {
        "minDelayTarget": st.integers(1, 30),
        "maxDelayTarget": st.integers(30, 3600),
        "numRetries": st.integers(15, 100),
    },
    optional={
        "numMaxDelayRetries": COUNTS | st.none(),
        "numNoDelayRetries": COUNTS,
        "numMinDelayRetries": COUNTS,
        "backoffFunction": st.sampled_from([*map(str, BackoffFunction), "EXPONENTIAL"]) | st.none(),
    },
)
THROTTLES = st.fixed_dictionaries({"maxReceivesPerSecond": st.integers(1, 10_000)})
REQUESTS = st.fixed_dictionaries({"headerContentType": st.sampled_from(["text/plain", "application/json"])})
OWN = st.fixed_dictionaries(
    {},
    optional={
        "healthyRetryPolicy": RETRIES | st.none(),
        "sicklyRetryPolicy": RETRIES | st.none(),
        "throttlePolicy": THROTTLES | st.none(),
        "requestPolicy": REQUESTS | st.none(),
        "guaranteed": st.booleans() | st.none(),
    },
)
TOPICS = st.fixed_dictionaries(
    {},
    optional={
        "defaultHealthyRetryPolicy": RETRIES | st.none(),
        "defaultSicklyRetryPolicy": RETRIES | st.none(),
        "disableSubscriptionOverrides": st.booleans() | st.none(),
        "defaultThrottlePolicy": THROTTLES | st.none(),
        "defaultRequestPolicy": REQUESTS | st.none(),
    },
).map(lambda members: {"http": members})


def attempt(source, **options):
    try:
        return DeliveryPolicy.parse(source, **options)
    except DeliveryPolicyError as error:
        return error


def resolve(value, pointer):
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def kept(source, target="subscription"):
    return DeliveryPolicy.parse(source, target=target, raw=None, max_total_delay=None)


@given(VALUES, TARGETS)
def test_any_json_is_a_policy_or_our_own_error_whose_places_exist(value, target):
    text = json.dumps(value, indent=1)
    found = attempt(text, target=target)
    assert found == attempt(text, target=target)
    if isinstance(found, DeliveryPolicy):
        assert kept(found.to_json(), target) == found
        return
    lines = text.split("\n")
    for each in found.violations:
        resolve(value, each.pointer)
        assert 0 < each.column <= len(lines[each.line - 1])
        assert each.problem
        assert each.aws.startswith("DeliveryPolicy: ")
    assert all(line.isprintable() for line in str(found).splitlines())
    if isinstance(value, dict):
        decoded = attempt(value, target=target)
        told = [(each.field, each.problem, each.hint, each.pointer, each.aws) for each in found.violations]
        assert [(each.field, each.problem, each.hint, each.pointer, each.aws) for each in decoded.violations] == told


@given(st.text(max_size=30) | st.binary(max_size=30), TARGETS)
def test_any_text_is_a_policy_or_our_own_error(source, target):
    assert isinstance(attempt(source, target=target), DeliveryPolicy | DeliveryPolicyError)


@given(OWN, TOPICS)
def test_what_is_stored_is_the_same_policy(own, topic):
    policy, above = kept(own), kept(topic, "topic")
    assert kept(policy.to_json()) == policy
    assert kept(above.to_json(), "topic") == above
    assert kept(policy.to_json()).equivalent(policy)
    assert list(json.loads(policy.to_json())) == list(LEVELS["subscription"].members)
    assert None not in json.loads(above.to_json())["http"].values()


@given(OWN, TOPICS)
def test_what_is_effective_stays_so(own, topic):
    policy, above = kept(own), kept(topic, "topic")
    effective = policy.effective(above)
    again = kept(effective.to_json()).effective(above)
    assert again.to_json() == effective.to_json()
    assert kept(effective.to_json()).effective() == effective
    of_topic = above.effective()
    assert kept(of_topic.to_json(), "topic").effective() == of_topic
    if above.disable_subscription_overrides:
        assert effective == kept("{}").effective(above)
    else:
        assert effective.healthy_retry_policy == (policy.healthy_retry_policy or of_topic.healthy_retry_policy)
        assert effective.throttle_policy == (policy.throttle_policy or of_topic.throttle_policy)
        assert effective.request_policy == (policy.request_policy or of_topic.request_policy)


@given(OWN, st.randoms(use_true_random=False))
def test_the_order_of_members_makes_no_difference(own, random):
    def shuffled(members):
        if not isinstance(members, dict):
            return members
        pairs = [(name, shuffled(value)) for name, value in members.items()]
        random.shuffle(pairs)
        return dict(pairs)

    assert kept(shuffled(own)) == kept(own)
    broken = {name: {} for name in own if name not in {"guaranteed", "sicklyRetryPolicy"}}
    faults = attempt(shuffled(broken))
    assert faults == attempt(broken)


@given(st.fixed_dictionaries({name: st.integers(-1, 4000) for name in list(ATTRIBUTES)[:6]}))
def test_the_constructor_and_the_parser_agree(values):
    parsed = attempt({"healthyRetryPolicy": values}, max_total_delay=None)
    made = made_of({ATTRIBUTES[name]: value for name, value in values.items()})
    if isinstance(parsed, DeliveryPolicyError):
        assert [(each.field, each.problem, each.aws) for each in made.violations] == [
            (each.field, each.problem, each.aws) for each in parsed.violations
        ]
    else:
        assert parsed.healthy_retry_policy == made


def made_of(values):
    try:
        return HealthyRetryPolicy(**values)
    except DeliveryPolicyError as error:
        return error


@given(OWN, st.booleans(), st.none() | st.floats(0, 5000))
def test_check_tells_what_parsing_would(own, raw, most):
    policy = kept(own)
    found = attempt(own, raw=raw, max_total_delay=most)
    told = found.violations if isinstance(found, DeliveryPolicyError) else ()
    assert policy.check(raw=raw, max_total_delay=most) == told
