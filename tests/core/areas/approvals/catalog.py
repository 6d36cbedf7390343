"""Items of the catalog that tests ask for, and the tokens that are claimed on their ground."""

from typing import NamedTuple
from uuid import UUID

from fluxdesk.rpc import Credential

from core.areas.tokens.public import Issued
from core.ids import new_id
from tests.tenants import Person, Tenant


class Item(NamedTuple):
    id: UUID
    slug: str


async def add_item(
    tenant: Tenant,
    *,
    slug: str | None = None,
    name: str = "VPN",
    category: str | None = None,
    is_pinned: bool = False,
    is_archived: bool = False,
    approval_required: bool = True,
    linked_to: UUID | None = None,
) -> Item:
    """One more item of the tenant's catalog, of the asset class "other"; without a slug it is named by how many there are already."""
    async with tenant.core.resources.database.system_transaction() as db:
        return await db.one(
            Item,
            """
            INSERT INTO catalog_items (workspace_id, id, slug, name, type, category, is_pinned, approval_required, linked_tools_token_id,
                                       archived_at)
            SELECT %(workspace_id)s, %(id)s, coalesce(%(slug)s, 'item-' || count(*)), %(name)s, 7, %(category)s, %(is_pinned)s,
                   %(approval_required)s, %(linked_to)s, CASE WHEN %(is_archived)s THEN now() END
            FROM catalog_items WHERE workspace_id = %(workspace_id)s
            RETURNING id, slug
            """,
            workspace_id=tenant.id,
            id=new_id(),
            slug=slug,
            name=name,
            category=category,
            is_pinned=is_pinned,
            is_archived=is_archived,
            approval_required=approval_required,
            linked_to=linked_to,
        )


async def claim(tenant: Tenant, employee: Person) -> Issued:
    """A token that the tenant's tools-token claims for the employee."""
    return await tenant.issue(Credential.PERSONAL_TOKEN, employee, claimed_by=tenant.tokens[Credential.TOOLS_TOKEN].family_id)
