"""What others may use of feedback."""

from core.areas.feedback.access import get_feedback, hold_feedback, lock_feedback
from core.areas.feedback.rows import FeedbackRow
from core.areas.feedback.rules import require_author
from core.areas.feedback.told import COMMENTED, subject, tell

__all__ = ["COMMENTED", "FeedbackRow", "get_feedback", "hold_feedback", "lock_feedback", "require_author", "subject", "tell"]
