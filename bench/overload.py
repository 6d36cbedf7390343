"""overload: what is accepted, and how the rest is refused, when four times as many events come as can be taken."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench import grpc_open_loop, open_loop
from bench.codec import EVENT
from bench.grpc_load import Order, grpc_load
from bench.load import Sample, Service, UnexpectedReply, publish
from bench.offered import PATIENCE_SECONDS, Offered, p99
from bench.processes import memory_peak_bytes
from bench.publish_rest import PATH
from bench.report import facts, keep, machine, rounded
from bench.services import product
from bench.stage import Stage, stage

NAME = "overload"
# So many fill the batches of the product, which is when it is at its best.
_CALLERS, _TIMES = 128, 4
_ROUNDS, _BEST_SECONDS, _SECONDS = 3, 5.0, 10.0
_QUICK_ROUNDS, _QUICK_BEST_SECONDS, _QUICK_SECONDS = 1, 1.0, 2.0
_BAR = 0.8
_CALM_SECONDS_MAX = 60.0
_MIB = 1024 * 1024


class NotStored(Exception):
    """What was accepted is not all there."""


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: as fast as it can with so many callers, and at a rate."""

    name: str
    best: Callable[[float, str], Sample]
    offer: Callable[[float, float, str], Offered]


@dataclass(frozen=True, slots=True)
class Turn:
    """`calm_seconds` is how long after the last answer a lone caller is served again; memory is that of the product's processes."""

    best_per_second: float
    offered: Offered
    calm_seconds: float
    memory_before_mib: float
    memory_peak_mib: float

    def figures(self) -> dict[str, float]:
        of = self.offered
        return {
            "best_per_second": self.best_per_second,
            "offered_per_second": of.calls / of.seconds,
            "goodput_per_second": of.goodput,
            "goodput_to_best": of.goodput / self.best_per_second,
            "accepted_p50_ms": median(of.accepted_ms or [0.0]),
            "accepted_p99_ms": p99(of.accepted_ms),
            "refused": sum(of.refusals.values()) / of.calls,
            "refused_p50_ms": median(of.refused_ms or [0.0]),
            "refused_p99_ms": p99(of.refused_ms),
            "mute": of.mute / max(1, sum(of.refusals.values())),
            "late": of.late / of.calls,
            "unsent": of.unsent / of.calls,
            "calm_seconds": self.calm_seconds,
            "memory_before_mib": self.memory_before_mib,
            "memory_peak_mib": self.memory_peak_mib,
            "generator_cores": of.cpu_seconds / of.seconds,
        }


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when something that was accepted is not stored."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    rounds = _QUICK_ROUNDS if is_quick else _ROUNDS
    cores = sorted(os.sched_getaffinity(0))
    try:
        # PostgreSQL and the product share one core, and what offers has the others: it must not be what is overloaded.
        os.sched_setaffinity(0, cores[:1])
        with stage(EVENT, callers=_CALLERS) as shared:
            measured = {name: _measure(shared, name, cores, rounds, is_quick=is_quick) for name in ("REST", "gRPC")}
            postgresql = shared.cluster.version()
    finally:
        os.sched_setaffinity(0, cores)
    table = _table(measured, postgresql)
    print(table)
    if not is_quick:
        keep(NAME, _content(measured, postgresql), table)


