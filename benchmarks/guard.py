"""The guard for CI: holds every ratio of `budget.json`. `python -m benchmarks.guard` exits 1 if one is missed.

It asserts ratios only, never a time. Verdicts are checked before anything is timed. A ratio that misses its bar is
measured again, with more pairs each time, before it counts as a failure: machines are shared. moto's ratios are
measured where moto is installed; nothing else is needed beyond the standard library.
"""

import argparse
import fnmatch
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

from benchmarks import checks, measures, peers
from benchmarks.measures import Measure
from benchmarks.timing import Ratio, difference, ratio

BUDGET: Final = Path(__file__).with_name("budget.json")


@dataclass(frozen=True, slots=True)
class Budget:
    """The bars, the margin for noise, and how hard to try."""

    margin: float
    pairs: int
    slow_pairs: int
    retries: int
    bars: dict[str, dict[str, float]]

    @classmethod
    def read(cls) -> "Budget":
        """Read the file."""
        fields: dict[str, Any] = json.loads(BUDGET.read_text(encoding="utf-8"))
        del fields["about"]
        return cls(**fields)

    def holds(self, name: str, measured: Ratio) -> bool:
        """Tell whether the median is within the bar and its margin; what has no bar is reported only."""
        bar = self.bars.get(name, {})
        if measured.median > bar.get("at_most", float("inf")) * self.margin:
            return False
        return measured.median >= bar.get("at_least", 0) / self.margin


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    measure: Measure
    measured: Ratio
    attempts: int
    holds: bool


def guarded(measure: Measure, budget: Budget) -> Result:
    """Measure, and measure again with twice the pairs if the bar is missed."""
    pairs = budget.slow_pairs if measure.slow else budget.pairs
    tasks = measure.pair()
    attempt = 1
    while True:
        measured = ratio(*tasks, pairs=pairs, clock=measure.clock)
        holds = budget.holds(measure.name, measured)
        if holds or attempt > budget.retries:
            return Result(measure, measured, attempt, holds)
        attempt += 1
        pairs *= 2


def chosen(budget: Budget, pattern: str | None) -> Iterator[Measure]:
    """The measures that have a bar, or those whose name fits the pattern."""
    known = [*measures.ALL, *(peers.ALL if peers.installed() else ())]
    for measure in known:
        if fnmatch.fnmatch(measure.name, pattern) if pattern else measure.name in budget.bars:
            yield measure


def unknown_bars(budget: Budget) -> set[str]:
    """Bars that no measure answers to: a slip in the file."""
    return budget.bars.keys() - {measure.name for measure in (*measures.ALL, *peers.ALL)}


def show(result: Result, budget: Budget) -> str:
    """One line: what, how much, the middle half of the pairs, the bar, and the verdict."""
    measured = result.measured
    bar = budget.bars.get(result.measure.name, {})
    limit = ", ".join(f"{kind.replace('_', ' ')} {value:g}" for kind, value in bar.items()) or "none"
    verdict = "" if not bar else "ok" if result.holds else "MISSED"
    again = f" (attempt {result.attempts})" if result.attempts > 1 else ""
    spread = f"{measured.low:.2f} to {measured.high:.2f}"
    return f"{result.measure.name:55} {measured.median:8.2f}   {spread:18} {limit:14} {verdict}{again}"


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guard", description="Hold the speed bars.")
    parser.add_argument("--only", metavar="PATTERN", help="measures whose name fits, with a bar or without ('*': all)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the medians to a file, for benchmarks.table")
    arguments = parser.parse_args()
    started = monotonic()
    budget = Budget.read()
    if slips := unknown_bars(budget):
        parser.error(f"budget.json names what is not measured: {', '.join(sorted(slips))}")
    checks.assert_all()
    print(f"Python {sys.version.split()[0]}; moto {peers.installed() or 'not installed, its ratios are left out'}")
    print(f"{'':55} {'median':>8}   {'middle half':18} {'bar':14}")
    results: list[Result] = []
    for measure in chosen(budget, arguments.only):
        results.append(guarded(measure, budget))
        print(show(results[-1], budget), flush=True)
    if any(result.measure.pair is measures.importing for result in results):
        added, bare = difference(*measures.importing(), pairs=budget.slow_pairs)
        print(f"import snsfilter adds {added * 1e3:.1f} ms to a bare interpreter's {bare * 1e3:.1f} ms (not asserted)")
    missed = [result for result in results if not result.holds]
    seconds = monotonic() - started
    print(f"{len(results)} ratios, {len(missed)} missed by more than a factor of {budget.margin:g}; {seconds:.0f} s")
    if arguments.json:
        medians = {result.measure.name: round(result.measured.median, 3) for result in results}
        report = {"python": sys.version.split()[0], "moto": peers.installed(), "medians": medians}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
