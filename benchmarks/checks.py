"""The answer before the time: every engine must give each workload's expected verdicts."""

from collections.abc import Callable
from typing import Any, TypeAlias

from benchmarks.baseline import PREDICATES, three_keys_inlined
from benchmarks.workloads import ALL, Workload
from benchmarks.workloads.odd import odd_attributes, odd_bodies
from snsfilter import FilterPolicy, FilterPolicyScope

Match: TypeAlias = Callable[[Any], bool]


def match_of(workload: Workload) -> Match:
    """What a user of snsfilter calls: the method bound to a policy that is ready to match."""
    policy = FilterPolicy.parse(workload.text, scope=FilterPolicyScope(workload.scope), limits=None)
    return policy.matches_attributes if workload.scope == "MessageAttributes" else policy.matches_body


def assert_expected(workload: Workload, match: Match) -> None:
    """Fail unless the engine matches as many messages of each case as it should."""
    for name, case in workload.cases.items():
        found = sum(map(match, case.messages))
        assert found == case.expected, f"{workload.name}, {name}: {found} messages match instead of {case.expected}"


def assert_agreement(workload: Workload, predicate: Match, count: int) -> None:
    """Fail unless the policy and its predicate give the same verdict on odd messages."""
    match = match_of(workload)
    messages = odd_attributes(count) if workload.scope == "MessageAttributes" else odd_bodies(count)
    matched = 0
    for message in messages:
        verdict = match(message)
        assert predicate(message) == verdict, f"{workload.name}: the policy says {verdict} of {message!r}"
        matched += verdict
    assert count / 50 < matched < count * 49 / 50, f"{workload.name}: {matched} of {count} match, which tests little"


def assert_all(count: int = 2_000) -> None:
    """Check policies and predicates on all workloads, and against each other on so many odd messages."""
    for workload in ALL:
        predicate = PREDICATES[workload.name]
        assert_expected(workload, match_of(workload))
        assert_expected(workload, predicate)
        assert_agreement(workload, predicate, count)
        if workload.name == "three keys":
            assert_expected(workload, three_keys_inlined)
            assert_agreement(workload, three_keys_inlined, count)
