"""What a topic refuses, with SNS's code and words."""

from __future__ import annotations

from typing import ClassVar

from snsfilter.errors.base import AwsText, RefusalError
from snsfilter.plaintext import printable

__all__ = ["FilterPolicyLimitExceededError", "NotFoundError", "TopicError"]


class TopicError(RefusalError):
    """A topic can't do what it was asked to: a parameter is at fault.

    Attributes:
        problem: what was found and what was expected.
        parameter: the name of the parameter or attribute, as SNS spells it, or ``""``.
        hint: how to mend it, or ``""``.
        code: the error code that SNS answers with.
        http_status: the HTTP status that SNS answers with.
        sender_fault: whether SNS says that the caller is at fault.
    """

    def __init__(self, problem: str, *, parameter: str = "", hint: str = "", aws: str = "") -> None:
        """Keep what is known of the fault; *aws* is all that SNS answers, whatever the operation."""
        super().__init__(problem)
        self.problem = problem
        self.parameter = parameter
        self.hint = hint
        self._aws = AwsText(aws or problem, aws or problem)

    def __str__(self) -> str:
        """Return the developer's text: problem and remedy."""
        return printable(f"{self.problem}; {self.hint}" if self.hint else self.problem)

    def aws_message(self, operation: str | None = None) -> str:  # noqa: ARG002 (every refusal takes it)
        """Return what AWS answers.

        Args:
            operation: the operation of SNS that is asked, such as Unsubscribe; the answer is the same for each.
        """
        return self._aws.sns


class NotFoundError(TopicError):
    """There is no such subscription."""

    code: ClassVar[str] = "NotFound"
    http_status: ClassVar[int] = 404


class FilterPolicyLimitExceededError(TopicError):
    """The topic has as many filter policies as it may have."""

    code: ClassVar[str] = "FilterPolicyLimitExceeded"
    http_status: ClassVar[int] = 403
