"""Every call is one server span at its door, in the caller's trace, with what the core did for it below."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from fluxdesk.metadata import fit_request_id
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Rpc, TransactionMode
from fluxdesk.rpc_table import RPCS
from fluxdesk.v1.events_pb2 import PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from opentelemetry.trace import SpanKind, StatusCode
from psycopg import AsyncConnection

from core.rpc.observe import Observer
from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.contract.rows import STREAMS, each
from tests.core.areas.events.publishing import an_event
from tests.doors import Doors, open_doors
from tests.samples import sample
from tests.spans import Spans, new_traceparent, parents, place, texts
from tests.tenants import Tenant, make_tenant

UNARY = [rpc for rpc in RPCS if rpc not in STREAMS]
BY_METHOD = {rpc.method: rpc for rpc in RPCS}
# What a span may say. None of it is an argument.
ATTRIBUTES = {
    *("rpc.system", "rpc.service", "rpc.method", "http.request.method", "http.route", "http.response.status_code"),
    *("mcp.method.name", "gen_ai.tool.name", "db.system.name", "fluxdesk.door", "fluxdesk.request_id", "fluxdesk.outcome"),
    *("fluxdesk.workspace_id", "fluxdesk.transaction.role", "fluxdesk.transaction.read_only", "fluxdesk.transaction.end"),
    "fluxdesk.batch.calls",
}


class Traced(NamedTuple):
    """A traced core behind its doors, and what it leaves."""

    core: Core
    doors: Doors
    spans: Spans


@pytest.fixture(scope="session")
async def traced(migrated_url: str, keys: Keys) -> AsyncIterator[Traced]:
    spans = Spans()
    core = await Core.open(migrated_url, keys, settings=SETTINGS, observer=Observer(spans.tracer))
    async with open_doors(core) as doors:
        yield Traced(core, doors, spans)
    await core.close()


@pytest.fixture
async def tenant(traced: Traced) -> Tenant:
    """A workspace of the test's own."""
    return await make_tenant(traced.core)


@each(UNARY)
async def test_a_call_is_one_server_span_in_the_callers_trace(rpc: Rpc, traced: Traced, tenant: Tenant) -> None:
    for door in traced.doors.of(rpc):
        (request, token), (trace, traceparent), request_id = await sample(rpc, tenant), new_traceparent(), fit_request_id("")
        answer = await door.call(rpc, request, token, request_id=request_id, traceparent=traceparent)
        assert answer.reason is None
        levels = 1 if door is traced.doors.grpc else 2
        spans = await traced.spans.of_trace(trace, levels + (rpc.transaction is not TransactionMode.NONE))
        assert [span.kind for span in spans].count(SpanKind.SERVER) == 1
        outer, inner = spans[0], spans[levels - 1]
        assert outer.kind is SpanKind.SERVER
        assert outer.parent is not None
        assert (outer.parent.is_remote, f"{outer.parent.span_id:016x}") == (True, traceparent.split("-")[2])
        assert parents(spans)[:levels] == [None, outer.name][:levels]
        said = {"rpc.system": "grpc", "rpc.service": rpc.service, "rpc.method": rpc.method}
        said |= {"fluxdesk.door": door.name, "fluxdesk.request_id": request_id, "fluxdesk.outcome": "OK"}
        assert all(said.items() <= texts(span).items() for span in (outer, inner))
        assert texts(inner).get("fluxdesk.workspace_id") == (str(tenant.id) if token else None)
        assert {name for span in spans for name in texts(span)} <= ATTRIBUTES
        if rpc.transaction is not TransactionMode.NONE:
            assert {span.name for span in spans} >= {inner.name, "transaction"}


async def test_a_read_over_rest_goes_from_http_to_sql(traced: Traced, tenant: Tenant) -> None:
    trace, traceparent = new_traceparent()
    token = tenant.bearer(Credential.AGENT_KEY)
    rpc = BY_METHOD["ListInbox"]
    await traced.doors.rest.call(rpc, rpc.request(), token)  # the look-up of the credential would be a transaction too
    await traced.doors.rest.call(rpc, rpc.request(), token, traceparent=traceparent)
    spans = await traced.spans.of_trace(trace, 3)
    assert [span.name for span in spans] == ["GET /api/v1/inbox", "fluxdesk.v1.InboxService/ListInbox", "transaction"]
    assert parents(spans) == [None, "GET /api/v1/inbox", "fluxdesk.v1.InboxService/ListInbox"]
    http, _, sql = (texts(span) for span in spans)
    assert (http["http.route"], http["http.response.status_code"]) == ("/api/v1/inbox", "200")
    assert (sql["fluxdesk.transaction.role"], sql["fluxdesk.transaction.read_only"]) == ("fluxdesk_app", "True")
    assert (sql["db.system.name"], sql["fluxdesk.transaction.end"]) == ("postgresql", "commit")


