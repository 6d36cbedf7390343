"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Issued, Limits, issue_token

__all__ = ["DEFAULT_LIMITS", "Issued", "Limits", "issue_token"]
