"""What is measured: pairs of tasks, by the name that `budget.json` knows them by.

A ratio is the first task's time over the second's. The tasks are made only when a measure is run.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final, TypeAlias

from benchmarks import indexes, topics, workloads
from benchmarks.baseline import PREDICATES, three_keys_inlined
from benchmarks.checks import Match, match_of
from benchmarks.timing import Clock, Task, over
from benchmarks.workloads import Workload
from benchmarks.workloads.model import attribute
from snsfilter import FilterPolicy, FilterPolicyScope, Message

Pair: TypeAlias = tuple[Task, Task]


@dataclass(frozen=True, slots=True)
class Measure:
    """A name, and what makes the two tasks."""

    name: str
    pair: Callable[[], Pair]
    slow: bool = False
    """Whether a task takes so long that fewer pairs must do."""
    clock: Clock = process_time


def _against(workload: Workload, case: str, predicate: Match) -> Pair:
    messages = workload.cases[case].messages
    return over(match_of(workload), messages), over(predicate, messages)


def _by_hand() -> list[Measure]:
    """The policy over the predicate written by hand."""
    measures = [
        Measure(f"{workload.name}, {case}: over the predicate", partial(_against, workload, case, predicate))
        for workload in workloads.ALL
        for predicate in (PREDICATES[workload.name],)
        for case in workload.cases
    ]
    for case in workloads.THREE_KEYS.cases:
        pair = partial(_against, workloads.THREE_KEYS, case, three_keys_inlined)
        measures.append(Measure(f"three keys, {case}: over the inlined predicate", pair))
    return measures


def _body_over_json(case: str) -> Pair:
    return _against(workloads.BODY_THREE_KEYS, case, json.loads)


def _pool() -> list[tuple[str, Any]]:
    """Policies as texts, each with a message: so many that in one run hardly any comes twice."""
    return [(json.dumps(policy), message) for policy, message in islice(workloads.fresh_policies(), 3_000)]


def _compile_over_json(*, match: bool) -> Pair:
    pool = _pool()
    for text, message in pool[::100]:
        assert FilterPolicy.parse(text).matches_attributes(message), f"{text} must match {message}"
    ours, texts = cycle(pool), cycle(text for text, _ in pool)

    def parse() -> object:
        return FilterPolicy.parse(next(ours)[0])

    def parse_and_match() -> object:
        text, message = next(ours)
        return FilterPolicy.parse(text).matches_attributes(message)

    return parse_and_match if match else parse, lambda: json.loads(next(texts))


def _values(more: int, fewer: int) -> Pair:
    """The same hit and the same miss, in a key of more values and in one of fewer."""
    hit = {"sku": attribute("boto3", "String", "sku-00000")}
    miss = {"sku": attribute("boto3", "String", "other")}
    tasks: list[Task] = []
    for count in (more, fewer):
        match = match_of(workloads.many_values(count))
        assert match(hit)
        assert not match(miss)
        tasks.append(over(match, (hit, miss) * 16))
    return tasks[0], tasks[1]


def _explain_over_json(workload: Workload, case: str) -> Pair:
    """Explain the verdicts on messages that nobody has decoded yet, over `json.loads` of a body of 1 KB."""
    policy = FilterPolicy.parse(workload.text, scope=FilterPolicyScope(workload.scope), limits=None)
    of_body = workload.scope == "MessageBody"
    messages, expected = workload.cases[case].messages, workload.cases[case].expected
    bodies = workloads.BODY_THREE_KEYS.cases["hit"].messages

    def explain(given: Any) -> object:  # noqa: ANN401 - the text of a body, or attributes
        return policy.explain(Message(body=given) if of_body else Message(attributes=given))

    assert sum(bool(explain(message)) for message in messages) == expected
    return over(explain, messages), over(json.loads, bodies[: len(messages)])


Grown: TypeAlias = tuple[Mapping[str, Any], Any]


def _growth(make: Callable[[int], Grown], more: int, fewer: int, *, hit: bool, attributes: bool = False) -> Pair:
    tasks: list[Task] = []
    for count in (more, fewer):
        policy, message = make(count)
        scope = FilterPolicyScope.MESSAGE_ATTRIBUTES if attributes else FilterPolicyScope.MESSAGE_BODY
        parsed = FilterPolicy.parse(json.dumps(policy), scope=scope, limits=None)
        match: Match = parsed.matches_attributes if attributes else parsed.matches_body
        assert match(message) is hit, f"{make.__name__}({count}): a {'hit' if hit else 'miss'} was expected"
        tasks.append(partial(match, message))
    return tasks[0], tasks[1]


def _wide_text(count: int) -> Grown:
    policy, body = workloads.wide_body(count)
    return policy, json.dumps(body)


def _wildcard(count: int) -> Grown:
    return {"run": [{"wildcard": "*a*aaaab*c"}]}, {"run": "a" * count + "c"}


_PATH: Final = os.pathsep.join(filter(None, (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH"))))


def interpreter(code: str) -> Task:
    """A new interpreter that runs the code, with this checkout on the path, and bytecode kept as usual."""
    environment = {**os.environ, "PYTHONPATH": _PATH}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", code]
    return lambda: subprocess.run(command, env=environment, check=True)  # noqa: S603 - our own interpreter


def importing() -> Pair:
    """`import snsfilter`, and an interpreter that does nothing."""
    return interpreter("import snsfilter"), interpreter("pass")


def _first_use() -> Pair:
    code = """import snsfilter; snsfilter.FilterPolicy.parse('{"a": ["b"]}').matches_attributes({})"""
    return interpreter(code), interpreter("pass")


def _grow(name: str, make: Callable[[int], Grown], more: int, fewer: int, *, hit: bool) -> Measure:
    return Measure(f"growth: {name}, {fewer:,} to {more:,}", partial(_growth, make, more, fewer, hit=hit))


def _indexes() -> list[Measure]:
    """Many policies, one message."""
    return [
        *(_over_json("W2", count) for count in (200, 1_000, 10_000)),
        _larger_index("W2", 10_000, 1_000),
        Measure("index W2, 10,000: loop over index", partial(indexes.loop_over_index, "W2", 10_000), slow=True),
        Measure("index W2, 10,000: change over build", partial(indexes.changing, "W2", 10_000), slow=True),
        _over_json("W2", 100_000),
        _larger_index("W2", 100_000, 10_000),
        _over_json("W3", 1_000),
        _over_json("W4", 10_000),
        _over_json("W5", 10_000),
        _larger_index("W5", 10_000, 1_000),
        _over_json("W5", 100_000),
        _larger_index("W5", 100_000, 10_000),
        Measure("index W2, 10,000: build over json.loads", partial(indexes.building, "W2", 10_000), slow=True),
        Measure("index W4, 10,000: build over json.loads", partial(indexes.building, "W4", 10_000), slow=True),
    ]


def _over_json(name: str, count: int) -> Measure:
    return Measure(f"index {name}, {count:,}: over json.loads", partial(indexes.over_json, name, count), slow=True)


def _larger_index(name: str, more: int, fewer: int) -> Measure:
    return Measure(
        f"growth: index {name}, {fewer:,} to {more:,}", partial(indexes.growth, name, more, fewer), slow=True
    )


ALL: Final = (
    *_by_hand(),
    *(
        Measure(f"body, {case}: over json.loads", partial(_body_over_json, case))
        for case in workloads.BODY_THREE_KEYS.cases
        if case != "malformed"
    ),
    Measure("parse: over json.loads", partial(_compile_over_json, match=False)),
    Measure("parse and first match: over json.loads", partial(_compile_over_json, match=True)),
    *(
        Measure(f"explain {each.name}, {case}: over json.loads of 1 KB", partial(_explain_over_json, each, case))
        for each in (workloads.BODY_THREE_KEYS, workloads.THREE_KEYS)
        for case in each.cases
    ),
    Measure("import: over a bare interpreter", importing, slow=True, clock=perf_counter),
    Measure("import and first use: over a bare interpreter", _first_use, slow=True, clock=perf_counter),
    Measure("growth: values in a key, 1 to 150", partial(_values, 150, 1)),
    Measure("growth: values in a key, 150 to 10,000", partial(_values, 10_000, 150)),
    _grow("objects in an array", workloads.array_of_objects, 1_000, 100, hit=False),
    _grow("objects in three arrays", workloads.three_arrays, 300, 30, hit=False),
    _grow("depth of nested arrays", workloads.nested_arrays, 9, 6, hit=False),
    _grow("values in an array", workloads.scalar_array, 10_000, 1_000, hit=True),
    _grow("other keys in a decoded body", workloads.wide_body, 10_000, 1_000, hit=True),
    _grow("other keys in a text", _wide_text, 1_000, 100, hit=True),
    _grow("text against a wildcard", _wildcard, 10_000, 1_000, hit=False),
    *_indexes(),
    Measure("publish to W2, 200: over index.matching", topics.publish_over_matching),
    Measure("publish to W2, 200, attributes: over index.matching", topics.publish_attributes_over_matching),
    Measure("publish to 200, two keys each: over index.matching", topics.publish_tiny_over_matching),
    Measure("growth: publish to W2, 200 to 2,000", partial(topics.growth, 2_000, 200), slow=True),
    Measure(
        "growth: values in a String.Array, 100 to 1,000",
        partial(_growth, workloads.string_array, 1_000, 100, hit=True, attributes=True),
    ),
)
