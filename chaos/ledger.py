"""What was accepted, what receivers were sent, what was given up, and what all of it says together."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# To claim what has become due, and to send it.
_TAKE_OVER_SECONDS_MAX: Final = 2.0
OK: Final = 200


class Pair(NamedTuple):
    """One event for one webhook, which is told of it in the end or gives it up visibly."""

    webhook: str
    event_id: str


class Accepted(NamedTuple):
    """An event that the product answered with success, at a moment of the monotonic clock."""

    event_id: str
    at: float


class Receipt(NamedTuple):
    """A request that reached a receiver, and what that answered."""

    webhook: str
    delivery_id: str
    event_id: str
    at: float
    status: int
    is_signed: bool


class Row(NamedTuple):
    """A delivery as the product has stored it."""

    webhook: str
    delivery_id: str
    event_id: str
    seq: int
    is_dead: bool


class Fault(NamedTuple):
    """What was done to the product, and when it began."""

    kind: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the product promises. `in_flight_max` is how many deliveries one process is at together."""

    lease_seconds: float
    in_flight_max: int

    @property
    def recovery_seconds_max(self) -> float:
        """Whatever a worker had is sent by another one within this."""
        return self.lease_seconds + _TAKE_OVER_SECONDS_MAX


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Of one run. Each of `webhooks` is told of every event; receivers of those in `refusing` never take one, and of those in `retried`
    some attempts fail: what they are owed comes when the schedule says so.
    """

    webhooks: frozenset[str]
    refusing: frozenset[str] = frozenset()
    retried: frozenset[str] = frozenset()
    accepted: list[Accepted] = field(default_factory=list[Accepted])
    receipts: list[Receipt] = field(default_factory=list[Receipt])
    rows: list[Row] = field(default_factory=list[Row])
    faults: list[Fault] = field(default_factory=list[Fault])
    # Outcomes of workers whose lease was over.
    refused: int = 0

    def taken_at(self) -> dict[Pair, float]:
        """When each was taken by its receiver for the first time."""
        taken: dict[Pair, float] = {}
        for receipt in self.receipts:
            if receipt.status == OK and receipt.is_signed:
                taken.setdefault(Pair(receipt.webhook, receipt.event_id), receipt.at)
        return taken

    def owed(self) -> dict[Pair, float]:
        """What was accepted for each webhook, and when."""
        return {Pair(webhook, event.event_id): event.at for event in self.accepted for webhook in self.webhooks}

    def kills(self) -> int:
        """How often a worker was taken away from what it was at."""
        return sum(fault.kind in {"kill", "stop"} for fault in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a run says, in seconds; `math.inf` of what never came."""

    accepted: int
    owed: int
    received: int
    dead_lettered: int
    lost: Sequence[Pair]
    duplicates: int
    duplicates_max: int
    told_twice: int
    gaps: Sequence[str]
    badly_signed: int
    refused: int
    # The longest from a fault of the kind to the next success of a webhook.
    recovery_seconds: Mapping[str, float]
    # From the last fault until everything was taken that was owed at that moment.
    settled_seconds: float
    recovery_seconds_max: float

    def slowest_seconds(self) -> float:
        """The longest recovery of all."""
        return max(self.recovery_seconds.values(), default=0.0)

    def broken(self) -> list[str]:
        """The promises that were not kept, in words."""
        promises = {
            "nothing was accepted": self.accepted == 0,
            f"{len(self.lost)} lost": bool(self.lost),
            f"{self.duplicates} duplicates, more than {self.duplicates_max}": self.duplicates > self.duplicates_max,
            f"{self.told_twice} queued twice": self.told_twice > 0,
            f"gaps in the numbers of {', '.join(self.gaps)}": bool(self.gaps),
            f"{self.badly_signed} badly signed": self.badly_signed > 0,
            f"recovered after {self.slowest_seconds():.1f} s": self.slowest_seconds() > self.recovery_seconds_max,
            f"settled after {self.settled_seconds:.1f} s": self.settled_seconds > self.recovery_seconds_max,
        }
        return [words for words, is_broken in promises.items() if is_broken]


def judge(ledger: Ledger, limits: Limits) -> Verdict:
    """Compares what was accepted with what became of it."""
    owed, taken = ledger.owed(), ledger.taken_at()
    dead = {Pair(row.webhook, row.event_id) for row in ledger.rows if row.is_dead}
    return Verdict(
        accepted=len(ledger.accepted),
        owed=len(owed),
        received=len(owed.keys() & taken.keys()),
        dead_lettered=len(owed.keys() & dead),
        lost=sorted(owed.keys() - taken.keys() - dead),
        duplicates=_repeats((one.webhook, one.delivery_id) for one in ledger.receipts if one.status == OK),
        duplicates_max=ledger.kills() * limits.in_flight_max,
        told_twice=_repeats((row.webhook, row.event_id) for row in ledger.rows),
        gaps=_gaps(ledger.rows),
        badly_signed=sum(not receipt.is_signed for receipt in ledger.receipts),
        refused=ledger.refused,
        recovery_seconds=recovery_seconds(ledger),
        settled_seconds=_settled_seconds(ledger, owed, taken),
        recovery_seconds_max=limits.recovery_seconds_max,
    )


def _repeats(keys: Iterable[tuple[str, str]]) -> int:
    return sum(count - 1 for count in Counter(keys).values())


def _gaps(rows: Iterable[Row]) -> list[str]:
    """Webhooks whose numbers are not 1, 2, 3 and so on, each once."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        numbers[row.webhook].append(row.seq)
    return sorted(webhook for webhook, found in numbers.items() if sorted(found) != list(range(1, len(found) + 1)))


def recovery_seconds(ledger: Ledger) -> dict[str, float]:
    """By kind of fault, the longest from one to the next success of a webhook; `math.inf` while one has had none since."""
    successes: defaultdict[str, list[float]] = defaultdict(list)
    for receipt in ledger.receipts:
        if receipt.status == OK:
            successes[receipt.webhook].append(receipt.at)
    longest: dict[str, float] = {}
    for fault in ledger.faults:
        for webhook in ledger.webhooks - ledger.refusing:
            waited = min((at - fault.at for at in successes[webhook] if at > fault.at), default=math.inf)
            longest[fault.kind] = max(waited, longest.get(fault.kind, 0.0))
    return longest


def _settled_seconds(ledger: Ledger, owed: Mapping[Pair, float], taken: Mapping[Pair, float]) -> float:
    last = max((fault.at for fault in ledger.faults), default=math.inf)
    on_schedule = ledger.refusing | ledger.retried
    waits = [taken.get(pair, math.inf) - last for pair, at in owed.items() if at < last and pair.webhook not in on_schedule]
    return max(0.0, *waits) if waits and ledger.faults else 0.0
