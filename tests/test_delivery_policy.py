"""Delivery policies as values, and the developer's texts about what is wrong with one."""

import copy
import json
import pickle
from collections.abc import Mapping
from decimal import Decimal

import pytest

from snsfilter import BackoffFunction, DeliveryPolicy, DeliveryPolicyError, HealthyRetryPolicy, SnsFilterError
from snsfilter.delivery.effective import EffectiveDeliveryPolicy
from snsfilter.delivery.policy import effective_of_subscription, effective_of_topic

RETRIES = {"minDelayTarget": 5, "maxDelayTarget": 10, "numRetries": 3}
TEXT = '{\n  "healthyRetryPolicy": {"minDelayTarget": 5, "maxDelayTarget": 10, "numRetries": 3}\n}'
OWN = DeliveryPolicy.parse("{}")
TOPIC = DeliveryPolicy.parse("{}", target="topic")
CSV = {"requestPolicy": {"headerContentType": "text/csv"}}


def fault(source, **options):
    with pytest.raises(DeliveryPolicyError) as caught:
        DeliveryPolicy.parse(source, **options)
    return caught.value


def hints(source, **options):
    return [each.hint for each in fault(source, **options).violations]


# --------------------------------------------------------------------------------------------------------- the value


@pytest.mark.parametrize("source", [TEXT, TEXT.encode(), json.loads(TEXT)])
def test_a_policy_is_a_value(source):
    policy = DeliveryPolicy.parse(source)
    assert policy == DeliveryPolicy.parse(TEXT)
    assert hash(policy) == hash(DeliveryPolicy.parse(TEXT))
    assert policy != DeliveryPolicy.parse({})
    assert policy != policy.to_json()
    assert copy.deepcopy(policy) == policy
    assert eval(repr(policy)) == policy  # noqa: S307 (our own text)
    again = pickle.loads(pickle.dumps(policy))  # noqa: S301 (our own bytes)
    assert again == policy
    assert again.check(max_total_delay=1) == policy.check(max_total_delay=1)
    with pytest.raises(AttributeError, match="immutable"):
        policy.target = "topic"
    with pytest.raises(AttributeError, match="immutable"):
        del policy.target
    with pytest.raises(TypeError, match=r"DeliveryPolicy\.parse"):
        DeliveryPolicy()


def test_the_parts_of_a_subscriptions_policy():
    policy = DeliveryPolicy.parse(
        {
            "healthyRetryPolicy": RETRIES | {"backoffFunction": "geometric"},
            "sicklyRetryPolicy": RETRIES,
            "throttlePolicy": {"maxReceivesPerSecond": 7},
            "requestPolicy": {"headerContentType": "application/json"},
            "guaranteed": True,
        }
    )
    assert policy.target == "subscription"
    assert policy.healthy_retry_policy == HealthyRetryPolicy(5, 10, 3, backoff_function=BackoffFunction.GEOMETRIC)
    assert policy.sickly_retry_policy == HealthyRetryPolicy(5, 10, 3)
    assert policy.throttle_policy.max_receives_per_second == 7
    assert policy.request_policy.header_content_type == "application/json"
    assert (policy.guaranteed, policy.disable_subscription_overrides) == (True, False)


def test_the_parts_of_a_topics_policy():
    policy = DeliveryPolicy.parse({"http": {"disableSubscriptionOverrides": True}}, target="topic")
    assert policy.target == "topic"
    assert policy.healthy_retry_policy is policy.throttle_policy is policy.request_policy is None
    assert (policy.guaranteed, policy.disable_subscription_overrides) == (False, True)
    assert eval(repr(policy)) == policy  # noqa: S307 (our own text)
    assert policy != DeliveryPolicy.parse("{}")
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 (our own bytes)


