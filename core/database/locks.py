"""Locks of what is no row: of something in a workspace, until the end of the transaction."""

from uuid import UUID

from core.database.rows import Db


async def lock_in_workspace(db: Db, workspace_id: UUID, what: str, *, of: UUID | None = None) -> None:
    """Waits for whoever has locked or holds the same, in the workspace or `of` something in it. Nobody else has it meanwhile."""
    await db.run(
        "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', %(what)s::text, %(workspace_id)s::uuid, %(of)s::uuid), 0))",
        what=what,
        workspace_id=workspace_id,
        of=of,
    )


async def hold_in_workspace(db: Db, workspace_id: UUID, what: str) -> None:
    """Waits for whoever has locked the same, and for who waits to, but not for others who hold it."""
    await db.run(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended(concat_ws(' ', %(what)s::text, %(workspace_id)s::uuid), 0))",
        what=what,
        workspace_id=workspace_id,
    )
