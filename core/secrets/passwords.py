"""Passwords of people, stored as argon2id."""

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def hash_password(password: str) -> str:
    """A PHC string with the parameters of RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes."""
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024)
    return kdf.derive_phc_encoded(password.encode())


def is_password(password: str, stored: str) -> bool:
    """Whether the password is the one behind the PHC string."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), stored)
    except InvalidKey:
        return False
    return True
