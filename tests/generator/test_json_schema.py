"""Schemas say what the codecs and the field rules do."""

from pathlib import Path
from typing import cast

import jsonschema_rs
import protovalidate
import pytest
import scenarios.json
from fluxdesk.json.runtime import Fault
from google.protobuf.descriptor import EnumDescriptor
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import (
    DrawFn,
    binary,
    booleans,
    characters,
    composite,
    dictionaries,
    floats,
    integers,
    lists,
    none,
    one_of,
    recursive,
    sampled_from,
    text,
)
from scenarios.v1.kinds_pb2 import Kinds
from scenarios.v1.scenarios_pb2 import Shape, Thing, Tick

from scripts.generator.declarations import Declarations
from scripts.generator.json_schema import Dialect, Schema, json_name
from scripts.generator.openapi import document
from scripts.generator.outputs import FIXTURES
from tests.generator.declare import declare

_LIMITS = [
    ("string value = 1 [(buf.validate.field).string = {min_len: 2 max_len: 5}];", {"type": "string", "minLength": 2, "maxLength": 5}),
    ("string value = 1 [(buf.validate.field).string.len = 3];", {"type": "string", "minLength": 3, "maxLength": 3}),
    ('string value = 1 [(buf.validate.field).string.pattern = "^a"];', {"type": "string", "pattern": "^a"}),
    ('string value = 1 [(buf.validate.field).string.prefix = "https://"];', {"type": "string", "pattern": "^https://"}),
    ('string value = 1 [(buf.validate.field).string = {in: ["a", "b"]}];', {"type": "string", "enum": ["a", "b"]}),
    ('string value = 1 [(buf.validate.field).string = {not_in: ["a"]}];', {"type": "string", "not": {"enum": ["a"]}}),
    ('string value = 1 [(buf.validate.field).string.const = "2"];', {"type": "string", "enum": ["2"]}),
    ("string value = 1 [(buf.validate.field).string.email = true];", {"type": "string", "format": "email"}),
    ("string value = 1 [(buf.validate.field).string.uuid = true];", {"type": "string", "format": "uuid"}),
    ("string value = 1 [(buf.validate.field).required = true];", {"type": "string", "minLength": 1}),
    ('string value = 1 [(buf.validate.field) = {required: true string: {pattern: "^a*$"}}];', {"pattern": "^a*$", "minLength": 1}),
    ("optional string value = 1 [(buf.validate.field).required = true];", {"type": "string"}),
    ("bytes value = 1 [(buf.validate.field).bytes.max_len = 4];", {"type": "string", "contentEncoding": "base64", "maxLength": 8}),
    ("int32 value = 1 [(buf.validate.field).int32 = {gte: 1 lt: 9}];", {"minimum": 1, "exclusiveMaximum": 9, "maximum": 2147483647}),
    ("uint32 value = 1 [(buf.validate.field).uint32.lte = 9];", {"type": "integer", "minimum": 0, "maximum": 9}),
    ("double value = 1 [(buf.validate.field).double.gt = 0];", {"type": "number", "exclusiveMinimum": 0}),
    ("int64 value = 1;", {"type": ["string", "integer"], "format": "int64"}),
    ("optional Kind value = 1 [(fluxdesk.v1.nullable) = true];", {"type": ["string", "null"], "enum": ["small", "very_large", None]}),
    ("Kind value = 1 [(buf.validate.field).enum = {in: [2]}];", {"type": "string", "enum": ["very_large"]}),
    ("google.protobuf.Timestamp value = 1;", {"type": "string", "format": "date-time"}),
    ("repeated string value = 1 [(buf.validate.field).repeated = {min_items: 1 unique: true}];", {"minItems": 1, "uniqueItems": True}),
    ("repeated string value = 1 [(buf.validate.field).repeated.items.string.max_len = 5];", {"items": {"type": "string", "maxLength": 5}}),
    (
        "map<string, bool> value = 1 [(buf.validate.field).map.max_pairs = 3];",
        {"maxProperties": 3, "additionalProperties": {"type": "boolean"}},
    ),
    ("uint64 value = 1;", {"type": ["string", "integer"], "format": "uint64", "minimum": 0}),
    ("uint64 value = 1 [(buf.validate.field).uint64.gte = 5];", {"minimum": 5}),
    (
        "uint64 value = 1 [(buf.validate.field).uint64 = {gte: 1, lte: 30}];",
        {"type": ["string", "integer"], "minimum": 1, "maximum": 30, "pattern": "^([1-9]|[1-2][0-9]|30)$"},
    ),
    ("map<uint32, bool> value = 1;", {"propertyNames": {"pattern": "^(0|[1-9][0-9]{0,9})$"}}),
    ("string value = 1 [deprecated = true];", {"deprecated": True}),
    ("string value = 1 [debug_redact = true];", {"format": "password"}),
    ("string value = 1 [(buf.validate.field) = {ignore: IGNORE_ALWAYS string: {max_len: 5}}];", {"type": "string"}),
]
_REQUIRED = [
    ("string value = 1;", False),
    ("string value = 1 [(buf.validate.field).required = true];", True),
    ("string value = 1 [(buf.validate.field).string.min_len = 1];", True),
    ("optional string value = 1 [(buf.validate.field).string.min_len = 1];", False),
    ("string value = 1 [(buf.validate.field) = {ignore: IGNORE_IF_ZERO_VALUE string: {min_len: 1}}];", False),
    ("string value = 1 [(buf.validate.field).string.uuid = true];", True),
    ('string value = 1 [(buf.validate.field).string = {in: ["", "a"]}];', False),
    ("int32 value = 1 [(buf.validate.field).int32.gte = 1];", True),
    ("int32 value = 1 [(buf.validate.field).int32.lte = 9];", False),
    ("Kind value = 1 [(buf.validate.field).enum.defined_only = true];", False),
    ("Kind value = 1 [(buf.validate.field).enum = {not_in: [0]}];", True),
    ("repeated string value = 1 [(buf.validate.field).repeated.min_items = 1];", True),
]
_KIND = "enum Kind { KIND_UNSPECIFIED = 0; KIND_SMALL = 1; KIND_VERY_LARGE = 2; }"


