"""Access tokens: JWTs that this server signs for sessions, and what any JWT says once it is verified."""

from collections.abc import Collection
from typing import Final, NamedTuple, TypedDict, cast
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey

from core.secrets.keys import Derived, Keys

AUDIENCE: Final = "authenticated"
LIFETIME_SECONDS: Final = 3600
# Chosen here and never by a token: a key is good for its own algorithm only.
ALGORITHMS: Final = ("ES256",)
# Order of the group of P-256 (SEC 2).
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# 64 bits more than the order has, so that no scalar is likelier than another (FIPS 186-5, A.2.1).
_SCALAR_BYTES: Final = 40
# Clocks of hosts differ. A token of our own ends when it says: hosts of one server keep the same time.
_LEEWAY_SECONDS: Final = 30


class Claims(NamedTuple):
    """What a verified JWT says. Times are Unix seconds.

    `email` is set only where the issuer says that it is verified; `workspace_id` and `session_id` only in tokens of our own.
    """

    subject: str
    email: str | None
    expires_at: float
    workspace_id: UUID | None
    session_id: UUID | None


class PublicKey(TypedDict):
    """A JSON Web Key (RFC 7517) of P-256."""

    kid: str
    kty: str
    crv: str
    alg: str
    use: str
    x: str
    y: str


class AccessTokens:
    """Signs under the current one of the server's keys; its `key_set` verifies what any of them signs."""

    def __init__(self, keys: Keys, issuer: str) -> None:
        self.issuer: Final = issuer
        self._keys = Derived(keys, "access tokens", _signing_key, length=_SCALAR_BYTES)

    def key_set(self) -> KeySet:
        """Of every version, those among them that wait to be used."""
        return KeySet(list(self._keys.every()))

    def sign(self, *, workspace_id: UUID, user_id: UUID, session_id: UUID, now: float) -> str:
        """A token that expires LIFETIME_SECONDS after `now`, in Unix seconds."""
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "sid": str(session_id),
            "workspace_id": str(workspace_id),
            "iat": int(now),
            "exp": int(now) + LIFETIME_SECONDS,
        }
        key = self._keys.current().made
        return jwt.encode({"alg": ALGORITHMS[0], "kid": key.kid}, claims, key, algorithms=ALGORITHMS)

    def public_keys(self) -> list[PublicKey]:
        """What others verify our tokens with."""
        return [cast("PublicKey", key.as_dict(private=False)) for key in self._keys.every()]


def verified_claims(
    token: str, keys: OctKey | KeySet, algorithms: Collection[str], *, issuer: str, audience: str, now: float, is_own: bool = False
) -> Claims | None:
    """The claims of a token that one of the keys signed for the audience, and that is good now; None for any other."""
    rules = jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=algorithms).claims
        rules.validate(claims)
        expires_at = float(claims["exp"])
        subject = str(claims["sub"])
        session = (UUID(claims["workspace_id"]), UUID(claims["sid"])) if is_own else (None, None)
        email = claims.get("email") if claims.get("email_verified") is True else None
        names = subject, email if isinstance(email, str) else None
        if (is_own and expires_at <= now) or not all(map(_is_text, names)):
            return None
    except (JoseError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
        # The library raises more than its own errors for what nobody signed.
        return None
    return Claims(*names, expires_at, *session)


def _is_text(name: str | None) -> bool:
    """What the database can compare: it takes neither NUL nor half of a surrogate pair."""
    return name is None or ("\0" not in name and name.isprintable())


def _signing_key(derived: bytes) -> ECKey:
    scalar = int.from_bytes(derived) % (_ORDER - 1) + 1
    pem = ec.derive_private_key(scalar, ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = ECKey.import_key(pem)
    return ECKey.import_key(pem, {"alg": ALGORITHMS[0], "use": "sig", "kid": key.thumbprint()})
