"""Answers probes."""

from fluxdesk import VERSION
from fluxdesk.reasons import Reason
from fluxdesk.services import HealthServiceServicer
from fluxdesk.v1.health_pb2 import GetHealthRequest, GetReadinessRequest, Health, Readiness

from core.database.rows import Db
from core.errors import Refusal
from core.rpc.call import Call


class HealthService(HealthServiceServicer[Call, Db]):
    """Liveness and version probes."""

    async def GetHealth(self, request: GetHealthRequest, call: Call) -> Health:  # noqa: ARG002  # there is nothing to ask
        health = Health(ok=True, version=VERSION)
        health.server_time.FromDatetime(call.clock.now())
        return health

    async def GetReadiness(self, request: GetReadinessRequest, call: Call) -> Readiness:  # noqa: ARG002  # there is nothing to ask
        is_ending = call.resources.ending.is_set()
        problem = "The server is going down." if is_ending else await call.resources.readiness.problem()
        if problem:
            raise Refusal(Reason.UNAVAILABLE, problem, retry_after_seconds=1)
        return Readiness(ready=True)
