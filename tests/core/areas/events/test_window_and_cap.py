"""When an event may have happened, and how many a token may send on one UTC day: the database's clock decides both."""

import asyncio
from datetime import datetime, timedelta

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN, Delivery
from google.protobuf.timestamp_pb2 import Timestamp
from grpc import aio
from psycopg import AsyncConnection

from core.areas.tokens.public import Issued, Limits
from core.clock import Clock
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import failure_of
from tests.core.areas.events.publishing import an_event, changed, publish, to_user
from tests.tenants import AMPLE, Tenant

WINDOW = [("event.occurred_at", "must be within the last 24 hours and at most 5 minutes ahead")]


class AnotherCentury(Clock):
    """The clock of a host that knows nothing of time."""

    def now(self) -> datetime:
        return super().now() - timedelta(days=36_525)

    def unix_seconds(self) -> float:
        return self.now().timestamp()


async def database_now(owner: AsyncConnection) -> datetime:
    row = await (await owner.execute("SELECT now()")).fetchone()
    assert row is not None
    return row[0]


async def moment(owner: AsyncConnection, **later: float) -> Timestamp:
    """A moment by the database's clock."""
    found = Timestamp()
    found.FromDatetime(await database_now(owner) + timedelta(**later))
    return found


async def limited(tenant: Tenant, daily: int) -> Issued:
    """A personal token with a daily cap and no other limit that matters."""
    limits = Limits(daily=daily, reads_per_minute=AMPLE.reads_per_minute, writes_per_minute=AMPLE.writes_per_minute)
    return await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, limits=limits)


@pytest.mark.parametrize("later", [timedelta(hours=-24, seconds=30), timedelta(minutes=5, seconds=-1)])
async def test_just_inside_the_window_is_accepted(later: timedelta, tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event(occurred_at=await moment(owner, seconds=later.total_seconds()))
    assert (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)).ok


@pytest.mark.parametrize("later", [timedelta(hours=-24), timedelta(minutes=5, seconds=30), timedelta(days=365), timedelta(days=-36_500)])
async def test_just_outside_the_window_is_a_fault(later: timedelta, tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event(occurred_at=await moment(owner, seconds=later.total_seconds()))
    failure = await failure_of(publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event))
    assert (failure.reason, list(failure.faults)) == (Reason.VALIDATION_FAILED, WINDOW)


async def test_the_clock_of_the_process_does_not_matter(tenant: Tenant, migrated_url: str, keys: Keys, owner: AsyncConnection) -> None:
    token, event = await limited(tenant, 1), an_event(occurred_at=await moment(owner))
    core = await Core.open(migrated_url, keys, clock=AnotherCentury())
    assert (await publish(core, token.token, event)).ok
    assert (await failure_of(publish(core, token.token, an_event()))).reason is Reason.DAILY_LIMIT_EXCEEDED
    await core.close()


async def test_the_daily_cap_is_exact_under_concurrency_in_two_processes(tenant: Tenant, migrated_url: str, keys: Keys) -> None:
    token = (await limited(tenant, 50)).token
    second = await Core.open(migrated_url, keys)
    answers = await asyncio.gather(
        *(publish(core, token, an_event()) for core in (tenant.core, second) * 50),
        return_exceptions=True,
    )
    await second.close()
    assert sum(isinstance(answer, Delivery) for answer in answers) == 50
    refused = [read_failure(answer).reason for answer in answers if isinstance(answer, aio.AioRpcError)]
    assert refused == [Reason.DAILY_LIMIT_EXCEEDED] * 50


async def test_beyond_the_cap_the_caller_is_sent_to_the_next_utc_day(tenant: Tenant, owner: AsyncConnection) -> None:
    token = (await limited(tenant, 0)).token
    before = await _seconds_to_midnight(owner)
    failure = await failure_of(publish(tenant.core, token, an_event()))
    after = await _seconds_to_midnight(owner)
    assert failure.retry_after_seconds is not None
    assert after <= failure.retry_after_seconds <= before


async def test_replays_are_free_beyond_the_cap(tenant: Tenant) -> None:
    token, event = (await limited(tenant, 1)).token, an_event()
    first = await publish(tenant.core, token, event)
    assert (await failure_of(publish(tenant.core, token, an_event()))).reason is Reason.DAILY_LIMIT_EXCEEDED
    for replay in (event, changed(event, title="Another")):
        assert (await publish(tenant.core, token, replay)).delivery_id == first.delivery_id


async def test_what_is_refused_does_not_use_up_the_cap(tenant: Tenant, owner: AsyncConnection) -> None:
    token = await limited(tenant, 1)
    await owner.execute("UPDATE token_families SET severity_ceiling = 2 WHERE id = %s", (token.family_id,))
    for refused in (an_event(severity=SEVERITY_WARN), an_event(title=""), an_event(occurred_at=Timestamp())):
        await failure_of(publish(tenant.core, token.token, refused))
    assert (await publish(tenant.core, token.token, an_event())).ok


async def test_the_cap_begins_anew_with_the_utc_day(tenant: Tenant, owner: AsyncConnection) -> None:
    token = await limited(tenant, 1)
    await publish(tenant.core, token.token, an_event())
    await owner.execute("UPDATE family_usage SET day = day - 1 WHERE family_id = %s", (token.family_id,))
    assert (await publish(tenant.core, token.token, an_event())).ok
    assert (await failure_of(publish(tenant.core, token.token, an_event()))).reason is Reason.DAILY_LIMIT_EXCEEDED


async def test_a_tools_tokens_events_count_against_their_recipient(tenant: Tenant, owner: AsyncConnection) -> None:
    personal = tenant.tokens[Credential.PERSONAL_TOKEN]
    await owner.execute("UPDATE token_families SET daily_limit = 1 WHERE id = %s", (personal.family_id,))
    event = an_event(recipient=to_user(tenant.employee.id))
    await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), event)
    assert (await failure_of(publish(tenant.core, personal.token, an_event()))).reason is Reason.DAILY_LIMIT_EXCEEDED


async def _seconds_to_midnight(owner: AsyncConnection) -> int:
    query = "SELECT floor(extract(epoch FROM date_trunc('day', now(), 'UTC') + interval '1 day' - now()))::integer"
    row = await (await owner.execute(query)).fetchone()
    assert row is not None
    return row[0]
