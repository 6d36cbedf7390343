"""What a request to a webhook is worth: whether the server sent it, when, and which numbers are missing before it."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

import orjson

from core.secrets.webhook_secrets import webhook_secret_bytes

# Of one webhook, whose numbers are followed.
_REMEMBERED_MAX: Final = 10_000


class Told(NamedTuple):
    """What a body says of itself; empty or 0 where it does not."""

    type: str = ""
    delivery_id: str = ""
    title: str = ""
    seq: int = 0


def read_body(body: bytes) -> Told | None:
    """None for what is no body of a webhook's request."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    content = cast("dict[str, object]", parsed) if isinstance(parsed, dict) else {"seq": None}
    seq = content.get("seq", 0)
    if not isinstance(seq, int):
        return None
    return Told(*(str(content.get(name, "")) for name in ("type", "deliveryId", "title")), seq=seq)


def signature_problems(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], *, now: float, age_seconds_max: int
) -> Iterator[str]:
    """What is wrong with the signatures of a request: nothing where each fits one of the secrets and is not too old."""
    delivery_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not any(hmac.compare_digest(headers.get("x-fluxdesk-signature", "").encode(), _own(secret, body)) for secret in secrets):
        yield "X-FluxDesk-Signature fits no secret" if "x-fluxdesk-signature" in headers else "X-FluxDesk-Signature is missing"
    given = headers.get("webhook-signature", "").split()
    signed = b".".join((delivery_id.encode(), timestamp.encode(), body))
    if not any(hmac.compare_digest(one.encode(), _standard(secret, signed)) for one in given for secret in secrets):
        yield "webhook-signature fits no secret" if given else "webhook-signature is missing"
    if not (timestamp.isascii() and timestamp.isdigit()):
        yield "webhook-timestamp is no number of seconds"
    elif abs(age := now - float(timestamp)) > age_seconds_max:
        yield f"it was signed {abs(round(age))} seconds {'ago' if age > 0 else 'from now'}"


def header_problems(headers: Mapping[str, str], told: Told) -> Iterator[str]:
    """Headers that say another thing than the body."""
    of_header = {"x-fluxdesk-event-type": told.type, "x-fluxdesk-delivery-id": told.delivery_id, "webhook-id": told.delivery_id}
    yield from (f"{name} is not what the body says" for name, text in of_header.items() if headers.get(name) != text)


class Numbers:
    """Follows the numbers of one webhook. It knows nothing of what came before the first."""

    def __init__(self) -> None:
        self._attempts: dict[str, int] = {}
        self._last = 0
        self.missing: set[int] = set()

    def note(self, told: Told) -> str:
        """What is to be said of this one among the others; "" where it is the next."""
        attempts = self._attempts[told.delivery_id] = self._attempts.pop(told.delivery_id, 0) + 1
        if len(self._attempts) > _REMEMBERED_MAX:
            del self._attempts[next(iter(self._attempts))]
        before, self._last = self._last or told.seq - 1, max(self._last, told.seq)
        if attempts > 1:
            return f"again: arrival {attempts}"
        if told.seq in self.missing:
            self.missing.discard(told.seq)
            return "was missing"
        if told.seq <= before:
            return "older"
        skipped = range(max(before + 1, told.seq - _REMEMBERED_MAX), told.seq)
        self.missing.update(skipped)
        while len(self.missing) > _REMEMBERED_MAX:
            self.missing.remove(min(self.missing))
        return f"missing before it: {_span(before + 1, told.seq - 1)}" if skipped else ""


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _own(secret: str, body: bytes) -> bytes:
    return b"v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def _standard(secret: str, signed: bytes) -> bytes:
    return b"v1," + b64encode(hmac.digest(webhook_secret_bytes(secret), signed, hashlib.sha256))