def _schema_of(folder: Path, field: str, *, is_input: bool) -> Schema:
    declarations = declare(folder, f"{_KIND} message Made {{ {field} }}")
    dialect = Dialect(declarations, is_input=is_input, key=json_name)
    made = next(message for message in declarations.messages if message.name == "Made")
    return dialect.object(made, lambda described: dialect.enum(described) if isinstance(described, EnumDescriptor) else {})


def _value_of(schema: Schema) -> Schema:
    return cast("dict[str, Schema]", schema["properties"])["value"]


@pytest.mark.parametrize(("field", "keywords"), _LIMITS)
def test_a_rule_of_a_request_field_is_a_keyword(tmp_path: Path, field: str, keywords: Schema) -> None:
    schema = _value_of(_schema_of(tmp_path, field, is_input=True))
    assert schema | keywords == schema
    assert jsonschema_rs.meta.is_valid(schema)


@pytest.mark.parametrize(("field", "is_required"), _REQUIRED)
def test_a_field_is_required_where_its_rules_refuse_its_absence(tmp_path: Path, field: str, *, is_required: bool) -> None:
    assert _schema_of(tmp_path, field, is_input=True).get("required", []) == (["value"] if is_required else [])


def test_a_reply_promises_what_is_always_written(tmp_path: Path) -> None:
    fields = """
    string text = 1;
    optional string note = 2;
    optional string nullable_note = 3 [(fluxdesk.v1.nullable) = true];
    repeated string pieces = 4;
    Kind kind = 5;
    Kind sure_kind = 6 [(buf.validate.field).required = true];
    google.protobuf.Timestamp at = 7;
    """
    schema = _schema_of(tmp_path, fields, is_input=False)
    assert schema["required"] == ["text", "nullableNote", "pieces", "sureKind"]


def test_a_required_text_whose_pattern_refuses_an_empty_one_has_no_length_beside_it(tmp_path: Path) -> None:
    field = 'string value = 1 [(buf.validate.field) = {required: true string: {pattern: "^a+$"}}];'
    assert _value_of(_schema_of(tmp_path, field, is_input=True)) == {"type": "string", "pattern": "^a+$"}


def test_a_reply_keeps_no_limits_and_may_grow(tmp_path: Path) -> None:
    schema = _schema_of(tmp_path, "string value = 1 [(buf.validate.field).string.max_len = 5];", is_input=False)
    assert _value_of(schema) == {"type": "string"}
    assert "additionalProperties" not in schema


_TEXT = text(characters(codec="utf-8", exclude_characters="\0"), max_size=5)
_JSON = recursive(one_of(none(), booleans(), _TEXT), lambda inner: lists(inner, max_size=2) | dictionaries(_TEXT, inner, max_size=2))
_SHAPES = [Shape.SHAPE_ROUND, Shape.SHAPE_SQUARE_ISH]
_LONG_NAME = text("n", min_size=59, max_size=62)


