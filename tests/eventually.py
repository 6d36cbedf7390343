"""Waiting for what another task or process will do, bounded by a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

_DEADLINE_SECONDS = 30.0
_POLL_SECONDS = 0.01


async def eventually(holds: Callable[[], bool | Awaitable[bool]], *, seconds_max: float = _DEADLINE_SECONDS) -> None:
    """Returns once the condition holds; raises TimeoutError when it does not in time."""
    async with asyncio.timeout(seconds_max):
        while True:
            held = holds()
            if held is True or (isinstance(held, Awaitable) and await held):
                return
            await asyncio.sleep(_POLL_SECONDS)
