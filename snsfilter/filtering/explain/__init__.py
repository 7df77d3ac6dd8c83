"""Why a message matches a policy, or doesn't: the door of the package.

``explaining`` puts an explanation together; ``reasons`` decides as what SNS counts a message that is filtered out.
"""

from snsfilter.filtering.explain.explaining import explain, unread
from snsfilter.filtering.explain.explanation import Explanation
from snsfilter.filtering.explain.findings import (
    AlternativeFinding,
    KeyFinding,
    NearMiss,
    PatternFinding,
    Reason,
    Seen,
)
from snsfilter.filtering.explain.plans import PolicyPlan
from snsfilter.filtering.explain.reasons import reason

__all__ = [
    "AlternativeFinding",
    "Explanation",
    "KeyFinding",
    "NearMiss",
    "PatternFinding",
    "PolicyPlan",
    "Reason",
    "Seen",
    "explain",
    "reason",
    "unread",
]
