"""No secret is left in clear by anything that handles one: not in the log at its most talkative, in no table, in no refusal."""

import json
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, LiteralString, cast

import httpx2
import psycopg
import pytest
from fluxdesk.metadata import AUTHORIZATION
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Route, Rpc, TransactionMode
from fluxdesk.rpc_table import RPCS
from fluxdesk.v1.sessions_pb2 import AccessToken, ChangePasswordRequest
from google.protobuf.message import Message
from grpc import aio

from core.secrets.keys import load_keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.core.areas.sessions.signing_in import PHC, by_password, by_refresh_token
from tests.doors import Door, Doors, McpDoor, RestDoor
from tests.e2e.conftest import Server, start_server
from tests.e2e.leaks import Ledger, OutspokenGrpcDoor, files_below, handles_secrets, leaked, rows_of_all_tables
from tests.samples import FAREWELLS, sample
from tests.tenants import Tenant, forged, make_tenant
from tests.wire_form import json_form, snake_form

BY_NAME = {rpc.name: rpc for rpc in RPCS}
ISSUE = BY_NAME["/fluxdesk.v1.SessionService/IssueAccessToken"]
CHANGE_PASSWORD = BY_NAME["/fluxdesk.v1.SessionService/ChangePassword"]
CREATE_KEY = BY_NAME["/fluxdesk.v1.TokenService/CreateAgentKey"]
COUNT = BY_NAME["/fluxdesk.v1.InboxService/CountUnread"]
SECRETIVE = [rpc for rpc in RPCS if handles_secrets(rpc) and rpc.name not in FAREWELLS]


class Scene:
    """A running server whose log says all it can, and a test process that knows its database and its keys."""

    def __init__(self, server: Server, data: Path, tenant: Tenant, doors: Doors, http: httpx2.AsyncClient, ledger: Ledger) -> None:
        self.server = server
        self.data = data
        self.tenant = tenant
        self.doors = doors
        self.http = http
        self.ledger = ledger

    async def call(self, door: Door, rpc: Rpc, request: Message, token: str | None, *, key: str | None = None) -> Reason | None:
        self.ledger.sent(request, token)
        return self.ledger.answered(await door.call(rpc, request, token, key=key)).reason

    async def send(self, route: Route, token: str | None, content: bytes) -> int:
        headers = {"content-type": "application/json"} | ({AUTHORIZATION: f"Bearer {token}"} if token else {})
        answer = await self.http.request(route.verb, route.path, headers=headers, content=content)
        self.ledger.refused(answer.text, *answer.headers.items())
        return answer.status_code


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    data = tmp_path_factory.mktemp("secrets") / "data"
    server = start_server(data, variables={"FLUXDESK_LOG_LEVEL": "DEBUG", "FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1000000"})
    yield server, data
    server.stop()


def address(data: Path) -> str:
    return f"host={data}/postgres user=fluxdesk dbname=fluxdesk"


@asynccontextmanager
async def opened(server: Server, data: Path) -> AsyncGenerator[Scene]:
    core = await Core.open(address(data), load_keys(data / "keys.json"), settings=SETTINGS, connections_max=3)
    ledger = Ledger()
    try:
        async with aio.insecure_channel(server.grpc) as channel, httpx2.AsyncClient(base_url=server.http, timeout=60) as http:
            doors = Doors(OutspokenGrpcDoor(channel, ledger), RestDoor(http), McpDoor(http))
            yield Scene(server, data, await make_tenant(core), doors, http, ledger)
    finally:
        await core.close()


@contextmanager
def changed(scene: Scene, change: LiteralString, back: LiteralString) -> Generator[None]:
    """The owner of the tables breaks something for the block."""
    with psycopg.connect(address(scene.data), autocommit=True) as owner:
        owner.execute(change)
        try:
            yield
        finally:
            owner.execute(back)


