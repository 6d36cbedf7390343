"""The doors of the product, with the tools-token of the test's own workspace."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fluxdesk.rpc import Credential

from tests.doors import open_doors
from tests.tenants import Tenant


@pytest.fixture
async def http(tenant: Tenant) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the REST door that keeps the catalog, with the tools-token that an admin owns."""
    async with open_doors(tenant.core) as doors:
        doors.rest.http.headers["authorization"] = f"Bearer {tenant.bearer(Credential.TOOLS_TOKEN)}"
        yield doors.rest.http
