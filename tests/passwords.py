"""Passwords that take no time to hash and to verify: how long it takes in earnest is told by the PHC string."""

import os

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def quickly_hashed(password: str) -> str:
    """A PHC string as the product's, of the least cost."""
    return Argon2id(salt=os.urandom(16), length=32, iterations=1, lanes=1, memory_cost=8).derive_phc_encoded(password.encode())
