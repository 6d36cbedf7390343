"""Refuses fields and enums that have no exact JSON, or that generated Python could not name."""

from collections.abc import Iterator
from keyword import iskeyword
from pathlib import PurePosixPath
from typing import cast

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from scripts.generator.declarations import Declarations, Options
from scripts.generator.fields import FIELD_MASK, HTTP_BODY, WELL_KNOWN, is_sent, value_field
from scripts.generator.json_schema import Schema
from scripts.generator.openapi_failures import problem_details

_SHARED_MODULES = ("runtime", "values", "well_known")
_PROBLEM_MEMBERS = frozenset(cast("Schema", problem_details()["properties"]))


def refused_fields(declarations: Declarations) -> Iterator[str]:
    """Fields whose kind or options no surface can hold to."""
    for message in declarations.messages:
        for field in message.fields:
            kinds = _refused_kind(declarations, field) if is_sent(message.file) else ()
            for text in (*kinds, *_refused_options(declarations, field)):
                yield f"{message.file.name}: {message.name}.{field.name}: {text}"


def refused_event_ids(declarations: Declarations) -> Iterator[str]:
    """Ids of events in messages that are no events, and events of two ids."""
    streamed = {rpc.method.output_type.full_name for rpc in declarations.rpcs if rpc.method.server_streaming and rpc.routes}
    answered = {rpc.method.output_type.full_name for rpc in declarations.rpcs if not rpc.method.server_streaming}
    for message in declarations.messages:
        place = f"{message.file.name}: {message.name}"
        ids = [field.name for field in message.fields if declarations.is_event_id(field)]
        if len(ids) > 1:
            yield f"{place}: {' and '.join(ids)} are both the id of an event: keep event_id on one"
        if ids and message.full_name not in streamed - answered:
            yield f"{place}.{ids[0]}: only what a route streams, and nothing else answers with, has the id of an event: drop event_id"


def refused_immutables(declarations: Declarations) -> Iterator[str]:
    """Keys said to be immutable that could be sent, or where nothing is sent."""
    for message in declarations.messages:
        routes = [route for rpc in declarations.rpcs if rpc.method.input_type is message for route in rpc.routes if route.body == "*"]
        bodies = {rpc.method.input_type.fields_by_name.get(route.body) for rpc in declarations.rpcs for route in rpc.routes}
        place = f"{message.file.name}: {message.name}"
        keys = declarations.immutable(message)
        if keys and not routes and message not in {field.message_type for field in bodies if field is not None}:
            yield f"{place}: is the body of no route, so that nobody sends an immutable key: drop immutable"
            continue
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield f"{place}: names {key} twice as immutable: keep one"
        fixed = {name for route in routes for name in route.variables if all(name in other.variables for other in routes)}
        yield from (f"{place}.{name}: can be sent and is immutable: drop one of the two" for name in _sent_keys(message, keys, fixed))


def _sent_keys(message: Descriptor, keys: tuple[str, ...], fixed: set[str]) -> Iterator[str]:
    """Fields that a body can hold under one of the keys: those that the path fixes are in no body."""
    return (field.name for field in message.fields if {field.name, field.json_name} & set(keys) and field.name not in fixed)


def refused_variants(declarations: Declarations) -> Iterator[str]:
    """Variants that nothing tells apart, or of which it cannot be seen whether they were sent."""
    for message in declarations.messages:
        place, name = f"{message.file.name}: {message.name}", declarations.discriminator(message)
        discriminator = message.fields_by_name.get(name)
        rules = declarations.rules(discriminator) if discriminator is not None else None
        if name and (discriminator is None or discriminator.enum_type is None or discriminator.is_repeated):
            yield f'{place}: the discriminator "{name}" is no enum field of it: name one'
        elif name and not (rules is not None and rules.required):
            yield f"{place}.{name}: a message without it would be of no variant: make the discriminator required"
        known = declarations.variants(message)
        for field in message.fields:
            value = declarations.variant(field)
            if value and value not in known:
                yield f'{place}.{field.name}: its variant "{value}" is no value of a discriminator of {message.name}: name one'
            elif value and (not field.has_presence or declarations.is_nullable(field)):
                yield f"{place}.{field.name}: whether it was sent cannot be seen: make it optional and not nullable, or drop variant"


