"""Whom an event reaches: decided by the kind of token that sends it."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import SEVERITY_CRITICAL, SEVERITY_INFO, SEVERITY_SUCCESS, SEVERITY_WARN
from fluxdesk.v1.events_pb2 import EventRecipient, RecipientHint
from psycopg import AsyncConnection

from core.ids import new_id
from tests.core.areas.calls import failure_of
from tests.core.areas.events.publishing import an_event, publish, to_email, to_user
from tests.tenants import Tenant

DEPRECATION = "recipient_hint is deprecated: use recipient {type, value} instead."


async def test_a_personal_token_publishes_to_its_owner(tenant: Tenant) -> None:
    delivery = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    assert delivery.recipient_user_id == str(tenant.employee.id)
    assert (delivery.pushed, delivery.deduped, delivery.ok, delivery.fire_count) == (True, False, True, 1)


async def test_a_personal_token_may_name_its_owner_as_recipient(tenant: Tenant) -> None:
    for recipient in (to_email(tenant.employee.email.upper()), to_user(tenant.employee.id), to_user(str(tenant.employee.id).upper())):
        delivery = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event(recipient=recipient))
        assert delivery.recipient_user_id == str(tenant.employee.id)


async def test_a_personal_token_publishes_to_nobody_else(tenant: Tenant) -> None:
    for recipient in (to_email(tenant.admin.email), to_user(tenant.admin.id)):
        failure = await failure_of(publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event(recipient=recipient)))
        assert failure.reason is Reason.FORBIDDEN


async def test_a_moderation_tokens_event_waits_for_an_admin(tenant: Tenant) -> None:
    delivery = await publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), an_event())
    assert (delivery.pushed, delivery.deduped, delivery.HasField("recipient_user_id")) == (False, False, False)


async def test_a_moderation_token_names_no_recipient(tenant: Tenant) -> None:
    event = an_event(recipient=to_user(tenant.employee.id))
    assert (await failure_of(publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), event))).reason is Reason.FORBIDDEN


async def test_a_tools_token_reaches_whom_it_claimed_by_e_mail_or_id(tenant: Tenant) -> None:
    for recipient in (to_email(tenant.employee.email.swapcase()), to_user(tenant.employee.id)):
        delivery = await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=recipient))
        assert (delivery.recipient_user_id, delivery.pushed) == (str(tenant.employee.id), True)


async def test_a_tools_token_must_name_a_recipient(tenant: Tenant) -> None:
    for event in (an_event(), an_event(recipient_hint=RecipientHint(user_id=str(tenant.employee.id)))):
        assert (await failure_of(publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), event))).reason is Reason.FORBIDDEN


async def test_a_tools_token_reaches_nobody_whom_it_did_not_claim(tenant: Tenant, other_tenant: Tenant) -> None:
    """A person without a claim, one of another tenant and nobody at all cannot be told apart."""
    failures = [
        await failure_of(publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=recipient)))
        for recipient in (
            to_email(tenant.admin.email),
            to_user(tenant.admin.id),
            to_email(other_tenant.employee.email),
            to_user(other_tenant.employee.id),
            to_email("nobody@nowhere.example"),
            to_user(new_id()),
        )
    ]
    assert {failure.reason for failure in failures} == {Reason.NO_APPROVED_REQUEST}
    assert len({failure.detail for failure in failures}) == 1


async def test_a_claim_of_another_tools_token_does_not_count(tenant: Tenant) -> None:
    other = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
    event = an_event(recipient=to_user(tenant.employee.id))
    assert (await failure_of(publish(tenant.core, other.token, event))).reason is Reason.NO_APPROVED_REQUEST


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tokens SET revoked_at = now() WHERE family_id = %(family_id)s",
        "UPDATE tokens SET expires_at = now() WHERE family_id = %(family_id)s",
        "UPDATE users SET is_active = false WHERE id = %(user_id)s",
    ],
    ids=["revoked", "expired", "inactive"],
)
async def test_a_claim_that_ended_reaches_nobody(change: str, tenant: Tenant, owner: AsyncConnection) -> None:
    ended = {"family_id": tenant.tokens[Credential.PERSONAL_TOKEN].family_id, "user_id": tenant.employee.id}
    await owner.execute(change.encode(), ended)
    event = an_event(recipient=to_user(tenant.employee.id))
    failure = await failure_of(publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), event))
    assert failure.reason is Reason.NO_APPROVED_REQUEST


async def test_a_disabled_family_takes_no_events(tenant: Tenant, owner: AsyncConnection) -> None:
    personal = tenant.tokens[Credential.PERSONAL_TOKEN]
    await owner.execute("UPDATE token_families SET is_disabled = true WHERE id = %s", (personal.family_id,))
    event = an_event(recipient=to_user(tenant.employee.id))
    failure = await failure_of(publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), event))
    assert failure.reason is Reason.TOKEN_DISABLED


@pytest.mark.parametrize("ceiling", [SEVERITY_SUCCESS, SEVERITY_INFO, SEVERITY_WARN, SEVERITY_CRITICAL])
async def test_the_ceiling_of_the_recipients_family_holds_for_every_sender(ceiling: int, tenant: Tenant, owner: AsyncConnection) -> None:
    family_id = tenant.tokens[Credential.PERSONAL_TOKEN].family_id
    await owner.execute("UPDATE token_families SET severity_ceiling = %s WHERE id = %s", (ceiling, family_id))
    for kind in (Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN):
        for severity in (SEVERITY_SUCCESS, SEVERITY_INFO, SEVERITY_WARN, SEVERITY_CRITICAL):
            call = publish(tenant.core, tenant.bearer(kind), an_event(severity=severity, recipient=to_user(tenant.employee.id)))
            if severity > ceiling:
                assert (await failure_of(call)).reason is Reason.SEVERITY_EXCEEDS_CEILING
            else:
                assert (await call).severity == severity


@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.MODERATION_TOKEN])
async def test_a_recipient_hint_is_stored_verbatim_and_told_to_be_deprecated(
    kind: Credential, tenant: Tenant, owner: AsyncConnection
) -> None:
    event = an_event(recipient_hint=RecipientHint(email="Someone@Else.example", display_hint="the one with the hat"))
    first = await publish(tenant.core, tenant.bearer(kind), event)
    again = await publish(tenant.core, tenant.bearer(kind), event)
    assert (first.deprecation, again.deprecation) == (DEPRECATION, DEPRECATION)
    cursor = await owner.execute("SELECT details -> 'recipient_hint' FROM deliveries WHERE id = %s", (first.delivery_id,))
    assert await cursor.fetchall() == [({"email": "Someone@Else.example", "display_hint": "the one with the hat"},)]


async def test_who_uses_nothing_deprecated_is_told_nothing(tenant: Tenant) -> None:
    event = an_event(recipient=EventRecipient(type="RECIPIENT_TYPE_EMAIL", value=tenant.employee.email))
    assert not (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)).HasField("deprecation")
