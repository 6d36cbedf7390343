"""A request as a caller would write it in JSON: only what is set."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from fluxdesk.json import JSON, SNAKE
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

_UPDATE_MASK = "google.protobuf.FieldMask"


def json_form(message: Message) -> dict[str, object]:
    """With the keys of REST."""
    return _set_fields(JSON[type(message)].encode(message), message, lambda field: field.json_name)


def snake_form(message: Message) -> dict[str, object]:
    """With the names of the proto, as tools take them."""
    return _set_fields(SNAKE[type(message)].encode(message), message, lambda field: field.name)


def _set_fields(encoded: Mapping[str, Any], message: Message, key: Callable[[FieldDescriptor], str]) -> dict[str, object]:
    """Codecs write what is unset too. An update mask is not written at all: it follows from the keys."""
    form: dict[str, object] = {}
    for field, value in message.ListFields():
        if field.message_type and field.message_type.full_name == _UPDATE_MASK:
            continue
        form[key(field)] = _set_value(encoded[key(field)], value, field, key)
    return form


def _set_value(encoded: Any, value: Any, field: FieldDescriptor, key: Callable[[FieldDescriptor], str]) -> object:
    if field.message_type is None or field.message_type.GetOptions().map_entry:
        return encoded
    if isinstance(value, Message):
        # A well-known type is no object in JSON.
        return _set_fields(cast("dict[str, Any]", encoded), value, key) if isinstance(encoded, dict) else encoded
    return [_set_value(item, message, field, key) for item, message in zip(encoded, value, strict=True)]
