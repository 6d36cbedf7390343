"""SQL of whatever has a slug and members: one statement for groups and projects, which differ in the names of their tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.database.rows import Db


class Collection(NamedTuple):
    """A kind of what has members: the noun that callers read, its table, that of its members, and the column that joins the two.

    `touch` is what an update assigns besides.
    """

    noun: LiteralString
    table: LiteralString
    members: LiteralString
    key: LiteralString
    touch: LiteralString = ""

    def sql(self, template: LiteralString) -> LiteralString:
        """The statement, which names {table}, {members}, {key} and {touch}. All of them are literals of this file."""
        return template.format(table=self.table, members=self.members, key=self.key, touch=self.touch)


GROUPS: Final = Collection("group", "groups", "group_members", "group_id")
PROJECTS: Final = Collection("project", "projects", "project_members", "project_id", touch=", updated_at = now()")


class CollectionRow(NamedTuple):
    """A group or a project."""

    id: UUID
    slug: str
    name: str
    member_count: int
    created_at: datetime


_COLUMNS: Final = """
    c.id, c.slug, c.name,
    (SELECT count(*)::integer FROM {members} m WHERE m.workspace_id = c.workspace_id AND m.{key} = c.id) AS member_count,
    c.created_at
    """
_INSERT: Final = """
    INSERT INTO {table} AS c (workspace_id, id, slug, name) VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s) RETURNING
    """
_UPDATE: Final = """
    UPDATE {table} c SET slug = coalesce(%(new_slug)s::text, slug), name = coalesce(%(name)s::text, name){touch}
    WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s RETURNING
    """
_COLLECTIONS: Final = "SELECT" + _COLUMNS + "FROM {table} c WHERE c.workspace_id = %(workspace_id)s "


async def insert_collection(db: Db, kind: Collection, workspace_id: UUID, collection_id: UUID, *, slug: str, name: str) -> CollectionRow:
    """Without members. A taken slug violates groups_slug_key or projects_slug_key."""
    return await db.one(
        CollectionRow,
        kind.sql(_INSERT + _COLUMNS),
        workspace_id=workspace_id,
        id=collection_id,
        slug=slug,
        name=name,
    )


async def update_collection(
    db: Db, kind: Collection, workspace_id: UUID, slug: str, *, new_slug: str | None, name: str | None
) -> CollectionRow | None:
    """None leaves as it is. None for a slug that the workspace does not have; a taken one violates as `insert_collection` does.

    It is found and changed in one statement: a lock that is taken first and grows is one for which two would wait crosswise.
    """
    return await db.maybe(
        CollectionRow,
        kind.sql(_UPDATE + _COLUMNS),
        workspace_id=workspace_id,
        slug=slug,
        new_slug=new_slug,
        name=name,
    )


async def find_collection(db: Db, kind: Collection, workspace_id: UUID, *, slug: str) -> CollectionRow | None:
    """None for a slug that the workspace does not have."""
    return await db.maybe(CollectionRow, kind.sql(_COLLECTIONS + "AND c.slug = %(slug)s"), workspace_id=workspace_id, slug=slug)


async def hold_collection(db: Db, kind: Collection, workspace_id: UUID, *, slug: str) -> CollectionRow | None:
    """The same, which nobody deletes until the end of the transaction."""
    statement = kind.sql(_COLLECTIONS + "AND c.slug = %(slug)s FOR KEY SHARE OF c")
    return await db.maybe(CollectionRow, statement, workspace_id=workspace_id, slug=slug)


async def list_collections(db: Db, kind: Collection, workspace_id: UUID, *, before_id: UUID | None, limit: int) -> list[CollectionRow]:
    """All of the workspace, the newest first, from before an id on."""
    condition: LiteralString = "" if before_id is None else "AND c.id < %(before_id)s "
    return await db.many(
        CollectionRow,
        kind.sql(_COLLECTIONS + condition + "ORDER BY c.id DESC LIMIT %(limit)s"),
        workspace_id=workspace_id,
        before_id=before_id,
        limit=limit,
    )


async def delete_collection(db: Db, kind: Collection, workspace_id: UUID, slug: str) -> int:
    """1, with its memberships, or 0 for a slug that the workspace does not have."""
    return await db.run(
        kind.sql("DELETE FROM {table} WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s"), workspace_id=workspace_id, slug=slug
    )


class RosterRow(NamedTuple):
    """A group or a project, with the addresses of its members in order, and of those of them who are its admins."""

    id: UUID
    slug: str
    name: str
    members: list[str]
    admins: list[str]


async def list_rosters(db: Db, kind: Collection, workspace_id: UUID) -> list[RosterRow]:
    """All of the workspace, by slug."""
    return await db.many(
        RosterRow,
        kind.sql(
            """
            SELECT c.id, c.slug, c.name, coalesce(m.members, '{{}}') AS members, coalesce(m.admins, '{{}}') AS admins
            FROM {table} c CROSS JOIN LATERAL (
                SELECT array_agg(u.email ORDER BY u.email_key) AS members,
                       array_agg(u.email ORDER BY u.email_key) FILTER (WHERE o.is_admin) AS admins
                FROM {members} o JOIN users u ON u.workspace_id = o.workspace_id AND u.id = o.user_id
                WHERE o.workspace_id = c.workspace_id AND o.{key} = c.id) AS m
            WHERE c.workspace_id = %(workspace_id)s ORDER BY c.slug
            """
        ),
        workspace_id=workspace_id,
    )


class MemberRow(NamedTuple):
    """A member: `id` is the person's."""

    id: UUID
    email: str
    name: str
    is_admin: bool


