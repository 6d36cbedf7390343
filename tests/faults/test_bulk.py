"""A bulk event whose commit is lost reached all or nobody, and is completed by sending it again."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.events_pb2 import BulkEventDeliveryResult
from psycopg import AsyncConnection

from chaos.commit_proxy import CommitProxy, Place
from core.server import Core
from tests.core.areas.calls import failure_of
from tests.core.areas.claims.approved import approve
from tests.core.areas.events.bulking import bulk, by_id, claimed_person, respond
from tests.core.areas.events.publishing import an_event
from tests.tenants import Tenant


async def delivered(owner: AsyncConnection, tenant: Tenant) -> set[str]:
    """The deliveries that there are."""
    rows = await owner.execute("SELECT id::text FROM deliveries WHERE workspace_id = %s", (tenant.id,))
    return {delivery_id for (delivery_id,) in await rows.fetchall()}


def ids_of(rows: list[BulkEventDeliveryResult]) -> set[str]:
    return {row.delivery_id for row in rows}


@pytest.mark.parametrize("key", [None, "a key"], ids=["without a key", "with a key"])
@pytest.mark.parametrize("place", Place)
async def test_a_bulk_event_whose_commit_is_lost_is_completed_by_its_retry(
    place: Place, key: str | None, proxied_core: Core, proxy: CommitProxy, tenant: Tenant, owner: AsyncConnection
) -> None:
    known, newcomers = [await claimed_person(tenant) for _ in range(3)], [await tenant.add_person() for _ in range(3)]
    await approve(tenant, *newcomers)
    recipients, event = [by_id(person.id) for person in (*known, *newcomers)], an_event()
    proxy.hold(place, role=b"fluxdesk_app").lose()
    lost = respond(tenant, *recipients, event=event, key=key, core=proxied_core)
    assert (await failure_of(lost)).reason is Reason.UNAVAILABLE
    is_stored = place is Place.ANSWER
    first = await delivered(owner, tenant)
    assert len(first) == (6 if is_stored else 0)
    claimed = await owner.execute(
        "SELECT FROM tokens t JOIN token_families f ON f.id = t.family_id WHERE f.user_id = ANY (%s)", ([one.id for one in newcomers],)
    )
    assert claimed.rowcount == (3 if is_stored else 0)
    again = await bulk(tenant, *recipients, event=event, key=key, core=proxied_core)
    assert ids_of(again) == (first or await delivered(owner, tenant))
    assert len(await delivered(owner, tenant)) == 6
    assert {row.deduped for row in again} == {is_stored and key is None}
    # A reply that was stored is the first one; else what had to be claimed is claimed by then.
    assert [row.auto_claimed for row in again] == [False] * 3 + [not is_stored or key is not None] * 3
    assert ids_of(await bulk(tenant, *recipients, event=event, core=proxied_core)) == ids_of(again)
