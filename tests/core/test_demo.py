"""The demo workspace is made once, whoever comes first, and what is in it can be tried."""

import asyncio
import secrets

from fluxdesk.reasons import Reason

from core.database.pool import Database
from core.demo import Credentials, make_demo_workspace
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import failure_of
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
