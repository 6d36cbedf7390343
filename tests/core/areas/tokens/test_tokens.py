"""Tokens and keys through their life: who makes, sees, rotates and ends them."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fluxdesk.failures import DECODE_FAULTS_KEY, Failure, pack_faults, read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import SEVERITY_CRITICAL, SEVERITY_WARN
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest, ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.tokens_pb2 import (
    TOKEN_KIND_AGENT_KEY,
    TOKEN_KIND_MODERATION_TOKEN,
    TOKEN_KIND_PERSONAL_TOKEN,
    TOKEN_KIND_TOOLS_TOKEN,
    CreateAgentKeyRequest,
    CreatePersonalTokenRequest,
    CreateTokenRequest,
    IssuedToken,
    ListAgentKeysRequest,
    ListTokensRequest,
    RevokeTokenRequest,
    RotateTokenRequest,
    TokenKind,
)
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.tokens.public import find_family_owner, rotate_token
from core.server import Core
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.locks import until_waiting
from tests.tenants import Person, Tenant

AGENT_KINDS = {TOKEN_KIND_AGENT_KEY}


async def session(tenant: Tenant, person: Person) -> Metadata:
    return bearer(await tenant.sign_in(person))


async def made_key(tenant: Tenant, *scopes: str) -> IssuedToken:
    request = CreateAgentKeyRequest(label="mine", scopes=scopes)
    return await TokenServiceStub(tenant.core.channel).CreateAgentKey(request, metadata=await session(tenant, tenant.employee))


async def reason_of_listing(core: Core, token: str) -> Reason | None:
    """How reading the inbox with the token fails; None when it does not."""
    try:
        await InboxServiceStub(core.channel).ListInbox(ListInboxRequest(), metadata=bearer(token))
    except aio.AioRpcError as error:
        return read_failure(error).reason
    return None


async def test_a_key_acts_as_its_maker_within_its_scopes(tenant: Tenant) -> None:
    everything, narrowed = await made_key(tenant), await made_key(tenant, "profile:read")
    assert everything.token.startswith("sk-flux-")
    assert (everything.family.has_all_scopes, narrowed.family.has_all_scopes) == (True, False)
    assert list(narrowed.family.scopes) == ["profile:read"]
    assert (everything.family.daily_limit, everything.family.reads_per_minute, everything.family.writes_per_minute) == (50, 600, 60)
    assert await reason_of_listing(tenant.core, everything.token) is None
    assert await reason_of_listing(tenant.core, narrowed.token) is Reason.SCOPE_MISSING


async def test_a_scope_that_nothing_asks_for_is_a_fault(tenant: Tenant) -> None:
    request = CreateAgentKeyRequest(scopes=["inbox:read", "inbox:look"])
    failure = await failure_of(
        TokenServiceStub(tenant.core.channel).CreateAgentKey(request, metadata=await session(tenant, tenant.employee))
    )
    assert failure.faults == (("scopes[1]", "is no scope"),)


async def test_scopes_that_could_not_be_decoded_are_not_said_to_be_alike(tenant: Tenant) -> None:
    door = (DECODE_FAULTS_KEY, pack_faults([("scopes[1]", "must be a string"), ("scopes[2]", "must be a string")]))
    call = TokenServiceStub(tenant.core.channel).CreateAgentKey(
        CreateAgentKeyRequest(scopes=["inbox:read", "", ""]), metadata=[*await session(tenant, tenant.employee), door]
    )
    assert [path for path, _ in (await failure_of(call)).faults] == ["scopes[1]", "scopes[2]"]


async def test_scopes_that_are_alike_are_a_fault(tenant: Tenant) -> None:
    call = TokenServiceStub(tenant.core.channel).CreateAgentKey(
        CreateAgentKeyRequest(scopes=["inbox:read"] * 2), metadata=await session(tenant, tenant.employee)
    )
    assert [path for path, _ in (await failure_of(call)).faults] == ["scopes"]


async def test_a_personal_token_publishes_to_its_maker_up_to_its_ceiling(tenant: Tenant) -> None:
    request = CreatePersonalTokenRequest(integrator_slug="fd1", label="cron", severity_ceiling=SEVERITY_WARN, daily_limit=2)
    issued = await TokenServiceStub(tenant.core.channel).CreatePersonalToken(request, metadata=await session(tenant, tenant.employee))
    delivery = await publish(tenant.core, issued.token, an_event())
    assert delivery.recipient_user_id == str(tenant.employee.id)
    failure = await failure_of(publish(tenant.core, issued.token, an_event(severity=SEVERITY_CRITICAL)))
    assert failure.reason is Reason.SEVERITY_EXCEEDS_CEILING
    await publish(tenant.core, issued.token, an_event())
    assert (await failure_of(publish(tenant.core, issued.token, an_event()))).reason is Reason.DAILY_LIMIT_EXCEEDED


async def create(tenant: Tenant, caller: Person, owner: Person, kind: TokenKind, **fields: object) -> IssuedToken:
    slug = None if kind == TOKEN_KIND_AGENT_KEY else "fd1"
    request = CreateTokenRequest(**{"kind": kind, "user_id": str(owner.id), "integrator_slug": slug} | fields)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    return await TokenServiceStub(tenant.core.channel).CreateToken(request, metadata=await session(tenant, caller))


@pytest.mark.parametrize(
    ("kind", "prefix", "writes"),
    [
        (TOKEN_KIND_TOOLS_TOKEN, "flux-tools-", 600),
        (TOKEN_KIND_MODERATION_TOKEN, "flux-in-mod-", 60),
        (TOKEN_KIND_AGENT_KEY, "sk-flux-", 60),
    ],
)
async def test_an_admin_makes_tokens_for_others(kind: TokenKind, prefix: str, writes: int, tenant: Tenant) -> None:
    issued = await create(tenant, tenant.admin, tenant.employee, kind)
    assert issued.token.startswith(prefix)
    assert (issued.family.user_email, issued.family.writes_per_minute) == (tenant.employee.email, writes)
    changed = await create(tenant, tenant.admin, tenant.employee, kind, daily_limit=5, writes_per_minute=0, severity_ceiling=SEVERITY_WARN)
    assert (changed.family.daily_limit, changed.family.writes_per_minute, changed.family.severity_ceiling) == (5, 0, SEVERITY_WARN)


async def test_a_token_never_lifts_its_maker_above_the_own_role(tenant: Tenant) -> None:
    above = tenant.people[Role.SUPER_ADMIN]
    for kind in (TOKEN_KIND_AGENT_KEY, TOKEN_KIND_TOOLS_TOKEN):
        assert (await failure_of(create(tenant, tenant.admin, above, kind))).reason is Reason.FORBIDDEN
    family_id = str((await tenant.issue(Credential.AGENT_KEY, above)).family_id)
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.admin)
    for call in (
        stub.RotateToken(RotateTokenRequest(family_id=family_id), metadata=metadata),
        stub.RevokeToken(RevokeTokenRequest(family_id=family_id), metadata=metadata),
    ):
        assert (await failure_of(call)).reason is Reason.FORBIDDEN


async def faults_of(tenant: Tenant, kind: TokenKind, **fields: object) -> set[str]:
    return {path for path, _ in (await failure_of(create(tenant, tenant.admin, tenant.employee, kind, **fields))).faults}


async def test_what_does_not_fit_the_kind_is_named(tenant: Tenant) -> None:
    assert await faults_of(tenant, TOKEN_KIND_PERSONAL_TOKEN) == {"kind"}
    assert await faults_of(tenant, TOKEN_KIND_TOOLS_TOKEN, integrator_slug=None, scopes=["inbox:read"]) == {"integrator_slug", "scopes"}
    assert await faults_of(tenant, TOKEN_KIND_AGENT_KEY, integrator_slug="fd1") == {"integrator_slug"}
    assert await faults_of(tenant, TOKEN_KIND_TOOLS_TOKEN, integrator_slug="unknown") == {"integrator_slug"}


async def test_a_rotation_keeps_the_family_and_lets_the_token_before_live_for_a_day(tenant: Tenant, owner: AsyncConnection) -> None:
    first = await made_key(tenant)
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.employee)
    second = await stub.RotateToken(RotateTokenRequest(family_id=first.family.id), metadata=metadata)
    assert second.family.id == first.family.id
    # It is counted from the moment at which the next one was made.
    made_at = second.family.tokens[0].created_at.ToDatetime(UTC)
    assert second.expires_prior_at.ToDatetime(UTC) - made_at == timedelta(hours=24)
    assert [token.is_superseded for token in second.family.tokens] == [False, True]
    third = await stub.RotateToken(RotateTokenRequest(family_id=first.family.id), metadata=metadata)
    # A superseded token lives a day from its own replacement: the next rotation gives it no more.
    assert third.family.tokens[2].expires_at == second.expires_prior_at
    assert [await reason_of_listing(tenant.core, one.token) for one in (first, second, third)] == [None] * 3
    await owner.execute("UPDATE tokens SET expires_at = now() WHERE family_id = %s AND superseded_at IS NOT NULL", (first.family.id,))
    listed = await stub.ListAgentKeys(ListAgentKeysRequest(), metadata=metadata)
    assert [len(family.tokens) for family in listed.token_families if family.id == first.family.id] == [1]


async def test_a_family_has_ten_good_tokens_at_most(tenant: Tenant) -> None:
    issued = await made_key(tenant)
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.employee)
    request = RotateTokenRequest(family_id=issued.family.id)
    rotated = [await stub.RotateToken(request, metadata=metadata) for _ in range(9)]
    assert len(rotated[-1].family.tokens) == 10
    assert (await failure_of(stub.RotateToken(request, metadata=metadata))).reason is Reason.CONFLICT
    assert await reason_of_listing(tenant.core, rotated[-1].token) is None


async def test_a_token_that_was_claimed_is_not_taken_from_its_claimer(tenant: Tenant) -> None:
    claimed = tenant.tokens[Credential.PERSONAL_TOKEN].family_id
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.employee)
    assert (await failure_of(stub.RotateToken(RotateTokenRequest(family_id=str(claimed)), metadata=metadata))).reason is Reason.FORBIDDEN
    assert (await stub.RevokeToken(RevokeTokenRequest(family_id=str(claimed)), metadata=metadata)).tokens_invalidated == 1


async def test_of_rotations_at_once_one_wins(tenant: Tenant) -> None:
    first = await made_key(tenant)
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.employee)

    async def rotated() -> IssuedToken | Failure:
        try:
            return await stub.RotateToken(RotateTokenRequest(family_id=first.family.id), metadata=metadata)
        except aio.AioRpcError as error:
            return read_failure(error)

    outcomes = await asyncio.gather(*(rotated() for _ in range(6)))
    won = [one for one in outcomes if isinstance(one, IssuedToken)]
    assert {one.reason for one in outcomes if isinstance(one, Failure)} <= {Reason.CONFLICT}
    listed = await stub.ListAgentKeys(ListAgentKeysRequest(), metadata=metadata)
    [family] = [family for family in listed.token_families if family.id == first.family.id]
    assert len(family.tokens) == 1 + len(won)
    assert [token.is_superseded for token in family.tokens] == [False] + [True] * len(won)


async def test_a_revocation_ends_the_token_of_a_rotation_that_is_under_way(tenant: Tenant, owner: AsyncConnection) -> None:
    issued, core = await made_key(tenant), tenant.core
    metadata = await session(tenant, tenant.employee)

    async def revoked() -> int:
        reply = await TokenServiceStub(core.channel).RevokeToken(RevokeTokenRequest(family_id=issued.family.id), metadata=metadata)
        return reply.tokens_invalidated

    async with core.resources.database.system_transaction() as db:
        family = await find_family_owner(db, tenant.id, UUID(issued.family.id))
        assert family
        rotated = await rotate_token(db, core.resources.peppers, family)
        revoking = asyncio.create_task(revoked())
        await until_waiting(owner)
    assert await revoking == 2
    assert await reason_of_listing(core, rotated.token) is Reason.UNAUTHENTICATED


async def test_a_revoked_family_cannot_be_rotated_and_is_listed_for_the_asking(tenant: Tenant) -> None:
    issued = await made_key(tenant)
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.employee)
    rotated = await stub.RotateToken(RotateTokenRequest(family_id=issued.family.id), metadata=metadata)
    revoked = [await stub.RevokeToken(RevokeTokenRequest(family_id=issued.family.id), metadata=metadata) for _ in range(2)]
    assert [reply.tokens_invalidated for reply in revoked] == [2, 0]
    for token in (issued.token, rotated.token):
        assert await reason_of_listing(tenant.core, token) is Reason.UNAUTHENTICATED
    failure = await failure_of(stub.RotateToken(RotateTokenRequest(family_id=issued.family.id), metadata=metadata))
    assert failure.reason is Reason.CONFLICT
    for include_revoked in (False, True):
        listed = await stub.ListAgentKeys(ListAgentKeysRequest(include_revoked=include_revoked), metadata=metadata)
        found = [family for family in listed.token_families if family.id == issued.family.id]
        assert [family.is_live for family in found] == [False] * include_revoked


async def test_nobody_changes_a_token_of_a_colleague_but_an_admin(tenant: Tenant) -> None:
    personal = (await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)).family_id
    key = tenant.tokens[Credential.AGENT_KEY].family_id
    stub = TokenServiceStub(tenant.core.channel)
    colleague, admin = await session(tenant, await tenant.add_person()), await session(tenant, tenant.admin)

    def rotate(family_id: object, metadata: Metadata) -> aio.UnaryUnaryCall[RotateTokenRequest, IssuedToken]:
        return stub.RotateToken(RotateTokenRequest(family_id=str(family_id)), metadata=metadata)

    assert (await failure_of(rotate(key, colleague))).reason is Reason.NOT_FOUND
    assert (await failure_of(stub.RevokeToken(RevokeTokenRequest(family_id=str(key)), metadata=colleague))).reason is Reason.NOT_FOUND
    assert (await rotate(key, admin)).token
    # Whoever holds a personal token speaks to its owner alone, so nobody else has a use for it.
    assert (await failure_of(rotate(personal, admin))).reason is Reason.FORBIDDEN
    assert (await stub.RevokeToken(RevokeTokenRequest(family_id=str(personal)), metadata=admin)).tokens_invalidated == 1


async def test_an_admin_lists_everybodys_tokens_by_kind_owner_and_integrator(tenant: Tenant) -> None:
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.admin)

    async def listed(**filters: object) -> set[TokenKind]:
        request = ListTokensRequest(**filters)  # pyright: ignore[reportArgumentType]  # as loose as JSON
        return {family.kind for family in (await stub.ListTokens(request, metadata=metadata)).token_families}

    everything = {TOKEN_KIND_TOOLS_TOKEN, TOKEN_KIND_PERSONAL_TOKEN, TOKEN_KIND_MODERATION_TOKEN, TOKEN_KIND_AGENT_KEY}
    assert await listed() == everything
    assert await listed(kind=TOKEN_KIND_TOOLS_TOKEN) == {TOKEN_KIND_TOOLS_TOKEN}
    assert await listed(user_email=tenant.employee.email.upper()) == {TOKEN_KIND_PERSONAL_TOKEN, TOKEN_KIND_AGENT_KEY}
    assert await listed(integrator_slug="fd1") == everything - AGENT_KINDS
    assert await listed(integrator_slug="fd2") == set()


async def test_a_list_is_paged_without_gaps(tenant: Tenant) -> None:
    made = {(await made_key(tenant)).family.id for _ in range(5)}
    stub, metadata = TokenServiceStub(tenant.core.channel), await session(tenant, tenant.employee)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(10):
        page = await stub.ListAgentKeys(ListAgentKeysRequest(limit=2, cursor=cursor), metadata=metadata)
        seen += [family.id for family in page.token_families]
        cursor = page.next_cursor if page.HasField("next_cursor") else None
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert made < set(seen)
    assert seen == sorted(seen, reverse=True)


async def test_the_last_use_of_a_token_is_written_with_those_of_others(tenant: Tenant) -> None:
    core, before = tenant.core, datetime.now(UTC)
    unused, used = await made_key(tenant), await made_key(tenant)
    for _ in range(3):
        await InboxServiceStub(core.channel).CountUnread(CountUnreadRequest(), metadata=bearer(used.token))
    await core.last_use.write()
    listed = await TokenServiceStub(core.channel).ListAgentKeys(ListAgentKeysRequest(), metadata=await session(tenant, tenant.employee))
    families = {family.id: family for family in listed.token_families}
    assert before <= families[used.family.id].last_used_at.ToDatetime(UTC) <= datetime.now(UTC)
    assert families[used.family.id].tokens[0].last_used_at == families[used.family.id].last_used_at
    assert not families[unused.family.id].HasField("last_used_at")


async def test_the_token_stands_nowhere_but_in_its_answer(tenant: Tenant, owner: AsyncConnection) -> None:
    request, metadata = CreateAgentKeyRequest(label="mine"), bearer(await tenant.sign_in(tenant.employee), key="one key")
    issued = await TokenServiceStub(tenant.core.channel).CreateAgentKey(request, metadata=metadata)
    again = await TokenServiceStub(tenant.core.channel).CreateAgentKey(request, metadata=metadata)
    assert again == issued
    cursor = await owner.execute(
        """
        SELECT t::text FROM tokens t UNION ALL SELECT a::text FROM audit_log a
        UNION ALL SELECT encode(reply, 'escape') FROM idempotency_keys WHERE reply IS NOT NULL
        """
    )
    assert not any(issued.token in text for (text,) in await cursor.fetchall())
