"""What AWS says of a policy that isn't one: Event Ruler's words, and where its JSON parser stands by then.

Event Ruler compiles the caller's text.  SNS first parses it, writes it anew without white space, and has Event Ruler
compile that; so its places are places in the compact text (recorded on SNS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.errors import AwsText
from snsfilter.jsontext import compact, place_policy, source_tail

if TYPE_CHECKING:
    from snsfilter.filtering.parser import PolicyFault
    from snsfilter.jsontext import Document

__all__ = ["aws_text"]


def aws_text(fault: PolicyFault, value: object, document: Document | None) -> AwsText:
    """Return what Event Ruler and SNS say of *fault*.

    Args:
        fault: the fault, with the one that Event Ruler's older compiler finds, which is the one that is reported.
        value: the decoded policy.
        document: the caller's text with its places; ``None`` for a policy that was given decoded.
    """
    told = fault.second or fault
    written = place_policy(compact(value), trailing=False) if told.tails else None
    return AwsText(_told(told, document or written), f"FilterPolicy: {_told(told, written)}")


def _told(fault: PolicyFault, document: Document | None) -> str:
    if document is None or not fault.tails:
        return fault.words
    tail = source_tail(document.text, _reached(fault, document))
    return fault.words + f"\n at {tail}" * fault.tails


def _reached(fault: PolicyFault, document: Document) -> int:
    """Return the offset behind what Event Ruler's JSON parser has read when it meets the fault."""
    _, start, end = document.places[fault.reached]
    if fault.mark == "opened" and document.text[start] in '"[{':
        return start + 1
    return end
