"""held-xmin: the same backlog while a transaction elsewhere keeps the database from forgetting old versions of rows."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from statistics import median

import psycopg

from bench.drain import ENDPOINTS, WORKERS, Field, field, product, product_workers
from bench.report import keep, machine, rounded
from bench.webhooks import measure, middle, ratios

NAME = "held-xmin"
_COUNT, _ROUNDS = 20_000, 3
_QUICK_COUNT, _QUICK_ROUNDS = 1_000, 1
_BAR = 0.5


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down."""
    count, rounds = (_QUICK_COUNT, _QUICK_ROUNDS) if is_quick else (_COUNT, _ROUNDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with field() as where:
        free = product(where, count)
        held = free._replace(name="FluxDesk beside a held snapshot", run=partial(_held, where))
        free_turns, held_turns = measure(where, (free, held), count, rounds)
        postgresql = where.stage.cluster.version()
    of_turns = ratios(held_turns, free_turns)
    table = (
        f"**{median(of_turns):.2f}** times as fast as without it ({min(of_turns):.2f} to {max(of_turns):.2f}; aim: {_BAR}): "
        f"{middle(held_turns)['per_second']:.0f} deliveries/s and {middle(free_turns)['per_second']:.0f}. "
        f"{count} deliveries to {ENDPOINTS} endpoints, {WORKERS} workers; medians of {rounds} turns."
    )
    print(table)
    if not is_quick:
        content: dict[str, object] = {
            "benchmark": NAME,
            "machine": machine(postgresql),
            "deliveries": count,
            "endpoints": ENDPOINTS,
            "workers": WORKERS,
            "rounds": rounds,
            "bar": _BAR,
            "ratio": {"median": rounded(median(of_turns)), "turns": [*map(rounded, of_turns)]},
            "figures": {"held": middle(held_turns), "free": middle(free_turns)},
        }
        keep(NAME, content, table)


@contextmanager
def _held(where: Field, url: str, name: str) -> Generator[tuple[int, ...]]:
    with psycopg.connect(url) as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("SELECT count(*) FROM webhooks")
        with product_workers(where, url, name) as pids:
            yield pids
