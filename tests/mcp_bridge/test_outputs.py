"""Whatever an RPC may answer is what its tool's output schema says, and is read again as the same message."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, cast

import jsonschema_rs
import pytest
import scenarios.json
from fluxdesk.json import SNAKE
from fluxdesk.json.runtime import Fault
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import RPCS
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from tests.mcp_bridge.host import ROWS, TOOLS

Schema = Mapping[str, Any]

_GEN = Path(__file__).parents[2] / "gen"
_CODECS = {**SNAKE, **scenarios.json.SNAKE}
_ENTRIES = {str(tool["rpc"]): tool for tool in (*TOOLS, *json.loads((_GEN / "mcp_tools.json").read_text("utf-8")))}
_ANSWERS_EACH = 40
_ITEMS_MAX = 2
_INTEGERS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
_TEXTS = ("", "a", "null", '"', "\\", "\u2028", "é", "\U0001f600", " ", "0")


def _message(random: Random, kind: Descriptor, schema: Schema) -> Message:
    """Any of its fields, and those that the schema promises; of the members of a oneof, at most one."""
    message = GetMessageClass(kind)()
    kept = {random.choice([field.name for field in oneof.fields]) for oneof in kind.oneofs}
    for field in kind.fields:
        if field.name in schema.get("required", ()) or ((field.containing_oneof is None or field.name in kept) and random.random() < 0.5):
            _fill(random, message, field, schema.get("properties", {}).get(field.name))
    return message


def _fill(random: Random, message: Message, field: FieldDescriptor, schema: Schema | None) -> None:
    """What the schema no longer describes, where recursion ends, is left out."""
    if schema is None:
        return
    held, count = getattr(message, field.name), random.randint(0, _ITEMS_MAX)
    if field.message_type is not None and field.message_type.full_name in _WELL_KNOWN:
        well_known = _WELL_KNOWN[field.message_type.full_name]
        for each in [held.add() for _ in range(count)] if field.is_repeated else [held]:
            well_known(random, each)
            each.SetInParent()
    elif field.message_type is not None and field.message_type.GetOptions().map_entry:
        _fill_map(random, held, field.message_type, schema.get("additionalProperties", {}), count)
    elif field.is_repeated:
        held.extend(_value(random, field, schema.get("items", {})) for _ in range(count))
    elif field.message_type is not None:
        held.CopyFrom(_value(random, field, schema))
        held.SetInParent()
    else:
        setattr(message, field.name, _value(random, field, schema))


def _fill_map(random: Random, held: Any, entry: Descriptor, schema: Schema, count: int) -> None:
    key, value = entry.fields
    for _ in range(count):
        name, drawn = _value(random, key, {}), _value(random, value, schema)
        if isinstance(drawn, Message):
            held[name].CopyFrom(drawn)
        else:
            held[name] = drawn


def _value(random: Random, field: FieldDescriptor, schema: Schema) -> Any:
    """One item of the field. An enum whose value nobody knows is no answer."""
    if field.message_type is not None:
        return _message(random, field.message_type, schema)
    if field.enum_type is not None:
        return random.choice([value.number for value in field.enum_type.values if value.number])
    if field.cpp_type in _INTEGERS:
        low, high = _INTEGERS[field.cpp_type]
        return random.choice((low, high, random.randint(low, high)))
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return random.random() < 0.5
    if field.cpp_type in {FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT}:
        return random.choice((0.0, -0.5, 1e300, random.uniform(-9, 9)))
    text = "".join(random.choices(_TEXTS, k=random.randint(0, 5)))
    return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text


def _timestamp(random: Random, held: Any) -> None:
    held.seconds, held.nanos = random.randint(0, 10**10), random.choice((0, 1, 500_000_000, random.randint(0, 999_999_999)))


def _struct(random: Random, held: Any) -> None:
    held.update({random.choice(_TEXTS): random.choice(("text", 1.5, True, None, ["a"], {"b": "c"})) for _ in range(_ITEMS_MAX)})


def _any_value(random: Random, held: Any) -> None:
    held.string_value = random.choice(_TEXTS)
    if random.random() < 0.5:
        _struct(random, held.struct_value)


_WELL_KNOWN = {
    "google.protobuf.Timestamp": _timestamp,
    "google.protobuf.Duration": _timestamp,
    "google.protobuf.Struct": _struct,
    "google.protobuf.Value": _any_value,
}


@pytest.mark.parametrize("rpc", [rpc for rpc in (*ROWS, *RPCS) if rpc.tool and rpc.reply is not HttpBody], ids=lambda rpc: rpc.tool)
def test_every_answer_is_what_the_schema_says_and_is_read_again(rpc: Rpc) -> None:
    schema = cast("dict[str, Any]", _ENTRIES[rpc.name]["outputSchema"])
    if rpc.server_streaming:
        schema = schema["properties"]["messages"]["items"]
    validator, codec = jsonschema_rs.Draft202012Validator(schema, validate_formats=True), _CODECS[rpc.reply]
    for number in range(_ANSWERS_EACH):
        reply = _message(Random(f"{rpc.name} {number}"), cast("Descriptor", rpc.reply.DESCRIPTOR), schema)
        content = json.loads(json.dumps(codec.encode(reply)))
        validator.validate(content)
        faults: list[Fault] = []
        assert (codec.decode(content, "", faults), faults) == (reply, [])
