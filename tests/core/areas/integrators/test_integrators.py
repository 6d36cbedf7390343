"""Integrators in the hands of admins: their namespaces keep apart, and an archived one is refused at once."""

import asyncio

from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.tokens_pb2 import TOKEN_KIND_MODERATION_TOKEN, CreatePersonalTokenRequest, CreateTokenRequest, ListTokensRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.integrators.administration import archive, create, listed, restore, update
from tests.core.areas.locks import until_waiting
from tests.core.test_revocation import StoppedClock
from tests.eventually import eventually
from tests.tenants import Tenant


async def test_an_integrator_is_listed_as_it_was_made(tenant: Tenant, other_tenant: Tenant) -> None:
    await create(other_tenant, slug="theirs", allowed_event_prefix="theirs.")
    made = await create(tenant, slug="ci", name="CI", allowed_event_prefix="ci.build.", homepage_url="https://ci.example")
    assert (made.slug, made.name, made.allowed_event_prefix, made.homepage_url) == ("ci", "CI", "ci.build.", "https://ci.example")
    assert not made.HasField("description")
    assert not made.HasField("archived_at")
    found = await listed(tenant)
    assert [one.slug for one in found.items] == ["ci", "fd1"]
    assert (found.items[0], found.total_count) == (made, 2)


async def test_a_limit_shortens_the_list_and_not_the_count(tenant: Tenant) -> None:
    await create(tenant, slug="ci", allowed_event_prefix="ci.")
    found = await listed(tenant, limit=1)
    assert ([one.slug for one in found.items], found.total_count) == (["ci"], 2)


async def test_a_tools_token_of_an_admin_lists_them_and_one_of_anybody_else_does_not(tenant: Tenant) -> None:
    assert (await listed(tenant, tenant.bearer(Credential.TOOLS_TOKEN))).total_count == 1
    for role in (Role.EMPLOYEE, Role.HR_ADMIN):
        tools = await tenant.issue(Credential.TOOLS_TOKEN, tenant.people[role])
        assert (await failure_of(listed(tenant, tools.token))).reason is Reason.ROLE_MISSING


async def test_a_taken_slug_is_told_from_a_taken_prefix(tenant: Tenant) -> None:
    await create(tenant, slug="ci", allowed_event_prefix="ci.")
    await archive(tenant, "ci")
    for slug, prefix, reason in (
        ("ci", "cd.", Reason.SLUG_CONFLICT),
        ("ci", "ci.", Reason.SLUG_CONFLICT),
        ("cd", "ci.", Reason.CONFLICT),
        ("cd", "ci.nested.", Reason.CONFLICT),
    ):
        assert (await failure_of(create(tenant, slug=slug, allowed_event_prefix=prefix))).reason is reason, (slug, prefix)
    await create(tenant, slug="cd", allowed_event_prefix="ci2.")


async def test_a_prefix_that_others_begin_with_is_refused(tenant: Tenant) -> None:
    await create(tenant, slug="ci", allowed_event_prefix="ci.build.")
    failure = await failure_of(create(tenant, slug="cd", allowed_event_prefix="ci."))
    assert (failure.reason, failure.detail) == (Reason.CONFLICT, "The prefix ci. meets ci.build. of another integrator.")


