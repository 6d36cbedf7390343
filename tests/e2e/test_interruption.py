"""A start that a signal interrupts while an event loop runs."""

import asyncio
import signal

import pytest

from scripts.interruption import Interruption, interruptible


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_whatever_task_cancels_the_work_which_ends_in_order(number: signal.Signals) -> None:
    ended: list[str] = []

    async def beside() -> None:
        signal.raise_signal(number)
        ended.append("the task that it hit")

    async def work() -> None:
        task = asyncio.create_task(beside())
        try:
            await asyncio.Event().wait()
        finally:
            await task
            ended.append("the work")

    with interruptible() as interruption, pytest.raises(KeyboardInterrupt):
        interruption.run(work())
    assert ended == ["the task that it hit", "the work"]


def test_work_that_goes_on_or_fails_after_a_signal_is_interrupted_all_the_same() -> None:
    async def goes_on() -> int:
        signal.raise_signal(signal.SIGTERM)
        return 1

    async def fails() -> int:
        signal.raise_signal(signal.SIGTERM)
        message = "canceling statement due to user request"
        raise ValueError(message)

    for work in (goes_on, fails):
        with interruptible() as interruption, pytest.raises(KeyboardInterrupt):
            interruption.run(work())


def test_a_signal_beside_a_loop_is_raised_at_once() -> None:
    with interruptible(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


def test_a_block_that_holds_signals_is_interrupted_at_its_end() -> None:
    done: list[str] = []

    def work(interruption: Interruption) -> None:
        with interruption.held():
            signal.raise_signal(signal.SIGINT)
            done.append("the block")
        done.append("what follows")

    with interruptible() as interruption, pytest.raises(KeyboardInterrupt):
        work(interruption)
    assert done == ["the block"]


def test_work_that_nobody_interrupts_gives_what_it_makes() -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "made"

    before = signal.getsignal(signal.SIGTERM)
    with interruptible() as interruption:
        assert interruption.run(work()) == "made"
        interruption.require_none()
    assert signal.getsignal(signal.SIGTERM) is before
