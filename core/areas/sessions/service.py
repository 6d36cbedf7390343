"""Signs people in and out, and shows them who they are."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import SessionServiceServicer
from fluxdesk.v1.sessions_pb2 import (
    GRANT_TYPE_PASSWORD,
    AccessToken,
    ChangePasswordRequest,
    ChangePasswordResponse,
    GetJwksRequest,
    GetProfileRequest,
    IssueAccessTokenRequest,
    Jwk,
    Jwks,
    Profile,
    SignOutRequest,
    SignOutResponse,
    UpdateProfileRequest,
)

from core.areas.sessions import grants, queries, rules
from core.areas.sessions.grants import Grant
from core.areas.sessions.passwords import replace_password
from core.areas.sessions.queries import ProfileRow
from core.areas.sessions.zones import zone_faults
from core.database.rows import Db
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call
from core.secrets.access_tokens import LIFETIME_SECONDS


class SessionService(SessionServiceServicer[Call, Db]):
    """Sessions are how people sign in."""

    def check_issue_access_token(self, request: IssueAccessTokenRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.credential_faults(request)

    async def IssueAccessToken(self, request: IssueAccessTokenRequest, call: Call) -> AccessToken:
        shown = request.credentials
        if request.grant_type == GRANT_TYPE_PASSWORD:
            return _access_token(call, await grants.sign_in(call, email=shown.email, password=shown.password))
        return _access_token(call, await grants.refresh(call, shown.refresh_token))

    async def SignOut(self, request: SignOutRequest, call: Call) -> SignOutResponse:
        caller = call.caller
        if not request.everywhere:
            rules.require_own_session(caller)
        only_id = None if request.everywhere else caller.session_id
        ended = await queries.end_sessions(call.db, call.workspace_id, caller.user_id, only_id=only_id)
        if ended:
            call.wakes.append(CREDENTIALS_TOPIC)
        return SignOutResponse(sessions_ended=ended)

    async def ChangePassword(self, request: ChangePasswordRequest, call: Call) -> ChangePasswordResponse:
        ended = await replace_password(call, current=request.current_password, new=request.new_password)
        return ChangePasswordResponse(sessions_ended=ended)

    async def GetProfile(self, request: GetProfileRequest, call: Call) -> Profile:  # noqa: ARG002  # there is nothing to ask
        return _profile(await queries.get_profile(call.db, call.workspace_id, call.caller.user_id))

    def check_update_profile(self, request: UpdateProfileRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return zone_faults(request)

    async def UpdateProfile(self, request: UpdateProfileRequest, call: Call) -> Profile:
        user_id = call.caller.user_id
        if "time_zone" in request.update_mask.paths:
            await queries.update_time_zone(call.db, call.workspace_id, user_id, request.time_zone)
        return _profile(await queries.get_profile(call.db, call.workspace_id, user_id))

    async def GetJwks(self, request: GetJwksRequest, call: Call) -> Jwks:  # noqa: ARG002  # there is nothing to ask
        return Jwks(keys=[Jwk(**key) for key in call.resources.access_tokens.public_keys()])


def _access_token(call: Call, grant: Grant) -> AccessToken:
    person, now = grant.person, call.clock.unix_seconds()
    access_token = call.resources.access_tokens.sign(
        workspace_id=grant.workspace_id, user_id=person.id, session_id=grant.session_id, now=now
    )
    return AccessToken(
        access_token=access_token,
        token_type="bearer",  # noqa: S106  # a kind of token
        expires_in=LIFETIME_SECONDS,
        expires_at=int(now) + LIFETIME_SECONDS,
        refresh_token=grant.refresh_token,
        user=_profile(person),
    )


def _profile(row: ProfileRow) -> Profile:
    return Profile(id=str(row.id), email=row.email, name=row.name, role=row.role, workspace=row.workspace, time_zone=row.time_zone)
