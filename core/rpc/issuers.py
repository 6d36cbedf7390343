"""Whose JWT a bearer is: this server's own, or one of an outside issuer that the operator trusts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from core.clock import Clock
from core.secrets.access_tokens import ALGORITHMS, AUDIENCE, AccessTokens, Claims, verified_claims
from core.settings import OutsideIssuer

if TYPE_CHECKING:
    from core.rpc.issuer_keys import IssuerKeys

# Published keys are public: what is verified with one must never be an algorithm of shared secrets, or none at all.
_PUBLIC_KEY_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


class Issuers:
    """The server itself as an issuer, and the outside ones by their names."""

    def __init__(self, access_tokens: AccessTokens, outside: Sequence[OutsideIssuer], clock: Clock) -> None:
        self._access_tokens = access_tokens
        self._clock = clock
        self._outside: Mapping[str, OutsideIssuer] = {one.issuer: one for one in outside}
        self._keys = _published_keys(outside, clock)

    def own_claims(self, token: str) -> Claims | None:
        """What a token of this server says; None for any other, and for one that is not good now."""
        own = self._access_tokens
        now = self._clock.unix_seconds()
        return verified_claims(token, own.key_set(), ALGORITHMS, issuer=own.issuer, audience=AUDIENCE, now=now, is_own=True)

    async def outside_claims(self, token: str) -> tuple[str, Claims] | None:
        """The outside issuer of a token and what it says. The algorithm is the issuer's, never the token's choice."""
        told = _read(token)
        if told is None or (issuer := self._outside.get(told[0])) is None:
            return None
        if issuer.hs256_secret:
            keys: KeySet | OctKey | None = OctKey.import_key(issuer.hs256_secret.get_secret_value())
            algorithms: Sequence[str] = ("HS256",)
        else:
            keys, algorithms = await self._keys[issuer.issuer].find(told[1]), _PUBLIC_KEY_ALGORITHMS
        if keys is None:
            return None
        now = self._clock.unix_seconds()
        claims = verified_claims(token, keys, algorithms, issuer=issuer.issuer, audience=issuer.audience, now=now)
        return (issuer.issuer, claims) if claims else None


def _published_keys(outside: Sequence[OutsideIssuer], clock: Clock) -> Mapping[str, "IssuerKeys"]:
    """The keys of those that publish them."""
    addresses = {one.issuer: one.jwks_url for one in outside if one.jwks_url}
    if not addresses:
        return {}
    # An HTTP client would lengthen every start by a third of a second.
    from core.rpc.issuer_keys import IssuerKeys  # noqa: PLC0415  # needed by few

    return {issuer: IssuerKeys(url, clock) for issuer, url in addresses.items()}


def _read(token: str) -> tuple[str, str | None] | None:
    """The issuer and the key id that a token names, before anything of it is believed."""
    try:
        opened = jws.extract_compact(token.encode())
        issuer = orjson.loads(opened.payload)["iss"]
        key_id = opened.headers().get("kid")
    except (JoseError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The library raises more than its own errors for what nobody signed.
        return None
    return (issuer, key_id if isinstance(key_id, str) else None) if isinstance(issuer, str) else None
