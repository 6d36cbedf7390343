"""People for whom a tools-token may claim."""

from uuid import UUID

from fluxdesk.rpc import Credential

from core.ids import new_id
from tests.tenants import Person, Tenant

_LINK = """
    INSERT INTO catalog_items (workspace_id, id, slug, name, type, linked_tools_token_id)
    VALUES (%(workspace_id)s, %(id)s, %(slug)s, 'Builds', 1, %(tools_family_id)s)
    """
_APPROVE = """
    INSERT INTO approvals (workspace_id, id, item_id, user_id, status)
    VALUES (%(workspace_id)s, %(id)s, %(item_id)s, %(user_id)s, 2)
    """


async def approve(tenant: Tenant, *people: Person, tools_family_id: UUID | None = None) -> UUID:
    """The id of a new catalog item that is linked to the tenant's tools-token, or to another; the people's requests for it are approved."""
    item_id = new_id()
    linked = tools_family_id or tenant.tokens[Credential.TOOLS_TOKEN].family_id
    async with tenant.core.resources.database.system_transaction() as db:
        await db.run(_LINK, workspace_id=tenant.id, id=item_id, slug=f"item-{item_id}", tools_family_id=linked)
        for person in people:
            await db.run(_APPROVE, workspace_id=tenant.id, id=new_id(), item_id=item_id, user_id=person.id)
    return item_id