def refused_files(declarations: Declarations) -> Iterator[str]:
    """Files whose JSON code would stand in the place of another module."""
    taken: dict[str, str] = dict.fromkeys(_SHARED_MODULES, "a shared module of the JSON code")
    for file in declarations.files:
        stem = PurePosixPath(file.name).stem
        if stem in taken:
            yield f"{file.name}: its name is that of {taken[stem]}: rename the file"
        taken[stem] = file.name


def refused_enums(declarations: Declarations) -> Iterator[str]:
    """Enums whose zero value says something, and reasons that no door can show."""
    for enum in declarations.enums:
        zero = enum.values_by_number[0]
        if not zero.name.endswith("_UNSPECIFIED"):
            yield f"{enum.file.name}: {enum.name}.{zero.name}: the zero value means that nothing was sent: name it ..._UNSPECIFIED"
        yield from _refused_reasons(declarations, enum)


def _refused_kind(declarations: Declarations, field: FieldDescriptor) -> Iterator[str]:
    value = value_field(field)
    if value.type == FieldDescriptor.TYPE_FLOAT:
        yield "a float does not survive JSON, whose numbers are doubles: make it a double"
    kind = value.message_type or value.enum_type
    if kind is None or kind.full_name == HTTP_BODY or kind.full_name in WELL_KNOWN:
        return
    if kind.full_name == FIELD_MASK:
        if field.name != "update_mask":
            yield "a FieldMask is derived from what was sent: name it update_mask, or make it a repeated string"
    elif kind.file.package not in declarations.packages or not is_sent(kind.file):
        yield f"{kind.full_name} has no JSON here: use an optional field, or declare a type of your own"


def _refused_options(declarations: Declarations, field: FieldDescriptor) -> Iterator[str]:
    if iskeyword(field.name):
        yield f'"{field.name}" is a keyword of Python: rename the field, and keep the name on the wire with json_name'
    if declarations.header(field) and (field.type != FieldDescriptor.TYPE_STRING or field.is_repeated):
        yield "a header carries one text: make the field a string, or drop the header option"
    if declarations.is_event_id(field) and (field.type != FieldDescriptor.TYPE_STRING or field.is_repeated or field.has_presence):
        yield "the id of an event is one text that each event has: make the field a plain string outside any oneof, or drop event_id"
    if declarations.is_merged(field) and (field.is_repeated or field.message_type not in declarations.messages):
        yield "only a message of ours has parts that an update could name: drop merged"
    if declarations.is_nullable(field) and not field.has_presence:
        yield "has no unset state that null could stand for: make it optional, or drop nullable"


def _refused_reasons(declarations: Declarations, enum: EnumDescriptor) -> Iterator[str]:
    if enum.name != "Reason":
        return
    kinds = declarations.failure(enum)
    named = {name for rpc in declarations.rpcs for name in rpc.reasons}
    for value in enum.values:
        if value.name in kinds and (text := _refused_extra(declarations, kinds[value.name].extra, is_named=value.name in named)):
            yield f"{enum.file.name}: {enum.name}.{value.name}: {text}"
        if value.number and value.name not in kinds:
            yield f"{enum.file.name}: {enum.name}.{value.name}: no door knows how to show it: add the failure option"
        elif value.number and not declarations.comment(value):
            yield f"{enum.file.name}: {enum.name}.{value.name}: its page would not say what it means: add a comment"


def _refused_extra(declarations: Declarations, extra: Options, *, is_named: bool) -> str:
    """What is wrong with what a Reason carries; "" for nothing."""
    if not extra.member and not extra.message:
        return ""
    if not extra.member or extra.member in _PROBLEM_MEMBERS:
        return f'what it carries stands under "{extra.member}", which is no member of its own: name another'
    if declarations.message(extra.message) not in declarations.messages:
        return f'carries "{extra.message}", which is no message here: name one in full'
    return "" if is_named else "carries a message that no document shows: name the Reason in the reasons of an RPC's policy"
