"""Idempotency keys are forgotten after the day for which they hold."""

import pytest
from psycopg import AsyncConnection

from core.jobs.runner import do_piece
from core.rpc import duties
from core.rpc.duties import PURGE_IDEMPOTENCY_KEYS
from core.server import Core


async def insert_keys(owner: AsyncConnection, names: str, hours_ago: float) -> None:
    await owner.execute(
        """
        INSERT INTO idempotency_keys (workspace_id, caller_id, rpc, key, fingerprint, reply, created_at)
        SELECT w.workspace_id, w.workspace_id, 'purged', name, '', '', now() - make_interval(secs => %s)
        FROM (SELECT workspace_id FROM workspaces ORDER BY created_at DESC LIMIT 1) AS w, unnest(string_to_array(%s, ' ')) AS name
        """,
        (hours_ago * 3600, names),
    )


async def left(owner: AsyncConnection) -> list[str]:
    found = await owner.execute("SELECT key FROM idempotency_keys WHERE rpc = 'purged' ORDER BY key")
    return [key for (key,) in await found.fetchall()]


@pytest.mark.usefixtures("workspace")
async def test_keys_of_more_than_a_day_are_deleted_piece_by_piece(core: Core, migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_KEYS_MAX", 2)
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as owner:
        await insert_keys(owner, "a b", 48)
        await insert_keys(owner, "c", 24.1)
        await insert_keys(owner, "d", 23.9)
        assert await do_piece(core.resources.database, PURGE_IDEMPOTENCY_KEYS)
        assert await left(owner) == ["c", "d"]
        assert not await do_piece(core.resources.database, PURGE_IDEMPOTENCY_KEYS)
        assert await left(owner) == ["d"]