async def test_no_secret_is_left_in_clear(talkative: tuple[Server, Path]) -> None:
    async with opened(*talkative) as scene:
        scene.ledger.secrets |= set(texts_of(scene.server.credentials, "password", "token", "key"))
        for rpc in SECRETIVE:
            for door in scene.doors.of(rpc):
                await handle(scene, rpc, door)
                await refuse(scene, rpc, door)
        await use_demo_credentials(scene)
        await sign_in_and_fail(scene)
        await break_what_it_stands_on(scene)
        server, data, ledger = scene.server, scene.data, scene.ledger
    assert len(ledger.secrets) > 50
    assert len(ledger.refusals) > 200
    with psycopg.connect(address(data)) as owner:
        tables = dict(rows_of_all_tables(owner))
    assert {"audit_log", "idempotency_keys", "tokens", "sessions", "invitations", "data_keys"} <= {
        name for name, rows in tables.items() if rows
    }
    assert {name: found for name, rows in tables.items() if (found := leaked(rows, ledger.secrets))} == {}
    assert leaked("\n".join(ledger.refusals), ledger.secrets) == []
    # It says all it can, and a traceback of each thing that was broken.
    assert '"level": "debug"' in server.output
    assert server.output.count("Traceback") >= 10
    assert "audit_rows_lost" in server.output
    assert leaked("\n".join(unannounced(server)), ledger.secrets) == []
    server.stop()
    assert {file: found for file, text in files_below(data / "postgres") if (found := leaked(text, ledger.secrets))} == {}


def unannounced(server: Server) -> list[str]:
    """What the server said but for the first lines to try, which it prints for who has just started it: they hold demo tokens."""
    announced = ("curl -sS", "FLUXDESK_TOKEN=", '{"mcpServers"')
    return [line for line in server.output.splitlines() if not line.startswith(announced)]


def texts_of(found: object, *kinds: str) -> Iterator[str]:
    """The texts below keys that end like one of the kinds."""
    for name, value in cast("dict[str, Any]", found).items():
        if isinstance(value, dict):
            yield from texts_of(cast("object", value), *kinds)
        elif name.endswith(kinds):
            yield value


async def handle(scene: Scene, rpc: Rpc, door: Door) -> None:
    """With its idempotency key where it takes one, again, and with another request under that key."""
    request, token = await sample(rpc, scene.tenant)
    takes_keys = token is not None and rpc.transaction is not TransactionMode.NONE
    key = f"{door.name} {rpc.name}" if takes_keys else None
    assert await scene.call(door, rpc, request, token, key=key) is None, (rpc.name, door.name)
    if key:
        assert await scene.call(door, rpc, request, token, key=key) is None
        other, _ = await sample(rpc, scene.tenant)
        # Of a request that holds nothing there is no other.
        expected = Reason.IDEMPOTENCY_CONFLICT if other != request else None
        assert await scene.call(door, rpc, other, token, key=key) is expected


async def refuse(scene: Scene, rpc: Rpc, door: Door) -> None:
    """For whom it is not, with a key that is none, with fields that are of another kind, and where the text breaks off."""
    request, token = await sample(rpc, scene.tenant)
    for bearer in (*scene.tenant.bearers.values(), *map(forged, Credential)):
        if bearer != token:
            await scene.call(door, rpc, request, bearer)
    assert await scene.call(door, rpc, request, token, key="k" * 201) is Reason.VALIDATION_FAILED
    if door is scene.doors.rest:
        route = rpc.routes[0]
        content = json.dumps(json_form(request)).encode()
        for sent in (content[:-1], content + b"}", b"[" + content + b"]", content.replace(b'"', b"'") + b"'", content + b" " * 300_000):
            assert await scene.send(route, token, sent) in {400, 404, 413}, (rpc.name, sent[:80])
        for name, value in json_form(request).items():
            scrambled = json_form(request) | {name: [value], f"{name}_too": value}
            assert await scene.send(route, token, json.dumps(scrambled).encode()) in {400, 404}
    if door is scene.doors.mcp:
        for name, value in snake_form(request).items():
            arguments = snake_form(request) | {name: [value], f"{name}_too": value}
            assert scene.ledger.answered(await scene.doors.mcp.send(rpc, arguments, token)).reason is Reason.VALIDATION_FAILED


async def use_demo_credentials(scene: Scene) -> None:
    """Each at each door, whether it is let in or not."""
    for secret in texts_of(scene.server.credentials, "token", "key"):
        for door in scene.doors.of(COUNT):
            await scene.call(door, COUNT, COUNT.request(), secret)
    for who in ("admin", "employee"):
        person = scene.server.credentials[who]
        assert await scene.call(scene.doors.rest, ISSUE, by_password(person["email"], person["password"]), None) is None


