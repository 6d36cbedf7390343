"""Passwords of people, stored as argon2id."""

import os

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def hash_password(password: str) -> str:
    """A PHC string with the parameters of RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes."""
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024)
    return kdf.derive_phc_encoded(password.encode())
