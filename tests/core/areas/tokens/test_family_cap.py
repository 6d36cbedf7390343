"""How many tokens and keys of their own people may have: limits belong to each, so their number multiplies them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.tokens_pb2 import (
    TOKEN_KIND_AGENT_KEY,
    TOKEN_KIND_MODERATION_TOKEN,
    CreateAgentKeyRequest,
    CreatePersonalTokenRequest,
    CreateTokenRequest,
    IssuedToken,
    RevokeTokenRequest,
    RotateTokenRequest,
)
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from grpc import aio

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.tenants import Person, Tenant

CAP = 50


class Kind(NamedTuple):
    """What a person makes, and how."""

    credential: Credential
    make: Callable[[Core, Metadata], Awaitable[IssuedToken]]
    name: str


async def make_key(core: Core, metadata: Metadata) -> IssuedToken:
    return await TokenServiceStub(core.channel).CreateAgentKey(CreateAgentKeyRequest(label="mine"), metadata=metadata)


async def make_personal(core: Core, metadata: Metadata) -> IssuedToken:
    request = CreatePersonalTokenRequest(integrator_slug="fd1")
    return await TokenServiceStub(core.channel).CreatePersonalToken(request, metadata=metadata)


KINDS = [Kind(Credential.AGENT_KEY, make_key, "agent keys"), Kind(Credential.PERSONAL_TOKEN, make_personal, "personal tokens")]


async def someone_with(tenant: Tenant, kind: Kind, count: int) -> tuple[Person, Metadata]:
    """A new employee who has so many already."""
    person = await tenant.add_person()
    for _ in range(count):
        await tenant.issue(kind.credential, person)
    return person, bearer(await tenant.sign_in(person))


@pytest.mark.parametrize("kind", KINDS, ids=[kind.credential for kind in KINDS])
async def test_beyond_the_cap_a_person_is_told_the_cap(kind: Kind, tenant: Tenant) -> None:
    _, metadata = await someone_with(tenant, kind, CAP - 1)
    last = await kind.make(tenant.core, metadata)
    failure = await failure_of(kind.make(tenant.core, metadata))
    assert (failure.reason, f"at most {CAP} {kind.name}" in failure.detail) == (Reason.CONFLICT, True)
    await TokenServiceStub(tenant.core.channel).RevokeToken(RevokeTokenRequest(family_id=last.family.id), metadata=metadata)
    await kind.make(tenant.core, metadata)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.credential for kind in KINDS])
async def test_the_cap_is_exact_under_concurrency_in_two_processes(kind: Kind, tenant: Tenant, migrated_url: str, keys: Keys) -> None:
    _, metadata = await someone_with(tenant, kind, CAP - 3)
    second = await Core.open(migrated_url, keys)
    makings = (kind.make(core, metadata) for core in (tenant.core, second) * 5)
    answers = await asyncio.gather(*makings, return_exceptions=True)
    await second.close()
    assert sum(isinstance(answer, IssuedToken) for answer in answers) == 3
    assert {read_failure(answer).reason for answer in answers if isinstance(answer, aio.AioRpcError)} == {Reason.CONFLICT}


async def test_an_admin_makes_no_more_keys_for_a_person_than_that_person_may(tenant: Tenant) -> None:
    person, _ = await someone_with(tenant, KINDS[0], CAP)
    admin = bearer(await tenant.sign_in(tenant.admin))
    make = TokenServiceStub(tenant.core.channel).CreateToken
    key = CreateTokenRequest(kind=TOKEN_KIND_AGENT_KEY, user_id=str(person.id))
    assert (await failure_of(make(key, metadata=admin))).reason is Reason.CONFLICT
    await make(CreateTokenRequest(kind=TOKEN_KIND_MODERATION_TOKEN, user_id=str(person.id), integrator_slug="fd1"), metadata=admin)


async def test_kinds_people_and_claimed_tokens_do_not_count_against_each_other(tenant: Tenant) -> None:
    person, metadata = await someone_with(tenant, KINDS[0], CAP)
    for _ in range(2):
        tools = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
        await tenant.issue(Credential.PERSONAL_TOKEN, person, claimed_by=tools.family_id)
    for _ in range(CAP):
        await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    await make_personal(tenant.core, metadata)
    await make_key(tenant.core, bearer(tenant.bearer(Credential.PERSON)))


async def test_at_the_cap_a_key_can_still_be_rotated(tenant: Tenant) -> None:
    person, metadata = await someone_with(tenant, KINDS[0], CAP - 1)
    family_id = str((await tenant.issue(Credential.AGENT_KEY, person)).family_id)
    rotated = await TokenServiceStub(tenant.core.channel).RotateToken(RotateTokenRequest(family_id=family_id), metadata=metadata)
    assert rotated.family.id == family_id