def test_what_is_equivalent():
    short = DeliveryPolicy.parse({"healthyRetryPolicy": RETRIES})
    long = DeliveryPolicy.parse({"healthyRetryPolicy": RETRIES | {"numNoDelayRetries": 0, "backoffFunction": "LINEAR"}})
    assert short != long
    assert short.equivalent(long)
    assert long.equivalent(short)
    assert not short.equivalent(DeliveryPolicy.parse({}))
    assert not DeliveryPolicy.parse({}).equivalent(DeliveryPolicy.parse({}, target="topic"))
    default = {"minDelayTarget": 20, "maxDelayTarget": 20, "numRetries": 3}
    assert not DeliveryPolicy.parse({"healthyRetryPolicy": default}).equivalent(DeliveryPolicy.parse({}))
    with pytest.raises(DeliveryPolicyError, match="must be a DeliveryPolicy, not 'x'"):
        short.equivalent("x")


def test_the_effective_policy_is_a_value():
    effective = DeliveryPolicy.parse({"healthyRetryPolicy": RETRIES}).effective()
    assert isinstance(effective, EffectiveDeliveryPolicy)
    assert effective == effective_of_subscription(DeliveryPolicy.parse({"healthyRetryPolicy": RETRIES}), None)
    assert pickle.loads(pickle.dumps(effective)) == effective  # noqa: S301 (our own bytes)
    assert effective_of_topic(None).target == "topic"
    assert effective.request_policy.header_content_type == "text/plain; charset=UTF-8"


def test_the_schedule_is_that_of_the_retry_policy():
    policy = DeliveryPolicy.parse({"healthyRetryPolicy": RETRIES})
    assert [retry.delay for retry in policy.schedule()] == [5, 7.5, 10]
    assert [retry.delay for retry in DeliveryPolicy.parse({}).schedule()] == [20, 20, 20]
    assert [retry.delay for retry in policy.schedule(backoff=lambda *_: 9)] == [9, 9, 9]


@pytest.mark.parametrize(
    ("call", "arguments", "problem"),
    [
        (
            OWN.effective,
            [OWN],
            "the policy of a topic must be a DeliveryPolicy with target='topic', or None, not a sub",
        ),
        (OWN.effective, ["x"], "the policy of a topic must be a DeliveryPolicy with target='topic', or None, not 'x'"),
        (TOPIC.effective, [TOPIC], "a topic's policy has no other topic's above it; leave topic_policy out"),
        (
            effective_of_topic,
            [OWN],
            "the policy of a topic must be a DeliveryPolicy with target='topic', or None, not a ",
        ),
        (
            effective_of_subscription,
            [TOPIC, None],
            "the policy of a subscription must be a DeliveryPolicy with target='",
        ),
    ],
)
def test_policies_of_the_wrong_level(call, arguments, problem):
    with pytest.raises(DeliveryPolicyError) as caught:
        call(*arguments)
    assert str(caught.value).startswith(problem)


# ------------------------------------------------------------------------------------------- other circumstances


def test_check_tells_what_other_circumstances_would():
    policy = DeliveryPolicy.parse(CSV | {"healthyRetryPolicy": RETRIES}, raw=True)
    assert policy.check(raw=True) == policy.check(raw=None) == ()
    (violation,) = policy.check()
    assert violation == fault(CSV | {"healthyRetryPolicy": RETRIES}).violations[0]
    assert [each.field for each in policy.check(max_total_delay=22)] == [
        "requestPolicy.headerContentType",
        "healthyRetryPolicy",
    ]
    assert policy.check(raw=True, max_total_delay=22.5) == ()
    given = DeliveryPolicy.parse(TEXT)
    assert given.check(max_total_delay=0)[0].line == 2
    assert given.check(max_total_delay=0) == fault(TEXT, max_total_delay=0).violations


