"""Nothing is sent any more for whom nothing may act: a person who is let go, a family whose sender has ended."""

from uuid import UUID

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.tokens_pb2 import RevokeTokenRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from fluxdesk.v1.users_pb2 import ActivateUserRequest, DeactivateUserRequest
from fluxdesk.v1.users_pb2_grpc import UserServiceStub
from psycopg import AsyncConnection

from core.areas.tokens.public import find_family_owner, rotate_token
from core.areas.webhooks.duties import expire_held_deliveries
from core.delivery.rules import Lane
from tests.core.areas.admins import signed_in_admin
from tests.core.areas.callbacks.calling import pressed
from tests.core.areas.calls import bearer
from tests.core.areas.integrators.administration import archive, restore
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, fire
from tests.core.delivery.engines import Engines, make_due
from tests.tenants import Tenant


async def deactivate(tenant: Tenant) -> None:
    request = DeactivateUserRequest(user_id=str(tenant.employee.id))
    await UserServiceStub(tenant.core.channel).DeactivateUser(request, metadata=bearer(await signed_in_admin(tenant)))


async def claimed(engines: Engines) -> int:
    """How many deliveries are claimed, of either lane."""
    return sum([len(await engines.claims(lane).take(10)) for lane in Lane])


async def queue_all(tenant: Tenant, owner: AsyncConnection, lane: Lane) -> None:
    """In the lane, and due."""
    await owner.execute("UPDATE webhook_deliveries SET lane = %s WHERE workspace_id = %s", (lane, tenant.id))
    await make_due(owner, tenant)


@pytest.mark.parametrize("lane", Lane)
async def test_nothing_is_sent_for_a_person_who_is_not_active_until_he_is_again(
    lane: Lane, tenant: Tenant, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant)
    await fire(tenant, made.id)
    await queue_all(tenant, owner, lane)
    await deactivate(tenant)
    assert await claimed(engines) == 0
    request = ActivateUserRequest(user_id=str(tenant.employee.id))
    await UserServiceStub(tenant.core.channel).ActivateUser(request, metadata=bearer(await signed_in_admin(tenant)))
    assert await claimed(engines) == 1


async def test_the_webhooks_of_the_workspace_outlast_who_made_them(tenant: Tenant, engines: Engines, owner: AsyncConnection) -> None:
    made = await a_tenant_webhook(tenant)
    own = await a_webhook(tenant)
    await fire(tenant, own.id)
    await owner.execute("UPDATE webhook_deliveries SET webhook_id = %s WHERE workspace_id = %s", (made.id, tenant.id))
    await owner.execute("UPDATE users SET is_active = false WHERE workspace_id = %s", (tenant.id,))
    assert await claimed(engines) == 1


async def test_what_is_held_for_a_person_who_is_not_active_expires(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    await owner.execute("UPDATE webhook_deliveries SET queued_at = now() - interval '8 days' WHERE id = %s", (fired.id,))

    async def state() -> object:
        async with tenant.core.resources.database.system_transaction() as db:
            await expire_held_deliveries(db)
        found = await owner.execute("SELECT state FROM webhook_deliveries WHERE id = %s", (fired.id,))
        return await found.fetchone()

    assert await state() == (1,)
    await deactivate(tenant)
    assert await state() == (4,)


def family_of(tenant: Tenant) -> UUID:
    """Of the personal token, which sent the event."""
    return tenant.tokens[Credential.PERSONAL_TOKEN].family_id


@pytest.mark.parametrize("lane", Lane)
async def test_nobody_is_called_back_for_a_family_that_is_revoked(
    lane: Lane, tenant: Tenant, engines: Engines, owner: AsyncConnection
) -> None:
    await pressed(tenant)
    await queue_all(tenant, owner, lane)
    request = RevokeTokenRequest(family_id=str(family_of(tenant)))
    await TokenServiceStub(tenant.core.channel).RevokeToken(request, metadata=bearer(await signed_in_admin(tenant)))
    assert await claimed(engines) == 0


async def test_a_family_that_was_rotated_is_called_back(tenant: Tenant, engines: Engines, owner: AsyncConnection) -> None:
    await pressed(tenant)
    async with tenant.core.resources.database.system_transaction() as db:
        family = await find_family_owner(db, tenant.id, family_of(tenant))
        assert family
        await rotate_token(db, tenant.core.resources.peppers, family)
    await owner.execute("UPDATE tokens SET expires_at = now() WHERE family_id = %s AND superseded_at IS NOT NULL", (family_of(tenant),))
    assert await claimed(engines) == 1


async def test_nobody_is_called_back_for_an_archived_integrator_until_it_is_restored(tenant: Tenant, engines: Engines) -> None:
    await pressed(tenant)
    await archive(tenant, "fd1")
    assert await claimed(engines) == 0
    await restore(tenant, "fd1")
    assert await claimed(engines) == 1
