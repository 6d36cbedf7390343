"""Claims that tests make."""

from uuid import UUID

from fluxdesk.rpc import Credential
from fluxdesk.v1.claims_pb2 import ClaimedToken, ClaimResult, ClaimTokenBatchRequest, ClaimTokenRequest
from fluxdesk.v1.claims_pb2_grpc import ClaimServiceStub
from psycopg import AsyncConnection

from core.server import Core
from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant


async def claim(tenant: Tenant, person: Person, *, core: Core | None = None, token: str | None = None, **terms: object) -> ClaimedToken:
    """A token for the person, by the tenant's tools-token or another."""
    request = ClaimTokenRequest(email=person.email, **terms)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    metadata = bearer(token or tenant.bearer(Credential.TOOLS_TOKEN))
    return await ClaimServiceStub((core or tenant.core).channel).ClaimToken(request, metadata=metadata)


async def claim_batch(tenant: Tenant, *claims: ClaimTokenRequest, core: Core | None = None) -> list[ClaimResult]:
    request = ClaimTokenBatchRequest(claims=claims)
    stub = ClaimServiceStub((core or tenant.core).channel)
    return list((await stub.ClaimTokenBatch(request, metadata=bearer(tenant.bearer(Credential.TOOLS_TOKEN)))).results)


async def good_tokens(owner: AsyncConnection, family_id: str | UUID) -> int:
    query = "SELECT count(*) FROM tokens WHERE family_id = %s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())"
    row = await (await owner.execute(query, (str(family_id),))).fetchone()
    return row[0] if row else 0
