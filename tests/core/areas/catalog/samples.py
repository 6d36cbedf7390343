"""Valid calls of the catalog service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.catalog_pb2 import (
    ASSET_TYPE_API_KEY,
    ASSET_TYPE_OTHER,
    BrowseCatalogRequest,
    CreateCatalogItemRequest,
    DeleteCatalogItemRequest,
    GetCatalogEntryRequest,
    GetCatalogItemRequest,
    ListCatalogItemsRequest,
    UpdateCatalogItemRequest,
)
from google.protobuf.struct_pb2 import Value

from tests.core.areas.catalog.kept import a_slug, an_item, keep
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    await keep(tenant, an_item(category="network", linked_tools_token_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id))
    request = ListCatalogItemsRequest(active_only=False, category="network", type=ASSET_TYPE_OTHER, integrator_slug="fd1", limit=5)
    return Sample(request, tenant.bearer(Credential.TOOLS_TOKEN))


async def _create(tenant: Tenant) -> Sample:
    request = CreateCatalogItemRequest(
        slug=a_slug(),
        name="A key",
        type=ASSET_TYPE_API_KEY,
        description="Opens something.",
        category="network",
        use_cases=[Value(string_value="Deploys"), Value(number_value=1)],
        display_order=3,
        is_pinned=True,
        approval_required=False,
        contact_user_id=str(tenant.employee.id),
        linked_tools_token_id=str(tenant.tokens[Credential.TOOLS_TOKEN].family_id),
    )
    return Sample(request, tenant.bearer(Credential.TOOLS_TOKEN))


async def _get(tenant: Tenant) -> Sample:
    return Sample(GetCatalogItemRequest(slug=await _slug(tenant)), tenant.bearer(Credential.TOOLS_TOKEN))


async def _update(tenant: Tenant) -> Sample:
    request = UpdateCatalogItemRequest(
        slug=await _slug(tenant),
        name=f"Renamed {a_slug()}",
        is_pinned=True,
        display_order=3,
        contact_user_id=str(tenant.employee.id),
        linked_tools_token_id=str(tenant.tokens[Credential.TOOLS_TOKEN].family_id),
    )
    return Sample(request, tenant.bearer(Credential.TOOLS_TOKEN))


async def _delete(tenant: Tenant) -> Sample:
    return Sample(DeleteCatalogItemRequest(slug=await _slug(tenant), hard=False), tenant.bearer(Credential.TOOLS_TOKEN))


async def _browse(tenant: Tenant) -> Sample:
    await _slug(tenant)
    return Sample(BrowseCatalogRequest(q="ITEM", limit=5), tenant.bearer(Credential.AGENT_KEY))


async def _entry(tenant: Tenant) -> Sample:
    return Sample(GetCatalogEntryRequest(slug=await _slug(tenant)), tenant.bearer(Credential.AGENT_KEY))


async def _slug(tenant: Tenant) -> str:
    """That of a new item."""
    return (await keep(tenant, an_item())).slug


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.CatalogService/BrowseCatalog": _browse,
    "/fluxdesk.v1.CatalogService/CreateCatalogItem": _create,
    "/fluxdesk.v1.CatalogService/DeleteCatalogItem": _delete,
    "/fluxdesk.v1.CatalogService/GetCatalogEntry": _entry,
    "/fluxdesk.v1.CatalogService/GetCatalogItem": _get,
    "/fluxdesk.v1.CatalogService/ListCatalogItems": _list,
    "/fluxdesk.v1.CatalogService/UpdateCatalogItem": _update,
}
