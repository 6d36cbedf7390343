"""Refuses values of fields that are not sent, where the core could not fill them in or where they would change what is meant."""

import json
from collections.abc import Iterator

import jsonschema_rs
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from scripts.generator.declarations import Declarations
from scripts.generator.fields import FIELD_MASK
from scripts.generator.json_schema import Dialect, proto_name

_NO_REQUEST = "only the fields of a request itself are filled in: drop default_value"
_FILLED = {
    FieldDescriptor.CPPTYPE_BOOL,
    FieldDescriptor.CPPTYPE_ENUM,
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_STRING,
    FieldDescriptor.CPPTYPE_UINT32,
}


def refused_defaults(declarations: Declarations) -> Iterator[str]:
    """Defaults of what is no request's own optional field, and those that break the rules of their field."""
    requests = {rpc.method.input_type.full_name for rpc in declarations.rpcs}
    for message in declarations.messages:
        for field in message.fields:
            if text := declarations.default_value(field):
                told = _refused(declarations, message, field, text) if message.full_name in requests else _NO_REQUEST
                if told:
                    yield f"{message.file.name}: {message.name}.{field.name}: {told}"


def _refused(declarations: Declarations, message: Descriptor, field: FieldDescriptor, text: str) -> str:
    """What is wrong with the default of a field of a request; "" for nothing."""
    if any(other.message_type is not None and other.message_type.full_name == FIELD_MASK for other in message.fields):
        return "what an update does not send stays as it is: drop default_value"
    if not field.has_presence or field.cpp_type not in _FILLED or field.type == FieldDescriptor.TYPE_BYTES:
        return "only an optional flag, text, enum or number of 32 bits is filled in: make it one, or drop default_value"
    if declarations.is_nullable(field):
        return "null would not be told from what is not sent: drop default_value"
    is_valid = _is_valid(Dialect(declarations, is_input=True, key=proto_name), field, text)
    return "" if is_valid else f"{text} is no JSON that its rules allow: give it a default_value that is"


def _is_valid(dialect: Dialect, field: FieldDescriptor, text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return jsonschema_rs.is_valid(
        dialect.field(field, lambda kind: dialect.enum(kind) if isinstance(kind, EnumDescriptor) else {}), value, validate_formats=True
    )
