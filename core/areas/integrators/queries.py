"""SQL of integrators."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.database.locks import lock_in_workspace
from core.database.rows import Db


class IntegratorRow(NamedTuple):
    """An integrator; `archived_at` is None for one whose tokens are good."""

    id: UUID
    slug: str
    name: str
    allowed_event_prefix: str
    homepage_url: str | None
    description: str | None
    created_at: datetime
    archived_at: datetime | None


_COLUMNS: Final[LiteralString] = """
    i.id, i.slug, i.name, i.allowed_event_prefix, i.homepage_url, i.description, i.created_at, i.archived_at
    """


class NewIntegrator(NamedTuple):
    """An integrator to add."""

    slug: str
    name: str
    allowed_event_prefix: str
    homepage_url: str | None = None
    description: str | None = None


async def insert_integrator(db: Db, workspace_id: UUID, integrator_id: UUID, new: NewIntegrator) -> None:
    """A taken slug violates integrators_slug_key, a taken prefix integrators_prefix_key."""
    await db.run(
        """
        INSERT INTO integrators (workspace_id, id, slug, name, allowed_event_prefix, homepage_url, description)
        VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s, %(allowed_event_prefix)s, %(homepage_url)s, %(description)s)
        """,
        workspace_id=workspace_id,
        id=integrator_id,
        **new._asdict(),
    )


async def lock_prefixes(db: Db, workspace_id: UUID) -> None:
    """Nobody else adds a prefix to the workspace until the transaction ends."""
    await lock_in_workspace(db, workspace_id, "integrators")


class PrefixRow(NamedTuple):
    """An integrator's namespace."""

    allowed_event_prefix: str


async def find_nested_prefix(db: Db, workspace_id: UUID, prefix: str, *, slug: str) -> PrefixRow | None:
    """A prefix that begins with this one, or the other way round, of an integrator with another slug; archived ones keep theirs.

    Under `lock_prefixes` the answer holds.
    """
    return await db.maybe(
        PrefixRow,
        """
        SELECT allowed_event_prefix FROM integrators
        WHERE workspace_id = %(workspace_id)s AND slug <> %(slug)s
          AND (starts_with(allowed_event_prefix, %(prefix)s) OR starts_with(%(prefix)s, allowed_event_prefix))
        LIMIT 1
        """,
        workspace_id=workspace_id,
        prefix=prefix,
        slug=slug,
    )


async def find_integrator(db: Db, workspace_id: UUID, slug: str) -> IntegratorRow | None:
    """The integrator of the slug, archived or not."""
    return await db.maybe(
        IntegratorRow,
        "SELECT" + _COLUMNS + "FROM integrators i WHERE i.workspace_id = %(workspace_id)s AND i.slug = %(slug)s",
        workspace_id=workspace_id,
        slug=slug,
    )


async def get_integrator(db: Db, workspace_id: UUID, integrator_id: UUID) -> IntegratorRow:
    """The integrator, which exists."""
    return await db.one(
        IntegratorRow,
        "SELECT" + _COLUMNS + "FROM integrators i WHERE i.workspace_id = %(workspace_id)s AND i.id = %(id)s",
        workspace_id=workspace_id,
        id=integrator_id,
    )


async def list_integrators(db: Db, workspace_id: UUID, *, is_archived_wanted: bool) -> list[IntegratorRow]:
    """All of the workspace by slug, archived ones only where they are wanted."""
    return await db.many(
        IntegratorRow,
        "SELECT" + _COLUMNS + "FROM integrators i"
        " WHERE i.workspace_id = %(workspace_id)s AND (i.archived_at IS NULL OR %(is_archived_wanted)s) ORDER BY i.slug",
        workspace_id=workspace_id,
        is_archived_wanted=is_archived_wanted,
    )


class IntegratorChange(NamedTuple):
    """What to change of an integrator: the columns that `paths` names."""

    paths: list[str]
    name: str
    homepage_url: str | None
    description: str | None


async def update_integrator(db: Db, workspace_id: UUID, slug: str, change: IntegratorChange) -> int:
    """1, or 0 for a slug that the workspace does not have."""
    return await db.run(
        """
        UPDATE integrators
        SET name = CASE WHEN 'name' = ANY (%(paths)s::text[]) THEN %(name)s::text ELSE name END,
            homepage_url = CASE WHEN 'homepage_url' = ANY (%(paths)s::text[]) THEN %(homepage_url)s::text ELSE homepage_url END,
            description = CASE WHEN 'description' = ANY (%(paths)s::text[]) THEN %(description)s::text ELSE description END
        WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s
        """,
        workspace_id=workspace_id,
        slug=slug,
        **change._asdict(),
    )


async def archive_integrator(db: Db, workspace_id: UUID, slug: str) -> int:
    """1, or 0 for a slug that the workspace does not have. One that is archived already keeps its time."""
    return await db.run(
        "UPDATE integrators SET archived_at = coalesce(archived_at, now()) WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s",
        workspace_id=workspace_id,
        slug=slug,
    )


async def restore_integrator(db: Db, workspace_id: UUID, slug: str) -> int:
    """1, or 0 for a slug that the workspace does not have."""
    return await db.run(
        "UPDATE integrators SET archived_at = NULL WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s",
        workspace_id=workspace_id,
        slug=slug,
    )
