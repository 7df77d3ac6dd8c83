"""A progress bar for those who wait: on standard error, apart from the answer, and only after a while."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, TextIO, cast

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["progress"]

_PATIENCE: Final = 0.5
"""Seconds that a run may take before it owes a sign of life."""


@contextmanager
def progress(total: int | None, *, wanted: bool = True) -> Generator[Callable[[int], None]]:
    """Give a function that takes the number of bytes read since the last call; a long run shows a bar while it lasts.

    Args:
        total: the bytes that there are to read, if that is known.
        wanted: false where a bar would disturb what is printed to the same terminal.
    """
    stderr = cast("TextIO | None", sys.stderr)  # none if the process was started without
    if not (wanted and stderr is not None and stderr.isatty()):
        yield _nowhere
        return
    bar = Progress(
        TextColumn("routing"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("", total=total)
    due = time.monotonic() + _PATIENCE
    shown = False

    def advance(size: int) -> None:
        nonlocal shown
        bar.advance(task, size)
        if not shown and time.monotonic() >= due:
            shown = True
            bar.start()

    try:
        yield advance
    finally:
        if shown:
            bar.stop()


def _nowhere(_size: int) -> None:
    """Take the news, and keep them."""
