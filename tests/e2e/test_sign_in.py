"""People sign in at a running server of several processes; what they end has ended at every process and door."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import StatusCode, aio

from tests.e2e.conftest import Server, Start, start_server
from tests.e2e.sessions import issue, sign_in
from tests.eventually import eventually

# Each is a connection of its own, and the kernel spreads them over the processes.
_CONNECTIONS = 6
_COUNT: dict[str, object] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "count_unread_notifications", "arguments": {}},
}


async def by_rest(server: Server, token: str) -> bool:
    async with httpx2.AsyncClient() as http:
        answer = await http.get(f"{server.http}/api/v1/inbox/unread-count", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


async def by_mcp(server: Server, token: str) -> bool:
    async with httpx2.AsyncClient() as http:
        answer = await http.post(f"{server.http}/mcp", headers={"authorization": f"Bearer {token}"}, json=_COUNT)
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


async def by_grpc(server: Server, token: str) -> bool:
    # Channels of one process share their connection unless they are told apart.
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with aio.insecure_channel(server.grpc, options=options) as channel:
        call = InboxServiceStub(channel).CountUnread(CountUnreadRequest(), metadata=(("authorization", f"Bearer {token}"),))
        code = await call.code()
    assert code in {StatusCode.OK, StatusCode.UNAUTHENTICATED}
    return code is StatusCode.OK


async def let_in(server: Server, token: str) -> list[bool]:
    """Whether the token is good, asked at every door over many connections."""
    return list(await asyncio.gather(*(ask(server, token) for ask in (by_rest, by_mcp, by_grpc) for _ in range(_CONNECTIONS))))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two processes."""
    running = start_server(tmp_path_factory.mktemp("pair") / "data", "--workers", "2")
    yield running
    running.stop()


async def test_a_revoked_key_ends_at_every_process_and_door(pair: Server) -> None:
    session = {"authorization": f"Bearer {(await sign_in(pair))['access_token']}"}
    async with httpx2.AsyncClient(base_url=pair.http, headers=session) as http:
        made = (await http.post("/api/v1/me/agent-keys", json={"label": "to be lost"})).json()
        assert all(await let_in(pair, made["token"]))
        revoked = await http.delete(f"/api/v1/me/agent-keys/{made['family']['id']}")
        assert revoked.json() == {"tokensInvalidated": 1}

    async def is_refused() -> bool:
        return not any(await let_in(pair, made["token"]))

    await eventually(is_refused)


async def test_a_refresh_token_shown_twice_ends_its_session_at_every_process_and_door(pair: Server) -> None:
    first = await sign_in(pair)
    second = (await issue(pair, "refresh_token", refresh_token=first["refresh_token"])).json()
    assert all([*await let_in(pair, first["access_token"]), *await let_in(pair, second["access_token"])])
    again = await issue(pair, "refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.headers["www-authenticate"]) == (401, "Bearer")

    async def is_over() -> bool:
        return not any([*await let_in(pair, first["access_token"]), *await let_in(pair, second["access_token"])])

    await eventually(is_over)
    assert (await issue(pair, "refresh_token", refresh_token=second["refresh_token"])).status_code == 401


async def test_one_address_signs_in_so_many_times_a_minute(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", variables={"FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "3"})
    answers = [await issue(server, "refresh_token", refresh_token="nobody's") for _ in range(8)]
    limited = [answer for answer in answers if answer.status_code == 429]
    # A minute may end between two of them.
    assert 2 <= len(limited) <= 5
    assert {answer.status_code for answer in answers} == {401, 429}
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in limited)


@pytest.mark.parametrize("trusted", ["", "127.0.0.0/8, ::1"])
async def test_only_a_named_proxy_says_who_its_client_is(trusted: str, start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", variables={"FLUXDESK_TRUSTED_PROXIES": trusted, "FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1"})

    async def status(client: str) -> int:
        async with httpx2.AsyncClient() as http:
            return (await http.post(f"{server.http}/auth/v1/token", headers={"x-forwarded-for": client}, json={})).status_code

    statuses = [await status(f"192.0.2.{number}") for number in range(3)]
    # Also across the end of a minute two of three are one too many.
    assert statuses == [400] * 3 if trusted else 429 in statuses
