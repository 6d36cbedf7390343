"""SQL of approvals and of what they are about: the access that they give, people, items, and tokens that were claimed because of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.approval_status_pb2 import ApprovalStatus

from core.areas.approvals.rows import APPROVALS, CONDITIONS, STATUSES, ApprovalFilter, ApprovalRow
from core.areas.approvals.rules import BEGIN, GRANT, Step
from core.database.rows import Db


async def list_approvals(db: Db, workspace_id: UUID, wanted: ApprovalFilter, *, before_id: UUID | None, limit: int) -> list[ApprovalRow]:
    """Newest first, from before an id on. Only what is asked for stands in the statement, so that each filter has its index."""
    params = {**wanted._asdict(), "before_id": before_id}
    asked: LiteralString = "".join([CONDITIONS[name] for name in CONDITIONS if params[name] is not None])
    return await db.many(
        ApprovalRow,
        APPROVALS + asked + STATUSES[wanted.status or 0] + "ORDER BY a.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        limit=limit,
        **params,
    )


async def find_approval(db: Db, workspace_id: UUID, approval_id: UUID) -> ApprovalRow | None:
    """None for an id that is not this workspace's."""
    return await db.maybe(ApprovalRow, APPROVALS + "AND a.id = %(approval_id)s", workspace_id=workspace_id, approval_id=approval_id)


async def find_approval_of(db: Db, workspace_id: UUID, *, email: str, slug: str) -> ApprovalRow | None:
    """The request of the employee, whose address is in lower case, for the item; archived ones have theirs too."""
    return await db.maybe(
        ApprovalRow, APPROVALS + CONDITIONS["email"] + CONDITIONS["slug"], workspace_id=workspace_id, email=email, slug=slug
    )


async def get_approval_for(db: Db, workspace_id: UUID, user_id: UUID, item_id: UUID) -> ApprovalRow:
    """The request of the employee for the item, which exists."""
    return await db.one(
        ApprovalRow,
        APPROVALS + "AND a.user_id = %(user_id)s AND a.item_id = %(item_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        item_id=item_id,
    )


async def get_approvals(db: Db, workspace_id: UUID, ids: Sequence[UUID]) -> list[ApprovalRow]:
    """The requests with the ids, by the slugs of their items."""
    return await db.many(
        ApprovalRow, APPROVALS + "AND a.id = ANY (%(ids)s::uuid[]) ORDER BY i.slug", workspace_id=workspace_id, ids=list(ids)
    )


class MovedRow(NamedTuple):
    """A request that a step has moved."""

    id: UUID


async def put_request(
    db: Db, workspace_id: UUID, approval_id: UUID, step: Step, *, item_id: UUID, user_id: UUID, reason: str | None
) -> MovedRow | None:
    """Makes the employee's request for the item, or takes the step with the one that there is; None where that stays as it is.

    It waits for whoever does anything with the request at this moment.
    """
    return await db.maybe(
        MovedRow,
        """
        INSERT INTO approvals AS a (workspace_id, id, item_id, user_id, status, reason)
        VALUES (%(workspace_id)s, %(id)s, %(item_id)s, %(user_id)s, %(after)s, %(reason)s)
        ON CONFLICT ON CONSTRAINT approvals_item_user_key DO UPDATE
        SET status = excluded.status, reason = excluded.reason, requested_at = now(), reviewed_at = NULL, reviewed_by_user_id = NULL,
            review_note = NULL
        WHERE a.status = ANY (%(before)s::smallint[])
        RETURNING id
        """,
        workspace_id=workspace_id,
        id=approval_id,
        item_id=item_id,
        user_id=user_id,
        reason=reason,
        **_params(step),
    )


