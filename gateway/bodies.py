"""Reads the JSON body of a request: its media type is looked at first, its bytes are counted, and it is never cut."""

import asyncio
import re

from fluxdesk.reasons import Reason

from gateway.exchange import Exchange
from gateway.limits import BODY_BYTES_MAX
from gateway.problems import Refused

_MEDIA_TYPE = re.compile(rb'application/(?:json|[!#$&^_.+a-z0-9-]+\+json)\s*(?:;\s*charset="?utf-8"?\s*)?;?', re.IGNORECASE)


async def read_body(exchange: Exchange) -> bytes:
    """The whole body, b"" for none. Refuses what is too large as soon as that is known, and what is not sent as JSON."""
    _require_json(exchange)
    if exchange.is_body_larger:
        raise _too_large()
    try:
        async with asyncio.timeout(exchange.limits.body_seconds_max):
            return await _read_counted(exchange)
    except TimeoutError:
        detail = f"The body did not arrive within {exchange.limits.body_seconds_max:.0f} seconds."
        raise Refused(Reason.DEADLINE_EXCEEDED, detail) from None


async def _read_counted(exchange: Exchange) -> bytes:
    body = await exchange.read()
    while not exchange.is_read and len(body) <= BODY_BYTES_MAX:
        body += await exchange.read()
    if len(body) > BODY_BYTES_MAX:
        raise _too_large()
    return body


def _require_json(exchange: Exchange) -> None:
    """A body without a media type is taken for JSON; the type of no body at all does not matter."""
    sent = exchange.headers
    if sent.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in sent:
        return
    if (media_type := sent.get(b"content-type")) and not _MEDIA_TYPE.fullmatch(media_type.strip()):
        raise Refused(Reason.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json in UTF-8.")
    if sent.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise Refused(Reason.UNSUPPORTED_MEDIA_TYPE, "The body must be sent without a content encoding.")


def _too_large() -> Refused:
    return Refused(Reason.PAYLOAD_TOO_LARGE, f"The body is larger than {BODY_BYTES_MAX} bytes.")
