"""The demo workspace is made once, whoever comes first, and what is in it can be tried."""

import asyncio
import secrets

from fluxdesk.reasons import Reason
from fluxdesk.v1.approval_status_pb2 import APPROVAL_STATUS_APPROVED
from fluxdesk.v1.catalog_pb2 import BrowseCatalogRequest, ListCatalogItemsRequest
from fluxdesk.v1.catalog_pb2_grpc import CatalogServiceStub

from core.database.pool import Database
from core.demo import Credentials, make_demo_workspace
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish


async def test_two_hosts_that_start_at_one_moment_make_one_workspace(migrated_url: str, keys: Keys) -> None:
    slug = f"t{secrets.token_hex(8)}"
    kept: list[Credentials] = []
    hosts = [await Database.open(migrated_url, size_max=1) for _ in range(3)]
    made = await asyncio.gather(*(make_demo_workspace(host, keys, slug=slug, keep=kept.append) for host in hosts))
    assert [one for one in made if one] == kept
    assert len(kept) == 1
    for host in hosts:
        await host.close()


async def test_its_project_is_open_to_what_the_admins_tools_token_claimed(core: Core, workspace: Credentials) -> None:
    assert (await publish(core, workspace["personal_token"], an_event(project_slug="widget-pro"))).project_id
    self_claimed = workspace["limited"]["personal_token"]
    failure = await failure_of(publish(core, self_claimed, an_event(project_slug="widget-pro")))
    assert failure.reason is Reason.CROSS_PROJECT_BLOCKED


async def test_its_employee_has_what_needs_no_approval_and_may_ask_for_the_rest(core: Core, workspace: Credentials) -> None:
    catalog = CatalogServiceStub(core.channel)
    browsed = await catalog.BrowseCatalog(BrowseCatalogRequest(), metadata=bearer(workspace["agent_key"]))
    assert [(entry.item.slug, entry.approval_status) for entry in browsed.entries] == [
        ("inbound-fd1", APPROVAL_STATUS_APPROVED),
        ("fd1.codex-backend", 0),
        ("fd1.claude-backend", 0),
        ("bastion-terminal-access", 0),
    ]
    inbound, *backends, bastion = (entry.item for entry in browsed.entries)
    assert (inbound.is_pinned, inbound.approval_required, inbound.category_display) == (True, False, "📥 Inbound Integrations")
    assert {backend.category for backend in backends} == {"llm-backend"}
    assert bastion.category_display == bastion.category == "Infrastructure"
    listed = await catalog.ListCatalogItems(ListCatalogItemsRequest(integrator_slug="fd1"), metadata=bearer(workspace["tools_token"]))
    assert listed.total_count == 3
