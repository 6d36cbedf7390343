"""Receivers verify with libraries of others, or by the one line that the first integrators know."""

import hashlib
import hmac
import time
from base64 import b64decode

import pytest
import standardwebhooks
import svix.webhooks

from core.delivery.sign import signed_headers
from core.secrets.redaction import without_secrets
from core.secrets.webhook_secrets import mint_webhook_secret

BODY = '{"version":1,"type":"review","title":"Grüße 🖥"}'.encode()
PREVIOUS, CURRENT, FOREIGN = (mint_webhook_secret() for _ in range(3))
VERIFIERS = [standardwebhooks.Webhook, svix.webhooks.Webhook]


def signed(*secrets: str, timestamp: int | None = None) -> dict[str, str]:
    return signed_headers(delivery_id="0197-1", event_type="review", timestamp=timestamp or int(time.time()), body=BODY, secrets=secrets)


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize(
    ("secrets", "known"),
    [((CURRENT,), CURRENT), ((PREVIOUS, CURRENT), PREVIOUS), ((PREVIOUS, CURRENT), CURRENT)],
    ids=["alone", "the previous one", "the current one"],
)
def test_libraries_of_others_accept_each_secret_that_is_good(verifier: type, secrets: tuple[str, ...], known: str) -> None:
    verifier(known).verify(BODY, signed(*secrets))


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_libraries_of_others_refuse_what_was_changed_and_who_is_not_the_sender(verifier: type) -> None:
    refused = [
        (FOREIGN, BODY, signed(PREVIOUS, CURRENT)),
        (CURRENT, BODY + b" ", signed(CURRENT)),
        (CURRENT, BODY, signed(CURRENT) | {"webhook-id": "0197-2"}),
        (CURRENT, BODY, signed(CURRENT, timestamp=int(time.time()) - 3600)),
    ]
    for secret, body, headers in refused:
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            verifier(secret).verify(body, headers)


def test_our_own_header_holds_one_signature_of_the_body_keyed_with_the_first_secret_as_it_was_shown() -> None:
    headers = signed(PREVIOUS, CURRENT)
    assert headers["X-FluxDesk-Signature"] == "v1=" + hmac.new(PREVIOUS.encode(), BODY, hashlib.sha256).hexdigest()


def test_headers_name_the_delivery_and_its_type() -> None:
    headers = signed(CURRENT, timestamp=1_800_000_000)
    assert headers["X-FluxDesk-Delivery-Id"] == headers["webhook-id"] == "0197-1"
    assert headers["X-FluxDesk-Event-Type"] == "review"
    assert headers["webhook-timestamp"] == "1800000000"


def test_a_secret_encodes_32_bytes_and_is_never_the_same() -> None:
    minted = {mint_webhook_secret() for _ in range(100)}
    assert len(minted) == 100
    assert all(secret.startswith("whsec_") and len(b64decode(secret.removeprefix("whsec_"), validate=True)) == 32 for secret in minted)


def test_a_secret_in_a_text_is_cut_off() -> None:
    assert without_secrets(f"signed with {CURRENT}, said somebody") == "signed with whsec_[redacted], said somebody"
