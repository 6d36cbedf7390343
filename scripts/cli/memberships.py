"""Groups and projects, and their members."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, NamedTuple

import typer

from core.areas.membership.public import (
    GROUPS,
    PROJECTS,
    Collection,
    CollectionRow,
    change_collection,
    create_collection,
    delete_member,
    hold_collection,
    list_rosters,
    put_member,
    remove_collection,
    slug_faults,
)
from core.areas.users.public import PersonRow, name_faults
from core.database.rows import Db
from core.errors import NotFound
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, InWorkspace, operate, require_none, show
from scripts.unusable import Unusable

groups = typer.Typer(help="Groups of people whom events name together.", no_args_is_help=True)
projects = typer.Typer(help="Projects of a workspace: an event that names one is for its members.", no_args_is_help=True)
_Email = Annotated[str, typer.Argument(help="E-mail address of the member.")]


class _Place(NamedTuple):
    """A group or a project, and somebody of its workspace."""

    collection: CollectionRow
    person: PersonRow


def _commands(app: typer.Typer, kind: Collection) -> None:
    """The commands for what has members: they differ in one noun."""
    noun = kind.noun

    @app.command("create", help=f"Makes a {noun} without members.")
    def _create(slug: str, workspace: InWorkspace, name: str = "", data: Data = DATA_DEFAULT) -> None:
        require_none((*slug_faults(slug), *name_faults(name or slug)))

        async def work(desk: Desk) -> None:
            async with desk.database.system_transaction() as db:
                found = await desk.workspace(db, workspace)
                await create_collection(db, kind, found.workspace_id, slug=slug, name=name or slug)
                await desk.record(db, found.workspace_id, slug=slug, name=name)

        operate(data, f"{noun} create", work)

    @app.command("rename", help=f"Gives a {noun} another name, or another slug.")
    def _rename(
        slug: str,
        workspace: InWorkspace,
        name: Annotated[str | None, typer.Option(help="The name that it shall have.")] = None,
        new_slug: Annotated[str | None, typer.Option(help="The slug that it shall have.")] = None,
        data: Data = DATA_DEFAULT,
    ) -> None:
        require_none((*(slug_faults(new_slug) if new_slug is not None else ()), *(name_faults(name) if name is not None else ())))

        async def work(desk: Desk) -> None:
            async with desk.database.system_transaction() as db:
                place = await desk.workspace(db, workspace)
                with _named(kind, slug):
                    await change_collection(db, kind, place.workspace_id, slug, new_slug=new_slug, name=name)
                await desk.record(db, place.workspace_id, slug=slug, new_slug=new_slug, name=name)

        operate(data, f"{noun} rename", work)

    @app.command("list", help=f"Lists the {noun}s of a workspace with their members, and who of them is an admin.")
    def _show(workspace: InWorkspace, data: Data = DATA_DEFAULT, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
        async def work(desk: Desk) -> list[tuple[object, ...]]:
            async with desk.database.system_transaction(read_only=True) as db:
                rows = await list_rosters(db, kind, (await desk.workspace(db, workspace)).workspace_id)
            return [(row.slug, row.name, row.members, row.admins) for row in rows]

        show(("slug", "name", "members", "admins"), operate(data, f"{noun} list", work), as_json=as_json)


def _member_commands(app: typer.Typer, kind: Collection) -> None:
    """Those for the members of it."""
    noun = kind.noun
    members = typer.Typer(help=f"Members of a {noun}, and the admins among them.", no_args_is_help=True)
    app.add_typer(members, name="member")
    slug_option = typer.Option(f"--{noun}", help=f"Slug of the {noun}.")

    @members.command("add", help="Makes a person a member, or changes whether the member is an admin.")
    def _add_member(
        email: _Email,
        slug: Annotated[str, slug_option],
        workspace: InWorkspace,
        admin: Annotated[bool, typer.Option("--admin", help=f"Looks after the members, and sends events of the {noun}, too.")] = False,  # noqa: FBT002  # as typer gives it
        data: Data = DATA_DEFAULT,
    ) -> None:
        async def work(desk: Desk) -> None:
            async with desk.database.system_transaction() as db:
                found = await _find(desk, db, kind, workspace, slug, email)
                await put_member(db, kind, found.person.workspace_id, found.collection.id, found.person.id, is_admin=admin)
                await desk.record(db, found.person.workspace_id, **{noun: slug}, email=email, is_admin=admin)

        operate(data, f"{noun} member add", work)

    @members.command("remove", help=f"Takes a member out of a {noun}; what it has received stays.")
    def _remove_member(email: _Email, slug: Annotated[str, slug_option], workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
        async def work(desk: Desk) -> None:
            async with desk.database.system_transaction() as db:
                found = await _find(desk, db, kind, workspace, slug, email)
                if not await delete_member(db, kind, found.person.workspace_id, found.collection.id, found.person.id):
                    message = f"{email} is no member of {slug}."
                    raise Unusable(message)
                await desk.record(db, found.person.workspace_id, **{noun: slug}, email=email)

        operate(data, f"{noun} member remove", work)


for _app, _kind in ((groups, GROUPS), (projects, PROJECTS)):
    _commands(_app, _kind)
    _member_commands(_app, _kind)


@groups.command("delete")
def delete_group(slug: str, workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
    """Deletes a group; its members stay in the workspace."""

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            place = await desk.workspace(db, workspace)
            with _named(GROUPS, slug):
                await remove_collection(db, GROUPS, place.workspace_id, slug)
            await desk.record(db, place.workspace_id, slug=slug)

    operate(data, "group delete", work)


@contextmanager
def _named(kind: Collection, slug: str) -> Generator[None]:
    """Raises Unusable for one that the workspace does not have."""
    try:
        yield
    except NotFound:
        message = f"There is no {kind.noun} {slug}: make it with `fluxdesk {kind.noun} create {slug}`."
        raise Unusable(message) from None


async def _find(desk: Desk, db: Db, kind: Collection, workspace: str, slug: str, email: str) -> _Place:
    """Raises Unusable for a group, a project or a person that the workspace does not have."""
    place = await desk.workspace(db, workspace)
    with _named(kind, slug):
        found = await hold_collection(db, kind, place.workspace_id, slug)
    person = await desk.person(db, email)
    if person.workspace_id != place.workspace_id:
        message = f"{email} is not of the workspace {workspace}."
        raise Unusable(message)
    return _Place(found, person)
