"""publish-rest: durable publishing over REST, side by side with what else could serve it on the same PostgreSQL."""

import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

from bench.codec import EVENT
from bench.load import Sample, Service, publish
from bench.processes import cpu_seconds, machine_cpu_seconds
from bench.report import Figures, Peer, Result, Round
from bench.services import Running, envoy, fastapi_service, pgbench, product
from bench.stage import Stage, stage

NAME = "publish-rest"
_CONNECTIONS = 32
_ROUNDS, _ROUND_SECONDS = 3, 8.0
_QUICK_ROUNDS, _QUICK_ROUND_SECONDS = 1, 2.0
_WARM_UP_SECONDS = 1.0
_WORKERS = (1, 2)
_PATH = "/api/v1/events"
# Envoy's transcoder knows enums by their proto names only, and answers 200 to every success.
_ENVOY_WORDS = {"severity": "SEVERITY_INFO", "tone": "TONE_POSITIVE"}

_PRODUCT = "FluxDesk"
_ENVOY = Peer("Envoy's gRPC-JSON transcoder before FluxDesk's gRPC", bar=1.5)
_FASTAPI = Peer("FastAPI + SQLAlchemy", bar=4.0)
_PGBENCH = Peer("pgbench, one event a transaction", bar=0.35)


class NotStored(Exception):
    """A database does not hold exactly the events that were accepted."""


class Contender(NamedTuple):
    """One thing that publishes: the database it fills, the processes that serve it, and how it is put under load."""

    name: str
    workers: int | None
    database: str
    pids: tuple[int, ...]
    load: Callable[[float, str], Sample]


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when an event was not accepted or is not stored."""
    rounds, seconds = (_QUICK_ROUNDS, _QUICK_ROUND_SECONDS) if is_quick else (_ROUNDS, _ROUND_SECONDS)
    # SIGTERM unwinds like Ctrl-C, so that nothing is left running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=_CONNECTIONS) as shared, ExitStack() as running:
        contenders = _contenders(shared, running)
        figures = _measure(contenders, shared, rounds, seconds)
        postgresql = shared.cluster.version()
    result = Result(NAME, _PRODUCT, (_ENVOY, _FASTAPI, _PGBENCH), _CONNECTIONS, seconds, postgresql, figures)
    result.show()
    if not is_quick:
        result.keep()


def _contenders(shared: Stage, running: ExitStack) -> list[Contender]:
    """All of them stay up for the whole run; who is not under load is idle."""
    found: list[Contender] = []
    for workers in _WORKERS:
        core = running.enter_context(product(shared, workers=workers))
        front = running.enter_context(envoy(shared, core))
        usual = running.enter_context(fastapi_service(shared, workers=workers))
        found += [
            _over_http(_PRODUCT, workers, core, Service(core.http_port, _PATH, shared.event, 202), shared.tokens),
            _over_http(_ENVOY.name, workers, front, Service(front.http_port, _PATH, {**shared.event, **_ENVOY_WORDS}, 200), shared.tokens),
            _over_http(_FASTAPI.name, workers, usual, Service(usual.http_port, _PATH, shared.event, 202), shared.tokens),
        ]
    found.append(Contender(_PGBENCH.name, None, "pgbench", (), partial(pgbench, shared, shared.database("pgbench"))))
    return found


def _over_http(name: str, workers: int, server: Running, service: Service, tokens: Sequence[str]) -> Contender:
    return Contender(name, workers, server.database, server.pids, partial(publish, service, tokens))


def _measure(contenders: Sequence[Contender], shared: Stage, rounds: int, seconds: float) -> list[Figures]:
    """The contenders take turns, so that what else the machine does meets all of them."""
    accepted: Counter[str] = Counter()
    measured: list[list[Round]] = [[] for _ in contenders]
    for number, contender in enumerate(contenders):
        accepted[contender.database] += contender.load(_WARM_UP_SECONDS, f"{number}-warm").events
    for turn in range(rounds):
        for number, contender in enumerate(contenders):
            shared.cluster.settle(contender.database)
            before = _cpu_seconds(contender, shared)
            sample = contender.load(seconds, f"{number}-{turn}")
            used = (after - began for after, began in zip(_cpu_seconds(contender, shared), before, strict=True))
            measured[number].append(Round.of(sample, *used))
            accepted[contender.database] += sample.events
    _require_stored(accepted, shared)
    return [Figures(one.name, one.workers, turns) for one, turns in zip(contenders, measured, strict=True)]


def _cpu_seconds(contender: Contender, shared: Stage) -> tuple[float, float, float]:
    """Of the contender's processes, of PostgreSQL, and of the whole machine."""
    return cpu_seconds(contender.pids), cpu_seconds([shared.cluster.pid]), machine_cpu_seconds()


def _require_stored(accepted: Counter[str], shared: Stage) -> None:
    for database, events in accepted.items():
        stored = shared.cluster.rows(database)
        if set(stored) != {events}:
            message = f"{database} holds {stored} of {events} accepted events"
            raise NotStored(message)
