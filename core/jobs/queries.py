"""SQL of duties."""

from typing import NamedTuple

from core.database.rows import Db


class ClaimRow(NamedTuple):
    """Whether the duty is this transaction's."""

    is_claimed: bool


async def claim_duty(db: Db, name: str) -> ClaimRow:
    """Keeps the duty from every other process until the transaction ends; somebody who has it is not waited for."""
    return await db.one(
        ClaimRow, "SELECT pg_try_advisory_xact_lock(hashtextextended('duty ' || %(name)s::text, 0)) AS is_claimed", name=name
    )
