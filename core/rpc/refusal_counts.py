"""Refusals of which there may be a flood, of callers whom nobody knows or who are over their limit: counted, so that it is a few rows."""

import asyncio
from contextlib import suppress
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from fluxdesk.reasons import Reason

from core.clock import Clock
from core.database.pool import Database
from core.ids import NIL_WORKSPACE, new_id
from core.rpc.queries import RefusalCountRow, insert_refusal_counts

# What a process that is killed forgets of a minute that is over.
_FLUSH_SECONDS: Final = 5
_WINDOW_SECONDS: Final = 60
# Counts that are told apart; further ones share a row for as long as there are so many.
_COUNTS_MAX: Final = 1_000
_OTHERS: Final = "others"
_log = structlog.get_logger()


class Caller(NamedTuple):
    """Whom a count is of."""

    workspace_id: UUID
    credential: str
    user_id: UUID
    family_id: UUID | None


class _Key(NamedTuple):
    window: int
    caller: Caller | str
    outcome: Reason


class RefusalCounts:
    """One count for each caller, or address, minute and reason. It is written once its minute is over: rows of the log never change."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._counts: dict[_Key, RefusalCountRow] = {}
        self._stopping = asyncio.Event()
        self._writer = asyncio.create_task(self._write_until_stopped())

    def note(
        self,
        *,
        rpc: str,
        door: str,
        client_address: str,
        client_name: str | None,
        outcome: Reason,
        request_id: str,
        trace_id: str | None,
        caller: Caller | None = None,
    ) -> None:
        """Counts a refusal that happens now. The row shows what else is known of the first."""
        now = self._clock.unix_seconds()
        key = _Key(int(now // _WINDOW_SECONDS), caller or client_address, outcome)
        if key not in self._counts and len(self._counts) >= _COUNTS_MAX:
            key, client_address, caller = key._replace(caller=_OTHERS), _OTHERS, None
        if counted := self._counts.get(key):
            self._counts[key] = counted._replace(refusals=counted.refusals + 1)
        else:
            who = caller or (NIL_WORKSPACE, None, None, None)
            workspace_id, credential, user_id, family_id = who
            self._counts[key] = RefusalCountRow(
                workspace_id,
                new_id(),
                now,
                rpc,
                door,
                client_address,
                client_name,
                outcome,
                request_id,
                trace_id,
                credential,
                user_id,
                family_id,
                refusals=1,
            )

    async def write(self, *, is_last: bool = False) -> None:
        """Writes the counts of minutes that are over, or all of them. A database that is away has them in the server's log."""
        window = int(self._clock.unix_seconds() // _WINDOW_SECONDS)
        over = [key for key in self._counts if is_last or key.window < window]
        rows = [self._counts.pop(key) for key in over]
        if not rows:
            return
        try:
            async with self._database.system_transaction() as db:
                await insert_refusal_counts(db, rows)
        except BaseException as problem:
            # Also where the process ends before a database that is away has answered.
            _log.error("audit_rows_lost", rows=[row._asdict() for row in rows], exc_info=problem)
            if not isinstance(problem, Exception):
                raise

    async def stop(self) -> None:
        """Ends with a last write."""
        self._stopping.set()
        await self._writer

    async def _write_until_stopped(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_FLUSH_SECONDS):
                    await self._stopping.wait()
            await self.write(is_last=self._stopping.is_set())
