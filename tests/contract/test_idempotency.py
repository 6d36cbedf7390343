"""One effect per idempotency key, at whichever door it is sent."""

import asyncio

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from psycopg import AsyncConnection

from tests.contract.records import row_counts
from tests.contract.rows import KEYED, each
from tests.doors import Doors
from tests.samples import sample
from tests.tenants import Tenant
from tests.wire_form import snake_form


@each(KEYED)
async def test_a_replay_is_byte_equal_and_changes_nothing(rpc: Rpc, doors: Doors, tenant: Tenant, owner: AsyncConnection) -> None:
    for door in doors.of(rpc):
        request, token = await sample(rpc, tenant)
        first = await door.call(rpc, request, token, key=f"key of {door.name}")
        before = await row_counts(owner)
        again = await door.call(rpc, request, token, key=f"key of {door.name}")
        assert (first.is_replayed, again.is_replayed) == (False, True), door.name
        assert (again.body, again.http_status) == (first.body, first.http_status), door.name
        assert await row_counts(owner) == before, door.name


@each(KEYED)
async def test_a_key_is_replayed_at_every_other_door(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    first, *others = [await door.call(rpc, request, token, key="one key") for door in doors.of(rpc)]
    for other in others:
        assert other.is_replayed
        assert other.reply == first.reply


# A message without fields has no other request.
@each(rpc for rpc in KEYED if rpc.request.DESCRIPTOR.fields)
async def test_another_request_under_the_same_key_conflicts(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    other, _ = await sample(rpc, tenant)
    assert request != other
    for door in doors.of(rpc):
        assert (await door.call(rpc, request, token, key="one key")).reason is None, door.name
        assert (await door.call(rpc, other, token, key="one key")).reason is Reason.IDEMPOTENCY_CONFLICT, door.name


@each(rpc for rpc in KEYED if rpc.tool)
async def test_a_refused_call_leaves_its_key_free(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    refused = await doors.mcp.send(rpc, snake_form(request) | {"surprise": 1}, token, key="one key")
    accepted = await doors.mcp.call(rpc, request, token, key="one key")
    assert (refused.reason, accepted.reason, accepted.is_replayed) == (Reason.VALIDATION_FAILED, None, False)


@each(KEYED)
async def test_quotes_around_a_key_are_no_part_of_it(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    for door in doors.of(rpc):
        await door.call(rpc, request, token, key="one-key")
        assert (await door.call(rpc, request, token, key='"one-key"')).is_replayed, door.name


@each(KEYED)
async def test_a_key_of_more_than_200_characters_is_refused(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    for door in doors.of(rpc):
        assert (await door.call(rpc, request, token, key="k" * 201)).reason is Reason.VALIDATION_FAILED, door.name
        assert (await door.call(rpc, request, token, key="k" * 200)).reason is None, door.name


@each(KEYED)
async def test_twins_at_every_door_get_one_reply(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    twins = [door.call(rpc, request, token, key="one key of many") for door in doors.of(rpc) for _ in range(8)]
    first, *others = await asyncio.gather(*twins)
    assert first.reason is None
    assert all(other.reply == first.reply for other in others)
