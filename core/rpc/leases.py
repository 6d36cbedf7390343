"""Permits to call, leased from the database: over all processes no caller is granted more than its limit in a window."""

import asyncio
import contextvars
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from psycopg.errors import ReadOnlySqlTransaction

from core.clock import Clock
from core.database.pool import Database
from core.ids import NIL_WORKSPACE
from core.rpc.queries import LeaseRow, RateWindowKey, Want, delete_old_rate_windows, lease_permits

# While one statement waits for somebody's row another serves everybody else. More would take connections from calls.
_STATEMENTS_MAX: Final = 2
_WANTS_MAX: Final = 256
# Rows of callers that have been silent for an hour are deleted: after so many leases, or more, a look at four times as many rows, so
# that they are found faster than new ones come.
_LEASES_PER_LOOK: Final = 250
_ROWS_PER_LEASE: Final = 4
_SILENT_WINDOWS: Final = 60
_BEGINNING: Final = RateWindowKey(NIL_WORKSPACE, "", "")
_log = structlog.get_logger()


class Holder(NamedTuple):
    """Whose permits they are. `caller` is a token family, a user or a client address; `bucket` one that the table of windows allows."""

    workspace_id: UUID
    caller: UUID | str
    bucket: str


class Permit(NamedTuple):
    """Whether the call may go on, of what limit, and what certainly remains. The window ends at `resets_at`, in Unix seconds."""

    is_granted: bool
    limit: int
    remaining: int
    resets_at: int
    seconds_left: int


@dataclass(slots=True)
class _Lease:
    """What this process holds of a window, and what remained for all when it was leased. `until` is monotonic."""

    asked_limit: int
    limit: int
    held: int
    rest: int
    resets_at: int
    until: float

    def permit(self, now: float, *, is_granted: bool, is_rest_known: bool) -> Permit:
        remaining = self.held + self.rest if is_rest_known else self.held
        return Permit(is_granted, self.limit, remaining, self.resets_at, max(1, ceil(self.until - now)))


@dataclass(slots=True)
class _Queue:
    """Calls of one holder that wait for the same lease."""

    limit: int
    family_id: UUID | None
    calls: list[asyncio.Future[Permit]] = field(default_factory=list[asyncio.Future[Permit]])


