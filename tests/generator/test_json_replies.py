"""How the codecs write replies: what is always written, what is null, and what is left out."""

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from scenarios.json import JSON, SNAKE
from scenarios.v1.kinds_pb2 import Kinds
from scenarios.v1.scenarios_pb2 import CountEvent, FailReply, Finished, Shape, Thing, Tick


def test_an_empty_reply_writes_what_is_not_optional_and_null_for_what_is_nullable() -> None:
    assert JSON[Thing].encode(Thing()) == {
        "name": "",
        "flag": False,
        "maybeFlag": None,
        "small": 0,
        "large": "0",
        "larger": "0",
        "ratio": 0.0,
        "data": "",
        "at": None,
        "children": [],
        "counts": {},
        "shapes": [],
        "sticky_note": None,
        "etag": "",
        "location": "",
        "ticks": {},
    }
    assert JSON[FailReply].encode(FailReply()) == {}


def test_a_reply_writes_every_field_that_is_set_in_order_of_declaration() -> None:
    thing = Thing(
        name="é",
        shape=Shape.SHAPE_SQUARE_ISH,
        other_shape=Shape.SHAPE_ROUND,
        maybe_flag=False,
        small=-1,
        large=2**63 - 1,
        larger=2**64 - 1,
        ratio=0.1,
        data=b"\xfb\xff\xbf",
        at=Timestamp(),
        lasting=Duration(),
        children=[Thing()],
        counts={"b": 2, "a": 1},
        shapes=[Shape.SHAPE_ROUND],
        wavelength=0,
        note="",
        ticks={"z": Tick(number=1), "y": Tick()},
    )
    thing.extra.update({"a": 1})
    written = JSON[Thing].encode(thing)
    assert list(written) == [field.json_name for field in Thing.DESCRIPTOR.fields if field.name != "paint"]
    assert written["shape"] == "square_ish"
    assert written["maybeFlag"] is False
    assert (written["large"], written["larger"]) == ("9223372036854775807", "18446744073709551615")
    assert written["data"] == "+/+/"
    assert written["at"] == "1970-01-01T00:00:00Z"
    assert written["lasting"] == "0s"
    assert written["wavelength"] == 0
    assert written["sticky_note"] == ""
    assert SNAKE[Thing].encode(thing)["note"] == ""


def test_maps_are_written_in_order_of_their_keys() -> None:
    thing = Thing(counts=dict.fromkeys(("q", "b", "z", "a"), 1), ticks={key: Tick() for key in ("q", "b", "z", "a")})
    written = JSON[Thing].encode(thing)
    assert str(written["counts"]) == "{'a': 1, 'b': 1, 'q': 1, 'z': 1}"
    assert str(SNAKE[Thing].encode(thing)["ticks"]).split("'")[1::4] == ["a", "b", "q", "z"]
    kinds = Kinds(names={10: "x", 9: "y"}, sides={True: 1, False: 0})
    assert str(JSON[Kinds].encode(kinds)["names"]) == "{'9': 'y', '10': 'x'}"
    assert JSON[Kinds].encode(kinds)["sides"] == {"false": 0, "true": 1}


def test_an_enum_that_was_never_set_and_one_of_a_newer_peer_are_left_out() -> None:
    newer = Thing.FromString(b"\x10\x63")
    assert newer.shape == 99
    newer.shapes.extend([99, 0, 1])  # pyright: ignore[reportArgumentType]
    assert "shape" not in JSON[Thing].encode(newer)
    assert JSON[Thing].encode(newer)["shapes"] == ["round"]
    assert JSON[Kinds].encode(Kinds(shapes={"a": Shape.SHAPE_UNSPECIFIED}))["shapes"] == {}
    assert JSON[Kinds].encode(Kinds())["shape"] is None


def test_only_the_set_member_of_a_oneof_is_written() -> None:
    assert JSON[CountEvent].encode(CountEvent(finished=Finished())) == {"finished": {"count": 0}}
    assert JSON[CountEvent].encode(CountEvent()) == {}


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (Timestamp(seconds=-62135596800), "0001-01-01T00:00:00Z"),
        (Timestamp(seconds=253402300799, nanos=999999999), "9999-12-31T23:59:59.999999999Z"),
        (Timestamp(nanos=500000000), "1970-01-01T00:00:00.500Z"),
        (Timestamp(nanos=1000), "1970-01-01T00:00:00.000001Z"),
        (Timestamp(seconds=-1, nanos=1), "1969-12-31T23:59:59.000000001Z"),
    ],
)
def test_a_time_is_written_in_utc_with_as_many_digits_as_protobuf_writes(moment: Timestamp, text: str) -> None:
    assert JSON[Thing].encode(Thing(at=moment))["at"] == text == moment.ToJsonString()


@pytest.mark.parametrize(
    ("lasting", "text"),
    [
        (Duration(seconds=-1, nanos=-500000000), "-1.500s"),
        (Duration(nanos=-1), "-0.000000001s"),
        (Duration(seconds=3, nanos=20000), "3.000020s"),
    ],
)
def test_a_duration_is_written_as_protobuf_writes_it(lasting: Duration, text: str) -> None:
    assert JSON[Thing].encode(Thing(lasting=lasting))["lasting"] == text == lasting.ToJsonString()
