"""SQL of webhooks: one statement each. An owner is a person, or None for the workspace as such."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.areas.webhooks.rows import WebhookRow
from core.database.locks import lock_in_workspace
from core.database.rows import Db

_WEBHOOKS: Final[LiteralString] = """
    SELECT w.id, w.url, w.event_types, w.description, w.is_enabled, w.is_paused, w.disabled_reason, w.disabled_at,
           CASE WHEN w.previous_secret_ends_at > now() THEN w.previous_secret_ends_at END AS previous_secret_ends_at,
           w.failures, w.failing_since, coalesce(h.last_seq, 0) AS last_seq, w.created_at, w.updated_at
    FROM webhooks w LEFT JOIN webhook_heads h ON h.workspace_id = w.workspace_id AND h.webhook_id = w.id
    WHERE w.workspace_id = %(workspace_id)s
    """
_COUNT: Final[LiteralString] = "SELECT count(*)::integer AS webhooks FROM webhooks w WHERE w.workspace_id = %(workspace_id)s"
# Two conditions, since one that holds for both kinds of owner would match no index. Those of families are nobody's, and not in it.
_OF_PERSON: Final[LiteralString] = " AND w.family_id IS NULL AND w.user_id = %(owner_id)s "
_OF_WORKSPACE: Final[LiteralString] = " AND w.family_id IS NULL AND w.user_id IS NULL "


def _owned(owner_id: UUID | None) -> LiteralString:
    return _OF_WORKSPACE if owner_id is None else _OF_PERSON


async def lock_owner(db: Db, workspace_id: UUID, owner_id: UUID | None) -> None:
    """Nobody else makes a webhook for the owner until the transaction ends."""
    await lock_in_workspace(db, workspace_id, "webhooks", of=owner_id)


class CountRow(NamedTuple):
    """How many there are."""

    webhooks: int


async def count_webhooks(db: Db, workspace_id: UUID, owner_id: UUID | None) -> int:
    """Under `lock_owner` the answer holds."""
    row = await db.one(
        CountRow,
        _COUNT + _owned(owner_id),
        workspace_id=workspace_id,
        owner_id=owner_id,
    )
    return row.webhooks


class NewWebhook(NamedTuple):
    """A webhook to be stored; `secret` is sealed."""

    id: UUID
    user_id: UUID | None
    created_by_user_id: UUID
    url: str
    event_types: list[str]
    description: str | None
    is_enabled: bool
    secret: bytes


async def insert_webhook(db: Db, workspace_id: UUID, webhook: NewWebhook) -> None:
    """Its first delivery is number 1."""
    await db.run(
        """
        INSERT INTO webhooks (workspace_id, id, user_id, created_by_user_id, url, event_types, description, is_enabled, secret)
        VALUES (%(workspace_id)s, %(id)s, %(user_id)s, %(created_by_user_id)s, %(url)s, %(event_types)s::text[], %(description)s,
                %(is_enabled)s, %(secret)s)
        """,
        workspace_id=workspace_id,
        **webhook._asdict(),
    )


async def list_webhooks(db: Db, workspace_id: UUID, owner_id: UUID | None, *, before_id: UUID | None, limit: int) -> list[WebhookRow]:
    """Newest first, from before an id on."""
    return await db.many(
        WebhookRow,
        _WEBHOOKS
        + _owned(owner_id)
        + "AND w.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY w.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        owner_id=owner_id,
        before_id=before_id,
        limit=limit,
    )


async def find_webhook(db: Db, workspace_id: UUID, owner_id: UUID | None, webhook_id: UUID) -> WebhookRow | None:
    """None for one that is not the owner's."""
    return await db.maybe(
        WebhookRow,
        _WEBHOOKS + _owned(owner_id) + "AND w.id = %(webhook_id)s",
        workspace_id=workspace_id,
        owner_id=owner_id,
        webhook_id=webhook_id,
    )


class WebhookChange(NamedTuple):
    """What to change of a webhook; None leaves as it is."""

    url: str | None = None
    event_types: list[str] | None = None
    description: str | None = None
    is_description_cleared: bool = False
    enabled: bool | None = None


