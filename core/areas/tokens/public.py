"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Issued, Limits, default_limits, issue_token, revoke_family, rotate_token
from core.areas.tokens.queries import (
    FAMILY_LOCK,
    FamilyFilter,
    FamilyRow,
    find_active_user,
    find_family_owner,
    list_families,
    lock_family,
    revoke_lifted_tokens,
)
from core.areas.tokens.rules import LIMIT_MAX, LIVE_TOKENS_MAX, OVERLAP_HOURS, kind_faults, scope_faults

__all__ = [
    "DEFAULT_LIMITS",
    "FAMILY_LOCK",
    "LIMIT_MAX",
    "LIVE_TOKENS_MAX",
    "OVERLAP_HOURS",
    "FamilyFilter",
    "FamilyRow",
    "Issued",
    "Limits",
    "default_limits",
    "find_active_user",
    "find_family_owner",
    "issue_token",
    "kind_faults",
    "list_families",
    "lock_family",
    "revoke_family",
    "revoke_lifted_tokens",
    "rotate_token",
    "scope_faults",
]
