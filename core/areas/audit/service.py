"""Shows the audit log to admins, and checks its chain."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from fluxdesk.metadata import NEXT_CURSOR
from fluxdesk.services import AuditServiceServicer
from fluxdesk.v1.audit_pb2 import (
    AUDIT_FORMAT_CSV,
    AUDIT_FORMAT_NDJSON,
    AuditEntry,
    AuditFault,
    AuditVerification,
    ExportAuditLogRequest,
    ListAuditLogRequest,
    ListAuditLogResponse,
    VerifyAuditLogRequest,
)
from google.api.httpbody_pb2 import HttpBody

from core.areas.audit import export, queries
from core.areas.audit.filters import Filtered, audit_filter
from core.areas.audit.queries import EntryRow, UserRow
from core.areas.audit.rules import FIRST_NUMBER, ChainFault, read_link
from core.areas.audit.verify import ROWS_MAX, verify_chain
from core.database.rows import Db
from core.errors import NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place

_EXPORT_LIMIT_DEFAULT: Final = 1_000


class AuditService(AuditServiceServicer[Call, Db]):
    """The audit log holds every effect and every refusal of the workspace."""

    async def ListAuditLog(self, request: ListAuditLogRequest, call: Call) -> ListAuditLogResponse:
        place = Place(call)
        rows = await _select(call, request, place)
        page = place.page(rows, [_message(row) for row in rows])
        return ListAuditLogResponse(entries=page.messages, next_cursor=page.next_cursor)

    async def ExportAuditLog(self, request: ExportAuditLogRequest, call: Call) -> HttpBody:
        place = Place(call, limit_default=_EXPORT_LIMIT_DEFAULT)
        form = request.format or AUDIT_FORMAT_CSV
        encode, is_first = call.resources.codecs[AuditEntry].encode, place.before_id is None
        rows = await _select(call, request, place)
        page = place.page(rows, [HttpBody(data=export.line(form, encode(_message(row)))) for row in rows])
        if page.next_cursor:
            call.trailers[NEXT_CURSOR] = page.next_cursor
        names = [export.csv_line(export.COLUMNS)] if is_first and form != AUDIT_FORMAT_NDJSON else []
        lines = b"".join([*names, *(line.data for line in page.messages)])
        return HttpBody(content_type=export.content_type(form, is_first=is_first), data=lines)

    async def VerifyAuditLog(self, request: VerifyAuditLogRequest, call: Call) -> AuditVerification:
        found = await verify_chain(
            call.db,
            call.workspace_id,
            from_number=request.from_number or FIRST_NUMBER,
            rows_max=request.limit or ROWS_MAX,
            expected=read_link(request.expected_head),
        )
        return AuditVerification(
            sealed_rows=found.head.number,
            head_hash=found.head.hash.hex(),
            checked_rows=found.checked,
            next_number=found.next_number,
            fault=_fault_message(found.fault) if found.fault else None,
        )


async def _select(call: Call, request: Filtered, place: Place) -> Sequence[EntryRow]:
    """One row more than the page shows. Raises NotFound for a user or a family that the workspace does not have."""
    matching = audit_filter(
        request,
        user=await _require_user(call, request.user_id) if request.HasField("user_id") else None,
        family=await _require_family(call, request.family_id) if request.HasField("family_id") else None,
    )
    return await queries.list_entries(
        call.db, call.workspace_id, conditions=matching.conditions, params=matching.params, before_id=place.before_id, limit=place.row_limit
    )


async def _require_user(call: Call, text: str) -> UserRow:
    user = await queries.find_user(call.db, call.workspace_id, require_id(text, "user"))
    if user is None:
        raise NotFound("user")
    return user


async def _require_family(call: Call, text: str) -> UserRow:
    family = await queries.find_family(call.db, call.workspace_id, require_id(text, "token"))
    if family is None:
        raise NotFound("token")
    return family


def _message(row: EntryRow) -> AuditEntry:
    entry = AuditEntry(
        id=str(row.id),
        channel=f"AUDIT_CHANNEL_{row.door.upper()}",
        tool=row.tool,
        rpc=row.rpc,
        outcome=row.outcome,
        credential=row.credential,
        user_id=_text(row.user_id),
        family_id=_text(row.family_id),
        client_address=row.client_address,
        client_name=row.client_name,
        request_id=row.request_id,
        trace_id=row.trace_id,
        note=row.note,
        arguments=row.arguments,
    )
    entry.at.FromDatetime(row.at)
    return entry


def _text(row_id: UUID | None) -> str | None:
    return None if row_id is None else str(row_id)


def _fault_message(fault: ChainFault) -> AuditFault:
    return AuditFault(number=fault.number, id=_text(fault.id), kind=f"AUDIT_FAULT_KIND_{fault.kind.name}")
