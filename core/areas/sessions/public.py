"""What others may use of sessions."""

from core.areas.sessions.queries import end_sessions

__all__ = ["end_sessions"]
