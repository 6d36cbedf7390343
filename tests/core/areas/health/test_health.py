"""What a probe is told."""

from fluxdesk import VERSION
from fluxdesk.v1.health_pb2 import GetHealthRequest
from fluxdesk.v1.health_pb2_grpc import HealthServiceStub

from core.server import Core


async def test_a_process_that_answers_says_its_version_and_time(core: Core) -> None:
    health = await HealthServiceStub(core.channel).GetHealth(GetHealthRequest())
    assert (health.ok, health.version, health.HasField("server_time")) == (True, VERSION, True)
