"""People for whom a tools-token may claim."""

from uuid import UUID

from fluxdesk.rpc import Credential

from core.areas.approvals.public import grant_items
from tests.core.areas.catalog.kept import an_item, keep
from tests.tenants import Person, Tenant


async def approve(tenant: Tenant, *people: Person, tools_family_id: UUID | None = None) -> UUID:
    """The id of a new catalog item that is linked to the tenant's tools-token, or to another; the people's requests for it are approved."""
    linked = tools_family_id or tenant.tokens[Credential.TOOLS_TOKEN].family_id
    item = await keep(tenant, an_item(linked_tools_token_id=linked))
    async with tenant.core.resources.database.system_transaction() as db:
        for person in people:
            await grant_items(db, tenant.id, person.id, [item.id])
    return item.id
