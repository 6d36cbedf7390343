"""SQL of people and their invitations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.sessions_pb2 import UserRole

from core.areas.users.filters import Filter
from core.database.locks import lock_in_workspace
from core.database.rows import Db


class NewUser(NamedTuple):
    """A person to add, without a password."""

    id: UUID
    email: str
    name: str
    role: int


class AddedRow(NamedTuple):
    """Who was added."""

    id: UUID


async def insert_users(db: Db, workspace_id: UUID, people: Sequence[NewUser]) -> list[AddedRow]:
    """Those of them whose addresses nobody has, in any workspace. In order, so that no two who add the same people wait crosswise."""
    return await db.many(
        AddedRow,
        """
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %(workspace_id)s, n.id, n.email, n.name, n.role
        FROM unnest(%(ids)s::uuid[], %(emails)s::text[], %(names)s::text[], %(roles)s::smallint[]) AS n (id, email, name, role)
        ORDER BY lower(n.email COLLATE "C")
        ON CONFLICT (email_key) DO NOTHING
        RETURNING id
        """,
        workspace_id=workspace_id,
        ids=[one.id for one in people],
        emails=[one.email for one in people],
        names=[one.name for one in people],
        roles=[one.role for one in people],
    )


class PersonRow(NamedTuple):
    """A person. `issuer` and `subject` are set where somebody else signs it in."""

    workspace_id: UUID
    id: UUID
    email: str
    name: str
    role: int
    is_active: bool
    issuer: str | None
    subject: str | None


async def find_person(db: Db, email: str) -> PersonRow | None:
    """The person of the address, which is in lower case."""
    return await db.maybe(
        PersonRow,
        "SELECT workspace_id, id, email, name, role, is_active, issuer, subject FROM users WHERE email_key = %(email)s",
        email=email,
    )


async def find_anybody(db: Db) -> PersonRow | None:
    """Somebody of any workspace; None in a database that nobody uses yet."""
    return await db.maybe(PersonRow, "SELECT workspace_id, id, email, name, role, is_active, issuer, subject FROM users LIMIT 1")


async def list_people(db: Db, workspace_id: UUID) -> list[PersonRow]:
    """All of the workspace, by address."""
    return await db.many(
        PersonRow,
        """
        SELECT workspace_id, id, email, name, role, is_active, issuer, subject FROM users
        WHERE workspace_id = %(workspace_id)s ORDER BY email_key
        """,
        workspace_id=workspace_id,
    )


class PersonName(NamedTuple):
    """How a person is named: by id or by the key of its address."""

    user_id: UUID | None = None
    email_key: str | None = None


# The active person u whom a row w names by workspace_id and either user_id or email_key. One look into an index per row: row security
# makes each look dear, so that a join would read all people of a workspace.
ACTIVE_PERSON: Final[LiteralString] = """
    CROSS JOIN LATERAL (
        SELECT id FROM users WHERE workspace_id = w.workspace_id AND id = w.user_id AND is_active
        UNION ALL
        SELECT id FROM users WHERE workspace_id = w.workspace_id AND email_key = w.email_key AND is_active
        LIMIT 1
    ) AS u
    """
_NAMED_PEOPLE: Final[LiteralString] = """
    SELECT w.position::integer, u.id AS user_id
    FROM (
        SELECT %(workspace_id)s::uuid AS workspace_id, n.*
        FROM unnest(%(user_ids)s::uuid[], %(email_keys)s::text[]) WITH ORDINALITY AS n (user_id, email_key, position)
    ) AS w
    """


class ActivePersonRow(NamedTuple):
    """An active person. `position` is that of its name, from 1."""

    position: int
    user_id: UUID


async def find_active_people(db: Db, workspace_id: UUID, names: Sequence[PersonName]) -> list[ActivePersonRow]:
    """The active people of the workspace who are named, in the order of the names."""
    return await db.many(
        ActivePersonRow,
        _NAMED_PEOPLE + ACTIVE_PERSON + "ORDER BY w.position",
        workspace_id=workspace_id,
        user_ids=[name.user_id for name in names],
        email_keys=[name.email_key for name in names],
    )


class NamedPersonRow(NamedTuple):
    """An active person whom a name may mean. `position` is that of the name, from 1; `is_address` where it is all of the address."""

    position: int
    user_id: UUID
    email: str
    is_address: bool


async def find_people_by_names(db: Db, workspace_id: UUID, names: Sequence[str]) -> list[NamedPersonRow]:
    """The active people of the workspace whose address, its local part or whose name is among these, ignoring case.

    Of a name that many have there are two: it means none of them. Row security keeps functions out of the conditions of indexes, and an
    index serves one collation: so names are folded before, into that of the columns.
    """
    return await db.many(
        NamedPersonRow,
        """
        WITH w AS MATERIALIZED (
            SELECT lower(n.name COLLATE "C") COLLATE "default" AS address, lower(n.name) AS name, n.position
            FROM unnest(%(names)s::text[]) WITH ORDINALITY AS n (name, position)
        )
        SELECT w.position::integer, u.id AS user_id, u.email, u.email_key = w.address AS is_address
        FROM w CROSS JOIN LATERAL (
            (SELECT id, email, email_key FROM users
             WHERE workspace_id = %(workspace_id)s AND email_key = w.address AND is_active)
            UNION
            (SELECT id, email, email_key FROM users
             WHERE workspace_id = %(workspace_id)s AND local_part_key = w.address AND is_active LIMIT 2)
            UNION
            (SELECT id, email, email_key FROM users
             WHERE workspace_id = %(workspace_id)s AND name_key = w.name AND is_active LIMIT 2)
        ) AS u
        ORDER BY w.position
        """,
        workspace_id=workspace_id,
        names=list(names),
    )


async def set_active(db: Db, workspace_id: UUID, user_id: UUID, *, is_active: bool) -> int:
    """Who is not active has no credential that is good."""
    return await db.run(
        "UPDATE users SET is_active = %(is_active)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        is_active=is_active,
    )


async def link_person(db: Db, workspace_id: UUID, user_id: UUID, *, issuer: str | None, subject: str | None) -> int:
    """Both or neither, and no invitation. A subject that another person has violates users_subject_key."""
    return await db.run(
        """
        WITH ended AS (DELETE FROM invitations WHERE workspace_id = %(workspace_id)s AND user_id = %(user_id)s)
        UPDATE users SET issuer = %(issuer)s, subject = %(subject)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        issuer=issuer,
        subject=subject,
    )


