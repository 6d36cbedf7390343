"""Public keys of an outside issuer, fetched from where it publishes them and kept for a while."""

import asyncio
import warnings
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import orjson
import structlog
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import DictKey, JWKRegistry, Key, KeySet

from core.clock import Clock
from core.egress.public import EVERYWHERE, Egress

# How long keys are used before they are asked for again, and how long they are still used while that fails.
_FRESH_SECONDS: Final = 600
_STALE_SECONDS: Final = 24 * 3600
# A token that names a key of which nobody has heard makes us ask, but not for each such token.
_PAUSE_SECONDS: Final = 30
_FETCH_SECONDS_MAX: Final = 5
_BODY_BYTES_MAX: Final = 65_536
# What the library raises for a document that holds no keys.
_UNREADABLE: Final = (JoseError, ValueError, LookupError, TypeError, AttributeError)
_log = structlog.get_logger()


class IssuerKeys:
    """The keys behind one address. Only one fetch runs at a time; who names a key that is known does not wait for it."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched_at = -float(_STALE_SECONDS)
        self._asked_at = -float(_PAUSE_SECONDS)
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None) -> KeySet | None:
        """Keys among which the named one should be; None while there are none to be had."""
        if self._wants_fetch(key_id):
            # It goes on when the caller that began it leaves.
            self._fetching = asyncio.create_task(self._fetch())
        if self._fetching and not self._knows(key_id):
            await asyncio.shield(self._fetching)
        return self._keys if self._age() < _STALE_SECONDS else None

    def _wants_fetch(self, key_id: str | None) -> bool:
        is_early = self._clock.monotonic_seconds() - self._asked_at < _PAUSE_SECONDS
        if is_early or (self._fetching and not self._fetching.done()):
            return False
        return not self._knows(key_id) or self._age() >= _FRESH_SECONDS

    def _knows(self, key_id: str | None) -> bool:
        """Whether there is the named key, and it is not too old to be used."""
        keys = self._keys.keys if self._keys and self._age() < _STALE_SECONDS else ()
        return any(key_id in (None, key.kid) for key in keys)

    def _age(self) -> float:
        return self._clock.monotonic_seconds() - self._fetched_at

    async def _fetch(self) -> None:
        try:
            self._keys = await self._read()
            self._fetched_at = self._clock.monotonic_seconds()
        except _UNREADABLE as problem:
            # The keys that are known go on being good; an issuer without any signs nobody in.
            _log.warning("issuer_keys_not_fetched", url=self._url, problem=str(problem) or type(problem).__name__)
        self._asked_at = self._clock.monotonic_seconds()

    async def _read(self) -> KeySet:
        # The operator names the address, which may well be one inside.
        egress = await Egress.open(allow=EVERYWHERE)
        try:
            told = await egress.get(self._url, deadline_seconds=_FETCH_SECONDS_MAX, body_bytes_max=_BODY_BYTES_MAX)
        finally:
            await egress.close()
        if told.error:
            message = f"{told.error}, HTTP status {told.status}" if told.status else told.error
            raise ValueError(message)
        if keys := _readable(orjson.loads(told.body)["keys"]):
            return KeySet(keys)
        message = "no key that can be read"
        raise ValueError(message)


def _readable(published: Iterable[DictKey]) -> list[Key]:
    """Keys of kinds and curves that nobody here knows, and those that the library warns of, leave the others good (RFC 7517, 5)."""
    found: list[Key] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", SecurityWarning)
        for key in published:
            with suppress(*_UNREADABLE, SecurityWarning):
                found.append(JWKRegistry.import_key(key))
    return found
