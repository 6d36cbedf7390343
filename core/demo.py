"""The demo workspace: people, an integrator, a project, a group and a token of every kind, made on the first start."""

import secrets
from collections.abc import Callable
from typing import Final, NamedTuple, TypedDict
from uuid import UUID

from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.catalog_pb2 import ASSET_TYPE_AI_SERVER, ASSET_TYPE_API_KEY, ASSET_TYPE_SERVER_ACCESS

from core.areas.approvals.public import grant_items
from core.areas.catalog.public import NewItem, insert_item
from core.areas.integrators.public import NewIntegrator, create_integrator
from core.areas.membership.public import GROUPS, PROJECTS, create_collection, put_member
from core.areas.sessions.public import set_password
from core.areas.tokens.public import DEFAULT_LIMITS, Issued, Limits, issue_token
from core.areas.users.public import add_user
from core.areas.workspaces.public import find_workspace, insert_workspace_unless_taken
from core.database.pool import Database
from core.database.rows import Db
from core.ids import new_id
from core.secrets.keys import Keys
from core.secrets.passwords import hash_password
from core.secrets.tokens import Peppers

SLUG = "demo"
# Examples, fuzzing and benchmarks run on these.
_DEMO_LIMITS = Limits(daily=1_000_000, reads_per_minute=600_000, writes_per_minute=600_000)
# What the integrator offers; the first is what everybody begins with.
_OFFERED_ITEMS: Final = (
    NewItem(
        slug="inbound-fd1",
        name="FluxPrimeStudio notifications",
        type=ASSET_TYPE_API_KEY,
        description="Builds, reviews and access of FluxPrimeStudio in your inbox.",
        category="inbound-integration",
        is_pinned=True,
        approval_required=False,
    ),
    NewItem(
        slug="fd1.codex-backend",
        name="Codex backend",
        type=ASSET_TYPE_AI_SERVER,
        description="A seat at the Codex backend of FluxPrimeStudio.",
        category="llm-backend",
        application_guide="Say which project it is for.",
        use_cases='[{"title": "Code review", "detail": "Second opinions on changes"}]',
        display_order=10,
    ),
    NewItem(
        slug="fd1.claude-backend",
        name="Claude backend",
        type=ASSET_TYPE_AI_SERVER,
        description="A seat at the Claude backend of FluxPrimeStudio.",
        category="llm-backend",
        application_guide="Say which project it is for.",
        display_order=20,
    ),
)
_OWN_ITEM: Final = NewItem(
    slug="bastion-terminal-access",
    name="Bastion terminal",
    type=ASSET_TYPE_SERVER_ACCESS,
    description="A shell on the bastion host.",
    category="Infrastructure",
    display_order=30,
)


class Person(TypedDict):
    """How a person signs in."""

    email: str
    password: str
    user_id: str


class LimitedTokens(TypedDict):
    """Tokens with the default limits."""

    personal_token: str
    agent_key: str


class Credentials(TypedDict):
    """Everything that opens the demo workspace."""

    workspace: str
    admin: Person
    employee: Person
    tools_token: str
    personal_token: str
    agent_key: str
    admin_agent_key: str
    moderation_token: str
    limited: LimitedTokens


async def make_demo_workspace(
    database: Database, keys: Keys, *, slug: str = SLUG, keep: Callable[[Credentials], None] = lambda _: None
) -> Credentials | None:
    """Makes the workspace in one transaction; None when there is one of that slug already.

    `keep` is given the credentials before the commit: nothing else will ever show them again.
    """
    async with database.system_transaction(read_only=True) as db:
        if await find_workspace(db, slug):
            return None
    # Hashing takes a second: a host that waits for this transaction must not wait for that, too.
    passwords = _Passwords(_new_password(), _new_password())
    async with database.system_transaction() as db:
        workspace_id = new_id()
        # Of two hosts that start at one moment the second waits here for the first.
        if not await insert_workspace_unless_taken(db, workspace_id, slug=slug, name="Demo workspace"):
            return None
        credentials = await _fill(db, Peppers(keys), workspace_id, slug, passwords)
        keep(credentials)
        return credentials


class _Password(NamedTuple):
    """In clear, and as it is stored."""

    text: str
    phc: str


class _Passwords(NamedTuple):
    admin: _Password
    employee: _Password


