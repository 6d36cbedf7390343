"""scripts/chaos: the product under faults, and whether it kept its promises."""

import asyncio
import random
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from chaos.faults import Kind, plan
from chaos.ledger import Limits, judge
from chaos.product import DidNotServe
from chaos.report import Report
from chaos.run import Settings, run
from core.delivery.engine import EngineSettings

_EXIT_UNUSABLE: Final = 2
# One may be stopped and another one dead while a third goes on.
_WORKERS: Final = 3
_console = Console(soft_wrap=True)


def chaos(
    kills: Annotated[int, typer.Option(min=0, help="Workers that are killed.")] = 5,
    stops: Annotated[int, typer.Option(min=0, help="Workers that are stopped past their lease, then go on.")] = 1,
    restarts: Annotated[int, typer.Option(min=0, help="Restarts of PostgreSQL in immediate mode.")] = 2,
    cuts: Annotated[int, typer.Option(min=0, help="Cuts of all connections to the database.")] = 1,
    delays: Annotated[int, typer.Option(min=0, help="Times in which the database is far away.")] = 1,
    lost_commits: Annotated[int, typer.Option(min=0, help="Answers to COMMIT that are dropped.")] = 3,
    pause_seconds: Annotated[float, typer.Option(min=0.1, help="Between two faults, on average.")] = 3.0,
    seed: Annotated[int | None, typer.Option(help="What the faults are drawn from; by default a new one.", show_default=False)] = None,
    database: Annotated[str | None, typer.Option(help="An empty database of yours instead of one of its own; it is not restarted.")] = None,
    results: Annotated[Path | None, typer.Option(help="Writes what was found there, as JSON.")] = None,
) -> None:
    """Fails when an accepted event is lost, or another promise of deliveries is broken."""
    if database and restarts:
        _console.print("fluxdesk: --database is not restarted: add --restarts 0.")
        sys.exit(_EXIT_UNUSABLE)
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    chance = random.Random(seed)  # noqa: S311  # it has to be the same again
    counts = {
        Kind.KILL: kills,
        Kind.STOP: stops,
        Kind.RESTART: restarts,
        Kind.CUT: cuts,
        Kind.DELAY: delays,
        Kind.LOST_COMMIT: lost_commits,
    }
    planned = plan(chance, counts, pause_seconds=pause_seconds)
    engine = EngineSettings()
    limits = Limits(lease_seconds=engine.lease_seconds, in_flight_max=sum(engine.slots.values()))
    _console.print(f"{len(planned)} faults, seed {seed}")
    with tempfile.TemporaryDirectory(prefix="fluxdesk-chaos-") as folder:
        try:
            outcome = asyncio.run(
                run(Settings(counts=counts, workers=_WORKERS, database_url=database), planned, chance, limits, Path(folder))
            )
        except DidNotServe as problem:
            _console.print(str(problem), markup=False)
            sys.exit(_EXIT_UNUSABLE)
    verdict = judge(outcome.ledger, limits)
    report = Report(seed, _WORKERS, limits, outcome, verdict, verdict.broken())
    _console.print(report.table())
    if results:
        report.keep(results)
    if report.broken:
        _console.print(f"Broken: {'; '.join(report.broken)}.\nThe server's last words:\n{outcome.last_words}", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    typer.run(chaos)
