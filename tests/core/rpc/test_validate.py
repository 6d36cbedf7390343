"""What the core says of a request that breaks the declared rules: where, in paths that REST can tell, and in whose words."""

from collections.abc import Mapping
from typing import cast

import pytest
from fluxdesk.rpc_table import BY_NAME
from fluxdesk.v1.events_pb2 import EventRecipient, InboundEvent, PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from google.protobuf.descriptor import Descriptor
from scenarios.v1.scenarios_pb2 import GetPageRequest, Thing, Tick, UpdateThingRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.demo import Credentials
from core.server import Core
from gateway.paths import CallerPaths
from tests.core.rpc.test_pipeline import bearer, failure

KEYS = ['say "hi"', "C:\\temp", "a.b[0]", "two\nlines", "", "é\u2028", "repo"]
NO_NUL = "must not contain a NUL character"


async def faults_of_labels(core: Core, workspace: Credentials, labels: Mapping[str, str]) -> dict[str, str]:
    """The faults under labels, by the key that REST tells them under."""
    call = EventServiceStub(core.channel).Publish(
        PublishRequest(event=InboundEvent(labels=labels)), metadata=bearer(workspace["personal_token"])
    )
    (route,) = BY_NAME["/fluxdesk.v1.EventService/Publish"].routes
    paths = CallerPaths(cast("Descriptor", PublishRequest.DESCRIPTOR), route)
    told = {paths.caller_path(path, {"labels": labels}): text for path, text in (await failure(call)).faults}
    return {path: text for path, text in told.items() if path.startswith("labels")}


@pytest.mark.parametrize("key", KEYS)
async def test_the_key_of_a_map_is_told_as_it_was_sent(core: Core, workspace: Credentials, key: str) -> None:
    told = {f"labels.{key}": "must be at most 80 characters"}
    assert await faults_of_labels(core, workspace, {key: "x" * 81, "other": "right"}) == told


@pytest.mark.parametrize("key", KEYS)
async def test_a_nul_is_found_under_the_key_that_holds_it(core: Core, workspace: Credentials, key: str) -> None:
    assert await faults_of_labels(core, workspace, {key: "\0", "other": "right"}) == {f"labels.{key}": NO_NUL}


async def test_a_nul_in_a_key_is_told_readably(core: Core, workspace: Credentials) -> None:
    assert await faults_of_labels(core, workspace, {"a\0b": ""}) == {"labels.a\\u0000b": NO_NUL}


async def test_a_nul_is_found_at_every_depth(scenario_core: Core, workspace: Credentials) -> None:
    thing = Thing(children=[Thing(), Thing(name="\0")], ticks={"tick": Tick(number=1)})
    thing.extra.update({"list": [{"two words": "\0"}]})
    call = ScenarioServiceStub(scenario_core.channel).UpdateThing(
        UpdateThingRequest(name="a", thing=thing), metadata=bearer(workspace["admin_agent_key"])
    )
    assert set((await failure(call)).faults) == {
        ("thing.children[1].name", NO_NUL),
        ('thing.extra.fields["list"].list_value.values[0].struct_value.fields["two words"].string_value', NO_NUL),
    }


async def test_rules_speak_as_decoding_does(core: Core, workspace: Credentials) -> None:
    event = InboundEvent(
        spec_version="3",
        event_id="not this",
        severity=9,  # pyright: ignore[reportArgumentType]  # a newer peer may send what is not declared here
        labels={str(number): "" for number in range(21)},
        actions=[{} for _ in range(5)],
        recipient=EventRecipient(value="x"),
    )
    event.actor.email = "nobody"
    event.recipient_hint.user_id = "someone"
    call = EventServiceStub(core.channel).Publish(PublishRequest(event=event), metadata=bearer(workspace["personal_token"]))
    told = dict((await failure(call)).faults)
    assert (
        told
        | {
            "event.spec_version": "must be one of 2",
            "event.event_id": "must match ^[a-zA-Z0-9_-]+$",
            "event.title": "is required",
            "event.severity": "must be one of the declared values",
            "event.labels": "must have at most 20 entries",
            "event.actions": "must have at most 4 elements",
            "event.actor.email": "must be an e-mail address",
            "event.recipient.type": "is required",
            "event.recipient_hint.user_id": "must be a UUID",
        }
        == told
    )


async def test_an_empty_text_that_is_allowed_is_named_too(scenario_core: Core) -> None:
    call = ScenarioServiceStub(scenario_core.channel).GetPage(GetPageRequest(format="pdf"))
    assert (await failure(call)).faults == (("format", 'must be one of "", csv, html'),)


async def test_a_rule_that_has_words_of_its_own_keeps_them(core: Core, workspace: Credentials) -> None:
    event = InboundEvent()
    event.recipient_hint.SetInParent()
    call = EventServiceStub(core.channel).Publish(PublishRequest(event=event), metadata=bearer(workspace["personal_token"]))
    assert ("event.recipient_hint", "at least one of email, user_id and display_hint is required") in (await failure(call)).faults
