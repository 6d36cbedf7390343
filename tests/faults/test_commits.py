"""Callers that leave, and connections that die, around a COMMIT: what is recorded is what has happened."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc, TransactionMode
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from chaos.commit_proxy import CommitProxy, Held, Place
from core.ids import new_id
from core.server import Core
from tests.contract.records import audit_records
from tests.contract.rows import EFFECTS, KEYED
from tests.doors import Doors
from tests.eventually import eventually
from tests.samples import sample
from tests.tenants import Tenant

# What a call leaves besides its effect: how often somebody called, guessed or used a token.
BESIDES = {"audit_log", "audit_seals", "audit_unsealed", "idempotency_keys", "rate_windows", "sign_in_attempts", "sign_in_clients"}


async def content(owner: AsyncConnection, workspace_id: UUID) -> dict[str, object]:
    """A digest of what each table holds of the workspace."""
    tables = await owner.execute(
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        """
    )
    digest = SQL(
        """
        SELECT {}, md5(string_agg(row, ' ' ORDER BY row))
        FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM {} t WHERE workspace_id = {}) AS rows
        """
    )
    digests = [digest.format(table, Identifier(table), workspace_id) for (table,) in await tables.fetchall() if table not in BESIDES]
    return dict(await (await owner.execute(SQL(" UNION ALL ").join(digests))).fetchall())


def ask(core: Core, rpc: Rpc, request: object, token: str | None, request_id: str, *, key: str | None) -> asyncio.Future[object]:
    """A call in the core's own process, whose caller can leave at any moment."""
    optional = {"authorization": token and f"Bearer {token}", "idempotency-key": key}
    metadata = (("x-request-id", request_id), *((name, value) for name, value in optional.items() if value))
    stub = core.channel.unary_unary(rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=bytes)
    return asyncio.ensure_future(stub(request, metadata=metadata))  # pyright: ignore[reportArgumentType]  # grpcio calls it an awaitable


async def until_quiet(core: Core) -> None:
    """Returns once nothing of any call is left to be done."""
    await eventually(lambda: core.resources.database.figures().in_use == 0 and not any(core.waiting().values()))


GOES_ON, IS_LOST = (None, Held.let_pass), ("a key", Held.lose)


def turns(rpcs: Iterable[Rpc], *cases: Sequence[object]) -> list[object]:
    """Each of the RPCs with the cases of its turn. Every way of the pipeline is met by many RPCs: all cases of all would take minutes."""
    return [
        pytest.param(rpc, *case, id=f"{rpc.service.rsplit('.', 1)[1]}.{rpc.method}-{case[0]}")
        for number, rpc in enumerate(rpcs)
        for case in cases[number % 2 :: 2]
    ]


# Every RPC meets both places and both ends, and the next one the other two pairs of them.
@pytest.mark.parametrize(
    ("rpc", "place", "key", "end"),
    turns(EFFECTS, (Place.REQUEST, *GOES_ON), (Place.REQUEST, *IS_LOST), (Place.ANSWER, *IS_LOST), (Place.ANSWER, *GOES_ON)),
)
async def test_a_caller_that_leaves_at_a_commit_leaves_a_record_of_what_happened(
    rpc: Rpc,
    key: str | None,
    place: Place,
    end: Callable[[Held], None],
    proxied_core: Core,
    proxy: CommitProxy,
    tenant: Tenant,
    owner: AsyncConnection,
) -> None:
    nth, is_held, has_happened = 0, True, False
    while is_held:
        nth += 1
        request, token = await sample(rpc, tenant)
        before, request_id = await content(owner, tenant.id), f"leaves-{new_id()}"
        held = proxy.hold(place, nth=nth)
        call = ask(proxied_core, rpc, request, token, request_id, key=key and f"{key} {nth}")
        arrival = asyncio.ensure_future(held.arrived.wait())
        await asyncio.wait([call, arrival], return_when=asyncio.FIRST_COMPLETED)
        arrival.cancel()
        is_held = held.arrived.is_set()
        proxy.pass_all()
        call.cancel()
        if is_held:
            end(held)
        await asyncio.wait([call])
        await until_quiet(proxied_core)
        outcomes = [record.outcome for record in await audit_records(owner, request_id)]
        has_happened = await content(owner, tenant.id) != before
        assert outcomes == (["OK"] if has_happened else []), nth
    # The last of them came through unhindered, so the others had commits to be held up at.
    assert has_happened
    assert nth > 1


# What is done without a transaction of the pipeline, and breaks off, is never done again: tests/core/areas/test_idempotency.py.
@pytest.mark.parametrize(
    ("rpc", "place"),
    turns((rpc for rpc in KEYED if rpc.transaction is not TransactionMode.NONE), *((place,) for place in Place)),
)
async def test_a_lost_commit_is_told_as_unavailable_and_its_retry_has_one_effect(
    rpc: Rpc, place: Place, proxied_doors: Doors, proxy: CommitProxy, tenant: Tenant, owner: AsyncConnection
) -> None:
    for door in proxied_doors.of(rpc):
        request, token = await sample(rpc, tenant)
        first, second = f"first-{new_id()}", f"second-{new_id()}"
        held = proxy.hold(place, role=b"fluxdesk_app")
        held.lose()
        answer = await door.call(rpc, request, token, key=door.name, request_id=first)
        assert held.arrived.is_set()
        assert (answer.reason, answer.retry_after_seconds) == (Reason.UNAVAILABLE, 1), door.name
        retried = await door.call(rpc, request, token, key=door.name, request_id=second)
        assert (retried.reason, retried.is_replayed) == (None, place is Place.ANSWER), door.name
        outcomes = [[record.outcome for record in await audit_records(owner, one)] for one in (first, second)]
        assert outcomes == ([["OK"], []] if retried.is_replayed else [[], ["OK"]]), door.name
