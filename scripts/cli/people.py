"""Workspaces and their people."""

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import typer
from fluxdesk.rpc import Role

from core.areas.sessions.public import password_faults, set_password
from core.areas.users.public import (
    UserRow,
    activate,
    add_user,
    change_role,
    deactivate,
    email_faults,
    hold_user,
    invite,
    link_person,
    list_people,
    name_faults,
    role_faults,
)
from core.areas.workspaces.public import insert_workspace, list_workspaces, slug_faults
from core.database.rows import Db
from core.ids import new_id
from core.secrets.passwords import hash_password
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, InWorkspace, fail, operate, require_none, show

workspaces = typer.Typer(help="Workspaces keep their people and data apart.", no_args_is_help=True)
people = typer.Typer(help="People of a workspace.", no_args_is_help=True)
_Email = Annotated[str, typer.Argument(help="E-mail address of the person.")]
_RoleOption = Annotated[str, typer.Option(help="employee, hr_admin, admin or super_admin.")]
_FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Reads the password from standard input.")]


@workspaces.command("create")
def create_workspace(slug: str, name: str = "", data: Data = DATA_DEFAULT) -> None:
    """Makes a workspace."""
    require_none(slug_faults(slug))

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            workspace_id = new_id()
            await insert_workspace(db, workspace_id, slug=slug, name=name or slug)
            await desk.record(db, workspace_id, slug=slug, name=name)

    operate(data, "workspace create", work)


