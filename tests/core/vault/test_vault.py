"""What the vault sealed opens in its own place, under every version of the server's keys, and nowhere else."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import LiteralString
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from core.areas.workspaces.queries import insert_workspace
from core.database.pool import Database
from core.database.rows import Db, RowT
from core.ids import new_id
from core.secrets.key_file import KeyVersions
from core.secrets.keys import Keys
from core.secrets.seal import BrokenSeal
from core.server import Core
from core.vault.vault import Place, Vault
from tests.eventually import eventually

BEFORE = KeyVersions({1: secrets.token_bytes(32)}, 1)
AFTER = BEFORE.with_another().with_newest_current(datetime.now(UTC))
RETIRED = AFTER.without(1)


class CountingDb(Db):
    """Remembers what it was asked."""

    def __init__(self, db: Db) -> None:
        self.asked: list[str] = []
        self._inner = db

    async def many(self, row_type: type[RowT], sql: LiteralString, /, **params: object) -> list[RowT]:
        self.asked.append(sql)
        return await self._inner.many(row_type, sql, **params)

    async def run(self, sql: LiteralString, /, **params: object) -> int:
        self.asked.append(sql)
        return await self._inner.run(sql, **params)


@pytest.fixture
def database(core: Core) -> Database:
    return core.resources.database


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner of the tables, whose statements commit at once."""
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection


async def new_workspace(database: Database) -> UUID:
    workspace_id = new_id()
    async with database.system_transaction() as db:
        await insert_workspace(db, workspace_id, slug=f"v{secrets.token_hex(8)}", name="Of the vault")
    return workspace_id


@pytest.fixture
async def acme(database: Database) -> UUID:
    return await new_workspace(database)


@asynccontextmanager
async def within(database: Database, *workspace_ids: UUID) -> AsyncGenerator[CountingDb]:
    async with database.transaction(workspace_ids=workspace_ids) as db:
        yield CountingDb(db)


def at(workspace_id: UUID, row: str = "1", *, table: str = "hooks", column: str = "secret") -> Place:
    return Place(workspace_id, table, (row,), column)


async def sealed(database: Database, vault: Vault, contents: Sequence[tuple[Place, bytes]]) -> list[tuple[Place, bytes]]:
    async with within(database, *{place.workspace_id for place, _ in contents}) as db:
        return list(zip((place for place, _ in contents), await vault.seal(db, contents), strict=True))


async def opened(database: Database, vault: Vault, *values: tuple[Place, bytes]) -> list[bytes]:
    async with within(database, *{place.workspace_id for place, _ in values}) as db:
        return await vault.open(db, values)


async def test_values_of_several_workspaces_are_sealed_and_opened_in_one_go(database: Database, acme: UUID) -> None:
    other, vault = await new_workspace(database), Vault(Keys(BEFORE))
    contents = [(at(one, str(row)), f"{one} {row}".encode()) for row in range(50) for one in (acme, other)]
    async with within(database, acme, other) as db:
        values = list(zip((place for place, _ in contents), await vault.seal(db, contents), strict=True))
        # None is there, both are made, both are read back.
        assert len(db.asked) == 3
    for asked in (1, 0):
        async with within(database, acme, other) as db:
            assert await vault.open(db, values) == [content for _, content in contents]
            assert await vault.seal(db, contents)
            assert len(db.asked) == asked
    assert len({value for _, value in values}) == 100
    assert not any(content in value for (_, content), (_, value) in zip(contents, values, strict=True))


async def test_nothing_to_seal_costs_nothing(database: Database, acme: UUID) -> None:
    async with within(database, acme) as db:
        assert await Vault(Keys(BEFORE)).seal(db, []) == await Vault(Keys(BEFORE)).open(db, []) == []
        assert db.asked == []


