"""Who calls the scenarios."""

from fluxdesk.rpc import Credential

from core.server import Core
from tests.tenants import make_tenant


async def issue_admin_key(core: Core) -> str:
    """The key of an admin's agent, to which every scenario is open."""
    tenant = await make_tenant(core)
    return (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token
