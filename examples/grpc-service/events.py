"""Events as people write them, in JSON, made into messages."""

import json
from collections.abc import Mapping
from typing import cast

from fluxdesk.v1.events_pb2 import InboundEvent, PublishStreamRequest
from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, EnumDescriptor


class Unreadable(Exception):
    """The text is no event; it says why."""


def read_event(text: bytes) -> PublishStreamRequest:
    """The event of a JSON object in the form that REST documents. Raises Unreadable; what is wrong inside it, FluxDesk will say."""
    try:
        values = json.loads(text)
        if not isinstance(values, dict):
            message = "an event is a JSON object"
            raise Unreadable(message)
        declared = cast("Descriptor", InboundEvent.DESCRIPTOR)
        event = json_format.ParseDict(_with_enum_names(cast("Mapping[str, object]", values), declared), InboundEvent())
    except (ValueError, RecursionError, json_format.Error) as problem:
        raise Unreadable(str(problem)) from None
    return PublishStreamRequest(event=event)


def _with_enum_names(values: Mapping[str, object], message: Descriptor) -> dict[str, object]:
    """REST says "warn" where the JSON of protobuf says "SEVERITY_WARN"."""
    named: dict[str, object] = {}
    for key, value in values.items():
        field = message.fields_by_name.get(key)
        if field and field.enum_type and isinstance(value, str):
            named[key] = _enum_name(value, field.enum_type)
        elif field and field.message_type and isinstance(value, dict):
            named[key] = _with_enum_names(cast("Mapping[str, object]", value), field.message_type)
        elif field and field.message_type and isinstance(value, list):
            inner, items = field.message_type, cast("list[object]", value)
            named[key] = [_with_enum_names(cast("Mapping[str, object]", item), inner) if isinstance(item, dict) else item for item in items]
        else:
            named[key] = value
    return named


def _enum_name(word: str, enum: EnumDescriptor) -> str:
    return enum.values[0].name.removesuffix("UNSPECIFIED") + word.upper()
