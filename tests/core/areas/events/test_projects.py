"""To which projects an event may be sent: its sender is an admin of one, its recipient a member."""

import asyncio
from collections.abc import Awaitable
from typing import LiteralString
from uuid import UUID

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import PublishStreamRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.membership.public import PROJECTS, delete_member, put_member
from core.database.rows import Db, RowT
from core.ids import new_id
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.deliveries.sent import read_back
from tests.core.areas.events.publishing import an_event, changed, publish, to_user
from tests.tenants import Person, Tenant

APOLLO = "apollo"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Db]:
    """The transactions of the statements that ask for projects, once for each statement."""
    found: list[Db] = []
    many = Db.many

    async def watched(self: Db, row_type: type[RowT], sql: LiteralString, /, **params: object) -> list[RowT]:
        if "JOIN projects" in sql:
            found.append(self)
        return await many(self, row_type, sql, **params)

    monkeypatch.setattr(Db, "many", watched)
    return found


async def self_claimed(tenant: Tenant, owner: Person) -> str:
    """A personal token that no tools-token claimed."""
    return (await tenant.issue(Credential.PERSONAL_TOKEN, owner)).token


async def claimed_by(tenant: Tenant, owner: Person) -> tuple[str, str]:
    """A tools-token of the owner, and the employee's personal token that it claimed."""
    tools = await tenant.issue(Credential.TOOLS_TOKEN, owner)
    return tools.token, (await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, claimed_by=tools.family_id)).token


async def sent(tenant: Tenant, token: str, **fields: object) -> str:
    """The project of a delivery that was accepted."""
    return (await publish(tenant.core, token, an_event(project_slug=APOLLO, **fields))).project_id


async def blocked(call: Awaitable[object]) -> str:
    """What a caller is told whose event the project blocked."""
    failure = await failure_of(call)
    assert (failure.reason, failure.kind.slug) == (Reason.CROSS_PROJECT_BLOCKED, "cross-project-blocked")
    return failure.detail


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPER_ADMIN])
async def test_an_admin_of_the_workspace_reaches_members_of_every_project(role: Role, tenant: Tenant) -> None:
    project_id = str(await tenant.add_project(APOLLO, members=[tenant.employee]))
    tools, personal = await claimed_by(tenant, tenant.people[role])
    assert await sent(tenant, tools, recipient=to_user(tenant.employee.id)) == project_id
    assert await sent(tenant, personal) == project_id, "the owner of the tools-token that claimed the token is the sender"


async def test_an_admin_of_the_project_reaches_its_members(tenant: Tenant) -> None:
    lead = tenant.people[Role.HR_ADMIN]
    project_id = str(await tenant.add_project(APOLLO, members=[tenant.employee], admins=[lead]))
    tools, personal = await claimed_by(tenant, lead)
    assert await sent(tenant, tools, recipient=to_user(tenant.employee.id)) == project_id
    assert await sent(tenant, personal) == project_id


async def test_a_mere_member_reaches_no_member(tenant: Tenant) -> None:
    lead = tenant.people[Role.HR_ADMIN]
    await tenant.add_project(APOLLO, members=[tenant.employee, lead])
    tools, personal = await claimed_by(tenant, lead)
    await blocked(sent(tenant, tools, recipient=to_user(tenant.employee.id)))
    await blocked(sent(tenant, personal))


async def test_the_recipients_own_rights_do_not_help_who_claimed_the_token(tenant: Tenant) -> None:
    await tenant.add_project(APOLLO, admins=[tenant.employee])
    tools, personal = await claimed_by(tenant, tenant.people[Role.HR_ADMIN])
    await blocked(sent(tenant, tools, recipient=to_user(tenant.employee.id)))
    await blocked(sent(tenant, personal))
    assert await sent(tenant, await self_claimed(tenant, tenant.employee))


async def test_of_a_self_claimed_token_the_owner_is_sender_and_recipient(tenant: Tenant) -> None:
    project_id = str(await tenant.add_project(APOLLO, members=[tenant.employee, tenant.admin]))
    assert await sent(tenant, await self_claimed(tenant, tenant.admin)) == project_id
    await blocked(sent(tenant, await self_claimed(tenant, tenant.employee)))


