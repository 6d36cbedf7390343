"""What a PATCH changes, at the door that sends messages: the other doors derive the mask from what is sent."""

from typing import Any

from fluxdesk.failures import read_failure
from grpc import aio
from scenarios.v1.scenarios_pb2 import Lettering, RelabelThingRequest, Thing, UpdateThingRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.demo import Credentials
from core.server import Core
from tests.core.rpc.test_pipeline import bearer


async def mask_for(core: Core, workspace: Credentials, thing: Thing, *paths: str) -> str:
    """The mask that reaches the handler, or the faults that keep it from there."""
    request = UpdateThingRequest(name="a", thing=thing)
    request.update_mask.paths.extend(paths)
    return await _mask_of(ScenarioServiceStub(core.channel).UpdateThing(request, metadata=bearer(workspace["admin_agent_key"])))


async def merged_mask_for(core: Core, workspace: Credentials, lettering: Lettering | None, *paths: str) -> str:
    """The same of a request with a message that is merged."""
    request = RelabelThingRequest(name="a", lettering=lettering)
    request.update_mask.paths.extend(paths)
    return await _mask_of(ScenarioServiceStub(core.channel).RelabelThing(request, metadata=bearer(workspace["admin_agent_key"])))


async def _mask_of(call: aio.UnaryUnaryCall[Any, Any]) -> str:
    try:
        await call
    except aio.AioRpcError as error:
        return "; ".join(f"{path} {text}" for path, text in read_failure(error).faults)
    return str(dict(await call.trailing_metadata())["x-update-mask"])


async def test_an_absent_mask_names_every_field_that_is_set(scenario_core: Core, workspace: Credentials) -> None:
    assert await mask_for(scenario_core, workspace, Thing(note="n", small=3, maybe_flag=False)) == "maybe_flag,small,note"
    assert await mask_for(scenario_core, workspace, Thing()) == ""


async def test_a_mask_that_is_sent_counts_and_is_put_in_order(scenario_core: Core, workspace: Credentials) -> None:
    assert await mask_for(scenario_core, workspace, Thing(note="n", small=3), "note", "name", "note") == "name,note"


async def test_what_is_masked_and_not_set_is_cleared_where_it_can_be(scenario_core: Core, workspace: Credentials) -> None:
    assert await mask_for(scenario_core, workspace, Thing(), "note", "small", "children") == "small,children,note"
    assert await mask_for(scenario_core, workspace, Thing(), "lasting") == "thing.lasting cannot be cleared"


async def test_a_mask_names_fields_and_nothing_else(scenario_core: Core, workspace: Credentials) -> None:
    faults = "update_mask.paths[1] names nothing that can be changed; update_mask.paths[2] names nothing that can be changed"
    assert await mask_for(scenario_core, workspace, Thing(), "small", "*", "extra.deep") == faults


async def test_of_what_is_merged_the_parts_are_named(scenario_core: Core, workspace: Credentials) -> None:
    written = Lettering(height=3, borders=["dots"])
    assert await merged_mask_for(scenario_core, workspace, written) == "lettering.height,lettering.borders"
    assert await merged_mask_for(scenario_core, workspace, written, "lettering") == "lettering.height,lettering.borders"
    assert await merged_mask_for(scenario_core, workspace, written, "lettering.color") == "lettering.color"
    assert await merged_mask_for(scenario_core, workspace, Lettering()) == ""


async def test_what_is_merged_is_cleared_as_a_whole(scenario_core: Core, workspace: Credentials) -> None:
    assert await merged_mask_for(scenario_core, workspace, None, "lettering", "lettering.color") == "lettering"


async def test_of_what_is_merged_only_parts_that_can_be_are_cleared(scenario_core: Core, workspace: Credentials) -> None:
    assert await merged_mask_for(scenario_core, workspace, None, "lettering.height") == "lettering.height cannot be cleared"
    assert (
        await merged_mask_for(scenario_core, workspace, None, "lettering.size") == "update_mask.paths[0] names nothing that can be changed"
    )
