"""Projects and their members."""

from typing import Annotated, NamedTuple

import typer

from core.areas.projects.public import (
    ProjectRow,
    delete_project_member,
    find_project,
    insert_project,
    list_projects,
    put_project_member,
)
from core.areas.workspaces.public import PersonRow, slug_faults
from core.database.rows import Db
from core.ids import new_id
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, InWorkspace, operate, require_none, show
from scripts.unusable import Unusable

projects = typer.Typer(help="Projects of a workspace: an event that names one is for its members.", no_args_is_help=True)
members = typer.Typer(help="Members receive events of a project; its admins and those of the workspace send them.", no_args_is_help=True)
projects.add_typer(members, name="member")
_Email = Annotated[str, typer.Argument(help="E-mail address of the member.")]
_Project = Annotated[str, typer.Option(help="Slug of the project.")]


class _Place(NamedTuple):
    """A project and somebody of its workspace."""

    project: ProjectRow
    person: PersonRow


@projects.command("create")
def create_project(slug: str, workspace: InWorkspace, name: str = "", data: Data = DATA_DEFAULT) -> None:
    """Makes a project without members."""
    require_none(slug_faults(slug))

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            found = await desk.workspace(db, workspace)
            await insert_project(db, found.workspace_id, new_id(), slug=slug, name=name or slug)
            await desk.record(db, found.workspace_id, slug=slug, name=name)

    operate(data, "project create", work)


@projects.command("list")
def show_projects(workspace: InWorkspace, data: Data = DATA_DEFAULT, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the projects of a workspace with their members, and who of them is an admin."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        async with desk.database.system_transaction(read_only=True) as db:
            rows = await list_projects(db, (await desk.workspace(db, workspace)).workspace_id)
        return [(row.slug, row.name, row.members, row.admins) for row in rows]

    show(("slug", "name", "members", "admins"), operate(data, "project list", work), as_json=as_json)


@members.command("add")
def add_member(
    email: _Email,
    project: _Project,
    workspace: InWorkspace,
    admin: Annotated[bool, typer.Option("--admin", help="May send events of the project, too.")] = False,  # noqa: FBT002  # as typer gives it
    data: Data = DATA_DEFAULT,
) -> None:
    """Makes a person a member, or changes whether the member is an admin."""

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            found = await _find(desk, db, workspace, project, email)
            await put_project_member(db, found.person.workspace_id, found.project.id, found.person.id, is_admin=admin)
            await desk.record(db, found.person.workspace_id, project=project, email=email, is_admin=admin)

    operate(data, "project member add", work)


@members.command("remove")
def remove_member(email: _Email, project: _Project, workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
    """Takes a member out of a project; what it has received stays."""

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            found = await _find(desk, db, workspace, project, email)
            if not await delete_project_member(db, found.person.workspace_id, found.project.id, found.person.id):
                message = f"{email} is no member of {project}."
                raise Unusable(message)
            await desk.record(db, found.person.workspace_id, project=project, email=email)

    operate(data, "project member remove", work)


async def _find(desk: Desk, db: Db, workspace: str, project: str, email: str) -> _Place:
    """Raises Unusable for a project or a person that the workspace does not have."""
    workspace_id = (await desk.workspace(db, workspace)).workspace_id
    found = await find_project(db, workspace_id, slug=project)
    if found is None:
        message = f"There is no project {project}: make it with `fluxdesk project create {project}`."
        raise Unusable(message)
    person = await desk.person(db, email)
    if person.workspace_id != workspace_id:
        message = f"{email} is not of the workspace {workspace}."
        raise Unusable(message)
    return _Place(found, person)
