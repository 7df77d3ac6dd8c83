"""Know, before you deploy, which messages an Amazon SNS subscription will receive.

>>> from snsfilter import FilterPolicy
>>> policy = FilterPolicy.parse('{"store": ["example_corp"]}')
>>> policy.matches_attributes({"store": {"Type": "String", "Value": "example_corp"}})
True
"""

from __future__ import annotations

from snsfilter.errors import (
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicySyntaxError,
    MessageError,
    SnsFilterError,
)
from snsfilter.filtering.limits import Limits
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.policy import FilterPolicy
from snsfilter.message import Message

__all__ = [
    "FilterPolicy",
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicyScope",
    "FilterPolicySyntaxError",
    "Limits",
    "Message",
    "MessageError",
    "SnsFilterError",
]


def __getattr__(name: str) -> str:
    """Read ``__version__`` from the installed distribution, when asked for it."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 (costs more than everything else in the package)

        return version("snsfilter")
    problem = f"module 'snsfilter' has no attribute {name!r}"
    raise AttributeError(problem)
