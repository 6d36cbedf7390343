"""JSON Schema of the declarations: what the codecs accept and write, with the limits of the field rules."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

import jsonschema_rs
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from scripts.generator.declarations import Declarations, Options
from scripts.generator.digits import digits_between
from scripts.generator.fields import json_fields, map_key, value_field, word_of, words
from scripts.generator.limits import allows_number, bytes_limits, filled, holds, map_limits, number_limits, repeated_limits, string_limits

Schema = dict[str, object]
# Schema of a message or an enum that a field holds: a reference to it, or the whole of it.
Nested = Callable[[Descriptor | EnumDescriptor], Schema]

_WELL_KNOWN: dict[str, Schema] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,9})?s$"},
    "google.protobuf.Struct": {"type": "object", "additionalProperties": True},
    "google.protobuf.ListValue": {"type": "array"},
    "google.protobuf.Value": {},
}
_SHORT_INTEGERS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
}
# Decimal digits in their one spelling, no more of them than the largest number has.
_DIGITS = {
    FieldDescriptor.CPPTYPE_INT32: r"^(0|-?[1-9][0-9]{0,9})$",
    FieldDescriptor.CPPTYPE_UINT32: r"^(0|[1-9][0-9]{0,9})$",
    FieldDescriptor.CPPTYPE_INT64: r"^(0|-?[1-9][0-9]{0,18})$",
    FieldDescriptor.CPPTYPE_UINT64: r"^(0|[1-9][0-9]{0,19})$",
}
_LONG_INTEGERS: dict[int, tuple[str, Schema]] = {
    FieldDescriptor.CPPTYPE_INT64: ("int64", {}),
    FieldDescriptor.CPPTYPE_UINT64: ("uint64", {"minimum": 0}),
}
_KEY_PATTERNS = {FieldDescriptor.CPPTYPE_BOOL: "^(true|false)$", **_DIGITS}
_SENTENCE_END = re.compile(r"(?<=[.!?])(?= |$)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a surface words its JSON. Requests are closed and carry the limits; replies are open.

    `key` names a field. Comments keep so many leading sentences as stand within `comment_characters_max`; those of fields that a
    caller must send are kept whole. Where `sent` names the messages that callers send, rules of all others are promises.
    """

    declarations: Declarations
    is_input: bool
    key: Callable[[FieldDescriptor], str]
    comment_characters_max: int | None = None
    sent: frozenset[str] | None = None

    def object(self, message: Descriptor, nested: Nested, hidden: Collection[str] = ()) -> Schema:
        """Schema of the message as an object, without the `hidden` fields."""
        fields = [field for field in json_fields(message) if field.name not in hidden]
        required = [self.key(field) for field in fields if self.is_required(field)]
        return {
            "type": "object",
            **self.described(message),
            "properties": {self.key(field): self.field(field, nested) for field in fields},
            **({"required": required} if required else {}),
            **({"additionalProperties": False} if self.is_input else {}),
        }

    def variant(self, message: Descriptor, value: str, nested: Nested) -> Schema:
        """Schema of the message as the variant of that enum value, which has no field of another one."""
        variants = self.declarations.variants(message)
        foreign = [field.name for name, own in variants.items() for field in own if name != value]
        schema = self.object(message, nested, foreign)
        discriminator = message.fields_by_name[self.declarations.discriminator(message)]
        properties = cast("dict[str, Schema]", schema["properties"])
        properties[self.key(discriminator)] = {"type": "string", "enum": [word_of(discriminator, value)]}
        own = {field.name for field in variants[value]}
        is_held = {self.key(field): field.name in own or self.is_required(field) for field in json_fields(message)}
        return schema | {"required": [key for key in properties if is_held[key]]}

    def field(self, field: FieldDescriptor, nested: Nested) -> Schema:
        """Schema of the field's value. Its own comment stands before that of its type."""
        schema = self._value(field, nested)
        if self.declarations.is_nullable(field):
            schema = _or_null(schema)
        options, notes = field.GetOptions(), _described(self._comment(field))
        if self.is_input and (text := self.declarations.default_value(field)):
            notes["default"] = json.loads(text)
        if options.deprecated:
            notes["deprecated"] = True
        if options.debug_redact and schema.get("type") == "string":
            notes["format"] = "password"
        return schema | notes

    def enum(self, enum: EnumDescriptor) -> Schema:
        """Schema of the enum's words. A reply may hold a word that was added after its reader learnt them."""
        known: Schema = {"enum": list(words(enum))} if self.is_input else {}
        return {"type": "string", **known, **self.described(enum)}

    def described(self, kind: Descriptor | EnumDescriptor) -> Schema:
        """The comment of a message or an enum as a keyword, if there is one."""
        return _described(self._shortened(self.declarations.comment(kind)))

    def is_required(self, field: FieldDescriptor) -> bool:
        """Whether a request must hold the field, or a reply always does."""
        rules = self.declarations.rules(field)
        if rules is not None and rules.required:
            return True
        if not self.is_input:
            return _is_always_written(field) or self.declarations.is_nullable(field)
        # A rule also holds for an absent field without presence: one that refuses the zero value makes the field required.
        return rules is not None and not rules.ignore and not field.has_presence and self._refuses_zero(field, rules)

    def _refuses_zero(self, field: FieldDescriptor, rules: Options) -> bool:
        if field.is_repeated:
            return rules.repeated.min_items > 0 or rules.map.min_pairs > 0
        if field.enum_type is not None:
            return not allows_number(rules, 0)
        zero = "" if field.type == FieldDescriptor.TYPE_BYTES else field.default_value
        return not jsonschema_rs.is_valid(self._scalar(field, rules), zero, validate_formats=True)

    def _comment(self, field: FieldDescriptor) -> str:
        """The field's comment, and which fields it excludes. protoc gives each optional field a oneof of its own: that excludes none."""
        comment, oneof = self.declarations.comment(field), field.containing_oneof
        if not (self.is_input and self.is_required(field)):
            comment = self._shortened(comment)
        message, value = field.containing_type, self.declarations.variant(field)
        if self.is_input and message and value:
            return f"{comment} {self._variant_note(message, value)}".strip()
        if oneof is None or len(oneof.fields) == 1:
            return comment
        names = ", ".join(self.key(member) for member in oneof.fields)
        return f"{comment} {'Set at' if self.is_input else 'At'} most one of: {names}.".strip()

    def _variant_note(self, message: Descriptor, value: str) -> str:
        """When a field of one variant is sent: a flat schema says it in words only."""
        discriminator = message.fields_by_name[self.declarations.discriminator(message)]
        return f"Sent with {self.key(discriminator)} {word_of(discriminator, value)}, and only then."

    def _shortened(self, comment: str) -> str:
        if self.comment_characters_max is None:
            return comment
        ends = [found.start() for found in _SENTENCE_END.finditer(comment) if found.start() <= self.comment_characters_max]
        return comment[: ends[-1]] if ends else ""

    def _value(self, field: FieldDescriptor, nested: Nested) -> Schema:
        rules = self._rules(field)
        if not field.is_repeated:
            return self._single(field, rules, nested)
        key = map_key(field)
        if key is None:
            items = self._single(field, rules.repeated.items if rules else None, nested)
            return {"type": "array", "items": items, **filled(field, rules, "minItems", repeated_limits(rules))}
        names = _key_limits(key, rules.map.keys if rules else None)
        return {
            "type": "object",
            **({"propertyNames": names} if names else {}),
            "additionalProperties": self._single(value_field(field), rules.map.values if rules else None, nested),
            **filled(field, rules, "minProperties", map_limits(rules)),
        }

    def _single(self, field: FieldDescriptor, rules: Options | None, nested: Nested) -> Schema:
        """Schema of one value of the field, whether it holds one or many."""
        if field.message_type is not None:
            known = _WELL_KNOWN.get(field.message_type.full_name)
            return nested(field.message_type) if known is None else known
        if field.enum_type is not None:
            return _of_enum(field.enum_type, rules, nested)
        return self._scalar(field, rules)

    def _scalar(self, field: FieldDescriptor, rules: Options | None) -> Schema:
        if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return {"type": "boolean"}
        if field.cpp_type in _LONG_INTEGERS:
            return self._long_integer(field, number_limits(rules))
        if field.cpp_type in _SHORT_INTEGERS:
            return {"type": "integer", **self._range(field)} | number_limits(rules)
        if field.cpp_type in {FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE}:
            return {"type": "number"} | number_limits(rules)
        if field.type == FieldDescriptor.TYPE_BYTES:
            return {"type": "string", "contentEncoding": "base64", **bytes_limits(rules)}
        return {"type": "string", **filled(field, rules, "minLength", string_limits(rules))}

    def _range(self, field: FieldDescriptor) -> Schema:
        least, most = _SHORT_INTEGERS[field.cpp_type]
        if self.is_input:
            return {"minimum": least, "maximum": most}
        return {"minimum": 0} if self._is_bound(field) and least == 0 else {}

    def _long_integer(self, field: FieldDescriptor, limits: Schema) -> Schema:
        """Most JSON readers round numbers above 2^53, so 64 bits are written as text; a request may send a number all the same."""
        name, least = _LONG_INTEGERS[field.cpp_type]
        if not self.is_input:
            return {"type": "string", "format": name}
        limits = least | limits
        return {"type": ["string", "integer"], "format": name, "pattern": _digits(limits) or _DIGITS[field.cpp_type], **limits}

    def _rules(self, field: FieldDescriptor) -> Options | None:
        """Rules that limit what may be sent, or promise what is answered."""
        rules = self.declarations.rules(field) if self._is_bound(field) else None
        return rules if holds(rules) else None

    def _is_bound(self, field: FieldDescriptor) -> bool:
        if self.is_input or self.sent is None:
            return self.is_input
        return field.containing_type is not None and field.containing_type.full_name not in self.sent


