"""For people: how long a match takes, by policy and by what becomes of the message."""

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import workloads
from benchmarks.baseline import PREDICATES
from benchmarks.checks import Match, assert_all, match_of
from benchmarks.timing import over
from benchmarks.workloads import Workload

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

CASES = [
    pytest.param(workload, case, id=f"{workload.name}-{case}".replace(" ", "_"))
    for workload in workloads.ALL
    for case in workload.cases
]


def test_policies_and_predicates_agree() -> None:
    """On the workloads, and on odd messages."""
    assert_all(5_000)


def _bench(benchmark: "BenchmarkFixture", match: Match, workload: Workload, case: str) -> None:
    messages, expected = workload.cases[case].messages, workload.cases[case].expected
    assert sum(map(match, messages)) == expected
    benchmark.extra_info["messages"] = len(messages)
    benchmark.group = f"{workload.name}: {case}"
    benchmark(over(match, messages))


@pytest.mark.parametrize(("workload", "case"), CASES)
def test_policy(benchmark: "BenchmarkFixture", workload: Workload, case: str) -> None:
    """The policy, on all messages of the case."""
    _bench(benchmark, match_of(workload), workload, case)


@pytest.mark.parametrize(("workload", "case"), CASES)
def test_predicate(benchmark: "BenchmarkFixture", workload: Workload, case: str) -> None:
    """The predicate written by hand."""
    _bench(benchmark, PREDICATES[workload.name], workload, case)


@pytest.mark.parametrize("case", ["hit", "hit spaced", "hit letter"])
def test_decode(benchmark: "BenchmarkFixture", case: str) -> None:
    """`json.loads` alone, on the bodies of the same case."""
    benchmark.group = f"body: {case}"
    benchmark(over(json.loads, workloads.BODY_THREE_KEYS.cases[case].messages))
