"""./scripts/serve: the whole of FluxDesk in one command, on its embedded database or on one that is named."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg_pool import PoolTimeout
from rich.console import Console

from core.database import embedded
from core.database.migrate import MigrationError, migrate
from core.database.pool import Database
from core.database.postgres_programs import EmbeddedPostgresError
from core.demo import Credentials, make_demo_workspace
from core.secrets.keys import KeyFileError, Keys, load_keys
from core.settings import Settings
from scripts import announce
from scripts.logs import configure_logs
from scripts.private_files import read_json, write_json
from scripts.worker import Faces, run_worker
from scripts.workers import WorkerFailed, run_workers

_EXIT_UNUSABLE = 2
_console = Console(stderr=True)


class Unusable(Exception):
    """The server cannot start as it was asked to; the text is one line that says what to change."""


def serve(
    data: Annotated[Path, typer.Option(help="Where the embedded database and the keys live.")] = Path(".fluxdesk"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    http_port: Annotated[int, typer.Option(min=0, max=65535, help="REST, MCP and docs; 0 takes a free one.")] = 8080,
    grpc_port: Annotated[int, typer.Option(min=0, max=65535, help="gRPC; 0 takes a free one.")] = 50051,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the ports.")] = 1,
    credentials_file: Annotated[Path | None, typer.Option(help="Writes the demo credentials there, mode 0600.")] = None,
) -> None:
    """Serves gRPC, REST, MCP and docs until Ctrl-C or SIGTERM, which let running calls end."""
    configure_logs()
    try:
        settings = Settings()
        _prepare_directory(data)
        faces = Faces(host, _free_port(host, http_port), _free_port(host, grpc_port), share_ports=workers > 1)
        with _interruptible(), _database_url(settings, data) as url:
            keys = load_keys(settings.keys_file or data / "keys.json")
            credentials = asyncio.run(_prepare_database(settings.database_direct_url or url, keys, data / "demo-credentials.json"))
            _serve(settings, url, keys, faces, workers, credentials, credentials_file)
    except (Unusable, EmbeddedPostgresError, MigrationError, KeyFileError, WorkerFailed) as problem:
        _give_up(str(problem))
    except (psycopg.OperationalError, PoolTimeout) as problem:
        reason = str(problem).splitlines()[0]
        _give_up(f"The database cannot be reached: {reason}. Check FLUXDESK_DATABASE_URL.")
    except KeyboardInterrupt:
        sys.exit(130)


def _serve(
    settings: Settings,
    url: str,
    keys: Keys,
    faces: Faces,
    workers: int,
    credentials: Credentials | None,
    credentials_file: Path | None,
) -> None:
    if credentials_file:
        if credentials is None:
            message = "--credentials-file: the demo tokens were shown when the workspace was made, and stand in that data directory."
            raise Unusable(message)
        credentials_file.unlink(missing_ok=True)

    def on_ready() -> None:
        if credentials_file and credentials:
            write_json(credentials_file, {"http": faces.http_url, "grpc": faces.grpc_address, **credentials})
        announce.ready(_console, faces, credentials)

    if workers == 1:
        run_worker(settings, url, keys, faces, on_ready)
    else:
        run_workers(workers, lambda ready: run_worker(settings, url, keys, faces, ready), on_ready)


async def _prepare_database(url: str, keys: Keys, credentials_file: Path) -> Credentials | None:
    """Migrates, and makes the demo workspace where there is none. Its credentials, if this data directory knows them."""
    with _console.status("Migrating the database"):
        applied = await migrate(url)
    if applied:
        _console.print(f"Migrated the database: {', '.join(applied)}", highlight=False)
    database = await Database.open(url, size_max=1)
    try:
        # The file is written before the commit: a crash in between makes the workspace anew and overwrites it.
        with _console.status("Looking for the demo workspace"):
            await make_demo_workspace(database, keys, keep=lambda made: write_json(credentials_file, made))
    finally:
        await database.close()
    return read_json(credentials_file)


@contextmanager
def _database_url(settings: Settings, data: Path) -> Generator[str]:
    if settings.database_url:
        yield settings.database_url
        return
    with _console.status("Starting PostgreSQL") as status:
        server = embedded.start(data, on_progress=status.update)
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def _interruptible() -> Generator[None]:
    """SIGTERM during the start ends it like Ctrl-C; the worker puts handlers of its own in its place."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _prepare_directory(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        message = f"--data {data} cannot be used: {problem.strerror}."
        raise Unusable(message) from None
    if not os.access(data, os.W_OK | os.X_OK):
        message = f"--data {data} is not writable."
        raise Unusable(message)


def _free_port(host: str, port: int) -> int:
    """The port, or a free one for 0. A bind without SO_REUSEPORT finds a busy port that a shared bind would not."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return probe.getsockname()[1]
    except OSError as problem:
        message = f"Port {port} on {host} cannot be used: {problem.strerror}. Choose another with --http-port or --grpc-port."
        raise Unusable(message) from None


def _give_up(text: str) -> None:
    print(f"fluxdesk: {text}", file=sys.stderr)
    sys.exit(_EXIT_UNUSABLE)


if __name__ == "__main__":
    typer.run(serve)
