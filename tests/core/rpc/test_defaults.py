"""What is not sent over gRPC has its declared default too."""

import pytest
from scenarios.v1.scenarios_pb2 import SHAPE_ROUND, SHAPE_SQUARE_ISH, GetPageRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.server import Core
from tests.scenarios.service import ScenarioService


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (GetPageRequest(), GetPageRequest(has_titles=True, lines=2, frame=SHAPE_SQUARE_ISH)),
        (GetPageRequest(lines=0, has_titles=False, frame=SHAPE_ROUND), GetPageRequest(lines=0, has_titles=False, frame=SHAPE_ROUND)),
        (GetPageRequest(format="csv", lines=9), GetPageRequest(format="csv", has_titles=True, lines=9, frame=SHAPE_SQUARE_ISH)),
    ],
    ids=["nothing", "zeros", "some"],
)
async def test_a_field_that_is_not_sent_has_its_default(
    scenario_core: Core, scenarios_service: ScenarioService, sent: GetPageRequest, expected: GetPageRequest
) -> None:
    await ScenarioServiceStub(scenario_core.channel).GetPage(sent)
    assert scenarios_service.calls[-1].request == expected
