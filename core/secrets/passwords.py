"""Passwords of people, stored as argon2id."""

import asyncio
import os
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_T = TypeVar("_T")

# OpenSSL's lanes share one pool of threads: two hashes at once may each hold some of it and wait for the rest for ever.
_argon2: Final = threading.Lock()
_thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")
# About four seconds of work. Whoever comes later is told to try again, instead of waiting for longer than a call may take.
_WAITING_MAX: Final = 16
_waiting = 0
# Of no password, with the parameters of all others, so that an unknown address takes as long as a known one.
_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # opens nothing


class TooManyPasswords(Exception):
    """So many passwords wait to be looked at that one more would wait too long."""


def hash_password(password: str) -> str:
    """A PHC string with the parameters of RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes. It takes about 0.2 s."""
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024)
    with _argon2:
        return kdf.derive_phc_encoded(password.encode())


def is_password(password: str, phc: str | None) -> bool:
    """Whether the PHC string was made of the password. Without one the answer is no, and takes as long."""
    try:
        with _argon2:
            Argon2id.verify_phc_encoded(password.encode(), phc or _NOBODY)
    except InvalidKey:
        return False
    return phc is not None


@contextmanager
def turn() -> Generator[None]:
    """A place in the queue of the thread, for as long as the block lasts. Raises TooManyPasswords."""
    global _waiting  # noqa: PLW0603  # the one thread of the process has one queue
    if _waiting >= _WAITING_MAX:
        raise TooManyPasswords
    _waiting += 1
    try:
        yield
    finally:
        _waiting -= 1


async def aside(work: Callable[..., _T], *args: object) -> _T:
    """`hash_password` or `is_password` in a thread of their own, one after another; for who has a turn."""
    return await asyncio.get_running_loop().run_in_executor(_thread, work, *args)
