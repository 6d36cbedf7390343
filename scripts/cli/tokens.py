"""Tokens and keys of every kind."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import typer
from fluxdesk.rpc import Credential

from core.addresses import address_key
from core.areas.tokens.public import (
    FamilyFilter,
    Issued,
    default_limits,
    find_family_owner,
    find_integrator,
    issue_token,
    list_families,
    revoke_family,
    rotate_token,
    scope_faults,
)
from core.database.rows import Db
from core.errors import Invalid
from core.ids import parse_id
from core.secrets.tokens import PREFIXES
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, fail, operate, show
from scripts.unusable import Unusable

tokens = typer.Typer(help="Tokens and keys; each is printed once.", no_args_is_help=True)
_FAMILIES_MAX = 1000
_Workspace = Annotated[str, typer.Option(help="Slug of the workspace.")]
_Family = Annotated[str, typer.Argument(help="Id of the family, as `token list` shows it.")]


@tokens.command("issue")
def issue(
    kind: Annotated[str, typer.Option(help=", ".join(sorted(PREFIXES)))],
    user: Annotated[str, typer.Option(help="E-mail address of its owner.")],
    integrator: Annotated[str, typer.Option(help="Slug of its integrator; an agent key has none.")] = "",
    label: str = "",
    scope: Annotated[list[str] | None, typer.Option(help="Scope of an agent key; all without one.")] = None,
    daily_limit: Annotated[int | None, typer.Option(min=0, help="Events a UTC day.")] = None,
    data: Data = DATA_DEFAULT,
) -> None:
    """Issues a token and prints it, alone on standard output."""
    if kind not in PREFIXES:
        fail(f"{kind} is no kind of token: {', '.join(sorted(PREFIXES))}.")
    if (kind == Credential.AGENT_KEY) == bool(integrator):
        fail("An agent key has no integrator, and every other kind has one.")
    credential = Credential(kind)
    limits = default_limits(credential)

    async def work(desk: Desk) -> Issued:
        if faults := list(scope_faults(scope or [])):
            raise Invalid(faults)
        async with desk.database.system_transaction() as db:
            owner = await desk.person(db, user)
            issued = await issue_token(
                db,
                desk.peppers,
                credential,
                workspace_id=owner.workspace_id,
                user_id=owner.id,
                limits=limits if daily_limit is None else replace(limits, daily=daily_limit),
                label=label,
                integrator_id=await _integrator_id(db, owner.workspace_id, integrator),
                scopes=scope or None,
            )
            await desk.record(db, owner.workspace_id, kind=kind, user=user, integrator=integrator, family_id=str(issued.family_id))
            return issued

    print(operate(data, "token issue", work).token)


@tokens.command("list")
def show_tokens(
    workspace: _Workspace,
    user: Annotated[str | None, typer.Option(help="Only those of this address.")] = None,
    revoked: Annotated[bool, typer.Option("--revoked", help="Those that were revoked, too.")] = False,  # noqa: FBT002  # as typer gives it
    data: Data = DATA_DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Lists tokens and keys, newest first, with their last use."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        wanted = FamilyFilter(user_email=user and address_key(user), is_revoked_wanted=revoked)
        async with desk.database.system_transaction(read_only=True) as db:
            found = await desk.workspace(db, workspace)
            rows = await list_families(db, found.workspace_id, wanted, before_id=None, limit=_FAMILIES_MAX)
        return [
            (row.id, row.kind, row.user_email, row.integrator_slug, row.label, row.scopes, row.is_live, row.created_at, row.last_used_at)
            for row in rows
        ]

    columns = ("family", "kind", "owner", "integrator", "label", "scopes", "live", "created", "last_used")
    show(columns, operate(data, "token list", work), as_json=as_json)


@tokens.command("rotate")
def rotate(family: _Family, workspace: _Workspace, data: Data = DATA_DEFAULT) -> None:
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
def revoke(family: _Family, workspace: _Workspace, data: Data = DATA_DEFAULT) -> None:
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


async def _integrator_id(db: Db, workspace_id: UUID, slug: str) -> UUID | None:
    if not slug:
        return None
    found = await find_integrator(db, workspace_id, slug)
    if found is None:
        message = f"There is no integrator {slug}: make it with `fluxdesk integrator create {slug}`."
        raise Unusable(message)
    return found.id