async def test_an_admin_who_is_no_member_is_no_recipient(tenant: Tenant) -> None:
    await tenant.add_project(APOLLO)
    await blocked(sent(tenant, await self_claimed(tenant, tenant.admin)))


async def test_a_deactivated_admin_opens_no_project(tenant: Tenant, owner: AsyncConnection) -> None:
    await tenant.add_project(APOLLO, members=[tenant.employee])
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (tenant.admin.id,))
    await blocked(sent(tenant, tenant.bearer(Credential.PERSONAL_TOKEN)))


async def test_what_is_not_open_cannot_be_told_from_what_does_not_exist(tenant: Tenant, other_tenant: Tenant) -> None:
    await tenant.add_project("closed", members=[tenant.admin])
    await other_tenant.add_project("theirs", members=[other_tenant.employee], admins=[other_tenant.employee])
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    details = {
        await blocked(publish(tenant.core, token, an_event(project_slug=slug))) for slug in ("closed", "theirs", "nowhere", "CLOSED")
    }
    assert len(details) == 1


async def test_an_event_that_waits_for_an_admin_belongs_to_no_project_yet(tenant: Tenant) -> None:
    await tenant.add_project(APOLLO, members=[tenant.employee, tenant.admin])
    await blocked(sent(tenant, tenant.bearer(Credential.MODERATION_TOKEN)))


async def test_a_recipient_that_is_none_is_told_first(tenant: Tenant) -> None:
    call = sent(tenant, tenant.bearer(Credential.TOOLS_TOKEN), recipient=to_user(new_id()))
    assert (await failure_of(call)).reason is Reason.NO_APPROVED_REQUEST


async def test_a_replay_is_held_to_the_rule_too(tenant: Tenant) -> None:
    project_id = await tenant.add_project(APOLLO, members=[tenant.employee])
    token, event = tenant.bearer(Credential.PERSONAL_TOKEN), an_event(project_slug=APOLLO)
    first, again = [await publish(tenant.core, token, event) for _ in range(2)]
    assert (again.delivery_id, again.deduped, again.project_id) == (first.delivery_id, True, str(project_id))
    await change(tenant, project_id, is_member=False)
    await blocked(publish(tenant.core, token, event))
    unattributed = await publish(tenant.core, token, changed(event, project_slug=None))
    assert (unattributed.deduped, unattributed.project_id) == (True, str(project_id)), "the first delivery stays as it is"
    await change(tenant, project_id, is_member=True)
    assert (await publish(tenant.core, token, event)).deduped


async def change(tenant: Tenant, project_id: UUID, *, is_member: bool) -> None:
    async with tenant.core.resources.database.system_transaction() as db:
        if is_member:
            await put_member(db, PROJECTS, tenant.id, project_id, tenant.employee.id, is_admin=False)
        else:
            await delete_member(db, PROJECTS, tenant.id, project_id, tenant.employee.id)


async def test_a_member_becomes_an_admin_and_a_member_again(tenant: Tenant) -> None:
    project_id = await tenant.add_project(APOLLO, members=[tenant.employee])
    token = await self_claimed(tenant, tenant.employee)
    for is_admin in (True, False):
        async with tenant.core.resources.database.system_transaction() as db:
            await put_member(db, PROJECTS, tenant.id, project_id, tenant.employee.id, is_admin=is_admin)
        if is_admin:
            assert await sent(tenant, token)
        else:
            await blocked(sent(tenant, token))


async def test_a_delivery_read_back_shows_its_project(tenant: Tenant) -> None:
    project_id = await tenant.add_project(APOLLO, members=[tenant.employee])
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    delivery = await publish(tenant.core, token, an_event(project_slug=APOLLO))
    assert (await read_back(tenant, token, delivery.delivery_id)).project_id == str(project_id)
    unattributed = await publish(tenant.core, token, an_event())
    assert not (await read_back(tenant, token, unattributed.delivery_id)).HasField("project_id")


