"""A refresh token is good once; whoever shows it twice ends the session, whoever it was."""

import asyncio
from typing import LiteralString

from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.v1.sessions_pb2 import AccessToken
from grpc import aio
from psycopg import AsyncConnection

from core.secrets.tokens import mint_refresh_token
from core.server import Core
from tests.core.areas.calls import failure_of
from tests.core.areas.sessions.signing_in import PHC, by_password, by_refresh_token, issue
from tests.core.areas.sessions.test_sign_in import is_let_in, refusal
from tests.tenants import Tenant

ISSUE = "/fluxdesk.v1.SessionService/IssueAccessToken"


async def signed_in(core: Core, tenant: Tenant) -> AccessToken:
    return await issue(core, by_password((await tenant.add_person(password=PHC)).email))


async def test_a_session_goes_on_by_its_latest_refresh_token(core: Core, tenant: Tenant) -> None:
    granted = await signed_in(core, tenant)
    for _ in range(3):
        following = await issue(core, by_refresh_token(granted.refresh_token))
        assert following.refresh_token != granted.refresh_token
        assert following.user == granted.user
        granted = following
    assert await is_let_in(core, granted.access_token)


async def test_a_token_that_is_shown_twice_ends_its_whole_family_and_is_recorded(
    core: Core, tenant: Tenant, owner: AsyncConnection
) -> None:
    first = await signed_in(core, tenant)
    second = await issue(core, by_refresh_token(first.refresh_token))
    assert await is_let_in(core, second.access_token)
    assert (await refusal(core, by_refresh_token(first.refresh_token))).reason is Reason.UNAUTHENTICATED
    for token in (first.refresh_token, second.refresh_token):
        assert (await refusal(core, by_refresh_token(token))).reason is Reason.UNAUTHENTICATED
    assert not await is_let_in(core, first.access_token)
    assert not await is_let_in(core, second.access_token)
    cursor = await owner.execute(
        "SELECT outcome, user_id::text, arguments FROM audit_log WHERE workspace_id = %s AND rpc = %s AND note LIKE %s",
        (tenant.id, ISSUE, "A refresh token was used twice: session % has ended."),
    )
    [(outcome, user_id, arguments)] = await cursor.fetchall()
    assert (outcome, user_id) == ("UNAUTHENTICATED", first.user.id)
    assert first.refresh_token not in arguments


async def written_together(owner: AsyncConnection, tenant: Tenant, effect: LiteralString) -> bool:
    """Whether the newest row of the log is of the transaction that the query tells: a crash loses both or none."""
    newest = "SELECT xmin::text FROM audit_log WHERE workspace_id = %(id)s ORDER BY id DESC LIMIT 1"
    cursor = await owner.execute(f"SELECT ({newest}) = ({effect})", {"id": tenant.id})
    row = await cursor.fetchone()
    return row == (True,)


async def test_who_signs_in_refreshes_or_shows_a_token_twice_is_recorded_in_the_same_transaction(
    core: Core, tenant: Tenant, owner: AsyncConnection
) -> None:
    session = "SELECT xmin::text FROM sessions WHERE workspace_id = %(id)s ORDER BY id DESC LIMIT 1"
    token = "SELECT xmin::text FROM refresh_tokens WHERE workspace_id = %(id)s ORDER BY id DESC LIMIT 1"
    first = await signed_in(core, tenant)
    assert await written_together(owner, tenant, session)
    await issue(core, by_refresh_token(first.refresh_token))
    assert await written_together(owner, tenant, token)
    assert (await refusal(core, by_refresh_token(first.refresh_token))).reason is Reason.UNAUTHENTICATED
    assert await written_together(owner, tenant, session)


async def test_of_twins_one_goes_on_and_the_session_ends(core: Core, tenant: Tenant) -> None:
    granted = await signed_in(core, tenant)

    async def refreshed() -> AccessToken | Reason:
        try:
            return await issue(core, by_refresh_token(granted.refresh_token))
        except aio.AioRpcError as error:
            return read_failure(error).reason

    outcomes = await asyncio.gather(*(refreshed() for _ in range(8)))
    [won] = [outcome for outcome in outcomes if isinstance(outcome, AccessToken)]
    assert outcomes.count(Reason.UNAUTHENTICATED) == 7
    assert not await is_let_in(core, won.access_token)


async def test_a_refresh_token_lets_nobody_in(core: Core, tenant: Tenant) -> None:
    assert not await is_let_in(core, (await signed_in(core, tenant)).refresh_token)


async def test_an_expired_refresh_token_ends_nothing(core: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    granted = await signed_in(core, tenant)
    await owner.execute("UPDATE refresh_tokens SET expires_at = now() WHERE workspace_id = %s", (tenant.id,))
    assert (await refusal(core, by_refresh_token(granted.refresh_token))).reason is Reason.UNAUTHENTICATED
    assert await is_let_in(core, granted.access_token)


async def test_a_token_that_nobody_issued_is_refused(core: Core) -> None:
    for token in (mint_refresh_token(), mint_refresh_token()[:-1], "x"):
        assert (await failure_of(issue(core, by_refresh_token(token)))).reason is Reason.UNAUTHENTICATED


async def test_no_secret_is_stored_in_clear(core: Core, tenant: Tenant, owner: AsyncConnection) -> None:
    granted = await signed_in(core, tenant)
    cursor = await owner.execute("SELECT t::text FROM refresh_tokens t UNION ALL SELECT s::text FROM sessions s")
    stored = "".join(text for (text,) in await cursor.fetchall())
    assert granted.refresh_token not in stored
    assert granted.refresh_token.encode().hex() not in stored
