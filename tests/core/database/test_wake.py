"""Wake-ups reach every process that waits, in few messages, and their loss is told."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator

import psycopg
import pytest

from core.database.wake import Subscription, Wake
from tests.core.database.deadline import DEADLINE_SECONDS, until


@pytest.fixture
async def here(url: str) -> AsyncGenerator[Wake]:
    """The wake-ups of one process."""
    wake = await Wake.start(url)
    yield wake
    await wake.stop()


@pytest.fixture
async def there(url: str) -> AsyncGenerator[Wake]:
    """The wake-ups of another process on the same database."""
    wake = await Wake.start(url)
    yield wake
    await wake.stop()


async def hears(subscription: Subscription) -> bool:
    return await subscription.wait(DEADLINE_SECONDS)


async def hears_nothing(subscription: Subscription) -> bool:
    return not await subscription.wait(0)


def break_connections(url: str) -> None:
    with psycopg.connect(url) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'fluxdesk wake'"
        )


async def test_a_mark_wakes_the_other_process(here: Wake, there: Wake) -> None:
    async with there.subscribe("inbox/1") as subscription:
        here.mark("inbox/1")
        assert await hears(subscription)
        assert await hears_nothing(subscription)


async def test_a_mark_wakes_its_own_process_at_once_and_once(here: Wake, there: Wake) -> None:
    async with here.subscribe("inbox/1") as own, there.subscribe("inbox/1") as others, here.subscribe("end") as end:
        here.mark("inbox/1")
        assert await own.wait(0)
        assert await hears(others)
        there.mark("end")  # the database sends it after the first message, which comes back to its sender too
        assert await hears(end)
        assert await hears_nothing(own)


async def test_a_mark_between_two_waits_is_not_lost(here: Wake) -> None:
    async with here.subscribe("inbox/1") as subscription:
        here.mark("inbox/1")
        here.mark("inbox/1")
        assert await subscription.wait(0)
        assert await hears_nothing(subscription)


async def test_only_the_topic_itself_wakes_a_subscription(here: Wake) -> None:
    async with here.subscribe("inbox/1") as subscription:
        here.mark("inbox/11")
        here.mark("inbox")
        assert await hears_nothing(subscription)


async def test_every_subscription_of_a_topic_wakes_until_its_block_ends(here: Wake) -> None:
    async with here.subscribe("inbox/1") as first:
        async with here.subscribe("inbox/1") as second:
            here.mark("inbox/1")
            assert await first.wait(0)
            assert await second.wait(0)
        here.mark("inbox/1")
        assert await first.wait(0)
    assert await hears_nothing(second)


async def test_a_listener_is_called_with_every_topic_of_its_prefix(here: Wake, there: Wake) -> None:
    called: list[str] = []
    there.on("token/", called.append)
    here.mark("inbox/1")
    here.mark("token/1")
    there.mark("token/2")
    await until(lambda: len(called) == 2, "both topics are heard")
    assert sorted(called) == ["token/1", "token/2"]


async def test_marks_made_together_leave_in_one_message(here: Wake, url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as listener:
        await listener.execute("LISTEN fluxdesk_wake")
        for number in range(300):
            here.mark(f"inbox/{number % 3}")
        messages = [notify.payload async for notify in listener.notifies(stop_after=1)]
        here.mark("end")
        messages += [notify.payload async for notify in listener.notifies(stop_after=1)]
    assert [sorted(message.split("\n")) for message in messages] == [["inbox/0", "inbox/1", "inbox/2"], ["end"]]


async def test_more_topics_than_a_message_holds_arrive_too(here: Wake, there: Wake) -> None:
    heard: set[str] = set()
    there.on("é", heard.add)
    topics = {f"é{number}".ljust(200, "é") for number in range(500)}
    for topic in topics:
        here.mark(topic)
    await until(lambda: heard == topics, "all topics are heard")


@pytest.mark.parametrize("topic", ["two\nlines", "x" * 201])
async def test_what_is_not_a_topic_is_refused(here: Wake, topic: str) -> None:
    with pytest.raises(ValueError, match="not a topic"):
        here.mark(topic)


async def test_a_lost_connection_is_told_and_repaired(here: Wake, there: Wake, url: str) -> None:
    connected_when_told: list[bool] = []
    here.on_disconnect(lambda: connected_when_told.append(here.is_connected))
    assert here.is_connected
    async with here.subscribe("inbox/1") as subscription:
        break_connections(url)
        await until(lambda: connected_when_told == [False], "the callback is called")
        assert await hears(subscription)  # something may have been missed, so everybody looks
        assert here.is_connected
        await until(lambda: there.is_connected, "the other process is back")
        there.mark("inbox/1")
        assert await hears(subscription)


async def test_marks_made_while_disconnected_leave_when_the_connection_is_back(here: Wake, url: str) -> None:
    here.on_disconnect(lambda: here.mark("inbox/1"))
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as listener:
        await listener.execute("LISTEN fluxdesk_wake")
        break_connections(url)
        assert [notify.payload async for notify in listener.notifies(stop_after=1)] == ["inbox/1"]


async def test_stop_sends_what_was_marked_last(there: Wake, url: str) -> None:
    leaving = await Wake.start(url)
    async with there.subscribe("inbox/1") as subscription:
        leaving.mark("inbox/0")
        await asyncio.sleep(0)
        leaving.mark("inbox/1")
        await leaving.stop()
        assert await hears(subscription)


async def test_a_database_that_is_away_is_tried_again(url: str) -> None:
    wake = await Wake.start(url.replace("/test_", "/nowhere_"))
    assert not wake.is_connected
    await wake.stop()


async def test_a_refused_statement_is_tried_again(here: Wake, there: Wake, url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner, there.subscribe("inbox/1") as subscription:
        await owner.execute("ALTER FUNCTION pg_catalog.pg_notify(text, text) RENAME TO pg_notify_away")
        told: list[bool] = []
        here.on_disconnect(lambda: told.append(here.is_connected))
        here.mark("inbox/1")
        await until(lambda: len(told) > 1, "it has failed, and failed again")
        assert told[:2] == [False, False]
        await owner.execute("ALTER FUNCTION pg_catalog.pg_notify_away(text, text) RENAME TO pg_notify")
        assert await hears(subscription)
        await until(lambda: here.is_connected, "it listens again")


async def test_a_callback_that_raises_hurts_neither_the_others_nor_the_connection(here: Wake, there: Wake, url: str) -> None:
    def fail(*_: str) -> None:
        raise RuntimeError

    heard: list[str] = []
    lost: list[bool] = []
    for callback in (fail, heard.append):
        here.on("inbox/", callback)
    here.on_disconnect(fail)
    here.on_disconnect(lambda: lost.append(True))
    here.mark("inbox/own")
    there.mark("inbox/other")
    await until(lambda: heard == ["inbox/own", "inbox/other"], "the second callback is called")
    break_connections(url)
    await until(lambda: lost == [True] and here.is_connected and there.is_connected, "the loss is told and repaired")
    there.mark("inbox/later")
    await until(lambda: heard[2:] == ["inbox/later"], "the callback is called after the loss too")


async def test_a_server_that_does_not_answer_does_not_hold_up_the_end(url: str) -> None:
    leaving = await Wake.start(url)
    async with await psycopg.AsyncConnection.connect(url) as admin:
        found = await admin.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'fluxdesk wake'"
        )
        backends = [pid for (pid,) in await found.fetchall()]
    assert len(backends) == 2
    try:
        for backend in backends:
            os.kill(backend, signal.SIGSTOP)
        leaving.mark("inbox/1")
        await asyncio.sleep(0)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await leaving.stop()
        assert not leaving.is_connected
    finally:
        for backend in backends:
            os.kill(backend, signal.SIGCONT)
