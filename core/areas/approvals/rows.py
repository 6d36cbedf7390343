"""The row of a request, and which of them lists want."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.approval_status_pb2 import ApprovalStatus


class ApprovalRow(NamedTuple):
    """A request with its item, its employee, and whoever decided. `tools_family_id` is the tools-token that the item is linked to."""

    id: UUID
    item_id: UUID
    slug: str
    item_name: str
    tools_family_id: UUID | None
    user_id: UUID
    email: str
    user_name: str
    status: "ApprovalStatus"
    reason: str | None
    requested_at: datetime
    reviewed_at: datetime | None
    reviewed_by_email: str | None
    reviewed_by_name: str | None
    review_note: str | None


# One look into each index per request: a join would read all users of the workspace for each until the tables are analyzed first.
APPROVALS: Final[LiteralString] = """
    SELECT a.id, a.item_id, i.slug, i.name AS item_name, i.linked_tools_token_id AS tools_family_id, a.user_id, u.email,
           u.name AS user_name, a.status, a.reason, a.requested_at, a.reviewed_at,
           r.email AS reviewed_by_email, r.name AS reviewed_by_name, a.review_note
    FROM approvals a
    CROSS JOIN LATERAL (SELECT * FROM catalog_items WHERE workspace_id = a.workspace_id AND id = a.item_id LIMIT 1) AS i
    CROSS JOIN LATERAL (SELECT email, name FROM users WHERE workspace_id = a.workspace_id AND id = a.user_id LIMIT 1) AS u
    LEFT JOIN LATERAL (
        SELECT email, name FROM users WHERE workspace_id = a.workspace_id AND id = a.reviewed_by_user_id LIMIT 1
    ) AS r ON true
    WHERE a.workspace_id = %(workspace_id)s
    """


class ApprovalFilter(NamedTuple):
    """Which requests to list; None for any. `email` is in lower case."""

    user_id: UUID | None = None
    email: str | None = None
    slug: str | None = None
    status: "ApprovalStatus | None" = None


# What names nobody, or nothing, matches no request. Pending ones have an index, which no parameter would match.
CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "user_id": "AND a.user_id = %(user_id)s ",
    "email": ("AND a.user_id = (SELECT w.id FROM users w WHERE w.workspace_id = %(workspace_id)s AND w.email_key = %(email)s) "),
    "slug": ("AND a.item_id = (SELECT w.id FROM catalog_items w WHERE w.workspace_id = %(workspace_id)s AND w.slug = %(slug)s) "),
    "before_id": "AND a.id < %(before_id)s ",
}
STATUSES: Final[tuple[LiteralString, ...]] = ("", "AND a.status = 1 ", "AND a.status = 2 ", "AND a.status = 3 ", "AND a.status = 4 ")
