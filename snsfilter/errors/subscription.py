"""What is wrong with another attribute of a subscription."""

from __future__ import annotations

from snsfilter.errors.base import PREFIXES, AwsText, Operation, RefusalError
from snsfilter.plaintext import printable

__all__ = ["SubscriptionAttributeError"]


class SubscriptionAttributeError(RefusalError):
    """An attribute of a subscription, other than its filter policy, is at fault.

    Attributes:
        problem: what was found and what was expected.
        attribute: the name of the attribute, as SNS spells it.
        value: the value that was given, if it is a string; else ``None``.
        hint: how to mend it, or ``""``.
        code: the error code that SNS answers with.
        http_status: the HTTP status that SNS answers with.
        sender_fault: whether SNS says that the caller is at fault.
    """

    def __init__(
        self,
        problem: str,
        *,
        attribute: str = "",
        value: object = None,
        hint: str = "",
        aws: str = "",
        aws_on_subscribe: str = "",
    ) -> None:
        """Keep what is known of the fault.

        *aws* is what SNS answers, without the operation's words in front; *aws_on_subscribe* is what Subscribe answers
        after ``Invalid parameter: ``, where that isn't the same fault in Subscribe's own frame.
        """
        super().__init__(problem)
        self.problem = problem
        self.attribute = attribute
        self.value = value
        self.hint = hint
        self._aws = AwsText(aws or problem, aws or problem)
        self._aws_on_subscribe = aws_on_subscribe

    def __str__(self) -> str:
        """Return the developer's text: problem and remedy."""
        return printable(f"{self.problem}; {self.hint}" if self.hint else self.problem)

    def aws_message(self, operation: Operation | None = "Subscribe") -> str:
        """Return what AWS answers, byte for byte.

        Args:
            operation: the operation of SNS that is asked; ``None`` for the words without any frame.

        Raises:
            SnsFilterError: there is no such operation.
        """
        asked: object = operation
        if self._aws_on_subscribe and isinstance(asked, str) and str.__str__(asked) == "Subscribe":
            return PREFIXES["SetSubscriptionAttributes"] + self._aws_on_subscribe
        return super().aws_message(operation)
