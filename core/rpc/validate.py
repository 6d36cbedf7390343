"""Every fault of the input that can be found without the database, answered at once."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from typing import Any, Final, cast

import protovalidate
from fluxdesk.failures import Fault
from fluxdesk.json.runtime import entry, join, misplaced
from fluxdesk.v1 import policy_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from protovalidate._gen.buf.validate.validate_pb import FieldPath

from core.errors import Invalid
from core.rpc.call import Call
from core.rpc.defaults import fill_in
from core.rpc.update_mask import complete

Check = Callable[[Message, Call], Iterable[Fault]]
# Fields of a message with their values.
_Held = Callable[[Message], Iterable[tuple[FieldDescriptor, Any]]]

_validator = protovalidate.Validator()
_TIMES = frozenset({"google.protobuf.Timestamp", "google.protobuf.Duration"})
_NANOS = 1_000_000_000
# Bounds of timestamp.proto and duration.proto.
_YEAR_1_SECONDS = -62_135_596_800
_YEAR_10000_SECONDS = 253_402_300_800
_DURATION_SECONDS_MAX = 315_576_000_000
# Where the texts of decoding and of the areas' checks say the same thing in other words. {} is what the rule holds.
_TEXTS = {
    "required": "is required",
    "enum.defined_only": "must be one of the declared values",
    "enum.in": "must be one of {}",
    "enum.not_in": "must be one of {}",
    "map.max_pairs": "must have at most {} entries",
    "repeated.max_items": "must have at most {} elements",
    "string.email": "must be an e-mail address",
    "string.min_len": "must have {} or more characters",
    "string.in": "must be one of {}",
    "string.pattern": "must match {}",
    "string.uuid": "must be a UUID",
}


def validate(call: Call, check: Check) -> None:
    """Fills in what has a default, and raises Invalid with the faults of decoding, of the mask, of the field rules and of the area's check.

    What could not be decoded is not judged again: a fault at or below a path that is already faulted is dropped.
    """
    fill_in(call.request, call.resources.codecs[type(call.request)])
    faults = call.faults
    decoded = [path for path, _ in faults]
    found = [
        *_value_faults(call),
        *complete(call),
        *_rule_faults(call.request, decoded),
        *_variant_faults(call.request),
        *check(call.request, call),
    ]
    faults += [fault for fault in found if not any(_is_within(fault[0], path) for path in decoded)]
    if faults:
        raise Invalid(faults)


def _rule_faults(request: Message, decoded: Collection[str]) -> Iterator[Fault]:
    """Elements that could not be decoded stand as zero values, which may be alike: such a list is not said to hold one twice."""
    for violation in _validator.collect_violations(request):
        path = _path(violation.proto.field)
        if violation.proto.rule_id != "repeated.unique" or not any(_is_within(inner, path) for inner in decoded):
            yield path, _text(violation, cast("Descriptor", request.DESCRIPTOR))


def _text(violation: protovalidate.Violation, request: Descriptor) -> str:
    told, held = violation.proto, violation.rule_value
    if told.rule_id in {"enum.in", "enum.not_in"}:
        enum, named = _enum(request, told.field), cast("Collection[int]", held)
        is_taken = told.rule_id == "enum.not_in"
        held = [_word(enum, value.number) for value in enum.values if value.number and (value.number in named) != is_taken]
    if (text := _TEXTS.get(told.rule_id)) is None:
        return told.message or told.rule_id
    return text.format(", ".join(str(item) or '""' for item in cast("list[object]", held)) if isinstance(held, list) else held)


def _enum(message: Descriptor, path: FieldPath | None) -> EnumDescriptor:
    """Of the field at the path, which has one."""
    *outer, inner = [element.field_name for element in path.elements] if path else []
    for name in outer:
        message = cast("Descriptor", message.fields_by_name[name].message_type)
    return cast("EnumDescriptor", message.fields_by_name[inner].enum_type)


def _word(enum: EnumDescriptor, number: int) -> str:
    """As documents write it: without what the names of all its values begin with, as that of zero has it."""
    prefix = enum.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return enum.values_by_number[number].name.removeprefix(prefix).lower()


def _path(field: FieldPath | None) -> str:
    """The path in proto names, as decoding writes it: `event.actions[0].url`, `labels["repo"]`."""
    path = ""
    for element in field.elements if field else ():
        path += f".{element.field_name}" if path else element.field_name
        subscript = element.subscript
        if subscript is not None:
            path += f"[{subscript.value}]" if subscript.field == "index" else _entry(subscript.value)
    return path


def _entry(key: object) -> str:
    """The key of a map: in JSON, whose paths these are, every key is a string."""
    return entry(str(key).lower() if isinstance(key, bool) else str(key))


def _variant_faults(request: Message) -> Iterator[Fault]:
    """Fields of another variant than the one that a message is, and those that its own lacks."""
    if not _holds(request.DESCRIPTOR, _is_discriminated):
        return
    for path, value in (("", request), *_walk(request, "", _discriminated)):
        name = _discriminator(value.DESCRIPTOR) if isinstance(value, Message) else ""
        if not isinstance(value, Message) or not name or not getattr(value, name):
            continue
        sent = {field.name for field, _ in value.ListFields()}
        for field, number in _variants(value.DESCRIPTOR).items():
            if text := misplaced(name, is_sent=field in sent, is_own=number == getattr(value, name)):
                yield join(path, field), text


@cache
def _discriminator(message: Descriptor) -> str:
    return message.GetOptions().Extensions[cast("Any", policy_pb2.discriminator)]


@cache
def _variants(message: Descriptor) -> dict[str, int]:
    """The number of the variant that each field of a variant belongs to."""
    enum = message.fields_by_name[_discriminator(message)].enum_type
    values = {value.name: value.number for value in (enum.values if enum else ())}
    named = {field.name: field.GetOptions().Extensions[cast("Any", policy_pb2.variant)] for field in message.fields}
    return {field: values[name] for field, name in named.items() if name}


def _value_faults(call: Call) -> Iterator[Fault]:
    """What the field rules of no message say: text that PostgreSQL refuses, and times that no calendar has.

    Either would fail a whole batch. Most requests have no zero byte at all, and many no time.
    """
    if b"\0" in call.request_bytes:
        for path, value in _walk(call.request, "", _set):
            if isinstance(value, str) and "\0" in value:
                yield path, "must not contain a NUL character"
    if _holds(call.request.DESCRIPTOR, _is_time):
        for path, value in _walk(call.request, "", _times):
            if (isinstance(value, Timestamp) and not _is_timestamp(value)) or (isinstance(value, Duration) and not _is_duration(value)):
                yield path, f"is no {type(value).__name__.lower()}"


def _walk(message: Message, prefix: str, held: _Held) -> Iterator[tuple[str, object]]:
    """(path, value) of the fields that `held` gives of each message, keys of maps included. A message comes before what is in it."""
    for field, value in held(message):
        path = prefix + field.name
        if not field.is_repeated:
            yield from _walk_value(value, path, held)
        elif field.message_type and field.message_type.GetOptions().map_entry:
            for key in value:
                yield path + _entry(key), key
                yield from _walk_value(value[key], path + _entry(key), held)
        else:
            for index, item in enumerate(value):
                yield from _walk_value(item, f"{path}[{index}]", held)


def _walk_value(value: object, path: str, held: _Held) -> Iterator[tuple[str, object]]:
    yield path, value
    if isinstance(value, Message) and not isinstance(value, Timestamp | Duration):
        yield from _walk(value, f"{path}.", held)


def _set(message: Message) -> Iterable[tuple[FieldDescriptor, Any]]:
    return message.ListFields()


def _leading_to(is_meant: Callable[[Descriptor], bool], message: Message) -> Iterator[tuple[FieldDescriptor, Any]]:
    """The fields that are set and lead to such messages, which most of a message do not."""
    for field in _leading_fields(message.DESCRIPTOR, is_meant):
        if field.is_repeated or message.HasField(field.name):
            yield field, getattr(message, field.name)


def _is_time(message: Descriptor) -> bool:
    return message.full_name in _TIMES


def _is_discriminated(message: Descriptor) -> bool:
    return bool(_discriminator(message))


_times: Final = partial(_leading_to, _is_time)
_discriminated: Final = partial(_leading_to, _is_discriminated)


@cache
def _leading_fields(message: Descriptor, is_meant: Callable[[Descriptor], bool]) -> tuple[FieldDescriptor, ...]:
    return tuple(field for field in message.fields if field.message_type is not None and _holds(field.message_type, is_meant))


@cache
def _holds(message: Descriptor, is_meant: Callable[[Descriptor], bool]) -> bool:
    """Whether such a message is this one, or can stand in it at any depth."""
    seen, todo = {message.full_name}, [message]
    while todo:
        found = todo.pop()
        if is_meant(found):
            return True
        nested = [field.message_type for field in found.fields if field.message_type and field.message_type.full_name not in seen]
        seen |= {kind.full_name for kind in nested}
        todo += nested
    return False


def _is_timestamp(value: Timestamp) -> bool:
    """Years 1 to 9999, as timestamp.proto says."""
    return _YEAR_1_SECONDS <= value.seconds < _YEAR_10000_SECONDS and 0 <= value.nanos < _NANOS


def _is_duration(value: Duration) -> bool:
    """About 10,000 years, both parts of one sign, as duration.proto says."""
    is_in_range = abs(value.seconds) <= _DURATION_SECONDS_MAX and abs(value.nanos) < _NANOS
    return is_in_range and not (value.seconds * value.nanos < 0)


def _is_within(path: str, outer: str) -> bool:
    return path == outer or not outer or (path.startswith(outer) and path[len(outer)] in ".[")