@composite
def _things(draw: DrawFn, depth: int = 1) -> Thing:
    """Things with any of their fields, some of them against the rules of name and children."""
    thing = Thing(
        name=draw(_TEXT | _LONG_NAME),
        flag=draw(booleans()),
        shape=draw(sampled_from([Shape.SHAPE_UNSPECIFIED, *_SHAPES])),
        small=draw(integers(-(2**31), 2**31 - 1)),
        large=draw(integers(-(2**63), 2**63 - 1)),
        larger=draw(integers(0, 2**64 - 1)),
        ratio=draw(floats(allow_nan=False, allow_infinity=False)),
        data=draw(binary(max_size=5)),
        shapes=draw(lists(sampled_from(_SHAPES), max_size=3)),
        counts=draw(dictionaries(_TEXT, integers(-9, 9), max_size=3)),
        ticks={key: Tick(number=number) for key, number in draw(dictionaries(_TEXT, integers(0, 9), max_size=3)).items()},
        children=draw(lists(_things(depth - 1), max_size=5)) if depth else (),
    )
    if draw(booleans()):
        thing.at.FromSeconds(draw(integers(0, 10**10)))
        thing.lasting.FromNanoseconds(draw(integers(-(10**12), 10**12)))
        thing.extra.update(draw(dictionaries(_TEXT, _JSON, max_size=3)))
        thing.maybe_flag = draw(booleans())
        thing.note = draw(_TEXT)
        thing.paint = draw(_TEXT)
    return thing


@pytest.fixture(scope="module")
def fixtures() -> Schema:
    return document(Declarations(FIXTURES), "1")


@pytest.fixture(scope="module")
def reply_schema(fixtures: Schema) -> jsonschema_rs.Validator:
    return _validator(fixtures, "Thing")


@pytest.fixture(scope="module")
def request_schema(fixtures: Schema) -> jsonschema_rs.Validator:
    return _validator(fixtures, "ThingInput")


@pytest.fixture(scope="module")
def kinds_schema() -> jsonschema_rs.Validator:
    """Of a message that no RPC takes, and that the document leaves out."""
    declarations = Declarations(FIXTURES)
    dialect = Dialect(declarations, is_input=True, key=json_name)
    kinds = next(message for message in declarations.messages if message.name == "Kinds")
    return jsonschema_rs.Draft202012Validator(dialect.object(kinds, lambda _: {}))


def _validator(fixtures: Schema, name: str) -> jsonschema_rs.Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": fixtures["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


@given(thing=_things())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_reply_is_what_its_schema_says(reply_schema: jsonschema_rs.Validator, thing: Thing) -> None:
    reply_schema.validate(scenarios.json.JSON[Thing].encode(thing))


@given(thing=_things())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_schema_of_a_request_accepts_what_the_rules_accept(request_schema: jsonschema_rs.Validator, thing: Thing) -> None:
    sent = scenarios.json.JSON[Thing].encode(thing)
    assert request_schema.is_valid(sent) == _is_accepted(sent)


_SENT: list[Schema] = [
    {},
    {"large": 5},
    {"large": "-5"},
    {"large": "05"},
    {"large": "five"},
    {"larger": "-1"},
    {"larger": -1},
    {"larger": 2**63},
    {"larger": "01"},
    {"small": 2**31},
    {"small": "1"},
    {"ratio": 1},
    {"ratio": "1"},
    {"flag": None},
    {"maybeFlag": None},
    {"at": None},
    {"at": "2026-03-14T09:26:53+01:00"},
    {"at": "2026-03-14T09:26:53"},
    {"lasting": "1.5s"},
    {"lasting": "1.5"},
    {"lasting": None},
    {"shape": "square_ish"},
    {"shape": "SHAPE_ROUND"},
    {"shape": "unspecified"},
    {"shapes": ["round", "oval"]},
    {"extra": {"any": [1, None]}},
    {"extra": []},
    {"counts": {"a": 1}},
    {"counts": {"a": "1"}},
    {"ticks": {"a": {"number": 1}}},
    {"ticks": {"a": {"digit": 1}}},
    {"children": [{"name": "child"}]},
    {"children": [{}] * 4},
    {"children": {}},
    {"sticky_note": None},
    {"note": "proto name"},
    {"unknown": 1},
]


@pytest.mark.parametrize("sent", _SENT, ids=str)
def test_schema_and_codec_agree_on_a_request(request_schema: jsonschema_rs.Validator, sent: Schema) -> None:
    assert request_schema.is_valid(sent) == _is_accepted(sent)


@pytest.mark.parametrize(
    "key", ["0", "-0", "00", "01", "+1", " 1", "1 ", "1.0", "1e3", "-1", "9" * 21, "true", "", "\N{ARABIC-INDIC DIGIT ONE}", "1\n"]
)
@pytest.mark.parametrize("field", ["names", "sides", "steps"])
def test_schema_and_codec_agree_on_the_keys_of_a_map(kinds_schema: jsonschema_rs.Validator, field: str, key: str) -> None:
    values: dict[str, object] = {"names": "", "sides": 0, "steps": {}}
    faults: list[Fault] = []
    scenarios.json.JSON[Kinds].decode({field: {key: values[field]}}, "", faults)
    assert kinds_schema.is_valid({field: {key: values[field]}}) == (not faults)


def _is_accepted(sent: object) -> bool:
    faults: list[Fault] = []
    message = scenarios.json.JSON[Thing].decode(sent, "", faults)
    return not faults and not protovalidate.Validator().collect_violations(message)
