"""Time against number of subscriptions: `python -m benchmarks.plot_index [--measure]`.

With `--measure` it first times W2 of 1 to 100,000 subscriptions and writes `index_times.json` beside this file; then,
or else, it draws that file as `docs/index-times.svg`.  The figures of the two engines are those of
`snsfilter`'s own runs of them on the same workload, JSON parsing included, on the same kind of machine.
"""

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, TypeAlias

from benchmarks.indexes import asked_each, built

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


WIDTH, HEIGHT = 760, 470
LEFT, RIGHT, TOP, BOTTOM = 70, 215, 24, 52
LEAST, MOST = 0, 6
"""The powers of ten, of microseconds, at the ends of the scale."""
STYLE: Final = """
    svg { color: #24292f; background: #ffffff; font: 13px system-ui, sans-serif }
    text { fill: currentColor } .grid { stroke: currentColor; stroke-opacity: .15 }
    .line { fill: none; stroke-width: 2 } .ours { stroke-width: 4 }
    .c0 { stroke: #0b5fc0; fill: #0b5fc0 } .c1 { stroke: #8a5a00; fill: #8a5a00 }
    .c2 { stroke: #6e7781; fill: #6e7781 }
    .c3 { stroke: #b3261e; fill: #b3261e }
    .c4 { stroke: #a0409a; fill: #a0409a } .c5 { stroke: #1a7f37; fill: #1a7f37 }
    @media (prefers-color-scheme: dark) {
      svg { color: #e6edf3; background: #0d1117 }
      .c0 { stroke: #6cb6ff; fill: #6cb6ff } .c1 { stroke: #e3b341; fill: #e3b341 }
      .c2 { stroke: #8b949e; fill: #8b949e }
      .c3 { stroke: #ff7b72; fill: #ff7b72 }
      .c4 { stroke: #e29be0; fill: #e29be0 } .c5 { stroke: #56d364; fill: #56d364 }
    }
    .line { fill: none }
"""
DASHES: Final = ("", "9 4", "2 4", "", "6 3 2 3", "12 3")
MARKS: Final = (
    "M-4 -4h8v8h-8z",
    "M0 -5l5 9h-10z",
    "M-4 0h8",
    "M0 -5l5 5l-5 5l-5 -5z",
    "M-4 -4l8 8m0 -8l-8 8",
    "M-5 -4h10l-5 9z",
)


def _x(size: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * log10(size) / 5


def _y(microseconds: float) -> float:
    share = (log10(microseconds) - LEAST) / (MOST - LEAST)
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _grid() -> list[str]:
    parts: list[str] = []
    for power in range(6):
        x = _x(10**power)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>')
    names = ("1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s")
    for power, name in zip(range(LEAST, MOST + 1), names, strict=True):
        y = _y(10**power)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{name}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">subscriptions (W2)</text>')
    return parts


def _spread(heights: Sequence[float], gap: float = 16) -> list[float]:
    """Move labels apart that would overlap, keeping their order."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + gap)
    return placed


def draw(times: dict[str, Points]) -> str:
    """The plot: each line has its own colour, dashes, marks and label, so that no reader needs the colours."""
    lines = {**times, **ENGINES}
    labels = _spread([_y(points[-1][1]) for points in lines.values()])
    parts = _grid()
    for number, ((name, points), label) in enumerate(zip(lines.items(), labels, strict=True)):
        at = [(_x(size), _y(time)) for size, time in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        kind = f"line c{number}" + (" ours" if number == 0 else "")
        parts.append(f'<polyline class="{kind}" stroke-dasharray="{DASHES[number]}" points="{path}"/>')
        mark = f'<path class="c{number}" stroke-width="1.5" d="{MARKS[number]}" transform="translate'
        parts += [f'{mark}({x:.1f} {y:.1f})"/>' for x, y in at]
        weight = "bold" if number == 0 else "normal"
        parts.append(f'<text x="{at[-1][0] + 12:.1f}" y="{label + 4:.1f}" font-weight="{weight}">{name}</text>')
    title = "Time to match one message against a number of subscriptions, both axes logarithmic"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def main() -> None:
    """Measure if asked to, and draw."""
    if "--measure" in sys.argv[1:]:
        DATA.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8")
    PLOT.write_text(draw(json.loads(DATA.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
