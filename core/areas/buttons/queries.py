"""SQL of buttons, and of who has pressed them."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.deliveries.public import ACTIONS_COLUMN
from core.database.rows import Db
from core.delivery.queries import LIVE_FAMILIES


class ButtonsRow(NamedTuple):
    """A delivery whose recipient presses a button: what decides whether that is possible, and what its callback tells. `actions` is for
    decode_actions; `sender_family_id` is None for a notice of the product itself, `is_sender_live` holds while a
    token of the family is good.
    """

    id: UUID
    sender_family_id: UUID | None
    is_sender_archived: bool
    original_delivery_id: UUID | None
    event_id: str
    title: str
    external_url: str | None
    resolved_at: datetime | None
    is_sender_live: bool
    actions: object


_SENDER: Final[LiteralString] = """
    SELECT d.id, d.sender_family_id, i.archived_at IS NOT NULL AS is_sender_archived, d.original_delivery_id, d.event_id, d.title,
           d.external_url, d.resolved_at, coalesce((
    """
_OF_SENDER: Final[LiteralString] = " AND f.workspace_id = d.workspace_id AND f.id = d.sender_family_id LIMIT 1), false) AS is_sender_live,"
_OF_RECIPIENT: Final[LiteralString] = """
    FROM deliveries d LEFT JOIN LATERAL (
        SELECT archived_at FROM integrators WHERE workspace_id = d.workspace_id AND id = d.integrator_id FOR SHARE
    ) AS i ON true
    WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id = %(user_id)s AND d.id = %(delivery_id)s
    FOR SHARE OF d
    """


async def lock_buttons(db: Db, workspace_id: UUID, user_id: UUID, delivery_id: UUID) -> ButtonsRow | None:
    """Nobody resolves the delivery or archives its integrator until the transaction ends. None for what was not delivered to the user."""
    return await db.maybe(
        ButtonsRow,
        _SENDER + LIVE_FAMILIES + _OF_SENDER + ACTIONS_COLUMN + _OF_RECIPIENT,
        workspace_id=workspace_id,
        user_id=user_id,
        delivery_id=delivery_id,
    )


class PressRow(NamedTuple):
    """A button that was pressed, and what its callback tells of."""

    occurrence_id: UUID
    pressed_at: datetime


async def insert_press(db: Db, workspace_id: UUID, delivery_id: UUID, *, index: int, user_id: UUID, occurrence_id: UUID) -> PressRow | None:
    """None where it was pressed before, and where somebody presses it now, who is waited for."""
    return await db.maybe(
        PressRow,
        """
        INSERT INTO button_presses (workspace_id, delivery_id, index, user_id, occurrence_id)
        VALUES (%(workspace_id)s, %(delivery_id)s, %(index)s, %(user_id)s, %(occurrence_id)s)
        ON CONFLICT (workspace_id, delivery_id, index) DO NOTHING
        RETURNING occurrence_id, pressed_at
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
        index=index,
        user_id=user_id,
        occurrence_id=occurrence_id,
    )


async def get_press(db: Db, workspace_id: UUID, delivery_id: UUID, *, index: int) -> PressRow:
    """The first one, which there was."""
    return await db.one(
        PressRow,
        """
        SELECT occurrence_id, pressed_at FROM button_presses
        WHERE workspace_id = %(workspace_id)s AND delivery_id = %(delivery_id)s AND index = %(index)s
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
        index=index,
    )