async def put_grants(
    db: Db, workspace_id: UUID, step: Step, *, ids: Sequence[UUID], item_ids: Sequence[UUID], user_id: UUID, reviewer_id: UUID | None
) -> list[MovedRow]:
    """Takes the step with the employee's requests for the items, which are made where there are none; returns those that it moved.

    `reviewer_id` is None where nobody had to decide. Items are gone through in their order, so that no two calls wait crosswise.
    """
    return await db.many(
        MovedRow,
        """
        INSERT INTO approvals AS a (workspace_id, id, item_id, user_id, status, reviewed_at, reviewed_by_user_id)
        SELECT %(workspace_id)s, w.id, w.item_id, %(user_id)s, %(after)s, now(), %(reviewer_id)s::uuid
        FROM unnest(%(ids)s::uuid[], %(item_ids)s::uuid[]) AS w (id, item_id) ORDER BY w.item_id
        ON CONFLICT ON CONSTRAINT approvals_item_user_key DO UPDATE
        SET status = excluded.status, reviewed_at = now(), reviewed_by_user_id = excluded.reviewed_by_user_id, review_note = NULL
        WHERE a.status = ANY (%(before)s::smallint[])
        RETURNING id
        """,
        workspace_id=workspace_id,
        ids=list(ids),
        item_ids=list(item_ids),
        user_id=user_id,
        reviewer_id=reviewer_id,
        **_params(step),
    )


async def move_approval(db: Db, workspace_id: UUID, approval_id: UUID, step: Step, *, reviewer_id: UUID, note: str | None = None) -> int:
    """1, or 0 for a request that the step leaves as it is. It waits for whoever decides at this moment, and then sees what became of it."""
    return await db.run(
        """
        UPDATE approvals SET status = %(after)s, reviewed_at = now(), reviewed_by_user_id = %(reviewer_id)s, review_note = %(note)s
        WHERE workspace_id = %(workspace_id)s AND id = %(id)s AND status = ANY (%(before)s::smallint[])
        """,
        workspace_id=workspace_id,
        id=approval_id,
        reviewer_id=reviewer_id,
        note=note,
        **_params(step),
    )


def _params(step: Step) -> dict[str, object]:
    return {"before": list(step.before), "after": step.after}


async def insert_assets(db: Db, workspace_id: UUID, *, ids: Sequence[UUID], approval_ids: Sequence[UUID]) -> None:
    """What employees hold from now on because of the approvals. One that has a live asset already violates access_assets_live_key."""
    await db.run(
        """
        INSERT INTO access_assets (workspace_id, id, approval_id)
        SELECT %(workspace_id)s, w.id, w.approval_id FROM unnest(%(ids)s::uuid[], %(approval_ids)s::uuid[]) AS w (id, approval_id)
        """,
        workspace_id=workspace_id,
        ids=list(ids),
        approval_ids=list(approval_ids),
    )


async def end_asset(db: Db, workspace_id: UUID, approval_id: UUID) -> None:
    """What the employee held because of the approval has ended."""
    await db.run(
        """
        UPDATE access_assets SET ended_at = now()
        WHERE workspace_id = %(workspace_id)s AND approval_id = %(approval_id)s AND ended_at IS NULL
        """,
        workspace_id=workspace_id,
        approval_id=approval_id,
    )


class PersonRow(NamedTuple):
    """An active person of the workspace."""

    id: UUID
    email: str
    name: str


async def find_employee(db: Db, workspace_id: UUID, email: str) -> PersonRow | None:
    """The active person of the address, which is in lower case."""
    return await db.maybe(
        PersonRow,
        "SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND email_key = %(email)s AND is_active",
        workspace_id=workspace_id,
        email=email,
    )


async def list_reviewers(db: Db, workspace_id: UUID) -> list[PersonRow]:
    """The active people who decide about requests: HR admins and all above them, in the words of their index."""
    return await db.many(
        PersonRow,
        "SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND role >= 2 AND is_active",
        workspace_id=workspace_id,
    )


