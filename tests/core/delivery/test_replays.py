"""From a replay that is asked for to the receiver: workers hear of it at once, and send the same again."""

from collections.abc import AsyncIterator

import pytest
from fluxdesk.v1.webhook_replays_pb2 import WEBHOOK_REPLAY_STATE_DONE
from psycopg import AsyncConnection

from core.areas.webhook_replays.duties import ADVANCE_REPLAYS
from core.jobs.runner import DutyRunner
from tests.core.areas.webhook_replays.replaying import get, replay
from tests.core.areas.webhooks.hooks import a_webhook, fire
from tests.core.delivery.engines import Engines, settled
from tests.core.delivery.receiver import Receiver
from tests.eventually import eventually
from tests.tenants import Tenant


@pytest.fixture
async def _worker(tenant: Tenant, owner: AsyncConnection) -> AsyncIterator[None]:
    """Whoever looked at the clock for replays would miss the test's: only a wake-up begins them."""
    await owner.execute("UPDATE webhook_replays SET state = 3, finished_at = now() WHERE state = 1")
    resources = tenant.core.resources
    runner = DutyRunner(resources.database, resources.wake, [ADVANCE_REPLAYS._replace(interval_seconds=3600)])
    yield
    await runner.stop()


@pytest.mark.usefixtures("_worker")
async def test_what_was_received_is_received_again_to_the_byte(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    engines.start()
    made = await a_webhook(tenant, url=receiver.url)
    for _ in range(3):
        await fire(tenant, made.id)
    await settled(owner, tenant)
    first = {one.delivery_id: one.body for one in receiver.received}
    asked = await replay(tenant, made.id, after_seq=1)
    await eventually(lambda: len(receiver.received) == 5)
    again = {one.delivery_id: one.body for one in receiver.received[3:]}
    assert len(again) == 2
    assert again.items() <= first.items()
    done = await get(tenant, asked)
    assert (done.state, done.queued) == (WEBHOOK_REPLAY_STATE_DONE, 2)
