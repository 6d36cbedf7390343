"""A workspace of a test's own: people of every role, and a token of every kind that can be issued.

It is made in a few milliseconds, since nobody in it has a password.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from fluxdesk.rpc import Credential, Role

from core.areas.projects.public import insert_project, put_project_member
from core.areas.tokens.public import Issued, Limits, issue_token
from core.areas.workspaces import queries
from core.ids import new_id
from core.secrets.keys import Keys
from core.server import Core

PREFIX = "fd1."
AMPLE = Limits(daily=1_000_000, reads_per_minute=600_000, writes_per_minute=600_000)


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    email: str


@dataclass(frozen=True, slots=True)
class Tenant:
    """`tokens` are the integrator's and its people's: the admin owns the tools-token and the moderation token, the employee
    the agent key and the personal token, which the tools-token claimed.
    """

    core: Core
    keys: Keys
    id: UUID
    integrator_id: UUID
    people: Mapping[Role, Person]
    tokens: dict[Credential, Issued]

    @property
    def employee(self) -> Person:
        return self.people[Role.EMPLOYEE]

    @property
    def admin(self) -> Person:
        return self.people[Role.ADMIN]

    def bearer(self, kind: Credential) -> str:
        return self.tokens[kind].token

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
            return await issue_token(
                db,
                self.keys,
                kind,
                workspace_id=self.id,
                user_id=owner.id,
                limits=limits,
                label=kind,
                integrator_id=None if kind is Credential.AGENT_KEY else integrator_id or self.integrator_id,
                claimed_by_family_id=claimed_by,
                scopes=scopes,
            )

    async def add_person(self, role: Role = Role.EMPLOYEE) -> Person:
        """One more member of the workspace. The address has capitals: it is compared ignoring case."""
        person = Person(new_id(), f"{role.name.title()}.{secrets.token_hex(6)}@Example.com")
        async with self.core.resources.database.system_transaction() as db:
            await queries.insert_user(db, self.id, person.id, email=person.email, name=role.name, role=role, password=None)
        return person

    async def add_integrator(self, prefix: str) -> UUID:
        """One more integrator of the workspace, whose slug is its prefix without the dot."""
        integrator_id = new_id()
        async with self.core.resources.database.system_transaction() as db:
            await queries.insert_integrator(db, self.id, integrator_id, slug=prefix.rstrip("."), name=prefix, allowed_event_prefix=prefix)
        return integrator_id

    async def add_project(self, slug: str, *, members: Iterable[Person] = (), admins: Iterable[Person] = ()) -> UUID:
        """One more project of the workspace."""
        project_id = new_id()
        async with self.core.resources.database.system_transaction() as db:
            await insert_project(db, self.id, project_id, slug=slug, name=slug)
            for is_admin, people in ((False, members), (True, admins)):
                for person in people:
                    await put_project_member(db, self.id, project_id, person.id, is_admin=is_admin)
        return project_id


async def make_tenant(core: Core, keys: Keys) -> Tenant:
    workspace_id = new_id()
    async with core.resources.database.system_transaction() as db:
        await queries.insert_workspace(db, workspace_id, slug=f"t{secrets.token_hex(8)}", name="A tenant")
    people: dict[Role, Person] = {}
    tenant = Tenant(core, keys, workspace_id, new_id(), people, {})
    async with core.resources.database.system_transaction() as db:
        await queries.insert_integrator(db, workspace_id, tenant.integrator_id, slug="fd1", name="FD1", allowed_event_prefix=PREFIX)
    for role in Role:
        people[role] = await tenant.add_person(role)
    tools = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
    tenant.tokens.update(
        {
            Credential.TOOLS_TOKEN: tools,
            Credential.PERSONAL_TOKEN: await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, claimed_by=tools.family_id),
            Credential.MODERATION_TOKEN: await tenant.issue(Credential.MODERATION_TOKEN, tenant.admin),
            Credential.AGENT_KEY: await tenant.issue(Credential.AGENT_KEY, tenant.employee),
        }
    )
    return tenant
