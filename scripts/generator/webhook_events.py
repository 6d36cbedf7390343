"""What webhooks are sent, out of the declarations: for each type the schema of a body and an example, and the headers of the request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import jsonschema_rs
from google.protobuf.descriptor import Descriptor, EnumDescriptor

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.fields import json_fields, value_field
from scripts.generator.json_schema import Dialect, Nested, Schema, json_name
from scripts.generator.python_text import MARK, module_of, snake
from scripts.generator.webhook_examples import ENVELOPE, EXAMPLES

BODY = "fluxdesk.v1.WebhookEvent"
TEST_DATA = "fluxdesk.v1.WebhookTestData"
SCHEMA_VERSION = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One type. `description` says when it is sent, and to whom; `data` is the message that its data are."""

    type: str
    description: str
    data: Descriptor
    example: Schema

    @property
    def name(self) -> str:
        """As the name of an operation or an anchor."""
        return f"webhook_{snake(self.type.replace('.', '_'))}"


def webhook_events(declarations: Declarations) -> list[WebhookEvent]:
    """Those of the root, as they stand in their file. Raises GenerateError for one without an example."""
    return [
        WebhookEvent(name, declarations.comment(message), message, _example(name))
        for message in declarations.messages
        if (name := declarations.webhook_type(message))
    ]


def refused_webhook_types(declarations: Declarations) -> Iterator[str]:
    """Types that are declared twice, and those of which a reader would not learn what they say."""
    taken: dict[str, str] = {}
    for message in declarations.messages:
        place, name = f"{message.file.name}: {message.name}", declarations.webhook_type(message)
        if not name:
            continue
        if name in taken:
            yield f"{place}: {name} is the type of {taken[name]}: name another"
        taken[name] = message.name
        if not declarations.comment(message):
            yield f"{place}: nobody would know when {name} is sent: add a comment"
        kinds = (field for field in json_fields(message) if not declarations.comment(field) and value_field(field).enum_type is None)
        yield from (f"{place}.{field.name}: receivers would not know what it is: add a comment" for field in kinds)


def body_schema(declarations: Declarations, event: WebhookEvent, dialect: Dialect, nested: Nested) -> Schema:
    """Schema of the bodies of that type; `nested` gives those of the messages and enums in it."""
    schema = dialect.object(_required(declarations, BODY), nested) | {"description": event.description, "additionalProperties": True}
    properties = cast("dict[str, Schema]", schema["properties"])
    data: Schema = {"anyOf": [nested(event.data), nested(_required(declarations, TEST_DATA))]}
    named = {"type": properties["type"] | {"const": event.type}, "data": data | _described(properties["data"])}
    return schema | {"properties": properties | named}


def whole_schema(declarations: Declarations, event: WebhookEvent) -> Schema:
    """The same as a document of its own. Raises GenerateError where the example is none of it."""
    dialect = Dialect(declarations, is_input=False, key=json_name)

    def nested(kind: Descriptor | EnumDescriptor) -> Schema:
        return dialect.enum(kind) if isinstance(kind, EnumDescriptor) else dialect.object(kind, nested) | {"additionalProperties": True}

    schema: Schema = {"$schema": SCHEMA_VERSION, "title": event.type, **body_schema(declarations, event, dialect, nested)}
    problems = [error.message for error in jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(event.example)]
    if problems:
        message = f"The example of {event.type} is none: {'; '.join(problems)}"
        raise GenerateError(message)
    return schema


def catalogue_module(declarations: Declarations) -> str:
    """Python of the catalogue."""
    events = webhook_events(declarations)
    kinds = [event.data.name for event in events]
    test = _required(declarations, TEST_DATA)
    imports = "".join(sorted({f"from {module_of(kind.file.name)} import {kind.name}\n" for kind in (test, *(one.data for one in events))}))
    rows = "".join(f"    {event.type!r}: {_row(declarations, event)},\n" for event in events)
    return (
        f'{MARK}"""What webhooks are sent: the types, with the message that the data of each are, its schema and an example."""\n\n'
        "from collections.abc import Mapping\nfrom dataclasses import dataclass\n\n"
        f"{imports}\n"
        f"WebhookData = {' | '.join([*kinds, test.name])}\n\n\n"
        "@dataclass(frozen=True, slots=True)\nclass WebhookEventKind:\n"
        '    """`schema` is the JSON Schema of a body, `data` the message that its data are."""\n\n'
        "    type: str\n    description: str\n    data: type[WebhookData]\n"
        "    schema: Mapping[str, object]\n    example: Mapping[str, object]\n\n\n"
        f"WEBHOOK_EVENTS: dict[str, WebhookEventKind] = {{\n{rows}}}\n"
        "TYPE_OF: dict[type[WebhookData], str] = {kind.data: kind.type for kind in WEBHOOK_EVENTS.values()}\n"
    )


def _row(declarations: Declarations, event: WebhookEvent) -> str:
    parts = (event.type, event.description), (whole_schema(declarations, event), event.example)
    (name, text), (schema, example) = (tuple(map(repr, pair)) for pair in parts)
    return f"WebhookEventKind({name}, {text}, {event.data.name}, {schema}, {example})"


def _example(name: str) -> Schema:
    """The body, its members in the order in which they are sent."""
    if name not in EXAMPLES:
        message = f"webhook_examples.py has no example of {name}: add one"
        raise GenerateError(message)
    own = {"type": name, **EXAMPLES[name]}
    order = ("version", "type", "id", "seq", "deliveryId", "title", "summary", "url", "occurredAt", "recipient", "actor", "data")
    whole = ENVELOPE | own
    return {member: whole[member] for member in order if member in whole}


def _required(declarations: Declarations, name: str) -> Descriptor:
    found = declarations.message(name)
    if found is None:
        message = f"Webhooks are sent {name}, which is no longer declared"
        raise GenerateError(message)
    return found


def _described(schema: Schema) -> Schema:
    return {"description": schema["description"]} if "description" in schema else {}
