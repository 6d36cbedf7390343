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
    """Raises NotOfTheCatalogue for one that is stored in the database. Returns how many there are of a declared type."""
    count = 0
    async with await psycopg.AsyncConnection.connect(url) as connection:
        async for event_type, payload in await connection.execute("SELECT event_type, payload FROM webhook_deliveries"):
            count += check_body(event_type, payload)
    return count


def check_body(event_type: str, payload: bytes) -> bool:
    """Raises NotOfTheCatalogue. False for a test of a type that is still to come, which alone may be of one."""
    body = orjson.loads(payload)
    if event_type not in WEBHOOK_EVENTS:
        if body["data"] != {"test": True}:
            raise NotOfTheCatalogue(payload)
        return False
    if problems := [f"{error.instance_path}: {error.message}" for error in _validator(event_type).iter_errors(body)]:
        raise NotOfTheCatalogue(event_type, problems, payload)
    return True


@cache
def _validator(event_type: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_closed(WEBHOOK_EVENTS[event_type].schema), validate_formats=True)


def _closed(schema: Any) -> Any:
    """Without the room that later members have: what is sent today is declared today."""
    if isinstance(schema, dict):
        return {key: False if (key, value) == ("additionalProperties", True) else _closed(value) for key, value in schema.items()}  # pyright: ignore[reportUnknownVariableType]
    return [_closed(item) for item in schema] if isinstance(schema, list) else schema  # pyright: ignore[reportUnknownVariableType]
