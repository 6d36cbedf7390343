"""Answers probes."""

from fluxdesk import VERSION
from fluxdesk.services import HealthServiceServicer
from fluxdesk.v1.health_pb2 import GetHealthRequest, Health

from core.database.rows import Db
from core.rpc.call import Call


class HealthService(HealthServiceServicer[Call, Db]):
    """Liveness and version probes."""

    async def GetHealth(self, request: GetHealthRequest, call: Call) -> Health:  # noqa: ARG002  # there is nothing to ask
        health = Health(ok=True, version=VERSION)
        health.server_time.FromDatetime(call.clock.now())
        return health
