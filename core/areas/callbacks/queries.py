"""SQL of callbacks: each token family has one row among the webhooks, which holds the secret and has the deliveries."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from core.database.rows import Db


class CallbacksRow(NamedTuple):
    """The callbacks of a family. `secret_shown_at` is None while nobody knows the secret, `previous_secret_ends_at` once that has
    passed.
    """

    id: UUID
    secret_shown_at: datetime | None
    previous_secret_ends_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Nobody switches them off, and who reads them has a token of the family that is good."""
        return True


async def find_callbacks(db: Db, workspace_id: UUID, family_id: UUID) -> CallbacksRow | None:
    """None before the first callback of the family, and before its secret was first asked for."""
    return await db.maybe(
        CallbacksRow,
        """
        SELECT id, secret_shown_at,
               CASE WHEN previous_secret_ends_at > now() THEN previous_secret_ends_at END AS previous_secret_ends_at
        FROM webhooks WHERE workspace_id = %(workspace_id)s AND family_id = %(family_id)s
        """,
        workspace_id=workspace_id,
        family_id=family_id,
    )


class NewCallbacks(NamedTuple):
    """The callbacks of a family that has none; `secret` is sealed."""

    id: UUID
    family_id: UUID
    created_by_user_id: UUID
    secret: bytes


async def insert_callbacks(db: Db, workspace_id: UUID, callbacks: NewCallbacks) -> int:
    """1, or 0 where somebody else has made them meanwhile, who is waited for."""
    return await db.run(
        """
        INSERT INTO webhooks (workspace_id, id, family_id, created_by_user_id, event_types, secret)
        VALUES (%(workspace_id)s, %(id)s, %(family_id)s, %(created_by_user_id)s, '{}', %(secret)s)
        ON CONFLICT (workspace_id, family_id) WHERE family_id IS NOT NULL DO NOTHING
        """,
        workspace_id=workspace_id,
        **callbacks._asdict(),
    )
