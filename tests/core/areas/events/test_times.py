"""Times that protobuf can carry and no calendar has: over gRPC a caller can send them."""

import asyncio

from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import Delivery
from google.protobuf.timestamp_pb2 import Timestamp
from grpc import aio

from tests.core.areas.calls import failure_of
from tests.core.areas.events.publishing import ago, an_event, changed, publish
from tests.tenants import Tenant

PERSONAL = Credential.PERSONAL_TOKEN


async def test_a_time_that_no_calendar_has_is_a_fault_of_its_own_event(tenant: Tenant) -> None:
    times = [Timestamp(seconds=10**15), Timestamp(seconds=-(10**15)), Timestamp(seconds=ago().seconds, nanos=2_000_000_000)]
    events = [an_event(), *(changed(an_event(), occurred_at=time) for time in times), an_event()]
    answers = await asyncio.gather(*(publish(tenant.core, tenant.bearer(PERSONAL), event) for event in events), return_exceptions=True)
    assert [isinstance(answer, Delivery) for answer in answers] == [True, False, False, False, True]
    assert {read_failure(answer).reason for answer in answers if isinstance(answer, aio.AioRpcError)} == {Reason.VALIDATION_FAILED}


async def test_a_time_that_no_calendar_has_does_not_hide_the_other_faults(tenant: Tenant) -> None:
    event = an_event(title="", occurred_at=Timestamp(seconds=10**15))
    failure = await failure_of(publish(tenant.core, tenant.bearer(PERSONAL), event))
    assert (failure.reason, {path for path, _ in failure.faults}) == (Reason.VALIDATION_FAILED, {"event.title", "event.occurred_at"})


async def test_a_time_that_no_calendar_has_does_not_hide_a_bad_token(tenant: Tenant) -> None:
    event = an_event(occurred_at=Timestamp(seconds=10**15))
    failure = await failure_of(publish(tenant.core, "sk-flux-mistyped", event))
    assert failure.reason is Reason.UNAUTHENTICATED
