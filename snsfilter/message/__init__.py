"""A message: what was published, what filtering sees of it, and every shape that it has on its way.

Nothing is decoded before it is asked for, and the readers of the shapes aren't loaded before one is used.
"""

from snsfilter.message.message import Message
from snsfilter.message.shapes import PublishBatch
from snsfilter.message.values import (
    IGNORED,
    MalformedMessageError,
    attribute_value,
    body_object,
    member_names,
    plain_json,
)

__all__ = [
    "IGNORED",
    "MalformedMessageError",
    "Message",
    "PublishBatch",
    "attribute_value",
    "body_object",
    "member_names",
    "plain_json",
]
