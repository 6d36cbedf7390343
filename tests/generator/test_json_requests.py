"""What JSON the codecs accept, and where they place the faults of what they do not."""

import json

import pytest
from fluxdesk.json import JSON as PRODUCT
from fluxdesk.json.runtime import DEPTH_MAX, Fault
from fluxdesk.v1.events_pb2 import PublishRequest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st
from scenarios.json import JSON, SNAKE
from scenarios.v1.kinds_pb2 import Kinds, Target, Targets, UpdateKindsRequest
from scenarios.v1.scenarios_pb2 import CreateThingRequest, EchoRequest, RelabelThingRequest, Shape, Thing, UpdateThingRequest

from tests.generator.codecs import STEADY, decode, faults_of, read

INT32 = "must be an integer from -2147483648 to 2147483647"
INT64 = "must be an integer from -9223372036854775808 to 9223372036854775807"
UINT32 = "must be an integer from 0 to 4294967295"
UINT64 = "must be an integer from 0 to 18446744073709551615"
TIME = "must be an RFC 3339 time with an offset, such as 2026-05-21T10:00:00+08:00"
DURATION = 'must be a duration of at most 315576000000 seconds, such as "1.5s"'
SHAPE = "must be one of round, square_ish"

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("key", "value", "path", "text"),
    [
        ("name", 5, "name", "must be a string"),
        ("name", None, "name", "must not be null"),
        ("name", "a\0b", "name", "must not contain a NUL character"),
        ("name", "a\ud800b", "name", "must not contain lone surrogates"),
        ("flag", 1, "flag", "must be true or false"),
        ("flag", "true", "flag", "must be true or false"),
        ("maybeFlag", 0, "maybe_flag", "must be true or false"),
        ("shape", "oval", "shape", SHAPE),
        ("shape", "ROUND", "shape", SHAPE),
        ("shape", "SHAPE_ROUND", "shape", SHAPE),
        ("shape", "unspecified", "shape", SHAPE),
        ("shape", "", "shape", SHAPE),
        ("shape", 1, "shape", SHAPE),
        ("shape", ["round"], "shape", SHAPE),
        ("shapes", ["round", "oval", None], "shapes[1]", SHAPE),
        ("small", True, "small", INT32),
        ("small", 1.5, "small", INT32),
        ("small", 2.0**31, "small", INT32),
        ("small", float("inf"), "small", INT32),
        ("small", "1", "small", INT32),
        ("small", 2**31, "small", INT32),
        ("small", -(2**31) - 1, "small", INT32),
        ("large", 2**63, "large", INT64),
        ("large", "9223372036854775808", "large", INT64),
        ("large", "01", "large", INT64),
        ("large", "+1", "large", INT64),
        ("large", " 1", "large", INT64),
        ("large", "1e3", "large", INT64),
        ("large", "\N{ARABIC-INDIC DIGIT ONE}", "large", INT64),
        ("large", 1.5, "large", INT64),
        ("large", 2.0**53 + 2, "large", INT64),
        ("larger", -1, "larger", UINT64),
        ("larger", "-1", "larger", UINT64),
        ("larger", 2**64, "larger", UINT64),
        ("ratio", False, "ratio", "must be a finite number"),
        ("ratio", "1", "ratio", "must be a finite number"),
        ("ratio", float("nan"), "ratio", "must be a finite number"),
        ("ratio", float("inf"), "ratio", "must be a finite number"),
        ("ratio", 10**400, "ratio", "must be a finite number"),
        ("data", "QQ", "data", "must be padded base64"),
        ("data", "QQ=", "data", "must be padded base64"),
        ("data", "QR==", "data", "must be padded base64"),
        ("data", "Q Q=", "data", "must be padded base64"),
        ("data", "QQ==QQ==", "data", "must be padded base64"),
        ("data", "+_==", "data", "must be padded base64"),
        ("data", "é===", "data", "must be padded base64"),
        ("data", [65], "data", "must be padded base64"),
        ("at", 0, "at", TIME),
        ("at", {"seconds": 1}, "at", TIME),
        ("lasting", None, "lasting", "must not be null"),
        ("extra", [], "extra", "must be an object"),
        ("extra", {"a": "\0"}, 'extra["a"]', "must not contain a NUL character"),
        ("extra", {"a": [1, {"b": float("inf")}]}, 'extra["a"][1]["b"]', "must be a finite number"),
        ("extra", {"\0": 1}, 'extra["\\\\u0000"]', "must not contain a NUL character"),
        ("children", {}, "children", "must be a list"),
        ("children", [{}, {"at": ""}], "children[1].at", TIME),
        ("children", [None], "children[0]", "must not be null"),
        ("counts", [], "counts", "must be an object"),
        ("counts", {"repo": "1"}, 'counts["repo"]', INT32),
        ("counts", {"a b": None}, 'counts["a b"]', "must not be null"),
        ("counts", {'say "hi"': True}, 'counts["say \\"hi\\""]', INT32),
        ("counts", {"\ud800": 1}, 'counts["\\\\ud800"]', "must not contain lone surrogates"),
        ("ticks", {"a": {"number": -1}}, 'ticks["a"].number', UINT32),
        ("ticks", {"a": 1}, 'ticks["a"]', "must be an object"),
        ("sticky_note", [], "note", "must be a string"),
        ("note", "by its proto name", "note", "unknown field"),
        ("stickyNote", "by the derived name", "stickyNote", "unknown field"),
        ("maybe_flag", True, "maybe_flag", "unknown field"),
        ("nul\0\ud800", 1, "nul\\u0000\\ud800", "unknown field"),
    ],
)
def test_a_wrong_value_is_a_fault_at_its_proto_path(key: str, value: object, path: str, text: str) -> None:
    found = faults_of(CreateThingRequest, {"thing": {key: value}})
    assert found[0] == (f"thing.{path}", text)


