"""Sends one delivery once."""

from dataclasses import replace
from typing import Final

import structlog

from core.clock import Clock
from core.delivery import rules
from core.delivery.claim import Claimed
from core.delivery.queries import Finished
from core.delivery.sign import signed_headers
from core.egress.public import Attempted, Egress

_NOTHING: Final = Attempted(
    status=None,
    error="",
    retry_after_seconds=None,
    address="",
    dns_ms=None,
    connect_ms=None,
    tls_ms=None,
    first_byte_ms=None,
    total_ms=None,
    body=b"",
)
# What cannot be signed is not sent.
_UNSIGNED: Final = replace(_NOTHING, error=rules.UNSIGNED)
_INTERNAL: Final = replace(_NOTHING, error=rules.INTERNAL)
_log = structlog.stdlib.get_logger()


async def attempt(one: Claimed, egress: Egress, clock: Clock) -> Finished:
    """What came of it, and what becomes of the delivery. Raises nothing."""
    row = one.row
    attempted = await _posted(one, egress, clock) if one.secrets else _UNSIGNED
    verdict = rules.next_state(
        row.attempts,
        error=attempted.error,
        retry_after_seconds=attempted.retry_after_seconds,
        # A webhook that is gone is switched off, and holds its deliveries; nothing stands for a callback but its own address.
        is_unwanted=row.is_callback and rules.is_gone(attempted.status),
    )
    return Finished(
        workspace_id=row.workspace_id,
        delivery_id=row.id,
        fence=row.fence,
        state=verdict.state,
        delay_seconds=verdict.delay_seconds,
        status=attempted.status,
        error=attempted.error,
        address=attempted.address,
        dns_ms=attempted.dns_ms,
        connect_ms=attempted.connect_ms,
        tls_ms=attempted.tls_ms,
        first_byte_ms=attempted.first_byte_ms,
        total_ms=attempted.total_ms,
        reply=attempted.body,
        is_attempt=bool(one.secrets),
    )


async def _posted(one: Claimed, egress: Egress, clock: Clock) -> Attempted:
    """An attempt whatever happens: what is not recorded would come again for ever, as often as its lease is over."""
    try:
        return await _post(one, egress, clock)
    except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
        _log.error("webhook_attempt_failed", delivery_id=str(one.row.id), exc_info=problem)
        return _INTERNAL


async def _post(one: Claimed, egress: Egress, clock: Clock) -> Attempted:
    """The payload as it is stored, signed at this moment."""
    row = one.row
    headers = signed_headers(
        delivery_id=str(row.id),
        event_type=row.event_type,
        timestamp=int(clock.unix_seconds()),
        body=row.payload,
        secrets=one.secrets,
    )
    headers["Content-Type"] = "application/json"
    return await egress.post(row.url, headers=headers, body=row.payload, deadline_seconds=rules.DEADLINE_SECONDS)
