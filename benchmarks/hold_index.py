"""What an index holds and takes to build, for usual and hostile sets: `python -m benchmarks.hold_index`.

Memory is counted by tracemalloc, after every message has been matched once, so that all bitmaps are made.  A full
collection is what Python's garbage collector takes to look at everything that is there.
"""

import gc
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final, TypeAlias

from benchmarks.indexes import TOPICS
from snsfilter import FilterPolicy, FilterPolicyScope, PolicyIndex

Policies: TypeAlias = Iterator[Any]


def _many_values() -> Policies:
    number = 0
    while True:
        yield {"id": [f"v{number + each}" for each in range(150)], "kind": ["k"]}
        number += 150


def _distinct_keys() -> Policies:
    number = 0
    while True:
        yield {"detail": {f"key{number}": ["x"], "kind": ["k"]}}
        number += 1


def _copies() -> Policies:
    while True:
        yield {"kind": ["k"], "price": [{"numeric": [">", 10]}]}


def _wildcards() -> Policies:
    rng = Random(7)  # noqa: S311 - benchmarks keep no secrets
    while True:
        yield {"id": [{"wildcard": f"*{rng.randrange(16**4):04x}*{rng.randrange(16**4):04x}*"}]}


def _ranges() -> Policies:
    number = 0
    while True:
        yield {"price": [{"numeric": [">", -number, "<", number + 1]}]}
        number += 1


_MESSAGES: Final = [
    json.dumps(
        {
            "id": f"v{number * 7}",
            "kind": "k",
            "price": number * 10.5,
            "detail": {"kind": "k", f"key{number}": "x"},
        }
    )
    for number in range(1_000)
]
SETS: Final[dict[str, tuple[Callable[[], Policies], int]]] = {
    "W2": (TOPICS["W2"].policies, 10_000),
    "W4": (TOPICS["W4"].policies, 10_000),
    "W5": (TOPICS["W5"].policies, 10_000),
    "150 different values each": (_many_values, 10_000),
    "each a key of its own": (_distinct_keys, 10_000),
    "copies of one policy": (_copies, 100_000),
    "wildcards, two literals inside": (_wildcards, 10_000),
    "ranges, each within the next": (_ranges, 10_000),
}


def hold(name: str) -> str:
    """One line of the table."""
    make, count = SETS[name]
    messages = TOPICS[name].texts() if name in TOPICS else _MESSAGES
    texts = [json.dumps(policy) for policy in islice(make(), count)]
    parsed, held = _memory(texts, messages)
    policies = _parsed(texts)
    started = process_time()
    index = PolicyIndex(enumerate(policies))
    build = process_time() - started
    for text in messages:
        index.matching_body(text)
    started = process_time()
    found = sum(len(index.matching_body(text)) for text in messages)
    match = (process_time() - started) / len(messages)
    change, worst = _changes(index, policies)
    return (
        f"| {name} | {count:,} | {parsed / 1e6:.0f} | {held / 1e6:.0f} | {build:.2f} | {match * 1e6:.0f} "
        f"| {found / len(messages):.0f} | {change * 1e6:.0f} | {worst * 1e3:.1f} | {_full_collection() * 1e3:.0f} |"
    )


def _parsed(texts: list[str]) -> list[FilterPolicy]:
    return [FilterPolicy.parse(text, scope=FilterPolicyScope.MESSAGE_BODY, limits=None) for text in texts]


def _memory(texts: list[str], messages: list[str]) -> tuple[int, int]:
    """The bytes of parsed policies alone, and of policies and index once every message has been matched."""
    tracemalloc.start()
    policies = _parsed(texts)
    gc.collect()
    parsed = tracemalloc.get_traced_memory()[0]
    index = PolicyIndex(enumerate(policies))
    for text in messages:
        index.matching_body(text)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return parsed, held


def _changes(index: PolicyIndex[int], policies: list[FilterPolicy]) -> tuple[float, float]:
    """Delete and insert every tenth policy; return the mean and the worst seconds of one, by the clock.

    The collector is as it is: where one of its collections falls into a change, whoever makes the change waits for it.
    """
    times: list[float] = []
    keys = list(range(0, len(policies), 10))
    for key in keys:
        started = perf_counter()
        del index[key]
        times.append(perf_counter() - started)
    for key in keys:
        started = perf_counter()
        index[key] = policies[key]
        times.append(perf_counter() - started)
    return sum(times) / len(times), max(times)


def _full_collection() -> float:
    """The median of a few full collections, in seconds: no change has to wait longer for the collector."""
    times: list[float] = []
    for _ in range(7):
        started = perf_counter()
        gc.collect()
        times.append(perf_counter() - started)
    return median(times)


def main() -> None:
    """Print the table, or the lines of the sets that are named."""
    print(
        "| policies | how many | parsed, MB | with index, MB | build, s | match, µs | matches | change, µs | worst, ms "
        "| full collection, ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    for name in sys.argv[1:] or SETS:
        print(hold(name), flush=True)


if __name__ == "__main__":
    main()