async def update_webhook(db: Db, workspace_id: UUID, webhook_id: UUID, change: WebhookChange) -> None:
    """Whoever switches it on or off says so himself: why the product did is forgotten, and the failures that it counted."""
    await db.run(
        """
        UPDATE webhooks
        SET url = coalesce(%(url)s::text, url),
            event_types = coalesce(%(event_types)s::text[], event_types),
            description = CASE WHEN NOT %(is_description_cleared)s THEN coalesce(%(description)s::text, description) END,
            is_enabled = coalesce(%(enabled)s::boolean, is_enabled),
            disabled_reason = CASE WHEN %(enabled)s::boolean IS NULL THEN disabled_reason END,
            disabled_at = CASE WHEN %(enabled)s::boolean IS NULL THEN disabled_at WHEN NOT %(enabled)s::boolean THEN now() END,
            failures = CASE WHEN %(enabled)s::boolean THEN 0 ELSE failures END,
            failing_since = CASE WHEN %(enabled)s::boolean IS TRUE THEN NULL ELSE failing_since END,
            updated_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = %(webhook_id)s
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        **change._asdict(),
    )


async def set_paused(db: Db, workspace_id: UUID, webhook_id: UUID, *, is_paused: bool) -> None:
    """Its pending deliveries are held, or no more."""
    await db.run(
        """
        UPDATE webhooks SET is_paused = %(is_paused)s, updated_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = %(webhook_id)s AND is_paused <> %(is_paused)s
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        is_paused=is_paused,
    )


async def delete_webhook(db: Db, workspace_id: UUID, webhook_id: UUID) -> int:
    """Its deliveries go with it; attempts go with their day."""
    return await db.run(
        "DELETE FROM webhooks WHERE workspace_id = %(workspace_id)s AND id = %(webhook_id)s",
        workspace_id=workspace_id,
        webhook_id=webhook_id,
    )


class SecretRow(NamedTuple):
    """The sealed secret that is good now, and whether anybody has ever seen it."""

    secret: bytes
    is_shown: bool


async def lock_secret(db: Db, workspace_id: UUID, webhook_id: UUID) -> SecretRow | None:
    """Nobody else gives the webhook a secret until the transaction ends. None for one that has been deleted meanwhile."""
    return await db.maybe(
        SecretRow,
        """
        SELECT secret, family_id IS NULL OR secret_shown_at IS NOT NULL AS is_shown FROM webhooks
        WHERE workspace_id = %(workspace_id)s AND id = %(webhook_id)s FOR NO KEY UPDATE
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
    )


class ShownRow(NamedTuple):
    """When a secret was shown, and until when the one before stays good; None without one."""

    shown_at: datetime
    previous_secret_ends_at: datetime | None


async def set_secrets(db: Db, workspace_id: UUID, webhook_id: UUID, *, secret: bytes, previous_secret: bytes | None) -> ShownRow:
    """The secret is shown now. Without a previous one there is no overlap, which is that of contracts/fluxdesk.md "Outbound webhooks"."""
    return await db.one(
        ShownRow,
        """
        UPDATE webhooks
        SET secret = %(secret)s, secret_shown_at = CASE WHEN family_id IS NOT NULL THEN now() END,
            previous_secret = %(previous_secret)s::bytea,
            previous_secret_ends_at = CASE WHEN %(previous_secret)s::bytea IS NOT NULL THEN now() + interval '24 hours' END,
            updated_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = %(webhook_id)s
        RETURNING now() AS shown_at, previous_secret_ends_at
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        secret=secret,
        previous_secret=previous_secret,
    )


