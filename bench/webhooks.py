"""webhooks: 20,000 deliveries that are due to 50 endpoints, beside a queue in PostgreSQL that does the same."""

import signal
from collections.abc import Sequence
from dataclasses import asdict
from statistics import median

from bench.drain import ENDPOINTS, WORKERS, Contender, Field, Turn, drain, field, pgqueuer, product
from bench.report import facts, keep, machine, rounded

NAME = "webhooks"
_COUNT, _ROUNDS = 20_000, 3
_QUICK_COUNT, _QUICK_ROUNDS = 1_000, 1
# How many times as fast the product is meant to be.
_BARS = {"egress": 1.0, "httpx2": 1.5}
_STATEMENTS_MAX = 4


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when a delivery did not come, or came twice."""
    count, rounds = (_QUICK_COUNT, _QUICK_ROUNDS) if is_quick else (_COUNT, _ROUNDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with field() as where:
        contenders = [product(where, count), *pgqueuer(where, count, tuple(_BARS))]
        turns = measure(where, contenders, count, rounds)
        statements = [
            drain(where, one, count, f"counted{number}", counts_statements=True)[1] / count for number, one in enumerate(contenders)
        ]
        postgresql = where.stage.cluster.version()
    table = _table(contenders, turns, statements, count, postgresql)
    print(table)
    if not is_quick:
        keep(NAME, _content(contenders, turns, statements, count, postgresql), table)


def measure(where: Field, contenders: Sequence[Contender], count: int, rounds: int) -> list[list[Turn]]:
    """The contenders take turns, so that what else the machine does meets all of them."""
    turns: list[list[Turn]] = [[] for _ in contenders]
    for turn in range(rounds):
        for number, contender in enumerate(contenders):
            turns[number].append(drain(where, contender, count, f"turn{turn}-{number}")[0])
            print(f"{contender.name}: {turns[number][-1].per_second:.0f}/s", flush=True)
    return turns


def ratios(own: Sequence[Turn], other: Sequence[Turn]) -> list[float]:
    """Of each pair of turns."""
    return [mine.per_second / its.per_second for mine, its in zip(own, other, strict=True)]


def middle(turns: Sequence[Turn]) -> dict[str, float]:
    """Each figure's median."""
    each = [asdict(turn) for turn in turns]
    return {name: rounded(median(turn[name] for turn in each)) for name in each[0]}


def _content(
    contenders: Sequence[Contender], turns: Sequence[Sequence[Turn]], statements: Sequence[float], count: int, postgresql: str
) -> dict[str, object]:
    return {
        "benchmark": NAME,
        "machine": machine(postgresql),
        "deliveries": count,
        "endpoints": ENDPOINTS,
        "workers": WORKERS,
        "rounds": len(turns[0]),
        "ratios": [
            {"to": other.name, "median": rounded(median(of_turns)), "turns": [*map(rounded, of_turns)], "bar": bar}
            for other, its, bar in zip(contenders[1:], turns[1:], _BARS.values(), strict=True)
            for of_turns in [ratios(turns[0], its)]
        ],
        "figures": [
            {"name": one.name, "statements": rounded(issued), **middle(its)}
            for one, its, issued in zip(contenders, turns, statements, strict=True)
        ],
    }


def _table(
    contenders: Sequence[Contender], turns: Sequence[Sequence[Turn]], statements: Sequence[float], count: int, postgresql: str
) -> str:
    others = median(turn.other_cores for its in turns for turn in its)
    lines = ["| FluxDesk compared with | times as fast | least | most | aim |", "|---|---|---|---|---|"]
    for other, its, bar in zip(contenders[1:], turns[1:], _BARS.values(), strict=True):
        of_turns = ratios(turns[0], its)
        lines.append(f"| {other.name} | **{median(of_turns):.2f}** | {min(of_turns):.2f} | {max(of_turns):.2f} | {bar} |")
    lines += ["", f"| | deliveries/s | workers µs | PostgreSQL µs | receivers µs | statements (aim: {_STATEMENTS_MAX} at most) |"]
    lines.append("|---|---|---|---|---|---|")
    for one, its, issued in zip(contenders, turns, statements, strict=True):
        figures = middle(its)
        cells = [f"{figures[name]:.0f}" for name in ("per_second", "worker_cpu_us", "postgres_cpu_us", "receiver_cpu_us")]
        lines.append(f"| {one.name} | {' | '.join(cells)} | {issued:.2f} |")
    how = (
        f"{count} deliveries to {ENDPOINTS} endpoints, {WORKERS} processes each; medians of {len(turns[0])} turns; µs are of CPU for each "
        f"delivery, starting included. Other work on the machine kept {others:.2f} cores busy in the middle turn. "
        f"Measured on: {facts(postgresql)}."
    )
    return "\n".join([*lines, "", how])