async def sign_in_and_fail(scene: Scene) -> None:
    """Wrong passwords, a refresh token that is used twice, a new password, and secrets where none belong."""
    person = await scene.tenant.add_person(password=PHC)
    wrong = "almost the right password"
    for door in (scene.doors.grpc, scene.doors.rest):
        assert await scene.call(door, ISSUE, by_password(person.email, wrong), None) is Reason.UNAUTHENTICATED
        request = by_password(person.email)
        scene.ledger.sent(request, None)
        granted = scene.ledger.answered(await door.call(ISSUE, request, None)).reply
        assert isinstance(granted, AccessToken)
        assert await scene.call(door, ISSUE, by_refresh_token(granted.refresh_token), None) is None
        change = ChangePasswordRequest(current_password=wrong, new_password="a new password of some length")
        assert await scene.call(door, CHANGE_PASSWORD, change, granted.access_token) is Reason.VALIDATION_FAILED
        assert await scene.call(door, ISSUE, by_refresh_token(granted.refresh_token), None) is Reason.UNAUTHENTICATED
    answer = await scene.http.post("/auth/v1/token", params={"grant_type": "password", "password": wrong, "refresh_token": wrong})
    scene.ledger.refused(answer.text)
    for bearer in (granted.access_token, granted.refresh_token, scene.tenant.bearer(Credential.AGENT_KEY)):
        for scheme in ("Basic", "Bearer Bearer", "Token", ""):
            answer = await scene.http.get("/api/v1/inbox", headers={AUTHORIZATION: f"{scheme} {bearer}".strip()})
            scene.ledger.refused(answer.text, *answer.headers.items())
            assert answer.status_code == 401


async def break_what_it_stands_on(scene: Scene) -> None:
    """What fails halfway, with a secret at hand, leaves a traceback and nothing of the secret."""
    tenant = scene.tenant
    change = ChangePasswordRequest(current_password="correct horse battery", new_password="a new password of some length")
    request, token = await sample(CREATE_KEY, tenant)
    for door in (scene.doors.grpc, scene.doors.rest):
        person = await tenant.add_person(password=PHC)
        signed_in = await tenant.sign_in(person)
        key = f"to be spoiled {door.name}"
        assert await scene.call(door, CREATE_KEY, request, token, key=key) is None
        with changed(scene, "UPDATE idempotency_keys SET key = key || '!' WHERE key LIKE 'to be spoiled%'", "SELECT"):
            assert await scene.call(door, CREATE_KEY, request, token, key=f"{key}!") is Reason.INTERNAL
        for table in ("tokens", "idempotency_keys"):
            with renamed(scene, table):
                assert await scene.call(door, CREATE_KEY, request, token, key=f"{key} again") is Reason.INTERNAL, table
        with renamed(scene, "tokens"):
            assert await scene.call(door, COUNT, COUNT.request(), forged(Credential.AGENT_KEY)) is Reason.INTERNAL
        with renamed(scene, "refresh_tokens"):
            assert await scene.call(door, ISSUE, by_password(person.email), None) is Reason.INTERNAL
        with changed(
            scene,
            "ALTER TABLE users ADD CONSTRAINT never CHECK (password IS NULL) NOT VALID",
            "ALTER TABLE users DROP CONSTRAINT never",
        ):
            assert await scene.call(door, CHANGE_PASSWORD, change, signed_in) is Reason.INTERNAL
        with renamed(scene, "audit_log"):
            nobody = by_password("nobody@example.com", "almost the right password")
            assert await scene.call(door, ISSUE, nobody, None) is Reason.UNAUTHENTICATED
            assert await scene.call(door, CREATE_KEY, request, tenant.bearer(Credential.AGENT_KEY)) is not None


@contextmanager
def renamed(scene: Scene, table: str) -> Generator[None]:
    there, gone = cast("LiteralString", table), cast("LiteralString", f"{table}_elsewhere")
    with changed(scene, f"ALTER TABLE {there} RENAME TO {gone}", f"ALTER TABLE {gone} RENAME TO {there}"):
        yield
