"""A workspace of a test's own: people of every role, and a token of every kind that can be issued.

It is made in a few milliseconds, since nobody in it has a password unless asked for.
"""

import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fluxdesk.rpc import Credential, Role

from core.areas.integrators.public import NewIntegrator, create_integrator
from core.areas.membership.public import PROJECTS, Collection, create_collection, put_member
from core.areas.sessions.public import set_password
from core.areas.sessions.queries import insert_session
from core.areas.tokens.public import Issued, Limits, issue_token
from core.areas.users.public import add_user
from core.areas.workspaces import queries
from core.database.rows import Db
from core.ids import new_id
from core.secrets.access_tokens import AccessTokens
from core.secrets.key_file import KeyVersions
from core.secrets.keys import Keys
from core.secrets.tokens import mint_token
from core.server import Core

PREFIX = "fd1."
AMPLE = Limits(daily=1_000_000, reads_per_minute=600_000, writes_per_minute=600_000)


@dataclass(frozen=True, slots=True)
class Person:
    """`password` is a PHC string."""

    id: UUID
    email: str
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Tenant:
    """`tokens` are the integrator's and its people's: the admin owns the tools-token and the moderation token, the employee
    the agent key and the personal token, which the tools-token claimed. The employee is signed in.
    """

    core: Core
    id: UUID
    slug: str
    integrator_id: UUID
    people: Mapping[Role, Person]
    tokens: dict[Credential, Issued]
    bearers: dict[Credential, str]
    members: list[Person]

    @property
    def employee(self) -> Person:
        return self.people[Role.EMPLOYEE]

    @property
    def admin(self) -> Person:
        return self.people[Role.ADMIN]

    def bearer(self, kind: Credential) -> str:
        return self.bearers[kind]

    async def bearer_of(self, kind: Credential, owner: Person) -> str:
        """A new credential of any kind."""
        return await self.sign_in(owner) if kind is Credential.PERSON else (await self.issue(kind, owner)).token

    async def sign_in(self, person: Person) -> str:
        """The access token of a new session."""
        async with self.core.resources.database.system_transaction() as db:
            return await self.sign_in_within(db, person)

    async def sign_in_within(self, db: Db, person: Person) -> str:
        """The same in a transaction that is open."""
        resources, session_id = self.core.resources, new_id()
        await insert_session(db, self.id, session_id, user_id=person.id, password=person.password, lifetime=timedelta(hours=1))
        now = resources.clock.unix_seconds()
        return resources.access_tokens.sign(workspace_id=self.id, user_id=person.id, session_id=session_id, now=now)

    async def issue(
        self,
        kind: Credential,
        owner: Person,
        *,
        limits: Limits = AMPLE,
        scopes: list[str] | None = None,
        integrator_id: UUID | None = None,
        claimed_by: UUID | None = None,
    ) -> Issued:
        """A token of a family of its own, of the tenant's integrator unless another is named."""
        async with self.core.resources.database.system_transaction() as db:
            return await self.issue_within(
                db, kind, owner, limits=limits, scopes=scopes, integrator_id=integrator_id, claimed_by=claimed_by
            )

    async def issue_within(
        self,
        db: Db,
        kind: Credential,
        owner: Person,
        *,
        limits: Limits = AMPLE,
        scopes: list[str] | None = None,
        integrator_id: UUID | None = None,
        claimed_by: UUID | None = None,
    ) -> Issued:
        """The same in a transaction that is open."""
        return await issue_token(
            db,
            self.core.resources.peppers,
            kind,
            workspace_id=self.id,
            user_id=owner.id,
            limits=limits,
            label=kind,
            integrator_id=None if kind is Credential.AGENT_KEY else integrator_id or self.integrator_id,
            claimed_by_family_id=claimed_by,
            scopes=scopes,
        )

    async def add_person(self, role: Role = Role.EMPLOYEE, *, password: str | None = None) -> Person:
        """One more member of the workspace. The address has capitals: it is compared ignoring case."""
        async with self.core.resources.database.system_transaction() as db:
            return await self.add_person_within(db, role, password=password)

    async def add_person_within(self, db: Db, role: Role, *, password: str | None = None) -> Person:
        """The same in a transaction that is open."""
        email = f"{role.name.title()}.{secrets.token_hex(6)}@Example.com"
        person = Person(await add_user(db, self.id, email=email, name=role.name, role=role), email, password)
        if password:
            await set_password(db, self.core.resources.peppers, self.id, person.id, email=email, after=password)
        self.members.append(person)
        return person

    async def add_integrator(self, prefix: str) -> UUID:
        """One more integrator of the workspace, whose slug is its prefix without the dot."""
        async with self.core.resources.database.system_transaction() as db:
            return await create_integrator(db, self.id, NewIntegrator(prefix.rstrip("."), prefix, prefix))

    async def add_project(self, slug: str, *, members: Iterable[Person] = (), admins: Iterable[Person] = ()) -> UUID:
        """One more project of the workspace."""
        return await self.add_collection(PROJECTS, slug, members=members, admins=admins)

    async def add_collection(self, kind: Collection, slug: str, *, members: Iterable[Person] = (), admins: Iterable[Person] = ()) -> UUID:
        """One more group or project of the workspace."""
        async with self.core.resources.database.system_transaction() as db:
            collection = await create_collection(db, kind, self.id, slug=slug, name=slug)
            for is_admin, people in ((False, members), (True, admins)):
                for person in people:
                    await put_member(db, kind, self.id, collection.id, person.id, is_admin=is_admin)
        return collection.id


def forged(kind: Credential) -> str:
    """A credential that is well formed, and that nobody issued."""
    if kind is not Credential.PERSON:
        return mint_token(kind)
    stranger = AccessTokens(Keys(KeyVersions({1: secrets.token_bytes(32)}, 1)), "fluxdesk")
    return stranger.sign(workspace_id=new_id(), user_id=new_id(), session_id=new_id(), now=time.time())


async def make_tenant(core: Core) -> Tenant:
    workspace_id, slug = new_id(), f"t{secrets.token_hex(8)}"
    people: dict[Role, Person] = {}
    async with core.resources.database.system_transaction() as db:
        await queries.insert_workspace(db, workspace_id, slug=slug, name="A tenant")
        integrator_id = await create_integrator(db, workspace_id, NewIntegrator("fd1", "FD1", PREFIX))
        tenant = Tenant(core, workspace_id, slug, integrator_id, people, {}, {}, [])
        for role in Role:
            people[role] = await tenant.add_person_within(db, role)
        tools = await tenant.issue_within(db, Credential.TOOLS_TOKEN, tenant.admin)
        tenant.tokens.update(
            {
                Credential.TOOLS_TOKEN: tools,
                Credential.PERSONAL_TOKEN: await tenant.issue_within(
                    db, Credential.PERSONAL_TOKEN, tenant.employee, claimed_by=tools.family_id
                ),
                Credential.MODERATION_TOKEN: await tenant.issue_within(db, Credential.MODERATION_TOKEN, tenant.admin),
                Credential.AGENT_KEY: await tenant.issue_within(db, Credential.AGENT_KEY, tenant.employee),
            }
        )
        tenant.bearers.update({kind: issued.token for kind, issued in tenant.tokens.items()})
        tenant.bearers[Credential.PERSON] = await tenant.sign_in_within(db, tenant.employee)
    return tenant
