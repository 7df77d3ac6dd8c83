"""JSON as SNS needs it: strict, bounded in depth, with numbers as they are spelt and faults at their place.

Two readers share one grammar (RFC 8259).
The fast one (``loading``) is the standard library's scanner; it decodes messages and well-formed policies.
The placing one (``placing``) is iterative and keeps the offset of every value; it is asked when the fast one can't
answer: to say where a fault is, and to decode what nests deeper than the interpreter's stack.
"""

from snsfilter.jsontext.cut import CutOffError, cut_off, has, whole
from snsfilter.jsontext.excerpt import excerpt
from snsfilter.jsontext.jackson import printable, redacted_tail, source_tail
from snsfilter.jsontext.jackson_reader import jackson_fault
from snsfilter.jsontext.loading import load, load_policy, load_string
from snsfilter.jsontext.placing import Document, JsonFault, place_policy, position
from snsfilter.jsontext.values import (
    MAX_DEPTH,
    MAX_NUMBER,
    SPACE,
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
    "SPACE",
    "CutOffError",
    "Document",
    "JsonFault",
    "Members",
    "NumberLiteral",
    "compact",
    "cut_off",
    "excerpt",
    "has",
    "is_verbatim",
    "jackson_fault",
    "load",
    "load_policy",
    "load_string",
    "place_policy",
    "plain_scalar",
    "pointer",
    "position",
    "printable",
    "redacted_tail",
    "source_tail",
    "whole",
]
