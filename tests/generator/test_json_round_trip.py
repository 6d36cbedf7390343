"""What is written is read again as the same message, in both styles, and protobuf's own JSON says the same."""

from collections.abc import Callable
from typing import Any, cast

from google.protobuf.duration_pb2 import Duration
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios.json import JSON, SNAKE
from scenarios.v1.kinds_pb2 import Kinds
from scenarios.v1.scenarios_pb2 import Shape, Thing, Tick

from tests.generator.codecs import STEADY, decode, rewritten

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
INT32 = st.integers(-(2**31), 2**31 - 1)
INT64 = st.integers(-(2**63), 2**63 - 1)
UINT32 = st.integers(0, 2**32 - 1)
UINT64 = st.integers(0, 2**64 - 1)
# A struct writes whole numbers as integers, which have no negative zero.
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number or 0.0)
SHAPES = st.sampled_from([Shape.SHAPE_ROUND, Shape.SHAPE_SQUARE_ISH])
TICKS = st.builds(Tick, number=UINT32)
TIMESTAMPS = st.builds(Timestamp, seconds=st.integers(-62135596800, 253402300799), nanos=st.integers(0, 999_999_999))
DURATIONS = st.builds(Duration, seconds=st.integers(0, 315_575_999_999), nanos=st.integers(0, 999_999_999)) | st.builds(
    Duration, seconds=st.integers(-315_575_999_999, 0), nanos=st.integers(-999_999_999, 0)
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
STRUCTS = st.dictionaries(TEXTS, ANYTHING, max_size=3).map(lambda data: ParseDict(data, Struct()))


def _maps(keys: st.SearchStrategy[Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[Any, Any]]:
    return st.dictionaries(keys, values, max_size=3)


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _lists(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, max_size=3)


def _things(children: st.SearchStrategy[list[Thing]]) -> st.SearchStrategy[Thing]:
    fields = _some(
        name=TEXTS,
        shape=SHAPES,
        other_shape=SHAPES,
        flag=st.booleans(),
        maybe_flag=st.booleans(),
        small=INT32,
        large=INT64,
        larger=UINT64,
        ratio=NUMBERS,
        data=st.binary(max_size=8),
        at=TIMESTAMPS,
        lasting=DURATIONS,
        extra=STRUCTS,
        children=children,
        counts=_maps(TEXTS, INT32),
        shapes=_lists(SHAPES),
        note=TEXTS,
        etag=TEXTS,
        location=TEXTS,
        ticks=_maps(TEXTS, TICKS),
    )
    colours: st.SearchStrategy[dict[str, Any]] = (
        st.builds(dict[str, Any]) | st.fixed_dictionaries({"paint": TEXTS}) | st.fixed_dictionaries({"wavelength": INT32})
    )
    return st.tuples(fields, colours).map(lambda parts: Thing(**parts[0], **parts[1]))


def _list_value(items: Any) -> ListValue:
    return ParseDict(items, ListValue())


THINGS = _things(_lists(_things(st.just([]))))
KINDS = _some(
    count=UINT32,
    signed=INT64,
    fixed=UINT64,
    longs=_lists(INT64),
    ratios=_lists(NUMBERS),
    chunks=_lists(st.binary(max_size=4)),
    flags=_lists(st.booleans()),
    moments=_lists(TIMESTAMPS),
    names=_maps(INT64, TEXTS),
    sides=_maps(st.booleans(), INT32),
    steps=_maps(UINT32, TICKS),
    shapes=_maps(TEXTS, SHAPES),
    pauses=_maps(TEXTS, DURATIONS),
    totals=_maps(TEXTS, INT64),
    anything=ANYTHING.map(lambda data: ParseDict(data, Value())),
    list=_lists(ANYTHING).map(_list_value),
    shape=SHAPES,
    part=st.builds(Kinds.Part, kind=st.sampled_from([Kinds.Part.KIND_LEFT, Kinds.Part.KIND_RIGHT]), name=TEXTS),
    picked_moment=TIMESTAMPS,
    maybe_data=st.binary(max_size=4),
).map(lambda fields: Kinds(**fields))


@settings(STEADY, max_examples=150)
@given(THINGS)
def test_a_written_thing_is_read_again_in_both_styles(thing: Thing) -> None:
    for codec in (JSON[Thing], SNAKE[Thing]):
        assert decode(Thing, rewritten(codec.encode(thing)), codec) == (thing, [])


@settings(STEADY, max_examples=150)
@given(KINDS)
def test_every_kind_of_field_is_read_again_in_both_styles(kinds: Kinds) -> None:
    for codec in (JSON[Kinds], SNAKE[Kinds]):
        assert decode(Kinds, rewritten(codec.encode(kinds)), codec) == (kinds, [])


@settings(STEADY, max_examples=100)
@given(THINGS)
def test_protobuf_writes_the_same_but_for_words_and_null(thing: Thing) -> None:
    ours = JSON[Thing].encode(thing)
    theirs = MessageToDict(thing, always_print_fields_with_no_presence=True)
    assert _in_protobuf_words(ours) == _without_zero_enums(theirs)


@settings(STEADY, max_examples=100)
@given(THINGS)
def test_what_protobuf_reads_of_ours_is_the_same_message(thing: Thing) -> None:
    ours = rewritten(_in_protobuf_words(JSON[Thing].encode(thing)))
    assert ParseDict(cast("dict[str, Any]", ours), Thing()) == thing


def _in_protobuf_words(data: dict[str, Any]) -> dict[str, Any]:
    """Our JSON of a thing as json_format writes it: enums by proto name, nothing null."""
    return {key: _IN_PROTOBUF_WORDS.get(key, _same)(value) for key, value in data.items() if value is not None}


def _shape(word: str) -> str:
    return f"SHAPE_{word.upper()}"


def _same(value: Any) -> Any:
    return value


_IN_PROTOBUF_WORDS: dict[str, Callable[[Any], Any]] = {
    "shape": _shape,
    "otherShape": _shape,
    "shapes": lambda words: list(map(_shape, words)),
    "children": lambda children: list(map(_in_protobuf_words, children)),
}


def _without_zero_enums(data: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if (key, value) != ("shape", "SHAPE_UNSPECIFIED")}
    return {**kept, "children": [_without_zero_enums(child) for child in data["children"]]}
