"""People sign in by password: who does not know it learns nothing, and waits."""

import asyncio
import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from fluxdesk.failures import Failure, read_failure
from fluxdesk.metadata import CLIENT_ADDRESS
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.sessions_pb2 import (
    GRANT_TYPE_PASSWORD,
    USER_ROLE_ADMIN,
    ChangePasswordRequest,
    ChangePasswordResponse,
    Credentials,
    GetProfileRequest,
    IssueAccessTokenRequest,
    Profile,
    SignOutRequest,
)
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub
from grpc.aio import AioRpcError
from psycopg import AsyncConnection

from core.areas.sessions.public import set_password
from core.areas.sessions.queries import insert_session
from core.areas.users.public import add_user
from core.ids import new_id
from core.secrets.keys import Keys
from core.secrets.passwords import turn
from core.server import Core
from core.settings import Settings
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.sessions.signing_in import PASSWORD, PHC, by_password, by_refresh_token, issue
from tests.tenants import Tenant


async def refusal(core: Core, request: IssueAccessTokenRequest) -> Failure:
    return await failure_of(issue(core, request))


async def is_let_in(core: Core, access_token: str) -> bool:
    try:
        await InboxServiceStub(core.channel).ListInbox(ListInboxRequest(), metadata=bearer(access_token))
    except Exception:  # noqa: BLE001  # the next line says which
        assert (await failure_of(InboxServiceStub(core.channel).ListInbox(ListInboxRequest(), metadata=bearer(access_token)))).reason is (
            Reason.UNAUTHENTICATED
        )
        return False
    return True


async def test_a_person_signs_in_whatever_the_case_of_the_address(core: Core, tenant: Tenant) -> None:
    person = await tenant.add_person(Role.ADMIN, password=PHC)
    granted = await issue(core, by_password(person.email.upper()))
    assert (granted.token_type, granted.expires_in) == ("bearer", 3600)
    assert granted.user == Profile(
        id=str(person.id), email=person.email, name="ADMIN", role=USER_ROLE_ADMIN, workspace=tenant.slug, time_zone="UTC"
    )
    assert await SessionServiceStub(core.channel).GetProfile(GetProfileRequest(), metadata=bearer(granted.access_token)) == granted.user
    assert await is_let_in(core, granted.access_token)


async def test_an_unknown_address_a_wrong_password_and_no_password_are_answered_alike(core: Core, tenant: Tenant) -> None:
    with_password, without = await tenant.add_person(password=PHC), await tenant.add_person()
    refused = [
        await refusal(core, by_password(with_password.email, "wrong")),
        await refusal(core, by_password(without.email)),
        await refusal(core, by_password(f"nobody@{tenant.slug}.example")),
    ]
    assert {(failure.reason, failure.detail) for failure in refused} == {
        (Reason.UNAUTHENTICATED, "The e-mail address or the password is wrong.")
    }


async def test_who_is_not_active_may_not_sign_in(core: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person(password=PHC)
    granted = await issue(core, by_password(person.email))
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (person.id,))
    assert (await refusal(core, by_password(person.email))).reason is Reason.UNAUTHENTICATED
    assert (await refusal(core, by_refresh_token(granted.refresh_token))).reason is Reason.UNAUTHENTICATED


async def attempts(core: Core, address: str, password: str, count: int) -> list[Failure]:
    return list(await asyncio.gather(*(refusal(core, by_password(address, password)) for _ in range(count))))


@pytest.mark.parametrize("is_known", [True, False])
async def test_guesses_sent_together_are_all_counted(is_known: bool, core: Core, tenant: Tenant) -> None:  # noqa: FBT001  # a parameter
    person = await tenant.add_person(password=PHC)
    address = person.email if is_known else f"nobody.{person.id.hex}@nowhere.example"
    reasons = [failure.reason for failure in await attempts(core, address, "guess", 12)]
    assert (reasons.count(Reason.UNAUTHENTICATED), reasons.count(Reason.RATE_LIMITED)) == (5, 7)
    # The right password has to wait as well, or the wait would tell it.
    waiting = await refusal(core, by_password(address))
    assert waiting.reason is Reason.RATE_LIMITED
    assert waiting.retry_after_seconds is not None
    assert 1 <= waiting.retry_after_seconds <= 30


def at(client: str) -> Metadata:
    return ((CLIENT_ADDRESS, client),)


async def guess_from(core: Core, client: str, address: str, password: str = "guess") -> Reason | None:
    """How a guess of the client fails; None when it does not."""
    stub = SessionServiceStub(core.channel)
    try:
        await stub.IssueAccessToken(by_password(address, password), metadata=at(client))
    except AioRpcError as error:
        return read_failure(error).reason
    return None