@pytest.mark.parametrize(
    ("key", "value", "path", "text"),
    [
        ("count", -1, "count", UINT32),
        ("signed", "x", "signed", INT64),
        ("longs", [1, "2", 3.5], "longs[2]", INT64),
        ("flags", [True, 0], "flags[1]", "must be true or false"),
        ("moments", ["2026-01-01T00:00:00Z", None], "moments[1]", "must not be null"),
        ("names", {"1": "a", "01": "b"}, 'names["01"]', INT64),
        ("names", {"-0": "b"}, 'names["-0"]', INT64),
        ("sides", {"yes": 1}, 'sides["yes"]', "must be true or false"),
        ("steps", {"-1": {}}, 'steps["-1"]', UINT32),
        ("shapes", {"a": "oval"}, 'shapes["a"]', SHAPE),
        ("pauses", {"a": 1}, 'pauses["a"]', DURATION),
        ("list", {}, "list", "must be a list"),
        ("list", [[["\0"]]], "list[0][0][0]", "must not contain a NUL character"),
        ("anything", {"a": "\0"}, 'anything["a"]', "must not contain a NUL character"),
        ("part", {"kind": "up"}, "part.kind", "must be one of left, right"),
        ("page", {}, "page", "unknown field"),
    ],
)
def test_every_kind_of_container_names_the_element_at_fault(key: str, value: object, path: str, text: str) -> None:
    assert faults_of(Kinds, {key: value}) == [(path, text)]


def test_every_fault_is_named_at_once() -> None:
    event = {"event_id": 5, "labels": {"a": 1}, "actor": {"email": None, "nick": ""}, "actions": [{}, {"url": 1}], "severity": "loud"}
    message, found = decode(PublishRequest, {"event": event}, PRODUCT[PublishRequest])
    assert sorted(path for path, _ in found) == [
        "event.actions[1].url",
        "event.actor.email",
        "event.actor.nick",
        "event.event_id",
        'event.labels["a"]',
        "event.severity",
    ]
    assert message.event.HasField("actor")


def test_the_path_of_the_caller_stands_before_every_fault() -> None:
    found: list[Fault] = []
    JSON[Thing].decode({"name": 1, "nope": 2}, "things[3]", found)
    JSON[Thing].decode("thing", "things[4]", found)
    assert [path for path, _ in found] == ["things[3].nope", "things[3].name", "things[4]"]


def test_a_fault_of_the_whole_body_has_the_empty_path() -> None:
    assert faults_of(Thing, []) == [("", "must be an object")]
    assert faults_of(Thing, None) == [("", "must not be null")]


def test_a_repeated_key_is_a_fault_at_every_depth() -> None:
    own = '"name": "a", "name": "b", "sticky_note": "a", "sticky_note": null'
    _, found = read(CreateThingRequest, f'{{"thing": {{{own}, "counts": {{"x": 1, "x": 2}}, "extra": {{"y": {{"z": 1, "z": 1}}}}}}}}')
    assert found == [
        ("thing.name", "key stands twice"),
        ("thing.note", "key stands twice"),
        ('thing.extra["y"]["z"]', "key stands twice"),
        ('thing.counts["x"]', "key stands twice"),
    ]