async def get_person(db: Db, workspace_id: UUID, user_id: UUID) -> PersonRow:
    """The user, who exists."""
    return await db.one(
        PersonRow,
        "SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def mark_onboarded(db: Db, workspace_id: UUID, user_id: UUID) -> int:
    """1, or 0 for nobody who is active, and where it is marked already: the first time stays."""
    return await db.run(
        """
        UPDATE users SET onboarded_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s AND is_active AND onboarded_at IS NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class OnboardedRow(NamedTuple):
    """An active person whose onboarding was completed."""

    email: str
    onboarded_at: datetime


async def find_onboarded(db: Db, workspace_id: UUID, user_id: UUID) -> OnboardedRow | None:
    """None for nobody who is active and was marked."""
    return await db.maybe(
        OnboardedRow,
        """
        SELECT email, onboarded_at FROM users
        WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s AND is_active AND onboarded_at IS NOT NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class ItemRow(NamedTuple):
    """An item of the catalog that is not archived."""

    id: UUID
    approval_required: bool


_OPEN_ITEM: Final[LiteralString] = """
    SELECT id, approval_required FROM catalog_items WHERE workspace_id = %(workspace_id)s AND archived_at IS NULL
    """


async def lock_item(db: Db, workspace_id: UUID, slug: str) -> ItemRow | None:
    """The item, which nobody changes, archives or deletes until the transaction ends."""
    return await db.maybe(
        ItemRow,
        _OPEN_ITEM + "AND slug = %(slug)s FOR SHARE",
        workspace_id=workspace_id,
        slug=slug,
    )


async def lock_requested_item(db: Db, workspace_id: UUID, item_id: UUID) -> ItemRow | None:
    """As `lock_item`, of a request that is known. It is locked before the request, as where an item is deleted."""
    return await db.maybe(
        ItemRow,
        _OPEN_ITEM + "AND id = %(item_id)s FOR SHARE",
        workspace_id=workspace_id,
        item_id=item_id,
    )


async def lock_missing_items(db: Db, workspace_id: UUID, user_id: UUID) -> list[ItemRow]:
    """What every employee begins with, but for what this one has, or had until it was taken back; locked as `lock_item` does it, in the
    order of the ids, in which claims lock the requests of one employee too.
    """
    return await db.many(
        ItemRow,
        """
        SELECT i.id, i.approval_required FROM catalog_items i
        WHERE i.workspace_id = %(workspace_id)s AND i.category = 'inbound-integration' AND i.is_pinned AND NOT i.approval_required
          AND i.archived_at IS NULL AND NOT EXISTS (
            SELECT FROM approvals a
            WHERE a.workspace_id = i.workspace_id AND a.item_id = i.id AND a.user_id = %(user_id)s
              AND a.status <> ALL (%(before)s::smallint[]))
        ORDER BY i.id
        FOR SHARE OF i
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        before=list(BEGIN.before),
    )


class ClaimedFamilyRow(NamedTuple):
    """The family of tokens that a tools-token claimed for an employee."""

    id: UUID


async def find_claimed_family(db: Db, workspace_id: UUID, *, tools_family_id: UUID, user_id: UUID) -> ClaimedFamilyRow | None:
    """None where the tools-token has never claimed one for the employee."""
    return await db.maybe(
        ClaimedFamilyRow,
        """
        SELECT id FROM token_families
        WHERE workspace_id = %(workspace_id)s AND claimed_by_family_id = %(tools_family_id)s AND user_id = %(user_id)s
        """,
        workspace_id=workspace_id,
        tools_family_id=tools_family_id,
        user_id=user_id,
    )


async def is_covered(db: Db, workspace_id: UUID, *, tools_family_id: UUID, user_id: UUID) -> bool:
    """Whether an approved item still covers the employee, who may be away for now. The answer holds for as long as the family is locked."""
    covered = await db.run(
        """
        SELECT FROM approvals a
        JOIN catalog_items i ON i.workspace_id = a.workspace_id AND i.id = a.item_id AND i.linked_tools_token_id = %(tools_family_id)s
        WHERE a.workspace_id = %(workspace_id)s AND a.user_id = %(user_id)s AND a.status = %(approved)s
        LIMIT 1
        """,
        approved=GRANT.after,
        workspace_id=workspace_id,
        tools_family_id=tools_family_id,
        user_id=user_id,
    )
    return covered > 0


async def revoke_uncovered_tokens(db: Db, workspace_id: UUID, item_id: UUID, *, tools_family_id: UUID) -> int:
    """Ends what the tools-token claimed for those who were approved for the item, which is linked to it no more, and whom no other
    approval covers; returns how many tokens were good. Claims hold the items on whose ground they claim, so none is under way.
    """
    return await db.run(
        """
        UPDATE tokens t SET revoked_at = now()
        FROM token_families f JOIN approvals a ON a.workspace_id = f.workspace_id AND a.user_id = f.user_id
        WHERE f.workspace_id = %(workspace_id)s AND f.claimed_by_family_id = %(tools_family_id)s
          AND a.item_id = %(item_id)s AND a.status = %(approved)s
          AND t.workspace_id = f.workspace_id AND t.family_id = f.id AND token_is_good(t.revoked_at, t.expires_at)
          AND NOT EXISTS (
              SELECT FROM approvals o JOIN catalog_items i ON i.workspace_id = o.workspace_id AND i.id = o.item_id
              WHERE o.workspace_id = f.workspace_id AND o.user_id = f.user_id AND o.status = %(approved)s
                AND i.linked_tools_token_id = %(tools_family_id)s)
        """,
        approved=GRANT.after,
        workspace_id=workspace_id,
        item_id=item_id,
        tools_family_id=tools_family_id,
    )


class ItemApprovalRow(NamedTuple):
    """An employee's own request for an item."""

    item_id: UUID
    id: UUID
    status: ApprovalStatus


async def list_own_approvals(db: Db, workspace_id: UUID, user_id: UUID, item_ids: Sequence[UUID]) -> list[ItemApprovalRow]:
    """The user's requests for the items, one for an item at most."""
    return await db.many(
        ItemApprovalRow,
        """
        SELECT item_id, id, status FROM approvals
        WHERE workspace_id = %(workspace_id)s AND user_id = %(user_id)s AND item_id = ANY (%(item_ids)s::uuid[])
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        item_ids=list(item_ids),
    )


async def lock_requests(db: Db, workspace_id: UUID, item_id: UUID) -> None:
    """Nobody decides on a request for the item, which is locked, or claims because of one, until the end of the transaction.

    They are locked by their employees, as claims of many do it.
    """
    await db.run(
        "SELECT FROM approvals WHERE workspace_id = %(workspace_id)s AND item_id = %(item_id)s ORDER BY user_id FOR UPDATE",
        workspace_id=workspace_id,
        item_id=item_id,
    )


class BlockersRow(NamedTuple):
    """What is live and hangs on an item."""

    live_approvals: int
    live_assets: int
    live_tokens: int


async def count_blockers(db: Db, workspace_id: UUID, item_id: UUID, *, tools_family_id: UUID | None) -> BlockersRow:
    """A statement of its own, after the locks: it sees what those left for whom they waited."""
    return await db.one(
        BlockersRow,
        """
        SELECT (SELECT count(*) FROM approvals
                WHERE workspace_id = %(workspace_id)s AND item_id = %(item_id)s AND status IN (1, 2)) AS live_approvals,
               (SELECT count(*) FROM approvals a
                JOIN access_assets s ON s.workspace_id = a.workspace_id AND s.approval_id = a.id
                WHERE a.workspace_id = %(workspace_id)s AND a.item_id = %(item_id)s AND s.ended_at IS NULL) AS live_assets,
               (SELECT count(*) FROM approvals a
                JOIN token_families f
                    ON f.workspace_id = a.workspace_id AND f.user_id = a.user_id AND f.claimed_by_family_id = %(tools_family_id)s
                JOIN tokens t ON t.workspace_id = f.workspace_id AND t.family_id = f.id
                WHERE a.workspace_id = %(workspace_id)s AND a.item_id = %(item_id)s AND a.status = 2
                  AND token_is_good(t.revoked_at, t.expires_at) AND NOT EXISTS (
                    SELECT FROM approvals o
                    JOIN catalog_items i
                        ON i.workspace_id = o.workspace_id AND i.id = o.item_id AND i.linked_tools_token_id = %(tools_family_id)s
                    WHERE o.workspace_id = a.workspace_id AND o.user_id = a.user_id AND o.item_id <> a.item_id AND o.status = 2)
               ) AS live_tokens
        """,
        workspace_id=workspace_id,
        item_id=item_id,
        tools_family_id=tools_family_id,
    )
