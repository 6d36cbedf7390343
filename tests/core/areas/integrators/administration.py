"""How tests of this area call it."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.integrators_pb2 import (
    ArchiveIntegratorRequest,
    CreateIntegratorRequest,
    Integrator,
    ListIntegratorsRequest,
    ListIntegratorsResponse,
    RestoreIntegratorRequest,
    UpdateIntegratorRequest,
)
from fluxdesk.v1.integrators_pb2_grpc import IntegratorServiceStub

from tests.core.areas.calls import Metadata, bearer
from tests.tenants import Tenant


async def _admin(tenant: Tenant) -> Metadata:
    return bearer((await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)


async def create(tenant: Tenant, **fields: object) -> Integrator:
    """An integrator whose name is "CI" unless `fields` say otherwise."""
    request = CreateIntegratorRequest(**({"name": "CI"} | fields))  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await IntegratorServiceStub(tenant.core.channel).CreateIntegrator(request, metadata=await _admin(tenant))


async def update(tenant: Tenant, slug: str, *paths: str, **fields: object) -> Integrator:
    request = UpdateIntegratorRequest(slug=slug, **fields)  # pyright: ignore[reportArgumentType]  # as above
    request.update_mask.paths.extend(paths)
    return await IntegratorServiceStub(tenant.core.channel).UpdateIntegrator(request, metadata=await _admin(tenant))


async def archive(tenant: Tenant, slug: str) -> Integrator:
    request = ArchiveIntegratorRequest(slug=slug)
    return await IntegratorServiceStub(tenant.core.channel).ArchiveIntegrator(request, metadata=await _admin(tenant))


async def restore(tenant: Tenant, slug: str) -> Integrator:
    request = RestoreIntegratorRequest(slug=slug)
    return await IntegratorServiceStub(tenant.core.channel).RestoreIntegrator(request, metadata=await _admin(tenant))


async def listed(tenant: Tenant, token: str | None = None, **fields: object) -> ListIntegratorsResponse:
    request = ListIntegratorsRequest(**fields)  # pyright: ignore[reportArgumentType]  # as above
    metadata = bearer(token) if token else await _admin(tenant)
    return await IntegratorServiceStub(tenant.core.channel).ListIntegrators(request, metadata=metadata)
