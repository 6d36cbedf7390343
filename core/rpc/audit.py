"""The record of every effect and of every refusal."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import orjson
import structlog
from fluxdesk.metadata import CLIENT_NAME, TRACEPARENT, client_name, trace_id
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect, TransactionMode

from core.database.pool import Database
from core.database.rows import Db
from core.errors import Refusal
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.queries import AuditRow, insert_audit_rows
from core.rpc.redact import redacted
from core.rpc.refusal_counts import Caller
from core.secrets.redaction import without_own_secrets

OK = "OK"
# Longer arguments are cut: the log shows what was asked, it is no second store of the content.
_ARGUMENTS_CHARACTERS_MAX = 2_000
_USER_AGENT = "user-agent"
_log = structlog.get_logger()


def audit_row(call: Call, outcome: str) -> AuditRow:
    """The row of a call that ended with "OK" or with a Reason."""
    principal, subject = call.principal, call.audit_subject
    return AuditRow(
        workspace_id=subject.workspace_id if subject else call.workspace_id,
        id=new_id(),
        rpc=call.rpc.name,
        door=call.door,
        credential=principal and principal.credential,
        user_id=subject.user_id if subject else principal and principal.user_id,
        family_id=principal and principal.family_id,
        client_address=call.client_address,
        client_name=_client_name(call),
        outcome=outcome,
        note=call.audit_note,
        request_id=call.request_id,
        trace_id=trace_id(call.text(TRACEPARENT)),
        arguments=_arguments(call),
        tool=call.rpc.tool if call.door == "mcp" else None,
    )


class AuditLog:
    """Rows that stand in a transaction of their own: refusals of known callers, and reads over MCP. Waiting rows share one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[AuditRow, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        """Ends once the rows that wait have been written."""
        if self._writer:
            await self._writer

    async def refused(self, call: Call, refusal: Refusal) -> None:
        """Records a refusal. The answer waits for the row; a database that is away does not hide the refusal.

        Those of callers whom nobody knows, or who are over their limit, are counted: a flood of them must not be able to fill the log.
        """
        if not call.rpc.audited or call.is_recorded:
            return
        is_over_limit = refusal.reason is Reason.RATE_LIMITED and call.audit_subject is None
        if is_over_limit or not (call.principal or call.audit_subject):
            _count(call, refusal)
        else:
            await self._append(audit_row(call, refusal.reason))

    async def afterwards(self, call: Call) -> None:
        """Records what no transaction of the call could: reads over MCP, and effects outside a tenant's transaction.

        The row waits from here on to be written, also when the caller leaves.
        """
        is_missing = call.door == "mcp" if call.rpc.effect is Effect.READ else not _is_recorded_within(call)
        if call.rpc.audited and is_missing and not call.is_recorded:
            await self._append(audit_row(call, OK))

    async def _append(self, row: AuditRow) -> None:
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((row, written))
        if self._writer is None:
            # It writes for other calls too, whose logs and traces are not those of this one.
            self._writer = asyncio.create_task(self._write(), context=contextvars.Context())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with self._database.system_transaction() as db:
                    await insert_audit_rows(db, [row for row, _ in batch])
            except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
                # The rows stand in the server's log instead: a refusal must not fail because it cannot be recorded.
                _log.error("audit_rows_lost", rows=[row._asdict() for row, _ in batch], exc_info=problem)
            for _, written in batch:
                if not written.done():
                    written.set_result(None)
        self._writer = None


async def record(calls: Sequence[Call]) -> None:
    """Appends the rows of calls that had an effect, in the transaction that they share."""
    rows = [audit_row(call, OK) for call in calls if call.rpc.audited and call.rpc.effect is not Effect.READ and call.principal]
    if rows:
        await insert_audit_rows(calls[0].db, rows)


@asynccontextmanager
async def effect_of(call: Call) -> AsyncGenerator[Db]:
    """A transaction of the system for the effect of a call that declares NONE. Once it has committed, what `record_effect` wrote counts."""
    async with call.resources.database.system_transaction() as db:
        yield db
    call.is_recorded = call.is_recording


async def record_effect(db: Db, call: Call, outcome: str = OK) -> None:
    """Appends the call's row, last in the transaction of its effect: neither is there without the other."""
    await insert_audit_rows(db, [audit_row(call, outcome)])
    call.is_recording = True


def _count(call: Call, refusal: Refusal) -> None:
    principal = call.principal
    call.resources.refusals.note(
        rpc=call.rpc.name,
        door=call.door,
        client_address=call.client_address,
        client_name=_client_name(call),
        outcome=refusal.reason,
        request_id=call.request_id,
        trace_id=trace_id(call.text(TRACEPARENT)),
        caller=principal and Caller(principal.workspace_id, principal.credential, principal.user_id, principal.family_id),
    )


def _client_name(call: Call) -> str | None:
    """As the door says, or as a client of gRPC names itself; None where nobody does."""
    return client_name(call.text(CLIENT_NAME) or call.text(_USER_AGENT)) or None


def _is_recorded_within(call: Call) -> bool:
    """Whether `record` writes the row: a caller without a tenant has no rights there."""
    return call.principal is not None and call.rpc.transaction is not TransactionMode.NONE


def _arguments(call: Call) -> str | None:
    """Compact JSON of the request without its secrets; the end of a long one is cut off."""
    codec = call.resources.codecs[type(call.request)]
    try:
        # A token that somebody took for an id is no secret of the declarations, and one all the same.
        text = without_own_secrets(orjson.dumps(codec.encode(redacted(call.request))).decode())
    except (ValueError, OverflowError):
        # Only what is refused can hold a value that its own type forbids, such as a time that no calendar has.
        return None
    return text if len(text) <= _ARGUMENTS_CHARACTERS_MAX else f"{text[:_ARGUMENTS_CHARACTERS_MAX]}…"