def test_two_members_of_a_oneof_are_a_fault_that_names_both() -> None:
    assert faults_of(Thing, {"paint": "red", "wavelength": 650}) == [("wavelength", "cannot be sent together with paint")]
    assert faults_of(Kinds, {"pickedPart": {}, "pickedMoment": "2026-01-01T00:00:00Z"}) == [
        ("picked_moment", "cannot be sent together with pickedPart")
    ]


def test_a_member_of_a_oneof_is_present_though_it_is_zero() -> None:
    assert decode(Thing, {"wavelength": 0})[0].WhichOneof("colour") == "wavelength"
    assert decode(Kinds, {"pickedPart": {}})[0].WhichOneof("pick") == "picked_part"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "door", "door": "12 B"}, []),
        ({"type": "big_window", "windowNumber": 0, "floor": 0, "note": "ajar"}, []),
        ({"type": "nothing"}, []),
        ({"type": "door"}, [("door", "is required for this type")]),
        ({"type": "door", "door": None}, [("door", "must not be null")]),
        (
            {"type": "door", "windowNumber": 3, "note": "ajar"},
            [("door", "is required for this type"), ("window", "must be left out for this type")],
        ),
        ({"type": "big_window", "windowNumber": 3}, [("floor", "is required for this type")]),
        ({"type": "nothing", "door": ""}, [("door", "must be left out for this type")]),
        ({"type": "gate", "door": "12 B"}, [("type", "must be one of door, big_window, nothing")]),
        ({"type": "door", "door": "12 B", "colour": 1}, [("colour", "unknown field")]),
        ({"door": "12 B", "windowNumber": 3}, []),
    ],
)
def test_what_is_sent_is_of_the_variant_that_its_discriminator_names(data: dict[str, object], expected: list[Fault]) -> None:
    assert faults_of(Target, data) == expected
    in_proto_names = {"window" if key == "windowNumber" else key: value for key, value in data.items()}
    assert decode(Target, in_proto_names, SNAKE[Target])[1] == expected


def test_faults_of_variants_stand_at_their_paths() -> None:
    found = faults_of(Targets, {"targets": [{"type": "door", "door": "a"}, {"type": "door"}, {"type": "nothing", "floor": 1}]})
    assert found == [("targets[1].door", "is required for this type"), ("targets[2].floor", "must be left out for this type")]


def test_null_leaves_a_nullable_field_unset() -> None:
    message, found = decode(Thing, {"sticky_note": None, "maybeFlag": None, "at": None})
    assert not found
    assert message == Thing()


def test_json_of_any_shape_keeps_its_shape() -> None:
    anything: dict[str, object] = {"a": [1, 2.5, None, True, "x", {"b": {}}, []], "c": None}
    message, found = decode(Kinds, {"anything": anything, "list": [anything, None]})
    assert not found
    assert JSON[Kinds].encode(message)["anything"] == anything
    assert JSON[Kinds].encode(message)["list"] == [anything, None]


def test_map_keys_that_are_no_strings_come_as_strings() -> None:
    message, found = decode(Kinds, {"names": {"-5": "a"}, "sides": {"true": 1, "false": 2}, "steps": {"7": {"number": 3}}})
    assert not found
    assert dict(message.names) == {-5: "a"}
    assert dict(message.sides) == {True: 1, False: 2}
    assert message.steps[7].number == 3


def test_proto_names_are_keys_for_tools_only() -> None:
    message, found = decode(Thing, {"other_shape": "square_ish", "note": "x", "maybe_flag": True}, SNAKE[Thing])
    assert not found
    assert message == Thing(other_shape=Shape.SHAPE_SQUARE_ISH, note="x", maybe_flag=True)
    assert [path for path, _ in decode(Thing, {"otherShape": "round", "sticky_note": "x"}, SNAKE[Thing])[1]] == [
        "otherShape",
        "sticky_note",
    ]


def test_one_code_serves_both_names_where_they_are_the_same() -> None:
    assert SNAKE[EchoRequest] is JSON[EchoRequest]
    assert SNAKE[Thing] is not JSON[Thing]
    assert SNAKE[CreateThingRequest] is not JSON[CreateThingRequest], "a field of its resource is renamed"