async def test_who_guesses_has_to_wait_long_before_the_owner_does(core: Core, tenant: Tenant) -> None:
    person = await tenant.add_person(password=PHC)
    guesses = [await guess_from(core, "198.51.100.7", person.email) for _ in range(60)]
    assert (guesses.count(Reason.UNAUTHENTICATED), guesses.count(Reason.RATE_LIMITED)) == (5, 55)
    # Another address of the same network of IPv6 is the same client.
    for client in ("2001:db8::1", "2001:db8::2"):
        assert [await guess_from(core, client, person.email) for _ in range(3)].count(Reason.UNAUTHENTICATED) == (
            3 if client.endswith("1") else 2
        )
    assert await guess_from(core, "198.51.100.8", person.email, PASSWORD) is None


async def test_many_clients_have_fifty_guesses_together(core: Core, tenant: Tenant) -> None:
    person = await tenant.add_person(password=PHC)
    guesses = [await guess_from(core, f"198.51.100.{number % 20}", person.email) for number in range(80)]
    assert guesses.count(Reason.UNAUTHENTICATED) == 50
    assert await guess_from(core, "198.51.100.99", person.email, PASSWORD) is Reason.RATE_LIMITED


async def test_an_address_is_spelt_with_the_letters_that_it_has(core: Core, tenant: Tenant) -> None:
    for email, other in (("Kate", "\u212aate"), ("\u0130gor", "i\u0307gor")):
        name = f"{email}.{tenant.slug}@corp.example"
        async with core.resources.database.system_transaction() as db:
            user_id = await add_user(db, tenant.id, email=name, name=email, role=Role.EMPLOYEE)
            await set_password(db, core.resources.peppers, tenant.id, user_id, email=name, after=PHC)
        assert (await issue(core, by_password(name))).user.email == name
        assert (await issue(core, by_password(name.replace("K", "k")))).user.email == name
        assert (await refusal(core, by_password(name.replace(email, other)))).reason is Reason.UNAUTHENTICATED


async def let_time_pass(owner: AsyncConnection, seconds: float) -> None:
    """Of which the database's clock decides."""
    await owner.execute(
        "UPDATE sign_in_attempts SET open_at = open_at - %(age)s, attempted_at = attempted_at - %(age)s",
        {"age": timedelta(seconds=seconds)},
    )


async def test_each_further_wrong_guess_doubles_the_wait_until_the_right_password(
    core: Core, tenant: Tenant, owner: AsyncConnection
) -> None:
    person = await tenant.add_person(password=PHC)
    await attempts(core, person.email, "guess", 5)
    waits: list[int] = []
    for _ in range(7):
        told = (await refusal(core, by_password(person.email))).retry_after_seconds
        # What is told counts down from the guess on, on a busy machine by a second or two.
        query = "SELECT max(extract(epoch FROM open_at - attempted_at))::integer FROM sign_in_attempts WHERE workspace_id = %s"
        [(wait,)] = await (await owner.execute(query, (tenant.id,))).fetchall()
        assert told in range(1, wait + 1)
        waits.append(wait)
        await let_time_pass(owner, wait)
        assert (await refusal(core, by_password(person.email, "guess"))).reason is Reason.UNAUTHENTICATED
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    await let_time_pass(owner, 900)
    await issue(core, by_password(person.email))
    assert (await refusal(core, by_password(person.email, "guess"))).reason is Reason.UNAUTHENTICATED
    await issue(core, by_password(person.email))


async def test_wrong_guesses_are_forgotten_after_a_day(core: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person(password=PHC)
    await attempts(core, person.email, "guess", 4)
    await let_time_pass(owner, 25 * 3600)
    reasons = [failure.reason for failure in await attempts(core, person.email, "guess", 4)]
    assert reasons == [Reason.UNAUTHENTICATED] * 4
    await issue(core, by_password(person.email))


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        (Credentials(), {"credentials.email", "credentials.password"}),
        (Credentials(email="a@b.example", password="p", refresh_token="r"), {"credentials.refresh_token"}),
    ],
)
async def test_credentials_of_another_grant_are_faults(sent: Credentials, faults: set[str], core: Core) -> None:
    failure = await refusal(core, IssueAccessTokenRequest(grant_type=GRANT_TYPE_PASSWORD, credentials=sent))
    assert {path for path, _ in failure.faults} == faults


