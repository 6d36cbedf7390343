"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Issued, Limits, issue_token
from core.areas.tokens.queries import has_tokens

__all__ = ["DEFAULT_LIMITS", "Issued", "Limits", "has_tokens", "issue_token"]
