"""What an explanation finds, as values: frozen, comparable, picklable, made of plain texts and numbers.

They hold what was seen as JSON text, never the caller's own objects: so they stay small, and can be kept and sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["AlternativeFinding", "KeyFinding", "NearMiss", "PatternFinding", "Reason", "Seen"]

Reason: TypeAlias = Literal[
    "MessageAttributes", "MessageBody", "NoMessageAttributes", "InvalidAttributes", "InvalidMessageBody"
]
"""Which of SNS's metrics NumberOfNotificationsFilteredOut-... counts the message (sns-monitoring-using-cloudwatch)."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What would have matched, had the message or the policy been a little different.

    Attributes:
        code: the kind of near miss; the page "Why a message matched or not" lists them.
        text: what is the matter, in plain words.
        remedy: how to mend it.
    """

    code: str
    text: str
    remedy: str

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"code": self.code, "text": self.text, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that a key sees in the message.

    Attributes:
        value: the value as JSON text, shortened if it is long.
        type: in attributes the data type as given, or ``String.Array element``; in a body ``string``, ``number``,
            ``boolean``, ``null``, ``object`` or ``array``.
        at: the JSON Pointer (RFC 6901) of the place in the body, or in the array of the attribute; ``""`` for the
            attribute itself.
    """

    value: str
    type: str
    at: str

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"value": self.value, "type": self.type, "at": self.at}


@dataclass(frozen=True, slots=True)
class PatternFinding:
    """One pattern of a key: the JSON of it, whether a value matches it, and if not, why.

    Attributes:
        pattern: the pattern as JSON text, shortened if it is long.
        matched: whether a value that the key sees matches.
        why: why none does, in plain words; ``""`` if one does.
    """

    pattern: str
    matched: bool
    why: str

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"pattern": self.pattern, "matched": self.matched, "why": self.why}


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """One key of an alternative.

    Attributes:
        key: its path, joined by dots.
        matched: whether it holds of the message; in a matched alternative, together with the other keys.
        seen: the values that it sees; first those that matched.
        more_seen: how many more there are.
        patterns: if it matched, the pattern that did; if not, its patterns.
        more_patterns: how many more there are.
        problem: what is the matter with what is seen (missing, malformed, no value), or ``""``.
        near_misses: what would have matched.
    """

    key: str
    matched: bool
    seen: tuple[Seen, ...]
    more_seen: int
    patterns: tuple[PatternFinding, ...]
    more_patterns: int
    problem: str
    near_misses: tuple[NearMiss, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {
            "key": self.key,
            "matched": self.matched,
            "seen": [each.as_dict() for each in self.seen],
            "more_seen": self.more_seen,
            "patterns": [each.as_dict() for each in self.patterns],
            "more_patterns": self.more_patterns,
            "problem": self.problem,
            "near_misses": [each.as_dict() for each in self.near_misses],
        }


@dataclass(frozen=True, slots=True)
class AlternativeFinding:
    """One alternative of the policy: what is left of it when every ``$or`` has taken one branch.

    Attributes:
        number: which it is, from 1, in the policy's order.
        matched: whether the message matches it.
        keys: its keys in the policy's order; where they are many, those that don't match first.
        more_keys: how many more there are.
        near_misses: what keeps keys from matching together that match apart.
    """

    number: int
    matched: bool
    keys: tuple[KeyFinding, ...]
    more_keys: int
    near_misses: tuple[NearMiss, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {
            "number": self.number,
            "matched": self.matched,
            "keys": [each.as_dict() for each in self.keys],
            "more_keys": self.more_keys,
            "near_misses": [each.as_dict() for each in self.near_misses],
        }
