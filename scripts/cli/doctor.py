"""Looks at everything that a server stands on, and says how to mend what does not hold."""

import http.client
import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated, cast

import typer

from core.secrets.key_file import KeyVersions
from core.secrets.keys import load_keys
from core.settings import Settings
from scripts.cli.database_findings import database_findings
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, show
from scripts.cli.findings import Finding, Wrong, looked
from scripts.preconditions import free_faces
from scripts.tracing import exporter_names, require_exporters

_DISK_BYTES_MIN = 1 << 30
_ANSWER_SECONDS_MAX = 3


def doctor(
    data: Data = DATA_DEFAULT,
    host: Annotated[str, typer.Option(help="Address that the server listens on.")] = "127.0.0.1",
    http_port: Annotated[int, typer.Option(min=1, max=65535)] = 8080,
    grpc_port: Annotated[int, typer.Option(min=1, max=65535)] = 50051,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Checks settings, data directory, keys, database, spans, ports and server; exit code 1 when one of them fails."""
    findings = [
        *looked("settings", _settings),
        *looked("data directory", lambda: _directory(data)),
        *looked("keys", lambda: _keys(data)),
        *database_findings(data),
        *looked("spans", _spans),
        *looked("ports", lambda: _ports(host, http_port, grpc_port)),
        *looked("server", lambda: _server(http_port)),
    ]
    show(Finding._fields, findings, as_json=as_json)
    if any(finding.state != "ok" for finding in findings):
        raise typer.Exit(1)


def _settings() -> str:
    settings = Settings()
    metrics = "to who has the token" if settings.metrics_token else "on this host only"
    return f"Python {sys.version.split()[0]}, {len(settings.jwt_issuers)} outside issuers, /metrics {metrics}"


def _directory(data: Path) -> str:
    """Of one that the first start makes, what its parent allows."""
    nearest = next(path for path in (data.absolute(), *data.absolute().parents) if path.exists())
    if not nearest.is_dir():
        message = f"{nearest} is no directory: name another with --data."
        raise Wrong(message)
    if not os.access(nearest, os.W_OK | os.X_OK):
        message = f"{nearest} is not writable: give it to the user who runs the server."
        raise Wrong(message)
    if (free := shutil.disk_usage(nearest).free) < _DISK_BYTES_MIN:
        message = f"{nearest} has {free >> 20} MiB left: make room, PostgreSQL stops when none is left."
        raise Wrong(message)
    return f"{data}{'' if data.exists() else ' is made by the first start'}, {free >> 30} GiB left"


def _keys(data: Path) -> str:
    path = Settings().keys_file or data / "keys.json"
    if not path.exists():
        return f"{path} is made by the first start"
    if path.stat().st_mode & 0o077:
        message = f"{path} can be read by others: chmod 600 {path}."
        raise Wrong(message)
    return f"{path}, {_versions(load_keys(path).versions)}"


def _versions(known: KeyVersions) -> str:
    versions = ", ".join(map(str, sorted(known.secrets)))
    return f"versions {versions}, current {known.current}"


def _spans() -> str:
    require_exporters()
    return f"sent by {', '.join(names)}" if (names := exporter_names()) else "sent nowhere: no OTEL_… variable asks for it"


def _ports(host: str, http_port: int, grpc_port: int) -> str:
    """Ports that a running FluxDesk serves are as good as free ones."""
    if version := _asked(http_port, "health").get("version"):
        return f"{http_port} served by FluxDesk {version}"
    free_faces(host, http_port, grpc_port, share_ports=False)
    return f"{http_port} and {grpc_port} free"


def _server(http_port: int) -> str:
    if "version" not in _asked(http_port, "health"):
        return f"none runs at {http_port}"
    told = _asked(http_port, "ready")
    if not told.get("ready"):
        message = f"It is not ready: {told.get('detail', 'it does not answer')} Mend what fails above, or look into its log."
        raise Wrong(message)
    return "ready"


def _asked(port: int, what: str) -> dict[str, object]:
    """What a FluxDesk at the port says of itself, also when it refuses; nothing where there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{what}", timeout=_ANSWER_SECONDS_MAX) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as refused:
        return {"detail": _detail(refused)}
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    return cast("dict[str, object]", told) if isinstance(told, dict) else {}


def _detail(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(refused)["detail"])
    except (OSError, ValueError, LookupError, TypeError):
        return str(refused.reason)
