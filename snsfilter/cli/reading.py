"""Files as the commands read them, and the one error that everything wrong with them becomes.

A mistake in a file is told with its place in that file: path, line and column.
"""

from pathlib import Path
from typing import Final

import click

from snsfilter.jsontext import JsonFault, Members, NumberLiteral, position

__all__ = ["CliError", "bad_json", "decode", "kind", "read_text", "unreadable"]

_BOM: Final = b"\xef\xbb\xbf"


class CliError(click.ClickException):
    """Something in what the command was given; printed in one line, exit code 2."""

    exit_code = 2


def read_text(path: str) -> str:
    """Read a whole UTF-8 file.

    Raises:
        CliError: the file can't be read, or isn't UTF-8.
    """
    try:
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    return decode(raw, path, first_line=1)


def unreadable(name: str, error: Exception) -> CliError:
    """Say that a file can't be read, and why."""
    reason = error.strerror if isinstance(error, OSError) else error
    return CliError(f"{name}: can't be read: {reason}")


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
    line, column = position(text, fault.offset)
    remedy = f"; {hint}" if hint else ""
    return CliError(f"{name}, line {first_line + line - 1}, column {column}: not JSON: {fault.problem}{remedy}")


def kind(value: object) -> str:
    """Say what a decoded value is, in JSON's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case NumberLiteral() | int():
            return "a number"
        case str():
            return "a string"
        case dict() | Members():
            return "an object"
        case _:
            return "an array"
