"""Requests of routes that the scenarios do not have."""

from typing import cast

import pytest
from fluxdesk.failures import Fault
from fluxdesk.rpc import Parameter, Route
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from scenarios.json import JSON
from scenarios.v1.scenarios_pb2 import Shape, Thing, UpdateThingRequest

from gateway.paths import CallerPaths
from gateway.transcode import ABSENT, Transcoder

WHOLE = Route(
    verb="PUT", path="/things/{name}", body="*", variables=(Parameter("name", "name", "string"),), headers=(("if_match", "If-Match"),)
)
QUERY = Route(
    verb="GET",
    path="/things",
    query=(
        Parameter("flag", "flag", "bool"),
        Parameter("maybe_flag", "maybeFlag", "bool"),
        Parameter("ratio", "ratio", "number"),
        Parameter("small", "small", "integer"),
        Parameter("large", "large", "integer"),
        Parameter("shape", "shape", "enum"),
        Parameter("shapes", "shapes", "enum", is_repeated=True),
        Parameter("at", "at", "timestamp"),
    ),
)


def read(
    kind: type[Message],
    route: Route,
    values: list[str],
    *,
    query: bytes = b"",
    body: bytes = b"",
    headers: dict[bytes, bytes] | None = None,
) -> tuple[Message, list[Fault]]:
    faults: list[Fault] = []
    transcoder = Transcoder(cast("Descriptor", kind.DESCRIPTOR), route, JSON[kind])
    parsed = transcoder.parse(body, faults)
    return transcoder.read(values, query, headers or {}, parsed, faults), faults


def test_every_kind_of_parameter_is_read() -> None:
    query = b"flag=true&maybeFlag=false&ratio=-1.5e2&small=-7&large=9007199254740993&shape=round&shapes=square_ish&shapes=round"
    message, faults = read(Thing, QUERY, [], query=query + b"&at=2026-05-21T10:00:00%2B08:00")
    expected = Thing(flag=True, maybe_flag=False, ratio=-150, small=-7, large=9007199254740993, shape=Shape.SHAPE_ROUND)
    expected.shapes.extend([Shape.SHAPE_SQUARE_ISH, Shape.SHAPE_ROUND])
    expected.at.FromJsonString("2026-05-21T02:00:00Z")
    assert (message, faults) == (expected, [])


@pytest.mark.parametrize(
    ("query", "path"),
    [
        (b"flag=True", "flag"),
        (b"flag=", "flag"),
        (b"ratio=nan", "ratio"),
        (b"ratio=1_0", "ratio"),
        (b"ratio=1e999", "ratio"),
        (b"small=1.0", "small"),
        (b"small=" + b"9" * 5000, "small"),
        (b"small=%D9%A3", "small"),
        (b"large=9223372036854775808", "large"),
        (b"shape=SHAPE_ROUND", "shape"),
        (b"shapes=round&shapes=oval", "shapes[1]"),
        (b"at=2026-05-21T10:00:00", "at"),
        (b"maybe_flag=true", "?maybe_flag"),
    ],
)
def test_a_text_that_does_not_fit_its_kind_is_a_fault(query: bytes, path: str) -> None:
    assert [fault for fault, _ in read(Thing, QUERY, [], query=query)[1]] == [path]


def test_path_header_and_whole_body_fill_one_request() -> None:
    message, faults = read(UpdateThingRequest, WHOLE, ["a"], body=b'{"thing": {"small": 3}}', headers={b"if-match": b'"v1"'})
    expected = UpdateThingRequest(name="a", thing=Thing(small=3), if_match="v1")
    expected.update_mask.paths.append("small")
    assert (message, faults) == (expected, [])


def test_what_path_or_header_hold_is_no_field_of_a_whole_body() -> None:
    message, faults = read(UpdateThingRequest, WHOLE, ["a"], body=b'{"name": "b", "ifMatch": "v2", "thing": {}}')
    assert faults == [("name", "unknown field"), ("ifMatch", "unknown field")]
    assert isinstance(message, UpdateThingRequest)
    assert (message.name, message.HasField("if_match")) == ("a", False)


def test_a_missing_whole_body_is_an_empty_one() -> None:
    assert read(UpdateThingRequest, WHOLE, ["a"]) == (UpdateThingRequest(name="a"), [])


@pytest.mark.parametrize("body", [b"[]", b"null", b"{"])
def test_a_whole_body_that_is_no_object_leaves_the_path(body: bytes) -> None:
    message, faults = read(UpdateThingRequest, WHOLE, ["a"], body=body)
    assert isinstance(message, UpdateThingRequest)
    assert (message.name, [path for path, _ in faults]) == ("a", [""])


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        ("thing", "", "body"),
        ("thing", "thing", "body"),
        ("thing", "thing.note", "sticky_note"),
        ("thing", "thing_like", "thing_like"),
        ("thing", "if_match", "If-Match"),
        ("thing", "name", "name"),
        ("*", "", "body"),
        ("*", "thing", "thing"),
        ("*", "thing.note", "thing.sticky_note"),
        ("", "", "body"),
    ],
)
def test_a_fault_is_placed_where_the_route_takes_it_from(body: str, path: str, expected: str) -> None:
    route = Route(verb="PUT", path="/things/{name}", body=body, headers=(("if_match", "If-Match"),))
    assert CallerPaths(cast("Descriptor", UpdateThingRequest.DESCRIPTOR), route).caller_path(path, ABSENT) == expected
