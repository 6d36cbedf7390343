"""The keys of a server of two processes are rotated while it serves: nobody who calls notices."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx2
import psycopg
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import aio

from core.areas.workspaces.queries import insert_workspace
from core.database.pool import Database
from core.ids import new_id
from core.secrets import key_file
from core.secrets.keys import load_keys
from core.vault.vault import Place, Vault
from tests.e2e.conftest import ROOT, Server, Start, environment
from tests.e2e.events import event
from tests.eventually import eventually

# More than one transaction of a rotation takes.
_WORKSPACES = 450
_ROTATIONS = 3
# Each is a connection of its own, and the kernel spreads them over the processes.
_CONNECTIONS = 8
_KEYS = "/api/v1/me/agent-keys"


class Made(NamedTuple):
    """A key that was made under load: its idempotency key, the answer, and the token in it."""

    idempotency_key: str
    body: bytes
    token: str


class Callers:
    """What they did while the keys were rotated; every call of theirs must succeed."""

    def __init__(self, server: Server, session: str) -> None:
        self.server = server
        self.session = session
        self.made: list[Made] = []
        self.cursors: list[str] = []
        self.is_over = False
        self.calls = 0

    async def rest(self, verb: str, path: str, token: str, *, key: str | None = None, **options: Any) -> httpx2.Response:
        """Over a connection of its own."""
        headers = {"authorization": f"Bearer {token}"} | ({"idempotency-key": key} if key else {})
        async with httpx2.AsyncClient(base_url=self.server.http, timeout=60) as http:
            answer = await http.request(verb, path, headers=headers, **options)
        assert answer.is_success, (verb, path, answer.status_code, answer.text)
        self.calls += 1
        return answer

    async def grpc(self, token: str) -> None:
        # Channels of one process share their connection unless they are told apart.
        async with aio.insecure_channel(self.server.grpc, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
            await InboxServiceStub(channel).CountUnread(CountUnreadRequest(), metadata=(("authorization", f"Bearer {token}"),))
        self.calls += 1

    async def make_keys(self) -> None:
        """Makes a key, has it made again by its idempotency key, and calls with it wherever it may lead."""
        number = len(self.made)
        name = f"load-{number}"
        first = await self.rest("POST", _KEYS, self.session, key=name, json={"label": name})
        self.made.append(Made(name, first.content, first.json()["token"]))
        for made in (self.made[0], self.made[-1]):
            await self.replay(made)
            await self.grpc(made.token)

    async def replay(self, made: Made) -> None:
        again = await self.rest("POST", _KEYS, self.session, key=made.idempotency_key, json={"label": made.idempotency_key})
        assert (again.content, again.headers["idempotency-replayed"]) == (made.body, "true")

    async def read_pages(self) -> None:
        """Each page at whichever process takes the connection; the first cursor is good for ever."""
        page = (await self.rest("GET", "/api/v1/inbox", self.server.credentials["agent_key"], params={"limit": 2})).json()
        self.cursors.append(page["nextCursor"])
        for cursor in (self.cursors[0], self.cursors[-1]):
            await self.follow(cursor)

    async def follow(self, cursor: str) -> None:
        params = {"limit": 2, "cursor": cursor}
        page = (await self.rest("GET", "/api/v1/inbox", self.server.credentials["agent_key"], params=params)).json()
        assert len(page["items"]) == 2

    async def use_everything(self) -> None:
        await self.rest("GET", "/auth/v1/user", self.session)
        await self.rest("GET", "/api/v1/inbox", self.server.credentials["limited"]["agent_key"])
        await self.rest("POST", "/api/v1/events", self.server.credentials["personal_token"], json=event(f"load-{self.calls}"))

    async def refresh(self) -> None:
        """A session that is refreshed across the rotation, each time at whichever process."""
        person = self.server.credentials["employee"]
        token = (await sign_in(self.server, person))["refresh_token"]
        while not self.is_over:
            async with httpx2.AsyncClient(base_url=self.server.http, timeout=60) as http:
                answer = await http.post("/auth/v1/token", params={"grant_type": "refresh_token"}, json={"refresh_token": token})
            assert answer.status_code == 200, answer.text
            token = answer.json()["refresh_token"]
            self.calls += 1

    async def until_over(self, work: Callable[[], Awaitable[None]]) -> None:
        while not self.is_over:
            await work()

    @asynccontextmanager
    async def calling(self) -> AsyncGenerator[None]:
        """Calls without a pause for as long as the block lasts."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self.make_keys, self.read_pages, self.use_everything):
                tasks.create_task(self.until_over(work))
            tasks.create_task(self.refresh())
            try:
                yield
            finally:
                self.is_over = True


