"""What an index holds and takes to build, for usual and hostile sets: `python -m benchmarks.hold_index`.

Memory is counted by tracemalloc, after every message has been matched once, so that all bitmaps are made.
"""

import gc
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from time import process_time
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
    tracemalloc.start()
    policies = [FilterPolicy.parse(text, scope=FilterPolicyScope.MESSAGE_BODY, limits=None) for text in texts]
    gc.collect()
    parsed = tracemalloc.get_traced_memory()[0]
    index = PolicyIndex(enumerate(policies))
    for text in messages:
        index.matching_body(text)
    gc.collect()
    both = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    started = process_time()
    index = PolicyIndex(enumerate(policies))
    build = process_time() - started
    for text in messages:
        index.matching_body(text)
    started = process_time()
    found = sum(len(index.matching_body(text)) for text in messages)
    match = (process_time() - started) / len(messages)
    inserts, worst = _changes(index, policies)
    return (
        f"| {name} | {count:,} | {parsed / 1e6:.0f} | {(both - parsed) / 1e6:.0f} | {build:.2f} | {match * 1e6:.0f} "
        f"| {found / len(messages):.0f} | {inserts * 1e6:.0f} | {worst * 1e3:.1f} |"
    )


def _changes(index: PolicyIndex[int], policies: list[FilterPolicy]) -> tuple[float, float]:
    """Delete and insert every tenth policy; return the mean and the worst seconds of one.

    The collector stays on, but needn't look at what was there before: a collection of everything would be counted as
    the cost of the one change that happens to start it.
    """
    gc.collect()
    gc.freeze()
    times: list[float] = []
    keys = list(range(0, len(policies), 10))
    for key in keys:
        started = process_time()
        del index[key]
        times.append(process_time() - started)
    for key in keys:
        started = process_time()
        index[key] = policies[key]
        times.append(process_time() - started)
    gc.unfreeze()
    return sum(times) / len(times), max(times)


def main() -> None:
    """Print the table, or the lines of the sets that are named."""
    print(
        "| policies | how many | parsed, MB | index, MB | build, s | match, µs | matches | change, µs | worst, ms |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    for name in sys.argv[1:] or SETS:
        print(hold(name), flush=True)


if __name__ == "__main__":
    main()
