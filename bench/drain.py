"""Who delivers what is due: the product's workers, and PgQueuer's, each on a copy of a database that is full of it."""

import json
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from bench.codec import EVENT
from bench.due import Due, Endpoint, body, make_endpoints, queue
from bench.processes import cpu_seconds, free_port, machine_cpu_seconds, running, serving
from bench.receivers import Receivers, receivers
from bench.services import PEER_PROGRAMS, PEERS, ROOT
from bench.stage import Stage, stage
from bench.statements import log_statements
from core.ids import new_id
from core.secrets.keys import load_keys

ENDPOINTS = 50
WORKERS = 2
_SILENCE_SECONDS_MAX = 30.0
_LOOK_SECONDS = 0.2
_HEALTH = "/api/v1/health"
_PEER = PEERS / "pgqueuer_deliveries.py"
# Where the server's log has a statement that it was asked for.
_STATEMENT = ("LOG:  statement: ", "LOG:  execute ")


class NotDelivered(Exception):
    """Some of what was due did not come to its receiver once, or is still queued."""


class Contender(NamedTuple):
    """One that delivers: its database that is full, how its processes run on a copy, and what counts there as still to be done."""

    name: str
    template: str
    run: Callable[[str, str], AbstractContextManager[tuple[int, ...]]]
    left: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One backlog. CPU is in microseconds per delivery: of the workers, of PostgreSQL, and of the receivers."""

    per_second: float
    worker_cpu_us: float
    postgres_cpu_us: float
    receiver_cpu_us: float
    other_cores: float


@dataclass(frozen=True, slots=True)
class Field:
    """Where contenders deliver to."""

    stage: Stage
    receivers: Receivers

    @contextmanager
    def copy(self, template: str) -> Generator[str]:
        """The address of a copy of the database for the block."""
        name = f"{template}_{new_id().hex}"
        url = self.stage.cluster.clone(template, name)
        try:
            yield url
        finally:
            with psycopg.connect(self.stage.cluster.url("postgres"), autocommit=True) as owner:
                owner.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def statements(self) -> int:
        """How many the log of the server holds."""
        with (self.stage.folder / "postgres.log").open(errors="replace") as log:
            return sum(any(mark in line for mark in _STATEMENT) for line in log)


@contextmanager
def field() -> Generator[Field]:
    """For the block."""
    with stage(EVENT, callers=1) as shared, receivers(ENDPOINTS) as made:
        yield Field(shared, made)


def product(where: Field, count: int) -> Contender:
    """With so many deliveries due, as many to each endpoint."""
    url = where.stage.cluster.clone("fluxdesk", "product")
    endpoints = make_endpoints(url, load_keys(where.stage.keys_file), map(where.receivers.url, range(ENDPOINTS)))
    with psycopg.connect(url) as owner:
        queue(owner, _spread(endpoints, count))
    where.stage.cluster.settle("product")
    return Contender("FluxDesk", "product", partial(product_workers, where), "SELECT count(*) FROM webhook_deliveries WHERE state <> 2")


@contextmanager
def product_workers(where: Field, url: str, name: str) -> Generator[tuple[int, ...]]:
    """`./scripts/serve --only worker`; gives its process id."""
    port = free_port()
    command = [
        *(ROOT / "scripts" / "serve", "--only", "worker", "--workers", str(WORKERS)),
        *("--data", where.stage.folder / name, "--http-port", str(port)),
    ]
    environment = {
        "FLUXDESK_DATABASE_URL": url,
        "FLUXDESK_KEYS_FILE": str(where.stage.keys_file),
        "FLUXDESK_EGRESS_ALLOW": "127.0.0.0/8",
    }
    with serving(command, where.stage.folder / f"{name}.log", port=port, path=_HEALTH, environment=environment) as pid:
        yield (pid,)


def pgqueuer(where: Field, count: int, clients: tuple[str, ...]) -> list[Contender]:
    """With as many jobs, once for each client."""
    url = where.stage.cluster.clone("fluxdesk", "pgqueuer")
    endpoints = [Endpoint(new_id(), new_id(), where.receivers.url(number), "whsec_" + "A" * 43 + "=") for number in range(ENDPOINTS)]
    file = where.stage.folder / "jobs.jsonl"
    file.write_text("\n".join(map(_job, _spread(endpoints, count))), encoding="utf-8")
    subprocess.run([*_peer("fill"), file], env=_peer_environment(url), check=True)
    where.stage.cluster.settle("pgqueuer")
    left = "SELECT count(*) FROM pgqueuer"
    return [Contender(f"PgQueuer with {client}", "pgqueuer", partial(_pgqueuer_workers, where, client), left) for client in clients]


@contextmanager
def _pgqueuer_workers(where: Field, client: str, url: str, name: str) -> Generator[tuple[int, ...]]:
    with ExitStack() as started:
        logs = [where.stage.folder / f"{name}-{number}.log" for number in range(WORKERS)]
        processes = [started.enter_context(running([*_peer("work"), client], log, environment=_peer_environment(url))) for log in logs]
        yield tuple(process.pid for process in processes)


def drain(where: Field, contender: Contender, count: int, name: str, *, counts_statements: bool = False) -> tuple[Turn, int]:
    """Lets it deliver all that is due; gives what that took, and how many statements where they are counted, which takes time itself.

    Raises NotDelivered unless each delivery came once and nothing is left.
    """
    with where.copy(contender.template) as url, psycopg.connect(url, autocommit=True) as owner:
        if counts_statements:
            log_statements(url)
        statements = where.statements()
        where.receivers.count(forget=True)
        before = cpu_seconds([where.stage.cluster.pid]), machine_cpu_seconds(), time.monotonic()
        with contender.run(url, name) as pids:
            came = _await_all(where.receivers, count)
            _await_none_left(owner, contender)
            workers = cpu_seconds(pids)
        postgres, machine, seconds = (
            after - began
            for after, began in zip((cpu_seconds([where.stage.cluster.pid]), machine_cpu_seconds(), time.monotonic()), before, strict=True)
        )
        others = max(0.0, machine - workers - postgres - came[1]) / seconds
        turn = Turn(came[0], workers / count * 1e6, postgres / count * 1e6, came[1] / count * 1e6, others)
        return turn, where.statements() - statements


def _await_all(where: Receivers, count: int) -> tuple[float, float]:
    """Deliveries a second from the first to the last, and the CPU of receiving them."""
    known, since = -1, time.monotonic()
    while True:
        came = where.count()
        if came.distinct >= count:
            if came.requests != came.distinct:
                message = f"{came.requests} requests for {came.distinct} deliveries"
                raise NotDelivered(message)
            return (came.distinct - 1) / came.seconds, came.cpu_seconds
        if came.distinct > known:
            known, since = came.distinct, time.monotonic()
        elif time.monotonic() - since > _SILENCE_SECONDS_MAX:
            message = f"{came.distinct} of {count} deliveries, and then nothing"
            raise NotDelivered(message)
        time.sleep(_LOOK_SECONDS)


def _await_none_left(owner: Connection, contender: Contender) -> None:
    deadline = time.monotonic() + _SILENCE_SECONDS_MAX
    while (left := owner.execute(contender.left.encode()).fetchall()[0][0]) and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    if left:
        message = f"{contender.name} has {left} left"
        raise NotDelivered(message)


def _spread(endpoints: list[Endpoint], count: int) -> Iterator[Due]:
    return (Due(endpoints[number % len(endpoints)], number // len(endpoints) + 1) for number in range(count))


def _job(due: Due) -> str:
    delivery_id = str(new_id())
    content = body(delivery_id, str(new_id()), due.seq).decode()
    return json.dumps({"id": delivery_id, "url": due.endpoint.url, "secret": due.endpoint.secret, "body": content})


def _peer(command: str) -> list[str | Path]:
    return [PEER_PROGRAMS / "python", _PEER, command]


def _peer_environment(url: str) -> dict[str, str]:
    named = conninfo_to_dict(url)
    address = {"host": named["host"], "user": named["user"], "database": named["dbname"]}
    return {"DATABASE": json.dumps(address), "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"}
