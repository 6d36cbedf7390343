"""Looks at everything that a server stands on, and says how to mend what does not hold."""

import asyncio
import http.client
import json
import os
import shutil
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import psycopg
import typer

from core.database.migrate import pending
from core.secrets.key_file import KeyVersions
from core.secrets.keys import load_keys
from core.settings import Settings
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, database_address, show
from scripts.unusable import EXPECTED, one_line

_SERVER_VERSION_MIN = 160000
_CLOCK_SECONDS_MAX = 2.0
_DISK_BYTES_MIN = 1 << 30


class Finding(NamedTuple):
    """`state` is ok or fail; `text` says how to mend a failure."""

    check: str
    state: str
    text: str


def doctor(
    data: Data = DATA_DEFAULT,
    http_port: Annotated[int, typer.Option(min=1, max=65535)] = 8080,
    grpc_port: Annotated[int, typer.Option(min=1, max=65535)] = 50051,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Checks settings, data directory, keys, database and ports; exit code 1 when one of them fails."""
    findings = [
        *_looked("settings", _settings),
        *_looked("data directory", lambda: _directory(data)),
        *_looked("keys", lambda: _keys(data)),
        *_database(data),
        *_looked("ports", lambda: _ports(http_port, grpc_port)),
    ]
    show(Finding._fields, findings, as_json=as_json)
    if any(finding.state != "ok" for finding in findings):
        raise typer.Exit(1)


def _looked(check: str, look: Callable[[], str]) -> Iterator[Finding]:
    try:
        yield Finding(check, "ok", look())
    except (*EXPECTED, OSError, _Wrong) as problem:
        yield Finding(check, "fail", one_line(problem))


class _Wrong(Exception):
    """Something does not hold; the text says how to mend it."""


def _settings() -> str:
    settings = Settings()
    return f"Python {sys.version.split()[0]}, {len(settings.jwt_issuers)} outside issuers"


def _directory(data: Path) -> str:
    if not data.exists():
        return f"{data} is made by the first start"
    if not os.access(data, os.W_OK | os.X_OK):
        message = f"{data} is not writable: give it to the user who runs the server."
        raise _Wrong(message)
    if (free := shutil.disk_usage(data).free) < _DISK_BYTES_MIN:
        message = f"{data} has {free >> 20} MiB left: make room, PostgreSQL stops when none is left."
        raise _Wrong(message)
    return f"{data}, {free >> 30} GiB left"


def _keys(data: Path) -> str:
    path = Settings().keys_file or data / "keys.json"
    if not path.exists():
        return f"{path} is made by the first start"
    if path.stat().st_mode & 0o077:
        message = f"{path} can be read by others: chmod 600 {path}."
        raise _Wrong(message)
    return f"{path}, {_versions(load_keys(path).versions)}"


def _versions(known: KeyVersions) -> str:
    versions = ", ".join(map(str, sorted(known.secrets)))
    return f"versions {versions}, current {known.current}"


def _database(data: Path) -> Iterator[Finding]:
    try:
        if not Settings().database_url and not (data / "postgres").exists():
            yield Finding("database", "ok", "made by the first start")
            return
        with database_address(data) as (url, _):
            yield from _looked("database", lambda: _server(url))
            yield from _looked("schema", lambda: _schema(url))
            yield from _looked("clock", lambda: _clock(url))
    except EXPECTED as problem:
        yield Finding("database", "fail", one_line(problem))


def _server(url: str) -> str:
    with psycopg.connect(url, connect_timeout=5) as connection:
        version = connection.info.parameter_status("server_version")
        if connection.info.server_version < _SERVER_VERSION_MIN:
            message = f"PostgreSQL {version} is too old: use 16 or newer."
            raise _Wrong(message)
        used, allowed = connection.execute(
            "SELECT (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections')::integer"
        ).fetchone() or (0, 0)
    return f"PostgreSQL {version}, {used} of {allowed} connections"


def _schema(url: str) -> str:
    if missing := asyncio.run(pending(url)):
        message = f"{', '.join(missing)} missing: run `fluxdesk migrate`."
        raise _Wrong(message)
    with psycopg.connect(url) as connection:
        for role in ("fluxdesk_app", "fluxdesk_system"):
            if connection.execute("SELECT pg_has_role(current_user, %s, 'SET')", (role,)).fetchone() != (True,):
                message = f"The database user may not become {role}: GRANT {role} TO it WITH SET TRUE."
                raise _Wrong(message)
    return "today's"


def _clock(url: str) -> str:
    with psycopg.connect(url) as connection:
        before = time.time()
        [told] = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone() or (0.0,)
        ahead = told - (before + time.time()) / 2
    if abs(ahead) > _CLOCK_SECONDS_MAX:
        message = f"The database is {ahead:+.1f} s off this host: set both by NTP."
        raise _Wrong(message)
    return f"{ahead:+.3f} s off this host"


def _ports(http_port: int, grpc_port: int) -> str:
    """Ports that a running FluxDesk serves are as good as free ones."""
    taken = [port for port in (http_port, grpc_port) if _is_taken(port)]
    if not taken:
        return f"{http_port} and {grpc_port} free"
    if http_port in taken and (version := _served_version(http_port)):
        return f"{http_port} served by FluxDesk {version}"
    message = f"{' and '.join(map(str, taken))} taken by another program: choose others with --http-port and --grpc-port."
    raise _Wrong(message)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _served_version(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health", timeout=2) as answer:
            return str(json.load(answer)["version"])
    except (OSError, ValueError, LookupError, TypeError, http.client.HTTPException):
        return None
