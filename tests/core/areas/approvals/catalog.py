"""Items of the catalog that tests ask for, and the tokens that are claimed on their ground."""

import secrets
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
    """One more item of the tenant's catalog, of the asset class "other". One that has the slug already stays as it is."""
    item = Item(new_id(), slug or f"item-{secrets.token_hex(6)}")
    async with tenant.core.resources.database.system_transaction() as db:
        await db.run(
            """
            INSERT INTO catalog_items (workspace_id, id, slug, name, type, category, is_pinned, approval_required, linked_tools_token_id,
                                       archived_at)
            VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s, 7, %(category)s, %(is_pinned)s, %(approval_required)s, %(linked_to)s,
                    CASE WHEN %(is_archived)s THEN now() END)
            ON CONFLICT ON CONSTRAINT catalog_items_slug_key DO NOTHING
            """,
            workspace_id=tenant.id,
            id=item.id,
            slug=item.slug,
            name=name,
            category=category,
            is_pinned=is_pinned,
            is_archived=is_archived,
            approval_required=approval_required,
            linked_to=linked_to,
        )
    return item


async def claim(tenant: Tenant, employee: Person) -> Issued:
    """A token that the tenant's tools-token claims for the employee."""
    return await tenant.issue(Credential.PERSONAL_TOKEN, employee, claimed_by=tenant.tokens[Credential.TOOLS_TOKEN].family_id)
