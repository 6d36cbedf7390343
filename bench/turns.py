"""Contenders at one piece of work: they take turns, so that what else the machine does meets all of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bench.load import Sample
from bench.processes import cpu_seconds, machine_cpu_seconds
from bench.report import Figures, Round
from bench.stage import Rows, Stage

_WARM_UP_SECONDS = 1.0


class NotStored(Exception):
    """A database does not hold exactly what was accepted."""


class Contender(NamedTuple):
    """One that does the work: the database it fills, the processes that serve it, and how it is put under load for so long.

    `database` is None for one that stores nothing. What one call that was accepted leaves there is `rows_each`, and what each time under
    load does besides is `rows_more`: those of events that are published one by one unless said otherwise. `events_each` is how many a
    call has.
    """

    name: str
    workers: int | None
    database: str | None
    pids: tuple[int, ...]
    load: Callable[[float, str], Sample]
    rows_each: Rows = Rows(1, 1, 1, 1, 1)
    rows_more: Rows = Rows(0, 0, 0, 0, 0)
    events_each: int = 1


def measure(contenders: Sequence[Contender], shared: Stage, rounds: int, seconds: float) -> list[Figures]:
    """Raises NotStored unless each database then holds what was accepted since its contender's warm-up began."""
    expected: dict[str, Counter[str]] = {}
    for one in contenders:
        if one.database:
            expected.setdefault(one.database, Counter(shared.cluster.rows(one.database)._asdict()))
    measured: list[list[Round]] = [[] for _ in contenders]
    for number, one in enumerate(contenders):
        _expect(expected, one, one.load(_WARM_UP_SECONDS, f"{number}-warm"))
    for turn in range(rounds):
        for number, one in enumerate(contenders):
            if one.database:
                shared.cluster.settle(one.database)
            before = _cpu_seconds(one, shared)
            sample = one.load(seconds, f"{number}-{turn}")
            used = (after - began for after, began in zip(_cpu_seconds(one, shared), before, strict=True))
            measured[number].append(Round.of(replace(sample, events=sample.events * one.events_each), *used))
            _expect(expected, one, sample)
    for database, rows in expected.items():
        stored = shared.cluster.rows(database)._asdict()
        if stored != dict(rows):
            message = f"{database} holds {stored}, not {dict(rows)}"
            raise NotStored(message)
    return [Figures(one.name, one.workers, turns) for one, turns in zip(contenders, measured, strict=True)]


def _expect(expected: dict[str, Counter[str]], one: Contender, sample: Sample) -> None:
    if one.database:
        rows = (each * sample.events + more for each, more in zip(one.rows_each, one.rows_more, strict=True))
        expected[one.database].update(dict(zip(Rows._fields, rows, strict=True)))


def _cpu_seconds(one: Contender, shared: Stage) -> tuple[float, float, float]:
    """Of the contender's processes, of PostgreSQL, and of the whole machine."""
    return cpu_seconds(one.pids), cpu_seconds([shared.cluster.pid]), machine_cpu_seconds()
