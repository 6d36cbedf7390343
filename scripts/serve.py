"""./scripts/serve: the whole of FluxDesk in one command, on its embedded database or on one that is named."""

import importlib
import json
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.database import embedded
from core.database.capacity import pool_size
from core.database.migrate import migrate
from core.database.pool import Database
from core.demo import Credentials, make_demo_workspace
from core.secrets.keys import Keys, load_keys
from core.secrets.private_file import write_private_json
from core.settings import Settings
from scripts import announce
from scripts.figures_directory import shared_figures
from scripts.interruption import Interruption, interruptible
from scripts.logs import configure_logs
from scripts.places import DatabaseAddress, Faces, Only
from scripts.preconditions import free_faces, named, prepare_directory, prepare_file, require_addresses, require_whole
from scripts.tracing import require_exporters
from scripts.unusable import EXPECTED, Unusable, one_line
from scripts.workers import Work, run_workers

_EXIT_UNUSABLE = 2
_console = Console(stderr=True)


def serve(
    data: Annotated[Path, typer.Option(help="Where the embedded database and the keys live.")] = Path(".fluxdesk"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    http_port: Annotated[int, typer.Option(min=0, max=65535, help="REST, MCP and docs; 0 takes a free one.")] = 8080,
    grpc_port: Annotated[int, typer.Option(min=0, max=65535, help="gRPC; 0 takes a free one.")] = 50051,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the ports.")] = 1,
    demo: Annotated[
        bool | None,
        typer.Option("--demo/--no-demo", help="Make the demo workspace; by default in the embedded database only.", show_default=False),
    ] = None,
    credentials_file: Annotated[Path | None, typer.Option(help="Writes the demo credentials there, mode 0600.")] = None,
    only: Annotated[
        Only | None,
        typer.Option(
            help="A half of the server, beside others on one database: api serves and delivers no webhooks, worker delivers them and "
            "serves nothing but health and metrics.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serves gRPC, REST, MCP and docs until Ctrl-C or SIGTERM, which let running calls end."""
    try:
        settings = Settings()
        configure_logs(settings.log_format)
        logging.getLogger().setLevel(settings.log_level)
        require_addresses(settings)
        require_exporters()
        wants_demo = _wants_demo(demo, settings, credentials_file)
        require_whole(settings, only, wants_demo=wants_demo)
        prepare_directory(data)
        if credentials_file:
            prepare_file(credentials_file)
        faces = free_faces(host, http_port, grpc_port, share_ports=workers > 1, only=only)
        with interruptible() as interruption, _database_url(settings, data, interruption) as url:
            from scripts.worker import run_worker  # noqa: PLC0415  # it is loaded by now

            keys = load_keys(settings.keys_file or data / "keys.json")
            direct_url = settings.database_direct_url or url
            # The embedded database belongs to one server; one that is named may have many.
            is_alone = workers == 1 and settings.database_url is None
            database = DatabaseAddress(url, direct_url, interruption.run(_prepare_database(direct_url, workers)), is_alone)
            credentials = interruption.run(_demo_credentials(direct_url, keys, data / "demo-credentials.json")) if wants_demo else None
            interruption.require_none()
            with shared_figures(data / "figures", workers):
                _serve(partial(run_worker, database, keys, faces), faces, workers, credentials, credentials_file)
    except EXPECTED as problem:
        print(f"fluxdesk: {one_line(problem)}", file=sys.stderr)
        sys.exit(_EXIT_UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(130)


def _serve(work: Work, faces: Faces, workers: int, credentials: Credentials | None, credentials_file: Path | None) -> None:
    if credentials_file and credentials is None:
        message = "--credentials-file: the demo tokens were shown when the workspace was made, and stand in that data directory."
        raise Unusable(message)

    def on_ready() -> None:
        if credentials_file and credentials:
            content = {"http": faces.http_url, "grpc": faces.grpc_address, **credentials}
            with named("--credentials-file", credentials_file):
                write_private_json(credentials_file, content, replace=True)
        announce.ready(_console, faces, credentials)

    if workers == 1:
        work(on_ready)
    else:
        run_workers(workers, work, on_ready)


async def _prepare_database(url: str, workers: int) -> int:
    """Migrates; returns how many connections the pool of each worker may hold."""
    with _console.status("Migrating the database"):
        applied = await migrate(url)
    if applied:
        _console.print(f"Migrated the database: {', '.join(applied)}", highlight=False)
    return await pool_size(url, workers)


async def _demo_credentials(url: str, keys: Keys, file: Path) -> Credentials | None:
    """Makes the demo workspace where there is none. Its credentials, if this data directory knows them."""

    def keep(made: Credentials) -> None:
        # The file is written before the commit: a crash in between makes the workspace anew and overwrites it.
        with named("--data", file):
            write_private_json(file, made, replace=True)

    database = await Database.open(url, size_max=1)
    try:
        with _console.status("Looking for the demo workspace"):
            await make_demo_workspace(database, keys, keep=keep)
    finally:
        await database.close()
    return _read_credentials(file)


def _read_credentials(file: Path) -> Credentials | None:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        message = f"{file} cannot be read ({problem}): restore it from a backup, or start with --no-demo."
        raise Unusable(message) from None


@contextmanager
def _database_url(settings: Settings, data: Path, interruption: Interruption) -> Generator[str]:
    """The database accepts connections, and the worker's program is loaded."""
    if settings.database_url:
        _load_worker(interruption)
        yield settings.database_url
        return
    with _console.status("Starting PostgreSQL") as status:
        server = embedded.start(data, on_progress=status.update, meanwhile=partial(_load_worker, interruption))
    try:
        yield server.url
    finally:
        server.stop()


def _load_worker(interruption: Interruption) -> None:
    """It takes a second, in which PostgreSQL starts. Nobody waits for that whose start is refused, or who types another command."""
    # Modules in the middle of their loading take what a signal raises for a fault of theirs.
    with interruption.held():
        importlib.import_module("scripts.worker")


def _wants_demo(demo: bool | None, settings: Settings, credentials_file: Path | None) -> bool:  # noqa: FBT001  # as typer gives it
    """A database that was there before gets tokens with an admin's rights only for the asking."""
    if demo is None:
        return settings.database_url is None or credentials_file is not None
    if credentials_file and not demo:
        message = "--credentials-file writes the demo credentials, which --no-demo leaves out: choose one of them."
        raise Unusable(message)
    return demo


if __name__ == "__main__":
    typer.run(serve)
