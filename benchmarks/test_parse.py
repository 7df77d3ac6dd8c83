"""For people: what a policy costs before it matches, cold: each policy is new."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import workloads
from benchmarks.measures import interpreter
from snsfilter import FilterPolicy

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

FirstUse = tuple[tuple[str, Any], dict[str, Any]]


@pytest.fixture
def policies() -> Iterator[FirstUse]:
    """New policies of five keys with a message each, as arguments for `benchmark.pedantic`."""
    return (((json.dumps(policy), message), {}) for policy, message in workloads.fresh_policies())


def test_json_loads(benchmark: "BenchmarkFixture", policies: Iterator[FirstUse]) -> None:
    """The yardstick."""
    benchmark.pedantic(lambda text, _: json.loads(text), setup=lambda: next(policies), rounds=1_000)


def test_parse(benchmark: "BenchmarkFixture", policies: Iterator[FirstUse]) -> None:
    """`FilterPolicy.parse` alone."""
    benchmark.pedantic(lambda text, _: FilterPolicy.parse(text), setup=lambda: next(policies), rounds=1_000)


def test_parse_and_first_match(benchmark: "BenchmarkFixture", policies: Iterator[FirstUse]) -> None:
    """Until the policy has matched once, and so is ready."""

    def first_use(text: str, message: dict[str, Any]) -> bool:
        return FilterPolicy.parse(text).matches_attributes(message)

    assert benchmark.pedantic(first_use, setup=lambda: next(policies), rounds=1_000)


@pytest.mark.parametrize("code", ["pass", "import snsfilter", "import snsfilter; snsfilter.FilterPolicy"])
def test_import(benchmark: "BenchmarkFixture", code: str) -> None:
    """A new interpreter; `pass` is the yardstick."""
    benchmark.pedantic(interpreter(code), rounds=15, warmup_rounds=1)