class UserRow(NamedTuple):
    """A person as admins see it. `signs_in_elsewhere` holds once an outside issuer is linked or has let it in, `invitation_expires_at`
    is set while an invitation is open.
    """

    id: UUID
    email: str
    name: str
    role: "UserRole"
    is_active: bool
    has_password: bool
    signs_in_elsewhere: bool
    created_at: datetime
    invitation_expires_at: datetime | None


_USERS: Final[LiteralString] = """
    SELECT u.id, u.email, u.name, u.role, u.is_active, u.has_password, u.signs_in_elsewhere, u.created_at,
           i.expires_at AS invitation_expires_at
    FROM users u LEFT JOIN invitations i ON i.workspace_id = u.workspace_id AND i.user_id = u.id AND i.expires_at > now()
    WHERE u.workspace_id = %(workspace_id)s
    """


async def find_user(db: Db, workspace_id: UUID, user_id: UUID) -> UserRow | None:
    """None for an id that is not this workspace's."""
    return await db.maybe(UserRow, _USERS + "AND u.id = %(user_id)s", workspace_id=workspace_id, user_id=user_id)


async def lock_user(db: Db, workspace_id: UUID, user_id: UUID) -> UserRow | None:
    """The same, whom nobody else changes until the end of the transaction; who makes a token for the person waits, too."""
    return await db.maybe(UserRow, _USERS + "AND u.id = %(user_id)s FOR NO KEY UPDATE OF u", workspace_id=workspace_id, user_id=user_id)


async def list_users(db: Db, workspace_id: UUID, *, matching: Filter, before_id: UUID | None, limit: int) -> list[UserRow]:
    """Who came last first, from before an id on."""
    condition: LiteralString = "" if before_id is None else "AND u.id < %(before_id)s "
    return await db.many(
        UserRow,
        _USERS + condition + matching.conditions + " ORDER BY u.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        before_id=before_id,
        limit=limit,
        **matching.params,
    )


async def lock_roles(db: Db, workspace_id: UUID) -> None:
    """Whoever takes a role or lets somebody go waits for whoever does so already, and then sees which admins that one left."""
    await lock_in_workspace(db, workspace_id, "roles")


class OtherAdminsRow(NamedTuple):
    """How many active ones there are beside somebody."""

    super_admins: int
    admins: int


