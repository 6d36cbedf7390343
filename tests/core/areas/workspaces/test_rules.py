"""What the command line refuses before the database does: both say the same of one value."""

import pytest
from psycopg.errors import CheckViolation

from core.areas.workspaces.public import slug_faults
from tests.tenants import Tenant


@pytest.mark.parametrize("slug", ["", "a", "a" * 80, "a" * 81, "ü" * 80])
async def test_a_slug_is_one_where_the_table_takes_it(tenant: Tenant, slug: str) -> None:
    if list(slug_faults(slug)):
        with pytest.raises(CheckViolation, match="projects_slug_check"):
            await tenant.add_project(slug)
    else:
        await tenant.add_project(slug)
