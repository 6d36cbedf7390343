"""Issues the first token of a new family."""

from dataclasses import dataclass
from uuid import UUID

from fluxdesk.rpc import Credential

from core.areas.tokens import queries
from core.areas.tokens.queries import NewFamily
from core.database.rows import Db
from core.ids import new_id
from core.secrets.tokens import Peppers, mint_token


@dataclass(frozen=True, slots=True)
class Limits:
    """Events per UTC day, and calls per minute."""

    daily: int
    reads_per_minute: int
    writes_per_minute: int


# What a token has unless an admin says otherwise; contracts/fluxdesk.md "Who calls".
DEFAULT_LIMITS = Limits(daily=50, reads_per_minute=600, writes_per_minute=60)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token in clear, to be shown once."""

    family_id: UUID
    token: str


async def issue_token(
    db: Db,
    peppers: Peppers,
    kind: Credential,
    *,
    workspace_id: UUID,
    user_id: UUID,
    limits: Limits,
    label: str,
    integrator_id: UUID | None = None,
    claimed_by_family_id: UUID | None = None,
    scopes: list[str] | None = None,
) -> Issued:
    """A new family with one token."""
    family = NewFamily(
        workspace_id=workspace_id,
        id=new_id(),
        kind=kind,
        user_id=user_id,
        integrator_id=integrator_id,
        claimed_by_family_id=claimed_by_family_id,
        label=label,
        daily_limit=limits.daily,
        reads_per_minute=limits.reads_per_minute,
        writes_per_minute=limits.writes_per_minute,
        scopes=scopes,
    )
    token = mint_token(kind)
    await queries.insert_family(db, family)
    await queries.insert_token(
        db, workspace_id, new_id(), family_id=family.id, digest=peppers.digest(token), pepper_version=peppers.version
    )
    return Issued(family.id, token)
