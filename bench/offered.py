"""What became of calls that are offered whether or not those before are answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

# A caller leaves when it has waited so long.
PATIENCE_SECONDS = 5.0

# What says that a call was not accepted.
_CERTAIN = frozenset({"429", "503", "RESOURCE_EXHAUSTED"})


@dataclass(slots=True)
class Offered:
    """One stretch of load; latencies are in milliseconds.

    `seconds` is how long calls were offered, and `accepted_meanwhile` how many were accepted then. `refusals` are counted by status.
    `mute` are refusals that name no time to come again at, `late` those that were not answered in time or whose connection was closed, and
    `unsent` those for whom the generator itself had no connection left.
    """

    calls: int = 0
    seconds: float = 0.0
    accepted_meanwhile: int = 0
    accepted_ms: list[float] = field(default_factory=list[float])
    refused_ms: list[float] = field(default_factory=list[float])
    refusals: dict[str, int] = field(default_factory=dict[str, int])
    mute: int = 0
    late: int = 0
    unsent: int = 0
    cpu_seconds: float = 0.0

    def refuse(self, status: str, latency_ms: float, *, is_mute: bool) -> None:
        self.refusals[status] = self.refusals.get(status, 0) + 1
        self.refused_ms.append(latency_ms)
        self.mute += is_mute

    def end(self, seconds: float) -> None:
        """No more calls are offered."""
        self.seconds, self.accepted_meanwhile = seconds, len(self.accepted_ms)

    @property
    def unknown(self) -> int:
        """Of how many nobody knows whether they were accepted."""
        return self.late + sum(count for status, count in self.refusals.items() if status not in _CERTAIN)

    @property
    def goodput(self) -> float:
        """Accepted in time, a second."""
        return self.accepted_meanwhile / self.seconds


def p99(latencies_ms: Sequence[float]) -> float:
    """0 for hardly any."""
    return quantiles(latencies_ms, n=100)[98] if len(latencies_ms) > 1 else 0.0
