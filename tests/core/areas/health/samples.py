"""Valid calls of the health service."""

from fluxdesk.v1.health_pb2 import GetHealthRequest, GetReadinessRequest

from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_health(_: Tenant) -> Sample:
    return Sample(GetHealthRequest(), None)


async def _get_readiness(_: Tenant) -> Sample:
    return Sample(GetReadinessRequest(), None)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.HealthService/GetHealth": _get_health,
    "/fluxdesk.v1.HealthService/GetReadiness": _get_readiness,
}