def test_the_total_is_told_as_finely_as_need_be():
    problem = fault({"healthyRetryPolicy": RETRIES}, max_total_delay=22.4).problem
    assert problem == "the retries take 22.5 seconds in all, more than the 22.4 allowed"
    close = {"minDelayTarget": 1, "maxDelayTarget": 2, "numRetries": 4, "backoffFunction": "arithmetic"}
    found = fault({"healthyRetryPolicy": close}, max_total_delay=5.555)
    assert found.problem == "the retries take 5.555555555 seconds in all, more than the 5.555 allowed"
    assert found.aws_message().endswith("must be less than or equal to 5.555")


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ({"\ud800": 1}, {}),
        ('{"healthyRetryPolicy": {"backoffFunction": "\\ud800"}, "\\udfff": 1}', {}),
        ({"requestPolicy": {"headerContentType": "text/\ud800"}}, {}),
        ("{}", {"protocol": "\ud800"}),
    ],
)
def test_half_a_character_is_a_question_mark_to_sns(source, options):
    """As in the texts about filter policies, which come from Java."""
    error = fault(source, **options)
    assert str(error).encode()
    assert all("?" in each.aws and each.aws.encode() for each in error.violations if "must be spec" not in each.aws)


def test_what_is_beyond_a_hundred_faults_isnt_told():
    assert len(fault({f"m{number}": 1 for number in range(200)} | {"guaranteed": 5}).violations) == 100


def test_the_total_is_told_of_a_policy_without_another_fault_only():
    assert len(fault({"healthyRetryPolicy": RETRIES | {"numRetries": 101}}, max_total_delay=1).violations) == 1
    assert len(fault({"healthyRetryPolicy": RETRIES | {"numRetries": "3"}}, max_total_delay=1).violations) == 1
    assert str(fault({"healthyRetryPolicy": RETRIES | {"maxDelayTarget": 3600}})) == (
        "the retries take 5,407.5 seconds in all, more than the 3,600 allowed; "
        "lower maxDelayTarget or numRetries, or move retries to an earlier phase (at /healthyRetryPolicy)"
    )


# ---------------------------------------------------------------------------------------------------------- errors


def test_every_fault_is_told_with_its_place():
    text = '{\n  "healthyRetryPolicy": {"minDelayTarget": 0,\n    "numRetries": "3"},\n  "trottlePolicy": null\n}'
    error = fault(text)
    assert str(error) == (
        "numRetries must be a whole number, from 0 to 100, not '3'; write 3 without quotes "
        "(at /healthyRetryPolicy/numRetries, line 3, column 19)\n"
        '      "numRetries": "3"},\n'
        "                    ^\n"
        "unknown member 'trottlePolicy'; did you mean 'throttlePolicy'? (at /trottlePolicy, line 4, column 3)\n"
        '    "trottlePolicy": null\n'
        "    ^\n"
        'healthyRetryPolicy must have maxDelayTarget; add "maxDelayTarget": 20, or another number from minDelayTarget '
        "to 3,600 seconds (at /healthyRetryPolicy, line 2, column 25)\n"
        '    "healthyRetryPolicy": {"minDelayTarget": 0,\n'
        "                          ^\n"
        "minDelayTarget must be from 1 second to maxDelayTarget, not 0 "
        "(at /healthyRetryPolicy/minDelayTarget, line 2, column 44)\n"
        '    "healthyRetryPolicy": {"minDelayTarget": 0,\n'
        "                                             ^"
    )
    first = error.violations[0]
    assert (error.problem, error.hint, error.field, error.value) == (first.problem, first.hint, first.field, "3")
    assert (error.pointer, error.line, error.column) == ("/healthyRetryPolicy/numRetries", 3, 19)
    assert error.excerpt == first.excerpt
    assert (error.code, error.http_status, error.sender_fault) == ("InvalidParameter", 400, True)
    assert error.aws_message("SetSubscriptionAttributes") == (
        "Invalid parameter: DeliveryPolicy: healthyRetryPolicy.numRetries must be an integer"
    )
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert again == error == fault(text)
    assert hash(again) == hash(error)
    assert isinstance(error, SnsFilterError | ValueError)
    assert error != fault("[]")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("101", 101),
        ("5.5", 5.5),
        ("1e999", None),
        ('"x"', "x"),
        ("true", True),
        ("[]", None),
        ("{}", None),
        ("9" * 40, 1e40),
    ],
)
def test_the_value_at_fault(text, value):
    found = fault(f'{{"healthyRetryPolicy":{{"minDelayTarget":1,"maxDelayTarget":1,"numRetries":{text}}}}}').value
    assert (type(found), found) == (type(value), value)


