"""The tables of `docs/performance.md`: `python -m benchmarks.table FILE...`, files written by `guard --json`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.guard import Budget


def rows(reports: list[dict[str, Any]], bars: dict[str, dict[str, float]], *, barred: bool) -> Iterator[str]:
    """The ratios with a bar, or those without: name, bar, and the median on each Python."""
    yield f"| ratio |{' bar |' * barred} {' | '.join(report['python'] for report in reports)} |"
    yield f"| --- |{' --- |' * barred}{' ---: |' * len(reports)}"
    for name in reports[0]["medians"]:
        if (name in bars) is barred:
            bar = ", ".join(f"{kind.replace('_', ' ')} {value:g}" for kind, value in bars.get(name, {}).items())
            figures = [report["medians"].get(name) for report in reports]
            shown = ["" if figure is None else f"{figure:.{0 if figure >= 100 else 2}f}" for figure in figures]
            yield f"| {' | '.join([name, *([bar] * barred), *shown])} |"


def main() -> int:
    """Print both tables."""
    reports = [json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:]]
    if not reports:
        print("usage: python -m benchmarks.table FILE...", file=sys.stderr)
        return 2
    bars = Budget.read().bars
    print(*rows(reports, bars, barred=True), "", *rows(reports, bars, barred=False), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
