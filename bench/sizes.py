"""The same questions on databases of several sizes, in turns: what size costs."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from bench.load import Sample
from bench.report import facts, keep, machine, rounded


class Size(NamedTuple):
    """A database with so many rows: what is asked of it for so long, by name, and how it is settled before."""

    total: int
    operations: Mapping[str, Callable[[float, str], Sample]]
    settle: Callable[[], None]


class Growth(NamedTuple):
    """What was measured: of each operation, by size, the samples of all turns. `bar` is how much slower the largest may be."""

    name: str
    noun: str
    bar: float
    how: str
    postgresql: str
    samples: Mapping[str, Mapping[int, Sequence[Sample]]]

    def ratios(self, operation: str, count: int) -> list[float]:
        """Of the medians at that size to those at the least, turn by turn."""
        of_size = self.samples[operation]
        return [its.p50_ms / least.p50_ms for its, least in zip(of_size[count], of_size[min(of_size)], strict=True)]

    def middle(self, operation: str, count: int) -> dict[str, float]:
        """Medians over the turns."""
        turns = self.samples[operation][count]
        return {
            "p50_ms": rounded(median(turn.p50_ms for turn in turns)),
            "p99_ms": rounded(median(turn.p99_ms for turn in turns)),
            "per_second": rounded(median(turn.events / turn.seconds for turn in turns)),
        }

    def show(self) -> None:
        print(self.table())

    def keep(self) -> None:
        keep(self.name, self.as_json(), self.table())

    def as_json(self) -> dict[str, object]:
        return {
            "benchmark": self.name,
            "machine": machine(self.postgresql),
            "how": self.how,
            "bar": self.bar,
            "figures": [
                {
                    "operation": operation,
                    self.noun: count,
                    "ratio": {"median": rounded(median(turns)), "turns": [*map(rounded, turns)]},
                    **self.middle(operation, count),
                }
                for operation, count, turns in self._each()
            ],
        }

    def table(self) -> str:
        """Ratios beside the figures, then what they were measured on."""
        lines = [f"| | {self.noun} | p50 to that of the least | p50 ms | p99 ms | a second |", "|---|---|---|---|---|---|"]
        for operation, count, turns in self._each():
            of = self.middle(operation, count)
            lines.append(f"| {operation} | {count} | **{median(turns):.2f}** | {of['p50_ms']} | {of['p99_ms']} | {of['per_second']:.0f} |")
        return "\n".join([*lines, "", f"Aim: {self.bar} at most. {self.how} Measured on: {facts(self.postgresql)}."])

    def _each(self) -> list[tuple[str, int, list[float]]]:
        return [(operation, count, self.ratios(operation, count)) for operation, of_size in self.samples.items() for count in of_size]


def measure_sizes(sizes: Sequence[Size], rounds: int, seconds: float) -> dict[str, dict[int, list[Sample]]]:
    """Each operation of all sizes one after the other, turn by turn; the first turn warms up and does not count."""
    operations = list(sizes[0].operations)
    samples = {operation: {size.total: list[Sample]() for size in sizes} for operation in operations}
    for turn in range(rounds + 1):
        for size in sizes:
            size.settle()
        for operation in operations:
            for size in sizes:
                sample = size.operations[operation](seconds, str(turn))
                if turn:
                    samples[operation][size.total].append(sample)
                    print(f"{operation} at {size.total}: p50 {sample.p50_ms:.2f} ms, p99 {sample.p99_ms:.2f} ms", flush=True)
    return samples
