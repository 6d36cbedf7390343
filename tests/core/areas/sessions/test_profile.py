"""A person says where it is."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.sessions_pb2 import GetProfileRequest, Profile, UpdateProfileRequest
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub

from core.areas.users.public import user_zone
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.tenants import Tenant


async def update(core: Core, token: str, time_zone: str | None = None) -> Profile:
    return await SessionServiceStub(core.channel).UpdateProfile(UpdateProfileRequest(time_zone=time_zone), metadata=bearer(token))


@pytest.mark.parametrize("kind", [Credential.PERSON, Credential.AGENT_KEY])
async def test_a_person_is_in_utc_until_it_says_where(core: Core, tenant: Tenant, kind: Credential) -> None:
    stub, token = SessionServiceStub(core.channel), bearer(tenant.bearer(kind))
    before = await stub.GetProfile(GetProfileRequest(), metadata=token)
    assert before.time_zone == "UTC"
    after = await update(core, tenant.bearer(kind), time_zone="Asia/Shanghai")
    assert after.time_zone == "Asia/Shanghai"
    assert after == await stub.GetProfile(GetProfileRequest(), metadata=token)
    async with core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        assert (await user_zone(db, tenant.id, tenant.employee.id)).key == "Asia/Shanghai"
        assert (await user_zone(db, tenant.id, tenant.admin.id)).key == "UTC"


async def test_an_update_of_nothing_changes_nothing(core: Core, tenant: Tenant) -> None:
    await update(core, tenant.bearer(Credential.PERSON), time_zone="Asia/Shanghai")
    assert (await update(core, tenant.bearer(Credential.PERSON))).time_zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "europe/amsterdam", "UTC+1", "../../etc/passwd", "/etc/localtime", "Europe", "localtime", "", "x" * 65]
)
async def test_a_zone_that_nobody_knows_is_refused(core: Core, tenant: Tenant, name: str) -> None:
    stub, token = SessionServiceStub(core.channel), bearer(tenant.bearer(Credential.PERSON))
    failure = await failure_of(stub.UpdateProfile(UpdateProfileRequest(time_zone=name), metadata=token))
    assert failure.reason is Reason.VALIDATION_FAILED
    assert {path for path, _ in failure.faults} == {"time_zone"}


async def test_a_key_needs_its_scope(core: Core, tenant: Tenant) -> None:
    issued = await tenant.issue(Credential.AGENT_KEY, tenant.people[Role.EMPLOYEE], scopes=["profile:read"])
    failure = await failure_of(
        SessionServiceStub(core.channel).UpdateProfile(UpdateProfileRequest(time_zone="UTC"), metadata=bearer(issued.token))
    )
    assert failure.reason is Reason.SCOPE_MISSING
