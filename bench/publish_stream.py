"""publish-stream: durable publishing by streams over gRPC, beside PostgreSQL one event a transaction."""

import signal
from contextlib import ExitStack
from functools import partial

from bench.codec import EVENT
from bench.grpc_load import Order, grpc_load
from bench.publish_rest import CONNECTIONS, PGBENCH, PRODUCT, QUICK_ROUND_SECONDS, QUICK_ROUNDS, ROUND_SECONDS, ROUNDS, through_pgbench
from bench.report import Peer, Result
from bench.services import product
from bench.stage import Rows, Stage, stage
from bench.turns import Contender, measure

NAME = "publish-stream"
_STREAMS = 8
_WORKERS = (1, 2)
_PGBENCH = Peer(PGBENCH, bar=0.55)


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when an event was not accepted or is not stored."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_ROUND_SECONDS) if is_quick else (ROUNDS, ROUND_SECONDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # pgbench has as many clients as there are callers.
    with stage(EVENT, callers=CONNECTIONS) as shared, ExitStack() as running:
        figures = measure(_contenders(shared, running), shared, rounds, seconds)
        postgresql = shared.cluster.version()
    callers = f"{_STREAMS} streams with up to 64 events in flight each, {CONNECTIONS} clients of pgbench"
    result = Result(NAME, PRODUCT, (_PGBENCH,), callers, seconds, postgresql, figures)
    result.show()
    if not is_quick:
        result.keep()


def _contenders(shared: Stage, running: ExitStack) -> list[Contender]:
    load = running.enter_context(grpc_load())
    found: list[Contender] = []
    for workers in _WORKERS:
        core = running.enter_context(product(shared, workers=workers))
        order = Order(core.grpc_port, shared.tokens[:_STREAMS], shared.event, is_streaming=True)
        # Each stream is a call that is audited, as each of its events is.
        more = Rows(0, 0, 0, 0, audited=_STREAMS)
        found.append(Contender(PRODUCT, workers, core.database, core.pids, partial(load.publish, order), rows_more=more))
    return [*found, through_pgbench(shared)]
