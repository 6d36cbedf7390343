"""Claims tokens: those that are shown to who claims them, and those that only make an employee reachable."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fluxdesk.rpc import Credential
from fluxdesk.v1.claims_pb2 import ClaimTokenRequest

from core.addresses import address_key
from core.areas.claims import queries, rules
from core.areas.claims.queries import FamilyTerms, HeldFamilyRow, NewToken
from core.areas.tokens.public import LIVE_TOKENS_MAX, OVERLAP_HOURS
from core.errors import Refusal
from core.ids import new_id
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call
from core.secrets.tokens import Peppers, mint_token


@dataclass(frozen=True, slots=True)
class Claimed:
    """A token in clear, to be shown once. `expires_prior_at` is when the one that it replaces stops being good; now where there is none."""

    family_id: UUID
    user_id: UUID
    token: str
    expires_prior_at: datetime


@dataclass(frozen=True, slots=True)
class Reachable:
    """The family through which an employee is reached, and whether its token was claimed just now."""

    family_id: UUID
    is_claimed: bool


async def claim_tokens(call: Call, claims: Sequence[ClaimTokenRequest]) -> list[Claimed | Refusal]:
    """A new token for each claim, or why there is none, in their order. Each step is one statement for all claims that still stand."""
    found = await queries.find_employees(call.db, call.workspace_id, [address_key(claim.email) for claim in claims])
    employees = {row.position - 1: row.user_id for row in found}
    held = await _hold(call, employees.values())
    families = [held.get(employees[position]) if position in employees else None for position in range(len(claims))]
    by_family: dict[UUID, list[int]] = defaultdict(list)
    for position, family in enumerate(families):
        if family and not family.is_disabled:
            by_family[family.family_id].append(position)
    claimed = await _mint(call, claims, by_family, held.values()) if by_family else {}
    return [claimed.get(position) or (rules.disabled() if family else rules.not_approved()) for position, family in enumerate(families)]


async def claim_missing(call: Call, user_ids: Iterable[UUID]) -> dict[UUID, Reachable]:
    """The families of those for whom a claim of the caller would succeed, each with a token that is good unless the family is disabled.

    A token that is made here is shown to nobody: a claim replaces it.
    """
    if not rules.can_claim(call.caller):
        return {}
    held = await _hold(call, user_ids)
    peppers = call.resources.peppers
    tokens = [_new_token(mint_token(Credential.PERSONAL_TOKEN), row.family_id, peppers) for row in held.values() if not row.is_disabled]
    minted = {row.family_id for row in await queries.insert_missing_tokens(call.db, call.workspace_id, tokens)} if tokens else set[UUID]()
    return {user_id: Reachable(row.family_id, row.family_id in minted) for user_id, row in held.items()}


async def _hold(call: Call, user_ids: Iterable[UUID]) -> dict[UUID, HeldFamilyRow]:
    """The locked families by employee, of those for whom the caller may claim."""
    caller, new_ids = call.caller, {user_id: new_id() for user_id in user_ids}
    if not new_ids:
        return {}
    if caller.integrator_id is None:
        message = "a tools-token belongs to an integrator"
        raise RuntimeError(message)
    rows = await queries.hold_families(
        call.db, call.workspace_id, tools_family_id=caller.caller_id, integrator_id=caller.integrator_id, new_ids=new_ids
    )
    return {row.user_id: row for row in rows}


async def _mint(
    call: Call, claims: Sequence[ClaimTokenRequest], by_family: Mapping[UUID, Sequence[int]], held: Iterable[HeldFamilyRow]
) -> dict[int, Claimed]:
    """Of several claims of one family each gets a token, as if they had come one after another."""
    db, workspace_id, family_ids = call.db, call.workspace_id, list(by_family)
    terms = {family_id: rules.merged_terms(claims[position] for position in positions) for family_id, positions in by_family.items()}
    changes = [_terms(family_id, sent) for family_id, sent in terms.items() if any(value is not None for value in sent.values())]
    if changes:
        await queries.update_families(db, workspace_id, changes)
    superseded = await queries.supersede_tokens(db, workspace_id, family_ids, overlap_hours=OVERLAP_HOURS)
    prior = {row.family_id: row.expires_at for row in superseded}
    claimed: dict[int, Claimed] = {}
    tokens: list[NewToken] = []
    for row in held:
        positions = by_family.get(row.family_id, ())
        expires_prior_at = max(row.now, prior.get(row.family_id, row.now))
        for position in positions:
            token = mint_token(Credential.PERSONAL_TOKEN)
            is_superseded = position != positions[-1]
            tokens.append(_new_token(token, row.family_id, call.resources.peppers, is_superseded=is_superseded))
            claimed[position] = Claimed(row.family_id, row.user_id, token, expires_prior_at)
            expires_prior_at = row.now + timedelta(hours=OVERLAP_HOURS)
    await queries.insert_tokens(db, workspace_id, tokens, overlap_hours=OVERLAP_HOURS)
    if await queries.end_oldest_tokens(db, workspace_id, family_ids, live_tokens_max=LIVE_TOKENS_MAX):
        call.wakes.append(CREDENTIALS_TOPIC)
    return claimed


def _new_token(token: str, family_id: UUID, peppers: Peppers, *, is_superseded: bool = False) -> NewToken:
    return NewToken(new_id(), family_id, peppers.digest(token), peppers.version, is_superseded)


def _terms(family_id: UUID, sent: Mapping[str, str | int | None]) -> FamilyTerms:
    return FamilyTerms(family_id, **sent)  # pyright: ignore[reportArgumentType]  # the names are those of the columns
