"""Time against number of subscriptions: `python -m benchmarks.plot_index [--measure]`.

With `--measure` it first times W2 of 1 to 100,000 subscriptions and writes `index_times.json` beside this file; then,
or else, it draws that file as `docs/index-times.svg`.  The figures of the two engines are those of
`snsfilter`'s own runs of them on the same workload, JSON parsing included, on the same kind of machine.
"""

import json
import sys
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, TypeAlias

from benchmarks.indexes import asked_each, built
from snsfilter.charts import Axis, Line, Picture, Plot, duration, to_svg

DATA: Final = Path(__file__).with_name("index_times.json")
PLOT: Final = Path(__file__).parent.parent / "docs" / "index-times.svg"
SIZES: Final = (1, 10, 100, 1_000, 10_000, 100_000)
Points: TypeAlias = list[tuple[int, float]]
ENGINES: Final[dict[str, Points]] = {
    "Event Ruler (JVM)": [(1, 2.31), (100, 22.04), (1_000, 160.03), (10_000, 2252.76), (100_000, 30156.96)],
    "Event Ruler, best case": [(1_000, 26.72), (10_000, 375.17), (100_000, 4189.79)],
    "quamina (Go)": [(1, 1.17), (100, 12.61), (1_000, 126.68), (10_000, 3073.78), (100_000, 43365.87)],
}


def measure() -> dict[str, Points]:
    """Time the index, the loop over all policies, and `json.loads` alone, in microseconds a message."""
    times: dict[str, Points] = {"PolicyIndex": [], "each policy in turn": [], "json.loads alone": []}
    for size in SIZES:
        index, policies, texts = built("W2", size)
        rounds: list[float] = []
        decoding: list[float] = []
        for start in range(0, len(texts), 50):
            some = texts[start : start + 50]
            started = process_time()
            for text in some:
                index.matching_body(text)
            middle = process_time()
            for text in some:
                json.loads(text)
            decoding.append((process_time() - middle) / len(some))
            rounds.append((middle - started) / len(some))
        few = texts[: max(1, min(50, 20_000 // size))]
        for text in few[:1]:
            asked_each(policies, text)
        started = process_time()
        for text in few:
            asked_each(policies, text)
        times["each policy in turn"].append((size, round((process_time() - started) / len(few) * 1e6, 2)))
        times["PolicyIndex"].append((size, round(median(rounds) * 1e6, 2)))
        times["json.loads alone"].append((size, round(median(decoding) * 1e6, 2)))
        print(size, {name: points[-1][1] for name, points in times.items()}, flush=True)
        built.cache_clear()
    return times


def picture(times: dict[str, Points]) -> Picture:
    """Describe the plot, the times in seconds: the first line is the one that it is about."""
    lines = [
        Line(name, [(size, time / 1e6) for size, time in points], marked=True, strong=number == 0)
        for number, (name, points) in enumerate({**times, **ENGINES}.items())
    ]
    ends = "; ".join(f"{line.name}: {duration(line.points[-1][1])}" for line in lines)
    return Picture(
        "Time to match one message against a number of subscriptions",
        f"At {SIZES[-1]:,} subscriptions: {ends}. Both axes are logarithmic.",
        [
            Plot(
                Axis("subscriptions (W2)", SIZES[0], SIZES[-1], log=True),
                Axis("time for a message", 1e-6, 1, "seconds", log=True),
                lines,
            )
        ],
    )


def drawn() -> str:
    """Return the plot of what was measured."""
    return to_svg(picture(json.loads(DATA.read_text(encoding="utf-8"))))


def main() -> None:
    """Measure if asked to, and draw."""
    if "--measure" in sys.argv[1:]:
        DATA.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8")
    PLOT.write_text(drawn(), encoding="utf-8")


if __name__ == "__main__":
    main()
