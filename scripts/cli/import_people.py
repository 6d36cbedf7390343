"""`fluxdesk user import`: people of a CSV file, those without a fault."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Final, NamedTuple
from uuid import UUID

import typer
from fluxdesk.failures import Fault
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from core.areas.users.public import BatchOutcome, Candidate, import_people
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, InWorkspace, operate, show
from scripts.cli.people_file import read_people
from scripts.unusable import Unusable

# Rows of one transaction: enough that commits cost nothing, few enough that nobody waits for its locks.
_BATCH_ROWS: Final = 500
_EXIT_FAULTS: Final = 1


class _Wanted(NamedTuple):
    """What was typed."""

    file: Path
    workspace: str
    updates: bool
    is_rehearsal: bool


class _Bad(NamedTuple):
    """A row that was left out."""

    line: int
    email: str
    faults: list[str]


class _Report(NamedTuple):
    """What came of the file."""

    added: int
    updated: int
    bad: list[_Bad]


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the columns email, name and, if wanted, role and groups (a;b).")],
    workspace: InWorkspace,
    update: Annotated[bool, typer.Option("--update", help="Gives people of the workspace the name and more groups of their row.")] = False,  # noqa: FBT002  # as typer gives it
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tells what would come of it.")] = False,  # noqa: FBT002  # the same
    data: Data = DATA_DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002  # the same
) -> None:
    """Adds the people of a file, 500 at a time. Rows with a fault are left out and named; then the exit code is 1."""
    wanted = _Wanted(file, workspace, update, dry_run)
    report = operate(data, "user import", lambda desk: _import(desk, wanted))
    if as_json:
        print(json.dumps({**report._asdict(), "bad": [bad._asdict() for bad in report.bad], "is_dry_run": dry_run}, indent=1))
    else:
        if report.bad:
            show(("line", "email", "faults"), [(bad.line, bad.email, "; ".join(bad.faults)) for bad in report.bad], as_json=False)
        would = "would be " if dry_run else ""
        print(f"{report.added} {would}added, {report.updated} {would}updated, {len(report.bad)} left out")
    if report.bad:
        raise typer.Exit(_EXIT_FAULTS)


async def _import(desk: Desk, wanted: _Wanted) -> _Report:
    """Raises Unusable for a file that cannot be read, or that has no header."""
    async with desk.database.system_transaction(read_only=True) as db:
        workspace_id = (await desk.workspace(db, wanted.workspace)).workspace_id
    try:
        with wanted.file.open("rb") as file, _progress() as progress:
            task = progress.add_task(wanted.file.name, total=wanted.file.stat().st_size)
            people = read_people(file, lambda read: progress.advance(task, read))
            return await _import_all(desk, workspace_id, wanted, people)
    except OSError as problem:
        message = f"{wanted.file} cannot be read: {problem.strerror}."
        raise Unusable(message) from None


async def _import_all(desk: Desk, workspace_id: UUID, wanted: _Wanted, people: Iterator[Candidate]) -> _Report:
    added, updated, bad = 0, 0, list[_Bad]()
    while batch := list(islice(people, _BATCH_ROWS)):
        outcome = await _import_batch(desk, workspace_id, wanted, batch)
        added += outcome.added
        updated += outcome.updated
        emails = {one.line: one.email for one in batch}
        bad += [_Bad(line, emails[line], [_text(fault) for fault in faults]) for line, faults in outcome.faults.items()]
    return _Report(added, updated, bad)


async def _import_batch(desk: Desk, workspace_id: UUID, wanted: _Wanted, rows: Sequence[Candidate]) -> BatchOutcome:
    """In one transaction, which is taken back where nothing but what would come of it is asked for."""
    transaction = await desk.database.begin_system()
    try:
        outcome = await import_people(transaction.db, workspace_id, rows, updates=wanted.updates)
        if not wanted.is_rehearsal:
            good = [row for row in rows if row.line not in outcome.faults]
            told = ({**row._asdict(), "file": wanted.file.name, "updates": wanted.updates} for row in good)
            await desk.record_each(transaction.db, workspace_id, told)
            await transaction.commit()
    finally:
        await transaction.rollback()
    return outcome


def _text(fault: Fault) -> str:
    path, text = fault
    return f"{path}: {text}" if path else text


def _progress() -> Progress:
    """Shown where somebody watches, and apart from what is printed."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
