"""scripts/bench fill: fills a workspace with people, deliveries and tasks of ninety days, as if the product had stored them itself."""

import argparse
import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.fill_deliveries import fill_deliveries
from bench.fill_people import Family, World, make_integrators, make_world
from bench.fill_tasks import fill_tasks
from core.areas.workspaces.public import find_workspace
from core.database.migrate import migrate
from core.database.pool import Database
from core.secrets.keys import Keys, load_keys
from core.secrets.tokens import Peppers
from scripts.cli.desk import DATA_DEFAULT, database_address, expected_problems
from scripts.unusable import Unusable

NAME = "fill"
TEXT = "fills a workspace with people, deliveries and tasks: fill --deliveries 1000000 --tasks 100000"
_PEOPLE = 1_000
_console = Console(stderr=True)
Fill = Callable[[psycopg.Connection, World, int, Callable[[int], None]], None]


def main(words: list[str]) -> None:
    """The command. Whatever stands in its way is one line and exit code 2."""
    arguments = argparse.ArgumentParser(prog="scripts/bench fill", description="Fills a workspace as ninety days of use would.")
    arguments.add_argument("--deliveries", type=int, default=0, metavar="N")
    arguments.add_argument("--tasks", type=int, default=0, metavar="N")
    arguments.add_argument("--people", type=int, default=_PEOPLE, metavar="N", help=f"who has no inbox yet, new ones included; {_PEOPLE}")
    arguments.add_argument("--workspace", default="demo", help="slug of a workspace that is there; demo")
    arguments.add_argument("--data", type=Path, default=DATA_DEFAULT, help="data directory, unless FLUXDESK_DATABASE_URL names a database")
    asked = arguments.parse_args(words)
    with expected_problems(), database_address(asked.data, is_there=True) as (url, settings):
        keys = load_keys(settings.keys_file or asked.data / "keys.json")
        fill(url, keys, workspace=asked.workspace, people=asked.people, deliveries=asked.deliveries, tasks=asked.tasks)


def fill(url: str, keys: Keys, *, workspace: str, people: int = _PEOPLE, deliveries: int = 0, tasks: int = 0) -> World:
    """Raises Unusable for a workspace that is not there. What it filled is vacuumed, as autovacuum does some minutes later."""
    workspace_id, integrators = asyncio.run(_prepare(url, workspace))
    with psycopg.connect(url, autocommit=True) as owner:
        with owner.transaction():
            world = make_world(owner, Peppers(keys), workspace_id, integrators, max(people, 1))
        for name, work, count in (("deliveries", fill_deliveries, deliveries), ("tasks", fill_tasks, tasks)):
            if count:
                _run(owner, world, name, work, count)
        with _console.status("Analyzing"):
            owner.execute("VACUUM (ANALYZE)")
            owner.execute("CHECKPOINT")
    return world


async def _prepare(url: str, slug: str) -> tuple[UUID, list[Family]]:
    await migrate(url)
    database = await Database.open(url, size_max=1)
    try:
        async with database.system_transaction(read_only=True) as db:
            found = await find_workspace(db, slug)
        if found is None:
            message = f"There is no workspace {slug}: start ./scripts/serve once, or name another with --workspace."
            raise Unusable(message)
        return found.workspace_id, await make_integrators(database, found.workspace_id)
    finally:
        await database.close()


def _run(owner: psycopg.Connection, world: World, name: str, work: Fill, count: int) -> None:
    began = time.monotonic()
    with _progress(name, count) as advance:
        work(owner, world, count, advance)
    seconds = time.monotonic() - began
    _console.print(f"{count} {name} in {seconds:.1f} s: {count / seconds:.0f} a second", highlight=False)


@contextmanager
def _progress(name: str, count: int) -> Generator[Callable[[int], None]]:
    columns = (TextColumn(f"Filling in {name}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console) as progress:
        task = progress.add_task(name, total=count)
        yield lambda some: progress.update(task, advance=some)
