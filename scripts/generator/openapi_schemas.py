"""The schemas of the OpenAPI document: one per message or enum that an operation reaches, under its name."""

from collections.abc import Iterable

from google.protobuf.descriptor import Descriptor, EnumDescriptor

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.fields import word_of, words
from scripts.generator.json_schema import Dialect, Schema, json_name


class Schemas:
    """Collects what is referred to. A message of both requests and replies has two schemas, as only replies may grow."""

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self.requests = Dialect(declarations, is_input=True, key=json_name)
        routed = [rpc.method for rpc in declarations.rpcs if rpc.routes]
        sent = _reached(method.input_type for method in routed)
        self._shared = sent & _reached(method.output_type for method in routed)
        # What was sent in another version need not keep the rules of this one.
        self.replies = Dialect(declarations, is_input=False, key=json_name, sent=frozenset(sent))
        self._found: dict[str, tuple[str, Schema]] = {}

    def request(self, described: Descriptor | EnumDescriptor) -> Schema:
        """Reference to the schema of what is sent."""
        name = _name(described)
        if isinstance(described, EnumDescriptor):
            return self._reference(name, described)
        return self._reference(f"{name}Input" if described.full_name in self._shared else name, described, is_input=True)

    def reply(self, described: Descriptor | EnumDescriptor) -> Schema:
        """Reference to the schema of what is answered."""
        return self._reference(_name(described), described)

    def components(self) -> dict[str, Schema]:
        """Every schema that was referred to, by its name."""
        return {name: schema for name, (_, schema) in self._found.items()}

    def _reference(self, name: str, described: Descriptor | EnumDescriptor, *, is_input: bool = False) -> Schema:
        found = self._named(name, described.full_name)
        if not found:
            # The name is taken before its schema is made, so that a recursive message refers to itself.
            found.update({"type": "object"})
            schema = self._schema(name, described, is_input=is_input)
            found.clear()
            found.update(schema)
        return _to(name)

    def _named(self, name: str, owner: str) -> Schema:
        """The schema of that name, which is its owner's alone."""
        first, schema = self._found.setdefault(name, (owner, {}))
        if first != owner:
            message = f"{first} and {owner} would share the schema {name}: rename one"
            raise GenerateError(message)
        return schema

    def _schema(self, name: str, described: Descriptor | EnumDescriptor, *, is_input: bool) -> Schema:
        if isinstance(described, EnumDescriptor):
            return self._enum(described)
        if is_input and (variants := self._declarations.variants(described)):
            return self._one_of(name, described, variants)
        if is_input:
            return self.requests.object(described, self.request)
        return self.replies.object(described, self.reply) | {"additionalProperties": True}

    def _one_of(self, name: str, message: Descriptor, variants: Iterable[str]) -> Schema:
        """A schema of its own for each variant: readers that go by the discriminator look for them under their names."""
        discriminator = message.fields_by_name[self._declarations.discriminator(message)]
        mapping: dict[str, Schema] = {}
        for value in variants:
            word = word_of(discriminator, value)
            variant = name + "".join(part.capitalize() for part in word.split("_"))
            self._named(variant, f"{message.full_name} with {word}").update(self.requests.variant(message, value, self.request))
            mapping[word] = _to(variant)
        references = {word: reference["$ref"] for word, reference in mapping.items()}
        return {
            **self.requests.described(message),
            "oneOf": list(mapping.values()),
            "discriminator": {"propertyName": json_name(discriminator), "mapping": references},
        }

    def _enum(self, enum: EnumDescriptor) -> Schema:
        """The words with what each of them means, where that is said."""
        schema = self.requests.enum(enum)
        comments = ((word, self._declarations.comment(enum.values_by_name[name])) for word, name in words(enum).items())
        lines = [f"- `{word}`: {comment}" for word, comment in comments if comment]
        return schema | {"description": "\n".join((str(schema.get("description", "")), *lines)).strip()} if lines else schema


def _to(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _name(described: Descriptor | EnumDescriptor) -> str:
    """ "Outer.Inner" → "OuterInner"."""
    return described.full_name.removeprefix(f"{described.file.package}.").replace(".", "")


def _reached(roots: Iterable[Descriptor]) -> set[str]:
    """Names of all messages in the trees of these."""
    names: set[str] = set()
    waiting = list(roots)
    while waiting:
        message = waiting.pop()
        if message.full_name not in names:
            names.add(message.full_name)
            waiting += [field.message_type for field in message.fields if field.message_type is not None]
    return names