_MEMBERS: Final = """
    SELECT u.id, u.email, u.name, m.is_admin
    FROM {members} m JOIN users u ON u.workspace_id = m.workspace_id AND u.id = m.user_id
    WHERE m.workspace_id = %(workspace_id)s AND m.{key} = %(collection_id)s
    """


async def find_member(db: Db, kind: Collection, workspace_id: UUID, collection_id: UUID, user_id: UUID) -> MemberRow | None:
    """None for a person who is no member."""
    return await db.maybe(
        MemberRow,
        kind.sql(_MEMBERS + "AND m.user_id = %(user_id)s"),
        workspace_id=workspace_id,
        collection_id=collection_id,
        user_id=user_id,
    )


async def list_members(
    db: Db, kind: Collection, workspace_id: UUID, collection_id: UUID, *, before_id: UUID | None, limit: int
) -> list[MemberRow]:
    """Who came to the workspace last first, from before an id on."""
    condition: LiteralString = "" if before_id is None else "AND m.user_id < %(before_id)s "
    return await db.many(
        MemberRow,
        kind.sql(_MEMBERS + condition + "ORDER BY m.user_id DESC LIMIT %(limit)s"),
        workspace_id=workspace_id,
        collection_id=collection_id,
        before_id=before_id,
        limit=limit,
    )


async def put_member(
    db: Db, kind: Collection, workspace_id: UUID, collection_id: UUID, user_id: UUID, *, is_admin: bool
) -> MemberRow | None:
    """Makes the person a member, or changes what the member may do; None for one who is not of the workspace."""
    return await db.maybe(
        MemberRow,
        kind.sql(
            """
            WITH person AS (
                SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s
            ), put AS (
                INSERT INTO {members} AS m (workspace_id, {key}, user_id, is_admin)
                SELECT %(workspace_id)s, %(collection_id)s, id, %(is_admin)s FROM person
                ON CONFLICT (workspace_id, {key}, user_id) DO UPDATE SET is_admin = excluded.is_admin
                RETURNING m.user_id, m.is_admin
            )
            SELECT p.id, p.email, p.name, put.is_admin FROM put JOIN person p ON p.id = put.user_id
            """
        ),
        workspace_id=workspace_id,
        collection_id=collection_id,
        user_id=user_id,
        is_admin=is_admin,
    )


async def delete_member(db: Db, kind: Collection, workspace_id: UUID, collection_id: UUID, user_id: UUID) -> int:
    """1, or 0 for a person who was no member."""
    return await db.run(
        kind.sql(
            """
            DELETE FROM {members}
            WHERE workspace_id = %(workspace_id)s AND {key} = %(collection_id)s AND user_id = %(user_id)s
            """
        ),
        workspace_id=workspace_id,
        collection_id=collection_id,
        user_id=user_id,
    )


