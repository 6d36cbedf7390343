"""Every fault of the input that can be found without the database, answered at once."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import protovalidate
from fluxdesk.failures import Fault
from fluxdesk.json.runtime import entry
from google.protobuf.message import Message
from protovalidate._gen.buf.validate.validate_pb import FieldPath

from core.errors import Invalid
from core.rpc.call import Call

Check = Callable[[Message, Call], Iterable[Fault]]

_validator = protovalidate.Validator()
# Where the texts of decoding and of the areas' checks say the same thing in other words. {} is what the rule holds.
_TEXTS = {
    "required": "is required",
    "enum.defined_only": "must be one of the declared values",
    "map.max_pairs": "must have at most {} entries",
    "repeated.max_items": "must have at most {} elements",
    "string.email": "must be an e-mail address",
    "string.in": "must be one of {}",
    "string.pattern": "must match {}",
    "string.uuid": "must be a UUID",
}


def validate(call: Call, check: Check) -> None:
    """Raises Invalid with the faults of decoding, of the field rules and of the area's own check.

    What could not be decoded is not judged again: a fault at or below a path that is already faulted is dropped.
    """
    faults = call.faults
    decoded = [path for path, _ in faults]
    found = [*_nul_faults(call), *_rule_faults(call.request), *check(call.request, call)]
    faults += [fault for fault in found if not any(_is_within(fault[0], path) for path in decoded)]
    if faults:
        raise Invalid(faults)


def _rule_faults(request: Message) -> Iterator[Fault]:
    for violation in _validator.collect_violations(request):
        yield _path(violation.proto.field), _text(violation)


def _text(violation: protovalidate.Violation) -> str:
    told, held = violation.proto, violation.rule_value
    if (text := _TEXTS.get(told.rule_id)) is None:
        return told.message or told.rule_id
    return text.format(", ".join(str(item) or '""' for item in cast("list[object]", held)) if isinstance(held, list) else held)


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


def _nul_faults(call: Call) -> Iterator[Fault]:
    """PostgreSQL refuses NUL in text, and one such row would fail its batch. Most requests have no such byte at all."""
    return _nul_strings(call.request, "") if b"\0" in call.request_bytes else iter(())


def _nul_strings(message: Message, prefix: str) -> Iterator[Fault]:
    for field, value in message.ListFields():
        path = prefix + field.name
        if field.message_type and field.message_type.GetOptions().map_entry:
            for key in value:
                item = value[key]
                place = path + _entry(key)
                yield from _nul_values(key, place)
                yield from _nul_values(item, place)
        elif field.is_repeated:
            for index, item in enumerate(value):
                yield from _nul_values(item, f"{path}[{index}]")
        else:
            yield from _nul_values(value, path)


def _nul_values(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Message):
        yield from _nul_strings(value, f"{path}.")
    elif isinstance(value, str) and "\0" in value:
        yield path, "must not contain a NUL character"


def _is_within(path: str, outer: str) -> bool:
    return path == outer or not outer or (path.startswith(outer) and path[len(outer)] in ".[")
