"""Valid calls of the session service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.sessions_pb2 import ChangePasswordRequest, GetJwksRequest, GetProfileRequest, SignOutRequest, UpdateProfileRequest

from tests.core.areas.sessions.signing_in import PASSWORD, PHC, by_password
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _issue_access_token(tenant: Tenant) -> Sample:
    return Sample(by_password((await tenant.add_person(password=PHC)).email), None)


async def _sign_out(tenant: Tenant) -> Sample:
    tenant.bearers[Credential.PERSON] = bearer = await tenant.sign_in(tenant.employee)
    return Sample(SignOutRequest(), bearer)


async def _change_password(tenant: Tenant) -> Sample:
    person = await tenant.add_person(password=PHC)
    tenant.bearers[Credential.PERSON] = bearer = await tenant.sign_in(person)
    return Sample(ChangePasswordRequest(current_password=PASSWORD, new_password=f"a password of {person.id}"), bearer)


async def _get_profile(tenant: Tenant) -> Sample:
    return Sample(GetProfileRequest(), tenant.bearer(Credential.AGENT_KEY))


async def _update_profile(tenant: Tenant) -> Sample:
    return Sample(UpdateProfileRequest(time_zone="Europe/Amsterdam"), tenant.bearer(Credential.AGENT_KEY))


async def _get_jwks(tenant: Tenant) -> Sample:  # noqa: ARG001  # every builder is given one
    return Sample(GetJwksRequest(), None)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.SessionService/ChangePassword": _change_password,
    "/fluxdesk.v1.SessionService/GetJwks": _get_jwks,
    "/fluxdesk.v1.SessionService/GetProfile": _get_profile,
    "/fluxdesk.v1.SessionService/IssueAccessToken": _issue_access_token,
    "/fluxdesk.v1.SessionService/SignOut": _sign_out,
    "/fluxdesk.v1.SessionService/UpdateProfile": _update_profile,
}
FAREWELLS = {"/fluxdesk.v1.SessionService/SignOut"}
