"""Issues, lists, rotates and revokes tokens and keys."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.rpc import Credential
from fluxdesk.services import TokenServiceServicer
from fluxdesk.v1.tokens_pb2 import (
    CreateAgentKeyRequest,
    CreatePersonalTokenRequest,
    CreateTokenRequest,
    IssuedToken,
    ListAgentKeysRequest,
    ListPersonalTokensRequest,
    ListTokensRequest,
    ListTokensResponse,
    RevokeTokenRequest,
    RevokeTokenResponse,
    RotateTokenRequest,
    TokenFamily,
    UpdateTokenFamilyRequest,
)

from core.addresses import address_key
from core.areas.integrators.public import find_integrator
from core.areas.tokens import queries, rules
from core.areas.tokens.families import CREDENTIALS, family_messages, issued_message
from core.areas.tokens.issue import DEFAULT_LIMITS, Limits, default_limits, issue_token, revoke_family, rotate_token
from core.areas.tokens.queries import FamilyChange, FamilyFilter, FamilyOwnerRow
from core.areas.users.public import lock_user
from core.database.rows import Db
from core.errors import Invalid, NotFound
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place

# What a request says of limits, by the names that they have here.
_LIMITS: Final = {
    "daily_limit": "daily",
    "reads_per_minute": "reads_per_minute",
    "writes_per_minute": "writes_per_minute",
    "severity_ceiling": "severity_ceiling",
}


class TokenService(TokenServiceServicer[Call, Db]):
    """Tokens and keys let services and agents act for people."""

    async def CreatePersonalToken(self, request: CreatePersonalTokenRequest, call: Call) -> IssuedToken:
        await lock_user(call.db, call.workspace_id, call.caller.user_id)
        await _require_room(call, Credential.PERSONAL_TOKEN, call.caller.user_id)
        issued = await issue_token(
            call.db,
            call.resources.peppers,
            Credential.PERSONAL_TOKEN,
            workspace_id=call.workspace_id,
            user_id=call.caller.user_id,
            integrator_id=await _require_integrator(call, request.integrator_slug),
            limits=_limits(request, DEFAULT_LIMITS),
            label=request.label,
        )
        return await issued_message(call.db, call.workspace_id, issued)

    async def ListPersonalTokens(self, request: ListPersonalTokensRequest, call: Call) -> ListTokensResponse:
        kind = Credential.PERSONAL_TOKEN
        return await _list(call, FamilyFilter(call.caller.user_id, kind, is_revoked_wanted=request.include_revoked))

    def check_create_agent_key(self, request: CreateAgentKeyRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.scope_faults(request.scopes)

    async def CreateAgentKey(self, request: CreateAgentKeyRequest, call: Call) -> IssuedToken:
        await lock_user(call.db, call.workspace_id, call.caller.user_id)
        await _require_room(call, Credential.AGENT_KEY, call.caller.user_id)
        issued = await issue_token(
            call.db,
            call.resources.peppers,
            Credential.AGENT_KEY,
            workspace_id=call.workspace_id,
            user_id=call.caller.user_id,
            limits=DEFAULT_LIMITS,
            label=request.label,
            scopes=list(request.scopes) or None,
        )
        return await issued_message(call.db, call.workspace_id, issued)

    async def ListAgentKeys(self, request: ListAgentKeysRequest, call: Call) -> ListTokensResponse:
        kind = Credential.AGENT_KEY
        return await _list(call, FamilyFilter(call.caller.user_id, kind, is_revoked_wanted=request.include_revoked))

    def check_create_token(self, request: CreateTokenRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        slug = request.integrator_slug if request.HasField("integrator_slug") else None
        # A kind that is none is a fault of the field rules.
        kind = CREDENTIALS.get(request.kind)
        return (*(rules.kind_faults(kind, slug, request.scopes) if kind else ()), *rules.scope_faults(request.scopes))

    async def CreateToken(self, request: CreateTokenRequest, call: Call) -> IssuedToken:
        kind = CREDENTIALS[request.kind]
        owner = await lock_user(call.db, call.workspace_id, require_id(request.user_id, "user"))
        if owner is None or not owner.is_active:
            raise NotFound("user")
        rules.require_no_more_than_own_role(call.caller, owner.role)
        await _require_room(call, kind, owner.id)
        issued = await issue_token(
            call.db,
            call.resources.peppers,
            kind,
            workspace_id=call.workspace_id,
            user_id=owner.id,
            integrator_id=await _require_integrator(call, request.integrator_slug) if request.integrator_slug else None,
            limits=_limits(request, default_limits(kind)),
            label=request.label,
            scopes=list(request.scopes) or None,
        )
        if owner.id != call.caller.user_id:
            await queries.note_family_given(call.db, call.workspace_id, issued.family_id, call.caller.user_id)
        return await issued_message(call.db, call.workspace_id, issued)

    async def ListTokens(self, request: ListTokensRequest, call: Call) -> ListTokensResponse:
        wanted = FamilyFilter(
            kind=CREDENTIALS[request.kind] if request.HasField("kind") else None,
            user_email=address_key(request.user_email) if request.HasField("user_email") else None,
            integrator_slug=request.integrator_slug if request.HasField("integrator_slug") else None,
            is_revoked_wanted=request.include_revoked,
        )
        return await _list(call, wanted)

    async def UpdateTokenFamily(self, request: UpdateTokenFamilyRequest, call: Call) -> TokenFamily:
        family = await _require_family(call, request.family_id)
        rules.require_no_more_than_own_role(call.caller, family.role)
        change = FamilyChange(**{name: getattr(request, name) for name in request.update_mask.paths})
        await queries.update_family(call.db, call.workspace_id, family.id, change)
        call.wakes.append(CREDENTIALS_TOPIC)
        row = await queries.get_family(call.db, call.workspace_id, family.id)
        [message] = await family_messages(call.db, call.workspace_id, [row])
        return message

    async def RotateToken(self, request: RotateTokenRequest, call: Call) -> IssuedToken:
        family = await _require_family(call, request.family_id)
        owner = await lock_user(call.db, call.workspace_id, family.user_id)
        rules.require_rotator(call.caller, family._replace(role=owner.role) if owner else family)
        if family.user_id != call.caller.user_id:
            await queries.note_family_given(call.db, call.workspace_id, family.id, call.caller.user_id)
        return await issued_message(call.db, call.workspace_id, await rotate_token(call.db, call.resources.peppers, family))

    async def RevokeToken(self, request: RevokeTokenRequest, call: Call) -> RevokeTokenResponse:
        family = await _require_family(call, request.family_id)
        rules.require_revoker(call.caller, family)
        invalidated = await revoke_family(call.db, call.workspace_id, family.id)
        if invalidated:
            call.wakes.append(CREDENTIALS_TOPIC)
        return RevokeTokenResponse(tokens_invalidated=invalidated)


def _limits(request: CreatePersonalTokenRequest | CreateTokenRequest, defaults: Limits) -> Limits:
    """Those that the request names, and the defaults of the others."""
    named = {field.name: value for field, value in request.ListFields() if field.name in _LIMITS}
    return replace(defaults, **{_LIMITS[name]: value for name, value in named.items()})


async def _require_room(call: Call, kind: Credential, user_id: UUID) -> None:
    """Raises Refusal; of a kind that is not limited there is room. The user is locked, so that nobody takes the place meanwhile."""
    if kind in rules.FAMILIES_MAX:
        rules.require_room_for_family(kind, await queries.count_live_families(call.db, call.workspace_id, user_id, kind))


async def _require_integrator(call: Call, slug: str) -> UUID:
    found = await find_integrator(call.db, call.workspace_id, slug)
    if found is None or found.archived_at is not None:
        raise Invalid([("integrator_slug", "names no integrator")])
    return found.id


async def _require_family(call: Call, text: str) -> FamilyOwnerRow:
    family = await queries.find_family_owner(call.db, call.workspace_id, require_id(text, "token"))
    if family is None:
        raise NotFound("token")
    return family


async def _list(call: Call, wanted: FamilyFilter) -> ListTokensResponse:
    place = Place(call)
    rows = await queries.list_families(call.db, call.workspace_id, wanted, before_id=place.before_id, limit=place.row_limit)
    page = place.page(rows, await family_messages(call.db, call.workspace_id, rows))
    return ListTokensResponse(token_families=page.messages, next_cursor=page.next_cursor)