async def sign_in(server: Server, person: dict[str, Any]) -> dict[str, Any]:
    async with httpx2.AsyncClient(base_url=server.http, timeout=60) as http:
        credentials = {"email": person["email"], "password": person["password"]}
        answer = await http.post("/auth/v1/token", params={"grant_type": "password"}, json=credentials)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def seal_in_many_workspaces(url: str, path: Path) -> tuple[Vault, list[tuple[Place, bytes]]]:
    """A secret in each of so many workspaces."""
    database, vault = await Database.open(url, size_max=1), Vault(load_keys(path))
    try:
        ids = [new_id() for _ in range(_WORKSPACES)]
        async with database.system_transaction() as db:
            for one in ids:
                await insert_workspace(db, one, slug=f"w{one.hex}", name="One of many")
        places = [Place(one, "hooks", ("1",), "secret") for one in ids]
        async with database.transaction(workspace_ids=ids) as db:
            return vault, list(zip(places, await vault.seal(db, [(place, place.workspace_id.bytes) for place in places]), strict=True))
    finally:
        await database.close()


async def opened(url: str, path: Path, values: list[tuple[Place, bytes]]) -> list[UUID]:
    """By a process that starts now."""
    database = await Database.open(url, size_max=1)
    try:
        async with database.transaction(workspace_ids=[place.workspace_id for place, _ in values], read_only=True) as db:
            return [UUID(bytes=content) for content in await Vault(load_keys(path)).open(db, values)]
    finally:
        await database.close()


async def rotate(data: Path) -> str:
    command = [ROOT / "scripts/fluxdesk", "keys", "rotate", "--data", data]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment()
    )
    told, problems = await process.communicate()
    assert process.returncode == 0, problems.decode()
    return told.decode()


async def test_keys_are_rotated_under_load(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "data"
    server = start(data, "--workers", "2", variables={"FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1000000"})
    url, path = f"host={data}/postgres user=fluxdesk dbname=fluxdesk", data / "keys.json"
    _, values = await seal_in_many_workspaces(url, path)
    callers = Callers(server, (await sign_in(server, server.credentials["employee"]))["access_token"])
    for number in range(5):
        await callers.rest("POST", "/api/v1/events", server.credentials["personal_token"], json=event(f"page-{number}"))
    await callers.make_keys()
    await callers.read_pages()
    async with callers.calling():
        for number in range(_ROTATIONS):
            made = len(callers.made)
            told = await rotate(data)
            assert f"Version {number + 2} is current." in told
            # Some calls of every kind fall between two rotations.
            await eventually(lambda made=made: len(callers.made) >= made + 3)
            assert told.count("are wrapped anew") >= 3

    versions = key_file.read(path)
    assert (versions.current, sorted(versions.secrets)) == (4, [1, 2, 3, 4])
    with psycopg.connect(url) as owner:
        assert owner.execute("SELECT DISTINCT key_version FROM data_keys").fetchall() == [(4,)]
        peppers = owner.execute("SELECT DISTINCT pepper_version FROM tokens ORDER BY 1").fetchall()
        assert peppers[0] == (1,)
        assert peppers[-1] == (4,)
    assert await opened(url, path, values) == [place.workspace_id for place, _ in values]
    for made in (callers.made[0], callers.made[len(callers.made) // 2], callers.made[-1]):
        await asyncio.gather(*(callers.grpc(made.token) for _ in range(_CONNECTIONS)))
        await asyncio.gather(*(callers.replay(made) for _ in range(_CONNECTIONS)))
    for cursor in (callers.cursors[0], callers.cursors[-1]):
        await asyncio.gather(*(callers.follow(cursor) for _ in range(_CONNECTIONS)))
    assert "Traceback" not in server.output
