"""Processes follow their key file, also when nobody tells them, and serve what others made of a version they had not seen."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.sessions_pb2 import GetJwksRequest
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub

from core.rpc.key_watch import KEYS_TOPIC
from core.secrets import key_file
from core.secrets.keys import load_keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.core.areas.calls import bearer
from tests.eventually import eventually
from tests.tenants import make_tenant


@asynccontextmanager
async def process(url: str, path: Path) -> AsyncGenerator[Core]:
    """The core of a process with a ring of its own."""
    core = await Core.open(url, load_keys(path), settings=SETTINGS)
    yield core
    await core.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    load_keys(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.fixture
async def first(migrated_url: str, path: Path) -> AsyncIterator[Core]:
    async with process(migrated_url, path) as core:
        yield core


@pytest.fixture
async def second(migrated_url: str, path: Path) -> AsyncIterator[Core]:
    async with process(migrated_url, path) as core:
        yield core


def rotate(path: Path) -> None:
    with key_file.changing(path):
        key_file.write(path, key_file.read(path).with_another().with_newest_current(datetime.now(UTC)))


@pytest.mark.parametrize("is_told", [True, False])
async def test_every_process_follows_the_file(first: Core, second: Core, path: Path, *, is_told: bool) -> None:
    rotate(path)
    if is_told:
        first.resources.wake.mark(KEYS_TOPIC)
    await eventually(lambda: all(core.resources.keys.versions.current == 2 for core in (first, second)))
    published = await SessionServiceStub(second.channel).GetJwks(GetJwksRequest(), metadata=(("x-fluxdesk-client-address", "192.0.2.9"),))
    assert len(published.keys) == 2


async def test_what_one_process_makes_of_a_new_version_is_good_at_the_others_at_once(first: Core, second: Core, path: Path) -> None:
    """The second has been told nothing: nothing is awaited between the file and what it is shown."""
    for number in range(2, 12):
        rotate(path)
        first.resources.keys.refresh()
        tenant = await make_tenant(first)
        assert first.resources.peppers.version == number
        for kind in (Credential.AGENT_KEY, Credential.PERSON):
            await InboxServiceStub(second.channel).ListInbox(ListInboxRequest(), metadata=bearer(tenant.bearer(kind)))
        cursor = first.resources.cursors.seal("list", tenant.id, {}, ["1"])
        assert second.resources.cursors.open("list", tenant.id, {}, cursor) == ["1"]
