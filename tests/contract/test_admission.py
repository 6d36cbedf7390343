"""Who is let in: credentials, their kinds, scopes, roles and budgets, the same at every door."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role, Rpc
from fluxdesk.rpc_table import RPCS

from core.areas.tokens.public import Limits
from tests.contract.rows import CLOSED, COUNTED, PUBLIC, SCOPED, accepted, accepted_tokens, each, unaccepted
from tests.doors import Doors
from tests.samples import sample
from tests.tenants import Tenant, forged
from tests.wire_form import snake_form


@each(PUBLIC)
async def test_a_public_rpc_needs_no_credential(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    for door in doors.of(rpc):
        request, _ = await sample(rpc, tenant)
        assert (await door.call(rpc, request, None)).reason is None, door.name


@each(CLOSED)
async def test_a_call_without_a_credential_is_unauthenticated(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    for door in doors.of(rpc):
        answer = await door.call(rpc, request, None)
        assert answer.reason is Reason.UNAUTHENTICATED, door.name
        assert door is doors.grpc or answer.headers["www-authenticate"].startswith("Bearer"), door.name


@pytest.mark.parametrize("damage", ["mistyped", "never issued"])
@each(RPCS)
async def test_a_bad_token_is_unauthenticated_where_none_would_do_too(rpc: Rpc, damage: str, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    for kind, bearer in tenant.bearers.items():
        token = forged(kind) if damage == "never issued" else bearer[:-1]
        for door in doors.of(rpc):
            assert (await door.call(rpc, request, token)).reason is Reason.UNAUTHENTICATED, door.name


@each(CLOSED)
async def test_each_wrong_kind_of_credential_is_not_accepted(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    for kind in unaccepted(rpc):
        for door in doors.of(rpc):
            answer = await door.call(rpc, request, tenant.bearer(kind))
            assert answer.reason is Reason.CREDENTIAL_NOT_ACCEPTED, (door.name, kind)


@each(SCOPED)
async def test_a_key_without_the_scope_is_refused_and_one_with_only_that_is_not(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    owner = tenant.people[Role.SUPER_ADMIN]
    for kind in accepted_tokens(rpc):
        without = await tenant.issue(kind, owner, scopes=["nothing:read"])
        having = await tenant.issue(kind, owner, scopes=[rpc.scope])
        for door in doors.of(rpc):
            assert (await door.call(rpc, request, without.token)).reason is Reason.SCOPE_MISSING, (door.name, kind)
            assert (await door.call(rpc, request, having.token)).reason is not Reason.SCOPE_MISSING, (door.name, kind)


@each(CLOSED)
async def test_owners_of_the_role_may_call_and_those_below_may_not(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    for kind in accepted(rpc):
        for role, person in tenant.people.items():
            owned = await tenant.bearer_of(kind, person)
            for door in doors.of(rpc):
                reason = (await door.call(rpc, request, owned)).reason
                assert (reason is Reason.ROLE_MISSING) == (role < rpc.role), (door.name, kind, role)


@each(COUNTED)
async def test_calls_are_counted_down_to_the_limit_over_all_doors(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    called = doors.of(rpc)
    for kind in accepted_tokens(rpc):
        limits = Limits(daily=100, reads_per_minute=len(called), writes_per_minute=len(called))
        limited = await tenant.issue(kind, tenant.admin, limits=limits)
        answers = [await door.call(rpc, request, limited.token) for door in (*called, *called)]
        assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == [
            *map(str, reversed(range(len(called)))),
            *"0" * len(called),
        ]
        assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {str(len(called))}
        assert Reason.RATE_LIMITED not in {answer.reason for answer in answers[: len(called)]}
        assert {answer.reason for answer in answers[len(called) :]} == {Reason.RATE_LIMITED}


@each(rpc for rpc in COUNTED if rpc.tool)
async def test_a_spent_budget_is_told_before_any_fault_of_the_input(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    spent = await tenant.issue(accepted_tokens(rpc)[0], tenant.admin, limits=Limits(daily=1, reads_per_minute=0, writes_per_minute=0))
    answer = await doors.mcp.send(rpc, snake_form(request) | {"surprise": 1}, spent.token)
    assert (answer.reason, answer.faults) == (Reason.RATE_LIMITED, {})
