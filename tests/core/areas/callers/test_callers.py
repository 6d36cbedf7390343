"""Callers are told who they are, which is what their credential may."""

from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.callers_pb2 import Caller, GetCallerRequest
from fluxdesk.v1.callers_pb2_grpc import CallerServiceStub

from tests.core.areas.calls import bearer
from tests.tenants import Tenant


async def told(tenant: Tenant, token: str | None) -> Caller:
    return await CallerServiceStub(tenant.core.channel).GetCaller(GetCallerRequest(), metadata=bearer(token) if token else ())


async def test_each_kind_of_caller_is_told_its_role_and_its_scopes(tenant: Tenant) -> None:
    assert await told(tenant, None) == Caller()
    tools = await told(tenant, tenant.bearer(Credential.TOOLS_TOKEN))
    assert tools == Caller(credential="tools_token", role="admin", has_all_scopes=True)
    assert await told(tenant, tenant.bearer(Credential.PERSON)) == Caller(credential="person", role="employee", has_all_scopes=True)
    narrow = await tenant.issue(Credential.AGENT_KEY, tenant.people[Role.HR_ADMIN], scopes=["inbox:read", "catalog:read"])
    expected = Caller(credential="agent_key", role="hr_admin", scopes=["catalog:read", "inbox:read"])
    assert await told(tenant, narrow.token) == expected
