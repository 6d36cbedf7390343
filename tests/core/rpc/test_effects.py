"""What a call leaves behind, in every mode of transaction: its audit row, its stored reply, and nothing of a secret."""

import asyncio
from typing import Any, LiteralString

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from grpc import aio
from psycopg import AsyncConnection
from psycopg.sql import SQL
from scenarios.v1.scenarios_pb2 import CreateThingRequest, IssueSecretRequest, KnockRequest, Thing
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.demo import Credentials
from core.server import Core
from tests.core.rpc.test_pipeline import audited, bearer, failure
from tests.scenarios.service import SECRET


def issue(core: Core, workspace: Credentials, **metadata: str) -> Any:
    stub = ScenarioServiceStub(core.channel)
    return stub.IssueSecret(IssueSecretRequest(label="mine"), metadata=bearer(workspace["agent_key"], **metadata))


async def test_an_effect_without_a_transaction_of_the_pipeline_is_audited(scenario_core: Core, workspace: Credentials) -> None:
    metadata = bearer(workspace["agent_key"], x_request_id="effect-none")
    await ScenarioServiceStub(scenario_core.channel).CreateThing(CreateThingRequest(thing=Thing(name="a")), metadata=metadata)
    assert [row.outcome for row in await audited(scenario_core, "effect-none")] == ["OK"]


async def test_an_effect_of_nobody_is_audited(scenario_core: Core) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    # Other tests spend what nobody's address may.
    metadata = (("x-request-id", "effect-public"), ("x-fluxdesk-client-address", "192.0.2.7"))
    await stub.Knock(KnockRequest(note="hello"), metadata=metadata)
    (row,) = await audited(scenario_core, "effect-public")
    assert (row.outcome, row.credential, row.arguments) == ("OK", None, '{"note":"hello"}')


async def test_a_secret_is_replayed_and_stands_nowhere_in_clear(scenario_core: Core, workspace: Credentials, migrated_url: str) -> None:
    first = await issue(scenario_core, workspace, idempotency_key="k", x_request_id="secret-1")
    again = issue(scenario_core, workspace, idempotency_key="k")
    assert (await again, dict(await again.trailing_metadata())["idempotency-replayed"]) == (first, "true")
    async with await AsyncConnection.connect(migrated_url) as owner:
        cursor = await owner.execute("SELECT reply FROM idempotency_keys WHERE rpc LIKE '%IssueSecret'")
        stored = [reply for (reply,) in await cursor.fetchall()]
        cursor = await owner.execute("SELECT count(*) FROM audit_log a WHERE a::text LIKE %s", (f"%{SECRET}%",))
        found = await cursor.fetchone()
    assert stored
    assert not any(SECRET.encode() in reply for reply in stored)
    assert found == (0,)


async def test_twins_of_one_transaction_each_have_one_effect_and_one_reply(scenario_core: Core, workspace: Credentials) -> None:
    calls = [issue(scenario_core, workspace, idempotency_key="twins", x_request_id=f"twin-{number}") for number in range(6)]
    first, *others = await asyncio.gather(*calls)
    assert others == [first] * 5
    rows = [row for number in range(6) for row in await audited(scenario_core, f"twin-{number}")]
    assert [row.outcome for row in rows] == ["OK"]


async def test_two_credentials_are_none(scenario_core: Core, workspace: Credentials) -> None:
    server, port = await scenario_core.serve("127.0.0.1:0", share_port=False)
    both = (*bearer(workspace["agent_key"]), *bearer(workspace["admin_agent_key"]))
    async with aio.insecure_channel(f"127.0.0.1:{port}") as network:
        for channel in (scenario_core.channel, network):
            with pytest.raises(aio.AioRpcError) as caught:
                await ScenarioServiceStub(channel).IssueSecret(IssueSecretRequest(), metadata=both)
            assert read_failure(caught.value).reason is Reason.UNAUTHENTICATED
    await server.stop(0)


@pytest.mark.parametrize(
    "change",
    [
        "SELECT other.reply FROM idempotency_keys other WHERE other.caller_id = k.caller_id AND other.key <> k.key",
        "SELECT set_bit(k.reply, octet_length(k.reply) * 8 - 1, 1 - get_bit(k.reply, octet_length(k.reply) * 8 - 1))",
        "SELECT '\\x'::bytea",
    ],
    ids=["swapped", "flipped", "empty"],
)
async def test_a_stored_reply_that_is_not_its_own_is_nobodys(
    change: LiteralString, scenario_core: Core, workspace: Credentials, migrated_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("one", "two"):
        await issue(scenario_core, workspace, idempotency_key=key)
    async with await AsyncConnection.connect(migrated_url) as owner:
        slug = {"slug": workspace["workspace"]}
        mine = SQL("k.workspace_id = (SELECT workspace_id FROM workspaces WHERE slug = %(slug)s)")
        await owner.execute(SQL("UPDATE idempotency_keys k SET reply = ({}) WHERE {}").format(SQL(change), mine), slug)
    for key in ("one", "two"):
        refused = await failure(issue(scenario_core, workspace, idempotency_key=key))
        assert (refused.reason, SECRET in str(refused)) == (Reason.INTERNAL, False)
    assert "a sealed value is not of a layout" in caplog.text or "a value of idempotency_keys.reply cannot be opened" in caplog.text
    assert SECRET not in caplog.text


async def test_a_token_that_is_taken_for_something_else_is_not_recorded(scenario_core: Core, workspace: Credentials) -> None:
    metadata = bearer(workspace["agent_key"], x_request_id="effect-pasted")
    thing = Thing(name=workspace["tools_token"])
    await ScenarioServiceStub(scenario_core.channel).CreateThing(CreateThingRequest(thing=thing), metadata=metadata)
    [row] = await audited(scenario_core, "effect-pasted")
    assert row.arguments
    assert row.arguments.startswith('{"thing":{"name":"flux-tools-[redacted]",')
