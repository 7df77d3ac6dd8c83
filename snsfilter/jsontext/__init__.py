"""JSON as SNS needs it: strict, bounded in depth, with numbers as they are spelt and faults at their place.

Two readers share one grammar (RFC 8259).
The fast one (``loading``) is the standard library's scanner; it decodes messages and well-formed policies.
The placing one (``placing``) is iterative and keeps the offset of every value; it is asked when the fast one can't
answer: to say where a fault is, and to decode what nests deeper than the interpreter's stack.
A third (``jackson``) reads broken text as Event Ruler's own parser does, for the words in which AWS refuses it.
"""

from snsfilter.jsontext.excerpt import Place, place_in
from snsfilter.jsontext.given import GivenPlaces, SourceFault, parse_failure, pointer_to, read_given
from snsfilter.jsontext.jackson import (
    CutOffError,
    cut_off,
    has,
    jackson_fault,
    printable,
    redacted_tail,
    source_tail,
    whole,
)
from snsfilter.jsontext.loading import load, load_policy, load_string
from snsfilter.jsontext.placing import NUMBER, STRING_INSIDE, Document, JsonFault, place_policy, position
from snsfilter.jsontext.values import (
    MAX_DEPTH,
    MAX_NUMBER,
    SPACE,
    Members,
    NumberLiteral,
    Trail,
    a_type,
    compact,
    is_verbatim,
    plain_scalar,
    pointer,
    type_name,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_NUMBER",
    "NUMBER",
    "SPACE",
    "STRING_INSIDE",
    "CutOffError",
    "Document",
    "GivenPlaces",
    "JsonFault",
    "Members",
    "NumberLiteral",
    "Place",
    "SourceFault",
    "Trail",
    "a_type",
    "compact",
    "cut_off",
    "has",
    "is_verbatim",
    "jackson_fault",
    "load",
    "load_policy",
    "load_string",
    "parse_failure",
    "place_in",
    "place_policy",
    "plain_scalar",
    "pointer",
    "pointer_to",
    "position",
    "printable",
    "read_given",
    "redacted_tail",
    "source_tail",
    "type_name",
    "whole",
]
