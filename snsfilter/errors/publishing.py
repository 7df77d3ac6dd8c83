"""What is wrong with a message that somebody publishes."""

from __future__ import annotations

from typing import Literal, TypeAlias

from snsfilter.errors.message import MessageError
from snsfilter.plaintext import printable

__all__ = ["PublishError", "PublishEvidence"]

PublishEvidence: TypeAlias = Literal["recorded", "documented", "inferred"]


class PublishError(MessageError):
    """SNS would refuse to publish the message, and with which words.

    Attributes:
        problem: what was found and what was expected.
        parameter: the parameter of Publish that is at fault, as SNS spells it; ``""`` if it is none of them alone.
        hint: how to mend it, or ``""``.
        code: the error code that SNS answers with: ``InvalidParameter``, ``ParameterValueInvalid``, ...
        http_status: the HTTP status that SNS answers with.
        sender_fault: whether SNS says that the caller is at fault.
        evidence: how well the refusal and its words are known: ``"recorded"`` from AWS, ``"documented"`` as a rule
            while the words are inferred, or ``"inferred"``.
        whole_batch: whether SNS refuses all entries of a PublishBatch because of this one.
    """

    http_status: int = 400
    sender_fault: bool = True

    def __init__(  # noqa: PLR0913 (each is a detail of its own, given by name)
        self,
        problem: str,
        *,
        parameter: str = "",
        hint: str = "",
        code: str = "InvalidParameter",
        aws: str = "",
        evidence: PublishEvidence = "inferred",
        whole_batch: bool = False,
    ) -> None:
        """Keep what is known of the fault; *aws* is what SNS answers."""
        super().__init__(problem)
        self.problem = problem
        self.parameter = parameter
        self.hint = hint
        self.code = code
        self.evidence: PublishEvidence = evidence
        self.whole_batch = whole_batch
        self._aws = aws or problem

    def __str__(self) -> str:
        """Return the developer's text: problem and remedy."""
        return printable(f"{self.problem}; {self.hint}" if self.hint else self.problem)

    def aws_message(self, operation: str | None = None) -> str:  # noqa: ARG002 (every refusal takes it)
        """Return what AWS answers, byte for byte as far as :attr:`evidence` says.

        Args:
            operation: the operation of SNS that is asked, Publish or PublishBatch; the answer is the same for both.
        """
        return self._aws
