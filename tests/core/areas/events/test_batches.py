"""Events that share a transaction do not share a fate."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import InboundEvent
from grpc import aio
from psycopg import AsyncConnection
from structlog.testing import capture_logs

from tests.core.areas.events.held_family import held
from tests.core.areas.events.publishing import ago, an_event, publish, to_user
from tests.tenants import Tenant

POISON = "what no table takes"


@pytest.fixture
async def poisoned(owner: AsyncConnection) -> AsyncIterator[None]:
    """The database refuses one title."""
    await owner.execute(f"ALTER TABLE deliveries ADD CONSTRAINT poison CHECK (title <> '{POISON}')".encode())
    yield
    await owner.execute("ALTER TABLE deliveries DROP CONSTRAINT poison")


async def together(tenant: Tenant, events: list[InboundEvent]) -> list[Delivery | Reason]:
    """Publishes the events in one batch; each outcome is the delivery or the reason of its failure."""
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    answers = await asyncio.gather(*(publish(tenant.core, token, event) for event in events), return_exceptions=True)
    return [read_failure(answer).reason if isinstance(answer, aio.AioRpcError) else _delivery(answer) for answer in answers]


async def test_a_row_that_the_database_refuses_fails_alone(tenant: Tenant, poisoned: None) -> None:  # noqa: ARG001
    events = [an_event(title=POISON if index == 7 else f"Event {index}") for index in range(20)]
    with capture_logs() as logged:
        outcomes = await together(tenant, events)
    assert [entry["event"] for entry in logged] == ["call_failed"]
    assert outcomes.pop(7) is Reason.INTERNAL
    titles = {outcome.title for outcome in outcomes if isinstance(outcome, Delivery) and not outcome.deduped}
    assert titles == {event.title for event in events} - {POISON}


async def test_a_refused_event_fails_alone(tenant: Tenant) -> None:
    outcomes = await together(tenant, [an_event(), an_event(occurred_at=ago(days=2)), an_event(project_slug="apollo"), an_event()])
    assert outcomes[1:3] == [Reason.VALIDATION_FAILED, Reason.CROSS_PROJECT_BLOCKED]
    assert isinstance(outcomes[0], Delivery)
    assert isinstance(outcomes[3], Delivery)


async def test_a_batch_serves_tenants_and_kinds_of_token_at_once(tenant: Tenant, other_tenant: Tenant) -> None:
    calls = [
        publish(one.core, one.bearer(kind), an_event(recipient=to_user(one.employee.id)) if kind is Credential.TOOLS_TOKEN else an_event())
        for one in (tenant, other_tenant)
        for kind in (Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN, Credential.MODERATION_TOKEN)
    ]
    mine, theirs = str(tenant.employee.id), str(other_tenant.employee.id)
    assert [delivery.recipient_user_id for delivery in await asyncio.gather(*calls)] == [mine, mine, "", theirs, theirs, ""]


async def test_a_caller_that_leaves_while_its_batch_runs_leaves_the_others_alone(tenant: Tenant, migrated_url: str) -> None:
    personal, events = tenant.tokens[Credential.PERSONAL_TOKEN], [an_event() for _ in range(3)]
    await publish(tenant.core, personal.token, an_event())
    async with held(migrated_url, personal.family_id) as family:
        calls = [asyncio.create_task(publish(tenant.core, personal.token, event)) for event in events]
        await family.until_waiting(1)
        calls[1].cancel()
        await asyncio.wait([calls[1]])
        await family.release()
        first, _, last = await asyncio.gather(*calls, return_exceptions=True)
    assert (_delivery(first).deduped, calls[1].cancelled(), _delivery(last).deduped) == (False, True, False)
    assert (await publish(tenant.core, personal.token, events[1])).deduped, "its event was on its way and stays"


async def test_a_caller_that_leaves_before_its_batch_runs_publishes_nothing(tenant: Tenant, migrated_url: str) -> None:
    personal, events = tenant.tokens[Credential.PERSONAL_TOKEN], [an_event() for _ in range(3)]
    await publish(tenant.core, personal.token, an_event())
    async with held(migrated_url, personal.family_id) as family:
        calls: list[asyncio.Task[Delivery]] = []
        for running, event in enumerate(events[:2], start=1):
            calls.append(asyncio.create_task(publish(tenant.core, personal.token, event)))
            await family.until_waiting(running)
        late = asyncio.create_task(publish(tenant.core, personal.token, events[2]))
        await asyncio.wait([late], timeout=0)
        late.cancel()
        await asyncio.wait([late])
        await family.release()
        await asyncio.gather(*calls)
    assert not (await publish(tenant.core, personal.token, events[2])).deduped


def _delivery(answer: object) -> Delivery:
    assert isinstance(answer, Delivery), answer
    return answer
