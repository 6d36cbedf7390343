"""webhooks-steady: how long deliveries wait when a thousand become due each second, for minutes."""

import signal
import time

import psycopg

from bench.drain import ENDPOINTS, WORKERS, field, product_workers
from bench.due import make_endpoints
from bench.processes import cpu_seconds
from bench.report import facts, keep, machine, rounded
from bench.steady import await_delivered, feed
from core.secrets.keys import load_keys

NAME = "webhooks-steady"
_PER_SECOND = 1_000
_SECONDS, _QUICK_SECONDS = 300, 5
# The most that the slowest hundredth may wait, and what Convoy publishes of its own at that rate.
_BAR_MS, _CONVOY_MEAN_MS = 5_000, 67_000


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises LookupError when an endpoint did not get all of its own."""
    seconds = _QUICK_SECONDS if is_quick else _SECONDS
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with field() as where:
        url = where.stage.cluster.clone("fluxdesk", "steady")
        endpoints = make_endpoints(url, load_keys(where.stage.keys_file), map(where.receivers.url, range(ENDPOINTS)))
        with product_workers(where, url, "steady") as pids, psycopg.connect(url, autocommit=True) as owner:
            used, began = cpu_seconds([*pids, where.stage.cluster.pid]), time.monotonic()
            feed(owner, endpoints, _PER_SECOND * seconds, per_second=_PER_SECOND)
            fed_seconds = time.monotonic() - began
            cores = (cpu_seconds([*pids, where.stage.cluster.pid]) - used) / fed_seconds
            waits = await_delivered(owner, endpoints, _PER_SECOND * seconds)
        postgresql = where.stage.cluster.version()
    table = (
        f"p99 **{waits.p99_ms:.0f} ms** (aim: {_BAR_MS} at most), p50 {waits.p50_ms:.0f} ms; Convoy's published mean is "
        f"{_CONVOY_MEAN_MS} ms at that rate. {_PER_SECOND * seconds} deliveries to {ENDPOINTS} endpoints in {fed_seconds:.0f} s, "
        f"{WORKERS} workers, which with PostgreSQL kept {cores:.2f} cores busy. Measured on: {facts(postgresql)}."
    )
    print(table)
    if not is_quick:
        content: dict[str, object] = {
            "benchmark": NAME,
            "machine": machine(postgresql),
            "endpoints": ENDPOINTS,
            "per_second": _PER_SECOND,
            "seconds": rounded(fed_seconds),
            "workers": WORKERS,
            "cores": rounded(cores),
            "bar_ms": _BAR_MS,
            "figures": {"p50_ms": rounded(waits.p50_ms), "p99_ms": rounded(waits.p99_ms)},
        }
        keep(NAME, content, table)
