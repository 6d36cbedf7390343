"""PgQueuer at the work of webhooks, written as its documentation does it: a job for each delivery, and a worker that signs and posts.

`fill FILE` installs its tables and queues a job for each line of the file; `work CLIENT` delivers, with `egress` (our way out) or `httpx2`.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_network
from pathlib import Path

import asyncpg
import httpx2
import uvloop
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries

from core.delivery.sign import signed_headers
from core.egress.public import Egress

Post = Callable[[str, Mapping[str, str], bytes], Awaitable[int | None]]
_ENTRYPOINT = "deliver"
# Longer than the product's: what fails here is deleted and not tried again, and this is about speed.
_DEADLINE_SECONDS = 60.0
_FILLED_AT_ONCE = 2_000
# Twice as many are at work at once: as many as a process of the product has slots. httpx2 is faster with fewer, because its pool looks
# through all that wait.
_BATCH = {"egress": 96, "httpx2": 24}


async def _connect() -> asyncpg.Connection:
    return await asyncpg.connect(**json.loads(os.environ["DATABASE"]))


async def _fill(file: str) -> None:
    jobs = await asyncio.to_thread(_jobs, Path(file))
    connection = await _connect()
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    for start in range(0, len(jobs), _FILLED_AT_ONCE):
        some = jobs[start : start + _FILLED_AT_ONCE]
        await queries.enqueue([_ENTRYPOINT] * len(some), some, [0] * len(some))
    await connection.close()


def _jobs(file: Path) -> list[bytes]:
    return [line.encode() for line in file.read_text(encoding="utf-8").splitlines()]


async def _work(client: str) -> None:
    post = await {"egress": _egress, "httpx2": _httpx2}[client]()
    queue = PgQueuer.from_asyncpg_connection(await _connect())

    @queue.entrypoint(_ENTRYPOINT)
    async def deliver(job: Job) -> None:
        delivery = json.loads(job.payload or b"")
        body = delivery["body"].encode()
        headers = signed_headers(
            delivery_id=delivery["id"],
            event_type="inbound_event",
            timestamp=int(time.time()),
            body=body,
            secrets=[delivery["secret"]],
        )
        status = await post(delivery["url"], {**headers, "Content-Type": "application/json"}, body)
        if status != 200:
            message = f"answered {status}"
            raise RuntimeError(message)

    await queue.run(batch_size=_BATCH[client], max_concurrent_tasks=2 * _BATCH[client])


async def _egress() -> Post:
    egress = await Egress.open(allow=(ip_network("127.0.0.0/8"),))

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int | None:
        return (await egress.post(url, headers=headers, body=body, deadline_seconds=_DEADLINE_SECONDS)).status

    return post


async def _httpx2() -> Post:
    session = httpx2.AsyncClient(timeout=_DEADLINE_SECONDS, limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None))

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int | None:
        return (await session.post(url, headers=dict(headers), content=body)).status_code

    return post


if __name__ == "__main__":
    uvloop.run({"fill": _fill, "work": _work}[sys.argv[1]](sys.argv[2]))
