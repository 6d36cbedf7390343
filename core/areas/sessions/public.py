"""What others may use of sessions."""

from core.areas.sessions.passwords import password_turn, set_password
from core.areas.sessions.queries import end_sessions
from core.areas.sessions.rules import password_faults

__all__ = ["end_sessions", "password_faults", "password_turn", "set_password"]
