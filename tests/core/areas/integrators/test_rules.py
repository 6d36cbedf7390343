"""What the command line refuses, what requests may say and what the table takes are the same."""

import pytest
from fluxdesk.reasons import Reason
from psycopg.errors import CheckViolation

from core.areas.integrators.public import NewIntegrator, prefix_faults, shown_faults, slug_faults
from core.areas.integrators.queries import insert_integrator
from core.ids import new_id
from tests.core.areas.calls import failure_of
from tests.core.areas.integrators.administration import create
from tests.tenants import Tenant


async def insert(tenant: Tenant, prefix: str) -> None:
    """Past every rule but those of the table."""
    async with tenant.core.resources.database.system_transaction() as db:
        await insert_integrator(db, tenant.id, new_id(), NewIntegrator("ci", "CI", prefix))


@pytest.mark.parametrize(
    "prefix", ["ci.", "a-b_c.0.", "internal.os.", "internal-os2.", "FD1.", "ci", "", ".", "a..b.", " ci.", "ci.\n", "ü.", "internal-os.x."]
)
async def test_a_prefix_is_one_where_the_table_takes_it(tenant: Tenant, prefix: str) -> None:
    if list(prefix_faults(prefix)):
        with pytest.raises(CheckViolation, match="integrators_allowed_event_prefix_check"):
            await insert(tenant, prefix)
    else:
        await insert(tenant, prefix)


@pytest.mark.parametrize(
    "prefix", ["ci.", "a-b_c.0.", "internal-os2.", "FD1.", "ci", "", ".", "a..b.", " ci.", "ci.\n", "ü.", "internal-os.x.", "a" * 59 + "."]
)
async def test_a_prefix_is_one_where_requests_may_name_it(tenant: Tenant, prefix: str) -> None:
    if list(prefix_faults(prefix)):
        failure = await failure_of(create(tenant, slug="ci", allowed_event_prefix=prefix))
        assert (failure.reason, {path for path, _ in failure.faults}) == (Reason.VALIDATION_FAILED, {"allowed_event_prefix"})
    else:
        assert (await create(tenant, slug="ci", allowed_event_prefix=prefix)).allowed_event_prefix == prefix


@pytest.mark.parametrize("slug", ["a", "0.a-b_c", "a" * 80, "a" * 81, "", "-a", ".a", "A", "ü", "a b", "a/b", "a\n"])
async def test_a_slug_is_one_where_requests_may_name_it(tenant: Tenant, slug: str) -> None:
    if list(slug_faults(slug)):
        failure = await failure_of(create(tenant, slug=slug, allowed_event_prefix="ci."))
        assert (failure.reason, {path for path, _ in failure.faults}) == (Reason.VALIDATION_FAILED, {"slug"})
    else:
        assert (await create(tenant, slug=slug, allowed_event_prefix="ci.")).slug == slug


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "x" * 120),
        ("name", "x" * 121),
        ("name", ""),
        ("description", ""),
        ("description", "two\nlines" + "x" * 1991),
        ("description", "x" * 2001),
        *(("homepage_url", url) for url in ("https://ci.example", "https://", "http://ci.example", "", "https://ci.example/a b")),
        ("homepage_url", f"https://{'a' * 1992}"),
        ("homepage_url", f"https://{'a' * 1993}"),
    ],
)
async def test_what_is_shown_is_what_requests_may_say(tenant: Tenant, field: str, text: str) -> None:
    said = {"name": "CI", "homepage_url": None, "description": None} | {field: text}
    if list(shown_faults(**said)):  # pyright: ignore[reportArgumentType]  # its name is never None
        failure = await failure_of(create(tenant, slug="ci", allowed_event_prefix="ci.", **said))
        assert (failure.reason, {path for path, _ in failure.faults}) == (Reason.VALIDATION_FAILED, {field})
    else:
        assert getattr(await create(tenant, slug="ci", allowed_event_prefix="ci.", **said), field) == text


def test_what_is_too_long_is_refused_before_an_index_does() -> None:
    assert list(prefix_faults("a" * 58 + ".")) == []
    assert list(prefix_faults("a" * 59 + ".")) != []
