"""Every body that a test has queued for a webhook is one that the catalogue allows."""

from functools import cache
from typing import Any

import jsonschema_rs
import orjson
import psycopg
from fluxdesk.webhook_events import WEBHOOK_EVENTS


class NotOfTheCatalogue(AssertionError):
    """A body that the catalogue does not allow."""


async def check_bodies(url: str) -> int:
    """Raises NotOfTheCatalogue for one that is stored in the database. Returns how many there are."""
    count = 0
    async with await psycopg.AsyncConnection.connect(url) as connection:
        async for event_type, payload in await connection.execute("SELECT event_type, payload FROM webhook_deliveries"):
            check_body(event_type, payload)
            count += 1
    return count


def check_body(event_type: str, payload: bytes) -> None:
    """Raises NotOfTheCatalogue."""
    if event_type not in WEBHOOK_EVENTS:
        raise NotOfTheCatalogue(event_type, payload)
    body = orjson.loads(payload)
    if problems := [f"{error.instance_path}: {error.message}" for error in _validator(event_type).iter_errors(body)]:
        raise NotOfTheCatalogue(event_type, problems, payload)


@cache
def _validator(event_type: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_closed(WEBHOOK_EVENTS[event_type].schema), validate_formats=True)


def _closed(schema: Any) -> Any:
    """Without the room that later members have: what is sent today is declared today."""
    if isinstance(schema, dict):
        return {key: False if (key, value) == ("additionalProperties", True) else _closed(value) for key, value in schema.items()}  # pyright: ignore[reportUnknownVariableType]
    return [_closed(item) for item in schema] if isinstance(schema, list) else schema  # pyright: ignore[reportUnknownVariableType]
