"""Valid calls of the token service."""

import secrets

from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN
from fluxdesk.v1.tokens_pb2 import (
    TOKEN_KIND_AGENT_KEY,
    TOKEN_KIND_MODERATION_TOKEN,
    CreateAgentKeyRequest,
    CreatePersonalTokenRequest,
    CreateTokenRequest,
    ListAgentKeysRequest,
    ListPersonalTokensRequest,
    ListTokensRequest,
    RevokeTokenRequest,
    RotateTokenRequest,
    UpdateTokenFamilyRequest,
)

from tests.core.areas.admins import signed_in_admin
from tests.samples import Builder, Sample
from tests.tenants import Tenant


def _label() -> str:
    return f"label {secrets.token_hex(4)}"


async def _create_personal_token(tenant: Tenant) -> Sample:
    request = CreatePersonalTokenRequest(integrator_slug="fd1", label=_label(), severity_ceiling=SEVERITY_WARN, daily_limit=100)
    return Sample(request, tenant.bearer(Credential.PERSON))


async def _create_agent_key(tenant: Tenant) -> Sample:
    return Sample(CreateAgentKeyRequest(label=_label(), scopes=["inbox:read"]), tenant.bearer(Credential.PERSON))


async def _create_token(tenant: Tenant) -> Sample:
    request = CreateTokenRequest(
        kind=TOKEN_KIND_MODERATION_TOKEN, user_id=str(tenant.employee.id), integrator_slug="fd1", label=_label(), reads_per_minute=10
    )
    return Sample(request, await signed_in_admin(tenant))


async def _list_personal_tokens(tenant: Tenant) -> Sample:
    return Sample(ListPersonalTokensRequest(limit=5, include_revoked=True), tenant.bearer(Credential.AGENT_KEY))


async def _list_agent_keys(tenant: Tenant) -> Sample:
    return Sample(ListAgentKeysRequest(limit=5), tenant.bearer(Credential.PERSON))


async def _list_tokens(tenant: Tenant) -> Sample:
    request = ListTokensRequest(limit=5, kind=TOKEN_KIND_AGENT_KEY, user_email=tenant.employee.email)
    return Sample(request, (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)


async def _rotate_token(tenant: Tenant) -> Sample:
    issued = await tenant.issue(Credential.AGENT_KEY, tenant.employee)
    return Sample(RotateTokenRequest(family_id=str(issued.family_id)), tenant.bearer(Credential.PERSON))


async def _revoke_token(tenant: Tenant) -> Sample:
    issued = await tenant.issue(Credential.AGENT_KEY, tenant.employee)
    return Sample(RevokeTokenRequest(family_id=str(issued.family_id)), tenant.bearer(Credential.PERSON))


async def _update_token_family(tenant: Tenant) -> Sample:
    family_id = str((await tenant.issue(Credential.AGENT_KEY, tenant.employee)).family_id)
    request = UpdateTokenFamilyRequest(family_id=family_id, label=_label(), severity_ceiling=SEVERITY_WARN, daily_limit=0)
    return Sample(request, await signed_in_admin(tenant))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TokenService/CreateAgentKey": _create_agent_key,
    "/fluxdesk.v1.TokenService/CreatePersonalToken": _create_personal_token,
    "/fluxdesk.v1.TokenService/CreateToken": _create_token,
    "/fluxdesk.v1.TokenService/ListAgentKeys": _list_agent_keys,
    "/fluxdesk.v1.TokenService/ListPersonalTokens": _list_personal_tokens,
    "/fluxdesk.v1.TokenService/ListTokens": _list_tokens,
    "/fluxdesk.v1.TokenService/RevokeToken": _revoke_token,
    "/fluxdesk.v1.TokenService/RotateToken": _rotate_token,
    "/fluxdesk.v1.TokenService/UpdateTokenFamily": _update_token_family,
}
