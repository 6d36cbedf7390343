"""Who calls: the bearer's token, looked up by its digest and remembered for a few seconds."""

from collections import OrderedDict
from typing import NamedTuple

from fluxdesk.metadata import AUTHORIZATION, BEARER_MISSING, BEARER_REFUSED
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role

from core.clock import Clock
from core.database.pool import Database
from core.database.wake import Wake
from core.errors import Refusal
from core.rpc.call import Call, Principal
from core.rpc.queries import CredentialRow, find_live_credential
from core.secrets.keys import Keys
from core.secrets.tokens import PEPPER, token_digest, token_kind

# A revoked token is dropped by NOTIFY; this bounds how long one lives on if that is lost.
_CACHE_SECONDS = 5.0
_CACHE_ENTRIES_MAX = 10_000
CREDENTIALS_TOPIC = "credentials"


class _Known(NamedTuple):
    principal: Principal
    until: float


class Authenticator:
    """Tokens by their text. Only live tokens are remembered, and only while the process hears of revocations."""

    def __init__(self, database: Database, wake: Wake, clock: Clock, keys: Keys) -> None:
        self._database = database
        self._wake = wake
        self._clock = clock
        self._peppers = [keys.derive(PEPPER, version) for version in sorted(keys.secrets, reverse=True)]
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._forgotten = 0
        wake.on(CREDENTIALS_TOPIC, lambda _: self._forget())
        wake.on_disconnect(self._forget)

    async def __call__(self, call: Call) -> None:
        """Sets the principal. A public RPC takes any caller, but a bearer that is sent must be good."""
        token = _bearer(call)
        if token is None:
            if call.rpc.public:
                return
            raise Refusal(Reason.UNAUTHENTICATED, BEARER_MISSING)
        known = self._known.get(token)
        if known and known.until > self._clock.monotonic_seconds():
            call.principal = known.principal
            return
        call.principal = await self._look_up(token)

    async def _look_up(self, token: str) -> Principal:
        """The query runs only for a token whose checksum holds."""
        row, forgotten, now = None, self._forgotten, self._clock.monotonic_seconds()
        if token_kind(token):
            async with self._database.system_transaction(read_only=True) as db:
                row = await find_live_credential(db, [token_digest(token, pepper) for pepper in self._peppers])
        if row is None:
            self._known.pop(token, None)
            raise Refusal(Reason.UNAUTHENTICATED, BEARER_REFUSED)
        principal = _principal(row)
        # A revocation that was heard during the query may have come after it read the row.
        if self._wake.is_connected and forgotten == self._forgotten:
            self._remember(token, principal, now + self._lifetime_seconds(row))
        return principal

    def _forget(self) -> None:
        self._known.clear()
        self._forgotten += 1

    def _lifetime_seconds(self, row: CredentialRow) -> float:
        if row.expires_at is None:
            return _CACHE_SECONDS
        return min(_CACHE_SECONDS, (row.expires_at - self._clock.now()).total_seconds())

    def _remember(self, token: str, principal: Principal, until: float) -> None:
        self._known[token] = _Known(principal, until)
        self._known.move_to_end(token)
        if len(self._known) > _CACHE_ENTRIES_MAX:
            self._known.popitem(last=False)


def _bearer(call: Call) -> str | None:
    """The token of the authorization metadata; None without one. The scheme is compared ignoring case."""
    value = call.text(AUTHORIZATION)
    if not value:
        return None
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _principal(row: CredentialRow) -> Principal:
    return Principal(
        workspace_id=row.workspace_id,
        credential=Credential(row.kind),
        user_id=row.user_id,
        email=row.email,
        role=Role(row.role),
        family_id=row.family_id,
        scopes=None if row.scopes is None else frozenset(row.scopes),
        reads_per_minute=row.reads_per_minute,
        writes_per_minute=row.writes_per_minute,
        integrator_id=row.integrator_id,
        allowed_event_prefix=row.allowed_event_prefix or "",
    )
