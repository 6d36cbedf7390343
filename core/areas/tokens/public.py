"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Limits, issue_token

__all__ = ["DEFAULT_LIMITS", "Limits", "issue_token"]
