"""Valid calls of the health service."""

from fluxdesk.v1.health_pb2 import GetHealthRequest

from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_health(_: Tenant) -> Sample:
    return Sample(GetHealthRequest(), None)


SAMPLES: dict[str, Builder] = {"/fluxdesk.v1.HealthService/GetHealth": _get_health}