async def test_only_so_many_data_keys_are_at_hand(database: Database, acme: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.vault.vault._KNOWN_MAX", 2)
    vault, ids = Vault(Keys(BEFORE)), [acme, await new_workspace(database), await new_workspace(database)]
    values = await sealed(database, vault, [(at(one), b"secret") for one in ids])
    async with within(database, *ids) as db:
        for number, asked in ((0, 1), (1, 2), (0, 2), (2, 3), (0, 3), (1, 4)):
            assert await vault.open(db, [values[number]]) == [b"secret"]
            # The one that was used longest ago has given way.
            assert len(db.asked) == asked, number


async def test_two_first_uses_at_once_agree_on_one_key(database: Database, acme: UUID, owner: AsyncConnection) -> None:
    first, second = Vault(Keys(BEFORE)), Vault(Keys(BEFORE))

    async def someone_waits() -> bool:
        cursor = await owner.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%data_keys%'")
        return await cursor.fetchone() == (1,)

    async with within(database, acme) as db:
        [one] = await first.seal(db, [(at(acme), b"first")])
        waiting = asyncio.create_task(sealed(database, second, [(at(acme), b"second")]))
        await eventually(someone_waits)
    [(_, other)] = await waiting
    assert await opened(database, second, (at(acme), one)) == [b"first"]
    assert await opened(database, first, (at(acme), other)) == [b"second"]


async def test_a_key_whose_transaction_failed_seals_nothing_afterwards(database: Database, acme: UUID) -> None:
    vault, values = Vault(Keys(BEFORE)), list[tuple[Place, bytes]]()
    with suppress(LookupError):
        async with within(database, acme) as db:
            values += [(at(acme), value) for value in await vault.seal(db, [(at(acme), b"lost")])]
            # Also what the failing transaction reads of it is not kept.
            assert await vault.open(db, values) == [b"lost"]
            raise LookupError
    kept = await sealed(database, vault, [(at(acme), b"kept")])
    assert await opened(database, Vault(Keys(BEFORE)), *kept) == [b"kept"]
    with pytest.raises(BrokenSeal):
        await opened(database, vault, *values)


@pytest.mark.parametrize("place", [{"row": "2"}, {"table": "hooks2"}, {"column": "other"}])
async def test_a_value_opens_in_no_other_place(database: Database, acme: UUID, place: dict[str, str]) -> None:
    vault = Vault(Keys(BEFORE))
    [(_, value)] = await sealed(database, vault, [(at(acme), b"secret")])
    with pytest.raises(BrokenSeal, match=r"^a value of \w+\.\w+ cannot be opened: it was changed, or sealed for another place$"):
        await opened(database, vault, (at(acme, **place), value))


async def test_a_value_opens_in_no_other_workspace(database: Database, acme: UUID) -> None:
    other, vault = await new_workspace(database), Vault(Keys(BEFORE))
    [(_, value), _] = await sealed(database, vault, [(at(acme), b"acme's"), (at(other), b"the other's")])
    for one in (vault, Vault(Keys(BEFORE))):
        with pytest.raises(BrokenSeal):
            await opened(database, one, (at(other), value))


async def test_a_data_key_is_good_for_its_own_workspace(database: Database, acme: UUID, owner: AsyncConnection) -> None:
    other, vault = await new_workspace(database), Vault(Keys(BEFORE))
    [value, _] = await sealed(database, vault, [(at(acme), b"acme's"), (at(other), b"the other's")])
    await owner.execute(
        "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE workspace_id = %s) WHERE workspace_id = %s", (other, acme)
    )
    with pytest.raises(BrokenSeal, match="cannot be unwrapped"):
        await opened(database, Vault(Keys(BEFORE)), value)


async def test_a_flipped_bit_fails_wherever_it_is(database: Database, acme: UUID) -> None:
    vault = Vault(Keys(BEFORE))
    [(place, value)] = await sealed(database, vault, [(at(acme), b"secret")])
    async with within(database, acme) as db:
        for number in range(len(value) * 8):
            flipped = bytearray(value)
            flipped[number // 8] ^= 1 << number % 8
            with pytest.raises(BrokenSeal):
                await vault.open(db, [(place, bytes(flipped))])
        for length in range(len(value)):
            with pytest.raises(BrokenSeal):
                await vault.open(db, [(place, value[:length])])


async def test_what_was_sealed_before_a_rotation_opens_after_it(database: Database, acme: UUID, owner: AsyncConnection) -> None:
    vault = Vault(Keys(BEFORE))
    values = await sealed(database, vault, [(at(acme), b"before")])
    rotating = Vault(Keys(AFTER))
    assert [await opened(database, one, *values) for one in (vault, rotating)] == [[b"before"]] * 2

    async def rewrap() -> int:
        async with database.system_transaction() as db:
            return await rotating.rewrap_some(db)

    # Others of this database stand under keys that this ring does not have.
    await owner.execute("DELETE FROM data_keys WHERE workspace_id <> %s", (acme,))
    assert [await rewrap(), await rewrap()] == [1, 0]
    [version] = await (await owner.execute("SELECT key_version FROM data_keys WHERE workspace_id = %s", (acme,))).fetchone() or (0,)
    assert version == 2
    # The processes of before have the key at hand; those that start now know the new version alone.
    values += await sealed(database, vault, [(at(acme), b"meanwhile")])
    assert await opened(database, Vault(Keys(RETIRED)), *values) == [b"before", b"meanwhile"]


async def test_a_data_key_of_an_unknown_version_is_named_and_left_alone(database: Database, acme: UUID, owner: AsyncConnection) -> None:
    await sealed(database, Vault(Keys(BEFORE)), [(at(acme), b"secret")])
    await owner.execute("DELETE FROM data_keys WHERE workspace_id <> %s", (acme,))
    with pytest.raises(BrokenSeal, match=f"the data key of workspace {acme} cannot be unwrapped: the server's keys have no version 1"):
        async with database.system_transaction() as db:
            await Vault(Keys(RETIRED)).rewrap_some(db)


async def test_tenants_neither_change_nor_see_the_keys_of_others(database: Database, acme: UUID) -> None:
    other, vault = await new_workspace(database), Vault(Keys(BEFORE))
    await sealed(database, vault, [(at(acme), b"secret")])
    async with within(database, other) as db:
        assert await db.run("SELECT FROM data_keys") == 0
    for statement in ("UPDATE data_keys SET wrapped = ''", "DELETE FROM data_keys"):
        with pytest.raises(InsufficientPrivilege):
            async with database.transaction(workspace_ids=[acme]) as plain:
                await plain.run(statement)  # pyright: ignore[reportArgumentType]  # two constants
