"""The states of a request, and which step leads from which to which."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from fluxdesk.reasons import Reason
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REJECTED,
    APPROVAL_STATUS_REVOKED,
    ApprovalStatus,
)
from fluxdesk.v1.approvals_pb2 import REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT, ReviewDecision

from core.errors import Refusal


class Step(NamedTuple):
    """What may become of a request: from each of the states `before` it is `after` then. In any other state it stays as it is."""

    before: tuple["ApprovalStatus", ...]
    after: "ApprovalStatus"


# Where there is no request yet, the first three make one.
ASK: Final = Step((APPROVAL_STATUS_REJECTED, APPROVAL_STATUS_REVOKED), APPROVAL_STATUS_PENDING)
GRANT: Final = Step((APPROVAL_STATUS_PENDING, APPROVAL_STATUS_REJECTED, APPROVAL_STATUS_REVOKED), APPROVAL_STATUS_APPROVED)
# What everybody begins with: not what was taken from the employee, or taken back.
BEGIN: Final = Step((APPROVAL_STATUS_PENDING, APPROVAL_STATUS_REJECTED), APPROVAL_STATUS_APPROVED)
APPROVE: Final = Step((APPROVAL_STATUS_PENDING,), APPROVAL_STATUS_APPROVED)
REJECT: Final = Step((APPROVAL_STATUS_PENDING,), APPROVAL_STATUS_REJECTED)
WITHDRAW: Final = Step((APPROVAL_STATUS_PENDING,), APPROVAL_STATUS_REVOKED)
REVOKE: Final = Step((APPROVAL_STATUS_APPROVED,), APPROVAL_STATUS_REVOKED)
DECISIONS: Final[Mapping[ReviewDecision, Step]] = {REVIEW_DECISION_APPROVE: APPROVE, REVIEW_DECISION_REJECT: REJECT}


def require_reached(step: Step, status: "ApprovalStatus") -> None:
    """Raises Refusal for a request that the step has left as it is, because it was decided otherwise before."""
    if status != step.after:
        message = f"The request is {ApprovalStatus.Name(status).removeprefix('APPROVAL_STATUS_').lower()} already."
        raise Refusal(Reason.CONFLICT, message)


def require_kept(step: Step, status: "ApprovalStatus", *, is_kept: bool) -> None:
    """Nobody is given what is no longer in the catalog; who has it keeps it."""
    if status in step.before and not is_kept:
        message = "The item is archived: its requests can only be rejected."
        raise Refusal(Reason.CONFLICT, message)
