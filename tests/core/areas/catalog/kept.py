"""How tests keep a catalog: items, requests for them, and calls of those who keep it."""

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from fluxdesk.rpc import Credential
from fluxdesk.v1.approval_status_pb2 import APPROVAL_STATUS_APPROVED, ApprovalStatus
from fluxdesk.v1.catalog_pb2 import ASSET_TYPE_OTHER
from fluxdesk.v1.catalog_pb2_grpc import CatalogServiceStub
from psycopg import AsyncConnection

from core.areas.catalog.public import NewItem
from core.areas.catalog.queries import ItemFilter, archive_item, count_items, insert_item
from core.areas.catalog.rows import ItemRow
from core.ids import new_id
from tests.core.areas.calls import Metadata, bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    # A name of the stub file alone.
    from fluxdesk.v1.catalog_pb2_grpc import CatalogServiceAsyncStub


def catalog(tenant: Tenant) -> "CatalogServiceAsyncStub":
    return CatalogServiceStub(tenant.core.channel)


def keeper(tenant: Tenant) -> Metadata:
    """The metadata of the integrator's tools-token, which the admin owns."""
    return bearer(tenant.bearer(Credential.TOOLS_TOKEN))


def a_slug() -> str:
    return f"item-{secrets.token_hex(6)}"


def an_item(
    slug: str = "",
    *,
    name: str = "An item",
    category: str | None = None,
    is_pinned: bool = False,
    approval_required: bool = True,
    display_order: int = 0,
    linked_tools_token_id: UUID | None = None,
) -> NewItem:
    """Without a slug it is named once it is kept."""
    return NewItem(
        slug=slug,
        name=name,
        type=ASSET_TYPE_OTHER,
        category=category,
        is_pinned=is_pinned,
        approval_required=approval_required,
        display_order=display_order,
        linked_tools_token_id=linked_tools_token_id,
    )


async def keep(tenant: Tenant, item: NewItem, *, is_archived: bool = False) -> ItemRow:
    """Puts the item into the tenant's catalog; without a slug it is named by how many there are already, in every tenant alike."""
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        number = (await count_items(db, tenant.id, ItemFilter(is_open=False))).items
        row = await insert_item(db, tenant.id, new_id(), item._replace(slug=item.slug or f"item-{number}"))
        return await archive_item(db, tenant.id, row.slug) or row if is_archived else row


async def request_item(
    owner: AsyncConnection, tenant: Tenant, item_id: UUID, person: Person, status: ApprovalStatus = APPROVAL_STATUS_APPROVED
) -> UUID:
    """A request for the item, in whatever transaction the connection is in."""
    approval_id = new_id()
    await owner.execute(
        "INSERT INTO approvals (workspace_id, id, item_id, user_id, status) VALUES (%s, %s, %s, %s, %s)",
        (tenant.id, approval_id, item_id, person.id, int(status)),
    )
    return approval_id
