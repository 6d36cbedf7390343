"""The steps of a call: their order, what each refusal carries, and what is left behind."""

import asyncio
from typing import Any, NamedTuple

import pytest
from fluxdesk.failures import DECODE_FAULTS_KEY, Failure, pack_faults, read_failure
from fluxdesk.json import JSON
from fluxdesk.reasons import Reason
from fluxdesk.v1.events_pb2 import PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from grpc import aio
from scenarios.v1.scenarios_pb2 import EchoRequest, FailRequest, Thing, UpdateThingRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.demo import Credentials
from core.server import Core
from tests.scenarios.service import BLOCKERS
from tests.windows import DECADES


class Audited(NamedTuple):
    """A part of an audit row."""

    rpc: str
    outcome: str
    door: str
    credential: str | None
    arguments: str | None


def bearer(token: str, **more: str | bytes) -> tuple[tuple[str, str | bytes], ...]:
    return (("authorization", f"Bearer {token}"), *((key.replace("_", "-"), value) for key, value in more.items()))


async def failure(call: Any) -> Failure:
    with pytest.raises(aio.AioRpcError) as caught:
        await call
    return read_failure(caught.value)


async def audited(core: Core, request_id: str) -> list[Audited]:
    """What the log holds of one call. The system role only appends, so the test reads as the owner of the database."""
    connection = await core.resources.database._pool.getconn()  # noqa: SLF001  # no role of the product reads the log yet
    try:
        cursor = await connection.execute(
            "SELECT rpc, outcome, door, credential, arguments FROM audit_log WHERE request_id = %s", (request_id,)
        )
        rows = await cursor.fetchall()
        await connection.rollback()
    finally:
        await core.resources.database._pool.putconn(connection)  # noqa: SLF001
    return [Audited(*row) for row in rows]


async def test_unknown_callers_are_refused_before_their_faults_are_named(scenario_core: Core) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    assert (await failure(stub.Fail(FailRequest()))).reason is Reason.UNAUTHENTICATED
    assert (await failure(stub.Fail(FailRequest(), metadata=bearer("sk-flux-mistyped")))).reason is Reason.UNAUTHENTICATED


async def test_a_public_rpc_refuses_a_bearer_that_is_no_good(scenario_core: Core) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    assert (await failure(stub.Echo(EchoRequest(), metadata=bearer("sk-flux-mistyped")))).reason is Reason.UNAUTHENTICATED
    assert (await stub.Echo(EchoRequest(text="a"))).text == "a"


async def test_policy_is_refused_before_faults(scenario_core: Core, workspace: Credentials) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    wrong_kind = await failure(stub.Fail(FailRequest(), metadata=bearer(workspace["personal_token"])))
    assert wrong_kind.reason is Reason.CREDENTIAL_NOT_ACCEPTED
    no_admin = await failure(stub.UpdateThing(UpdateThingRequest(), metadata=bearer(workspace["agent_key"])))
    assert no_admin.reason is Reason.ROLE_MISSING
    admin = await failure(stub.UpdateThing(UpdateThingRequest(), metadata=bearer(workspace["admin_agent_key"])))
    assert admin.reason is Reason.VALIDATION_FAILED


async def test_a_used_up_budget_is_refused_before_faults(scenario_core: Core, workspace: Credentials) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    key = workspace["limited"]["agent_key"]
    reasons = [(await failure(stub.Fail(FailRequest(), metadata=bearer(key)))).reason for _ in range(70)]
    assert reasons == [*[Reason.VALIDATION_FAILED] * 60, *[Reason.RATE_LIMITED] * 10]


async def test_what_a_failure_carries_is_a_detail_of_its_status(scenario_core: Core, workspace: Credentials) -> None:
    fail = ScenarioServiceStub(scenario_core.channel).Fail
    carrying = await failure(fail(FailRequest(how="DELETE_BLOCKED"), metadata=bearer(workspace["agent_key"])))
    assert (carrying.extra, carrying.kind.member) == (BLOCKERS, "blockers")
    assert (await failure(fail(FailRequest(how="CONFLICT"), metadata=bearer(workspace["agent_key"])))).extra is None


async def test_what_remains_of_the_budget_is_told(scenario_core: Core, workspace: Credentials) -> None:
    call = ScenarioServiceStub(scenario_core.channel).Fail(FailRequest(how="well"), metadata=bearer(workspace["limited"]["agent_key"]))
    await call
    told = dict(await call.trailing_metadata())
    assert told["x-ratelimit-limit"] == "60"
    assert told["x-ratelimit-remaining"] == "59"
    assert int(told["x-ratelimit-reset"]) % DECADES == 0
    assert told["ratelimit-policy"] == f'"writes";q=60;w={DECADES}'


async def test_faults_of_the_door_and_of_the_core_are_answered_at_once(scenario_core: Core, workspace: Credentials) -> None:
    thing = Thing(name="x" * 61, children=[Thing(name="\0")])
    found = [("thing.shape", "must be one of round, square_ish"), ("thing.name", "must be a string")]
    call = ScenarioServiceStub(scenario_core.channel).UpdateThing(
        UpdateThingRequest(name="a\0b", thing=thing),
        metadata=bearer(workspace["admin_agent_key"], **{DECODE_FAULTS_KEY: pack_faults(found)}),
    )
    refused = await failure(call)
    assert refused.reason is Reason.VALIDATION_FAILED
    assert dict(refused.faults) == {
        **dict(found),
        "name": "must not contain a NUL character",
        "thing.children[0].name": "must not contain a NUL character",
    }