class SlugRow(NamedTuple):
    """The id behind a slug."""

    slug: str
    id: UUID


async def hold_collections(db: Db, kind: Collection, workspace_id: UUID, slugs: Sequence[str]) -> list[SlugRow]:
    """Those of the slugs that the workspace has; nobody deletes them until the end of the transaction."""
    return await db.many(
        SlugRow,
        kind.sql(
            """
            SELECT slug, id FROM {table} WHERE workspace_id = %(workspace_id)s AND slug = ANY (%(slugs)s::text[])
            ORDER BY slug FOR KEY SHARE
            """
        ),
        workspace_id=workspace_id,
        slugs=list(slugs),
    )


async def add_members(db: Db, kind: Collection, workspace_id: UUID, *, collection_ids: Sequence[UUID], user_ids: Sequence[UUID]) -> int:
    """Makes each person a member at the place of the collection beside it; who is one already stays as it is. Returns how many are new."""
    return await db.run(
        kind.sql(
            """
            INSERT INTO {members} (workspace_id, {key}, user_id, is_admin)
            SELECT DISTINCT %(workspace_id)s::uuid, n.collection_id, n.user_id, false
            FROM unnest(%(collection_ids)s::uuid[], %(user_ids)s::uuid[]) AS n (collection_id, user_id)
            ORDER BY n.collection_id, n.user_id
            ON CONFLICT DO NOTHING
            """
        ),
        workspace_id=workspace_id,
        collection_ids=list(collection_ids),
        user_ids=list(user_ids),
    )


class ReachableMemberRow(NamedTuple):
    """A member whom the asker may reach; `user_id` is None where a group or project has none, or is not open to the asker.

    `position` is that of the slug, from 1; one that nothing has no row.
    """

    position: int
    is_open: bool
    user_id: UUID | None


async def find_reachable_members(
    db: Db, workspace_id: UUID, slugs: Sequence[str | None], *, asker_id: UUID, is_asker_admin: bool, members_max: int
) -> list[ReachableMemberRow]:
    """The members of the groups, or else projects, of the slugs, of each at most `members_max`.

    One is open to the asker who is an admin of it or of the workspace.
    """
    return await db.many(
        ReachableMemberRow,
        """
        WITH collections AS MATERIALIZED (
            SELECT w.position::integer, g.id AS group_id, p.id AS project_id,
                   %(is_asker_admin)s::boolean OR coalesce(gm.is_admin, pm.is_admin, false) AS is_open
            FROM unnest(%(slugs)s::text[]) WITH ORDINALITY AS w (slug, position)
            LEFT JOIN groups g ON g.workspace_id = %(workspace_id)s AND g.slug = w.slug
            LEFT JOIN projects p ON p.workspace_id = %(workspace_id)s AND p.slug = w.slug AND g.id IS NULL
            LEFT JOIN group_members gm
                ON gm.workspace_id = %(workspace_id)s AND gm.group_id = g.id AND gm.user_id = %(asker_id)s
            LEFT JOIN project_members pm
                ON pm.workspace_id = %(workspace_id)s AND pm.project_id = p.id AND pm.user_id = %(asker_id)s
            WHERE g.id IS NOT NULL OR p.id IS NOT NULL
        )
        SELECT c.position, c.is_open, m.user_id
        FROM collections c
        LEFT JOIN LATERAL (
            (SELECT user_id FROM group_members
             WHERE workspace_id = %(workspace_id)s AND group_id = c.group_id AND c.is_open ORDER BY user_id LIMIT %(members_max)s)
            UNION ALL
            (SELECT user_id FROM project_members
             WHERE workspace_id = %(workspace_id)s AND project_id = c.project_id AND c.is_open ORDER BY user_id LIMIT %(members_max)s)
        ) AS m ON true
        ORDER BY c.position
        """,
        workspace_id=workspace_id,
        slugs=list(slugs),
        asker_id=asker_id,
        is_asker_admin=is_asker_admin,
        members_max=members_max,
    )