def test_a_mapping_has_no_line():
    error = fault({"healthyRetryPolicy": RETRIES | {"numRetries": 101}})
    assert (error.pointer, error.line, error.column, error.excerpt) == (
        "/healthyRetryPolicy/numRetries",
        None,
        None,
        "",
    )
    assert str(error) == "numRetries must be from 0 to 100, not 101 (at /healthyRetryPolicy/numRetries)"


@pytest.mark.parametrize(
    ("source", "target", "hint"),
    [
        (
            '{"http": {}}',
            "subscription",
            "that is how a topic has it; a subscription has 'healthyRetryPolicy', 'throttlePolicy' and 'requestPolicy'",
        ),
        (
            '{"defaultRequestPolicy": {}}',
            "subscription",
            "that is how a topic has it; a subscription has 'requestPolicy'",
        ),
        ('{"disableSubscriptionOverrides": true}', "subscription", "only a topic has it"),
        (
            '{"healthyRetryPolicy": {}}',
            "topic",
            "that is how a subscription has it; a topic has 'defaultHealthyRetryPolicy' in 'http'",
        ),
        ('{"http": {"guaranteed": true}}', "topic", "only a subscription has it"),
        ('{"defaultThrottlePolicy": {}}', "topic", "it belongs in 'http'"),
        ('{"http": {"numRetries": 3}}', "topic", "it belongs in 'http.defaultHealthyRetryPolicy'"),
        ('{"numRetries": 3}', "subscription", "it belongs in 'healthyRetryPolicy'"),
        (
            '{"throttlePolicy": {"maxReceivesPerSecond": 1, "guaranteed": true}}',
            "subscription",
            "it belongs at the top",
        ),
        ('{"https": {}}', "topic", "write 'http', which is for HTTPS, too"),
        ('{"throttle_policy": {}}', "subscription", "did you mean 'throttlePolicy'?"),
        ('{"throttlePolicy": {"maxReceivesPerSecond": 1, "x": 1}}', "subscription", "there are 'maxReceivesPerSecond'"),
        ('{"guaranteed": "True"}', "subscription", "write true without quotes"),
        ('{"guaranteed": "no"}', "subscription", ""),
        ('{"throttlePolicy": {"maxReceivesPerSecond": 5.00}}', "subscription", "write 5"),
        ('{"throttlePolicy": {"maxReceivesPerSecond": 5.5}}', "subscription", ""),
        ('{"throttlePolicy": {"maxReceivesPerSecond": "5"}}', "subscription", "write 5 without quotes"),
        (
            '{"requestPolicy": {}}',
            "subscription",
            'add "headerContentType": "application/json", or leave requestPolicy out',
        ),
        ('{"requestPolicy": {"headerContentType": "text/pain"}}', "subscription", "did you mean 'text/plain'?"),
        (
            '{"requestPolicy": {"headerContentType": "text/xml"}}',
            "subscription",
            "set RawMessageDelivery to 'true', or write 'application/json' or 'text/plain'",
        ),
        (
            '{"http": {"defaultRequestPolicy": {"headerContentType": "text/xml"}}}',
            "topic",
            "set it on the subscriptions that have raw message delivery",
        ),
        ('{"requestPolicy": {"headerContentType": "text/plain; x=y"}}', "subscription", "write 'text/plain'"),
        (
            json.dumps({"healthyRetryPolicy": RETRIES | {"backoffFunction": "lin"}}),
            "subscription",
            "did you mean",
        ),
        ("", "subscription", 'to remove a policy, set the attribute to ""'),
        ("null", "subscription", 'to remove a policy, set the attribute to ""'),
        ("[]", "topic", 'put it in braces: {"...": ...}'),
        ("[]", "subscription", 'put it in braces: {"...": ...}'),
        ('{"a": True}', "subscription", "write true"),
    ],
)
def test_the_remedy(source, target, hint):
    (found,) = hints(source, target=target)
    assert found.startswith(hint)
    assert bool(found) == bool(hint)