async def test_bytes_that_are_no_message_are_a_fault(scenario_core: Core) -> None:
    call = scenario_core.channel.unary_unary("/scenarios.v1.ScenarioService/Echo")(b"\xff\xff")
    assert (await failure(call)).faults == (("", "is not a message of this operation"),)


async def test_a_request_id_that_may_stand_in_a_log_is_kept_and_another_is_replaced(scenario_core: Core) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    for sent, kept in (("abc_-9", True), ("", False), ("a b", False), ("x" * 121, False), ("\u0660", False)):
        call = stub.Echo(EchoRequest(), metadata=(("x-request-id", sent),))
        await call
        told = dict(await call.trailing_metadata())["x-request-id"]
        assert (told == sent) is kept
        assert told


async def test_refusals_leave_a_row_with_their_reason(scenario_core: Core, workspace: Credentials) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    await failure(stub.Fail(FailRequest(how="CONFLICT"), metadata=bearer(workspace["agent_key"], x_request_id="refused-1")))
    name = "/scenarios.v1.ScenarioService/Fail"
    assert await audited(scenario_core, "refused-1") == [Audited(name, "CONFLICT", "grpc", "agent_key", '{"how":"CONFLICT"}')]


async def test_refusals_of_nobody_are_counted(scenario_core: Core) -> None:
    refusals = scenario_core.resources.refusals
    await refusals.write(is_last=True)
    stub = ScenarioServiceStub(scenario_core.channel)
    await failure(stub.Fail(FailRequest(how="CONFLICT"), metadata=bearer("sk-flux-mistyped", x_request_id="nobody-1")))
    await failure(stub.Fail(FailRequest(how="CONFLICT"), metadata=bearer("sk-flux-mistyped", x_request_id="nobody-2")))
    await refusals.write(is_last=True)
    name = "/scenarios.v1.ScenarioService/Fail"
    assert await audited(scenario_core, "nobody-1") == [Audited(name, "UNAUTHENTICATED", "grpc", None, None)]
    assert await audited(scenario_core, "nobody-2") == []


async def test_a_failure_of_unknown_outcome_leaves_no_row(scenario_core: Core, workspace: Credentials) -> None:
    stub = ScenarioServiceStub(scenario_core.channel)
    await failure(stub.Fail(FailRequest(how="UNAVAILABLE"), metadata=bearer(workspace["agent_key"], x_request_id="unknown-1")))
    assert await audited(scenario_core, "unknown-1") == []


async def test_only_a_door_of_this_process_says_who_its_client_is(scenario_core: Core, workspace: Credentials) -> None:
    server, port = await scenario_core.serve("127.0.0.1:0", share_port=False)
    metadata = bearer(workspace["agent_key"], x_fluxdesk_door="mcp")
    async with aio.insecure_channel(f"127.0.0.1:{port}") as network:
        for number, channel in enumerate((scenario_core.channel, network)):
            stub = ScenarioServiceStub(channel)
            await failure(stub.Fail(FailRequest(how="CONFLICT"), metadata=(*metadata, ("x-request-id", f"door-{number}"))))
    await server.stop(0)
    assert [row.door for number in range(2) for row in await audited(scenario_core, f"door-{number}")] == ["mcp", "grpc"]


async def test_a_revoked_family_stops_working_at_once(core: Core, workspace: Credentials) -> None:
    stub = EventServiceStub(core.channel)
    token = workspace["personal_token"]
    assert (await failure(stub.Publish(PublishRequest(), metadata=bearer(token)))).reason is Reason.VALIDATION_FAILED
    async with core.resources.database.system_transaction() as db:
        await db.run(
            """
            UPDATE tokens SET revoked_at = now() WHERE family_id IN (
                SELECT f.id FROM token_families f JOIN users u ON u.id = f.user_id
                WHERE u.email = %(email)s AND f.kind = 'personal_token')
            """,
            email=workspace["employee"]["email"],
        )
    core.resources.wake.mark("credentials")
    assert (await failure(stub.Publish(PublishRequest(), metadata=bearer(token)))).reason is Reason.UNAUTHENTICATED


def event(event_id: str, occurred_at: str) -> PublishRequest:
    faults: list[tuple[str, str]] = []
    written = {
        "spec_version": "2",
        "event_id": event_id,
        "event_type": "fd1.repo.access_granted",
        "severity": "info",
        "title": "You were added to a repository",
        "occurred_at": occurred_at,
    }
    message = JSON[PublishRequest].decode({"event": written}, "", faults)
    assert not faults
    assert isinstance(message, PublishRequest)
    return message


async def test_a_call_cancelled_around_its_commit_is_either_whole_or_nothing(core: Core, workspace: Credentials) -> None:
    stub = EventServiceStub(core.channel)
    now = core.resources.clock.now().isoformat()

    async def publish(number: int) -> bool:
        """Leaves the later the higher the number; says whether the reply came."""
        metadata = bearer(workspace["personal_token"], x_request_id=f"cancel-{workspace['workspace']}-{number}")
        call = asyncio.ensure_future(_awaited(stub.Publish(event(f"c{number}", now), metadata=metadata)))
        await asyncio.wait([call], timeout=number / 5_000)
        call.cancel()
        await asyncio.wait([call])
        return not call.cancelled()

    replied = [await publish(number) for number in range(100)]
    # The last one has no reason to leave before its reply.
    await stub.Publish(event("last", now), metadata=bearer(workspace["personal_token"]))
    assert False in replied

    for number, got_reply in enumerate(replied):
        rows = await audited(core, f"cancel-{workspace['workspace']}-{number}")
        outcomes = [row.outcome for row in rows]
        assert outcomes in ([], ["OK"])
        assert outcomes == ["OK"] or not got_reply


async def _awaited(call: Any) -> object:
    return await call
