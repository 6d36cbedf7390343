"""Fills databases with webhooks and with deliveries that are due, as if they had happened."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg import Connection

from bench.codec import EVENT
from core.database.pool import Database
from core.delivery.sealed import secret_place
from core.ids import new_id
from core.secrets.keys import Keys
from core.secrets.webhook_secrets import mint_webhook_secret
from core.vault.vault import Vault


class Endpoint(NamedTuple):
    """A webhook that has been made."""

    workspace_id: UUID
    webhook_id: UUID
    url: str
    secret: str


class Due(NamedTuple):
    """A delivery to be queued, the number of its webhook's."""

    endpoint: Endpoint
    seq: int


def make_endpoints(url: str, keys: Keys, endpoints: Iterable[str]) -> list[Endpoint]:
    """A webhook for each address, in the only workspace of the database."""
    return asyncio.run(_make_endpoints(url, Vault(keys), list(endpoints)))


async def _make_endpoints(url: str, vault: Vault, endpoints: Sequence[str]) -> list[Endpoint]:
    with psycopg.connect(url) as owner:
        [(workspace_id, user_id)] = owner.execute("SELECT workspace_id, id FROM users LIMIT 1").fetchall()
        made = [Endpoint(workspace_id, new_id(), endpoint, mint_webhook_secret()) for endpoint in endpoints]
        sealed = await _seal(url, vault, made)
        with owner.cursor() as cursor:
            cursor.executemany(
                """
                INSERT INTO webhooks (workspace_id, id, created_by_user_id, url, event_types, secret)
                VALUES (%s, %s, %s, %s, '{inbound_event}', %s)
                """,
                [(one.workspace_id, one.webhook_id, user_id, one.url, secret) for one, secret in zip(made, sealed, strict=True)],
            )
    return made


async def _seal(url: str, vault: Vault, made: Sequence[Endpoint]) -> list[bytes]:
    database = await Database.open(url, size_max=1)
    try:
        async with database.system_transaction() as db:
            return await vault.seal(db, [(secret_place(one.workspace_id, one.webhook_id, "secret"), one.secret.encode()) for one in made])
    finally:
        await database.close()


def queue(owner: Connection, rows: Iterable[Due]) -> None:
    """They are due since now. The transaction is the caller's."""
    moment = datetime.now(UTC)
    columns = "workspace_id, id, webhook_id, seq, occurrence_id, event_type, payload, due_at, created_at, queued_at"
    with owner.cursor().copy(f"COPY webhook_deliveries ({columns}) FROM STDIN") as copy:
        for endpoint, seq in rows:
            delivery_id, occurrence_id = new_id(), new_id()
            payload = body(str(delivery_id), str(occurrence_id), seq)
            copy.write_row(
                (endpoint.workspace_id, delivery_id, endpoint.webhook_id, seq, occurrence_id, "inbound_event", payload, *(moment,) * 3)
            )


def body(delivery_id: str, occurrence_id: str, seq: int) -> bytes:
    """What is told of the reference event: as long as a real one."""
    content = {
        "version": 1,
        "type": "inbound_event",
        "id": occurrence_id,
        "seq": seq,
        "deliveryId": delivery_id,
        "title": EVENT["title"],
        "summary": EVENT["summary"],
        "url": EVENT["external_url"],
        "occurredAt": EVENT["occurred_at"],
        "recipient": {"userId": occurrence_id, "email": "alice@example.com"},
        "actor": EVENT["actor"],
        "data": {"labels": EVENT["labels"]},
    }
    return json.dumps(content, ensure_ascii=False).encode()
