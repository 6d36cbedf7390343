"""People come in through issuers that the operator trusts, and through nobody else."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.sessions_pb2 import GetProfileRequest, SignOutRequest
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub
from fluxdesk.v1.users_pb2 import AcceptInvitationRequest, ReinviteUserRequest
from fluxdesk.v1.users_pb2_grpc import UserServiceStub
from grpc import aio
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from psycopg import AsyncConnection
from pydantic import SecretStr, ValidationError

from core.secrets.keys import Keys
from core.server import Core
from core.settings import OutsideIssuer, Settings
from tests.core.areas.calls import bearer, failure_of
from tests.core.test_revocation import StoppedClock
from tests.tenants import Person, Tenant

SECRET = secrets.token_hex(32)
SHARED = "https://shared.example"
PUBLISHED = "https://published.example"


class Jwks:
    """The address where an issuer publishes its keys."""

    def __init__(self) -> None:
        self.keys = [RSAKey.generate_key(2048, {"kid": "first"})]
        self.unreadable: list[Any] = []
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.status = 200
        self.asked = 0
        self.url = ""

    async def answer(self, _: web.Request) -> web.Response:
        self.asked += 1
        await self.is_open.wait()
        return web.json_response({"keys": self.unreadable + KeySet(list(self.keys)).as_dict(private=False)["keys"]}, status=self.status)


@pytest.fixture
async def jwks() -> AsyncGenerator[Jwks]:
    published, app = Jwks(), web.Application()
    app.router.add_get("/jwks.json", published.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    published.url = f"http://127.0.0.1:{runner.addresses[0][1]}/jwks.json"
    yield published
    await runner.cleanup()


@pytest.fixture
async def trusting(migrated_url: str, keys: Keys, jwks: Jwks) -> AsyncGenerator[Core]:
    """A core that trusts an issuer with a shared secret, and one that publishes its keys."""
    async with opened(migrated_url, keys, jwks) as core:
        yield core


@asynccontextmanager
async def opened(url: str, keys: Keys, jwks: Jwks) -> AsyncGenerator[Core]:
    settings = Settings(
        jwt_issuers=(
            OutsideIssuer(issuer=SHARED, hs256_secret=SecretStr(SECRET)),
            OutsideIssuer(issuer=PUBLISHED, jwks_url=jwks.url, audience="fluxdesk"),
        )
    )
    core = await Core.open(url, keys, settings=settings, clock=SteppedClock())
    yield core
    await core.close()


class SteppedClock(StoppedClock):
    """On which time passes when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic_seconds(self) -> float:
        return self.seconds


def claims(person: Person, **changed: object) -> dict[str, Any]:
    valid = {
        "iss": SHARED,
        "aud": "authenticated",
        "sub": "somebody",
        "exp": int(time.time()) + 600,
        "email": person.email.upper(),
        "email_verified": True,
    }
    return {name: value for name, value in (valid | changed).items() if value is not None}


def shared(person: Person, **changed: object) -> str:
    return jwt.encode({"alg": "HS256"}, claims(person, **changed), OctKey.import_key(SECRET), algorithms=["HS256"])


def published(person: Person, key: RSAKey | ECKey, alg: str = "RS256", **changed: object) -> str:
    told = claims(person, **({"iss": PUBLISHED, "aud": ["other", "fluxdesk"]} | changed))
    return jwt.encode({"alg": alg, "kid": key.kid}, told, key, algorithms=[alg])


async def whoever(core: Core, token: str) -> str | None:
    """The id of the person whom the token lets in; None for nobody."""
    stub = SessionServiceStub(core.channel)
    try:
        return (await stub.GetProfile(GetProfileRequest(), metadata=bearer(token))).id
    except aio.AioRpcError:
        failure = await failure_of(stub.GetProfile(GetProfileRequest(), metadata=bearer(token)))
        assert failure.reason is Reason.UNAUTHENTICATED
        return None


async def test_a_verified_address_lets_its_person_in_with_the_role_of_our_tables(trusting: Core, tenant: Tenant) -> None:
    token = shared(tenant.admin, role="super_admin", company="another")
    assert await whoever(trusting, token) == str(tenant.admin.id)
    profile = await SessionServiceStub(trusting.channel).GetProfile(GetProfileRequest(), metadata=bearer(token))
    assert (profile.role, profile.workspace) == (Role.ADMIN, tenant.slug)


