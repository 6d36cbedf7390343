"""What an admin changes of a token while it is in use."""

from collections.abc import Awaitable, Callable

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import SEVERITY_CRITICAL, SEVERITY_WARN
from fluxdesk.v1.tokens_pb2 import TokenFamily, UpdateTokenFamilyRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.tokens.test_tokens import reason_of_listing, session
from tests.doors import open_doors
from tests.eventually import eventually
from tests.tenants import Tenant


async def update(tenant: Tenant, family_id: object, *paths: str, caller: Role = Role.ADMIN, **fields: object) -> TokenFamily:
    request = UpdateTokenFamilyRequest(family_id=str(family_id), **fields)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    request.update_mask.paths.extend(paths)
    metadata = await session(tenant, tenant.people[caller])
    return await TokenServiceStub(tenant.core.channel).UpdateTokenFamily(request, metadata=metadata)


async def test_what_is_not_sent_stays_as_it_is(tenant: Tenant) -> None:
    family_id = tenant.tokens[Credential.AGENT_KEY].family_id
    before = await update(tenant, family_id)
    changed = await update(tenant, family_id, daily_limit=5_000_000, reads_per_minute=0, label="")
    assert (before.label, before.is_disabled, before.severity_ceiling) == ("agent_key", False, SEVERITY_CRITICAL)
    assert (changed.daily_limit, changed.reads_per_minute, changed.label) == (5_000_000, 0, "")
    for family in (before, changed):
        for name in ("daily_limit", "reads_per_minute", "label", "last_used_at", "tokens"):
            family.ClearField(name)
    assert changed == before
    masked = await update(tenant, family_id, "label", label="masked", daily_limit=1)
    assert (masked.label, masked.daily_limit) == ("masked", 5_000_000)


async def test_no_limit_can_be_cleared(tenant: Tenant) -> None:
    failure = await failure_of(update(tenant, tenant.tokens[Credential.AGENT_KEY].family_id, "daily_limit", "label"))
    assert dict(failure.faults) == {"daily_limit": "cannot be cleared", "label": "cannot be cleared"}


async def test_null_is_a_fault_over_rest_and_unknown_keys_are_named(tenant: Tenant) -> None:
    path = f"/api/v1/admin/token-families/{tenant.tokens[Credential.AGENT_KEY].family_id}"
    headers = {"authorization": f"Bearer {await tenant.sign_in(tenant.admin)}"}
    async with open_doors(tenant.core) as doors:
        refused = await doors.rest.http.patch(path, json={"dailyLimit": None, "updateMask": "label", "scopes": []}, headers=headers)
        empty = await doors.rest.http.patch(path, json={}, headers=headers)
    assert refused.json()["fieldErrors"].keys() == {"dailyLimit", "updateMask", "scopes"}
    assert (empty.status_code, empty.json()["label"]) == (200, "agent_key")


async def test_a_disabled_family_is_refused_at_once_in_every_process_until_it_is_enabled(
    tenant: Tenant, migrated_url: str, keys: Keys
) -> None:
    issued = tenant.tokens[Credential.AGENT_KEY]
    other = await Core.open(migrated_url, keys)

    def reads_as(core: Core, reason: Reason | None) -> Callable[[], Awaitable[bool]]:
        async def holds() -> bool:
            return await reason_of_listing(core, issued.token) is reason

        return holds

    assert await reads_as(other, None)()
    disabled = await update(tenant, issued.family_id, is_disabled=True)
    assert (disabled.is_disabled, disabled.is_live) == (True, False)
    assert await reads_as(tenant.core, Reason.UNAUTHENTICATED)()
    await eventually(reads_as(other, Reason.UNAUTHENTICATED))
    assert (await update(tenant, issued.family_id, is_disabled=False)).is_live
    assert await reads_as(other, None)()
    await other.close()


async def test_ceiling_and_cap_hold_from_the_next_event_on(tenant: Tenant) -> None:
    issued = tenant.tokens[Credential.PERSONAL_TOKEN]
    await publish(tenant.core, issued.token, an_event(severity=SEVERITY_CRITICAL))
    await update(tenant, issued.family_id, severity_ceiling=SEVERITY_WARN, daily_limit=2)
    failure = await failure_of(publish(tenant.core, issued.token, an_event(severity=SEVERITY_CRITICAL)))
    assert failure.reason is Reason.SEVERITY_EXCEEDS_CEILING
    await publish(tenant.core, issued.token, an_event())
    assert (await failure_of(publish(tenant.core, issued.token, an_event()))).reason is Reason.DAILY_LIMIT_EXCEEDED


@pytest.mark.parametrize("kind", [Credential.AGENT_KEY, Credential.TOOLS_TOKEN])
async def test_an_admin_changes_no_token_of_somebody_above(kind: Credential, tenant: Tenant) -> None:
    above = await tenant.issue(kind, tenant.people[Role.SUPER_ADMIN])
    assert (await failure_of(update(tenant, above.family_id, is_disabled=True))).reason is Reason.FORBIDDEN
    assert (await update(tenant, above.family_id, is_disabled=True, caller=Role.SUPER_ADMIN)).is_disabled


async def test_a_token_of_another_workspace_does_not_exist(tenant: Tenant, other_tenant: Tenant) -> None:
    foreign = other_tenant.tokens[Credential.AGENT_KEY].family_id
    for family_id in (foreign, "no id"):
        assert (await failure_of(update(tenant, family_id, is_disabled=True))).reason is Reason.NOT_FOUND


async def test_the_callers_own_token_is_changed_in_a_session_only(tenant: Tenant) -> None:
    key = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    request = UpdateTokenFamilyRequest(family_id=str(key.family_id), writes_per_minute=1_000_000)
    failure = await failure_of(TokenServiceStub(tenant.core.channel).UpdateTokenFamily(request, metadata=bearer(key.token)))
    assert failure.reason is Reason.CREDENTIAL_NOT_ACCEPTED
