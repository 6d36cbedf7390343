"""Who may read a delivery back, and what everybody else is told."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_FIRING,
    SEVERITY_WARN,
    TONE_NEGATIVE,
)
from psycopg import AsyncConnection

from core.areas.deliveries.rows import SentDeliveryRow
from core.areas.deliveries.rules import require_reader
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Principal
from tests.core.areas.calls import failure_of
from tests.core.areas.deliveries.sent import read_back
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.tenants import Tenant

NOBODYS = "01a2051d-abf5-7645-8646-6e49be17fed9"


async def reason_for(tenant: Tenant, token: str, delivery_id: str) -> Reason:
    return (await failure_of(read_back(tenant, token, delivery_id))).reason


@pytest.fixture
async def sent_by_employee(tenant: Tenant) -> str:
    """A delivery that the employee's personal token sent; the tools-token claimed that token."""
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id


@pytest.fixture
async def self_claimed(tenant: Tenant) -> str:
    """A delivery that a personal token sent which its owner issued to himself."""
    token = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    return (await publish(tenant.core, token.token, an_event())).delivery_id


async def test_what_is_read_back_is_what_was_answered(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    event = an_event(
        summary="Two tests fail.",
        external_url="https://builds.example/7",
        external_status=EXTERNAL_STATUS_FIRING,
        severity=SEVERITY_WARN,
        tone=TONE_NEGATIVE,
        locale="de-CH",
        labels={"repo": "core"},
    )
    published = await publish(tenant.core, token, event)
    found = await read_back(tenant, token, published.delivery_id)
    for volatile in ("pushed", "request_id"):
        published.ClearField(volatile)
        found.ClearField(volatile)
    assert found == published


async def test_a_change_since_is_seen(tenant: Tenant, owner: AsyncConnection, sent_by_employee: str) -> None:
    await owner.execute("UPDATE deliveries SET resolved_at = now(), resolution_note = 'fixed' WHERE id = %s", (sent_by_employee,))
    found = await read_back(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), sent_by_employee)
    assert (found.HasField("resolved_at"), found.resolution_note) == (True, "fixed")


@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN, Credential.AGENT_KEY])
async def test_the_family_the_tools_token_that_claimed_it_and_the_owner_read(
    kind: Credential, tenant: Tenant, sent_by_employee: str
) -> None:
    assert (await read_back(tenant, tenant.bearer(kind), sent_by_employee)).delivery_id == sent_by_employee


async def test_the_tools_token_that_sent_reads_and_so_does_its_owners_agent(tenant: Tenant) -> None:
    lead = tenant.people[Role.HR_ADMIN]
    tools = await tenant.issue(Credential.TOOLS_TOKEN, lead)
    await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, claimed_by=tools.family_id)
    agent = await tenant.issue(Credential.AGENT_KEY, lead)
    sent = await publish(tenant.core, tools.token, an_event(recipient=to_user(tenant.employee.id)))
    for reader in (tools, agent):
        assert (await read_back(tenant, reader.token, sent.delivery_id)).delivery_id == sent.delivery_id


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPER_ADMIN])
async def test_admins_read_everything(role: Role, tenant: Tenant, sent_by_employee: str, self_claimed: str) -> None:
    agent = await tenant.issue(Credential.AGENT_KEY, tenant.people[role])
    waiting = await publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), an_event())
    for delivery_id in (sent_by_employee, self_claimed, waiting.delivery_id):
        assert (await read_back(tenant, agent.token, delivery_id)).delivery_id == delivery_id


async def test_a_moderation_token_reads_what_it_sent(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.MODERATION_TOKEN)
    sent = await publish(tenant.core, token, an_event())
    assert not (await read_back(tenant, token, sent.delivery_id)).HasField("recipient_user_id")


@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN, Credential.MODERATION_TOKEN])
async def test_another_sender_of_the_same_integrator_is_forbidden(kind: Credential, tenant: Tenant, sent_by_employee: str) -> None:
    """Also one of the same person: a family is a sender of its own."""
    other = await tenant.issue(kind, tenant.employee)
    assert await reason_for(tenant, other.token, sent_by_employee) is Reason.FORBIDDEN


async def test_a_tools_token_is_forbidden_what_a_self_claimed_token_sent(tenant: Tenant, self_claimed: str) -> None:
    assert await reason_for(tenant, tenant.bearer(Credential.TOOLS_TOKEN), self_claimed) is Reason.FORBIDDEN


@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN, Credential.MODERATION_TOKEN])
async def test_another_integrators_delivery_does_not_exist(kind: Credential, tenant: Tenant, sent_by_employee: str) -> None:
    other = await tenant.issue(kind, tenant.employee, integrator_id=await tenant.add_integrator("ci."))
    assert await reason_for(tenant, other.token, sent_by_employee) is Reason.NOT_FOUND


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.HR_ADMIN])
async def test_a_colleague_who_is_no_admin_finds_nothing(role: Role, tenant: Tenant, sent_by_employee: str) -> None:
    colleague = await tenant.issue(Credential.AGENT_KEY, await tenant.add_person(role))
    assert await reason_for(tenant, colleague.token, sent_by_employee) is Reason.NOT_FOUND


async def test_another_tenants_delivery_does_not_exist_even_for_its_admin(
    tenant: Tenant, other_tenant: Tenant, sent_by_employee: str
) -> None:
    admins_agent = await other_tenant.issue(Credential.AGENT_KEY, other_tenant.admin)
    for token in (admins_agent.token, *(issued.token for issued in other_tenant.tokens.values())):
        assert await reason_for(tenant, token, sent_by_employee) is Reason.NOT_FOUND


@pytest.mark.parametrize(
    "delivery_id",
    ["7", "no-uuid", f"{{{NOBODYS}}}", NOBODYS.replace("-", ""), f"urn:uuid:{NOBODYS}", "\u2028", "x" * 10_000, NOBODYS, f"{NOBODYS} "],
)
async def test_an_id_that_is_none_does_not_exist(delivery_id: str, tenant: Tenant) -> None:
    assert await reason_for(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), delivery_id) is Reason.NOT_FOUND


async def test_the_agent_of_the_claiming_tools_tokens_owner_reads(tenant: Tenant) -> None:
    lead = tenant.people[Role.HR_ADMIN]
    tools = await tenant.issue(Credential.TOOLS_TOKEN, lead)
    personal = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, claimed_by=tools.family_id)
    agent = await tenant.issue(Credential.AGENT_KEY, lead)
    sent = await publish(tenant.core, personal.token, an_event())
    assert (await read_back(tenant, agent.token, sent.delivery_id)).delivery_id == sent.delivery_id


def test_a_session_has_no_family_and_so_is_no_sender() -> None:
    stranger = Principal(new_id(), Credential.PERSON, new_id(), "a@b.example", Role.EMPLOYEE, None, None, 1, 1)
    self_claimed = SentDeliveryRow(new_id(), new_id(), None, None, new_id(), new_id(), new_id())
    with pytest.raises(NotFound):
        require_reader(stranger, self_claimed)