async def test_nobody_takes_the_place_of_who_came_in_through_an_issuer(trusting: Core, tenant: Tenant) -> None:
    person, stub = await tenant.add_person(), UserServiceStub(trusting.channel)
    metadata = bearer(await tenant.sign_in(await tenant.add_person(role=Role.HR_ADMIN)))
    request = ReinviteUserRequest(user_id=str(person.id))
    invitation = await stub.ReinviteUser(request, metadata=metadata)
    assert await whoever(trusting, shared(person)) == str(person.id)
    accepting = AcceptInvitationRequest(token=invitation.invitation_token, password="quite another password")
    accepted = UserServiceStub(tenant.core.channel).AcceptInvitation(accepting)
    assert (await failure_of(accepted)).reason is Reason.NOT_FOUND
    assert (await failure_of(stub.ReinviteUser(request, metadata=metadata))).reason is Reason.CONFLICT


async def test_an_address_that_is_not_verified_lets_nobody_in(trusting: Core, tenant: Tenant) -> None:
    for verified in (None, False, "true", 1):
        assert await whoever(trusting, shared(tenant.admin, email_verified=verified)) is None


async def test_a_linked_subject_lets_its_person_in_and_its_address_no_more(trusting: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    subject = secrets.token_hex(8)
    await owner.execute("UPDATE users SET issuer = %s, subject = %s WHERE id = %s", (SHARED, subject, tenant.admin.id))
    assert await whoever(trusting, shared(tenant.admin, sub=subject, email=None)) == str(tenant.admin.id)
    assert await whoever(trusting, shared(tenant.admin, sub="another")) is None
    # Linked or not, each subject is one of its own issuer.
    assert await whoever(trusting, shared(tenant.employee, sub=subject, iss=PUBLISHED)) is None


async def test_a_linked_person_who_is_not_active_comes_in_as_nobody_else(trusting: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    link = "UPDATE users SET issuer = %s, subject = %s, is_active = false WHERE id = %s"
    await owner.execute(link, (SHARED, f"leaver of {tenant.slug}", tenant.employee.id))
    assert await whoever(trusting, shared(tenant.admin, sub=f"leaver of {tenant.slug}")) is None
    assert await whoever(trusting, shared(tenant.admin)) == str(tenant.admin.id)


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"exp": float("inf")},
        {"exp": "soon"},
        {"nbf": 1 << 40},
        {"aud": "another"},
        {"aud": None},
        {"sub": None},
        {"sub": 7},
        {"iss": "https://unknown.example"},
        {"iss": None},
        {"iss": "fluxdesk"},
    ],
)
async def test_claims_that_do_not_hold_let_nobody_in(changed: dict[str, object], trusting: Core, tenant: Tenant) -> None:
    assert await whoever(trusting, shared(tenant.admin)) is not None
    assert await whoever(trusting, shared(tenant.admin, **changed)) is None


async def test_published_keys_let_in_whom_they_signed_for(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    [key] = jwks.keys
    for alg in ("RS256", "PS512"):
        assert await whoever(trusting, published(tenant.admin, key, alg)) == str(tenant.admin.id)
    assert await whoever(trusting, published(tenant.admin, RSAKey.generate_key(2048, {"kid": "first"}))) is None
    assert jwks.asked == 1


async def test_no_algorithm_is_the_tokens_choice(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    [key] = jwks.keys
    confused = claims(tenant.admin, iss=PUBLISHED, aud="fluxdesk")
    forged = [
        # The public key is no secret to sign with.
        *(raw({"alg": "HS256", "kid": "first"}, confused, key.as_pem(private=False)[:end]) for end in (None, -1)),
        unsigned(confused),
        unsigned(claims(tenant.admin)),
        unsigned(claims(tenant.admin, iss="fluxdesk", sub=str(tenant.admin.id), workspace_id=str(tenant.id), sid=str(tenant.id))),
    ]
    for token in forged:
        assert await whoever(trusting, token) is None


def raw(header: dict[str, str], told: dict[str, Any], secret: bytes) -> str:
    """A JWT that no library would write."""
    parts = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, told))
    signature = hmac.digest(secret, parts.encode(), hashlib.sha256)
    return f"{parts}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def unsigned(told: dict[str, Any]) -> str:
    return raw({"alg": "none"}, told, b"").rpartition(".")[0] + "."


