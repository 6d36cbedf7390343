"""Admins in whose name samples call."""

from fluxdesk.rpc import Credential, Role

from tests.tenants import Tenant


async def signed_in_admin(tenant: Tenant) -> str:
    """A session of the admin, which is one of the tenant's bearers from now on."""
    tenant.bearers[Credential.PERSON] = bearer = await tenant.sign_in(tenant.people[Role.ADMIN])
    return bearer