class Leases:
    """The leases of one process. Whoever holds a permit, or is known to have none, is answered without a statement.

    What remains for all is known at the moment of a lease. Between two leases others may take all of it, unless the process `is_alone`.
    """

    def __init__(self, database: Database, clock: Clock, *, window_seconds: int, is_alone: bool) -> None:
        self._database = database
        self._clock = clock
        self._window_seconds = window_seconds
        self._is_alone = is_alone
        self._leases: dict[Holder, _Lease] = {}
        self._latest_reset = 0
        self._queues: dict[Holder, _Queue] = {}
        # Holders in a running statement: two of one holder would wait for each other.
        self._asking: set[Holder] = set()
        self._statements = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._leased = 0
        self._looked_at = _BEGINNING

    def take(self, holder: Holder, limit: int, family_id: UUID | None) -> Permit | Awaitable[Permit]:
        """A permit of the running window, which has to be waited for where the process holds none.

        `limit` is what this process knows; for a family the database's own counts. Raises psycopg.Error when it is away.
        """
        lease, now = self._leases.get(holder), self._clock.monotonic_seconds()
        # Under another limit what is held may be too much, and who had none left may have some.
        if lease is None or now >= lease.until or lease.asked_limit != limit:
            self._leases.pop(holder, None)
        # The last permit waits for the next lease, so that nobody is told zero before the end.
        elif lease.held > 1 or (lease.held and not lease.rest):
            lease.held -= 1
            return lease.permit(now, is_granted=True, is_rest_known=self._is_alone)
        elif not lease.rest:
            return lease.permit(now, is_granted=False, is_rest_known=self._is_alone)
        return self._ask(holder, limit, family_id)

    def used_up(self, holder: Holder) -> Permit | None:
        """What a call would be refused with that has no permit to take; None where this process does not know that none is left."""
        lease, now = self._leases.get(holder), self._clock.monotonic_seconds()
        if lease is None or now >= lease.until or lease.held or lease.rest:
            return None
        return lease.permit(now, is_granted=False, is_rest_known=True)

    async def stop(self) -> None:
        """Waits for the statements that run."""
        await asyncio.gather(*self._tasks)

    def _ask(self, holder: Holder, limit: int, family_id: UUID | None) -> asyncio.Future[Permit]:
        """The future of a call that leaves is cancelled with it; the lease goes on for the others."""
        call: asyncio.Future[Permit] = asyncio.get_running_loop().create_future()
        queue = self._queues.setdefault(holder, _Queue(limit, family_id))
        queue.limit = limit
        queue.calls.append(call)
        if self._statements < _STATEMENTS_MAX:
            self._statements += 1
            # It works for all that wait, so neither its log lines nor its spans are of the call that began it.
            task = asyncio.create_task(self._lease_for_all(), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return call

    async def _lease_for_all(self) -> None:
        """Leases until nobody waits whom no other statement serves. The count falls with the last look, so that nobody comes between."""
        while queues := self._next():
            try:
                await self._lease(queues)
            except Exception as problem:  # noqa: BLE001  # the edge of a task: those who wait raise it
                for queue in queues.values():
                    for call in queue.calls:
                        if not call.done():
                            call.set_exception(problem)
            finally:
                self._asking -= queues.keys()
            await self._forget_the_silent()
        self._statements -= 1

    def _next(self) -> dict[Holder, _Queue]:
        """Those who wait and are in no statement yet."""
        holders = [holder for holder in self._queues if holder not in self._asking][:_WANTS_MAX]
        self._asking.update(holders)
        return {holder: self._queues.pop(holder) for holder in holders}

    async def _lease(self, queues: Mapping[Holder, _Queue]) -> None:
        by_key = {(holder.workspace_id, str(holder.caller), str(holder.bucket)): holder for holder in queues}
        wants = [
            Want(*key, queues[holder].family_id, queues[holder].limit, sum(not call.done() for call in queues[holder].calls))
            for key, holder in by_key.items()
        ]
        async with self._database.statements() as db:
            # What the statement calls left began to run out after this moment: the lease ends early, never late.
            sent = self._clock.monotonic_seconds()
            try:
                rows = await lease_permits(db, wants, window_seconds=self._window_seconds)
            except ReadOnlySqlTransaction:
                rows = [self._uncounted(want) for want in wants]
        for row in rows:
            holder = by_key[row.workspace_id, row.caller, row.bucket]
            self._settle(holder, queues[holder], row, sent)
        self._leased += len(rows)

    def _uncounted(self, want: Want) -> LeaseRow:
        """The whole limit for this process alone: a database that takes no writes counts nothing, and calls that read shall go on."""
        now = self._clock.unix_seconds()
        ends_at = (int(now) // self._window_seconds + 1) * self._window_seconds
        return LeaseRow(want.workspace_id, want.caller, want.bucket, want.call_limit, want.call_limit, 0, ends_at, ends_at - now)

    def _settle(self, holder: Holder, queue: _Queue, row: LeaseRow, sent: float) -> None:
        """Serves the calls in their order, and those that came meanwhile. Whose window is over, or who may get more, asks again."""
        now = self._clock.monotonic_seconds()
        lease = _Lease(queue.limit, row.call_limit, row.leased, row.rest, row.ends_at, sent + row.seconds_left)
        if now >= lease.until:
            self._ask_again(holder, queue)
            return
        if (later := self._queues.get(holder)) and later.limit == queue.limit:
            queue.calls += self._queues.pop(holder).calls
        before = self._leases.get(holder)
        if before and before.resets_at == lease.resets_at:
            lease.held += before.held
        self._keep(holder, lease, now)
        calls = [call for call in queue.calls if not call.done()]
        served = calls if not lease.rest else calls[: lease.held]
        for call in served:
            is_granted = lease.held > 0
            lease.held -= is_granted
            call.set_result(lease.permit(now, is_granted=is_granted, is_rest_known=True))
        queue.calls = calls[len(served) :]
        if queue.calls:
            self._ask_again(holder, queue)

    def _ask_again(self, holder: Holder, queue: _Queue) -> None:
        later = self._queues.setdefault(holder, _Queue(queue.limit, queue.family_id))
        later.calls[:0] = queue.calls

    def _keep(self, holder: Holder, lease: _Lease, now: float) -> None:
        """All windows end together, so what is over is dropped with the first lease of the next."""
        if lease.resets_at > self._latest_reset:
            self._latest_reset = lease.resets_at
            self._leases = {other: held for other, held in self._leases.items() if held.until > now}
        self._leases[holder] = lease

    async def _forget_the_silent(self) -> None:
        if self._leased < _LEASES_PER_LOOK:
            return
        look_at, self._leased = _ROWS_PER_LEASE * self._leased, 0
        try:
            async with self._database.system_transaction() as db:
                age_seconds = _SILENT_WINDOWS * self._window_seconds
                last = await delete_old_rate_windows(db, after=self._looked_at, look_at=look_at, age_seconds=age_seconds)
            self._looked_at = last or _BEGINNING
        except Exception as problem:  # noqa: BLE001  # the edge of a task: the next look finds them
            _log.warning("old_rate_windows_kept", problem=str(problem))