def _new_password() -> _Password:
    text = secrets.token_urlsafe(12)
    return _Password(text, hash_password(text))


async def _fill(db: Db, peppers: Peppers, workspace_id: UUID, slug: str, passwords: _Passwords) -> Credentials:
    integrator_id = await create_integrator(db, workspace_id, NewIntegrator("fd1", "FluxPrimeStudio", "fd1."))
    admin = await _person(db, peppers, workspace_id, f"admin@{slug}.example", "Ada Admin", Role.ADMIN, passwords.admin)
    employee = await _person(db, peppers, workspace_id, f"employee@{slug}.example", "Erin Employee", Role.EMPLOYEE, passwords.employee)
    await _project(db, workspace_id, employee)
    await _group(db, workspace_id, employee)
    issuer = _Issuer(db, peppers, workspace_id, integrator_id)
    tools = await issuer.issue(Credential.TOOLS_TOKEN, admin)
    await _catalog(db, workspace_id, tools.family_id, contact=admin, employee=employee)
    return {
        "workspace": slug,
        "admin": admin,
        "employee": employee,
        "tools_token": tools.token,
        "personal_token": (await issuer.issue(Credential.PERSONAL_TOKEN, employee, claimed_by=tools.family_id)).token,
        "agent_key": (await issuer.issue(Credential.AGENT_KEY, employee)).token,
        "admin_agent_key": (await issuer.issue(Credential.AGENT_KEY, admin)).token,
        "moderation_token": (await issuer.issue(Credential.MODERATION_TOKEN, admin)).token,
        "limited": {
            "personal_token": (await issuer.issue(Credential.PERSONAL_TOKEN, employee, limits=DEFAULT_LIMITS)).token,
            "agent_key": (await issuer.issue(Credential.AGENT_KEY, employee, limits=DEFAULT_LIMITS)).token,
        },
    }


class _Issuer(NamedTuple):
    """Where all tokens of the demo belong."""

    db: Db
    peppers: Peppers
    workspace_id: UUID
    integrator_id: UUID

    async def issue(self, kind: Credential, owner: Person, *, limits: Limits = _DEMO_LIMITS, claimed_by: UUID | None = None) -> Issued:
        return await issue_token(
            self.db,
            self.peppers,
            kind,
            workspace_id=self.workspace_id,
            user_id=UUID(owner["user_id"]),
            limits=limits,
            label=f"demo {kind.replace('_', ' ')}",
            integrator_id=None if kind is Credential.AGENT_KEY else self.integrator_id,
            claimed_by_family_id=claimed_by,
        )


async def _person(db: Db, peppers: Peppers, workspace_id: UUID, email: str, name: str, role: Role, password: _Password) -> Person:
    user_id = await add_user(db, workspace_id, email=email, name=name, role=role)
    await set_password(db, peppers, workspace_id, user_id, email=email, after=password.phc)
    return {"email": email, "password": password.text, "user_id": str(user_id)}


async def _project(db: Db, workspace_id: UUID, member: Person) -> None:
    """A project to which the tokens that the admin's tools-token claimed for the member may send events."""
    project = await create_collection(db, PROJECTS, workspace_id, slug="widget-pro", name="Widget Pro")
    await put_member(db, PROJECTS, workspace_id, project.id, UUID(member["user_id"]), is_admin=False)


async def _catalog(db: Db, workspace_id: UUID, tools_family_id: UUID, *, contact: Person, employee: Person) -> None:
    """What the integrator offers, and something of nobody's. The employee has the first, which needs no approval."""
    offered = [item._replace(linked_tools_token_id=tools_family_id) for item in _OFFERED_ITEMS]
    own = _OWN_ITEM._replace(contact_user_id=UUID(contact["user_id"]))
    first, *_ = [await insert_item(db, workspace_id, new_id(), item) for item in (*offered, own)]
    await grant_items(db, workspace_id, UUID(employee["user_id"]), [first.id])


async def _group(db: Db, workspace_id: UUID, admin: Person) -> None:
    """A group whose members the employee chooses."""
    group = await create_collection(db, GROUPS, workspace_id, slug="night-shift", name="Night shift")
    await put_member(db, GROUPS, workspace_id, group.id, UUID(admin["user_id"]), is_admin=True)
