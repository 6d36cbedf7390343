"""What only a role may see goes with the role: from the log, from what waits, and from what is under way to it."""

import asyncio

from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.sessions_pb2 import USER_ROLE_ADMIN, USER_ROLE_EMPLOYEE, USER_ROLE_HR_ADMIN
from psycopg import AsyncConnection

from core.areas.users.public import change_role, hold_user
from tests.core.areas.approvals.asking import request
from tests.core.areas.calls import Metadata, bearer
from tests.core.areas.catalog.kept import an_item, keep
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.locks import until_waiting
from tests.core.areas.users.test_users import change
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, deliveries, tenant_deliveries
from tests.tenants import Person, Tenant

REQUESTED = "team_support.requested"


async def key_of(tenant: Tenant, person: Person) -> Metadata:
    return bearer((await tenant.issue(Credential.AGENT_KEY, person)).token)


async def types_told(tenant: Tenant, webhook_id: str, metadata: Metadata) -> list[tuple[int, str]]:
    return [(one.seq, one.event_type) for one in await deliveries(tenant, webhook_id, metadata=metadata)]


async def test_whose_role_falls_is_told_and_shown_no_more_of_others(tenant: Tenant) -> None:
    hr_admin, item = tenant.people[Role.HR_ADMIN], await keep(tenant, an_item())
    key = await key_of(tenant, hr_admin)
    made, everybodys = await a_webhook(tenant, REQUESTED, metadata=key), await a_tenant_webhook(tenant, REQUESTED)
    await request(tenant, item)
    await request(tenant, item, person=hr_admin)
    assert await types_told(tenant, made.id, key) == [(1, REQUESTED), (2, REQUESTED)]
    assert await change(tenant, Role.ADMIN, hr_admin, role=USER_ROLE_EMPLOYEE) is None
    # What is of the person stays.
    assert await types_told(tenant, made.id, key) == [(2, REQUESTED)]
    await request(tenant, item, person=await tenant.add_person())
    assert await types_told(tenant, made.id, key) == [(2, REQUESTED)]
    assert len(await tenant_deliveries(tenant, everybodys.id)) == 3


async def test_a_role_that_is_enough_still_keeps_what_it_may_see(tenant: Tenant) -> None:
    admin = await tenant.add_person(Role.ADMIN)
    key = await key_of(tenant, admin)
    made = await a_webhook(tenant, REQUESTED, metadata=key)
    await request(tenant, await keep(tenant, an_item()))
    for role in (USER_ROLE_HR_ADMIN, USER_ROLE_ADMIN):
        assert await change(tenant, Role.SUPER_ADMIN, admin, role=role) is None
        assert await types_told(tenant, made.id, key) == [(1, REQUESTED)]


async def test_of_what_happens_while_the_role_falls_nothing_is_told(tenant: Tenant, owner: AsyncConnection) -> None:
    hr_admin, item = tenant.people[Role.HR_ADMIN], await keep(tenant, an_item())
    key = await key_of(tenant, hr_admin)
    made = await a_webhook(tenant, REQUESTED, metadata=key)
    async with tenant.core.resources.database.system_transaction() as db:
        await change_role(db, tenant.id, await hold_user(db, tenant.id, hr_admin.id), Role.EMPLOYEE)
        asking = asyncio.create_task(request(tenant, item))
        await until_waiting(owner)
    await asking
    assert await types_told(tenant, made.id, key) == []


async def test_what_queues_for_a_role_keeps_it_from_falling_meanwhile(tenant: Tenant, owner: AsyncConnection) -> None:
    """The other order: whoever takes the role waits, and finds what was queued."""
    hr_admin, item = tenant.people[Role.HR_ADMIN], await keep(tenant, an_item())
    key = await key_of(tenant, hr_admin)
    made = await a_webhook(tenant, REQUESTED, metadata=key)
    async with owner.transaction():
        await owner.execute("SELECT FROM webhooks WHERE id = %s FOR UPDATE", (made.id,))
        asking = asyncio.create_task(request(tenant, item))
        await until_waiting(owner)
        falling = asyncio.create_task(change(tenant, Role.ADMIN, hr_admin, role=USER_ROLE_EMPLOYEE))
        await until_waiting(owner, 2)
    await asking
    assert await falling is None
    assert await types_told(tenant, made.id, key) == []


async def test_events_for_a_person_have_nothing_to_do_with_roles(tenant: Tenant) -> None:
    admin = await tenant.add_person(Role.ADMIN)
    await tenant.issue(Credential.PERSONAL_TOKEN, admin, claimed_by=tenant.tokens[Credential.TOOLS_TOKEN].family_id)
    key = await key_of(tenant, admin)
    made = await a_webhook(tenant, "inbound_event", metadata=key)
    await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=to_user(admin.id)))
    assert await change(tenant, Role.SUPER_ADMIN, admin, role=USER_ROLE_EMPLOYEE) is None
    assert await types_told(tenant, made.id, key) == [(1, "inbound_event")]
