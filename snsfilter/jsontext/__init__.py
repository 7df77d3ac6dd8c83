"""JSON as SNS needs it: strict, bounded in depth, with numbers as they are spelt and faults at their place.

Two readers share one grammar (RFC 8259).
The fast one (``loading``) is the standard library's scanner; it decodes messages and well-formed policies.
The placing one (``placing``) is iterative and keeps the offset of every value; it is asked when the fast one can't
answer: to say where a fault is, and to decode what nests deeper than the interpreter's stack.
"""

from snsfilter.jsontext.excerpt import excerpt
from snsfilter.jsontext.loading import load, load_policy, load_string
from snsfilter.jsontext.placing import Document, JsonFault, place_policy, position
from snsfilter.jsontext.values import (
    MAX_DEPTH,
    MAX_NUMBER,
    Members,
    NumberLiteral,
    compact,
    is_verbatim,
    plain_scalar,
    pointer,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_NUMBER",
    "Document",
    "JsonFault",
    "Members",
    "NumberLiteral",
    "compact",
    "excerpt",
    "is_verbatim",
    "load",
    "load_policy",
    "load_string",
    "place_policy",
    "plain_scalar",
    "pointer",
    "position",
]


def _location(text, offset):
    from snsfilter.jsontext.placing import position

    line, _ = position(text, offset)
    import re

    last = re.split(r"\r\n|\r|\n", text[:offset])[-1]
    return line, len(last.encode("utf-16-le", "surrogatepass")) // 2 + 1


def source_tail(text, offset):
    line, col = _location(text, offset)
    u = text.encode("utf-16-le", "surrogatepass")
    n = len(u) // 2
    cut = u[:1000].decode("utf-16-le", "surrogatepass")
    import re

    shown = re.sub(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda m: f"\\u{ord(m[0]):04X}", cut)
    more = f"[truncated {n - 500} chars]" if n > 500 else ""
    return f'[Source: (String)"{shown}"{more}; line: {line}, column: {col}]'