async def test_each_event_of_a_batch_has_an_outcome_of_its_own_in_one_statement(
    tenant: Tenant, other_tenant: Tenant, asked: list[Db]
) -> None:
    lead = tenant.people[Role.HR_ADMIN]
    mine = str(await tenant.add_project(APOLLO, members=[tenant.employee]))
    led = str(await tenant.add_project("led", members=[tenant.employee], admins=[lead]))
    theirs = str(await other_tenant.add_project(APOLLO, members=[other_tenant.employee]))
    await other_tenant.add_project("theirs", members=[other_tenant.employee, other_tenant.admin])
    tools, personal = await claimed_by(tenant, lead)
    own, to_employee = tenant.bearer(Credential.PERSONAL_TOKEN), to_user(tenant.employee.id)
    expectations: list[tuple[str, dict[str, object], str | Reason]] = [
        (own, {"project_slug": APOLLO}, mine),
        (own, {"project_slug": "led"}, led),
        (own, {"project_slug": "theirs"}, Reason.CROSS_PROJECT_BLOCKED),
        (own, {"project_slug": "nowhere"}, Reason.CROSS_PROJECT_BLOCKED),
        (own, {}, ""),
        (tenant.bearer(Credential.TOOLS_TOKEN), {"project_slug": APOLLO, "recipient": to_employee}, mine),
        (tenant.bearer(Credential.TOOLS_TOKEN), {"project_slug": APOLLO, "recipient": to_user(lead.id)}, Reason.NO_APPROVED_REQUEST),
        (tools, {"project_slug": APOLLO, "recipient": to_employee}, Reason.CROSS_PROJECT_BLOCKED),
        (tools, {"project_slug": "led", "recipient": to_employee}, led),
        (personal, {"project_slug": "led"}, led),
        (await self_claimed(tenant, tenant.employee), {"project_slug": APOLLO}, Reason.CROSS_PROJECT_BLOCKED),
        (await self_claimed(tenant, lead), {"project_slug": "led"}, led),
        (await self_claimed(tenant, tenant.admin), {"project_slug": APOLLO}, Reason.CROSS_PROJECT_BLOCKED),
        (tenant.bearer(Credential.MODERATION_TOKEN), {"project_slug": APOLLO}, Reason.CROSS_PROJECT_BLOCKED),
        (other_tenant.bearer(Credential.PERSONAL_TOKEN), {"project_slug": APOLLO}, theirs),
        (other_tenant.bearer(Credential.PERSONAL_TOKEN), {"project_slug": "led"}, Reason.CROSS_PROJECT_BLOCKED),
    ]
    calls = [publish(tenant.core, token, an_event(**fields)) for token, fields, _ in expectations]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [outcome(answer) for answer in answers] == [expected for *_, expected in expectations]
    assert len({id(db) for db in asked}) == len(asked), "one statement for each transaction"
    assert 0 < len(asked) < len(expectations) / 3


def outcome(answer: object) -> str | Reason:
    """The project of a delivery, or why there is none."""
    if isinstance(answer, Delivery):
        return answer.project_id
    assert isinstance(answer, aio.AioRpcError), answer
    return read_failure(answer).reason


async def test_events_of_no_project_ask_for_none(tenant: Tenant, asked: list[Db]) -> None:
    tools, to_employee = tenant.bearer(Credential.TOOLS_TOKEN), to_user(tenant.employee.id)
    await asyncio.gather(*(publish(tenant.core, tools, an_event(recipient=to_employee)) for _ in range(5)))
    assert asked == []


async def test_a_stream_is_held_to_the_rule_event_by_event(tenant: Tenant) -> None:
    project_id = str(await tenant.add_project(APOLLO, members=[tenant.employee]))
    events = [an_event(project_slug=APOLLO), an_event(project_slug="nowhere"), an_event(), an_event(project_slug=APOLLO)]
    requests = iter([PublishStreamRequest(event=event) for event in events])
    call = EventServiceStub(tenant.core.channel).PublishStream(requests, metadata=bearer(tenant.bearer(Credential.PERSONAL_TOKEN)))
    replies = [reply async for reply in call]
    assert [(reply.failure.reason, reply.delivery.project_id) for reply in replies] == [
        ("", project_id),
        (Reason.CROSS_PROJECT_BLOCKED, ""),
        ("", ""),
        ("", project_id),
    ]
