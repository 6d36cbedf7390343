"""One valid example of what a caller sends, in the words of each door."""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import cast

import jsonschema_rs
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations, DeclaredRpc, Options
from scripts.generator.fields import json_fields, map_key, value_field, words
from scripts.generator.json_schema import Dialect, Schema, json_name, proto_name
from scripts.generator.limits import allows_number

# Stands for a dollar that the shell expands, until the example is written as a command.
_DOLLAR = "\ue000"
NOW = f"{_DOLLAR}(date -u +%Y-%m-%dT%H:%M:%SZ)"
# Messages that field rules alone would give a dull example, as REST writes them.
MESSAGES: dict[str, dict[str, object]] = {
    "InboundEvent": {
        "spec_version": "2",
        "event_id": "deploy-4711",
        "event_type": "fd1.deploy.failed",
        "severity": "critical",
        "tone": "negative",
        "title": "Deploy of checkout failed",
        "summary": "The health check did not pass within two minutes; the release before it serves again.",
        "occurred_at": "2026-03-14T09:26:53+01:00",
        "external_url": "https://ci.example.com/deploys/4711",
        "external_status": "firing",
        "actor": {"email": "mira@example.com", "name": "Mira"},
        "labels": {"service": "checkout", "region": "eu"},
        "actions": [{"label": "Open the log", "action_type": "url", "url": "https://ci.example.com/deploys/4711/log"}],
    },
    "UpdateTaskRequest": {"title": "Ship the release notes", "priority": "high", "deadline": "2030-12-01", "tags": ["release"]},
    "BulkTaskChanges": {"status": "done", "add_tags": ["release"]},
}
_WELL_KNOWN: dict[str, object] = {
    "google.protobuf.Timestamp": NOW,
    "google.protobuf.Duration": "60s",
    "google.protobuf.Struct": {},
    "google.protobuf.ListValue": [],
    "google.protobuf.Value": "any",
}
_FORMATS = {
    "email": "mira@example.com",
    "uuid": "0190a6c8-7b1e-7c3a-9f52-3d1e5b8a4c60",
    "uri": "https://example.com",
    "uri-reference": "/path",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples in the words of one door: `key` names a field, `word` the value of an enum by its proto name."""

    declarations: Declarations
    key: Callable[[FieldDescriptor], str]
    word: Callable[[EnumDescriptor, str], str]

    @property
    def _dialect(self) -> Dialect:
        return Dialect(self.declarations, is_input=True, key=self.key)

    def request(self, rpc: DeclaredRpc, hidden: Collection[str] = ()) -> dict[str, object]:
        """What a call sends, without the `hidden` fields: what it must hold, else the size of a page or all that may be changed.

        What has a default is left to it.
        """
        sent = json_fields(rpc.method.input_type)
        fields = [field for field in sent if field.name not in hidden and not field.GetOptions().deprecated]
        chosen = self._chosen(rpc.method.input_type, fields)
        if rpc.is_read:
            chosen += [field for field in fields if field.name == "limit"]
        elif not chosen:
            chosen = list(_first_of_each_oneof(field for field in fields if not self.declarations.default_value(field)))
        told = MESSAGES.get(rpc.method.input_type.name, {})
        if told:
            chosen = [field for field in fields if self._dialect.is_required(field) or field.json_name in told]
        return {self.key(field): self._sent(field, told) for field in chosen}

    def _sent(self, field: FieldDescriptor, told: dict[str, object]) -> object:
        if field.json_name in told:
            return self._value(field, told[field.json_name])
        return variable(field.name) if _is_id(field) else self.field(field)

    def field(self, field: FieldDescriptor) -> object:
        """Value of a field. Raises GenerateError where its rules leave none that is known here."""
        if map_key(field) is not None:
            return {"key": self._single(value_field(field), {})}
        schema = self._dialect.field(field, lambda _: {})
        if field.is_repeated:
            rules = self.declarations.rules(field)
            return [self._single(field, cast("Schema", schema["items"]), rules.repeated.items if rules is not None else None)]
        return self._single(field, schema, self.declarations.rules(field))

    def _single(self, field: FieldDescriptor, schema: Schema, rules: Options | None = None) -> object:
        if field.message_type is not None:
            known = _WELL_KNOWN.get(field.message_type.full_name)
            return self._nested(field.message_type) if known is None else known
        if field.enum_type is not None:
            names = words(field.enum_type).values()
            allowed = (name for name in names if allows_number(rules, field.enum_type.values_by_name[name].number))
            return self.word(field.enum_type, next(allowed))
        return _scalar(field, schema, rules)

    def _nested(self, message: Descriptor) -> dict[str, object]:
        if message.name in MESSAGES:
            return self._told(message, MESSAGES[message.name])
        return {self.key(field): self.field(field) for field in self._chosen(message, json_fields(message))}

    def _chosen(self, message: Descriptor, fields: Iterable[FieldDescriptor]) -> list[FieldDescriptor]:
        """Those that must be sent: of variants with the first word of the discriminator, which is its example."""
        own = next(iter(self.declarations.variants(message).values()), list[FieldDescriptor]())
        return [field for field in fields if self._dialect.is_required(field) or field in own]

    def _told(self, message: Descriptor, example: dict[str, object]) -> dict[str, object]:
        """The example of REST in the words of this door."""
        return {self.key(field): self._value(field, example[field.json_name]) for field in message.fields if field.json_name in example}

    def _value(self, field: FieldDescriptor, value: object) -> object:
        if isinstance(value, list):
            return [self._value(field, item) for item in cast("list[object]", value)]
        if field.enum_type is not None:
            return self.word(field.enum_type, words(field.enum_type)[str(value)])
        if field.message_type is None or map_key(field) is not None:
            return value
        known = _WELL_KNOWN.get(field.message_type.full_name)
        return self._told(field.message_type, cast("dict[str, object]", value)) if known is None else known


def rest_examples(declarations: Declarations) -> Examples:
    """As the documents write JSON."""
    return Examples(declarations, json_name, _json_word)


def tool_examples(declarations: Declarations) -> Examples:
    """As tools take their arguments."""
    return Examples(declarations, proto_name, _json_word)


def grpc_examples(declarations: Declarations) -> Examples:
    """As protobuf's own JSON, which clients by reflection read."""
    return Examples(declarations, json_name, lambda _, name: name)


def variable(name: str) -> str:
    """A value that the shell takes from its variable: delivery_id → $DELIVERY_ID."""
    return _DOLLAR + name.upper()


def is_expanded(text: str) -> bool:
    """Whether the shell puts the value in."""
    return _DOLLAR in text


def shell_text(text: str) -> str:
    """The text as it stands between double quotes or in a here-document: the shell expands nothing but variables and the time."""
    return re.sub(r"[\\$`]", r"\\\g<0>", text).replace(_DOLLAR, "$")


def here_document(command: str, data: object) -> str:
    """The command with JSON on its standard input."""
    return f"{command} <<END\n{shell_text(json.dumps(data, ensure_ascii=False, indent=2))}\nEND"


def _json_word(enum: EnumDescriptor, name: str) -> str:
    return next(word for word, proto in words(enum).items() if proto == name)


def _is_id(field: FieldDescriptor) -> bool:
    """Whether the server made the value, so that no example can know it."""
    return field.type == FieldDescriptor.TYPE_STRING and field.name.rpartition("_")[2] == "id" and not field.is_repeated


def _first_of_each_oneof(fields: Iterable[FieldDescriptor]) -> Iterable[FieldDescriptor]:
    seen: set[str] = set()
    for field in fields:
        oneof = field.containing_oneof
        if oneof is None or oneof.full_name not in seen:
            yield field
        if oneof is not None:
            seen.add(oneof.full_name)


def _scalar(field: FieldDescriptor, schema: Schema, rules: Options | None) -> object:
    for value in (*_declared(rules), *_guesses(field, schema)):
        if jsonschema_rs.is_valid(schema, value, validate_formats=True):
            return value
    message = f"{field.full_name}: its rules leave no example that is known: give it one, such as string.example"
    raise GenerateError(message)


def _declared(rules: Options | None) -> list[object]:
    """Examples that the field's own rules hold."""
    kind = rules.WhichOneof("type") if rules is not None else None
    return list(getattr(rules, kind).example) if kind and "example" in getattr(rules, kind).DESCRIPTOR.fields_by_name else []


def _guesses(field: FieldDescriptor, schema: Schema) -> Iterable[object]:
    yield from cast("list[object]", schema.get("enum", ()))
    if field.type == FieldDescriptor.TYPE_STRING:
        yield from _texts(field.name, schema)
    elif field.type == FieldDescriptor.TYPE_BYTES:
        yield "Zmx1eGRlc2s="
    elif field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        yield True
    else:
        yield from (10, 1, *(schema[limit] for limit in ("minimum", "maximum") if limit in schema))


def _texts(name: str, schema: Schema) -> Iterable[str]:
    if "format" in schema:
        yield _FORMATS.get(str(schema["format"]), "")
    if name.endswith("url"):
        yield "https://example.com"
    said = name.replace("_", " ").capitalize()
    for text in (said, name, name.replace("_", "-"), name.upper(), "123456", "A1", "a", "1", "/"):
        least = cast("int", schema.get("minLength", 0))
        yield (text * -(-least // len(text)) if len(text) < least else text)[: cast("int", schema.get("maxLength", len(text) + least))]
