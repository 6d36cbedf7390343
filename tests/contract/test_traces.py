"""What a call leaves behind: nothing but an audit row of each effect, of each refusal, and of each read over MCP."""

from collections.abc import Iterator

import orjson
from fluxdesk.json import SNAKE
from fluxdesk.metadata import fit_request_id
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from google.protobuf.message import Message
from psycopg import AsyncConnection

from core.ids import NIL_WORKSPACE
from tests.contract.records import audit_records, row_counts
from tests.contract.rows import CLOSED, EFFECTS, READS, SCOPED, accepted, accepted_tokens, each
from tests.doors import Doors
from tests.samples import sample
from tests.tenants import Tenant, forged


def secrets_in(message: Message) -> Iterator[str]:
    """Every text that the declarations call a secret."""
    for field, value in message.ListFields():
        if field.GetOptions().debug_redact:
            yield from map(str, value) if field.is_repeated else (str(value),)
        elif field.message_type and not field.message_type.GetOptions().map_entry:
            for nested in value if field.is_repeated else (value,):
                yield from secrets_in(nested)


@each(READS)
async def test_a_read_leaves_nothing_but_its_audit_row_over_mcp(rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection) -> None:
    request, token = await sample(rpc, tenant)
    for door in doors.of(rpc):
        before, request_id = await row_counts(owner), fit_request_id("")
        assert (await door.call(rpc, request, token, request_id=request_id)).reason is None
        left = 1 if door is doors.mcp and rpc.audited else 0
        assert await row_counts(owner) == before | {"audit_log": before["audit_log"] + left}, door.name
        found = [(record.door, record.tool, record.outcome) for record in await audit_records(owner, request_id)]
        assert found == [("mcp", rpc.tool, "OK")] * left


@each(EFFECTS)
async def test_an_effect_leaves_one_audit_row_without_secrets(rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection) -> None:
    families = {kind: one.family_id for kind, one in tenant.tokens.items()}
    for door in doors.of(rpc):
        (request, token), request_id = await sample(rpc, tenant), fit_request_id("")
        assert (await door.call(rpc, request, token, request_id=request_id)).reason is None
        [record] = await audit_records(owner, request_id)
        assert (record.workspace_id, record.rpc, record.door, record.outcome) == (tenant.id, rpc.name, door.name, "OK")
        assert record.tool == (rpc.tool if door is doors.mcp else None)
        # The bridge knows the name that a client gives in its `initialize`, which this one does not send.
        assert door is doors.mcp or (record.client_name or "").startswith(("grpc-python", "python-httpx"))
        callers = {bearer: (kind, families.get(kind)) for kind, bearer in tenant.bearers.items()}
        assert (record.credential, record.family_id) == (callers[token] if token else (None, None))
        assert record.user_id in {person.id for person in tenant.members}
        hidden = list(secrets_in(request))
        assert not any(secret in (record.arguments or "") for secret in hidden)
        assert hidden or orjson.loads(record.arguments or "") == SNAKE[rpc.request].encode(request)


@each(SCOPED)
async def test_the_refusal_of_a_known_caller_leaves_one_row_with_its_reason(
    rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection
) -> None:
    request, _ = await sample(rpc, tenant)
    kind = accepted_tokens(rpc)[0]
    refused = await tenant.issue(kind, tenant.admin, scopes=[])
    for door in doors.of(rpc):
        before, request_id = await row_counts(owner), fit_request_id("")
        assert (await door.call(rpc, request, refused.token, request_id=request_id)).reason is Reason.SCOPE_MISSING
        [record] = await audit_records(owner, request_id)
        assert (record.workspace_id, record.rpc, record.door, record.outcome) == (tenant.id, rpc.name, door.name, "SCOPE_MISSING")
        assert (record.credential, record.user_id, record.family_id) == (kind, tenant.admin.id, refused.family_id)
        assert await row_counts(owner) == before | {"audit_log": before["audit_log"] + 1}


@each(CLOSED)
async def test_bad_tokens_of_one_address_and_minute_leave_one_row_of_nobody(
    rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection
) -> None:
    request, _ = await sample(rpc, tenant)
    token, refusals, request_id = forged(accepted(rpc)[0]), tenant.core.resources.refusals, fit_request_id("")
    await refusals.write(is_last=True)
    before = await row_counts(owner)
    for door in doors.of(rpc):
        await door.call(rpc, request, token, request_id=request_id)
    assert await row_counts(owner) == before
    assert not await audit_records(owner, request_id)
    await refusals.write(is_last=True)
    [record] = await audit_records(owner, request_id)
    assert (record.workspace_id, record.rpc, record.outcome) == (NIL_WORKSPACE, rpc.name, "UNAUTHENTICATED")
    assert (record.credential, record.user_id, record.family_id, record.arguments) == (None, None, None, None)
    assert token not in str(record)