@workspaces.command("list")
def show_workspaces(data: Data = DATA_DEFAULT, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the workspaces."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        async with desk.database.system_transaction(read_only=True) as db:
            return [(row.slug, row.name, row.people) for row in await list_workspaces(db)]

    show(("slug", "name", "people"), operate(data, "workspace list", work), as_json=as_json)


@people.command("create")
def create_person(
    email: _Email,
    workspace: InWorkspace,
    name: str = "",
    role: _RoleOption = "employee",
    password_stdin: _FromStdin = False,  # noqa: FBT002  # as typer gives it
    no_password: Annotated[bool, typer.Option("--no-password", help="Signs in through another issuer only.")] = False,  # noqa: FBT002  # the same
    data: Data = DATA_DEFAULT,
) -> None:
    """Adds a person to a workspace."""
    require_none((*email_faults(email), *name_faults(name or email), *role_faults(role)))
    password = None if no_password else hash_password(_password(from_stdin=password_stdin))

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            found = await desk.workspace(db, workspace)
            user_id = await add_user(db, found.workspace_id, email=email, name=name or email, role=Role[role.upper()])
            if password:
                await set_password(db, desk.peppers, found.workspace_id, user_id, email=email, after=password)
            await desk.record(db, found.workspace_id, email=email, role=role, has_password=not no_password)

    operate(data, "user create", work)


@people.command("list")
def show_people(workspace: InWorkspace, data: Data = DATA_DEFAULT, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the people of a workspace."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        async with desk.database.system_transaction(read_only=True) as db:
            rows = await list_people(db, (await desk.workspace(db, workspace)).workspace_id)
        return [(row.email, row.name, Role(row.role).name.lower(), row.is_active, row.issuer, row.subject, row.id) for row in rows]

    show(("email", "name", "role", "active", "issuer", "subject", "id"), operate(data, "user list", work), as_json=as_json)


@people.command("password")
def replace_password(email: _Email, password_stdin: _FromStdin = False, data: Data = DATA_DEFAULT) -> None:  # noqa: FBT002  # as typer gives it
    """Gives a person another password, ends its sessions, and lets it sign in at once where wrong passwords had closed its address."""
    password = hash_password(_password(from_stdin=password_stdin))

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            person = await desk.person(db, email)
            await set_password(db, desk.peppers, person.workspace_id, person.id, email=person.email, after=password)
            await desk.record(db, person.workspace_id, email=email)
        desk.end_credentials()

    operate(data, "user password", work)


@people.command("invite")
def invite_person(email: _Email, workspace: InWorkspace, name: str = "", role: _RoleOption = "employee", data: Data = DATA_DEFAULT) -> None:
    """Adds a person and prints a token, once, with which it sets its password within seven days."""
    require_none((*email_faults(email), *name_faults(name or email), *role_faults(role)))

    async def work(desk: Desk) -> str:
        async with desk.database.system_transaction() as db:
            workspace_id = (await desk.workspace(db, workspace)).workspace_id
            user_id = await add_user(db, workspace_id, email=email, name=name or email, role=Role[role.upper()])
            invited = await invite(db, desk.peppers, workspace_id, await hold_user(db, workspace_id, user_id))
            await desk.record(db, workspace_id, email=email, role=role)
        return invited.token

    print(operate(data, "user invite", work))


@people.command("reset")
def reset_password(email: _Email, data: Data = DATA_DEFAULT) -> None:
    """Prints a token, once, with which a person sets a new password within seven days; invites again who has none yet."""

    async def work(desk: Desk) -> str:
        async with desk.database.system_transaction() as db:
            person = await desk.person(db, email)
            user = await hold_user(db, person.workspace_id, person.id)
            invited = await invite(db, desk.peppers, person.workspace_id, user)
            await desk.record(db, person.workspace_id, email=email)
        return invited.token

    print(operate(data, "user reset", work))


@people.command("role")
def give_role(
    email: _Email, role: Annotated[str, typer.Argument(help="employee, hr_admin, admin or super_admin.")], data: Data = DATA_DEFAULT
) -> None:
    """Gives a person another role. When it is a higher one, keys that other people made for the person are revoked."""
    require_none(role_faults(role))

    async def work(desk: Desk) -> int:
        async with desk.database.system_transaction() as db:
            person = await desk.person(db, email)
            user = await hold_user(db, person.workspace_id, person.id)
            revoked = await change_role(db, person.workspace_id, user, Role[role.upper()])
            await desk.record(db, person.workspace_id, email=email, role=role, tokens_revoked=revoked)
        desk.end_credentials()
        return revoked

    if revoked := operate(data, "user role", work):
        print(f"{revoked} tokens invalidated")


@people.command("deactivate")
def let_go(email: _Email, data: Data = DATA_DEFAULT) -> None:
    """Ends everything that acts for a person, at once and until it is activated again."""
    _change(email, data, "user deactivate", deactivate)


@people.command("activate")
def let_in(email: _Email, data: Data = DATA_DEFAULT) -> None:
    """Lets a person in again, with the tokens that it has; its sessions have ended."""
    _change(email, data, "user activate", activate)


@people.command("link")
def link(email: _Email, issuer: str, subject: str, data: Data = DATA_DEFAULT) -> None:
    """Links a person with its subject at an outside issuer; no issuer's word on its address lets it in any more."""
    _link(email, data, "user link", issuer=issuer, subject=subject)


@people.command("unlink")
def unlink(email: _Email, data: Data = DATA_DEFAULT) -> None:
    """Takes the link with an outside issuer away."""
    _link(email, data, "user unlink", issuer=None, subject=None)


def _change(email: str, data: Data, command: str, change: Callable[[Db, UUID, UserRow], Awaitable[None]]) -> None:
    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            person = await desk.person(db, email)
            await change(db, person.workspace_id, await hold_user(db, person.workspace_id, person.id))
            await desk.record(db, person.workspace_id, email=email)
        desk.end_credentials()

    operate(data, command, work)


def _link(email: str, data: Data, command: str, *, issuer: str | None, subject: str | None) -> None:
    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            person = await desk.person(db, email)
            await link_person(db, person.workspace_id, person.id, issuer=issuer, subject=subject)
            await desk.record(db, person.workspace_id, email=email, issuer=issuer, subject=subject)
        desk.end_credentials()

    operate(data, command, work)


def _password(*, from_stdin: bool) -> str:
    """From standard input, or typed twice; never an argument, which everybody on the host can read."""
    if from_stdin:
        try:
            password = sys.stdin.readline().rstrip("\n")
        except UnicodeDecodeError:
            fail("The password is no text in UTF-8.")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        fail("Nobody can be asked for a password here: use --password-stdin.")
    require_none(password_faults(password))
    return password
