"""How Jackson, the JSON parser of Event Ruler and of SNS, reads a text that isn't JSON, and what it says of it.

``words`` has what it says, ``tokens`` and ``numbers`` read one piece of text, ``reader`` all of it; ``cut`` has the
containers in which a text that breaks off is handed on.
"""

from snsfilter.jsontext.jackson.cut import CutList, CutMembers, CutOffError, CutString, has, whole
from snsfilter.jsontext.jackson.reader import cut_off, jackson_fault
from snsfilter.jsontext.jackson.words import JacksonFault, location, printable, redacted_tail, source_tail

__all__ = [
    "CutList",
    "CutMembers",
    "CutOffError",
    "CutString",
    "JacksonFault",
    "cut_off",
    "has",
    "jackson_fault",
    "location",
    "printable",
    "redacted_tail",
    "source_tail",
    "whole",
]
