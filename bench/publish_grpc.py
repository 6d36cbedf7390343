"""publish-grpc: durable publishing by unary calls over gRPC, beside what PostgreSQL and what grpc.aio can do by themselves."""

import signal
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from functools import partial

from bench.codec import EVENT
from bench.grpc_load import GrpcLoad, Order, grpc_load
from bench.processes import free_port, serving
from bench.publish_rest import PGBENCH, PRODUCT, QUICK_ROUND_SECONDS, QUICK_ROUNDS, ROUND_SECONDS, ROUNDS, through_pgbench
from bench.report import Peer, Result
from bench.services import PEERS, product
from bench.stage import Stage, stage
from bench.turns import Contender, measure

NAME = "publish-grpc"
_IN_FLIGHT = 32
_WORKERS = (1, 2)
_PGBENCH = Peer(PGBENCH, bar=0.22)
_ECHO = Peer("a bare grpc.aio echo", bar=0.6)


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when an event was not accepted or is not stored."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_ROUND_SECONDS) if is_quick else (ROUNDS, ROUND_SECONDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=_IN_FLIGHT) as shared, ExitStack() as running:
        figures = measure(_contenders(shared, running), shared, rounds, seconds)
        postgresql = shared.cluster.version()
    result = Result(NAME, PRODUCT, (_PGBENCH, _ECHO), f"{_IN_FLIGHT} calls in flight", seconds, postgresql, figures)
    result.show()
    if not is_quick:
        result.keep()


def _contenders(shared: Stage, running: ExitStack) -> list[Contender]:
    load = running.enter_context(grpc_load())
    servers = {workers: running.enter_context(product(shared, workers=workers)) for workers in _WORKERS}
    orders = {workers: Order(core.grpc_port, shared.tokens, shared.event) for workers, core in servers.items()}
    echo_port, echo_pid = running.enter_context(_echo(shared, load, orders[1]))
    echoed = partial(load.publish, Order(echo_port, shared.tokens, shared.event))
    return [
        *(
            Contender(PRODUCT, workers, core.database, core.pids, partial(load.publish, orders[workers]))
            for workers, core in servers.items()
        ),
        through_pgbench(shared),
        Contender(_ECHO.name, None, None, (echo_pid,), echoed),
    ]


@contextmanager
def _echo(shared: Stage, load: GrpcLoad, order: Order) -> Generator[tuple[int, int]]:
    """Its port and process id. It answers as the product answered the order."""
    port, reply = free_port(), shared.folder / "reply.binpb"
    reply.write_bytes(bytes.fromhex(load.carry_out(order).reply))
    command = [sys.executable, PEERS / "grpc_echo.py", str(port), reply]
    with serving(command, shared.folder / "echo.log", port=port, path=None) as pid:
        yield port, pid
