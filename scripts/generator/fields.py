"""What fields, messages and enums look like in JSON: the facts that every emitter and refusal shares."""

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, FileDescriptor

from scripts.generator.python_text import snake

# Messages of protobuf that have a JSON form of their own.
WELL_KNOWN = {
    "google.protobuf.Timestamp": "timestamp",
    "google.protobuf.Duration": "duration",
    "google.protobuf.Struct": "struct",
    "google.protobuf.ListValue": "list_value",
    "google.protobuf.Value": "value",
}
HTTP_BODY = "google.api.HttpBody"
FIELD_MASK = "google.protobuf.FieldMask"


def words(enum: EnumDescriptor) -> dict[str, str]:
    """The JSON word of each value of an enum but the zero one, with the value's proto name."""
    prefix = snake(enum.name).upper() + "_"
    return {value.name.removeprefix(prefix).lower(): value.name for value in enum.values if value.number}


def word_of(field: FieldDescriptor, value: str) -> str:
    """The JSON word of a value of the field's enum, by the value's proto name."""
    known = words(field.enum_type) if field.enum_type is not None else {}
    return next(word for word, name in known.items() if name == value)


def json_fields(message: Descriptor) -> list[FieldDescriptor]:
    """Fields that stand in the message's JSON: an update mask is derived from what was sent, and a raw body is no JSON."""
    return [field for field in message.fields if field.message_type is None or field.message_type.full_name not in {HTTP_BODY, FIELD_MASK}]


def map_key(field: FieldDescriptor) -> FieldDescriptor | None:
    """The key of a map; None for any other field."""
    entry = field.message_type
    return entry.fields_by_name["key"] if entry is not None and entry.GetOptions().map_entry else None


def value_field(field: FieldDescriptor) -> FieldDescriptor:
    """The field that says what kind each value is: a map's values are declared in its entry."""
    entry = field.message_type
    return entry.fields_by_name["value"] if entry is not None and entry.GetOptions().map_entry else field


def is_sent(file: FileDescriptor) -> bool:
    """Whether messages of the file travel. One that extends protobuf's options declares what stands in declarations only."""
    return not file.extensions_by_name
