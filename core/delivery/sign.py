"""How the request of a webhook is signed: as the first integrators verify it, and as Standard Webhooks does."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Sequence

from core.secrets.webhook_secrets import webhook_secret_bytes


def signed_headers(*, delivery_id: str, event_type: str, timestamp: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The headers that tell what `body` is and who sent it, at `timestamp` in Unix seconds.

    `secrets` are those that are good now, the oldest first: during an overlap the previous one, then the current one. Our own header holds
    one signature, whose verifiers know the first; the standard one holds a signature of each.
    """
    signed = b".".join((delivery_id.encode(), str(timestamp).encode(), body))
    return {
        # Keyed with the secret letter for letter, as it was shown; the standard one with the bytes that it encodes.
        "X-FluxDesk-Signature": f"v1={hmac.digest(secrets[0].encode(), body, hashlib.sha256).hex()}",
        "X-FluxDesk-Event-Type": event_type,
        "X-FluxDesk-Delivery-Id": delivery_id,
        "webhook-id": delivery_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(webhook_secret_bytes(secret), signed)}" for secret in secrets),
    }


def _signature(key: bytes, signed: bytes) -> str:
    return b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
