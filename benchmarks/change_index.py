"""The worst change of an index by the clock, with the collector as it is: `python -m benchmarks.change_index`.

`hold_index` shows what the index itself costs, in processor time.  A program that waits for a change waits for the
garbage collector too where that falls into it; here each collection is told apart from the change that it falls into.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.hold_index import SETS
from snsfilter import FilterPolicy, FilterPolicyScope, PolicyIndex

ROUNDS: Final = 3
FULL: Final = 2
"""The generation of a collection that looks at everything."""


@dataclass(slots=True)
class Collecting:
    """What the collector did during a change: its seconds, and the oldest generation that it looked at."""

    seconds: float = 0.0
    generation: int = -1
    since: float = 0.0

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        """Be told by the collector."""
        if phase == "start":
            self.since = perf_counter()
        else:
            self.seconds += perf_counter() - self.since
            self.generation = max(self.generation, info["generation"])


@contextmanager
def watched() -> Iterator[list[Collecting]]:
    """Watch the collector; what it does is told to the last of the list."""
    watchers = [Collecting()]

    def tell(phase: str, info: dict[str, Any]) -> None:
        watchers[-1](phase, info)

    gc.callbacks.append(tell)
    try:
        yield watchers
    finally:
        gc.callbacks.remove(tell)


def changes(index: PolicyIndex[int], policies: list[FilterPolicy]) -> Iterable[Callable[[], None]]:
    """Deleting every tenth policy, and putting it back."""
    keys = range(0, len(policies), 10)
    for key in keys:
        yield lambda key=key: index.__delitem__(key)
    for key in keys:
        yield lambda key=key: index.__setitem__(key, policies[key])


def full_collection() -> float:
    """The median of a few full collections, in seconds."""
    taken: list[float] = []
    for _ in range(7):
        started = perf_counter()
        gc.collect()
        taken.append(perf_counter() - started)
    return median(taken)


def main() -> None:
    """Print a line a round for each set, or for those that are named."""
    for name in sys.argv[1:] or ("W2", "W4", "each a key of its own"):
        make, count = SETS[name]
        scope = FilterPolicyScope.MESSAGE_BODY
        texts = map(json.dumps, islice(make(), count))
        policies = [FilterPolicy.parse(text, scope=scope, limits=None) for text in texts]
        index = PolicyIndex(enumerate(policies))
        index.matching_body("{}")
        print(f"{name}: a full collection takes {full_collection() * 1e3:.1f} ms", flush=True)
        for _ in range(ROUNDS):
            rows: list[tuple[float, float, int]] = []
            with watched() as watchers:
                for change in changes(index, policies):
                    watchers.append(Collecting())
                    started = perf_counter()
                    change()
                    taken = perf_counter() - started
                    rows.append((taken, watchers[-1].seconds, watchers[-1].generation))
            worst, collecting, _ = max(rows)
            own = max(taken - collected for taken, collected, _ in rows)
            full = sum(generation == FULL for _, _, generation in rows)
            print(
                f"{name}: worst {worst * 1e3:.1f} ms by the clock, {collecting * 1e3:.1f} of it collecting; "
                f"worst but for collecting {own * 1e3:.1f} ms; {full} full collections in {len(rows):,} changes",
                flush=True,
            )


if __name__ == "__main__":
    main()
