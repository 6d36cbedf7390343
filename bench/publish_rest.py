"""publish-rest: durable publishing over REST, side by side with what else could serve it on the same PostgreSQL."""

import signal
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from bench.codec import EVENT
from bench.load import Service, publish
from bench.report import Peer, Result
from bench.services import Running, envoy, fastapi_service, pgbench, product
from bench.stage import Stage, stage
from bench.turns import Contender, measure

NAME = "publish-rest"
CONNECTIONS = 32
ROUNDS, ROUND_SECONDS = 3, 8.0
QUICK_ROUNDS, QUICK_ROUND_SECONDS = 1, 2.0
PATH = "/api/v1/events"
PRODUCT = "FluxDesk"
PGBENCH = "pgbench, one event a transaction"
_WORKERS = (1, 2)
# Envoy's transcoder knows enums by their proto names only, and answers 200 to every success.
_ENVOY_WORDS = {"severity": "SEVERITY_INFO", "tone": "TONE_POSITIVE"}

_ENVOY = Peer("Envoy's gRPC-JSON transcoder before FluxDesk's gRPC", bar=1.5)
_FASTAPI = Peer("FastAPI + SQLAlchemy", bar=4.0)
_PGBENCH = Peer(PGBENCH, bar=0.35)


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when an event was not accepted or is not stored."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_ROUND_SECONDS) if is_quick else (ROUNDS, ROUND_SECONDS)
    # SIGTERM unwinds like Ctrl-C, so that nothing is left running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=CONNECTIONS) as shared, ExitStack() as running:
        figures = measure(_contenders(shared, running), shared, rounds, seconds)
        postgresql = shared.cluster.version()
    result = Result(NAME, PRODUCT, (_ENVOY, _FASTAPI, _PGBENCH), f"{CONNECTIONS} connections", seconds, postgresql, figures)
    result.show()
    if not is_quick:
        result.keep()


def through_pgbench(shared: Stage) -> Contender:
    """What PostgreSQL can do one event at a time, with a client for each caller of the stage."""
    return Contender(PGBENCH, None, "pgbench", (), partial(pgbench, shared, shared.database("pgbench")))


def _contenders(shared: Stage, running: ExitStack) -> list[Contender]:
    """All of them stay up for the whole run; who is not under load is idle."""
    found: list[Contender] = []
    for workers in _WORKERS:
        core = running.enter_context(product(shared, workers=workers))
        front = running.enter_context(envoy(shared, core))
        usual = running.enter_context(fastapi_service(shared, workers=workers))
        found += [
            _over_http(PRODUCT, workers, core, Service(core.http_port, PATH, shared.event, 202), shared.tokens),
            _over_http(_ENVOY.name, workers, front, Service(front.http_port, PATH, {**shared.event, **_ENVOY_WORDS}, 200), shared.tokens),
            _over_http(_FASTAPI.name, workers, usual, Service(usual.http_port, PATH, shared.event, 202), shared.tokens),
        ]
    found.append(through_pgbench(shared))
    return found


def _over_http(name: str, workers: int, server: Running, service: Service, tokens: Sequence[str]) -> Contender:
    return Contender(name, workers, server.database, server.pids, partial(publish, service, tokens))