async def is_somebody_kept_out(owner: AsyncConnection) -> bool:
    """Whether somebody waits until nobody else adds a prefix."""
    waiting = """
        SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
    return (await owner.execute(waiting)).rowcount == 1


async def test_of_nested_prefixes_at_once_one_is_taken(tenant: Tenant, migrated_url: str, owner: AsyncConnection) -> None:
    """The first is held up between its look at the others and its row, by somebody who is writing the same slug."""
    async with await AsyncConnection.connect(migrated_url) as holder:
        await holder.execute(
            "INSERT INTO integrators (workspace_id, id, slug, name, allowed_event_prefix) VALUES (%s, gen_random_uuid(), 'ci', 'CI', 'x.')",
            (tenant.id,),
        )
        first = asyncio.create_task(create(tenant, slug="ci", allowed_event_prefix="ci."))
        await until_waiting(owner)
        second = asyncio.create_task(failure_of(create(tenant, slug="cd", allowed_event_prefix="ci.nested.")))
        await eventually(lambda: is_somebody_kept_out(owner))
        await holder.rollback()
    assert (await first).slug == "ci"
    assert (await second).reason is Reason.CONFLICT


async def test_what_is_not_sent_stays_and_null_clears(tenant: Tenant) -> None:
    made = await create(tenant, slug="ci", allowed_event_prefix="ci.", homepage_url="https://ci.example", description="Builds.")
    assert await update(tenant, "ci") == made
    renamed = await update(tenant, "ci", name="CD")
    assert (renamed.name, renamed.homepage_url, renamed.description) == ("CD", "https://ci.example", "Builds.")
    cleared = await update(tenant, "ci", "homepage_url", name="ignored")
    assert (cleared.name, cleared.HasField("homepage_url"), cleared.description) == ("CD", False, "Builds.")
    failure = await failure_of(update(tenant, "ci", "name"))
    assert dict(failure.faults) == {"name": "cannot be cleared"}


async def test_another_tenants_integrator_does_not_exist(tenant: Tenant, other_tenant: Tenant) -> None:
    await create(other_tenant, slug="theirs", allowed_event_prefix="theirs.")
    for call in (update(tenant, "theirs", name="Ours"), archive(tenant, "theirs"), restore(tenant, "theirs")):
        assert (await failure_of(call)).reason is Reason.NOT_FOUND
    [theirs, _] = (await listed(other_tenant)).items[::-1]
    assert (theirs.name, theirs.HasField("archived_at")) == ("CI", False)


async def reasons(tenant: Tenant, core: Core) -> list[Reason | None]:
    """How publishing with each of the tokens of the tenant's integrator fails; None for one with which it does not."""
    found: list[Reason | None] = []
    for kind in (Credential.TOOLS_TOKEN, Credential.PERSONAL_TOKEN, Credential.MODERATION_TOKEN):
        event = an_event(recipient=to_user(tenant.employee.id)) if kind is Credential.TOOLS_TOKEN else an_event()
        try:
            await publish(core, tenant.bearer(kind), event)
        except aio.AioRpcError as error:
            found.append(read_failure(error).reason)
        else:
            found.append(None)
    return found


async def test_an_archived_integrator_is_refused_at_once_in_every_process_until_it_is_restored(
    tenant: Tenant, migrated_url: str, keys: Keys
) -> None:
    elsewhere = await Core.open(migrated_url, keys, clock=StoppedClock())
    assert await reasons(tenant, elsewhere) == [None] * 3
    archived = await archive(tenant, "fd1")
    assert archived.HasField("archived_at")
    assert (await archive(tenant, "fd1")).archived_at == archived.archived_at
    assert await reasons(tenant, tenant.core) == [Reason.UNAUTHENTICATED] * 3

    async def is_heard_of(expected: Reason | None) -> bool:
        return await reasons(tenant, elsewhere) == [expected] * 3

    await eventually(lambda: is_heard_of(Reason.UNAUTHENTICATED))
    assert not (await restore(tenant, "fd1")).HasField("archived_at")
    await eventually(lambda: is_heard_of(None))
    await elsewhere.close()


async def test_an_archived_integrator_is_hidden_unless_it_is_asked_for_and_others_stay_as_they_are(tenant: Tenant) -> None:
    await create(tenant, slug="ci", allowed_event_prefix="ci.")
    other = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    await archive(tenant, "ci")
    assert [one.slug for one in (await listed(tenant)).items] == ["fd1"]
    found = await listed(tenant, include_archived=True)
    assert ([(one.slug, one.HasField("archived_at")) for one in found.items], found.total_count) == ([("ci", True), ("fd1", False)], 2)
    await publish(tenant.core, other.token, an_event())


async def test_no_token_is_made_for_an_archived_integrator_and_its_own_are_shown_as_dead(tenant: Tenant) -> None:
    await archive(tenant, "fd1")
    stub, admin = TokenServiceStub(tenant.core.channel), bearer(await tenant.sign_in(tenant.admin))
    requests = [
        stub.CreatePersonalToken(CreatePersonalTokenRequest(integrator_slug="fd1"), metadata=admin),
        stub.CreateToken(
            CreateTokenRequest(kind=TOKEN_KIND_MODERATION_TOKEN, user_id=str(tenant.admin.id), integrator_slug="fd1"), metadata=admin
        ),
    ]
    for request in requests:
        failure = await failure_of(request)
        assert dict(failure.faults) == {"integrator_slug": "names no integrator"}
    families = (await stub.ListTokens(ListTokensRequest(integrator_slug="fd1"), metadata=admin)).token_families
    assert ({family.integrator_slug for family in families}, {family.is_live for family in families}) == ({"fd1"}, {False})
