"""Who publishes in a run, which webhooks hear of it, and the events that never cease."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

import aiohttp

from chaos.ledger import Accepted
from chaos.receivers import Manner, Receivers
from core.demo import Credentials, Person

# A worker that is stopped accepts connections and never answers: callers ask another one then.
_CALL_SECONDS_MAX: Final = 3.0
_AGAIN_SECONDS: Final = 0.1
# Of each publisher.
_PAUSE_SECONDS_MAX: Final = 0.5
_PUBLISHERS: Final = 6


class Hook(NamedTuple):
    """A webhook, which is told of every event of the run."""

    name: str
    id: str
    manner: Manner


_OWN: Final = (Manner.STEADY, Manner.SLOW, Manner.FLAKY, Manner.REFUSING)
_OF_WORKSPACE: Final = (Manner.SLOW,)


async def settle_in(http: str, credentials: Credentials, receivers: Receivers) -> list[Hook]:
    """Makes the webhooks, those of the one who publishes and those of the workspace. Raises aiohttp.ClientError."""
    async with aiohttp.ClientSession(http, raise_for_status=True) as client:
        employee, admin = [await _sign_in(client, credentials[name]) for name in ("employee", "admin")]
        return [
            *[await _make(client, employee, "/api/v1/me/webhooks", receivers, f"own-{one}", one) for one in _OWN],
            *[await _make(client, admin, "/api/v1/admin/webhooks", receivers, f"workspace-{one}", one) for one in _OF_WORKSPACE],
        ]


async def publish(http: str, token: str, accept: Callable[[Accepted], None], stop: asyncio.Event) -> int:
    """Publishes until `stop`, each event as often as it takes to be accepted. Returns how many never were."""
    # A connection for each call, so that calls go to all workers alike.
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    timeout = aiohttp.ClientTimeout(total=_CALL_SECONDS_MAX)
    async with aiohttp.ClientSession(http, connector=connector, timeout=timeout, headers=_bearer(token)) as client:
        return sum(await asyncio.gather(*(_publish_in_turn(client, number, accept, stop) for number in range(_PUBLISHERS))))


async def _publish_in_turn(client: aiohttp.ClientSession, number: int, accept: Callable[[Accepted], None], stop: asyncio.Event) -> int:
    turn = 0
    while not stop.is_set():
        turn += 1
        event = _event(f"chaos-{number}-{turn}")
        while not await _is_accepted(client, event):
            if stop.is_set():
                return 1
            await asyncio.sleep(_AGAIN_SECONDS)
        accept(Accepted(event["event_id"], time.monotonic()))
        await asyncio.sleep(random.uniform(0, _PAUSE_SECONDS_MAX))  # noqa: S311  # a pause
    return 0


def _event(event_id: str) -> dict[str, str]:
    return {
        "spec_version": "2",
        "event_id": event_id,
        "event_type": "fd1.chaos.happened",
        "severity": "info",
        "title": "Something has happened",
        "occurred_at": datetime.now(UTC).isoformat(),
    }


async def _is_accepted(client: aiohttp.ClientSession, event: Mapping[str, str]) -> bool:
    """False where nobody knows: it is sent again, and is the same event."""
    try:
        async with client.post("/api/v1/events", json=event) as answer:
            return answer.ok
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _sign_in(client: aiohttp.ClientSession, person: Person) -> str:
    signing = {"email": person["email"], "password": person["password"]}
    async with client.post("/auth/v1/token", params={"grant_type": "password"}, json=signing) as answer:
        return (await answer.json())["access_token"]


async def _make(client: aiohttp.ClientSession, session: str, path: str, receivers: Receivers, name: str, manner: Manner) -> Hook:
    body = {"url": f"{receivers.url}/{name}", "event_types": ["inbound_event"]}
    async with client.post(path, json=body, headers=_bearer(session)) as answer:
        made = await answer.json()
    receivers.manners[name], receivers.secrets[name] = manner, made["secret"]
    return Hook(name, made["id"], manner)


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
