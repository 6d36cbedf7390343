"""What holds for every stream, at each door that serves it."""

import asyncio
from contextlib import aclosing

import pytest
from fluxdesk.metadata import fit_request_id
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Effect, Rpc
from httpx2 import Response
from psycopg import AsyncConnection

from core.areas.tokens.public import Limits
from tests.contract.records import audit_records, row_counts
from tests.contract.rows import CLOSED, STREAMS, accepted_tokens, each
from tests.core.areas.events.publishing import an_event, publish
from tests.doors import Doors, Event, events
from tests.samples import sample
from tests.tenants import Tenant

INBOX = "/api/v1/inbox/stream"
TALKS = [rpc for rpc in STREAMS if rpc.client_streaming]


@each(rpc for rpc in CLOSED if rpc in STREAMS)
async def test_a_spent_budget_opens_no_stream(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    for kind in accepted_tokens(rpc):
        spent = await tenant.issue(kind, tenant.admin, limits=Limits(daily=1, reads_per_minute=0, writes_per_minute=0))
        for door in doors.of(rpc):
            assert (await door.call(rpc, request, spent.token)).reason is Reason.RATE_LIMITED, (door.name, kind)


@each(rpc for rpc in STREAMS if rpc.effect is not Effect.READ)
async def test_an_effect_of_a_message_leaves_a_row_and_so_does_its_stream(
    rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection
) -> None:
    for door in doors.of(rpc):
        (request, token), request_id = await sample(rpc, tenant), fit_request_id("")
        assert (await door.call(rpc, request, token, request_id=request_id)).reason is None
        of_message, of_stream = sorted(await audit_records(owner, request_id), key=lambda record: record.rpc == rpc.name)
        assert (of_message.outcome, of_stream.outcome, of_stream.rpc) == ("OK", "OK", rpc.name)
        assert (of_message.workspace_id, of_message.door, of_message.family_id) == (tenant.id, door.name, of_stream.family_id)


@each(TALKS)
async def test_a_key_of_a_stream_is_no_key_of_its_messages(rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection) -> None:
    for door in doors.of(rpc):
        before = await row_counts(owner)
        for _ in range(2):
            request, token = await sample(rpc, tenant)
            assert (await door.call(rpc, request, token, key="one key")).reason is None
        assert (await row_counts(owner))["idempotency_keys"] == before["idempotency_keys"]


async def next_events(response: Response, count: int) -> list[Event]:
    async with asyncio.timeout(10), aclosing(events(response)) as heard:
        return [await anext(heard) for _ in range(count)]


async def test_a_browser_that_reconnects_misses_nothing(doors: Doors, tenant: Tenant) -> None:
    personal, headers = tenant.bearer(Credential.PERSONAL_TOKEN), {"authorization": f"Bearer {tenant.bearer(Credential.AGENT_KEY)}"}
    async with doors.rest.http.stream("GET", INBOX, headers=headers) as response:
        [opened] = await next_events(response, 1)
    assert (opened.name, opened.data) == ("opened", "{}")
    first, second = [(await publish(tenant.core, personal, an_event())).delivery_id for _ in range(2)]
    async with doors.rest.http.stream("GET", INBOX, headers=headers | {"last-event-id": opened.id}) as response:
        _, event = await next_events(response, 2)
    assert event.name == "delivered"
    assert f'"deliveryId":"{first}"' in event.data
    assert "position" not in event.data
    async with doors.rest.http.stream("GET", INBOX, headers=headers | {"last-event-id": event.id}) as response:
        _, event = await next_events(response, 2)
    assert f'"deliveryId":"{second}"' in event.data


@pytest.mark.parametrize("position", ["x", "x" * 1001])
async def test_a_foreign_position_is_a_fault_of_its_header(position: str, doors: Doors, tenant: Tenant) -> None:
    headers = {"authorization": f"Bearer {tenant.bearer(Credential.AGENT_KEY)}", "last-event-id": position}
    answer = await doors.rest.http.get(INBOX, headers=headers)
    assert (answer.status_code, list(answer.json()["fieldErrors"])) == (400, ["Last-Event-ID"])
