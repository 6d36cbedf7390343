"""Refuses fields and enums that have no exact JSON, or that generated Python could not name."""

from collections.abc import Iterator
from keyword import iskeyword
from pathlib import PurePosixPath

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor

from scripts.generator.declarations import Declarations
from scripts.generator.fields import FIELD_MASK, HTTP_BODY, WELL_KNOWN, is_sent, value_field

_SHARED_MODULES = ("runtime", "values", "well_known")


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
    if declarations.is_nullable(field) and not field.has_presence:
        yield "has no unset state that null could stand for: make it optional, or drop nullable"


def _refused_reasons(declarations: Declarations, enum: EnumDescriptor) -> Iterator[str]:
    if enum.name != "Reason":
        return
    kinds = declarations.failure(enum)
    for value in enum.values:
        if value.number and value.name not in kinds:
            yield f"{enum.file.name}: {enum.name}.{value.name}: no door knows how to show it: add the failure option"
        elif value.number and not declarations.comment(value):
            yield f"{enum.file.name}: {enum.name}.{value.name}: its page would not say what it means: add a comment"