def test_a_name_that_nobody_can_mean():
    (hint,) = hints({"x" * 100_000: 1})
    assert hint.startswith("there are 'healthyRetryPolicy', ")
    assert len(str(fault({"x" * 100_000: 1}))) < 1000


def test_no_more_is_told_than_anybody_reads():
    many = '{"healthyRetryPolicy": {}, ' + ", ".join(f'"x{number}": 1' for number in range(5000)) + "}"
    assert len(fault(many).violations) == 100


def test_of_a_repeated_member_the_last_counts():
    throttle = '"throttlePolicy": {"maxReceivesPerSecond": '
    again = f'{{{throttle}"5"}}, "x": 1, {throttle}5}}, "x": 2}}'
    (violation,) = fault(again).violations
    assert (violation.pointer, violation.value, violation.column) == ("/x", 2, 106)
    mended = again.replace('"x"', '"guaranteed"').replace("1,", "true,").replace("2}", "false}")
    assert DeliveryPolicy.parse(mended).throttle_policy.max_receives_per_second == 5
    (missing, *_) = fault('{"healthyRetryPolicy": {"minDelayTarget": 5}, "healthyRetryPolicy": {}}').violations
    assert (missing.field, missing.pointer, missing.column) == (
        "healthyRetryPolicy.minDelayTarget",
        "/healthyRetryPolicy",
        69,
    )


def test_a_text_commands_no_terminal():
    error = fault('{"x\\u001b[31m": 5, "throttlePolicy": "\\u202e"}')
    assert all(line.isprintable() for line in str(error).splitlines())


class Broken(Mapping):
    """A mapping whose own method fails."""

    def __getitem__(self, name):
        raise ZeroDivisionError

    def __iter__(self):
        raise ZeroDivisionError

    def __len__(self):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (5, "a policy must be given as text, bytes or a mapping, not int"),
        (None, "a policy must be given as text, bytes or a mapping, not NoneType"),
        (b"\xff", "the policy isn't UTF-8: byte 0 can't be decoded"),
        ({"guaranteed": {1}}, "the policy holds a value of type set: JSON has nothing like it"),
        ({1: 2}, "the policy has a key of type int, not a string: JSON has nothing like it"),
        ({"guaranteed": float("nan")}, "the policy holds a number that isn't finite: JSON has nothing like it"),
        ({"guaranteed": Decimal("inf")}, "the policy holds a number that isn't finite: JSON has nothing like it"),
        ({"guaranteed": 10**5000}, "the policy holds an integer that is too long: JSON has nothing like it"),
        (Broken(), "the policy can't be read: its mapping raises ZeroDivisionError"),
        ('{"a": 1', "the policy isn't JSON: expected a comma or '}', found the end of the text"),
        ("{} 5", "the policy isn't JSON: expected the end of the text, found '5'"),
        ("[" * 100_000, "the policy isn't JSON: arrays and objects nest deeper than 1000 levels"),
        ("true", "the policy must be a JSON object, not a boolean"),
        ("5", "the policy must be a JSON object, not a number"),
    ],
)
def test_a_source_that_is_no_policy(source, problem):
    error = fault(source)
    assert error.problem == problem
    assert error.aws_message().startswith("Invalid parameter: Attributes Reason: ")