async def test_a_name_that_no_database_takes_lets_nobody_in(trusting: Core, tenant: Tenant) -> None:
    for changed in ({"sub": "half \ud800"}, {"email": "half \ud800"}, {"email": "a\0b"}):
        assert await whoever(trusting, raw({"alg": "HS256"}, claims(tenant.admin, **changed), SECRET.encode())) is None
    assert await whoever(trusting, raw({"alg": "HS256"}, claims(tenant.admin), SECRET.encode())) is not None


async def test_a_token_of_no_sense_at_all_lets_nobody_in(trusting: Core) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 6_000).decode().rstrip("=")
    for header, payload in ((deep, "e30"), ("e30", deep)):
        assert await whoever(trusting, f"{header}.{payload}.e30") is None


async def test_a_key_that_nobody_can_read_leaves_the_others_good(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    jwks.unreadable = [{"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"}, {"kty": "RSA"}, {}, 7, short.as_dict(private=False)]
    assert await whoever(trusting, published(tenant.admin, short)) is None
    assert await whoever(trusting, published(tenant.admin, jwks.keys[0])) == str(tenant.admin.id)


async def test_who_names_a_known_key_does_not_wait_for_a_slow_address(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    clock = trusting.resources.clock
    assert isinstance(clock, SteppedClock)
    await whoever(trusting, published(tenant.admin, jwks.keys[0]))
    jwks.is_open.clear()
    clock.seconds += 3600
    assert await whoever(trusting, published(tenant.admin, jwks.keys[0], jti="later")) == str(tenant.admin.id)
    jwks.is_open.set()


async def test_a_new_key_is_fetched_when_a_token_names_it(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    clock = trusting.resources.clock
    assert isinstance(clock, SteppedClock)
    [first] = jwks.keys
    assert await whoever(trusting, published(tenant.admin, first)) is not None
    second = ECKey.generate_key("P-256", {"kid": "second"})
    jwks.keys = [second]  # pyright: ignore[reportAttributeAccessIssue]  # any kind will do
    token = published(tenant.admin, second, "ES256")
    # Strangers' key ids make us ask once in a while, and no more.
    assert [await whoever(trusting, token) for _ in range(5)] == [None] * 5
    assert jwks.asked == 1
    clock.seconds += 31
    assert await whoever(trusting, token) == str(tenant.admin.id)
    clock.seconds += 31
    assert await whoever(trusting, published(tenant.admin, first)) is None


async def test_known_keys_stay_good_for_a_day_while_their_address_is_away(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    clock = trusting.resources.clock
    assert isinstance(clock, SteppedClock)
    token = published(tenant.admin, jwks.keys[0])
    await whoever(trusting, token)
    jwks.status = 500
    clock.seconds += 23 * 3600
    assert await whoever(trusting, token) is not None
    clock.seconds += 2 * 3600
    assert await whoever(trusting, token) is None


async def test_callers_of_one_moment_share_a_fetch(trusting: Core, tenant: Tenant, jwks: Jwks) -> None:
    tokens = [published(tenant.admin, jwks.keys[0], jti=str(number)) for number in range(8)]
    assert set(await asyncio.gather(*(whoever(trusting, token) for token in tokens))) == {str(tenant.admin.id)}
    assert jwks.asked == 1


async def test_a_session_of_another_issuer_is_signed_out_there(trusting: Core, tenant: Tenant) -> None:
    failure = await failure_of(SessionServiceStub(trusting.channel).SignOut(SignOutRequest(), metadata=bearer(shared(tenant.admin))))
    assert failure.reason is Reason.UNPROCESSABLE


@pytest.mark.parametrize(
    "issuer",
    [
        {"issuer": "x"},
        {"issuer": "x", "hs256_secret": "tell-no-one"},
        {"issuer": "x", "hs256_secret": "x" * 32, "jwks_url": "https://x.example"},
        {"issuer": "x", "jwks_url": "http://x.example"},
        {"issuer": "x", "jwks_url": "file:///etc/passwd"},
        {"issuer": "", "hs256_secret": "x" * 32},
        {"issuer": "fluxdesk", "hs256_secret": "x" * 32},
        {"issuer": "x", "hs256_secret": "x" * 32, "algorithm": "none"},
    ],
)
def test_an_issuer_that_could_let_anybody_in_is_refused(issuer: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"jwt_issuers": [issuer]})
    assert "tell-no-one" not in str(caught.value)
