"""An explanation as text: for a person at 80 columns, or the gist in a line."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from snsfilter.filtering.explain.findings import AlternativeFinding, KeyFinding, NearMiss, Reason, Seen

__all__ = ["summary", "text"]

_WIDTH = 80
_LONGEST_SUMMARY = 200
_ELSEWHERE = frozenset({"key-in-body", "key-in-attributes"})


class Told(Protocol):
    """What is shown: an :class:`~snsfilter.Explanation`."""

    @property
    def matched(self) -> bool:
        """The verdict."""
        ...

    @property
    def reason(self) -> Reason | None:
        """As what SNS counts the message."""
        ...

    @property
    def problem(self) -> str:
        """What is the matter with the message as a whole."""
        ...

    @property
    def near_misses(self) -> Sequence[NearMiss]:
        """What would mend that."""
        ...

    @property
    def alternatives(self) -> Sequence[AlternativeFinding]:
        """The alternatives to show."""
        ...

    @property
    def more_alternatives(self) -> int:
        """How many more there are."""
        ...


def text(told: Told) -> str:
    """Return the whole, wrapped at 80 columns."""
    return "\n".join(_lines(told))


def _lines(told: Told) -> Iterator[str]:
    yield f"The message {_verdict(matched=told.matched)}."
    if told.problem:
        yield ""
        yield from _wrapped(f"{told.problem[0].upper()}{told.problem[1:]}.", "")
    elif told.matched and not (told.alternatives or told.more_alternatives):
        yield ""
        yield "The policy is blank: it matches every message."
    yield from _misses(told.near_misses, "", told.problem)
    total = len(told.alternatives) + told.more_alternatives
    for each in told.alternatives:
        yield ""
        if total > 1:
            yield f"Alternative {each.number:,} of {total:,}"
        yield from _alternative(each)
    if told.more_alternatives and told.alternatives and not told.matched:
        yield ""
        yield f"{_more(told.more_alternatives, 'alternative')} match either."
    if told.reason:
        yield ""
        yield f"SNS counts it as NumberOfNotificationsFilteredOut-{told.reason}."


def _more(count: int, noun: str) -> str:
    return f"{count:,} more {noun}{' doesn' if count == 1 else 's don'}'t"


def _wrapped(said: str, indent: str) -> list[str]:
    """Wrap a text; its further lines are indented by two more."""
    return wrap(
        said,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  " if indent else "",
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )


def _misses(misses: Iterable[NearMiss], indent: str, problem: str) -> Iterator[str]:
    for each in misses:
        said = f"remedy: {each.remedy}" if each.text == problem else f"near miss: {each.text}; {each.remedy}"
        yield from _wrapped(said, indent)


def _alternative(finding: AlternativeFinding) -> Iterator[str]:
    for each in finding.keys:
        yield from _key(each)
    if finding.more_keys:
        yield f"and {_count(finding.more_keys, 'more key')}"
    yield from _misses(finding.near_misses, "", "")


def _key(finding: KeyFinding) -> Iterator[str]:
    yield from _wrapped(f"{finding.key or chr(34) * 2}: {_verdict(matched=finding.matched)}", "")
    if finding.problem:
        yield from _wrapped(finding.problem, "  ")
    if finding.seen:
        yield from _wrapped(f"found {_found(finding)}", "  ")
    for each in finding.patterns:
        if each.matched:
            yield from _wrapped(f"by {each.pattern}", "  ")
        elif finding.seen:
            yield from _wrapped(f"{each.pattern}: {each.why}", "  ")
        else:
            yield from _wrapped(f"expected {each.pattern}", "  ")
    if finding.more_patterns:
        yield f"  and {_count(finding.more_patterns, 'more pattern')}"
    yield from _misses(finding.near_misses, "  ", finding.problem)


def _found(finding: KeyFinding) -> str:
    rest = f", and {finding.more_seen:,} more" if finding.more_seen else ""
    return ", ".join(map(_seen, finding.seen)) + rest


def _seen(seen: Seen) -> str:
    return f"{seen.value} ({seen.type}{' at ' if seen.at else ''}{seen.at})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(told: Told) -> str:
    """Return the gist in one line."""
    said = _gist(told)
    return said if len(said) <= _LONGEST_SUMMARY else f"{said[: _LONGEST_SUMMARY - 3]}..."


def _gist(told: Told) -> str:
    verdict = "match" if told.matched else "no match"
    if told.problem:
        return f"{verdict}: {'; '.join([told.problem, *_elsewhere(told)])}"
    said: list[str] = []
    for alternative in told.alternatives[:1]:
        said += [each.text for each in alternative.near_misses]
        said += [_key_gist(each) for each in alternative.keys if each.matched is told.matched]
    return f"{verdict}: {'; '.join(said)}" if said else verdict


def _elsewhere(told: Told) -> Iterator[str]:
    """Yield what says that the other part of the message has a key: the commonest reason for none in this one."""
    misses = list(told.near_misses)
    for alternative in told.alternatives[:1]:
        misses += [each for finding in alternative.keys for each in finding.near_misses]
    return (each.text for each in misses if each.code in _ELSEWHERE)


def _key_gist(finding: KeyFinding) -> str:
    if finding.matched:
        what = _seen(finding.seen[0]) if finding.seen else "absent"
        return f"{finding.key}: {what} by {finding.patterns[0].pattern}"
    if finding.near_misses:
        return f"{finding.key}: {finding.near_misses[0].text}"
    if finding.problem:
        return f"{finding.key}: {finding.problem}"
    whys = [f"{each.pattern}: {each.why}" for each in finding.patterns[:1]]
    return f"{finding.key}: found {_found(finding)}; {whys[0]}"


def _verdict(*, matched: bool) -> str:
    return "matches" if matched else "doesn't match"
