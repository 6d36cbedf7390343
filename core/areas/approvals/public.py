"""What others may use of approvals."""

from core.areas.approvals.queries import (
    BlockersRow,
    ItemApprovalRow,
    count_blockers,
    list_own_approvals,
    lock_requests,
    revoke_uncovered_tokens,
)
from core.areas.approvals.steps import grant_items

__all__ = [
    "BlockersRow",
    "ItemApprovalRow",
    "count_blockers",
    "grant_items",
    "list_own_approvals",
    "lock_requests",
    "revoke_uncovered_tokens",
]
