"""Files as the commands read them, and the one error that everything wrong with them becomes.

A mistake in a file is told with its place in that file: path, line and column.
"""

import sys
from pathlib import Path
from typing import BinaryIO, Final, TypeGuard, cast

import click

from snsfilter.jsontext import JsonFault, NumberLiteral, a_type, type_name
from snsfilter.plaintext import printable

__all__ = ["CliError", "bad_json", "decode", "is_string", "kind", "read_text", "standard_input", "unreadable"]

_BOM: Final = b"\xef\xbb\xbf"


class CliError(click.ClickException):
    """Something in what the command was given; exit code 2.  What would control a terminal is printed escaped."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        """Keep the message, which may have several lines."""
        super().__init__("\n".join(map(printable, message.split("\n"))))


def standard_input() -> BinaryIO:
    """Return the standard input.

    Raises:
        CliError: the process was started without.
    """
    stdin = cast("object", sys.stdin)
    if stdin is None:
        raise CliError("standard input: can't be read: it is closed")
    return sys.stdin.buffer


def read_text(path: str, *, hint: str = "") -> str:
    """Read a whole UTF-8 file; the hint says what else may be meant by the path of a file that isn't there.

    Raises:
        CliError: the file can't be read, or isn't UTF-8.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise unreadable(path, error, hint=hint) from error
    return decode(raw, path, first_line=1)


def unreadable(name: str, error: OSError, *, hint: str = "") -> CliError:
    """Say that a file can't be read, and why."""
    if isinstance(error, IsADirectoryError):
        hint = "name the files in it"
    return CliError(f"{name}: can't be read: {error.strerror}{_after(hint)}")


def decode(raw: bytes, name: str, *, first_line: int) -> str:
    """Decode UTF-8; a byte order mark may stand at the start of the file.

    Raises:
        CliError: the bytes aren't UTF-8; says on which line.
    """
    start = len(_BOM) if first_line == 1 and raw.startswith(_BOM) else 0
    try:
        return raw[start:].decode()
    except UnicodeDecodeError as error:
        at = start + error.start
        line = first_line + raw.count(b"\n", 0, at)
        raise CliError(
            f"{name}, line {line}: expected UTF-8, found the byte 0x{raw[at]:02x}; save the file as UTF-8",
        ) from error


def bad_json(fault: JsonFault, text: str, name: str, *, first_line: int = 1, hint: str = "") -> CliError:
    """Say that text isn't JSON, and where in the file that shows."""
    line, column = fault.position(text)
    where = f"{name}, line {first_line + line - 1}, column {column}"
    return CliError(f"{where}: not JSON: {fault.problem}{_after(hint or fault.hint)}")


def _after(hint: str) -> str:
    return f"; {hint}" if hint else ""


def is_string(value: object) -> TypeGuard[str]:
    """Tell whether a decoded value is a JSON string, and not a number as it is spelt."""
    return isinstance(value, str) and not isinstance(value, NumberLiteral)


def kind(value: object) -> str:
    """Say what a decoded value is, in JSON's words."""
    return str(value).lower() if isinstance(value, bool) else a_type(type_name(value))
