"""What the commands print: one place that knows that a terminal isn't a file, and that a reader may leave early."""

import json
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final, cast

from snsfilter import Explanation
from snsfilter.cli.reading import CliError

__all__ = ["can_print", "interruptible", "one_line", "print_json_line", "print_text", "why_not"]

_INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141


def print_text(text: str) -> None:
    """Print text as it stands; what the encoding of the output can't say becomes a question mark."""
    encoding = sys.stdout.encoding
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def can_print(letters: str) -> bool:
    """Tell whether the encoding of the output has all these letters."""
    try:
        letters.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


def print_json_line(record: Mapping[str, object], *, at_once: bool) -> None:
    """Print one line of JSON, in ASCII; at once where the next may be long in coming."""
    sys.stdout.write(f"{json.dumps(record)}\n")
    if at_once:
        sys.stdout.flush()


def why_not(explained: Explanation | None) -> dict[str, object]:
    """Return the members of a record that say why a message isn't received; ``null`` where it is."""
    if explained is None:
        return {"reason": None, "why": None}
    return {"reason": explained.reason, "why": explained.summary}


def one_line(text: str) -> str:
    """Bring text from a file into a form that is safe to print: one line, and no control of the terminal."""
    collapsed = " ".join(text.split())
    if collapsed.isprintable():
        return collapsed
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in collapsed)


@contextmanager
def interruptible() -> Generator[None]:
    """Leave quietly when the run is cut short, with the code that a shell gives for it.

    Exit code 1 is an answer here ("none matched"), so it can't be the code for this as well.
    """
    if cast("object", sys.stdout) is None:
        raise CliError("standard output: can't be printed to: it is closed")
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # before an error is printed, and while what goes wrong with it is still ours to tell
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except OSError as error:
        # What is still in the buffer goes nowhere, or Python would try once more at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # whoever read the output has left
            sys.exit(_PIPE_CLOSED)
        raise CliError(f"reading or printing failed: {error.strerror}") from error
