"""What others may use of tokens."""

from core.areas.tokens.issue import DEFAULT_LIMITS, Issued, Limits, default_limits, issue_token, revoke_family, rotate_token
from core.areas.tokens.queries import (
    FamilyFilter,
    FamilyRow,
    find_active_user,
    find_family_owner,
    find_integrator,
    list_families,
    revoke_lifted_tokens,
)
from core.areas.tokens.rules import LIMIT_MAX, kind_faults, scope_faults

__all__ = [
    "DEFAULT_LIMITS",
    "LIMIT_MAX",
    "FamilyFilter",
    "FamilyRow",
    "Issued",
    "Limits",
    "default_limits",
    "find_active_user",
    "find_family_owner",
    "find_integrator",
    "issue_token",
    "kind_faults",
    "list_families",
    "revoke_family",
    "revoke_lifted_tokens",
    "rotate_token",
    "scope_faults",
]
