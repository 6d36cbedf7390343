"""Messages without their secrets, for logs and audit."""

from functools import cache

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

HIDDEN = "[redacted]"


def redacted(message: Message) -> Message:
    """The message itself when its type can hold no secret, else a copy in which every debug_redact field is hidden."""
    if not _can_hold_secret(message.DESCRIPTOR):
        return message
    copy = type(message)()
    copy.CopyFrom(message)
    _hide(copy)
    return copy


def _hide(message: Message) -> None:
    for field, value in message.ListFields():
        if field.GetOptions().debug_redact:
            _hide_field(message, field)
        elif field.message_type is None:
            continue
        elif field.message_type.GetOptions().map_entry:
            if field.message_type.fields_by_name["value"].message_type:
                for key in value:
                    _hide(value[key])
        else:
            for nested in value if field.is_repeated else (value,):
                _hide(nested)


def _hide_field(message: Message, field: FieldDescriptor) -> None:
    message.ClearField(field.name)
    if field.type == FieldDescriptor.TYPE_STRING and not field.is_repeated:
        setattr(message, field.name, HIDDEN)


@cache
def _can_hold_secret(message: Descriptor) -> bool:
    seen, todo = {message.full_name}, [message]
    while todo:
        for field in todo.pop().fields:
            if field.GetOptions().debug_redact:
                return True
            if field.message_type and field.message_type.full_name not in seen:
                seen.add(field.message_type.full_name)
                todo.append(field.message_type)
    return False
