"""What a run has found, as a table for people and as JSON."""

import json
import math
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple, cast

from rich.table import Table

from chaos.ledger import Limits, Verdict
from chaos.run import Outcome
from core.database.postgres_programs import POSTGRES_MAJOR

_LOST_SHOWN = 10


class Report(NamedTuple):
    """A run with what was asked of it. `broken` is why it fails."""

    seed: int
    workers: int
    limits: Limits
    outcome: Outcome
    verdict: Verdict
    broken: Sequence[str]

    def table(self) -> Table:
        """One line each: what was counted, and what it may be."""
        verdict, most = self.verdict, f"≤ {self.verdict.recovery_seconds_max:g} s"
        table = Table("", "found", "promised")
        table.add_row("faults", ", ".join(f"{kind}: {count}" for kind, count in self._faults().items()))
        table.add_row("events accepted", f"{verdict.accepted}", "")
        table.add_row("deliveries owed", f"{verdict.owed}", "")
        table.add_row("received", f"{verdict.received}", "")
        table.add_row("dead-lettered", f"{verdict.dead_lettered}", "")
        table.add_row("lost", f"{len(verdict.lost)}", "0")
        table.add_row("duplicates", f"{verdict.duplicates}", f"≤ {verdict.duplicates_max}")
        table.add_row("queued twice", f"{verdict.told_twice}", "0")
        table.add_row("webhooks with gaps", f"{len(verdict.gaps)}", "0")
        table.add_row("badly signed", f"{verdict.badly_signed}", "0")
        table.add_row("outcomes refused by the fence", f"{verdict.refused}", "")
        for kind, seconds in verdict.recovery_seconds.items():
            table.add_row(f"first success after a {kind}", f"{seconds:.1f} s", most)
        table.add_row("all that the last fault left", f"{verdict.settled_seconds:.1f} s", most)
        table.add_row("seconds", f"{self.outcome.seconds:.0f}", "")
        return table

    def as_json(self) -> str:
        """With what it ran on; nothing that tells one machine from another of its kind."""
        found = {name: _plain(value) for name, value in asdict(self.verdict).items()}
        found["lost"] = [list(pair) for pair in self.verdict.lost[:_LOST_SHOWN]]
        content = {
            "machine": {"cores": os.cpu_count(), "Python": platform.python_version(), "PostgreSQL": POSTGRES_MAJOR},
            "seed": self.seed,
            "workers": self.workers,
            "lease_seconds": self.limits.lease_seconds,
            "seconds": round(self.outcome.seconds, 1),
            "faults": self._faults(),
            "unanswered": self.outcome.unanswered,
            **found,
            "lost_count": len(self.verdict.lost),
            "broken": list(self.broken),
        }
        return json.dumps(content, indent=1) + "\n"

    def keep(self, file: Path) -> None:
        """Writes the JSON."""
        file.write_text(self.as_json(), encoding="utf-8")

    def _faults(self) -> Counter[str]:
        return Counter(fault.kind for fault in self.outcome.ledger.faults)


def _plain(value: object) -> object:
    """JSON has no infinity."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in cast("dict[str, object]", value).items()}
    if isinstance(value, float):
        return None if math.isinf(value) else round(value, 2)
    return value
