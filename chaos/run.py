"""One run: events all the time, faults in between, and the ledger of what came of them."""

import asyncio
import math
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from chaos.commit_proxy import CommitProxy, commit_proxy
from chaos.database import OwnDatabase, count_pending, list_rows, pass_days
from chaos.faults import ON_THE_WAY, Faults, Kind, Planned
from chaos.ledger import Ledger, Limits, recovery_seconds
from chaos.people import Hook, publish, settle_in
from chaos.product import serving
from chaos.receivers import Manner, receiving

_POLL_SECONDS: Final = 0.2
_DAYS_EACH_SECONDS: Final = 1.0
# Beyond the lease: a delivery that fails once comes again after six seconds, and a killed worker may have had it then.
_SETTLE_SECONDS_MORE: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a run goes. `database_url` names an empty database that is not ours to restart."""

    counts: Mapping[Kind, int]
    workers: int
    database_url: str | None = None


class Way(NamedTuple):
    """How to reach the database: the product goes through the proxy where there is one, and the ledger never does."""

    url: str
    product_url: str
    database: OwnDatabase | None
    proxy: CommitProxy | None


class Outcome(NamedTuple):
    """What a run leaves. `unanswered` events were never accepted; `last_words` are the server's."""

    ledger: Ledger
    seconds: float
    unanswered: int
    last_words: str


async def run(settings: Settings, planned: list[Planned], chance: random.Random, limits: Limits, folder: Path) -> Outcome:
    """Starts everything, does what was planned, and waits until nothing is pending. Raises DidNotServe."""
    async with AsyncExitStack() as stack:
        way = await stack.enter_async_context(_way(settings, folder))
        ledger = Ledger(webhooks=frozenset())
        receivers = await stack.enter_async_context(receiving(ledger.receipts.append))
        product = await stack.enter_async_context(serving(folder, way.product_url, workers=settings.workers))
        hooks = await settle_in(product.http, product.credentials, receivers)
        _name(ledger, hooks)
        faults = Faults(
            product=product,
            chance=chance,
            lease_seconds=limits.lease_seconds,
            note=ledger.faults.append,
            database=way.database,
            proxy=way.proxy,
        )
        started = time.monotonic()
        refusing = [hook.id for hook in hooks if hook.manner is Manner.REFUSING]
        stack.push_async_callback(_cancelled, asyncio.create_task(_let_days_pass(way.url, refusing)))
        stop = asyncio.Event()
        publishing = asyncio.create_task(publish(product.http, product.credentials["personal_token"], ledger.accepted.append, stop))
        await faults.run(planned)
        await _within(limits.recovery_seconds_max, lambda: _has_recovered(ledger))
        stop.set()
        unanswered = await publishing
        await _within(limits.lease_seconds + _SETTLE_SECONDS_MORE, lambda: _has_settled(way.url))
        ledger.rows = await list_rows(way.url, {hook.id: hook.name for hook in hooks})
        ledger.refused = product.refused()
        return Outcome(ledger, time.monotonic() - started, unanswered, product.last_words(20))


def _name(ledger: Ledger, hooks: list[Hook]) -> None:
    ledger.webhooks = frozenset(hook.name for hook in hooks)
    ledger.refusing = frozenset(hook.name for hook in hooks if hook.manner is Manner.REFUSING)
    ledger.retried = frozenset(hook.name for hook in hooks if hook.manner is Manner.FLAKY)


async def _let_days_pass(url: str, webhook_ids: list[str]) -> None:
    while True:
        await pass_days(url, webhook_ids)
        await asyncio.sleep(_DAYS_EACH_SECONDS)


async def _cancelled(task: asyncio.Task[None]) -> None:
    """Returns when it has ended, so that what it works with may end after it. What has ended it before is raised here."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _within(seconds_max: float, holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it holds, or long enough for the ledger to say that it did not."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds_max):
            while not await holds():  # noqa: ASYNC110  # another process decides it
                await asyncio.sleep(_POLL_SECONDS)


async def _has_recovered(ledger: Ledger) -> bool:
    return max(recovery_seconds(ledger).values(), default=0.0) < math.inf


async def _has_settled(url: str) -> bool:
    return await count_pending(url) == 0


@asynccontextmanager
async def _way(settings: Settings, folder: Path) -> AsyncGenerator[Way]:
    async with AsyncExitStack() as stack:
        database = None
        if settings.database_url is None:
            database = OwnDatabase(folder / "database")
            stack.callback(database.stop)
        url = settings.database_url or (database.url if database else "")
        proxy, product_url = None, url
        if any(settings.counts.get(kind) for kind in ON_THE_WAY):
            proxy, product_url = await stack.enter_async_context(commit_proxy(url))
        yield Way(url, product_url, database, proxy)
