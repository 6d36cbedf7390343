"""Secrets that webhooks are signed with, in the form of Standard Webhooks."""

import secrets
from base64 import b64decode, b64encode
from typing import Final

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


def mint_webhook_secret() -> str:
    """A new secret: the prefix and 256 random bits in Base64."""
    return PREFIX + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def webhook_secret_bytes(secret: str) -> bytes:
    """The random bits of a secret, which verifiers of Standard Webhooks use as the key."""
    return b64decode(secret.removeprefix(PREFIX), validate=True)
