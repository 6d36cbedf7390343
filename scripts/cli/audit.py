"""The chains of the audit log, checked from end to end."""

from typing import Annotated

import typer

from core.areas.audit.public import FIRST_NUMBER, ChainRow, Link, Verification, list_chains, read_link, verify_chain
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, fail, operate, show
from scripts.unusable import Unusable

audit = typer.Typer(help="The audit log and its chain of hashes.", no_args_is_help=True)
# Where refusals of callers whom nobody knows are counted.
_NOBODY = "nobody's"
_COLUMNS = ("workspace", "sealed", "head", "fault", "number", "id")


@audit.command("verify")
def verify(
    workspace: Annotated[str | None, typer.Option(help="Slug of a workspace; all of them without one.")] = None,
    expect: Annotated[str, typer.Option(help="A head that was noted elsewhere, as NUMBER:HASH.")] = "",
    data: Data = DATA_DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Follows each chain and names the first row that does not fit; exit code 1 when there is one.

    Note the heads that it prints elsewhere: that newest rows were cut off shows by --expect alone.
    """
    expected = read_link(expect)
    if expect and not (expected and workspace):
        fail("--expect takes NUMBER:HASH as an earlier run printed them, and --workspace says whose.")

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        return [_row(chain, await _verify(desk, chain, expected)) for chain in await _chains(desk, workspace)]

    rows = operate(data, "audit verify", work)
    show(_COLUMNS, rows, as_json=as_json)
    if any(fault for _, _, _, fault, _, _ in rows):
        raise typer.Exit(1)


async def _chains(desk: Desk, workspace: str | None) -> list[ChainRow]:
    async with desk.database.system_transaction(read_only=True) as db:
        chains = await list_chains(db)
    found = [chain for chain in chains if workspace in (None, chain.slug or _NOBODY)]
    if not found:
        message = f"There is no workspace {workspace}."
        raise Unusable(message)
    return found


async def _verify(desk: Desk, chain: ChainRow, expected: Link | None) -> Verification:
    """The whole chain, each part in a transaction of its own: however long it is, nobody waits for its end."""
    number = FIRST_NUMBER
    while True:
        async with desk.database.system_transaction(read_only=True) as db:
            found = await verify_chain(db, chain.workspace_id, from_number=number, expected=expected)
        if found.next_number is None:
            return found
        number = found.next_number


def _row(chain: ChainRow, found: Verification) -> tuple[object, ...]:
    fault = found.fault
    return (
        chain.slug or _NOBODY,
        found.head.number,
        found.head.hash.hex(),
        fault and str(fault.kind),
        fault and fault.number,
        fault and fault.id,
    )
