"""What AWS says of a policy that isn't one: Event Ruler's words, and where its JSON parser stands by then.

Event Ruler compiles the caller's text.  SNS first parses it, writes it anew without white space, and has Event Ruler
compile that; so its places are places in the compact text (recorded on SNS).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from snsfilter.errors import AwsText
from snsfilter.filtering.parser import CutOffListError, PolicyFault, parse_nodes
from snsfilter.jsontext import (
    MAX_NUMBER,
    CutOffError,
    compact,
    cut_off,
    jackson_fault,
    parse_failure,
    place_policy,
    printable,
    source_tail,
)

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import Dialect
    from snsfilter.jsontext import Document

__all__ = ["aws_text", "aws_text_of_no_json"]


_NUMBERS = re.compile(r"[-+.0-9Ee]++")


def aws_text(fault: PolicyFault, value: object, document: Document | None, dialect: Dialect) -> AwsText:
    """Return what Event Ruler and SNS say of *fault*.

    Args:
        fault: the fault, with the one that Event Ruler's older compiler finds, which is the one that is reported.
        value: the decoded policy.
        document: the caller's text with its places; ``None`` for a policy that was given decoded.
        dialect: the dialect of *fault*, which the words of SNS follow.
    """
    source = compact(value) if document is None else document.text
    if any(len(each) > MAX_NUMBER for each in _NUMBERS.findall(source)) and jackson_fault(source, sns=False):
        return aws_text_of_no_json(source, fault.problem)  # Jackson reads no number that is so long
    told = fault.second or fault
    ruler = told if dialect == "ruler" else _ruler_fault(value) or told
    written = place_policy(compact(value), trailing=False) if told.tails or ruler.tails else None
    return AwsText(_told(ruler, document or written), f"FilterPolicy: {_told(told, written)}")


def _ruler_fault(value: object) -> PolicyFault | None:
    """Return the fault that Event Ruler reports, which knows more than SNS; ``None`` if it takes the policy."""
    try:
        parse_nodes(value, "ruler")
    except PolicyFault as fault:
        return fault.second or fault
    return None


def _told(fault: PolicyFault, document: Document | None) -> str:
    words = printable(fault.words)
    if document is None or not fault.tails:
        return words
    tail = source_tail(document.text, _reached(fault, document))
    return words + f"\n at {tail}" * fault.tails


def _reached(fault: PolicyFault, document: Document) -> int:
    """Return the offset behind what Event Ruler's JSON parser has read when it meets the fault."""
    _, start, end = document.places[fault.reached]
    if fault.mark == "opened" and document.text.startswith(('"', "[", "{"), start):
        return start + 1
    return end


def aws_text_of_no_json(text: str, problem: str) -> AwsText:
    """Return what Event Ruler and SNS say of a policy that isn't JSON.

    Event Ruler compiles while it reads, so it may find a fault of the policy first.  SNS reads the whole text before
    that.  What both take for JSON, but we don't (text behind the policy), has only our own words.

    Args:
        text: the policy.
        problem: our own words.
    """
    return AwsText(_compiled(text, problem), f"FilterPolicy: failed to parse JSON. {parse_failure(text, problem)}")


def _compiled(text: str, problem: str) -> str:
    """Return what Event Ruler says of a text that isn't JSON."""
    try:
        document = cut_off(text)
        try:
            parse_nodes(document.value, "ruler")
        except PolicyFault as fault:
            return _told(fault.second or fault, document)
    except CutOffListError as cut:  # Jackson names the character that it has just read, or the end
        said, at = cut.fault.said(text), cut.fault.offset + cut.fault.located
        return f"{said}\n at {source_tail(text, min(at, len(text)))}"
    except CutOffError as cut:
        return cut.fault.said(text)
    return problem
