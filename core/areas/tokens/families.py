"""Token families as messages."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from fluxdesk.rpc import Credential
from fluxdesk.v1.tokens_pb2 import (
    TOKEN_KIND_AGENT_KEY,
    TOKEN_KIND_MODERATION_TOKEN,
    TOKEN_KIND_PERSONAL_TOKEN,
    TOKEN_KIND_TOOLS_TOKEN,
    IssuedToken,
    TokenFamily,
    TokenKind,
)

from core.areas.tokens import queries
from core.areas.tokens.issue import Issued
from core.areas.tokens.queries import FamilyRow, TokenRow
from core.database.rows import Db

CREDENTIALS: Final = {
    TOKEN_KIND_TOOLS_TOKEN: Credential.TOOLS_TOKEN,
    TOKEN_KIND_PERSONAL_TOKEN: Credential.PERSONAL_TOKEN,
    TOKEN_KIND_MODERATION_TOKEN: Credential.MODERATION_TOKEN,
    TOKEN_KIND_AGENT_KEY: Credential.AGENT_KEY,
}
_KINDS: Final[dict[str, TokenKind]] = {credential.value: kind for kind, credential in CREDENTIALS.items()}


async def family_messages(db: Db, workspace_id: UUID, rows: Sequence[FamilyRow]) -> list[TokenFamily]:
    """The families with their good tokens, which one statement finds for all of them."""
    messages = {row.id: _family(row) for row in rows}
    for token in await queries.list_live_tokens(db, workspace_id, list(messages)) if messages else ():
        messages[token.family_id].tokens.append(_token(token))
    return list(messages.values())


async def issued_message(db: Db, workspace_id: UUID, issued: Issued) -> IssuedToken:
    """The new token with its family as it stands now."""
    row = await queries.get_family(db, workspace_id, issued.family_id)
    [family] = await family_messages(db, workspace_id, [row])
    return IssuedToken(token=issued.token, family=family, expires_prior_at=issued.expires_prior_at)


def _family(row: FamilyRow) -> TokenFamily:
    return TokenFamily(
        id=str(row.id),
        kind=_KINDS[row.kind],
        label=row.label,
        user_id=str(row.user_id),
        user_email=row.user_email,
        integrator_slug=row.integrator_slug,
        has_all_scopes=row.scopes is None,
        scopes=row.scopes,
        severity_ceiling=row.severity_ceiling,
        daily_limit=row.daily_limit,
        reads_per_minute=row.reads_per_minute,
        writes_per_minute=row.writes_per_minute,
        is_live=row.is_live,
        is_disabled=row.is_disabled,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )


def _token(row: TokenRow) -> TokenFamily.Token:
    return TokenFamily.Token(
        id=str(row.id),
        is_superseded=row.superseded_at is not None,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
