"""People who have been invited."""

from core.areas.users.public import hold_user, invite
from tests.tenants import Person, Tenant


async def invited(tenant: Tenant, person: Person) -> str:
    """The token of a new invitation."""
    resources = tenant.core.resources
    async with resources.database.system_transaction() as db:
        return (await invite(db, resources.peppers, tenant.id, await hold_user(db, tenant.id, person.id))).token
