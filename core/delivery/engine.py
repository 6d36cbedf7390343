"""Delivers what is due: claims no more than it has room for, sends it, and stores what came of it."""

import asyncio
import os
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import structlog
from psycopg import Error

from core.clock import Clock
from core.database.pool import Database
from core.database.transaction import OutcomeUnknown
from core.database.wake import Subscription, Wake
from core.delivery import rules
from core.delivery.claim import Claimed, Claims
from core.delivery.finish import Finisher, NotStored, TellDisabled
from core.delivery.queries import get_oldest_due
from core.delivery.rules import Lane
from core.delivery.send import attempt
from core.delivery.topics import DUE_TOPIC
from core.egress.public import Egress
from core.vault.vault import Vault

# What nobody was told of, such as a delay that is over, waits for so long at most.
_POLL_SECONDS: Final = 1.0
# Where there was something due there may be more, though those that hang leave too little room for a wake-up.
_MORE_SECONDS: Final = 0.05
# One claim serves what became due, or room, meanwhile.
_PAUSE_SECONDS: Final = 0.01
_OLDEST_SECONDS: Final = 5.0
# Requests end by their own deadline.
_DRAIN_SECONDS_MAX: Final = rules.DEADLINE_SECONDS + 1
# Of an engine that stops, to a database that may be away.
_LAST_WORDS_SECONDS_MAX: Final = 2.0
# Of a database that is away: PoolTimeout is an Error too.
_AWAY: Final = (Error, OutcomeUnknown)
_log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """How many deliveries one process is at together, by lane, how many of them may be one webhook's, and how long a webhook fails.

    Slots cost next to nothing, and claims and outcomes in larger batches cost less for each delivery.
    """

    slots: dict[Lane, int] = field(default_factory=lambda: {Lane.FRESH: 192, Lane.RETRY: 32})
    webhook_slots: dict[Lane, int] = field(default_factory=lambda: {Lane.FRESH: 8, Lane.RETRY: 2})
    lease_seconds: float = rules.LEASE_SECONDS
    failing_seconds_min: float = 3600.0


@dataclass(slots=True)
class EngineFigures:
    """Since the start: attempts by what came of them, leases that were over when their attempt was to be stored, and deliveries that
    somebody had left. `oldest_due_seconds` is a few seconds old.
    """

    attempts: Counter[str] = field(default_factory=Counter[str])
    refused: int = 0
    abandoned: int = 0
    in_flight: int = 0
    oldest_due_seconds: float = 0.0


class Tools(NamedTuple):
    """What the engine works with."""

    database: Database
    wake: Wake
    vault: Vault
    clock: Clock
    egress: Egress
    tell_disabled: TellDisabled


class Engine:
    """The deliveries of one process, from now until `stop`. Every process has one: claims never share a row."""

    def __init__(self, tools: Tools, settings: EngineSettings | None = None) -> None:
        self.figures = EngineFigures()
        self._tools = tools
        self._settings = settings = settings or EngineSettings()
        self._finisher = Finisher(
            tools.database,
            tools.wake,
            tools.tell_disabled,
            worker=f"{socket.gethostname()}/{os.getpid()}",
            failing_seconds_min=settings.failing_seconds_min,
        )
        self._stopping = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._requests = 0
        self._has_no_request = asyncio.Event()
        self._has_no_request.set()
        self._subscriptions: list[Subscription] = []
        self._lanes = [asyncio.create_task(self._serve(lane)) for lane in Lane]
        self._watch = asyncio.create_task(self._watch_oldest())

    def drain(self) -> None:
        """Claims nothing any more."""
        self._stopping.set()
        for subscription in self._subscriptions:
            subscription.wake()

    async def end_requests(self) -> None:
        """Claims nothing any more, and returns when the requests that run have ended, by their deadline at the latest."""
        self.drain()
        await asyncio.wait(self._lanes, timeout=_LAST_WORDS_SECONDS_MAX)
        for lane in self._lanes:
            lane.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS_MAX):
                await self._has_no_request.wait()

    async def stop(self) -> None:
        """Returns when the requests that run have ended and are stored, or a database that is away has had its time. What is left then is
        delivered again when its lease is over.
        """
        await self.end_requests()
        try:
            if self._sending:
                await asyncio.wait(self._sending, timeout=_LAST_WORDS_SECONDS_MAX)
        finally:
            left = [*self._lanes, *self._sending, self._watch]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await self._finisher.stop()

    async def _serve(self, lane: Lane) -> None:
        """Claims as often as there is something due, and room for it."""
        tools, settings = self._tools, self._settings
        claims = Claims(tools.database, tools.vault, lane, webhook_slots=settings.webhook_slots[lane], lease_seconds=settings.lease_seconds)
        async with tools.wake.subscribe(DUE_TOPIC) as due:
            self._subscriptions.append(due)
            room = _Room(settings.slots[lane], due)
            while not self._stopping.is_set():
                try:
                    await due.wait(await self._claim(claims, room))
                except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
                    _log.error("webhook_lane_failed", lane=lane.name, exc_info=problem)
                    await asyncio.sleep(_POLL_SECONDS)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _claim(self, claims: Claims, room: "_Room") -> float:
        """Begins with what is due, as far as there is room; the seconds to the next time, unless something happens before."""
        if not room.free:
            return _POLL_SECONDS
        try:
            taken = await claims.take(room.free)
        except _AWAY as problem:
            # What was leased all the same is due again when the lease is over.
            _log.warning("webhook_claim_failed", reason=str(problem))
            return _POLL_SECONDS
        for one in taken:
            self._send(one, claims, room)
        if claims.is_under_way:
            return 0
        return _MORE_SECONDS if taken else _POLL_SECONDS

    def _send(self, one: Claimed, claims: Claims, room: "_Room") -> None:
        self.figures.abandoned += one.row.was_abandoned
        self.figures.in_flight += 1
        room.free -= 1
        self._requests += 1
        self._has_no_request.clear()
        task = asyncio.create_task(self._deliver(one))
        self._sending.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._sending.discard(task)
            self.figures.in_flight -= 1
            claims.ended(one.row.webhook_id)
            room.give_back()

        task.add_done_callback(ended)

    async def _deliver(self, one: Claimed) -> None:
        try:
            finished = await attempt(one, self._tools.egress, self._tools.clock)
        finally:
            self._requests -= 1
            if not self._requests:
                self._has_no_request.set()
        self.figures.attempts[finished.error or "delivered"] += 1
        with suppress(NotStored):
            if await self._finisher.finish(one.row, finished):
                return
            self.figures.refused += 1
            _log.warning("webhook_lease_was_over", delivery_id=str(one.row.id), fence=one.row.fence)

    async def _watch_oldest(self) -> None:
        while True:
            try:
                async with self._tools.database.system_transaction(read_only=True) as db:
                    self.figures.oldest_due_seconds = await get_oldest_due(db)
            except _AWAY:
                pass
            except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
                _log.error("webhook_watch_failed", exc_info=problem)
            await asyncio.sleep(_OLDEST_SECONDS)


class _Room:
    """How many more deliveries a lane may be at. Whoever waits for room is woken once there is a good deal of it."""

    def __init__(self, slots: int, due: Subscription) -> None:
        self.free = slots
        self._enough = max(1, slots // 4)
        self._due = due

    def give_back(self) -> None:
        self.free += 1
        if self.free >= self._enough:
            self._due.wake()
