"""Deliveries that become due at a steady rate, and how long each waits."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

from psycopg import Connection

from bench.due import Due, Endpoint, queue
from bench.report import rounded

_TICK_SECONDS, _LOOK_SECONDS = 0.05, 0.25
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Waits:
    """From the moment at which something happens until its delivery is stored as delivered, by the database's clock."""

    p50_ms: float
    p99_ms: float


def feed(owner: Connection, endpoints: Sequence[Endpoint], events: int, *, per_second: float) -> None:
    """Something happens again and again, and those who deliver are told as the product tells them."""
    made, began = 0, time.monotonic()
    while made < events:
        until = min(events, int((time.monotonic() - began) * per_second) + 1)
        rows = [Due(endpoints[number % len(endpoints)], number // len(endpoints) + 1) for number in range(made, until)]
        with owner.transaction():
            queue(owner, rows)
            owner.execute("SELECT pg_notify('fluxdesk_wake', 'webhook deliveries')")
        made = until
        time.sleep(_TICK_SECONDS)


def await_delivered(owner: Connection, endpoints: Sequence[Endpoint], events: int) -> Waits:
    """Raises LookupError when an endpoint does not get all of its own in time."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (waits := _waits(owner, endpoints, events)) is None:
        if time.monotonic() > deadline:
            message = "an endpoint did not get all of its deliveries"
            raise LookupError(message)
        time.sleep(_LOOK_SECONDS)
    return waits


def middle(turns: Sequence[Waits]) -> dict[str, float]:
    """Each figure's median."""
    each = [asdict(turn) for turn in turns]
    return {name: rounded(median(turn[name] for turn in each)) for name in each[0]}


def _waits(owner: Connection, endpoints: Sequence[Endpoint], events: int) -> Waits | None:
    """None until all are delivered."""
    [(delivered, p50, p99)] = owner.execute(
        """
        SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY waited), percentile_cont(0.99) WITHIN GROUP (ORDER BY waited)
        FROM (SELECT extract(epoch FROM finished_at - queued_at)::float8 * 1000 AS waited FROM webhook_deliveries
              WHERE state = 2 AND webhook_id = ANY (%s)) AS delivered
        """,
        ([endpoint.webhook_id for endpoint in endpoints],),
    ).fetchall()
    return Waits(p50, p99) if delivered == events else None
