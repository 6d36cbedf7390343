"""The people of a filled workspace, with what they belong to and the tokens through which events reach them."""

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from fluxdesk.rpc import Credential, Role
from psycopg import Connection

from core.areas.integrators.public import NewIntegrator, create_integrator
from core.database.pool import Database
from core.ids import new_id
from core.secrets.tokens import Peppers, mint_token

_FIRST_NAMES = (
    *("Aiko", "Amir", "Ana", "Bao", "Carla", "Chidi", "Dana", "Emre", "Erin", "Fatima", "Femi", "Greta", "Hana", "Ivan"),
    *("Jonas", "Kofi", "Lena", "Lucia", "Mei", "Nadia", "Noah", "Olga", "Pedro", "Priya", "Rosa", "Sam", "Tariq", "Yuki"),
)
_LAST_NAMES = (
    *("Abe", "Andersson", "Bauer", "Chen", "Costa", "Diallo", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jansen"),
    *("Kowalski", "Lopez", "Mensah", "Nguyen", "Okafor", "Patel", "Rossi", "Sato", "Schmidt", "Silva", "Tanaka", "Weber"),
)
_INTEGRATORS = (
    NewIntegrator("fd1", "FluxPrimeStudio", "fd1."),
    NewIntegrator("builds", "Builds", "builds."),
    NewIntegrator("watchtower", "Watchtower", "watchtower."),
    NewIntegrator("ledger", "Ledger", "ledger."),
)
_PROJECTS = ("apollo", "beacon", "cobalt", "delta", "ember", "falcon", "granite", "harbor", "indigo", "juniper", "krypton", "lumen")
_PEOPLE_PER_PROJECT = 12
_LIMITS = {"daily_limit": 10_000, "reads_per_minute": 600, "writes_per_minute": 600}


class Family(NamedTuple):
    """A family of tokens, and the prefix of what it may send."""

    id: UUID
    integrator_id: UUID
    prefix: str


class Person(NamedTuple):
    """A person without an inbox yet. Its events may belong to the projects, of which it is an admin."""

    user_id: UUID
    email: str
    families: Sequence[Family]
    project_ids: Sequence[UUID]


class Project(NamedTuple):
    """A project and its slug."""

    id: UUID
    slug: str


class World(NamedTuple):
    """A workspace, its people, its projects, and the family of the moderation token whose events wait for an admin."""

    workspace_id: UUID
    people: Sequence[Person]
    projects: Sequence[Project]
    moderated: Family


async def make_integrators(database: Database, workspace_id: UUID) -> list[Family]:
    """Those that the workspace does not have yet; gives each as a family without an id."""
    async with database.system_transaction() as db:
        for new in _INTEGRATORS:
            if not await db.run(
                "SELECT FROM integrators WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s",
                workspace_id=workspace_id,
                slug=new.slug,
            ):
                await create_integrator(db, workspace_id, new)
        return await db.many(
            Family,
            """
            SELECT id, id AS integrator_id, allowed_event_prefix AS prefix FROM integrators
            WHERE workspace_id = %(workspace_id)s AND archived_at IS NULL AND slug = ANY (%(slugs)s::text[]) ORDER BY slug
            """,
            workspace_id=workspace_id,
            slugs=[new.slug for new in _INTEGRATORS],
        )


def make_world(owner: Connection, peppers: Peppers, workspace_id: UUID, integrators: Sequence[Family], people: int) -> World:
    """Adds people until the workspace has so many without an inbox. Who has one is left alone. The transaction is the caller's."""
    chance = random.Random(1)
    known = _without_inbox(owner, workspace_id)
    new = [_person(chance, integrators) for _ in range(max(0, people - len(known)))]
    _copy_people(owner, workspace_id, new)
    families = [(one, family, Credential.PERSONAL_TOKEN) for one in new for family in one.families]
    moderated = chance.choice(integrators)._replace(id=new_id())
    families.append(((known or new)[0], moderated, Credential.MODERATION_TOKEN))
    _copy_families(owner, peppers, workspace_id, families)
    projects = _make_projects(owner, workspace_id, [*known, *new])
    return World(workspace_id, [_in_projects(one, projects) for one in (*known, *new)], list(projects), moderated)


def _without_inbox(owner: Connection, workspace_id: UUID) -> list[Person]:
    rows = owner.execute(
        """
        SELECT u.id, u.email, array_agg(f.id), array_agg(f.integrator_id), array_agg(i.allowed_event_prefix)
        FROM users u JOIN token_families f ON f.workspace_id = u.workspace_id AND f.user_id = u.id AND f.kind = 'personal_token'
        JOIN integrators i ON i.workspace_id = f.workspace_id AND i.id = f.integrator_id AND i.archived_at IS NULL
        WHERE u.workspace_id = %s AND u.is_active
          AND NOT EXISTS (SELECT FROM inbox_heads h WHERE h.workspace_id = u.workspace_id AND h.user_id = u.id)
        GROUP BY u.id, u.email ORDER BY u.id
        """,
        (workspace_id,),
    )
    return [Person(user_id, email, [*map(Family, *families)], ()) for user_id, email, *families in rows.fetchall()]


def _person(chance: random.Random, integrators: Sequence[Family]) -> Person:
    user_id = new_id()
    name = f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}"
    families = [family._replace(id=new_id()) for family in chance.sample(integrators, chance.randint(1, len(integrators)))]
    return Person(user_id, f"{name.replace(' ', '.').lower()}.{user_id.hex[-10:]}@filled.example", families, ())


