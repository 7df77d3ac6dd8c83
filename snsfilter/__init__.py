"""Know, before you deploy, which messages an Amazon SNS subscription will receive.

>>> from snsfilter import FilterPolicy
>>> policy = FilterPolicy.parse('{"store": ["example_corp"]}')
>>> policy.matches_attributes({"store": {"Type": "String", "Value": "example_corp"}})
True

The public names are loaded when they are first asked for, so that ``import snsfilter`` itself costs next to nothing.
"""

TYPE_CHECKING = False  # what type checkers look for, without the import of typing
if TYPE_CHECKING:
    from snsfilter.errors import (
        FilterPolicyError,
        FilterPolicyLimitError,
        FilterPolicySyntaxError,
        MessageError,
        PublishError,
        SignatureError,
        SnsFilterError,
        SubscriptionAttributeError,
        Violation,
    )
    from snsfilter.filtering.canonical import equivalent
    from snsfilter.filtering.explain import Explanation
    from snsfilter.filtering.index import IndexCost, PolicyIndex
    from snsfilter.filtering.limits import Limits
    from snsfilter.filtering.limits.complexity import Complexity
    from snsfilter.filtering.nodes import FilterPolicyScope
    from snsfilter.filtering.policy import FilterPolicy
    from snsfilter.filtering.schema import filter_policy_schema
    from snsfilter.message import Message, PublishBatch
    from snsfilter.message.published import Published
    from snsfilter.rsa import RsaSigner
    from snsfilter.topic.subscription import Subscription

    __version__: str

__all__ = [
    "Complexity",
    "Explanation",
    "FilterPolicy",
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicyScope",
    "FilterPolicySyntaxError",
    "IndexCost",
    "Limits",
    "Message",
    "MessageError",
    "PolicyIndex",
    "PublishBatch",
    "PublishError",
    "Published",
    "RsaSigner",
    "SignatureError",
    "SnsFilterError",
    "Subscription",
    "SubscriptionAttributeError",
    "Violation",
    "equivalent",
    "filter_policy_schema",
]

_HOMES = {
    "Complexity": "snsfilter.filtering.limits.complexity",
    "Explanation": "snsfilter.filtering.explain",
    "FilterPolicy": "snsfilter.filtering.policy",
    "FilterPolicyError": "snsfilter.errors",
    "FilterPolicyLimitError": "snsfilter.errors",
    "FilterPolicyScope": "snsfilter.filtering.nodes",
    "FilterPolicySyntaxError": "snsfilter.errors",
    "IndexCost": "snsfilter.filtering.index",
    "Limits": "snsfilter.filtering.limits",
    "Message": "snsfilter.message",
    "MessageError": "snsfilter.errors",
    "PolicyIndex": "snsfilter.filtering.index",
    "PublishBatch": "snsfilter.message",
    "PublishError": "snsfilter.errors",
    "Published": "snsfilter.message.published",
    "RsaSigner": "snsfilter.rsa",
    "SignatureError": "snsfilter.errors",
    "SnsFilterError": "snsfilter.errors",
    "Subscription": "snsfilter.topic.subscription",
    "SubscriptionAttributeError": "snsfilter.errors",
    "Violation": "snsfilter.errors",
    "equivalent": "snsfilter.filtering.canonical",
    "filter_policy_schema": "snsfilter.filtering.schema",
}


def __getattr__(name: str) -> object:
    """Load a public name, or read ``__version__`` from the installed distribution."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 (costs more than everything else here)

        return version("snsfilter")
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415 (likewise)

        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value
    problem = f"module 'snsfilter' has no attribute {name!r}"
    raise AttributeError(problem)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