async def count_other_admins(db: Db, workspace_id: UUID, user_id: UUID) -> OtherAdminsRow:
    """Under `lock_roles` the answer holds. The index has the condition as it stands here."""
    return await db.one(
        OtherAdminsRow,
        """
        SELECT count(*) FILTER (WHERE role = 4)::integer AS super_admins, count(*) FILTER (WHERE role = 3)::integer AS admins
        FROM users WHERE workspace_id = %(workspace_id)s AND role >= 3 AND is_active AND id <> %(user_id)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def set_role(db: Db, workspace_id: UUID, user_id: UUID, *, role: int) -> None:
    """The person exists."""
    await db.run(
        "UPDATE users SET role = %(role)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        role=role,
    )


async def set_names(db: Db, workspace_id: UUID, *, user_ids: Sequence[UUID], names: Sequence[str]) -> int:
    """Gives each person the name at its place; returns how many had another one. In order, so that no two wait crosswise."""
    return await db.run(
        """
        WITH wanted AS MATERIALIZED (
            SELECT u.id, n.name
            FROM unnest(%(user_ids)s::uuid[], %(names)s::text[]) AS n (id, name)
            JOIN users u ON u.workspace_id = %(workspace_id)s AND u.id = n.id
            WHERE u.name <> n.name ORDER BY u.id FOR NO KEY UPDATE OF u
        )
        UPDATE users u SET name = w.name FROM wanted w WHERE u.workspace_id = %(workspace_id)s AND u.id = w.id
        """,
        workspace_id=workspace_id,
        user_ids=list(user_ids),
        names=list(names),
    )


class HolderRow(NamedTuple):
    """Who has an address."""

    workspace_id: UUID
    id: UUID
    email_key: str


async def list_holders(db: Db, email_keys: Sequence[str]) -> list[HolderRow]:
    """Of the addresses that somebody has, in any workspace: they are unique over all of them."""
    return await db.many(
        HolderRow,
        "SELECT workspace_id, id, email_key FROM users WHERE email_key = ANY (%(email_keys)s::text[])",
        email_keys=list(email_keys),
    )


class ExpiryRow(NamedTuple):
    """When something stops being good."""

    expires_at: datetime


async def insert_invitation(
    db: Db, workspace_id: UUID, user_id: UUID, *, digest: bytes, pepper_version: int, lifetime: timedelta
) -> ExpiryRow:
    """One at a time for a person, who is locked."""
    return await db.one(
        ExpiryRow,
        """
        INSERT INTO invitations (workspace_id, user_id, digest, pepper_version, expires_at)
        VALUES (%(workspace_id)s, %(user_id)s, %(digest)s, %(pepper_version)s, now() + %(lifetime)s)
        RETURNING expires_at
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        digest=digest,
        pepper_version=pepper_version,
        lifetime=lifetime,
    )


async def delete_invitation(db: Db, workspace_id: UUID, user_id: UUID) -> int:
    """1, or 0 for a person without one."""
    return await db.run(
        "DELETE FROM invitations WHERE workspace_id = %(workspace_id)s AND user_id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
    )


class InvitedRow(NamedTuple):
    """Who is invited."""

    workspace_id: UUID
    id: UUID
    email: str


async def find_invited(db: Db, digests: Sequence[bytes]) -> InvitedRow | None:
    """The active person whose open invitation has one of the digests, one a pepper."""
    return await db.maybe(
        InvitedRow,
        """
        SELECT u.workspace_id, u.id, u.email
        FROM invitations i JOIN users u ON u.workspace_id = i.workspace_id AND u.id = i.user_id
        WHERE i.digest = ANY (%(digests)s::bytea[]) AND i.expires_at > now() AND u.is_active
        """,
        digests=list(digests),
    )


async def delete_old_invitations(db: Db, *, limit: int) -> int:
    """Deletes so many at most of those that have expired; returns how many. One that is replaced at this moment is left."""
    return await db.run(
        """
        DELETE FROM invitations WHERE (workspace_id, user_id) IN (
            SELECT workspace_id, user_id FROM invitations WHERE expires_at < now() ORDER BY expires_at LIMIT %(limit)s)
        """,
        limit=limit,
    )


class ZoneRow(NamedTuple):
    """Where a person is, by the IANA database."""

    time_zone: str


async def get_time_zone(db: Db, workspace_id: UUID, user_id: UUID) -> ZoneRow:
    """That of the person, who exists."""
    return await db.one(
        ZoneRow,
        "SELECT time_zone FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
    )
