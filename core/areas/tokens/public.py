"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Issued, Limits, default_limits, issue_token, revoke_family, rotate_token
from core.areas.tokens.queries import FamilyFilter, find_family_owner, find_integrator, list_families
from core.areas.tokens.rules import scope_faults

__all__ = [
    "DEFAULT_LIMITS",
    "FamilyFilter",
    "Issued",
    "Limits",
    "default_limits",
    "find_family_owner",
    "find_integrator",
    "issue_token",
    "list_families",
    "revoke_family",
    "rotate_token",
    "scope_faults",
]
