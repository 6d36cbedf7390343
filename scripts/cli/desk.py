"""What every command of an operator works with: the database, the server's keys, and the record of what it did."""

import asyncio
import getpass
import json
import os
import sys
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar, cast
from uuid import UUID

import orjson
import typer
from fluxdesk.failures import Fault
from psycopg import DataError
from psycopg.errors import CheckViolation, ProgramLimitExceeded, UniqueViolation
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.addresses import address_key
from core.areas.users.public import PersonRow, find_anybody, find_person
from core.areas.workspaces.public import WorkspaceRow, find_workspace
from core.database import embedded
from core.database.migrate import pending
from core.database.pool import Database
from core.database.rows import Db
from core.database.wake import Wake
from core.errors import Refusal
from core.ids import new_id
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.key_watch import KEYS_TOPIC
from core.rpc.queries import AuditRow, insert_audit_rows
from core.secrets.keys import Keys, load_keys
from core.secrets.tokens import Peppers
from core.settings import Settings
from scripts.preconditions import require_addresses
from scripts.unusable import EXPECTED, Unusable, one_line

_EXIT_UNUSABLE = 2
_T = TypeVar("_T")
Data = Annotated[Path, typer.Option(help="Data directory of the embedded database and the keys.")]
AsJson = Annotated[bool, typer.Option("--json", help="Prints JSON instead of a table.")]
InWorkspace = Annotated[str, typer.Option("--workspace", help="Slug of the workspace.")]
DATA_DEFAULT = Path(".fluxdesk")


@dataclass(frozen=True, slots=True)
class Desk:
    """An open, migrated database. `command` is what the record says."""

    database: Database
    peppers: Peppers
    wake: Wake
    command: str
    keys: Keys
    keys_file: Path

    async def record(self, db: Db, workspace_id: UUID, **arguments: object) -> None:
        """Notes what the command did, in its transaction. Arguments hold no secret."""
        await self.record_each(db, workspace_id, [arguments])

    async def record_each(self, db: Db, workspace_id: UUID, effects: Iterable[Mapping[str, object]]) -> None:
        """The same for each of several effects, or of none."""
        if rows := [self._row(workspace_id, arguments) for arguments in effects]:
            await insert_audit_rows(db, rows)

    def _row(self, workspace_id: UUID, arguments: Mapping[str, object]) -> AuditRow:
        return AuditRow(
            workspace_id=workspace_id,
            id=new_id(),
            rpc=f"fluxdesk {self.command}",
            door="cli",
            credential=None,
            user_id=None,
            family_id=None,
            client_address="",
            client_name=operator_name(),
            outcome="OK",
            note=None,
            request_id=f"cli_{new_id().hex}",
            trace_id=None,
            arguments=orjson.dumps(arguments).decode(),
        )

    def end_credentials(self) -> None:
        """Every process forgets whom it knows; only after the commit."""
        self.wake.mark(CREDENTIALS_TOPIC)

    def keys_changed(self) -> None:
        """Every process reads the key file again, this one among them; only after it was written."""
        self.keys.refresh()
        self.wake.mark(KEYS_TOPIC)

    async def workspace(self, db: Db, slug: str) -> WorkspaceRow:
        """Raises Unusable for one that is not there."""
        found = await find_workspace(db, slug)
        if found is None:
            message = f"There is no workspace {slug}: make it with `fluxdesk workspace create {slug}`."
            raise Unusable(message)
        return found

    async def person(self, db: Db, email: str) -> PersonRow:
        """Raises Unusable for one who is not there."""
        found = await find_person(db, address_key(email))
        if found is None:
            message = f"Nobody has the address {email}."
            raise Unusable(message)
        return found


def operate(data: Path, command: str, work: Callable[[Desk], Awaitable[_T]]) -> _T:
    """Does the work of a command; what stands in its way is one line and exit code 2."""
    with expected_problems(), database_address(data, is_there=True) as (url, settings):
        return asyncio.run(_operate(url, settings, data, command, work))


async def _operate(url: str, settings: Settings, data: Path, command: str, work: Callable[[Desk], Awaitable[_T]]) -> _T:
    if await pending(url):
        message = "The database is not of today's schema: run `fluxdesk migrate`."
        raise Unusable(message)
    async with AsyncExitStack() as opened:
        database = await Database.open(url, size_max=1)
        opened.push_async_callback(database.close)
        keys_file = settings.keys_file or data / "keys.json"
        keys = await _keys(database, keys_file)
        wake = await Wake.start(url)
        opened.push_async_callback(wake.stop)
        return await work(Desk(database, Peppers(keys), wake, command, keys, keys_file))


async def _keys(database: Database, file: Path) -> Keys:
    """New ones are made for a new database only: others would open nothing of what is in it."""
    async with database.system_transaction(read_only=True) as db:
        is_used = await find_anybody(db) is not None
    if is_used and not await asyncio.to_thread(file.exists):
        message = f"The database has people and {file} is missing: name the server's key file with FLUXDESK_KEYS_FILE."
        raise Unusable(message)
    return load_keys(file)


def operator_name() -> str:
    """Who types: the name of the user, or its number where it has no name, as in many a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


@contextmanager
def database_address(data: Path, *, is_there: bool = False) -> Generator[tuple[str, Settings]]:
    """Where the database is: the one that is named, the embedded one that runs, or the embedded one for as long as this lasts.

    Raises Unusable where one `is_there` only in the mind of who mistyped the directory.
    """
    settings = Settings()
    require_addresses(settings)
    if settings.database_url:
        yield settings.database_direct_url or settings.database_url, settings
        return
    if is_there and not embedded.exists(data):
        message = f"There is no database in {data}: name its directory with --data, or make one with `fluxdesk migrate`."
        raise Unusable(message)
    server = embedded.attach(data) or embedded.start(data)
    try:
        yield server.url, settings
    finally:
        server.stop()


@contextmanager
def expected_problems() -> Generator[None]:
    """Tells what an operator can mend in one line."""
    try:
        yield
    except UniqueViolation as problem:
        fail(f"There is one already ({problem.diag.constraint_name}).")
    except (CheckViolation, DataError, ProgramLimitExceeded) as problem:
        fail(f"The database does not take what was given: {problem.diag.message_primary or problem}.")
    except Refusal as refusal:
        require_none(refusal.faults)
        fail(refusal.detail)
    except EXPECTED as problem:
        fail(one_line(problem))


def require_none(faults: Iterable[Fault]) -> None:
    """Fails with all faults of what was typed, if there are any."""
    if told := "; ".join(f"{path}: {text}" for path, text in faults):
        fail(told)


def fail(text: str) -> NoReturn:
    """Ends with one line on standard error and exit code 2."""
    print(f"fluxdesk: {text}", file=sys.stderr)
    raise typer.Exit(_EXIT_UNUSABLE)


def show(columns: Sequence[str], rows: Sequence[Sequence[object]], *, as_json: bool) -> None:
    """Prints rows as a table on a terminal, as lines with tabs where they are piped, or as a JSON array of objects."""
    if as_json:
        print(json.dumps([dict(zip(columns, map(_plain, row), strict=True)) for row in rows], indent=1))
        return
    console = Console()
    if not console.is_terminal:
        for row in (columns, *rows):
            print("\t".join(map(shown_text, row)))
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(shown_text(value)) for value in row))
    console.print(table)


def shown_text(value: object) -> str:
    """What people chose themselves is shown as text: it neither commands the terminal nor adds lines and columns."""
    if isinstance(value, list):
        return " ".join(map(shown_text, cast("list[object]", value)))
    text = "" if value is None else str(value)
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID | datetime) else value
