"""What has to hold before anything is started: addresses, folders and ports that can be used. Everything here raises Unusable."""

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from core.settings import Settings
from scripts.places import Faces, Only
from scripts.unusable import Unusable


def require_addresses(settings: Settings) -> None:
    """Refuses what is not an address. What is wrong with it is not told: it may be the password."""
    addresses = {"FLUXDESK_DATABASE_URL": settings.database_url, "FLUXDESK_DATABASE_DIRECT_URL": settings.database_direct_url}
    for variable, address in addresses.items():
        try:
            conninfo_to_dict(address or "")
        except psycopg.ProgrammingError:
            message = f"{variable} is not an address of PostgreSQL: write postgresql://user@host/database."
            raise Unusable(message) from None
    if settings.database_direct_url and not settings.database_url:
        message = "FLUXDESK_DATABASE_DIRECT_URL belongs to FLUXDESK_DATABASE_URL, which is not set."
        raise Unusable(message)


def require_whole(settings: Settings, only: Only | None, *, wants_demo: bool) -> None:
    """Refuses a half of a server whose other half could not be there, or could not show what is asked for."""
    if only and settings.database_url is None:
        message = f"--only {only} is a half of a server: set FLUXDESK_DATABASE_URL, and FLUXDESK_KEYS_FILE, to what both halves share."
        raise Unusable(message)
    if only is Only.WORKER and wants_demo:
        message = "--only worker has no doors that demo tokens would open: make the demo workspace with another process."
        raise Unusable(message)


def prepare_directory(data: Path) -> None:
    """Makes the data directory, for its owner alone."""
    with named("--data", data):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_writable("--data", data)


def prepare_file(path: Path) -> None:
    """Removes the credentials of an earlier start, for which somebody may wait, and makes sure that new ones can be written."""
    with named("--credentials-file", path):
        path.parent.stat()  # the next line would be silent about a missing folder
        path.unlink(missing_ok=True)
    _require_writable("--credentials-file", path.parent)


def _require_writable(option: str, directory: Path) -> None:
    if not os.access(directory, os.W_OK | os.X_OK):
        message = f"{option} {directory} is not writable."
        raise Unusable(message)


@contextmanager
def named(option: str, path: Path) -> Generator[None]:
    """A file that cannot be used is told with the option that named it."""
    try:
        yield
    except OSError as problem:
        message = f"{option} {path} cannot be used: {problem.strerror}."
        raise Unusable(message) from None


def free_faces(host: str, http_port: int, grpc_port: int, *, share_ports: bool, only: Only | None = None) -> Faces:
    """Ports that nobody uses. Both are held while they are looked for, so that 0 gives two different ones."""
    if only is Only.WORKER:
        with _held(host, http_port) as http:
            return Faces(host, http, 0, share_ports=share_ports, only=only)
    with _held(host, http_port) as http, _held(host, grpc_port) as grpc:
        if http == grpc:
            message = f"HTTP and gRPC cannot share port {http}: choose another with --http-port or --grpc-port."
            raise Unusable(message)
        return Faces(host, http, grpc, share_ports=share_ports, only=only)


@contextmanager
def _held(host: str, port: int) -> Generator[int]:
    """The port, or a free one for 0. A bind without SO_REUSEPORT finds a busy port that a shared bind would not."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        probe = socket.socket(family, socket.SOCK_STREAM)
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
    except OSError as problem:
        message = f"Port {port} on {host} cannot be used: {problem.strerror}. Choose another with --http-port or --grpc-port."
        raise Unusable(message) from None
    with probe:
        yield probe.getsockname()[1]