def _copy_people(owner: Connection, workspace_id: UUID, people: Iterable[Person]) -> None:
    with owner.cursor().copy("COPY users (workspace_id, id, email, name, role) FROM STDIN") as copy:
        for one in people:
            name = " ".join(one.email.split(".")[:2]).title()
            copy.write_row((workspace_id, one.user_id, one.email, name, int(Role.EMPLOYEE)))


def _copy_families(owner: Connection, peppers: Peppers, workspace_id: UUID, rows: Sequence[tuple[Person, Family, Credential]]) -> None:
    """Each with a token that nobody has seen."""
    columns = f"workspace_id, id, kind, user_id, integrator_id, label, {', '.join(_LIMITS)}"
    with owner.cursor().copy(f"COPY token_families ({columns}) FROM STDIN".encode()) as copy:
        for one, family, kind in rows:
            copy.write_row((workspace_id, family.id, kind.value, one.user_id, family.integrator_id, "filled", *_LIMITS.values()))
    with owner.cursor().copy("COPY tokens (workspace_id, id, family_id, digest, pepper_version) FROM STDIN") as copy:
        for _, family, kind in rows:
            copy.write_row((workspace_id, new_id(), family.id, peppers.digest(mint_token(kind)), peppers.version))


def _make_projects(owner: Connection, workspace_id: UUID, people: Sequence[Person]) -> dict[Project, list[Person]]:
    """New projects with their members, all of them admins: with a personal token nobody else's events may belong to one."""
    chance = random.Random(2)
    run = new_id().hex[-6:]
    projects = [Project(new_id(), f"{name}-{run}") for name in _PROJECTS]
    members = {one: chance.sample(people, min(len(people), _PEOPLE_PER_PROJECT)) for one in projects}
    with owner.cursor().copy("COPY projects (workspace_id, id, slug, name) FROM STDIN") as copy:
        for one in projects:
            copy.write_row((workspace_id, one.id, one.slug, one.slug.partition("-")[0].title()))
    with owner.cursor().copy("COPY project_members (workspace_id, project_id, user_id, is_admin) FROM STDIN") as copy:
        for project, its in members.items():
            for person in its:
                copy.write_row((workspace_id, project.id, person.user_id, True))
    return members


def _in_projects(one: Person, projects: dict[Project, list[Person]]) -> Person:
    return one._replace(project_ids=[project.id for project, members in projects.items() if one in members])