async def test_signing_out_ends_the_session_and_no_other(core: Core, tenant: Tenant) -> None:
    person = await tenant.add_person(password=PHC)
    mine, other = await issue(core, by_password(person.email)), await issue(core, by_password(person.email))
    stub = SessionServiceStub(core.channel)
    assert (await stub.SignOut(SignOutRequest(), metadata=bearer(mine.access_token))).sessions_ended == 1
    assert not await is_let_in(core, mine.access_token)
    assert (await refusal(core, by_refresh_token(mine.refresh_token))).reason is Reason.UNAUTHENTICATED
    assert await is_let_in(core, other.access_token)
    third = await issue(core, by_password(person.email))
    assert (await stub.SignOut(SignOutRequest(everywhere=True), metadata=bearer(other.access_token))).sessions_ended == 2
    assert not await is_let_in(core, third.access_token)


async def test_a_new_password_ends_the_other_sessions(core: Core, tenant: Tenant) -> None:
    person = await tenant.add_person(password=PHC)
    mine, other = await issue(core, by_password(person.email)), await issue(core, by_password(person.email))
    stub, changed = SessionServiceStub(core.channel), ChangePasswordRequest(current_password=PASSWORD, new_password="a much longer one")
    assert (await stub.ChangePassword(changed, metadata=bearer(mine.access_token))).sessions_ended == 1
    assert await is_let_in(core, mine.access_token)
    assert not await is_let_in(core, other.access_token)
    assert (await refusal(core, by_password(person.email))).reason is Reason.UNAUTHENTICATED
    await issue(core, by_password(person.email, "a much longer one"))


async def test_a_session_of_the_old_password_is_ended_however_close_it_came(core: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person(password=PHC)
    mine = await issue(core, by_password(person.email))
    async with core.resources.database.system_transaction() as db:
        late = new_id()
        await insert_session(db, tenant.id, late, user_id=person.id, password=PHC, lifetime=timedelta(hours=1))
        changing = asyncio.create_task(change_password(core, mine.access_token))
        await until_waiting(owner)
    assert (await changing).sessions_ended == 1
    cursor = await owner.execute("SELECT ended_at IS NULL FROM sessions WHERE id = %s", (late,))
    assert await cursor.fetchone() == (False,)


async def change_password(core: Core, access_token: str) -> ChangePasswordResponse:
    changed = ChangePasswordRequest(current_password=PASSWORD, new_password="a much longer one")
    return await SessionServiceStub(core.channel).ChangePassword(changed, metadata=bearer(access_token))


async def test_a_good_bearer_buys_no_more_attempts(migrated_url: str, keys: Keys, tenant: Tenant) -> None:
    core = await Core.open(migrated_url, keys, settings=Settings(public_writes_per_minute=3))
    try:
        stub, nothing = SessionServiceStub(core.channel), IssueAccessTokenRequest()
        sent = (*bearer(await tenant.sign_in(tenant.employee)), (CLIENT_ADDRESS, "192.0.2.9"))
        failures = [await failure_of(stub.IssueAccessToken(nothing, metadata=sent)) for _ in range(5)]
    finally:
        await core.close()
    assert [failure.reason for failure in failures].count(Reason.VALIDATION_FAILED) <= 3
    assert failures[-1].reason is Reason.RATE_LIMITED


async def test_a_crowd_that_cannot_be_served_costs_nobody_a_guess(core: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person(password=PHC)
    with ExitStack() as crowd:
        for _ in range(16):
            crowd.enter_context(turn())
        assert (await refusal(core, by_password(person.email, "guess"))).reason is Reason.UNAVAILABLE
    cursor = await owner.execute("SELECT count(*) FROM sign_in_attempts WHERE workspace_id = %s", (tenant.id,))
    assert await cursor.fetchone() == (0,)


async def test_an_access_token_ends_when_it_says(core: Core, tenant: Tenant) -> None:
    sign, now = core.resources.access_tokens.sign, time.time()
    for age, is_good in ((3590, True), (3601, False)):
        async with core.resources.database.system_transaction() as db:
            session_id = new_id()
            await insert_session(db, tenant.id, session_id, user_id=tenant.admin.id, password=None, lifetime=timedelta(hours=2))
        token = sign(workspace_id=tenant.id, user_id=tenant.admin.id, session_id=session_id, now=now - age)
        assert await is_let_in(core, token) is is_good


async def test_a_stolen_session_cannot_guess_the_password_for_long(core: Core, tenant: Tenant) -> None:
    person = await tenant.add_person(password=PHC)
    mine = await issue(core, by_password(person.email))
    guess = ChangePasswordRequest(current_password="guess", new_password="a much longer one")
    stub, metadata = SessionServiceStub(core.channel), bearer(mine.access_token)
    failures = [await failure_of(stub.ChangePassword(guess, metadata=metadata)) for _ in range(6)]
    assert [failure.reason for failure in failures] == [*[Reason.VALIDATION_FAILED] * 5, Reason.RATE_LIMITED]
    assert failures[0].faults == (("current_password", "is not the password"),)