async def test_the_trace_of_the_record_is_that_of_the_span(traced: Traced, tenant: Tenant, owner: AsyncConnection) -> None:
    for door in (traced.doors.grpc, traced.doors.rest, traced.doors.mcp):
        for traceparent in (None, new_traceparent()[1], "00-" + 32 * "0" + "-00f067aa0ba902b7-01"):
            rpc, request_id = BY_METHOD["Publish"], fit_request_id("")
            request, token = await sample(rpc, tenant)
            await door.call(rpc, request, token, request_id=request_id, traceparent=traceparent)
            cursor = await owner.execute("SELECT trace_id FROM audit_log WHERE request_id = %s", (request_id,))
            [(trace,)] = await cursor.fetchall()
            spans = await traced.spans.of_trace(trace, 3)
            assert request_id in {texts(span).get("fluxdesk.request_id") for span in spans}


async def test_a_trace_that_is_not_sampled_leaves_no_span_and_stands_in_the_record(
    traced: Traced, tenant: Tenant, owner: AsyncConnection
) -> None:
    trace, traceparent = new_traceparent(is_sampled=False)
    rpc, request_id = BY_METHOD["Publish"], fit_request_id("")
    request, token = await sample(rpc, tenant)
    await traced.doors.rest.call(rpc, request, token, request_id=request_id, traceparent=traceparent)
    cursor = await owner.execute("SELECT trace_id FROM audit_log WHERE request_id = %s", (request_id,))
    assert await cursor.fetchall() == [(trace,)]
    assert await traced.spans.of_trace(trace, 0) == []


async def test_a_refusal_is_the_outcome_and_no_error(traced: Traced, tenant: Tenant) -> None:
    rpc = BY_METHOD["ListInbox"]
    for door in (traced.doors.grpc, traced.doors.rest, traced.doors.mcp):
        for token, reason in ((tenant.bearer(Credential.TOOLS_TOKEN), Reason.CREDENTIAL_NOT_ACCEPTED), ("nobody", Reason.UNAUTHENTICATED)):
            trace, traceparent = new_traceparent()
            assert (await door.call(rpc, rpc.request(), token, traceparent=traceparent)).reason is reason
            spans = await traced.spans.of_trace(trace, 1 if door is traced.doors.grpc else 2)
            outer, inner = spans[0], next(span for span in spans if span.name.endswith("/ListInbox"))
            assert {texts(span)["fluxdesk.outcome"] for span in (outer, inner)} == {reason}
            assert all(span.status.status_code is StatusCode.UNSET for span in spans)


async def test_a_call_that_never_reached_the_core_is_a_span_of_its_door(traced: Traced) -> None:
    rpc = BY_METHOD["ListInbox"]
    for door in (traced.doors.rest, traced.doors.mcp):
        trace, traceparent = new_traceparent()
        assert (await door.call(rpc, rpc.request(), None, traceparent=traceparent)).reason is Reason.UNAUTHENTICATED
        [span] = await traced.spans.of_trace(trace, 1)
        assert texts(span)["fluxdesk.outcome"] == Reason.UNAUTHENTICATED


async def test_calls_that_share_a_transaction_are_linked_with_it(traced: Traced, tenant: Tenant) -> None:
    stub, token = EventServiceStub(traced.core.channel), tenant.bearer(Credential.PERSONAL_TOKEN)
    sent = [new_traceparent() for _ in range(4)]

    async def publish(traceparent: str) -> None:
        metadata = (("authorization", f"Bearer {token}"), ("traceparent", traceparent))
        await stub.Publish(PublishRequest(event=an_event()), metadata=metadata)

    await publish(new_traceparent()[1])  # from now on the credential is known, so that no call waits for it
    await asyncio.gather(*(publish(traceparent) for _, traceparent in sent))
    first = await traced.spans.of_trace(sent[0][0], 3)
    assert [span.name for span in first] == ["fluxdesk.v1.EventService/Publish", "flush Publish", "transaction"]
    assert parents(first) == [None, "fluxdesk.v1.EventService/Publish", "flush Publish"]
    assert texts(first[1])["fluxdesk.batch.calls"] == "4"
    assert {f"{link.context.trace_id:032x}" for link in first[1].links} == {trace for trace, _ in sent[1:]}


async def test_messages_of_a_stream_are_parts_of_it(traced: Traced, tenant: Tenant) -> None:
    rpc, (trace, traceparent) = BY_METHOD["PublishStream"], new_traceparent()
    request, token = await sample(rpc, tenant)
    await traced.doors.grpc.call(rpc, request, token, traceparent=traceparent)
    spans = await traced.spans.of_trace(trace, 4)
    stream, message = (next(span for span in spans if span.name.endswith(name)) for name in ("/PublishStream", "/Publish"))
    assert message.parent is not None
    assert (stream.kind, message.kind) == (SpanKind.SERVER, SpanKind.INTERNAL)
    assert message.parent.span_id == place(stream).span_id
