"""The demo workspace is made once, whoever comes first."""

import asyncio
import secrets

from core.database.pool import Database
from core.demo import Credentials, make_demo_workspace
from core.secrets.keys import Keys


async def test_two_hosts_that_start_at_one_moment_make_one_workspace(migrated_url: str, keys: Keys) -> None:
    slug = f"t{secrets.token_hex(8)}"
    kept: list[Credentials] = []
    hosts = [await Database.open(migrated_url, size_max=1) for _ in range(3)]
    made = await asyncio.gather(*(make_demo_workspace(host, keys, slug=slug, keep=kept.append) for host in hosts))
    assert [one for one in made if one] == kept
    assert len(kept) == 1
    for host in hosts:
        await host.close()
