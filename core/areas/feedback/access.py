"""Feedback that a caller names: what it does not see does not exist."""

from core.areas.feedback import queries
from core.areas.feedback.rows import FeedbackRow
from core.errors import NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id


async def get_feedback(call: Call, feedback_id: str) -> FeedbackRow:
    """Raises NotFound where there is none that the caller sees."""
    return _require(await queries.find_feedback(call.db, call.workspace_id, require_id(feedback_id, "feedback")))


async def hold_feedback(call: Call, feedback_id: str) -> FeedbackRow:
    """As `get_feedback`; nobody deletes it until the end of the transaction: for what is added to it."""
    return _require(await queries.hold_feedback(call.db, call.workspace_id, require_id(feedback_id, "feedback")))


async def lock_feedback(call: Call, feedback_id: str) -> FeedbackRow:
    """As `get_feedback`; nobody else changes it until the end of the transaction. Who may do so, the caller of this asks."""
    return _require(await queries.lock_feedback(call.db, call.workspace_id, require_id(feedback_id, "feedback")))


def _require(row: FeedbackRow | None) -> FeedbackRow:
    if row is None:
        raise NotFound("feedback")
    return row
