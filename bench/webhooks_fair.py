"""webhooks-fair: how long a thousand healthy endpoints wait, with and without one that hangs and has 100,000 deliveries due."""

import signal
from statistics import median

import psycopg

from bench.drain import WORKERS, Field, field, product_workers
from bench.due import Due, Endpoint, make_endpoints, queue
from bench.report import keep, machine, rounded
from bench.steady import Waits, await_delivered, feed, middle
from core.secrets.keys import load_keys

NAME = "webhooks-fair"
_HEALTHY, _DUE_OF_SILENT = 1_000, 100_000
_ROUNDS, _EVENTS = 3, 6_000
_QUICK_ROUNDS, _QUICK_EVENTS = 1, 600
_PER_SECOND = 300
# How much longer the slowest hundredth may wait.
_BAR = 1.2


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises LookupError when a healthy endpoint did not get all of its own."""
    rounds, events = (_QUICK_ROUNDS, _QUICK_EVENTS) if is_quick else (_ROUNDS, _EVENTS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with field() as where:
        endpoints = _fill(where)
        turns = {True: list[Waits](), False: list[Waits]()}
        for turn in range(rounds):
            for hangs in (False, True):
                turns[hangs].append(_measure(where, endpoints, events, f"turn{turn}", hangs=hangs))
                print(f"{'with' if hangs else 'without'}: {turns[hangs][-1]}", flush=True)
        postgresql = where.stage.cluster.version()
    of_turns = [beside.p99_ms / alone.p99_ms for beside, alone in zip(turns[True], turns[False], strict=True)]
    beside, alone = middle(turns[True]), middle(turns[False])
    table = (
        f"The p99 beside it is **{median(of_turns):.2f}** times that without it ({min(of_turns):.2f} to {max(of_turns):.2f}; aim: {_BAR} "
        f"at most): {beside['p99_ms']:.0f} ms and {alone['p99_ms']:.0f} ms, p50 {beside['p50_ms']:.0f} ms and {alone['p50_ms']:.0f} ms. "
        f"{events} deliveries to {_HEALTHY} endpoints at {_PER_SECOND} a second, {WORKERS} workers; medians of {rounds} turns."
    )
    print(table)
    if not is_quick:
        content: dict[str, object] = {
            "benchmark": NAME,
            "machine": machine(postgresql),
            "healthy": _HEALTHY,
            "due_of_silent": _DUE_OF_SILENT,
            "events": events,
            "per_second": _PER_SECOND,
            "workers": WORKERS,
            "ratio": {"median": rounded(median(of_turns)), "turns": [*map(rounded, of_turns)], "bar": _BAR},
            "figures": {"beside": beside, "alone": alone},
        }
        keep(NAME, content, table)


def _fill(where: Field) -> list[Endpoint]:
    """The database `alone` has the healthy endpoints, `beside` the silent one's backlog too."""
    url = where.stage.cluster.clone("fluxdesk", "alone")
    keys = load_keys(where.stage.keys_file)
    endpoints = make_endpoints(url, keys, map(where.receivers.url, range(_HEALTHY)))
    where.stage.cluster.settle("alone")
    beside = where.stage.cluster.clone("alone", "beside")
    [silent] = make_endpoints(beside, keys, [where.receivers.silent_url])
    with psycopg.connect(beside) as owner:
        queue(owner, (Due(silent, number + 1) for number in range(_DUE_OF_SILENT)))
    where.stage.cluster.settle("beside")
    return endpoints


def _measure(where: Field, endpoints: list[Endpoint], events: int, name: str, *, hangs: bool) -> Waits:
    template = "beside" if hangs else "alone"
    with where.copy(template) as url, product_workers(where, url, f"{name}-{template}"), psycopg.connect(url, autocommit=True) as owner:
        feed(owner, endpoints, events, per_second=_PER_SECOND)
        return await_delivered(owner, endpoints, events)
