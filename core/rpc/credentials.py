"""What a bearer stands for: a token of ours, a session of this server, or a JWT of an outside issuer."""

from contextlib import suppress
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Credential, Role
from psycopg.errors import ReadOnlySqlTransaction

from core.addresses import address_key
from core.database.pool import Database
from core.rpc.call import Principal
from core.rpc.issuers import Issuers
from core.rpc.queries import (
    CredentialRow,
    OutsiderRow,
    PersonRow,
    find_live_credential,
    find_live_session,
    find_person_of_issuer,
    note_outsider,
)
from core.secrets.tokens import Peppers, token_kind

# Calls of a session; contracts/fluxdesk.md "Who calls".
_SESSION_READS_PER_MINUTE: Final = 3000
_SESSION_WRITES_PER_MINUTE: Final = 600
# Header, claims and signature of a JWT.
_JWT_DOTS: Final = 2


class Found(NamedTuple):
    """A bearer that is good now. `expires_at` is in Unix seconds, None for never; `token_id` is None for a JWT."""

    principal: Principal
    expires_at: float | None
    token_id: UUID | None = None


class Credentials:
    """Looks bearers up. Only what is well formed, or signed, costs a query."""

    def __init__(self, database: Database, peppers: Peppers, issuers: Issuers) -> None:
        self._database = database
        self._peppers = peppers
        self._issuers = issuers

    async def find(self, bearer: str) -> Found | None:
        """None for what is malformed, unknown, expired or revoked."""
        if token_kind(bearer):
            return await self._find_token(bearer)
        if bearer.count(".") != _JWT_DOTS:
            return None
        return await self._find_session(bearer) or await self._find_outsider(bearer)

    async def _find_token(self, token: str) -> Found | None:
        async with self._database.system_transaction(read_only=True) as db:
            row = await find_live_credential(db, self._peppers.digests(token))
        return row and Found(_token_principal(row), row.expires_at and row.expires_at.timestamp(), row.token_id)

    async def _find_session(self, jwt: str) -> Found | None:
        claims = self._issuers.own_claims(jwt)
        if claims is None or claims.workspace_id is None or claims.session_id is None:
            return None
        async with self._database.system_transaction(read_only=True) as db:
            row = await find_live_session(db, claims.workspace_id, claims.session_id)
        return row and Found(_person_principal(row, claims.session_id), claims.expires_at)

    async def _find_outsider(self, jwt: str) -> Found | None:
        told = await self._issuers.outside_claims(jwt)
        if told is None:
            return None
        issuer, claims = told
        email = claims.email and address_key(claims.email)
        async with self._database.system_transaction(read_only=True) as db:
            row = await find_person_of_issuer(db, issuer=issuer, subject=claims.subject, email=email)
        if row and not row.is_known:
            await self._note_outsider(row)
        return row and Found(_person_principal(row, None), claims.expires_at)

    async def _note_outsider(self, row: OutsiderRow) -> None:
        """A database that takes no writes lets people in all the same, and is told the next time."""
        with suppress(ReadOnlySqlTransaction):
            async with self._database.system_transaction() as db:
                await note_outsider(db, row.workspace_id, row.user_id)


def _token_principal(row: CredentialRow) -> Principal:
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


def _person_principal(row: PersonRow | OutsiderRow, session_id: UUID | None) -> Principal:
    return Principal(
        workspace_id=row.workspace_id,
        credential=Credential.PERSON,
        user_id=row.user_id,
        email=row.email,
        role=Role(row.role),
        family_id=None,
        scopes=None,
        reads_per_minute=_SESSION_READS_PER_MINUTE,
        writes_per_minute=_SESSION_WRITES_PER_MINUTE,
        session_id=session_id,
    )
