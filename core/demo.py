"""The demo workspace: people, an integrator, a project and a token of every kind, made on the first start."""

import secrets
from collections.abc import Callable
from typing import NamedTuple, TypedDict
from uuid import UUID

from fluxdesk.rpc import Credential, Role

from core.areas.projects.public import insert_project, put_project_member
from core.areas.tokens.public import DEFAULT_LIMITS, Issued, Limits, issue_token
from core.areas.workspaces.public import find_workspace, insert_integrator, insert_user, insert_workspace_unless_taken
from core.database.pool import Database
from core.database.rows import Db
from core.ids import new_id
from core.secrets.keys import Keys
from core.secrets.passwords import hash_password
from core.secrets.tokens import Peppers

SLUG = "demo"
# Examples, fuzzing and benchmarks run on these.
_DEMO_LIMITS = Limits(daily=1_000_000, reads_per_minute=600_000, writes_per_minute=600_000)


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
    admins, employees = _new_password(), _new_password()
    peppers = Peppers(keys)
    async with database.system_transaction() as db:
        workspace_id, integrator_id = new_id(), new_id()
        # Of two hosts that start at one moment the second waits here for the first.
        if not await insert_workspace_unless_taken(db, workspace_id, slug=slug, name="Demo workspace"):
            return None
        await insert_integrator(db, workspace_id, integrator_id, slug="fd1", name="FluxPrimeStudio", allowed_event_prefix="fd1.")
        admin = await _person(db, workspace_id, f"admin@{slug}.example", "Ada Admin", Role.ADMIN, admins)
        employee = await _person(db, workspace_id, f"employee@{slug}.example", "Erin Employee", Role.EMPLOYEE, employees)
        await _project(db, workspace_id, employee)

        async def issue(kind: Credential, owner: Person, limits: Limits, *, claimed_by: UUID | None = None) -> Issued:
            return await issue_token(
                db,
                peppers,
                kind,
                workspace_id=workspace_id,
                user_id=UUID(owner["user_id"]),
                limits=limits,
                label=f"demo {kind.replace('_', ' ')}",
                integrator_id=None if kind is Credential.AGENT_KEY else integrator_id,
                claimed_by_family_id=claimed_by,
            )

        tools = await issue(Credential.TOOLS_TOKEN, admin, _DEMO_LIMITS)
        credentials: Credentials = {
            "workspace": slug,
            "admin": admin,
            "employee": employee,
            "tools_token": tools.token,
            "personal_token": (await issue(Credential.PERSONAL_TOKEN, employee, _DEMO_LIMITS, claimed_by=tools.family_id)).token,
            "agent_key": (await issue(Credential.AGENT_KEY, employee, _DEMO_LIMITS)).token,
            "admin_agent_key": (await issue(Credential.AGENT_KEY, admin, _DEMO_LIMITS)).token,
            "moderation_token": (await issue(Credential.MODERATION_TOKEN, admin, _DEMO_LIMITS)).token,
            "limited": {
                "personal_token": (await issue(Credential.PERSONAL_TOKEN, employee, DEFAULT_LIMITS)).token,
                "agent_key": (await issue(Credential.AGENT_KEY, employee, DEFAULT_LIMITS)).token,
            },
        }
        keep(credentials)
        return credentials


class _Password(NamedTuple):
    """In clear, and as it is stored."""

    text: str
    phc: str


def _new_password() -> _Password:
    text = secrets.token_urlsafe(12)
    return _Password(text, hash_password(text))


async def _person(db: Db, workspace_id: UUID, email: str, name: str, role: Role, password: _Password) -> Person:
    user_id = new_id()
    await insert_user(db, workspace_id, user_id, email=email, name=name, role=role, password=password.phc)
    return {"email": email, "password": password.text, "user_id": str(user_id)}


async def _project(db: Db, workspace_id: UUID, member: Person) -> None:
    """A project to which the tokens that the admin's tools-token claimed for the member may send events."""
    project_id = new_id()
    await insert_project(db, workspace_id, project_id, slug="widget-pro", name="Widget Pro")
    await put_project_member(db, workspace_id, project_id, UUID(member["user_id"]), is_admin=False)
