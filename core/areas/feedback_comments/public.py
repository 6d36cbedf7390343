"""What others may use of comments on feedback."""

from core.areas.feedback_comments.messages import comment_message
from core.areas.feedback_comments.queries import list_comments

__all__ = ["comment_message", "list_comments"]
