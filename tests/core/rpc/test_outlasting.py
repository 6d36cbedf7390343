"""What must come to its end does, however often its caller is cancelled."""

import asyncio

import pytest

from core.rpc.execute import to_the_end


async def test_work_outlasts_every_cancellation_and_its_caller_learns_of_one() -> None:
    begun, finish, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await finish.wait()
        done.set()

    caller = asyncio.create_task(to_the_end(work()))
    await begun.wait()
    for _ in range(3):
        caller.cancel()
        await asyncio.wait([caller], timeout=0)
        assert not caller.done()
    finish.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done.is_set()


async def test_work_that_fails_tells_its_caller() -> None:
    async def work() -> None:
        message = "as told"
        raise ValueError(message)

    with pytest.raises(ValueError, match="as told"):
        await to_the_end(work())