def test_nesting_as_deep_as_allowed_is_read_and_survives_the_wire() -> None:
    message, found = decode(CreateThingRequest, {"thing": {"extra": _nested(DEPTH_MAX - 2)}})
    assert not found
    assert CreateThingRequest.FromString(message.SerializeToString()) == message


@pytest.mark.parametrize("depth", [DEPTH_MAX - 1, 500])
def test_nesting_any_deeper_is_a_fault(depth: int) -> None:
    found = faults_of(CreateThingRequest, {"thing": {"extra": _nested(depth)}})
    assert [text for _, text in found] == ["nested deeper than 32 levels"]
    assert faults_of(Kinds, {"list": json.loads("[" * (depth + 1) + "]" * (depth + 1))})[0][1] == "nested deeper than 32 levels"


def test_children_of_children_end_at_the_same_depth() -> None:
    data: dict[str, object] = {}
    for _ in range(DEPTH_MAX):
        data = {"children": [data]}
    assert faults_of(Thing, data) == [(".".join(["children[0]"] * DEPTH_MAX), "nested deeper than 32 levels")]


def test_the_mask_holds_what_was_sent_of_the_resource() -> None:
    sent = {"name": "a", "thing": {"sticky_note": None, "small": 0, "flag": "not a flag", "nope": 1}, "ifMatch": "x"}
    message, found = decode(UpdateThingRequest, sent)
    assert list(message.update_mask.paths) == ["flag", "small", "note"]
    assert [path for path, _ in found] == ["thing.nope", "thing.flag"]


def test_the_mask_is_of_the_request_where_no_route_has_a_resource() -> None:
    message, found = decode(UpdateKindsRequest, {"sticky_note": None})
    assert not found
    assert list(message.update_mask.paths) == ["note"]
    message, found = decode(UpdateKindsRequest, {"note": "x"}, SNAKE[UpdateKindsRequest])
    assert not found
    assert list(message.update_mask.paths) == ["note"]


@pytest.mark.parametrize(
    ("sent", "paths"),
    [
        ({"lettering": {"borders": [], "colour": None}, "note": "n"}, ["note", "lettering.color", "lettering.borders"]),
        ({"lettering": None}, ["lettering"]),
        ({"lettering": {}}, []),
    ],
    ids=["parts", "null", "nothing"],
)
def test_of_what_is_merged_the_mask_holds_the_parts_that_were_sent(sent: dict[str, object], paths: list[str]) -> None:
    message, found = decode(RelabelThingRequest, sent)
    assert (list(message.update_mask.paths), found) == (paths, [])


def test_a_key_that_never_changes_is_told_so_and_one_that_the_path_holds_is_a_field() -> None:
    message, found = decode(RelabelThingRequest, {"name": "a", "maker": 1, "shape": None, "note": "n", "nope": 1})
    assert sorted(found) == [("maker", "immutable"), ("nope", "unknown field"), ("shape", "immutable")]
    assert (message.name, list(message.update_mask.paths)) == ("a", ["note"])
    assert set(JSON[RelabelThingRequest].immutable) == {"name", "maker", "shape"}
    assert not JSON[UpdateThingRequest].immutable


@pytest.mark.parametrize("key", ["update_mask", "updateMask"])
def test_a_mask_cannot_be_sent(key: str) -> None:
    assert faults_of(UpdateThingRequest, {key: "name"}) == [(key, "unknown field")]


@STEADY
@given(JSON_VALUES, st.sampled_from([*Thing.DESCRIPTOR.fields_by_camelcase_name, "sticky_note"]))
def test_whatever_is_sent_gives_faults_that_can_travel_and_never_an_exception(value: object, key: str) -> None:
    message, found = decode(CreateThingRequest, {"thing": {key: value}})
    assert CreateThingRequest.FromString(message.SerializeToString()) == message
    for path, text in found:
        assert path.startswith("thing.")
        assert "\0" not in path.encode().decode()
        assert text


def test_a_struct_of_a_reply_is_the_struct_that_was_sent() -> None:
    message, _ = decode(Thing, {"extra": {"n": 1, "f": 1.5, "big": 2**53, "bigger": 2.0**60}})
    assert isinstance(message.extra, Struct)
    assert JSON[Thing].encode(message)["extra"] == {"n": 1, "f": 1.5, "big": 2**53, "bigger": 2.0**60}


def _nested(depth: int) -> object:
    value: dict[str, object] = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value
