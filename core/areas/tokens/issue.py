"""Issues tokens: the first of a new family, and the one that replaces it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import SEVERITY_CRITICAL, Severity

from core.areas.tokens import queries, rules
from core.areas.tokens.queries import FamilyOwnerRow, NewFamily
from core.database.rows import Db
from core.errors import Refusal
from core.ids import new_id
from core.secrets.tokens import Peppers, mint_token


@dataclass(frozen=True, slots=True)
class Limits:
    """Events per UTC day, calls per minute, and the severity above which no event is accepted."""

    daily: int
    reads_per_minute: int
    writes_per_minute: int
    severity_ceiling: Severity = SEVERITY_CRITICAL


# What a token has unless an admin says otherwise; contracts/fluxdesk.md "Who calls".
DEFAULT_LIMITS = Limits(daily=50, reads_per_minute=600, writes_per_minute=60)
TOOLS_LIMITS = Limits(daily=50, reads_per_minute=600, writes_per_minute=600)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token in clear, to be shown once. `expires_prior_at` is when the one that it replaces stops being good."""

    family_id: UUID
    token: str
    expires_prior_at: datetime | None = None


def default_limits(kind: Credential) -> Limits:
    """What a token of the kind has unless an admin says otherwise."""
    return TOOLS_LIMITS if kind is Credential.TOOLS_TOKEN else DEFAULT_LIMITS


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
    """A new family with one token. `scopes` None carries all of its user's."""
    family = NewFamily(
        workspace_id=workspace_id,
        id=new_id(),
        kind=kind,
        user_id=user_id,
        integrator_id=integrator_id,
        claimed_by_family_id=claimed_by_family_id,
        label=label,
        severity_ceiling=limits.severity_ceiling,
        daily_limit=limits.daily,
        reads_per_minute=limits.reads_per_minute,
        writes_per_minute=limits.writes_per_minute,
        scopes=scopes,
    )
    await queries.insert_family(db, family)
    return Issued(family.id, await _insert_token(db, peppers, kind, workspace_id, family.id))


async def rotate_token(db: Db, peppers: Peppers, family: FamilyOwnerRow) -> Issued:
    """The next token of the family. The one before stays good for a while. Raises Refusal when there is none, or when too many are good."""
    await queries.lock_family(db, family.workspace_id, family.id)
    superseded = await queries.supersede_token(db, family.workspace_id, family.id, overlap_hours=rules.OVERLAP_HOURS)
    if superseded is None:
        message = "The family has no token that is good: make a new one."
        raise Refusal(Reason.CONFLICT, message)
    rules.require_room_for_another(superseded.live_tokens)
    token = await _insert_token(db, peppers, Credential(family.kind), family.workspace_id, family.id)
    return Issued(family.id, token, superseded.expires_at)


async def revoke_family(db: Db, workspace_id: UUID, family_id: UUID) -> int:
    """Ends every token of the family, one that is being replaced at this moment too; returns how many were good."""
    await queries.lock_family(db, workspace_id, family_id)
    return await queries.revoke_tokens(db, workspace_id, family_id)


async def _insert_token(db: Db, peppers: Peppers, kind: Credential, workspace_id: UUID, family_id: UUID) -> str:
    token = mint_token(kind)
    await queries.insert_token(
        db, workspace_id, new_id(), family_id=family_id, digest=peppers.digest(token), pepper_version=peppers.version
    )
    return token
