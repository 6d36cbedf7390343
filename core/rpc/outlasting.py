"""Waiting that no cancellation ends before it is over."""

import asyncio
from collections.abc import Collection
from typing import TypeVar

_T = TypeVar("_T")


async def outlasted(tasks: Collection[asyncio.Task[_T]]) -> asyncio.CancelledError | None:
    """Returns once all of them have ended, with the last cancellation that came meanwhile: the caller then raises it.

    One call may be cancelled twice: its client leaves, and then its deadline passes.
    """
    again: asyncio.CancelledError | None = None
    while not all(task.done() for task in tasks):
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError as cancelled:
            again = cancelled
    return again
