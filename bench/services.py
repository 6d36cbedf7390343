"""The services that are measured: the product, Envoy before its gRPC core, the usual FastAPI service, and pgbench."""

import json
import resource
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlencode

from fluxdesk.v1 import events_pb2, health_pb2
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from psycopg.conninfo import conninfo_to_dict

from bench.load import Sample
from bench.processes import free_port, serving
from bench.stage import Stage
from core.database.postgres_programs import binaries

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
PEER_PROGRAMS = ROOT / ".bench" / "venv" / "bin"
_HEALTH = "/api/v1/health"
# What Envoy has to know: publishing, and how to ask whether it serves.
_DECLARATIONS = (events_pb2.DESCRIPTOR, health_pb2.DESCRIPTOR)


class Running(NamedTuple):
    """A server that is up: the database it fills, its ports, and the processes that do its work."""

    database: str
    http_port: int
    pids: tuple[int, ...]
    grpc_port: int = 0


class PgbenchFailed(Exception):
    """The text is what pgbench printed."""


@contextmanager
def product(stage: Stage, *, workers: int, database: str | None = None) -> Generator[Running]:
    """`./scripts/serve` with nothing else than keys and a database that are there already: the one that is named, or else its own."""
    name, http_port, grpc_port = database or f"fluxdesk_{workers}", free_port(), free_port()
    url = stage.cluster.url(database) if database else stage.database(name)
    command = [
        ROOT / "scripts" / "serve",
        *("--data", stage.folder / name),
        *("--http-port", str(http_port)),
        *("--grpc-port", str(grpc_port)),
        *("--workers", str(workers)),
    ]
    environment = {"FLUXDESK_DATABASE_URL": url, "FLUXDESK_KEYS_FILE": str(stage.keys_file)}
    with serving(command, stage.folder / f"{name}.log", port=http_port, path=_HEALTH, environment=environment) as pid:
        yield Running(name, http_port, (pid,), grpc_port)


@contextmanager
def envoy(stage: Stage, core: Running) -> Generator[Running]:
    """Envoy with one thread per core of the machine, which is its default, before the gRPC port of a running product."""
    http_port = free_port()
    descriptors = stage.folder / "descriptors.binpb"
    descriptors.write_bytes(_descriptor_set().SerializeToString())
    config = stage.folder / f"envoy-{http_port}.yaml"
    services = ", ".join(service.full_name for file in _DECLARATIONS for service in file.services_by_name.values())
    template = Template((PEERS / "envoy.yaml").read_text(encoding="utf-8"))
    config.write_text(
        template.safe_substitute(http_port=http_port, grpc_port=core.grpc_port, descriptor_set=descriptors, services=services),
        encoding="utf-8",
    )
    command = [PEER_PROGRAMS / "envoy", "--config-path", config, "--log-level", "error", "--disable-hot-restart"]
    with serving(command, config.with_suffix(".log"), port=http_port, path=_HEALTH) as pid:
        yield Running(core.database, http_port, (pid, *core.pids))


@contextmanager
def fastapi_service(stage: Stage, *, workers: int) -> Generator[Running]:
    """The usual service under uvicorn with uvloop and httptools."""
    name, http_port = f"fastapi_{workers}", free_port()
    command = [
        PEER_PROGRAMS / "uvicorn",
        "fastapi_service.app:app",
        *("--app-dir", PEERS),
        *("--port", str(http_port)),
        *("--workers", str(workers)),
        *("--log-level", "warning", "--no-access-log"),
    ]
    url = f"postgresql+psycopg://?{urlencode(conninfo_to_dict(stage.database(name)))}"
    environment = {"DATABASE_URL": url, "PEPPER": stage.pepper.hex(), "PYTHONPATH": ""}
    with serving(command, stage.folder / f"{name}.log", port=http_port, path="/health", environment=environment) as pid:
        yield Running(name, http_port, (pid,))


def pgbench(stage: Stage, url: str, seconds: float, run: str) -> Sample:
    """One event a transaction and one client per caller. pgbench is its own load generator, so its CPU is the generator's."""
    with TemporaryDirectory(prefix="fluxdesk-pgbench-") as folder:
        variables = {"is_known": 0, "number": 0, "run": run, **_columns(stage.event)}
        command = [
            binaries() / "pgbench",
            *("--no-vacuum", "--protocol=prepared", f"--file={PEERS / 'publish.sql'}"),
            *(f"--client={len(stage.tokens)}", "--jobs=2", f"--time={max(1, round(seconds))}"),
            *("--log", f"--log-prefix={folder}/latency"),
            *(f"--define={name}={value}" for name, value in variables.items()),
            url,
        ]
        cpu_before = _children_cpu_seconds()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        cpu_used = _children_cpu_seconds() - cpu_before
        if done.returncode:
            raise PgbenchFailed(done.stderr)
        lines = [line.split() for log in Path(folder).iterdir() for line in log.read_text().splitlines()]
    # A line has client, transaction, microseconds, script, and the second and microsecond of the end.
    ended = [int(second) + int(microsecond) / 1e6 for *_, second, microsecond in lines]
    return Sample.of([int(fields[2]) / 1e3 for fields in lines], max(ended) - min(ended), cpu_used)


def _columns(event: Mapping[str, object]) -> dict[str, object]:
    """What publish.sql takes of the event."""
    return {
        **{name: event[name] for name in ("event_type", "title", "summary", "external_url")},
        "labels": json.dumps(event["labels"]),
        "details": json.dumps({"actor": event["actor"]}),
        "arguments": json.dumps({"event": dict(event)}),
    }


def _children_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _descriptor_set() -> FileDescriptorSet:
    """The declarations with all that they import, dependencies first."""
    files: dict[str, FileDescriptor] = {}

    def add(wanted: Sequence[FileDescriptor]) -> None:
        for file in wanted:
            if file.name not in files:
                add(file.dependencies)
                files[file.name] = file

    add(_DECLARATIONS)
    found = FileDescriptorSet()
    for file in files.values():
        file.CopyToProto(found.file.add())
    return found
