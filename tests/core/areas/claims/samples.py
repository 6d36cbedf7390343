"""Valid calls of the claim service."""

import secrets

from fluxdesk.rpc import Credential
from fluxdesk.v1.claims_pb2 import ClaimTokenBatchRequest, ClaimTokenRequest
from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN

from tests.core.areas.claims.approved import approve
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _claim_token(tenant: Tenant) -> Sample:
    return Sample(await _claim(tenant), tenant.bearer(Credential.TOOLS_TOKEN))


async def _claim_token_batch(tenant: Tenant) -> Sample:
    claims = [await _claim(tenant), await _claim(tenant), ClaimTokenRequest(email="nobody@example.com")]
    return Sample(ClaimTokenBatchRequest(claims=claims), tenant.bearer(Credential.TOOLS_TOKEN))


async def _claim(tenant: Tenant) -> ClaimTokenRequest:
    employee = await tenant.add_person()
    await approve(tenant, employee)
    return ClaimTokenRequest(email=employee.email, label=f"label {secrets.token_hex(4)}", severity_ceiling=SEVERITY_WARN, daily_limit=100)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.ClaimService/ClaimToken": _claim_token,
    "/fluxdesk.v1.ClaimService/ClaimTokenBatch": _claim_token_batch,
}
