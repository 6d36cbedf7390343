"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Issued, Limits, default_limits, issue_token, rotate_token

__all__ = ["DEFAULT_LIMITS", "Issued", "Limits", "default_limits", "issue_token", "rotate_token"]
