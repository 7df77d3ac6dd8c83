"""How large a policy may be: what SNS enforces, as data, and bounds of our own that keep hostile policies cheap.

Most policies are within every limit, so one cheap pass answers that (``counting``).
What is wrong and how to mend it (``violations``), and the factors for a person to follow (``complexity``), are worked
out, and these modules loaded, only when somebody asks or a limit is exceeded.
"""

from snsfilter.filtering.limits.bounds import check_bounds, expand
from snsfilter.filtering.limits.checking import SNS_LIMITS, check_limits, known_limits
from snsfilter.filtering.limits.values import KeysCounted, Limits

__all__ = ["SNS_LIMITS", "KeysCounted", "Limits", "check_bounds", "check_limits", "expand", "known_limits"]
