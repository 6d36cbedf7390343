"""One effect and one reply, however many ask for it and however often the server dies."""

import asyncio
import os
import signal
from pathlib import Path

import httpx2

from tests.e2e.conftest import Server, Start
from tests.e2e.sessions import sign_in

CLIENTS = 64
_BODY = {"label": "one of many", "scopes": ["inbox:read"]}


async def ask(server: Server, session: str, answered: asyncio.Event) -> bytes | None:
    """The body of the answer; None where the server died before."""
    headers = {"authorization": f"Bearer {session}", "idempotency-key": "one key"}
    async with httpx2.AsyncClient(timeout=60) as http:
        try:
            answer = await http.post(f"{server.http}/api/v1/me/agent-keys", json=_BODY, headers=headers)
        except httpx2.HTTPError:
            return None
    assert answer.status_code == 201, answer.text
    answered.set()
    return answer.content


async def test_a_kill_among_twins_leaves_one_effect_and_one_reply(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    session, answered = (await sign_in(server))["access_token"], asyncio.Event()
    before = [asyncio.create_task(ask(server, session, answered)) for _ in range(CLIENTS)]
    await answered.wait()
    os.kill(server.process.pid, signal.SIGKILL)
    bodies = await asyncio.gather(*before)
    server.stop()
    again = start(tmp_path / "data")
    bodies += await asyncio.gather(*(ask(again, session, answered) for body in bodies if body is None))
    replies = [body for body in bodies if body is not None]
    assert len(replies) == CLIENTS
    assert len(set(replies)) == 1
    async with httpx2.AsyncClient(headers={"authorization": f"Bearer {session}"}) as http:
        listed = (await http.get(f"{again.http}/api/v1/me/agent-keys")).json()
    assert [family["label"] for family in listed["tokenFamilies"]].count(_BODY["label"]) == 1
