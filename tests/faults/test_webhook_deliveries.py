"""No delivery is lost, and none is told twice, where nobody knows whether a COMMIT took effect."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DELIVERED, WEBHOOK_DELIVERY_STATE_PENDING
from psycopg import AsyncConnection

from chaos.commit_proxy import CommitProxy, Place
from core.database.transaction import OutcomeUnknown
from core.delivery.claim import Claimed, Claims
from core.delivery.finish import Finisher
from core.delivery.queries import Finished
from core.delivery.rules import LEASE_SECONDS, Lane, State
from core.server import Core
from tests.core.areas.calls import failure_of
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.webhooks.hooks import a_webhook, deliveries, delivery, fire
from tests.core.delivery.engines import make_due
from tests.tenants import Tenant


class Fired(NamedTuple):
    """A delivery that is due, the only one of all."""

    webhook_id: str
    delivery_id: str


@pytest.fixture
async def fired(tenant: Tenant, owner: AsyncConnection) -> Fired:
    await owner.execute("UPDATE webhooks SET is_paused = true")
    made = await a_webhook(tenant)
    return Fired(made.id, (await fire(tenant, made.id)).id)


@pytest.fixture
async def finisher(proxied_core: Core) -> AsyncIterator[Finisher]:
    async def tell_nobody(*_: object) -> list[str]:
        return []

    resources = proxied_core.resources
    opened = Finisher(resources.database, resources.wake, tell_nobody, worker="a test", failing_seconds_min=3600)
    yield opened
    await opened.stop()


def claims(core: Core, lane: Lane = Lane.FRESH) -> Claims:
    return Claims(core.resources.database, core.resources.vault, lane, webhook_slots=8, lease_seconds=LEASE_SECONDS)


def delivered(claimed: Claimed) -> Finished:
    row = claimed.row
    return Finished(row.workspace_id, row.id, row.fence, State.DELIVERED, 0.0, 200, "", "", None, None, None, None, None, b"")


@pytest.mark.parametrize("place", Place)
async def test_an_outcome_whose_commit_is_lost_is_stored_once(
    place: Place, fired: Fired, finisher: Finisher, proxy: CommitProxy, tenant: Tenant
) -> None:
    [claimed] = await claims(tenant.core).take(10)
    proxy.hold(place, role=b"fluxdesk_system").lose()
    is_accepted = await finisher.finish(claimed.row, delivered(claimed))
    assert is_accepted is (place is Place.REQUEST)
    shown = await delivery(tenant, fired.webhook_id, fired.delivery_id)
    assert (shown.state, shown.attempts, len(shown.attempt_log)) == (WEBHOOK_DELIVERY_STATE_DELIVERED, 1, 1)


@pytest.mark.parametrize("place", Place)
async def test_a_claim_whose_commit_is_lost_leaves_the_delivery_to_the_next(
    place: Place, fired: Fired, proxied_core: Core, proxy: CommitProxy, tenant: Tenant, owner: AsyncConnection
) -> None:
    proxy.hold(place, role=b"fluxdesk_system").lose()
    with pytest.raises(OutcomeUnknown):
        await claims(proxied_core).take(10)
    assert (await delivery(tenant, fired.webhook_id, fired.delivery_id)).state == WEBHOOK_DELIVERY_STATE_PENDING
    await make_due(owner, tenant)
    again = [*await claims(proxied_core).take(10), *await claims(proxied_core, Lane.RETRY).take(10)]
    assert [str(one.row.id) for one in again] == [fired.delivery_id]


@pytest.mark.parametrize("place", Place)
async def test_an_event_whose_commit_is_lost_is_told_once(place: Place, proxied_core: Core, proxy: CommitProxy, tenant: Tenant) -> None:
    made, token, event = await a_webhook(tenant), tenant.bearer(Credential.PERSONAL_TOKEN), an_event()
    proxy.hold(place, role=b"fluxdesk_app").lose()
    assert (await failure_of(publish(proxied_core, token, event))).reason is Reason.UNAVAILABLE
    assert len(await deliveries(tenant, made.id)) == (place is Place.ANSWER)
    await publish(proxied_core, token, event)
    assert [one.seq for one in await deliveries(tenant, made.id)] == [1]
