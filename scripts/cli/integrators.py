"""Integrators of a workspace."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer
from fluxdesk.failures import Fault

from core.areas.integrators.public import (
    IntegratorChange,
    NewIntegrator,
    archive_integrator,
    create_integrator,
    list_integrators,
    prefix_faults,
    restore_integrator,
    shown_faults,
    slug_faults,
    update_integrator,
)
from core.database.rows import Db
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, InWorkspace, operate, require_none, show
from scripts.unusable import Unusable

integrators = typer.Typer(help="Integrators publish events, each in a namespace of its own.", no_args_is_help=True)
_Slug = Annotated[str, typer.Argument(help="Slug of the integrator.")]
_Homepage = Annotated[str | None, typer.Option(help="Where people read about it, as an https address.")]
# Of fields whose names differ from those of their options.
_OPTIONS: Final = {"allowed_event_prefix": "prefix", "homepage_url": "homepage-url"}
_Description = Annotated[str | None, typer.Option(help="What it is.")]


@integrators.command("create")
def create(
    slug: _Slug,
    workspace: InWorkspace,
    prefix: Annotated[str, typer.Option(help="What its event types begin with, such as fd1. with the dot.")],
    name: str = "",
    homepage_url: _Homepage = None,
    description: _Description = None,
    data: Data = DATA_DEFAULT,
) -> None:
    """Adds an integrator to a workspace. Prefixes of one workspace never nest."""
    new = NewIntegrator(slug, name or slug, prefix, homepage_url, description)
    shown = shown_faults(name=new.name, homepage_url=homepage_url, description=description)
    _require_none((*slug_faults(slug), *prefix_faults(prefix), *shown))

    async def work(desk: Desk) -> None:
        async with desk.database.system_transaction() as db:
            found = await desk.workspace(db, workspace)
            await create_integrator(db, found.workspace_id, new)
            await desk.record(db, found.workspace_id, **new._asdict())

    operate(data, "integrator create", work)


@integrators.command("list")
def show_integrators(workspace: InWorkspace, data: Data = DATA_DEFAULT, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the integrators of a workspace, archived ones too."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        async with desk.database.system_transaction(read_only=True) as db:
            found = await desk.workspace(db, workspace)
            rows = await list_integrators(db, found.workspace_id, is_archived_wanted=True)
        return [(row.slug, row.name, row.allowed_event_prefix, row.homepage_url, row.description, row.archived_at) for row in rows]

    show(("slug", "name", "prefix", "homepage", "description", "archived"), operate(data, "integrator list", work), as_json=as_json)


@integrators.command("update")
def update(
    slug: _Slug,
    workspace: InWorkspace,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    homepage_url: _Homepage = None,
    description: _Description = None,
    data: Data = DATA_DEFAULT,
) -> None:
    """Changes how an integrator is shown, and no more than what is given; an empty text takes homepage or description away."""
    _require_none(shown_faults(name=name, homepage_url=homepage_url or None, description=description))
    given = {"name": name, "homepage_url": homepage_url, "description": description}
    paths = [path for path, value in given.items() if value is not None]
    change = IntegratorChange(paths, name or "", homepage_url or None, description or None)

    arguments = {path: getattr(change, path) for path in paths}
    update_it = partial(update_integrator, change=change)
    operate(data, "integrator update", lambda desk: _change(desk, slug, workspace, update_it, **arguments))


@integrators.command("archive")
def archive(slug: _Slug, workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
    """Refuses all tokens of an integrator, at once and until it is restored; its slug and its prefix stay taken."""
    operate(data, "integrator archive", lambda desk: _change(desk, slug, workspace, archive_integrator))


@integrators.command("restore")
def restore(slug: _Slug, workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
    """Lets an archived integrator publish again, with the tokens that it has."""
    operate(data, "integrator restore", lambda desk: _change(desk, slug, workspace, restore_integrator))


def _require_none(faults: Iterable[Fault]) -> None:
    """Fails with all faults, each under the name that its field has here."""
    require_none((_OPTIONS.get(path, path), text) for path, text in faults)


async def _change(desk: Desk, slug: str, workspace: str, change: Callable[[Db, UUID, str], Awaitable[int]], **arguments: object) -> None:
    async with desk.database.system_transaction() as db:
        found = await desk.workspace(db, workspace)
        if not await change(db, found.workspace_id, slug):
            message = f"There is no integrator {slug}: make it with `fluxdesk integrator create {slug}`."
            raise Unusable(message)
        await desk.record(db, found.workspace_id, slug=slug, **arguments)
    desk.end_credentials()
