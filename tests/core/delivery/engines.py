"""Engines of tests, and what an engine does in single steps."""

from typing import Self

from psycopg import AsyncConnection

from core.areas.webhooks.disabled import tell_disabled
from core.database.pool import Database
from core.delivery.claim import Claimed, Claims
from core.delivery.engine import Engine, EngineSettings, Tools
from core.delivery.finish import Finisher
from core.delivery.rules import LEASE_SECONDS, Lane
from core.egress.public import Egress
from core.server import Core
from tests.eventually import eventually
from tests.tenants import Tenant


class Engines:
    """Those of one test. Each claims, sends and finishes by itself."""

    def __init__(self, core: Core, egress: Egress) -> None:
        self.egress = egress
        self._core = core
        self._running: list[Engine] = []
        self._finishers: list[Finisher] = []

    @classmethod
    async def open(cls, core: Core) -> Self:
        return cls(core, await Egress.open(allow=core.resources.egress_allow))

    def start(self, settings: EngineSettings | None = None) -> Engine:
        resources = self._core.resources
        tools = Tools(resources.database, resources.wake, resources.vault, resources.clock, self.egress, tell_disabled)
        engine = Engine(tools, settings)
        self._running.append(engine)
        return engine

    def claims(self, lane: Lane = Lane.FRESH, *, webhook_slots: int = 8) -> Claims:
        resources = self._core.resources
        return Claims(resources.database, resources.vault, lane, webhook_slots=webhook_slots, lease_seconds=LEASE_SECONDS)

    def finisher(self, database: Database | None = None) -> Finisher:
        resources = self._core.resources
        finisher = Finisher(database or resources.database, resources.wake, tell_disabled, worker="a test", failing_seconds_min=3600)
        self._finishers.append(finisher)
        return finisher

    async def stop_all(self) -> None:
        while self._running:
            await self._running.pop().stop()

    async def close(self) -> None:
        await self.stop_all()
        for finisher in self._finishers:
            await finisher.stop()
        await self.egress.close()


async def claim_one(claims: Claims) -> Claimed:
    [claimed] = await claims.take(10)
    return claimed


async def make_due(owner: AsyncConnection, tenant: Tenant) -> None:
    """Whatever is pending is due now, and no lease is left: time has passed."""
    await owner.execute(
        """
        UPDATE webhook_deliveries SET due_at = now() - interval '1 second',
               lease_until = CASE WHEN lease_until IS NOT NULL THEN now() - interval '1 second' END
        WHERE workspace_id = %s AND state = 1
        """,
        (tenant.id,),
    )
    tenant.core.resources.wake.mark("webhook deliveries")


async def settled(owner: AsyncConnection, tenant: Tenant, *, attempts: int = 1) -> None:
    """Waits until every delivery has had so many attempts or more, and nobody is at one."""

    async def is_settled() -> bool:
        found = await owner.execute(
            "SELECT count(*) FROM webhook_deliveries WHERE workspace_id = %s AND (attempts < %s OR lease_until IS NOT NULL)",
            (tenant.id, attempts),
        )
        return await found.fetchone() == (0,)

    await eventually(is_settled)