def test_a_policy_that_holds_itself_or_is_deep():
    own = {}
    own["a"] = own
    assert "nests too deeply, holds itself, or is too large" in str(fault(own))
    assert "unknown member 'a'" in str(fault('{"a":' * 999 + "1" + "}" * 999))


def test_a_policy_near_the_end_of_the_stack():
    def down(levels):
        return down(levels - 1) if levels else fault({"healthyRetryPolicy": {"numRetries": [[[[[1]]]]]}})

    with pytest.raises(RecursionError):
        down(5000)
    found = {down(levels).problem for levels in range(1000) if fits(down, levels)}
    assert found == {
        "numRetries must be a whole number, from 0 to 100, not an array",
        "the policy nests too deeply for the stack that is left",
    }


def fits(call, levels):
    try:
        call(levels)
    except RecursionError:
        return False
    return True


class Text(str):
    """A string of the caller's own making."""

    __slots__ = ()

    def __str__(self):
        raise ZeroDivisionError

    __repr__ = __hash__ = lower = __str__


class Number(int):
    """A number of the caller's own making."""

    def __str__(self, *_):
        raise ZeroDivisionError

    __repr__ = __int__ = __index__ = __float__ = __lt__ = __le__ = __gt__ = __ge__ = bit_length = __str__


def test_types_of_the_callers_own_making():
    given = {"throttlePolicy": {"maxReceivesPerSecond": Number(5)}, "requestPolicy": {"headerContentType": Text("x")}}
    assert fault(given).value == "x"
    given["requestPolicy"]["headerContentType"] = Text("text/plain")
    assert DeliveryPolicy.parse(given, protocol=Text("http")).throttle_policy.max_receives_per_second == 5
    assert DeliveryPolicy.parse(Text("{}"), target=Text("topic")).target == "topic"
    assert DeliveryPolicy.parse("{}").check(max_total_delay=Number(5)) == ()
    assert str(fault("{}", max_total_delay=Number(-5))).endswith("not -5; None allows any number of seconds")
    assert HealthyRetryPolicy(Number(5), Number(5), backoff_function=Text("linear")) == HealthyRetryPolicy(5, 5)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"target": "Topic"}, "the target of a policy must be 'subscription' or 'topic', not 'Topic'"),
        ({"target": []}, "the target of a policy must be 'subscription' or 'topic', not list"),
        ({"protocol": 5}, "the protocol must be a string, such as 'https', not int"),
        (
            {"protocol": "sqs"},
            "a subscription of protocol 'sqs' can't have a delivery policy; only http and https have it; SNS retries",
        ),
        ({"raw": 1}, "raw must be True, False or None, not 1"),
        ({"raw": "true"}, "raw must be True, False or None, not 'true'"),
        (
            {"max_total_delay": -1},
            "max_total_delay must be a number of seconds, 0 or more and finite, not -1; None allows any number",
        ),
        ({"max_total_delay": True}, "max_total_delay must be a number of seconds, 0 or more and finite, not True"),
        (
            {"max_total_delay": float("nan")},
            "max_total_delay must be a number of seconds, 0 or more and finite, not nan",
        ),
        (
            {"max_total_delay": float("inf")},
            "max_total_delay must be a number of seconds, 0 or more and finite, not inf",
        ),
        (
            {"max_total_delay": 10**400},
            "max_total_delay must be a number of seconds, 0 or more and finite, not a whole nu",
        ),
        ({"max_total_delay": "60"}, "max_total_delay must be a number of seconds, 0 or more and finite, not '60'"),
    ],
)
def test_an_option_that_is_none(options, problem):
    assert str(fault("{}", **options)).startswith(problem)


def test_a_topics_policy_has_no_protocol():
    assert DeliveryPolicy.parse("{}", target="topic", protocol="sqs") == DeliveryPolicy.parse("{}", target="topic")


