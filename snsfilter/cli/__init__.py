"""The command line, and the one place that knows that it may not be installed.

The core needs nothing but the standard library, so click and rich come with the extra ``cli``.
Whoever starts the command without them gets one line that says how to install them, not a traceback.
"""

import sys
from typing import Final

__all__ = ["main"]

_EXTRA: Final = frozenset({"click", "rich"})


def main() -> None:
    """Run the command line with the arguments of the process, and leave with its exit code."""
    try:
        from snsfilter.cli.app import app  # noqa: PLC0415 - `import snsfilter.cli` must work without click and rich
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        sys.stderr.write(
            f"snsfilter: the command line needs {missing}, which isn't installed; "
            "install it with: python -m pip install 'snsfilter[cli]'\n",
        )
        sys.exit(2)
    app(prog_name="snsfilter")
