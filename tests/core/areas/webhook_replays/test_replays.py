"""A replay queues anew exactly what matched when it was asked for, a part at a time, and nothing twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.webhook_replays_pb2 import (
    WEBHOOK_REPLAY_STATE_CANCELLED,
    WEBHOOK_REPLAY_STATE_DONE,
    WEBHOOK_REPLAY_STATE_RUNNING,
    CancelWebhookReplayRequest,
    GetWebhookReplayRequest,
    ListWebhookReplaysRequest,
)
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_PENDING, DeleteWebhookRequest
from google.protobuf.timestamp_pb2 import Timestamp
from psycopg import AsyncConnection

from core.areas.webhook_replays.duties import advance_replays, purge_replays
from tests.core.areas.calls import failure_of
from tests.core.areas.webhook_replays.replaying import finish, get, go_on, replay, stub, waiting
from tests.core.areas.webhooks import hooks
from tests.core.areas.webhooks.hooks import a_webhook, deliveries, employee, fire
from tests.tenants import Tenant


@pytest.fixture(autouse=True)
async def _alone(owner: AsyncConnection) -> None:
    """A worker goes on with the replays of all workspaces: what other tests have left is over."""
    await owner.execute("UPDATE webhook_replays SET state = 3, finished_at = now() WHERE state = 1")


def ago(**units: float) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(datetime.now(UTC) - timedelta(**units))
    return timestamp


async def a_delivered_webhook(tenant: Tenant, owner: AsyncConnection, count: int) -> str:
    """The id of a webhook that has had so many deliveries."""
    webhook_id = (await a_webhook(tenant)).id
    for _ in range(count):
        await fire(tenant, webhook_id)
    await finish(owner, webhook_id)
    return webhook_id


async def test_what_was_delivered_is_queued_anew_with_the_same_bytes_and_ids(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 3)
    before = await deliveries(tenant, webhook_id)
    asked = await replay(tenant, webhook_id, after_seq=0)
    assert (asked.state, asked.total, asked.done, asked.queued) == (WEBHOOK_REPLAY_STATE_RUNNING, 3, 0, 0)
    assert await go_on(tenant)
    assert not await go_on(tenant)
    done = await get(tenant, asked)
    assert (done.state, done.total, done.done, done.queued) == (WEBHOOK_REPLAY_STATE_DONE, 3, 3, 3)
    assert done.HasField("finished_at")
    after = await deliveries(tenant, webhook_id)
    assert [(one.id, one.payload) for one in after] == [(one.id, one.payload) for one in before]
    assert {(one.state, one.attempts) for one in after} == {(WEBHOOK_DELIVERY_STATE_PENDING, 0)}
    assert await waiting(owner, webhook_id) == [1, 2, 3]


async def test_a_part_is_no_longer_than_there_is_room_and_what_is_new_waits_behind_few(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 7)
    asked = await replay(tenant, webhook_id, after_seq=1)
    seen: list[tuple[int, list[int]]] = []
    while await go_on(tenant, waiting_max=4, room_min=2):
        assert not await go_on(tenant, waiting_max=4, room_min=2)
        seen.append(((await get(tenant, asked)).done, await waiting(owner, webhook_id)))
        await finish(owner, webhook_id)
    assert seen == [(4, [2, 3, 4, 5]), (6, [6, 7])]
    assert (await get(tenant, asked)).state == WEBHOOK_REPLAY_STATE_DONE


async def test_what_comes_after_the_question_and_what_waits_already_is_left(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 2)
    await fire(tenant, webhook_id)
    await owner.execute("UPDATE webhook_deliveries SET attempts = 4, lane = 2 WHERE webhook_id = %s AND seq = 3", (webhook_id,))
    asked = await replay(tenant, webhook_id, after_seq=0)
    await fire(tenant, webhook_id)
    await owner.execute("UPDATE webhook_deliveries SET state = 2, finished_at = now() WHERE webhook_id = %s AND seq = 4", (webhook_id,))
    assert await go_on(tenant)
    done = await get(tenant, asked)
    assert (done.total, done.done, done.queued) == (3, 3, 2)
    assert sorted(await waiting(owner, webhook_id)) == [1, 2, 3]
    assert [one.attempts for one in await deliveries(tenant, webhook_id)] == [0, 0, 4, 0]


async def test_each_filter_holds_and_all_of_them_together(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = (await a_webhook(tenant, "inbound_event", "read_receipt")).id
    for event_type in ("inbound_event", "read_receipt", "inbound_event", "inbound_event", "inbound_event", "inbound_event"):
        await fire(tenant, webhook_id, event_type=event_type)
    await finish(owner, webhook_id)
    await owner.execute("UPDATE webhook_deliveries SET state = 3 WHERE webhook_id = %s AND seq IN (2, 3, 4, 5)", (webhook_id,))
    await owner.execute(
        "UPDATE webhook_deliveries SET created_at = now() - interval '2 days' WHERE webhook_id = %s AND seq <= 3", (webhook_id,)
    )

    async def numbers(**filters: object) -> list[int]:
        await replay(tenant, webhook_id, **filters)
        while await go_on(tenant):
            pass
        found = await owner.execute(
            "UPDATE webhook_deliveries d SET state = w.was, finished_at = now()"
            " FROM (SELECT seq, CASE WHEN seq IN (2, 3, 4, 5) THEN 3 ELSE 2 END AS was FROM generate_series(1, 6) AS seq) AS w"
            " WHERE d.webhook_id = %s AND d.seq = w.seq AND d.state = 1 RETURNING d.seq",
            (webhook_id,),
        )
        return sorted(seq for (seq,) in await found.fetchall())

    assert await numbers(states=[WEBHOOK_DELIVERY_STATE_DEAD]) == [2, 3, 4, 5]
    assert await numbers(event_types=["read_receipt"]) == [2]
    assert await numbers(after_seq=2) == [3, 4, 5, 6]
    assert await numbers(before_seq=3) == [1, 2]
    assert await numbers(from_time=ago(days=1)) == [4, 5, 6]
    assert await numbers(to_time=ago(days=1)) == [1, 2, 3]
    assert await numbers(states=[WEBHOOK_DELIVERY_STATE_DEAD], event_types=["inbound_event"], to_time=ago(days=1), before_seq=6) == [3]
    assert await numbers(after_seq=6) == []


async def test_a_replay_of_nothing_is_done_at_once(tenant: Tenant) -> None:
    asked = await replay(tenant, (await a_webhook(tenant)).id, after_seq=0)
    assert (asked.state, asked.total) == (WEBHOOK_REPLAY_STATE_DONE, 0)
    assert asked.HasField("finished_at")


async def test_a_replay_without_a_filter_or_with_one_that_matches_nothing_is_a_fault(tenant: Tenant) -> None:
    webhook_id = (await a_webhook(tenant)).id
    for filters in ({}, {"event_types": ["nothing"]}, {"states": [WEBHOOK_DELIVERY_STATE_PENDING]}, {"after_seq": 4, "before_seq": 5}):
        assert (await failure_of(replay(tenant, webhook_id, **filters))).reason is Reason.VALIDATION_FAILED
    assert (await failure_of(replay(tenant, webhook_id, from_time=ago(hours=1), to_time=ago(hours=2)))).reason is Reason.VALIDATION_FAILED


async def test_of_replays_asked_for_at_once_one_runs(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 1)
    asked = await asyncio.gather(*(replay(tenant, webhook_id, after_seq=0) for _ in range(5)), return_exceptions=True)
    [running] = [one for one in asked if not isinstance(one, BaseException)]
    assert (await failure_of(replay(tenant, webhook_id, after_seq=0))).reason is Reason.CONFLICT
    assert await go_on(tenant)
    again = await replay(tenant, webhook_id, after_seq=0)
    listed = await stub(tenant).ListWebhookReplays(ListWebhookReplaysRequest(webhook_id=webhook_id), metadata=employee(tenant))
    assert [one.id for one in listed.replays] == [again.id, running.id]


async def test_a_cancelled_replay_stays_where_it_is_and_one_that_has_ended_as_it_is(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 3)
    asked = await replay(tenant, webhook_id, after_seq=0)
    assert await go_on(tenant, waiting_max=2)
    request = CancelWebhookReplayRequest(webhook_id=webhook_id, replay_id=asked.id)
    cancelled = await stub(tenant).CancelWebhookReplay(request, metadata=employee(tenant))
    assert (cancelled.state, cancelled.done, cancelled.queued) == (WEBHOOK_REPLAY_STATE_CANCELLED, 2, 2)
    assert not await go_on(tenant)
    assert await waiting(owner, webhook_id) == [1, 2]
    assert await stub(tenant).CancelWebhookReplay(request, metadata=employee(tenant)) == cancelled
    await finish(owner, webhook_id)
    done = await replay(tenant, webhook_id, after_seq=0)
    assert await go_on(tenant)
    request = CancelWebhookReplayRequest(webhook_id=webhook_id, replay_id=done.id)
    assert (await stub(tenant).CancelWebhookReplay(request, metadata=employee(tenant))).state == WEBHOOK_REPLAY_STATE_DONE


async def test_replays_take_turns(tenant: Tenant, owner: AsyncConnection) -> None:
    asked = [await replay(tenant, await a_delivered_webhook(tenant, owner, 4), after_seq=0) for _ in range(2)]
    for _ in range(2):
        assert await go_on(tenant, waiting_max=2)
    assert [(await get(tenant, one)).done for one in asked] == [2, 2]


async def test_a_part_that_fails_has_queued_nothing_and_is_done_again(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 2)
    asked = await replay(tenant, webhook_id, after_seq=0)

    async def fail() -> None:
        async with tenant.core.resources.database.system_transaction() as db:
            assert await advance_replays(db)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert (await get(tenant, asked)).done == 0
    assert await waiting(owner, webhook_id) == []
    assert await go_on(tenant)
    assert (await get(tenant, asked)).queued == 2


async def test_a_webhook_takes_its_replays_along_and_shows_them_to_nobody_else(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id, other_id = await a_delivered_webhook(tenant, owner, 1), (await a_webhook(tenant)).id
    asked = await replay(tenant, webhook_id, after_seq=0)
    elsewhere = stub(tenant).GetWebhookReplay(GetWebhookReplayRequest(webhook_id=other_id, replay_id=asked.id), metadata=employee(tenant))
    assert (await failure_of(elsewhere)).reason is Reason.NOT_FOUND
    await hooks.stub(tenant).DeleteWebhook(DeleteWebhookRequest(webhook_id=webhook_id), metadata=employee(tenant))
    assert not await go_on(tenant)
    assert (await failure_of(replay(tenant, webhook_id, after_seq=0))).reason is Reason.NOT_FOUND


async def test_a_webhook_that_is_being_deleted_is_left_alone_and_keeps_nobody(
    tenant: Tenant, owner: AsyncConnection, migrated_url: str
) -> None:
    webhook_id = await a_delivered_webhook(tenant, owner, 1)
    asked = await replay(tenant, webhook_id, after_seq=0)
    async with await AsyncConnection.connect(migrated_url) as deleting:
        await deleting.execute("DELETE FROM webhooks WHERE id = %s", (webhook_id,))
        assert not await go_on(tenant)
        await deleting.rollback()
    assert await go_on(tenant)
    assert (await get(tenant, asked)).state == WEBHOOK_REPLAY_STATE_DONE


async def test_replays_that_are_long_over_are_forgotten(tenant: Tenant, owner: AsyncConnection) -> None:
    webhook_id = (await a_webhook(tenant)).id
    old, new = [await replay(tenant, webhook_id, after_seq=0) for _ in range(2)]
    await owner.execute("UPDATE webhook_replays SET finished_at = now() - interval '31 days' WHERE id = %s", (old.id,))
    async with tenant.core.resources.database.system_transaction() as db:
        assert not await purge_replays(db)
    listed = await stub(tenant).ListWebhookReplays(ListWebhookReplaysRequest(webhook_id=webhook_id), metadata=employee(tenant))
    assert [one.id for one in listed.replays] == [new.id]


async def test_states_that_a_replay_has_not_are_told_in_the_words_of_documents(tenant: Tenant) -> None:
    made = await a_webhook(tenant)
    failure = await failure_of(replay(tenant, made.id, states=[WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_PENDING]))
    assert failure.faults == (("states[1]", "must be one of delivered, dead, expired"),)
