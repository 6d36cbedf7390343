"""Waiting in tests: for a condition and never for a time."""

import asyncio
import time
from collections.abc import Callable

DEADLINE_SECONDS = 20.0


async def until(condition: Callable[[], bool], what: str) -> None:
    """Returns as soon as `condition` holds; fails, naming `what`, when it does not within the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        await asyncio.sleep(0.005)
