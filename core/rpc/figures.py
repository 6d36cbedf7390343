"""The figures that Prometheus reads: rate, errors and duration of calls, and how busy the process is.

prometheus-client keeps them in this process, or in the files of PROMETHEUS_MULTIPROC_DIR if that is set when it is imported.
"""

import platform
from collections.abc import Mapping

from fluxdesk import VERSION
from fluxdesk.rpc import Rpc
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.database.pool import PoolFigures
from core.delivery.engine import EngineFigures

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BATCH_CALLS = (1, 2, 4, 8, 16, 32, 64)


class Figures:
    """The figures of one process. What an RPC has at a door is looked for once."""

    def __init__(self, registry: CollectorRegistry) -> None:
        where = ("rpc", "door")
        self._calls = Counter(
            "fluxdesk_calls", "Calls that ended, by outcome: OK, CANCELLED or a Reason.", (*where, "outcome"), registry=registry
        )
        self._seconds = Histogram(
            "fluxdesk_call_duration_seconds", "Time from the opened call to its end.", where, registry=registry, buckets=_SECONDS
        )
        self._running = Gauge("fluxdesk_calls_in_flight", "Calls that run now.", where, registry=registry, multiprocess_mode="livesum")
        self._batch_calls = Histogram(
            "fluxdesk_batch_calls", "Calls that share one transaction.", ("rpc",), registry=registry, buckets=_BATCH_CALLS
        )
        self._batch_waiting = Gauge(
            "fluxdesk_batch_waiting", "Calls that wait for their batch.", ("rpc",), registry=registry, multiprocess_mode="livesum"
        )
        self._totals = _Totals()
        self._refused = Counter("fluxdesk_refused", "Calls that were not taken on, because there was too much to do.", registry=registry)
        self._connections = Gauge(
            "fluxdesk_database_connections", "Connections of the pools.", registry=registry, multiprocess_mode="livesum"
        )
        self._in_use = Gauge(
            "fluxdesk_database_connections_in_use", "Connections in a transaction.", registry=registry, multiprocess_mode="livesum"
        )
        self._waiting = Gauge(
            "fluxdesk_database_waiting", "Transactions that wait for a connection.", registry=registry, multiprocess_mode="livesum"
        )
        self._deliveries = _DeliveryFigures(registry)
        build = Gauge("fluxdesk_build_info", "What runs here; always 1.", ("version", "python"), registry=registry, multiprocess_mode="max")
        build.labels(VERSION, platform.python_version()).set(1)
        self._by_rpc: dict[tuple[str, str], _RpcFigures] = {}

    def of(self, rpc: Rpc, door: str) -> "_RpcFigures":
        """Doors are few: a caller cannot name one."""
        found = self._by_rpc.get((rpc.name, door))
        if found is None:
            name = rpc.name.lstrip("/")
            found = _RpcFigures(self._calls, self._seconds.labels(name, door), (name, door))
            self._by_rpc[rpc.name, door] = found
        return found

    def flushed(self, rpc: Rpc, calls: int) -> None:
        """So many calls went into one transaction."""
        self._batch_calls.labels(rpc.name.lstrip("/")).observe(calls)

    def show(self, pool: PoolFigures, waiting: Mapping[str, int], refused: int, deliveries: EngineFigures | None) -> None:
        """How busy the process is at this moment. `waiting` are calls by RPC, `refused` those that were not taken on since it began;
        `deliveries` is None where it delivers nothing.
        """
        self._totals.count(self._refused, refused)
        if deliveries:
            self._deliveries.show(deliveries)
        self._connections.set(pool.connections)
        self._in_use.set(pool.in_use)
        self._waiting.set(pool.waiting)
        for rpc, calls in waiting.items():
            self._batch_waiting.labels(rpc.lstrip("/")).set(calls)
        for one in self._by_rpc.values():
            self._running.labels(*one.labels).set(one.running)


class _Totals:
    """Counters of what is counted elsewhere from the beginning: what was shown before is taken off."""

    def __init__(self) -> None:
        self._shown: dict[Counter, int] = {}

    def count(self, counter: Counter, so_far: int) -> None:
        counter.inc(so_far - self._shown.get(counter, 0))
        self._shown[counter] = so_far


class _DeliveryFigures:
    """The figures of webhooks, as the engine counts them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Counter(
            "fluxdesk_webhook_attempts",
            "Requests to webhooks, by outcome: delivered, or a class of error.",
            ("outcome",),
            registry=registry,
        )
        self._refused = Counter(
            "fluxdesk_webhook_refused", "Attempts that were to be stored when their lease was over, and were not.", registry=registry
        )
        self._abandoned = Counter(
            "fluxdesk_webhook_abandoned", "Deliveries that a process had left, and another one took.", registry=registry
        )
        self._in_flight = Gauge(
            "fluxdesk_webhook_in_flight", "Deliveries that are leased and not finished.", registry=registry, multiprocess_mode="livesum"
        )
        self._oldest_due = Gauge(
            "fluxdesk_webhook_oldest_due_seconds",
            "How long ago the oldest delivery that waits became due; held ones count too.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._totals = _Totals()

    def show(self, figures: EngineFigures) -> None:
        for outcome, attempts in figures.attempts.items():
            self._totals.count(self._attempts.labels(outcome), attempts)
        self._totals.count(self._refused, figures.refused)
        self._totals.count(self._abandoned, figures.abandoned)
        self._in_flight.set(figures.in_flight)
        self._oldest_due.set(figures.oldest_due_seconds)


class _RpcFigures:
    """The figures of one RPC at one door. `running` is counted here, since a gauge costs as much as all the rest."""

    __slots__ = ("_calls", "_outcomes", "_seconds", "labels", "running")

    def __init__(self, calls: Counter, seconds: Histogram, labels: tuple[str, str]) -> None:
        self.labels = labels
        self.running = 0
        self._calls = calls
        self._outcomes: dict[str, Counter] = {}
        self._seconds = seconds

    def began(self) -> None:
        self.running += 1

    def ended(self, outcome: str, seconds: float) -> None:
        self.running -= 1
        self._seconds.observe(seconds)
        counter = self._outcomes.get(outcome)
        if counter is None:
            counter = self._outcomes[outcome] = self._calls.labels(*self.labels, str(outcome))
        counter.inc()
