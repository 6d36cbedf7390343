"""What admins see of the log: every filter, page by page, as a list and as a file."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.audit_pb2 import (
    AUDIT_CHANNEL_CLI,
    AUDIT_CHANNEL_MCP,
    AUDIT_CHANNEL_REST,
    AUDIT_FORMAT_CSV,
    AUDIT_FORMAT_NDJSON,
    ExportAuditLogRequest,
    ListAuditLogRequest,
)
from fluxdesk.v1.audit_pb2_grpc import AuditServiceStub
from google.protobuf.timestamp_pb2 import Timestamp

from core.ids import new_id
from core.rpc.queries import AuditRow
from tests.core.areas.audit.recorded import admin_of, listed, record
from tests.core.areas.calls import failure_of
from tests.tenants import Tenant


def timestamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


async def export(tenant: Tenant, **values: object) -> tuple[str, str, str | None]:
    """Media type, text and next cursor of one page."""
    request = ExportAuditLogRequest(**values)  # type: ignore[arg-type]
    call = AuditServiceStub(tenant.core.channel).ExportAuditLog(request, metadata=await admin_of(tenant))
    reply = await call
    trailers = {key: value for key, value in await call.trailing_metadata() or () if isinstance(value, str)}
    return reply.content_type, reply.data.decode(), trailers.get("x-next-cursor")


@pytest.fixture
async def rows(tenant: Tenant) -> list[AuditRow]:
    """Four rows, oldest first: by an agent over MCP, by a session over REST, by an operator, and a refusal."""
    agent = await record(tenant)
    session = await record(tenant, door="rest", tool=None, credential=Credential.PERSON, family_id=None, user_id=tenant.admin.id)
    operator = await record(tenant, door="cli", rpc="fluxdesk token revoke", credential=None, family_id=None, user_id=None)
    refusal = await record(tenant, outcome="SCOPE_MISSING", request_id="the-refusal")
    return [*agent, *session, *operator, *refusal]


async def test_an_entry_shows_what_was_recorded(tenant: Tenant, rows: list[AuditRow]) -> None:
    [entry] = await listed(tenant, ListAuditLogRequest(request_id=rows[0].request_id))
    assert (entry.id, entry.channel, entry.tool, entry.rpc, entry.outcome) == (
        str(rows[0].id),
        AUDIT_CHANNEL_MCP,
        "create_tag",
        "/fluxdesk.v1.TagService/CreateTag",
        "OK",
    )
    assert (entry.user_id, entry.family_id) == (str(rows[0].user_id), str(rows[0].family_id))
    assert (entry.credential, entry.client_address, entry.client_name) == ("agent_key", "192.0.2.1", "a client")
    assert (entry.trace_id, entry.note, entry.arguments) == (rows[0].trace_id, "a note", rows[0].arguments)
    assert abs(entry.at.ToDatetime(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=5)


async def test_every_filter_leaves_what_it_says(tenant: Tenant, rows: list[AuditRow]) -> None:
    agent, session, operator, refusal = rows
    hour = timedelta(hours=1)
    before, after = timestamp(datetime.now(UTC) - hour), timestamp(datetime.now(UTC) + hour)
    for request, left in (
        (ListAuditLogRequest(), [refusal, operator, session, agent]),
        (ListAuditLogRequest(user_id=str(tenant.admin.id)), [session]),
        (ListAuditLogRequest(family_id=str(agent.family_id)), [refusal, agent]),
        (ListAuditLogRequest(user_id=str(tenant.employee.id), family_id=str(agent.family_id)), [refusal, agent]),
        (ListAuditLogRequest(user_id=str(tenant.admin.id), family_id=str(agent.family_id)), []),
        (ListAuditLogRequest(rpc="fluxdesk token revoke"), [operator]),
        (ListAuditLogRequest(channel=AUDIT_CHANNEL_REST), [session]),
        (ListAuditLogRequest(channel=AUDIT_CHANNEL_CLI), [operator]),
        (ListAuditLogRequest(outcome="OK"), [operator, session, agent]),
        (ListAuditLogRequest(outcome="SCOPE_MISSING"), [refusal]),
        (ListAuditLogRequest(outcome="ROLE_MISSING"), []),
        (ListAuditLogRequest(outcome="REFUSED"), [refusal]),
        (ListAuditLogRequest(request_id="the-refusal"), [refusal]),
        (ListAuditLogRequest(since=before, until=after), [refusal, operator, session, agent]),
        (ListAuditLogRequest(since=after), []),
        (ListAuditLogRequest(until=before), []),
        (ListAuditLogRequest(since=Timestamp(seconds=-62135596800), until=Timestamp(seconds=253402300799)), [*reversed(rows)]),
    ):
        assert [entry.id for entry in await listed(tenant, request)] == [str(row.id) for row in left], request


async def test_a_time_is_exact(tenant: Tenant, rows: list[AuditRow]) -> None:
    ends = {entry.id: entry.at for entry in await listed(tenant, ListAuditLogRequest())}
    at = ends[str(rows[2].id)]
    assert [entry.id for entry in await listed(tenant, ListAuditLogRequest(since=at))] == [str(rows[3].id), str(rows[2].id)]
    assert [entry.id for entry in await listed(tenant, ListAuditLogRequest(until=at))] == [str(rows[1].id), str(rows[0].id)]


@pytest.mark.parametrize("field", ["user_id", "family_id"])
async def test_whoever_is_not_there_is_not_found(field: str, tenant: Tenant, other_tenant: Tenant) -> None:
    known = {"user_id": other_tenant.employee.id, "family_id": other_tenant.tokens[Credential.AGENT_KEY].family_id}
    stub, metadata = AuditServiceStub(tenant.core.channel), await admin_of(tenant)
    for text in (str(known[field]), str(new_id()), "nobody"):
        request = ListAuditLogRequest(**{field: text})  # type: ignore[arg-type]
        assert (await failure_of(stub.ListAuditLog(request, metadata=metadata))).reason is Reason.NOT_FOUND


async def test_pages_hold_every_row_once(tenant: Tenant, rows: list[AuditRow]) -> None:
    stub, metadata, seen = AuditServiceStub(tenant.core.channel), await admin_of(tenant), list[str]()
    page = await stub.ListAuditLog(ListAuditLogRequest(limit=3), metadata=metadata)
    seen += [entry.id for entry in page.entries]
    page = await stub.ListAuditLog(ListAuditLogRequest(limit=3, cursor=page.next_cursor), metadata=metadata)
    seen += [entry.id for entry in page.entries]
    assert (seen, page.HasField("next_cursor")) == ([str(row.id) for row in reversed(rows)], False)


async def test_a_csv_is_one_table_over_all_of_its_pages(tenant: Tenant, rows: list[AuditRow]) -> None:
    first_type, text, cursor = await export(tenant, limit=3)
    rest_type, rest, end = await export(tenant, limit=3, cursor=cursor)
    assert (first_type, rest_type) == ("text/csv; charset=utf-8; header=present", "text/csv; charset=utf-8; header=absent")
    table = list(csv.DictReader(io.StringIO(text + rest, newline="")))
    assert [row["id"] for row in table] == [str(row.id) for row in reversed(rows)]
    assert end is None
    assert table[3]["arguments"] == rows[0].arguments
    assert (table[3]["channel"], table[2]["tool"], table[2]["family_id"]) == ("mcp", "", "")


async def test_a_line_of_ndjson_is_the_entry_of_the_list(tenant: Tenant, rows: list[AuditRow]) -> None:
    media_type, text, cursor = await export(tenant, format=AUDIT_FORMAT_NDJSON, user_id=str(tenant.employee.id))
    entries = [json.loads(line) for line in text.removesuffix("\n").split("\n")]
    assert (media_type, cursor) == ("application/x-ndjson", None)
    assert [(entry["id"], entry["channel"], entry["arguments"]) for entry in entries] == [
        (str(row.id), "mcp", row.arguments) for row in (rows[3], rows[0])
    ]


async def test_an_export_ends_its_page_before_it_is_too_long_for_a_client(tenant: Tenant) -> None:
    recorded = await record(tenant, 900, arguments='"\u00e4' * 1_000)
    seen, cursor = list[str](), None
    while cursor != "":
        _, text, cursor = await export(tenant, limit=5_000, **({"cursor": cursor} if cursor else {}))
        assert len(text.encode()) < 3_100_000
        seen += [row[0] for row in csv.reader(io.StringIO(text, newline="")) if row[0] != "id"]
        cursor = cursor or ""
    assert seen == [str(row.id) for row in reversed(recorded)]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
async def test_no_cell_of_a_csv_is_a_formula(begins: str, tenant: Tenant) -> None:
    name = f'{begins}HYPERLINK("https://evil.example";"x")'
    await record(tenant, client_name=name)
    _, text, _ = await export(tenant, format=AUDIT_FORMAT_CSV)
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["client_name"] == f"'{name}"
    _, text, _ = await export(tenant, format=AUDIT_FORMAT_NDJSON)
    assert json.loads(text)["client_name"] == name


async def test_a_cursor_is_good_for_its_own_format_only(tenant: Tenant, rows: list[AuditRow]) -> None:
    _, _, cursor = await export(tenant, limit=len(rows) - 1)
    request = ExportAuditLogRequest(cursor=cursor, format=AUDIT_FORMAT_NDJSON)
    failure = await failure_of(AuditServiceStub(tenant.core.channel).ExportAuditLog(request, metadata=await admin_of(tenant)))
    assert (failure.reason, failure.faults[0][0]) == (Reason.VALIDATION_FAILED, "cursor")