async def drop_previous_secret(db: Db, workspace_id: UUID, webhook_id: UUID) -> None:
    """Ends an overlap, if there is one."""
    await db.run(
        """
        UPDATE webhooks SET previous_secret = NULL, previous_secret_ends_at = NULL, updated_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = %(webhook_id)s AND previous_secret IS NOT NULL
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
    )


async def lock_heads(db: Db, workspace_id: UUID, event_type: str, user_ids: Sequence[UUID]) -> None:
    """Locks the heads of the webhooks that are told of the type, in their order: those of the users and of the workspace."""
    await db.run(
        """
        WITH told AS MATERIALIZED (
            SELECT w.workspace_id, w.id FROM webhooks w
            WHERE w.workspace_id = %(workspace_id)s AND w.family_id IS NULL AND %(event_type)s = ANY (w.event_types)
              AND (w.user_id IS NULL OR w.user_id = ANY (%(user_ids)s::uuid[]))
            FOR KEY SHARE
        )
        INSERT INTO webhook_heads AS h (workspace_id, webhook_id, last_seq)
        SELECT workspace_id, id, 0 FROM told ORDER BY 1, 2
        ON CONFLICT (workspace_id, webhook_id) DO UPDATE SET last_seq = h.last_seq
        """,
        workspace_id=workspace_id,
        event_type=event_type,
        user_ids=list(user_ids),
    )


class NewOccurrence(NamedTuple):
    """Something to tell webhooks of. The texts are JSON around what only the database knows: the number and the ids of each
    delivery, and the address of the person whom it concerns.

    `webhook_id` names the one to tell of it, whatever its types; else all that subscribe are told: those of the workspace, of the
    person, and of everybody whose role is `role_min` or higher, if that is not None. `url` is where it goes, if not where the webhook does.
    """

    workspace_id: UUID
    id: UUID
    event_type: str
    user_id: UUID
    role_min: int | None
    webhook_id: UUID | None
    before_seq: str
    before_email: str
    after_email: str
    url: str | None = None


_TOLD: Final[LiteralString] = """
    WITH told AS (
        SELECT * FROM unnest(
            %(workspace_id)s::uuid[], %(id)s::uuid[], %(event_type)s::text[], %(user_id)s::uuid[], %(role_min)s::smallint[],
            %(webhook_id)s::uuid[], %(before_seq)s::text[], %(before_email)s::text[], %(after_email)s::text[], %(url)s::text[])
        WITH ORDINALITY
        AS n (workspace_id, id, event_type, user_id, role_min, only_id, before_seq, before_email, after_email, url, position)
    )
    """
# Others than the person: looked for only where there is something to tell them. Whose role falls meanwhile is waited for, and not told.
_SENIORS: Final[LiteralString] = """
    , seniors AS MATERIALIZED (
        SELECT n.position, w.id AS webhook_id
        FROM told n
        JOIN users o ON o.workspace_id = n.workspace_id AND o.role >= n.role_min AND o.is_active AND o.id <> n.user_id
        JOIN webhooks w ON w.workspace_id = o.workspace_id AND w.family_id IS NULL AND w.user_id = o.id
        WHERE n.only_id IS NULL AND n.event_type = ANY (w.event_types)
        ORDER BY o.workspace_id, o.id
        FOR SHARE OF o
    )
    """
_PICKED: Final[LiteralString] = """
    , picked AS (
        -- Whole rows: with a plan for any number of them, a join back to what is told would look at all of it for each.
        SELECT n.*, n.only_id AS webhook_id, NULL::smallint AS for_role FROM told n WHERE n.only_id IS NOT NULL
        UNION ALL
        SELECT n.*, w.id, NULL FROM told n JOIN webhooks w ON w.workspace_id = n.workspace_id AND w.family_id IS NULL AND w.user_id IS NULL
        WHERE n.only_id IS NULL AND n.event_type = ANY (w.event_types)
        UNION ALL
        SELECT n.*, w.id, NULL
        FROM told n
        JOIN webhooks w ON w.workspace_id = n.workspace_id AND w.family_id IS NULL AND w.user_id = n.user_id
        JOIN users o ON o.workspace_id = w.workspace_id AND o.id = w.user_id AND o.is_active
        WHERE n.only_id IS NULL AND n.event_type = ANY (w.event_types)
    """
_SENIORS_PICKED: Final[LiteralString] = """
        UNION ALL
        SELECT n.*, s.webhook_id, n.role_min FROM seniors s JOIN told n ON n.position = s.position
    """
_QUEUED: Final[LiteralString] = """
    ), matched AS MATERIALIZED (
        -- A UUIDv7 as well: the time is that of the occurrence.
        SELECT n.*, u.email,
               (left(n.id::text, 18) || right(gen_random_uuid()::text, 18))::uuid AS delivery_id
        FROM picked n
        -- One look into the index: a join would read all people of a workspace until the table is analyzed first.
        CROSS JOIN LATERAL (SELECT email FROM users WHERE workspace_id = n.workspace_id AND id = n.user_id LIMIT 1) AS u
        JOIN webhooks w ON w.workspace_id = n.workspace_id AND w.id = n.webhook_id
        FOR KEY SHARE OF w
    ), heads AS (
        INSERT INTO webhook_heads AS h (workspace_id, webhook_id, last_seq)
        SELECT workspace_id, webhook_id, count(*) FROM matched GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (workspace_id, webhook_id) DO UPDATE SET last_seq = h.last_seq + excluded.last_seq
        RETURNING workspace_id, webhook_id, last_seq
    )
    INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, seq, occurrence_id, event_type, payload, url, role_min, due_at)
    SELECT m.workspace_id, m.delivery_id, m.webhook_id, m.seq, m.id, m.event_type,
           convert_to(m.before_seq || m.seq || ',"deliveryId":"' || m.delivery_id || '"' || m.before_email
                      || to_json(m.email)::text || m.after_email, 'UTF8'),
           m.url, m.for_role,
           -- After the lock of the head: in the order of the numbers.
           clock_timestamp()
    FROM (
        SELECT m.*, h.last_seq + 1 - row_number() OVER (PARTITION BY workspace_id, webhook_id ORDER BY position DESC) AS seq
        FROM matched m JOIN heads h USING (workspace_id, webhook_id)
    ) AS m
    ORDER BY m.workspace_id, m.webhook_id, m.seq
    RETURNING id
    """


class QueuedRow(NamedTuple):
    """A delivery that was queued."""

    id: UUID


async def insert_deliveries(db: Db, occurrences: Sequence[NewOccurrence]) -> list[QueuedRow]:
    """A delivery for each of the occurrences and each webhook that is to be told of it, numbered in their order.

    Heads are locked last of all and in their order, so that no two transactions wait crosswise. A webhook that is being deleted is
    waited for, and then told nothing.
    """
    columns = dict(zip(NewOccurrence._fields, map(list, zip(*occurrences, strict=True)), strict=True))
    has_seniors = any(one.role_min is not None for one in occurrences)
    return await db.many(
        QueuedRow,
        _TOLD + (_SENIORS + _PICKED + _SENIORS_PICKED if has_seniors else _PICKED) + _QUEUED,
        **columns,
    )


async def delete_deliveries_above(db: Db, workspace_id: UUID, user_id: UUID, *, role: int) -> int:
    """Deletes what the person's webhooks were told for a higher role than this one, in the order in which outcomes are stored.

    Whoever queues for a role holds it until the commit: while the person is locked, all that was queued is there.
    """
    return await db.run(
        """
        DELETE FROM webhook_deliveries d USING (
            SELECT d.workspace_id, d.id
            FROM webhooks w JOIN webhook_deliveries d ON d.workspace_id = w.workspace_id AND d.webhook_id = w.id
            WHERE w.workspace_id = %(workspace_id)s AND w.user_id = %(user_id)s AND w.family_id IS NULL
              AND d.role_min IS NOT NULL AND d.role_min > %(role)s
            ORDER BY d.workspace_id, d.id
            FOR UPDATE OF d
        ) AS above
        WHERE d.workspace_id = above.workspace_id AND d.id = above.id
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        role=role,
    )


class AdminRow(NamedTuple):
    """Somebody who looks after the webhooks of the workspace."""

    id: UUID


async def list_admins(db: Db, workspace_id: UUID) -> list[AdminRow]:
    """Those who are active."""
    return await db.many(
        AdminRow,
        "SELECT id FROM users WHERE workspace_id = %(workspace_id)s AND role >= %(role_min)s AND is_active ORDER BY id",
        workspace_id=workspace_id,
        role_min=int(Role.ADMIN),
    )
