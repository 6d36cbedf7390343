"""What others may use of feedback."""

from core.areas.feedback.access import get_feedback, lock_feedback
from core.areas.feedback.rules import require_author

__all__ = ["get_feedback", "lock_feedback", "require_author"]