# ------------------------------------------------------------------------------------------------- a retry policy


def test_a_retry_policy_by_itself():
    policy = HealthyRetryPolicy()
    assert policy == HealthyRetryPolicy(20, 20, 3, 0, 0, 0, "linear")
    assert policy.backoff_function is BackoffFunction.LINEAR
    assert HealthyRetryPolicy(backoff_function="EXPONENTIAL").backoff_function is BackoffFunction.EXPONENTIAL
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 (our own bytes)
    assert HealthyRetryPolicy.of({"numRetries": 5, "minDelayTarget": None}) == HealthyRetryPolicy(num_retries=5)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (None, "the members of a retry policy must be given as a mapping, not None"),
        ([("numRetries", 5)], "the members of a retry policy must be given as a mapping, not list"),
        ({"numRetrys": 5}, "a retry policy has no member 'numRetrys'; did you mean 'numRetries'?"),
        ({"num_retries": 5}, "a retry policy has no member 'num_retries'; did you mean 'numRetries'?"),
        ({None: 5}, "a retry policy has no member None"),
        ({"numRetries": 500}, "numRetries must be from 0 to 100, not 500"),
    ],
)
def test_members_that_no_retry_policy_has(values, problem):
    with pytest.raises(DeliveryPolicyError) as caught:
        HealthyRetryPolicy.of(values)
    assert str(caught.value) == problem


def test_members_that_cant_be_read():
    class Members(dict):
        def items(self):
            yield from super().items()
            raise ZeroDivisionError

    with pytest.raises(
        DeliveryPolicyError, match="can't be read: their mapping raises ZeroDivisionError; give them as"
    ):
        HealthyRetryPolicy.of(Members(numRetries=5))
    with pytest.raises(DeliveryPolicyError, match="a retry policy has no member 'x'"):
        HealthyRetryPolicy.of(Members(numRetries=5, x=5))


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        (
            (0, 4000),
            ["minDelayTarget must be from 1 second to maxDelayTarget, not 0", "maxDelayTarget must be from min"],
        ),
        ((True,), ["minDelayTarget must be a whole number, from 1 second to maxDelayTarget, not True"]),
        ((5.0,), ["minDelayTarget must be a whole number, from 1 second to maxDelayTarget, not 5.0"]),
        (("5",), ["minDelayTarget must be a whole number, from 1 second to maxDelayTarget, not '5'"]),
        ((None,), ["minDelayTarget must be a whole number, from 1 second to maxDelayTarget, not None"]),
        (
            (10**5000,),
            ["minDelayTarget must be a whole number, from 1 second to maxDelayTarget, not a whole number of 16,"],
        ),
        ((20, 10), ["maxDelayTarget is 10, less than minDelayTarget, 20"]),
        ((20, 20, 101), ["numRetries must be from 0 to 100, not 101"]),
        ((20, 20, -1), ["numRetries must be from 0 to 100, not -1"]),
        ((20, 20, 3, -1), ["numMaxDelayRetries must be 0 or more, not -1"]),
        (
            (20, 20, 3, 1, 1, 2),
            ["numRetries is 3, but numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries make 4"],
        ),
        ((20, 20, 3, 0, 0, 0, 5), ["backoffFunction must be a BackoffFunction, not 5"]),
        (
            (20, 20, 3, 0, 0, 0, "x"),
            ["backoffFunction must be one of 'linear', 'arithmetic', 'geometric', 'exponential'"],
        ),
    ],
)
def test_a_retry_policy_that_sns_would_refuse(values, problems):
    with pytest.raises(DeliveryPolicyError) as caught:
        HealthyRetryPolicy(*values)
    found = caught.value.violations
    assert len(found) == len(problems)
    assert all(each.problem.startswith(problem) for each, problem in zip(found, problems, strict=True))
    assert all(each.field.startswith("healthyRetryPolicy.") and each.aws for each in found)
    assert str(caught.value)
