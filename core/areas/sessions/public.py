"""What others may use of sessions."""

from core.areas.sessions.passwords import set_password
from core.areas.sessions.rules import password_faults

__all__ = ["password_faults", "set_password"]
