"""Parsing: exactly RFC 8259, with repeated keys noticed."""

import json
from typing import cast

import pytest
from fluxdesk.json.runtime import DuplicateKeys, MalformedJson, read_json
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generator.codecs import STEADY

# An object stands for itself as a list of pairs, so that a key can stand in it twice.
Pairs = list[tuple[str, object]]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
KEYS = st.sampled_from(["a", "b", ":", '":', "é", ""])
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.lists(st.tuples(KEYS, inner), max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "Expecting value at line 1, column 1"),
        (b" \n ", "Expecting value at line 2, column 2"),
        (b"{", "Expecting property name enclosed in double quotes at line 1, column 2"),
        (b'{"a":1}x', "Extra data at line 1, column 8"),
        (b'{"a":1,}', None),
        (b"[1,]", None),
        (b"{'a':1}", None),
        (b"{a:1}", None),
        (b"NaN", "NaN is no JSON number"),
        (b'{"a": -Infinity}', "-Infinity is no JSON number"),
        (b"01", None),
        (b"1.", None),
        (b".5", None),
        (b"+1", None),
        (b"0x10", None),
        (b'"\t"', None),
        (b'"\\x41"', None),
        (b'"\\u12"', None),
        (b"True", None),
        (b"// comment\n1", None),
        (b"\xef\xbb\xbf{}", None),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b'"\xed\xa0\x80"', "not UTF-8 at byte 1"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8 at byte 0"),
        (b"\xc2\xa01", None),
        (b"[" * 10_000, "nested too deeply"),
        (b'{"a":' * 10_000, "nested too deeply"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_malformed(body: bytes, text: str | None) -> None:
    with pytest.raises(MalformedJson) as raised:
        read_json(body)
    assert text is None or str(raised.value) == text


def test_a_lone_surrogate_is_left_to_the_codec_which_names_its_place() -> None:
    assert read_json(b'["\\ud800", "\\ud83d\\ude00"]') == ["\ud800", "😀"]


def test_a_number_beyond_every_range_is_infinite() -> None:
    assert read_json(b"[1e400, -1e400]") == [float("inf"), float("-inf")]
    assert read_json(b"1" * 5000) == float("inf")
    assert read_json(b"-" + b"1" * 5000) == float("-inf")
    assert read_json(b"12345678901234567890123") == 12345678901234567890123


def test_the_last_of_repeated_keys_is_kept_and_all_are_named() -> None:
    read = read_json(b'{"a": 1, "b": 1, "a": 2, "c": 1, "b": 3, "a": 4, "\\u0063": 5}')
    assert isinstance(read, DuplicateKeys)
    assert read == {"a": 4, "b": 3, "c": 5}
    assert read.repeated == ("a", "b", "c")


@settings(STEADY, max_examples=300)
@given(DOCUMENTS)
def test_a_repeated_key_is_noticed_wherever_it_stands(document: object) -> None:
    read = read_json(_text(document).encode("utf-8"))
    assert _is_noticed(read) == _repeats(document)
    if not _repeats(document):
        assert read == json.loads(_text(document))


@settings(STEADY, max_examples=300)
@given(st.binary(max_size=30) | st.text('[]{}",:\\u0de1.-+ \n', max_size=30).map(str.encode))
def test_a_hostile_body_is_read_or_malformed(body: bytes) -> None:
    try:
        read = read_json(body)
    except MalformedJson:
        return
    assert read == json.loads(body)


def _text(document: object) -> str:
    match document:
        case list():
            return "{" + ",".join(f"{json.dumps(key)}:{_text(value)}" for key, value in cast("Pairs", document)) + "}"
        case tuple():
            return "[" + ",".join(map(_text, cast("tuple[object, ...]", document))) + "]"
        case _:
            return json.dumps(document)


def _repeats(document: object) -> bool:
    match document:
        case list():
            pairs = cast("Pairs", document)
            return len({key for key, _ in pairs}) < len(pairs) or any(_repeats(value) for _, value in pairs)
        case tuple():
            return any(map(_repeats, cast("tuple[object, ...]", document)))
        case _:
            return False


def _is_noticed(read: object) -> bool:
    if isinstance(read, dict):
        return isinstance(read, DuplicateKeys) or any(map(_is_noticed, cast("dict[str, object]", read).values()))
    return isinstance(read, list) and any(map(_is_noticed, cast("list[object]", read)))
