"""grpc.health.v1 says NOT_SERVING while the database is away."""

import asyncio
from collections.abc import Sequence
from typing import Self

import structlog
from grpc_health.v1 import health_pb2
from grpc_health.v1._async import HealthServicer

from core.database.readiness import Readiness

# A look is one short transaction; whoever balances load asks about as often.
_LOOK_SECONDS = 2.0
_log = structlog.get_logger()


class HealthWatch:
    """Looks every other second and tells a change to whoever checks or watches the health of a service."""

    def __init__(self, readiness: Readiness, health: HealthServicer, services: Sequence[str]) -> None:
        self._readiness = readiness
        self._health = health
        self._services = services
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, readiness: Readiness, health: HealthServicer, services: Sequence[str]) -> Self:
        """The database was there a moment ago, so all of them serve."""
        watch = cls(readiness, health, services)
        await watch._tell(is_serving=True)
        watch._task = asyncio.create_task(watch._look())
        return watch

    async def stop(self) -> None:
        """Tells nothing any more."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _look(self) -> None:
        told: str | None = None
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                problem = await self._readiness.problem()
                if problem == told:
                    continue
                await self._tell(is_serving=problem is None)
                told = problem
                _log.warning("not_serving" if problem else "serving_again", problem=problem)
            except Exception:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
                _log.exception("health_watch_failed")

    async def _tell(self, *, is_serving: bool) -> None:
        status = health_pb2.HealthCheckResponse.SERVING if is_serving else health_pb2.HealthCheckResponse.NOT_SERVING
        for service in self._services:
            await self._health.set(service, status)
