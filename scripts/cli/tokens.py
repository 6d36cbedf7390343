"""Tokens and keys of every kind."""

from dataclasses import replace
from typing import Annotated, NamedTuple
from uuid import UUID

import typer
from fluxdesk.rpc import Credential

from core.addresses import address_key
from core.areas.integrators.public import find_integrator
from core.areas.tokens.public import (
    LIMIT_MAX,
    FamilyFilter,
    FamilyRow,
    Issued,
    Limits,
    default_limits,
    find_active_user,
    find_family_owner,
    issue_token,
    kind_faults,
    list_families,
    revoke_family,
    rotate_token,
    scope_faults,
)
from core.database.rows import Db
from core.ids import parse_id
from core.secrets.tokens import PREFIXES
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, InWorkspace, fail, operate, require_none, show
from scripts.unusable import Unusable

tokens = typer.Typer(help="Tokens and keys; each is printed once.", no_args_is_help=True)
_PAGE_ROWS = 1000
_Family = Annotated[str, typer.Argument(help="Id of the family, as `token list` shows it.")]


class _Wanted(NamedTuple):
    """A token to issue. `user` is an address; `scopes` is empty for all of its owner's."""

    kind: Credential
    user: str
    integrator: str | None
    label: str
    scopes: list[str]
    limits: Limits


@tokens.command("issue")
def issue(
    kind: Annotated[str, typer.Option(help=", ".join(sorted(PREFIXES)))],
    user: Annotated[str, typer.Option(help="E-mail address of its owner.")],
    integrator: Annotated[str | None, typer.Option(help="Slug of its integrator; an agent key has none.")] = None,
    label: str = "",
    scope: Annotated[list[str] | None, typer.Option(help="Scope of an agent key; all without one.")] = None,
    daily_limit: Annotated[int | None, typer.Option(min=0, max=LIMIT_MAX, help="Events a UTC day.")] = None,
    reads_per_minute: Annotated[int | None, typer.Option(min=0, max=LIMIT_MAX, help="Calls without an effect.")] = None,
    writes_per_minute: Annotated[int | None, typer.Option(min=0, max=LIMIT_MAX, help="Calls with an effect.")] = None,
    data: Data = DATA_DEFAULT,
) -> None:
    """Issues a token and prints it, alone on standard output."""
    if kind not in PREFIXES:
        fail(f"{kind} is no kind of token: {', '.join(sorted(PREFIXES))}.")
    credential, scopes = Credential(kind), scope or []
    require_none((*kind_faults(credential, integrator, scopes), *scope_faults(scopes)))
    limits = _limits(credential, daily=daily_limit, reads_per_minute=reads_per_minute, writes_per_minute=writes_per_minute)
    wanted = _Wanted(credential, user, integrator, label, scopes, limits)
    print(operate(data, "token issue", lambda desk: _issue(desk, wanted)).token)


def _limits(kind: Credential, **named: int | None) -> Limits:
    """Those that are named, and what the kind has of the others."""
    return replace(default_limits(kind), **{name: value for name, value in named.items() if value is not None})


async def _issue(desk: Desk, wanted: _Wanted) -> Issued:
    async with desk.database.system_transaction() as db:
        person = await desk.person(db, wanted.user)
        owner = await find_active_user(db, person.workspace_id, person.id)
        if owner is None:
            message = f"{person.email} is not active: let it in again with `fluxdesk user activate {person.email}`."
            raise Unusable(message)
        issued = await issue_token(
            db,
            desk.peppers,
            wanted.kind,
            workspace_id=person.workspace_id,
            user_id=owner.id,
            limits=wanted.limits,
            label=wanted.label,
            integrator_id=await _integrator_id(db, person.workspace_id, wanted.integrator) if wanted.integrator else None,
            scopes=wanted.scopes or None,
        )
        told = {"kind": wanted.kind, "user": wanted.user, "integrator": wanted.integrator, "family_id": str(issued.family_id)}
        await desk.record(db, person.workspace_id, **told)
        return issued


@tokens.command("list")
def show_tokens(
    workspace: InWorkspace,
    user: Annotated[str | None, typer.Option(help="Only those of this address.")] = None,
    revoked: Annotated[bool, typer.Option("--revoked", help="Those that were revoked, too.")] = False,  # noqa: FBT002  # as typer gives it
    data: Data = DATA_DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Lists tokens and keys, newest first, with their last use."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        wanted = FamilyFilter(user_email=user and address_key(user), is_revoked_wanted=revoked)
        async with desk.database.system_transaction(read_only=True) as db:
            rows = await _list_all(db, (await desk.workspace(db, workspace)).workspace_id, wanted)
        return [
            (row.id, row.kind, row.user_email, row.integrator_slug, row.label, row.scopes, row.is_live, row.created_at, row.last_used_at)
            for row in rows
        ]

    columns = ("family", "kind", "owner", "integrator", "label", "scopes", "live", "created", "last_used")
    show(columns, operate(data, "token list", work), as_json=as_json)


async def _list_all(db: Db, workspace_id: UUID, wanted: FamilyFilter) -> list[FamilyRow]:
    """Page by page, since no statement may take longer than its time."""
    rows: list[FamilyRow] = []
    while True:
        page = await list_families(db, workspace_id, wanted, before_id=rows[-1].id if rows else None, limit=_PAGE_ROWS)
        rows += page
        if len(page) < _PAGE_ROWS:
            return rows


@tokens.command("rotate")
def rotate(family: _Family, workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
    """Replaces the token of a family and prints the new one; the one before stays good for 24 hours."""
    family_id = _family_id(family)

    async def work(desk: Desk) -> Issued:
        async with desk.database.system_transaction() as db:
            found = await find_family_owner(db, (await desk.workspace(db, workspace)).workspace_id, family_id)
            if found is None:
                raise Unusable(_unknown(family))
            await desk.record(db, found.workspace_id, family_id=family)
            return await rotate_token(db, desk.peppers, found)

    print(operate(data, "token rotate", work).token)


@tokens.command("revoke")
def revoke(family: _Family, workspace: InWorkspace, data: Data = DATA_DEFAULT) -> None:
    """Ends all tokens of a family at once, in every running process."""
    family_id = _family_id(family)

    async def work(desk: Desk) -> int:
        async with desk.database.system_transaction() as db:
            found = await find_family_owner(db, (await desk.workspace(db, workspace)).workspace_id, family_id)
            if found is None:
                raise Unusable(_unknown(family))
            invalidated = await revoke_family(db, found.workspace_id, family_id)
            await desk.record(db, found.workspace_id, family_id=family)
        desk.end_credentials()
        return invalidated

    print(f"{operate(data, 'token revoke', work)} tokens invalidated")


def _family_id(text: str) -> UUID:
    return parse_id(text) or fail(_unknown(text))


def _unknown(text: str) -> str:
    return f"There is no token family {text} in that workspace."


async def _integrator_id(db: Db, workspace_id: UUID, slug: str) -> UUID:
    found = await find_integrator(db, workspace_id, slug)
    if found is None:
        message = f"There is no integrator {slug}: make it with `fluxdesk integrator create {slug}`."
        raise Unusable(message)
    if found.archived_at is not None:
        message = f"The integrator {slug} is archived: let it in again with `fluxdesk integrator restore {slug}`."
        raise Unusable(message)
    return found.id
