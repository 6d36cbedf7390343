"""Which calls share a flush, and how many flushes run beside each other."""

import asyncio
from typing import Any

import pytest

from core.rpc import batch as batches
from core.rpc.batch import Batch
from core.rpc.observe import Observer
from tests.eventually import eventually


class Flushes:
    """Flushes of calls that do nothing, held until they may end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        self.running = self.most = 0
        self.may_end = asyncio.Event()
        self.batch = Batch(None, Observer())  # pyright: ignore[reportArgumentType]  # nothing is handled
        monkeypatch.setattr(self.batch, "_flush", self._flush)
        self._calls: list[asyncio.Task[bytes]] = []

    async def call(self, count: int) -> None:
        """So many calls, which wait by the time at which this returns."""
        self._calls += [asyncio.create_task(self.batch.run(object())) for _ in range(count)]  # pyright: ignore[reportArgumentType]
        # Calls take one turn of the loop, and a flush that they begin takes another.
        for _ in range(3):
            await asyncio.sleep(0)

    async def end(self) -> None:
        self.may_end.set()
        await asyncio.gather(*self._calls)

    async def _flush(self, waiting: list[Any]) -> None:
        self.sizes.append(len(waiting))
        self.running += 1
        self.most = max(self.most, self.running)
        await self.may_end.wait()
        self.running -= 1
        for one in waiting:
            one.answer.set_result(b"")


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> Flushes:
    monkeypatch.setattr(batches, "_SLOW_SECONDS", 3600)
    return Flushes(monkeypatch)


async def test_few_calls_wait_for_the_running_flush_and_share_the_next(flushes: Flushes) -> None:
    await flushes.call(1)
    await flushes.call(15)
    assert flushes.sizes == [1]
    await flushes.end()
    assert flushes.sizes == [1, 15]


async def test_many_calls_have_a_second_flush_and_no_third(flushes: Flushes) -> None:
    await flushes.call(1)
    await flushes.call(16)
    assert flushes.sizes == [1, 16]
    await flushes.call(70)
    assert flushes.sizes == [1, 16]
    await flushes.end()
    assert (sum(flushes.sizes), max(flushes.sizes), flushes.most) == (87, 64, 2)


async def test_beside_slow_flushes_others_go_on_but_no_more_than_four(flushes: Flushes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_SLOW_SECONDS", 0)
    for running in (1, 2, 3, 4, 4):
        await flushes.call(1)
        await eventually(lambda running=running: flushes.running == running)
    assert flushes.sizes == [1, 1, 1, 1]
    await flushes.end()
    assert (sum(flushes.sizes), flushes.most) == (5, 4)
