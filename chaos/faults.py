"""Faults: which ones come and when, out of a seed, and how each is done to the running product."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from chaos.commit_proxy import CommitProxy, Place
from chaos.database import OwnDatabase
from chaos.ledger import Fault
from chaos.product import Product

_POLL_SECONDS: Final = 0.02
# After its lease was over, so that others have what a stopped worker had.
_OVERDUE_SECONDS: Final = (0.5, 2.0)
_DELAY_SECONDS: Final = (0.02, 0.2)
_SLOW_SECONDS: Final = 2.0
# Of the COMMITs from now on.
_NTH_MAX: Final = 20
# A stopped worker may hold locks for which all others wait, for as long as a transaction may be idle.
_COMMIT_SECONDS_MAX: Final = 40.0
_ROLES: Final = (b"fluxdesk_app", b"fluxdesk_system")


class Kind(StrEnum):
    """What can happen."""

    KILL = "kill"
    STOP = "stop"
    RESTART = "restart"
    CUT = "cut"
    DELAY = "delay"
    LOST_COMMIT = "lost commit"


# Those of the way to the database.
ON_THE_WAY: Final = frozenset({Kind.CUT, Kind.DELAY, Kind.LOST_COMMIT})


class Planned(NamedTuple):
    """A fault, and how long nothing else happens before it."""

    kind: Kind
    pause_seconds: float


def plan(chance: random.Random, counts: Mapping[Kind, int], *, pause_seconds: float) -> list[Planned]:
    """All of them in random order, with pauses of half to one and a half of what is asked. A stopped worker stays so for long, and
    the others meet their faults meanwhile: stops are spread evenly, from the beginning on.
    """
    kinds = [kind for kind, count in counts.items() if kind is not Kind.STOP for _ in range(count)]
    chance.shuffle(kinds)
    stops = counts.get(Kind.STOP, 0)
    for number in reversed(range(stops)):
        kinds.insert(number * len(kinds) // stops, Kind.STOP)
    return [Planned(kind, pause_seconds * chance.uniform(0.5, 1.5)) for kind in kinds]


@dataclass(slots=True, kw_only=True)
class Faults:
    """Does to a product what was planned. `database` is None for one that is not ours, `proxy` where there is none."""

    product: Product
    chance: random.Random
    lease_seconds: float
    note: Callable[[Fault], None]
    database: OwnDatabase | None = None
    proxy: CommitProxy | None = None
    _stopped: "asyncio.Task[None] | None" = field(default=None, init=False)

    async def run(self, planned: list[Planned]) -> None:
        """Returns when the last one is over."""
        for one in planned:
            await asyncio.sleep(one.pause_seconds)
            await self._do(one.kind)
        await self._until_awake()

    async def _do(self, kind: Kind) -> None:
        match kind:
            case Kind.KILL:
                self._send(await self._any_worker(), signal.SIGKILL, kind)
            case Kind.STOP:
                await self._until_awake()
                worker = await self._any_worker()
                self._send(worker, signal.SIGSTOP, kind)
                self._stopped = asyncio.create_task(self._wake(worker))
            case Kind.RESTART if self.database:
                self._noted(kind)
                await self.database.restart_at_once()
            case Kind.CUT if self.proxy:
                self._noted(kind)
                self.proxy.cut()
            case Kind.DELAY if self.proxy:
                self._noted(kind)
                self.proxy.delay_seconds = self.chance.uniform(*_DELAY_SECONDS)
                await asyncio.sleep(_SLOW_SECONDS)
                self.proxy.delay_seconds = 0.0
            case Kind.LOST_COMMIT if self.proxy:
                await self._lose_answer(self.proxy)
            case _:
                message = f"nothing here can be hit by {kind}"
                raise LookupError(message)

    async def _lose_answer(self, proxy: CommitProxy) -> None:
        """The answer to one of the next COMMITs never comes, though it took effect. Raises TimeoutError where nobody commits any more."""
        held = proxy.hold(Place.ANSWER, nth=self.chance.randint(1, _NTH_MAX), role=self.chance.choice(_ROLES))
        async with asyncio.timeout(_COMMIT_SECONDS_MAX):
            await held.arrived.wait()
        self._noted(Kind.LOST_COMMIT)
        held.lose()

    async def _any_worker(self) -> int:
        """One of those that run, as soon as one does."""
        while not (workers := self.product.workers()):  # noqa: ASYNC110  # processes tell nobody that they have begun
            await asyncio.sleep(_POLL_SECONDS)
        return self.chance.choice(workers)

    def _send(self, worker: int, number: signal.Signals, kind: Kind) -> None:
        self._noted(kind)
        os.kill(worker, number)

    async def _wake(self, worker: int) -> None:
        await asyncio.sleep(self.lease_seconds + self.chance.uniform(*_OVERDUE_SECONDS))
        os.kill(worker, signal.SIGCONT)

    async def _until_awake(self) -> None:
        if self._stopped:
            await self._stopped

    def _noted(self, kind: Kind) -> None:
        self.note(Fault(kind, time.monotonic()))
