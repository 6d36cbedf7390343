"""Valid calls of the integrator service."""

import secrets

from fluxdesk.rpc import Credential
from fluxdesk.v1.integrators_pb2 import (
    ArchiveIntegratorRequest,
    CreateIntegratorRequest,
    ListIntegratorsRequest,
    RestoreIntegratorRequest,
    UpdateIntegratorRequest,
)

from core.areas.integrators.queries import archive_integrator
from tests.core.areas.admins import signed_in_admin
from tests.core.areas.integrators.administration import listed
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _added(tenant: Tenant) -> str:
    """The slug of one more integrator, the same in each tenant that has as many."""
    slug = f"i{(await listed(tenant, include_archived=True)).total_count}"
    await tenant.add_integrator(f"{slug}.")
    return slug


async def _list_integrators(tenant: Tenant) -> Sample:
    return Sample(ListIntegratorsRequest(limit=10), tenant.bearer(Credential.TOOLS_TOKEN))


async def _create_integrator(tenant: Tenant) -> Sample:
    slug = f"i{secrets.token_hex(8)}"
    request = CreateIntegratorRequest(
        slug=slug, name="CI", allowed_event_prefix=f"{slug}.", homepage_url=f"https://{slug}.example", description="Builds."
    )
    return Sample(request, await signed_in_admin(tenant))


async def _update_integrator(tenant: Tenant) -> Sample:
    request = UpdateIntegratorRequest(slug=await _added(tenant), name="CD", homepage_url="https://cd.example", description="Deploys.")
    return Sample(request, await signed_in_admin(tenant))


async def _archive_integrator(tenant: Tenant) -> Sample:
    return Sample(ArchiveIntegratorRequest(slug=await _added(tenant)), await signed_in_admin(tenant))


async def _restore_integrator(tenant: Tenant) -> Sample:
    slug = await _added(tenant)
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await archive_integrator(db, tenant.id, slug)
    return Sample(RestoreIntegratorRequest(slug=slug), await signed_in_admin(tenant))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.IntegratorService/ArchiveIntegrator": _archive_integrator,
    "/fluxdesk.v1.IntegratorService/CreateIntegrator": _create_integrator,
    "/fluxdesk.v1.IntegratorService/ListIntegrators": _list_integrators,
    "/fluxdesk.v1.IntegratorService/RestoreIntegrator": _restore_integrator,
    "/fluxdesk.v1.IntegratorService/UpdateIntegrator": _update_integrator,
}
