"""Projects that tests send events to."""

import secrets

from tests.tenants import Tenant


async def open_project(tenant: Tenant) -> str:
    """The slug of a new project, whose member the employee is."""
    slug = f"p-{secrets.token_hex(8)}"
    await tenant.add_project(slug, members=[tenant.employee])
    return slug
