"""What declarations say of texts and ids, for rules that hold outside the field rules too."""

from typing import Any, cast
from uuid import UUID

from buf.validate import validate_pb2
from google.protobuf.message import Message

from core.errors import NotFound
from core.ids import parse_id

# The stubs take extensions of options for mere fields.
_FIELD = cast("Any", validate_pb2.field)


def field_rules(message: type[Message], field: str) -> validate_pb2.FieldRules:
    """The rules of a field: its declaration is the one place that says what it may hold."""
    return cast("validate_pb2.FieldRules", message.DESCRIPTOR.fields_by_name[field].GetOptions().Extensions[_FIELD])


def tidy_text(text: str) -> str:
    """Without the space around it: what the patterns of declarations take for space, so that nothing that they let in becomes empty."""
    return text.strip(" \t\n\f\r")


def require_id(text: str, noun: str) -> UUID:
    """The id that a request names. Raises NotFound for what is none: it does not exist."""
    if found := parse_id(text):
        return found
    raise NotFound(noun)
