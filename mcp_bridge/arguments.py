"""The arguments of a tool call as a request message, with the slips of models mended and every fault kept."""

from collections.abc import Mapping
from typing import cast

from fluxdesk.failures import Fault
from fluxdesk.json.runtime import MalformedJson, MessageCodec, read_json
from google.protobuf.message import Message

from mcp_bridge.exchange import Exchange

Schema = Mapping[str, object]


def decode_arguments(arguments: object, schema: Schema, codec: MessageCodec) -> tuple[Message, list[Fault]]:
    """The request as far as it can be read. Its faults go to the core, since 401, 403 and 429 come before them."""
    faults: list[Fault] = []
    request = codec.decode(repaired(arguments, schema), "", faults)
    return request, faults


def repaired(value: object, schema: Schema) -> object:
    """The value with objects and lists that were sent as JSON text put in place of the text.

    Models often write `"{...}"` where `{...}` is due. Text stays text wherever the schema lets it be text.
    """
    kinds = _kinds(schema)
    if isinstance(value, str) and kinds & {"object", "array"} and "string" not in kinds:
        value = _parsed(value)
    if isinstance(value, dict):
        return _repaired_object(cast("dict[str, object]", value), schema)
    if isinstance(value, list):
        items = _subschema(schema, "items")
        return [repaired(item, items) for item in cast("list[object]", value)]
    return value


def mend_arguments(exchange: Exchange) -> bool:
    """Puts the object in the place of arguments that were sent as JSON text; whether it has. The SDK refuses text there."""
    params, sent = exchange.params, exchange.params.get("arguments")
    if exchange.method != "tools/call" or not isinstance(sent, str) or not isinstance(params, dict):
        return False
    mended = _parsed(sent)
    if not isinstance(mended, dict):
        return False
    params["arguments"] = mended
    return True


def _repaired_object(value: dict[str, object], schema: Schema) -> dict[str, object]:
    """Changes the object in place, so that one read with duplicate keys stays marked as such."""
    properties = cast("Mapping[str, Schema]", _subschema(schema, "properties"))
    others = _subschema(schema, "additionalProperties")
    for key, member in value.items():
        value[key] = repaired(member, properties.get(key, others))
    return value


def _parsed(text: str) -> object:
    """The object or list that the text holds, else the text, which the decoder then names as a fault."""
    try:
        value = read_json(text.encode())
    except (MalformedJson, UnicodeEncodeError):
        return text
    return cast("object", value) if isinstance(value, dict | list) else text


def _kinds(schema: Schema) -> set[str]:
    kind = schema.get("type", ())
    return {kind} if isinstance(kind, str) else set(cast("list[str]", kind))


def _subschema(schema: Schema, key: str) -> Schema:
    value = schema.get(key)
    return cast("Schema", value) if isinstance(value, dict) else {}