def _measure(shared: Stage, name: str, cores: Sequence[int], rounds: int, *, is_quick: bool) -> list[Turn]:
    """On a product of its own, whose memory nothing else has filled."""
    best_seconds, seconds = (_QUICK_BEST_SECONDS, _QUICK_SECONDS) if is_quick else (_BEST_SECONDS, _SECONDS)
    database = f"overload_{name.lower()}"
    shared.database(database)
    os.sched_setaffinity(0, cores[:1])
    turns: list[Turn] = []
    with ExitStack() as running:
        server = running.enter_context(product(shared, workers=1, database=database))
        os.sched_setaffinity(0, cores[1:] or cores)
        service = Service(server.http_port, PATH, shared.event, 202)
        if name == "REST":
            door = Door(name, partial(publish, service, shared.tokens), partial(open_loop.offer, service, shared.tokens))
        else:
            load = running.enter_context(grpc_load())
            order = Order(server.grpc_port, shared.tokens, shared.event)
            offer = partial(grpc_open_loop.offer, server.grpc_port, shared.tokens, shared.event)
            door = Door(name, partial(load.publish, order), offer)
        accepted = door.best(1.0, "warm").events
        for number in range(rounds):
            best = door.best(best_seconds, f"best{number}")
            before = memory_peak_bytes(server.pids)
            offered = door.offer(best.events / best.seconds * _TIMES, seconds, f"over{number}")
            calm_seconds, lone = _await_calm(partial(publish, service, shared.tokens[:1], 0.0), number)
            turn = Turn(best.events / best.seconds, offered, calm_seconds, before / _MIB, memory_peak_bytes(server.pids) / _MIB)
            turns.append(turn)
            accepted += best.events + len(offered.accepted_ms) + lone
            print(
                f"{name}: goodput {offered.goodput:.0f}/s of {turn.best_per_second:.0f}, {offered.refusals}, {offered.late} late",
                flush=True,
            )
            _require_stored(shared, database, accepted, sum(one.offered.unknown for one in turns))
    return turns


def _await_calm(work: Callable[[str], Sample], number: int) -> tuple[float, int]:
    """How long until a lone caller is served, and how many events of its own then were accepted."""
    began = time.monotonic()
    for attempt in range(1_000_000):
        try:
            events = work(f"calm{number}-{attempt}").events
            return time.monotonic() - began, events
        except UnexpectedReply:
            if time.monotonic() - began > _CALM_SECONDS_MAX:
                raise
    raise AssertionError


def _require_stored(shared: Stage, database: str, accepted: int, unknown: int) -> None:
    """Of what is unknown any part may be there."""
    stored = shared.cluster.rows(database).deliveries
    if not accepted <= stored <= accepted + unknown:
        message = f"{database} holds {stored} of {accepted} accepted events, with {unknown} of which that is not known"
        raise NotStored(message)


def _middle(turns: Sequence[Turn]) -> dict[str, float]:
    each = [turn.figures() for turn in turns]
    return {name: rounded(median(figures[name] for figures in each)) for name in each[0]}


def _statuses(turns: Sequence[Turn]) -> str:
    return ", ".join(sorted({status for turn in turns for status in turn.offered.refusals})) or "none"


def _content(measured: dict[str, list[Turn]], postgresql: str) -> dict[str, object]:
    return {
        "benchmark": NAME,
        "machine": machine(postgresql),
        "times": _TIMES,
        "bar": _BAR,
        "rounds": len(measured["REST"]),
        "figures": [{"door": name, "statuses": _statuses(turns), **_middle(turns)} for name, turns in measured.items()],
    }


def _table(measured: dict[str, list[Turn]], postgresql: str) -> str:
    columns = (
        *(f"goodput to the best (aim: {_BAR})", "best/s", "offered/s", "accepted p50, p99 ms", "refused", "with", "after p50, p99 ms"),
        *("without a time", "late", "unsent", "calm after s", "memory MiB"),
    )
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name, turns in measured.items():
        of = _middle(turns)
        cells = [
            f"**{of['goodput_to_best']:.2f}**",
            f"{of['best_per_second']:.0f}",
            f"{of['offered_per_second']:.0f}",
            f"{of['accepted_p50_ms']:.0f}, {of['accepted_p99_ms']:.0f}",
            f"{of['refused']:.0%}",
            _statuses(turns),
            f"{of['refused_p50_ms']:.0f}, {of['refused_p99_ms']:.0f}",
            f"{of['mute']:.0%}",
            f"{of['late']:.0%}",
            f"{of['unsent']:.0%}",
            f"{of['calm_seconds']:.1f}",
            f"{of['memory_before_mib']:.0f} → {of['memory_peak_mib']:.0f}",
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    how = (
        f"{_TIMES} times the best of {_CALLERS} callers is offered; callers leave after {PATIENCE_SECONDS:g} s. The product, with one "
        f"worker, and PostgreSQL share one core, the generator has the others; medians of {len(measured['REST'])} turns. "
        f"Measured on: {facts(postgresql)}."
    )
    return "\n".join([*lines, "", how])
