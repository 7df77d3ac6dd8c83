"""Know, before you deploy, which messages an Amazon SNS subscription will receive, and when SNS will try again.

>>> from snsfilter import FilterPolicy
>>> policy = FilterPolicy.parse('{"store": ["example_corp"]}')
>>> policy.matches_attributes({"store": {"Type": "String", "Value": "example_corp"}})
True

The public names are loaded when they are first asked for, so that ``import snsfilter`` itself costs next to nothing.
"""

TYPE_CHECKING = False  # what type checkers look for, without the import of typing
if TYPE_CHECKING:
    from snsfilter.delivery.comparing import compare_schedules
    from snsfilter.delivery.deliver import deliver, deliver_async
    from snsfilter.delivery.endpoint import Outage, Response
    from snsfilter.delivery.healthy import BackoffFunction, HealthyRetryPolicy
    from snsfilter.delivery.phases import Phase, Retry, SchedulePhase
    from snsfilter.delivery.policy import DeliveryPolicy
    from snsfilter.delivery.schedule import RetrySchedule
    from snsfilter.delivery.schema import delivery_policy_schema
    from snsfilter.delivery.simulate import simulate, simulate_batch
    from snsfilter.errors import (
        DeliveryPolicyError,
        FilterPolicyError,
        FilterPolicyLimitError,
        FilterPolicyLimitExceededError,
        FilterPolicySyntaxError,
        MessageError,
        MissingExtraError,
        NotFoundError,
        PublishError,
        ScheduleError,
        SignatureError,
        SnsFilterError,
        SubscriptionAttributeError,
        TopicError,
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
    from snsfilter.topic.counts import Statistics
    from snsfilter.topic.deliveries import Deliveries, NotificationDelivery
    from snsfilter.topic.metrics import Metrics
    from snsfilter.topic.outcomes import Delivered, FilteredOut, PublishResult
    from snsfilter.topic.publications import BatchResult
    from snsfilter.topic.reasons import FilterReason
    from snsfilter.topic.subscription import Subscription
    from snsfilter.topic.topic import Topic

    __version__: str

__all__ = [
    "BackoffFunction",
    "BatchResult",
    "Complexity",
    "Delivered",
    "Deliveries",
    "DeliveryPolicy",
    "DeliveryPolicyError",
    "Explanation",
    "FilterPolicy",
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicyLimitExceededError",
    "FilterPolicyScope",
    "FilterPolicySyntaxError",
    "FilterReason",
    "FilteredOut",
    "HealthyRetryPolicy",
    "IndexCost",
    "Limits",
    "Message",
    "MessageError",
    "Metrics",
    "MissingExtraError",
    "NotFoundError",
    "NotificationDelivery",
    "Outage",
    "Phase",
    "PolicyIndex",
    "PublishBatch",
    "PublishError",
    "PublishResult",
    "Published",
    "Response",
    "Retry",
    "RetrySchedule",
    "RsaSigner",
    "ScheduleError",
    "SchedulePhase",
    "SignatureError",
    "SnsFilterError",
    "Statistics",
    "Subscription",
    "SubscriptionAttributeError",
    "Topic",
    "TopicError",
    "Violation",
    "compare_schedules",
    "deliver",
    "deliver_async",
    "delivery_policy_schema",
    "equivalent",
    "filter_policy_schema",
    "simulate",
    "simulate_batch",
]

_HOMES = {
    "BackoffFunction": "snsfilter.delivery.healthy",
    "BatchResult": "snsfilter.topic.publications",
    "Complexity": "snsfilter.filtering.limits.complexity",
    "Delivered": "snsfilter.topic.outcomes",
    "Deliveries": "snsfilter.topic.deliveries",
    "DeliveryPolicy": "snsfilter.delivery.policy",
    "DeliveryPolicyError": "snsfilter.errors",
    "Explanation": "snsfilter.filtering.explain",
    "FilterPolicy": "snsfilter.filtering.policy",
    "FilterPolicyError": "snsfilter.errors",
    "FilterPolicyLimitError": "snsfilter.errors",
    "FilterPolicyLimitExceededError": "snsfilter.errors",
    "FilterPolicyScope": "snsfilter.filtering.nodes",
    "FilterPolicySyntaxError": "snsfilter.errors",
    "FilterReason": "snsfilter.topic.reasons",
    "FilteredOut": "snsfilter.topic.outcomes",
    "HealthyRetryPolicy": "snsfilter.delivery.healthy",
    "IndexCost": "snsfilter.filtering.index",
    "Limits": "snsfilter.filtering.limits",
    "Message": "snsfilter.message",
    "MessageError": "snsfilter.errors",
    "Metrics": "snsfilter.topic.metrics",
    "MissingExtraError": "snsfilter.errors",
    "NotFoundError": "snsfilter.errors",
    "NotificationDelivery": "snsfilter.topic.deliveries",
    "Outage": "snsfilter.delivery.endpoint",
    "Phase": "snsfilter.delivery.phases",
    "PolicyIndex": "snsfilter.filtering.index",
    "PublishBatch": "snsfilter.message",
    "PublishError": "snsfilter.errors",
    "PublishResult": "snsfilter.topic.outcomes",
    "Published": "snsfilter.message.published",
    "Response": "snsfilter.delivery.endpoint",
    "Retry": "snsfilter.delivery.phases",
    "RetrySchedule": "snsfilter.delivery.schedule",
    "RsaSigner": "snsfilter.rsa",
    "ScheduleError": "snsfilter.errors",
    "SchedulePhase": "snsfilter.delivery.phases",
    "SignatureError": "snsfilter.errors",
    "SnsFilterError": "snsfilter.errors",
    "Statistics": "snsfilter.topic.counts",
    "Subscription": "snsfilter.topic.subscription",
    "SubscriptionAttributeError": "snsfilter.errors",
    "Topic": "snsfilter.topic.topic",
    "TopicError": "snsfilter.errors",
    "Violation": "snsfilter.errors",
    "compare_schedules": "snsfilter.delivery.comparing",
    "deliver": "snsfilter.delivery.deliver",
    "deliver_async": "snsfilter.delivery.deliver",
    "delivery_policy_schema": "snsfilter.delivery.schema",
    "equivalent": "snsfilter.filtering.canonical",
    "filter_policy_schema": "snsfilter.filtering.schema",
    "simulate": "snsfilter.delivery.simulate",
    "simulate_batch": "snsfilter.delivery.simulate",
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