def json_name(field: FieldDescriptor) -> str:
    """The field's name in the documents."""
    return field.json_name


def proto_name(field: FieldDescriptor) -> str:
    """The field's name in its declaration."""
    return field.name


def _described(comment: str) -> Schema:
    return {"description": comment} if comment else {}


def _of_enum(enum: EnumDescriptor, rules: Options | None, nested: Nested) -> Schema:
    """The shared schema of the enum, or the words that a rule leaves of it."""
    known = words(enum)
    allowed = [word for word, name in known.items() if allows_number(rules, enum.values_by_name[name].number)]
    return nested(enum) if len(allowed) == len(known) else {"type": "string", "enum": allowed}


def _digits(limits: Schema) -> str | None:
    """Pattern of the numbers within the limits: those of a number say nothing of its text. None where they have no two ends."""
    least, most = limits.get("minimum"), limits.get("maximum")
    return digits_between(least, most) if isinstance(least, int) and isinstance(most, int) and least >= 0 else None


def _key_limits(key: FieldDescriptor, rules: Options | None) -> Schema:
    """Keys are strings in JSON, whatever they are in proto."""
    pattern = _KEY_PATTERNS.get(key.cpp_type)
    return {"pattern": pattern} if pattern else string_limits(rules)


def _or_null(schema: Schema) -> Schema:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]} if schema else schema
    kinds, known = schema["type"], schema.get("enum")
    nullable: Schema = {**schema, "type": [*cast("list[str]", kinds), "null"] if isinstance(kinds, list) else [kinds, "null"]}
    return {**nullable, "enum": [*cast("list[object]", known), None]} if known else nullable


def _is_always_written(field: FieldDescriptor) -> bool:
    """The zero value of an enum has no word, so that a field which holds it is left out."""
    return field.is_repeated or not (field.has_presence or field.enum_type)
