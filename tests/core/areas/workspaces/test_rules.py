"""What the command line refuses before the database does: both say the same of one value."""

import pytest
from psycopg.errors import CheckViolation

from core.areas.workspaces.public import prefix_faults, slug_faults
from tests.tenants import Tenant


@pytest.mark.parametrize(
    "prefix", ["ci.", "a-b_c.0.", "internal.os.", "internal-os2.", "FD1.", "ci", "", ".", "a..b.", " ci.", "ci.\n", "ü.", "internal-os.x."]
)
async def test_a_prefix_is_one_where_the_table_takes_it(tenant: Tenant, prefix: str) -> None:
    if list(prefix_faults(prefix)):
        with pytest.raises(CheckViolation, match="integrators_allowed_event_prefix_check"):
            await tenant.add_integrator(prefix)
    else:
        await tenant.add_integrator(prefix)


@pytest.mark.parametrize("slug", ["", "a", "a" * 80, "a" * 81, "ü" * 80])
async def test_a_slug_is_one_where_the_table_takes_it(tenant: Tenant, slug: str) -> None:
    if list(slug_faults(slug)):
        with pytest.raises(CheckViolation, match="projects_slug_check"):
            await tenant.add_project(slug)
    else:
        await tenant.add_project(slug)


def test_what_is_too_long_is_refused_before_an_index_does() -> None:
    assert list(prefix_faults("a" * 58 + ".")) == []
    assert list(prefix_faults("a" * 59 + ".")) != []
