"""Writes the json package: straight-line JSON ↔ message code for every message, in the documents' names and in proto names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import cast

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, FileDescriptor

from scripts.generator.declarations import Declarations
from scripts.generator.fields import FIELD_MASK, WELL_KNOWN, is_sent, json_fields, map_key, value_field, word_of, words
from scripts.generator.limits import allows_number, elements_max
from scripts.generator.python_text import MARK, module_of, snake

_READERS = {
    FieldDescriptor.CPPTYPE_STRING: "string",
    FieldDescriptor.CPPTYPE_BOOL: "boolean",
    FieldDescriptor.CPPTYPE_INT32: "int32",
    FieldDescriptor.CPPTYPE_UINT32: "uint32",
    FieldDescriptor.CPPTYPE_INT64: "int64",
    FieldDescriptor.CPPTYPE_UINT64: "uint64",
    FieldDescriptor.CPPTYPE_DOUBLE: "number",
}
_KEY_TEXTS = {FieldDescriptor.CPPTYPE_STRING: "key", FieldDescriptor.CPPTYPE_BOOL: "values.boolean_key_text(key)"}
_LONG = {FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64}


def codec_modules(declarations: Declarations) -> dict[str, str]:
    """Text of each module of the json package, by its file name."""
    files = [file for file in declarations.files if is_sent(file) and (file.message_types_by_name or file.enum_types_by_name)]
    modules = {f"{_stem(file)}.py": _module(declarations, file) for file in files}
    return {**modules, "__init__.py": _maps(declarations, files)}


@dataclass(frozen=True, slots=True)
class _Style:
    """One way to name the keys. A tree of messages whose JSON names are its proto names has one code for both."""

    suffix: str
    uses_json_names: bool

    def key(self, field: FieldDescriptor) -> str:
        return field.json_name if self.uses_json_names else field.name

    def of(self, message: Descriptor) -> str:
        """Suffix of the functions that read and write this message in this style."""
        return self.suffix if _is_renamed(message) else ""

    def fields(self, message: Descriptor) -> str:
        """Name of the constant that maps the keys of the message to its fields."""
        return f"{_constant(message)}{self.of(message).upper()}_FIELDS"

    def pairs(self, fields: Iterable[FieldDescriptor]) -> str:
        """Text of a dict from the keys of fields to their proto names."""
        return "{" + ", ".join(f'"{self.key(field)}": "{field.name}"' for field in fields) + "}"


_JSON = _Style("", uses_json_names=True)
_SNAKE = _Style("_snake", uses_json_names=False)


def _maps(declarations: Declarations, files: Iterable[FileDescriptor]) -> str:
    messages = [message for file in files for message in _messages(declarations, file)]
    modules = "".join(f"from {declarations.root.package}.json import {_stem(file)}\n" for file in files)
    rows = {style: "".join(_map_row(declarations, message, style) for message in messages) for style in (_JSON, _SNAKE)}
    kinds = "".join(sorted({_import_of(message) for message in messages}))
    return (
        f'{MARK}"""JSON ↔ message code of every message: JSON has the documents\' names, SNAKE the proto names."""\n\n'
        "from collections.abc import Mapping\n\n"
        "from google.protobuf.message import Message\n\n"
        f"from fluxdesk.json.runtime import MessageCodec, codec\n{modules}{kinds}\n"
        f"JSON: Mapping[type[Message], MessageCodec] = {{\n{rows[_JSON]}}}\n\n"
        f"SNAKE: Mapping[type[Message], MessageCodec] = {{\n{rows[_SNAKE]}}}\n"
    )


def _map_row(declarations: Declarations, message: Descriptor, style: _Style) -> str:
    kind, module = _python_name(message), _stem(message.file)
    if style is _SNAKE and not _is_renamed(message):
        return f"    {kind}: JSON[{kind}],\n"
    name = _function_name(message) + style.of(message)
    fixed = f", {module}.{_immutable(message)}" if declarations.immutable(message) else ""
    return f"    {kind}: codec({kind}, {module}.fill_{name}, {module}.encode_{name}{fixed}),\n"


def _module(declarations: Declarations, file: FileDescriptor) -> str:
    enums = [enum for enum in declarations.enums if enum.file.name == file.name]
    messages = _messages(declarations, file)
    fixed = {message.full_name: declarations.immutable(message) for message in messages}
    constants = "".join(f"{_immutable(message)} = frozenset({keys!r})\n" for message in messages if (keys := fixed[message.full_name]))
    constants += "".join(_fewer_words(declarations, field) for message in messages for field in json_fields(message))
    functions = "".join(
        f"\n{style.fields(message)}: dict[str, str] = {style.pairs(json_fields(message))}\n"
        f"{_fill(declarations, message, style)}{_encode(declarations, message, style)}"
        for message in messages
        for style in ((_JSON, _SNAKE) if _is_renamed(message) else (_JSON,))
    )
    imports = "".join(sorted({*_imports(file, messages), *(_import_of(enum) for enum in enums)}))
    return f'{MARK}"""JSON of the messages in {file.name}."""\n\n{imports}\n{"".join(map(_enum, enums))}{constants}{functions}'


def _imports(file: FileDescriptor, messages: Iterable[Descriptor]) -> Iterator[str]:
    """Every import that a module may need; those it does not use are dropped when it is formatted."""
    yield "from fluxdesk.json import values, well_known\n"
    yield "from fluxdesk.json.runtime import Faults, each, elements, entries, join, mapping, mask, members, one_of, one_variant\n"
    for message in messages:
        yield _import_of(message)
        for field in json_fields(message):
            value = value_field(field)
            kind = value.message_type or value.enum_type
            if kind is not None and kind.file.name != file.name and kind.full_name not in WELL_KNOWN:
                yield f"from {kind.file.name.split('/', 1)[0]}.json import {_stem(kind.file)}\n"


def _import_of(kind: Descriptor | EnumDescriptor) -> str:
    return f"from {module_of(kind.file.name)} import {_top(kind).name}\n"


def _enum(enum: EnumDescriptor) -> str:
    kind = _python_name(enum)
    numbers = ", ".join(f'"{word}": {kind}.{name}' for word, name in words(enum).items())
    return f"{_constant(enum)} = values.Words({{{numbers}}}, {kind}.{enum.values_by_number[0].name})\n"


def _fill(declarations: Declarations, message: Descriptor, style: _Style) -> str:
    lines = [line for field in json_fields(message) for line in _fill_field(declarations, field, style)]
    # An `optional` field stands in a oneof of its own, which excludes nothing.
    lines += [f"one_of(sent, path, faults, {style.pairs(oneof.fields)})" for oneof in message.oneofs if len(oneof.fields) > 1]
    lines += _one_variant(declarations, message, style)
    lines += _mask(declarations, message, style)
    names = f"{style.fields(message)}{f', {_immutable(message)}' if declarations.immutable(message) else ''}"
    return (
        f"\n\ndef fill_{_function_name(message)}{style.of(message)}"
        f"(message: {_python_name(message)}, data: object, path: str, faults: Faults, depth: int, /) -> None:\n"
        "    message.SetInParent()\n"
        f"    {'sent = ' if lines else ''}members(data, path, faults, depth, {names})\n{_indented(lines)}"
    )


def _one_variant(declarations: Declarations, message: Descriptor, style: _Style) -> Iterator[str]:
    """The check that what was sent belongs to one variant. A discriminator without a word is a fault already."""
    variants = declarations.variants(message)
    if not variants:
        return
    discriminator = message.fields_by_name[declarations.discriminator(message)]
    words_of = {name: word_of(discriminator, name) for name in variants}
    fields = ", ".join(f'"{style.key(field)}": ("{field.name}", "{words_of[name]}")' for name, own in variants.items() for field in own)
    yield f"if word := {_word(discriminator, f'message.{discriminator.name}')}:"
    yield f'    one_variant(sent, path, faults, "{discriminator.name}", word, {{{fields}}})'


def _fill_field(declarations: Declarations, field: FieldDescriptor, style: _Style) -> Iterator[str]:
    name, value, key = field.name, value_field(field), map_key(field)
    fill = _function("fill", value, style)
    sent, place = f'sent["{style.key(field)}"]', f'path, "{name}"'
    many = f"{sent}, join({place}), faults{_most(declarations, field)}"
    yield f'if sent.get("{style.key(field)}") is not None:' if declarations.is_nullable(field) else f'if "{style.key(field)}" in sent:'
    if key is not None and value.message_type:
        yield f"    for key, place, item in entries({_key_reader(key)}, {many}):"
        yield f"        {fill}(message.{name}[key], item, place, faults, depth + 1)"
    elif key is not None:
        yield f"    message.{name}.update(mapping({_key_reader(key)}, {_reader(value)}, {many}))"
    elif field.is_repeated and value.message_type:
        yield f"    for place, item in elements({many}):"
        yield f"        {fill}(message.{name}.add(), item, place, faults, depth + 1)"
    elif field.is_repeated:
        yield f"    message.{name}.extend(each({_field_reader(declarations, field)}, {many}))"
    elif value.message_type:
        yield f"    {fill}(message.{name}, {sent}, join({place}), faults, depth + 1)"
    else:
        yield f"    message.{name} = {_field_reader(declarations, field)}({sent}, {place}, faults)"


def _most(declarations: Declarations, field: FieldDescriptor) -> str:
    """The argument that keeps a list or map from being read far beyond what its rule allows."""
    most = elements_max(declarations.rules(field))
    return "" if most is None else f", {most}"


def _mask(declarations: Declarations, message: Descriptor, style: _Style) -> Iterator[str]:
    """The mask is of the resource that the routes take as their body; without one, of the request less what its path fixes.

    Of what is merged it names the parts.
    """
    field = message.fields_by_name.get("update_mask")
    if field is None or field.message_type is None or field.message_type.full_name != FIELD_MASK:
        return
    routes = [route for rpc in declarations.rpcs if rpc.method.input_type is message for route in rpc.routes]
    bodies = {route.body for route in routes} - {"", "*"}
    resource = message.fields_by_name[bodies.pop()] if len(bodies) == 1 else None
    if resource is not None and resource.message_type is not None:
        names = _outside(message, resource.message_type) + style.fields(resource.message_type)
        merged = _merged(declarations, message, json_fields(resource.message_type), style)
        yield f'mask(message.update_mask, sent.get("{style.key(resource)}"), {names}{merged})'
    else:
        fixed = {name for route in routes for name in route.variables}
        own = [field for field in json_fields(message) if field.name not in fixed and not declarations.header(field)]
        yield f"mask(message.update_mask, sent, {style.pairs(own)}{_merged(declarations, message, own, style)})"


def _merged(declarations: Declarations, user: Descriptor, fields: Iterable[FieldDescriptor], style: _Style) -> str:
    """The argument that names the parts of what is merged, "" where nothing is."""
    kinds = {style.key(field): field.message_type for field in fields if field.message_type and declarations.is_merged(field)}
    names = ", ".join(f'"{key}": {_outside(user, kind)}{style.fields(kind)}' for key, kind in kinds.items())
    return f", {{{names}}}" if names else ""


def _encode(declarations: Declarations, message: Descriptor, style: _Style) -> str:
    lines = [line for field in json_fields(message) for line in _encode_field(declarations, field, style)]
    return (
        f"\n\ndef encode_{_function_name(message)}{style.of(message)}(message: {_python_name(message)}) -> dict[str, object]:\n"
        f"    data: dict[str, object] = {{}}\n{_indented(lines)}    return data\n"
    )


def _encode_field(declarations: Declarations, field: FieldDescriptor, style: _Style) -> Iterator[str]:
    target, source = f'data["{style.key(field)}"]', f"message.{field.name}"
    value, key, is_nullable = value_field(field), map_key(field), declarations.is_nullable(field)
    if key is not None:
        yield f"{target} = {_encoded_map(key, value, source, style)}"
    elif field.is_repeated:
        yield f"{target} = {_encoded_list(value, source, style)}"
    elif value.enum_type and is_nullable:
        yield f"{target} = {_word(value, source)}"
    elif value.enum_type:
        yield f"if word := {_word(value, source)}:"
        yield f"    {target} = word"
    elif not field.has_presence:
        yield f"{target} = {_encoded(value, source, style)}"
    elif is_nullable:
        yield f'{target} = {_encoded(value, source, style)} if message.HasField("{field.name}") else None'
    else:
        yield f'if message.HasField("{field.name}"):'
        yield f"    {target} = {_encoded(value, source, style)}"


def _encoded_map(key: FieldDescriptor, value: FieldDescriptor, source: str, style: _Style) -> str:
    """Maps of protobuf have no order, so a reply would differ from process to process: entries are written in order of their keys."""
    key_text, item = _KEY_TEXTS.get(key.cpp_type, "str(key)"), f"{source}[key]"
    if value.enum_type:
        return f"{{{key_text}: word for key in sorted({source}) if (word := {_word(value, item)})}}"
    return f"{{{key_text}: {_encoded(value, item, style)} for key in sorted({source})}}"


def _encoded_list(value: FieldDescriptor, source: str, style: _Style) -> str:
    if value.enum_type:
        return f"[word for item in {source} if (word := {_word(value, 'item')})]"
    item = _encoded(value, "item", style)
    return f"list({source})" if item == "item" else f"[{item} for item in {source}]"


def _encoded(value: FieldDescriptor, source: str, style: _Style) -> str:
    if value.message_type:
        return f"{_function('encode', value, style)}({source})"
    if value.type == FieldDescriptor.TYPE_BYTES:
        return f"values.data_text({source})"
    return f"str({source})" if value.cpp_type in _LONG else source


def _word(value: FieldDescriptor, source: str) -> str:
    """The enum's word: none for the zero value, and none for a number that a newer peer may have sent."""
    return f"{_words(value)}.names.get({source})"


def _words(value: FieldDescriptor) -> str:
    """Name of the words of the enum that the field holds; "" where it holds none."""
    enum = value.enum_type
    return _outside(value.containing_type, enum) + _constant(enum) if enum is not None else ""


def _function(verb: str, value: FieldDescriptor, style: _Style) -> str:
    """Name of the function that fills or encodes the message that the field holds; "" where it holds none."""
    message = value.message_type
    if message is None:
        return ""
    if known := WELL_KNOWN.get(message.full_name):
        return f"well_known.{verb}_{known}"
    return f"{_outside(value.containing_type, message)}{verb}_{_function_name(message)}{style.of(message)}"


def _reader(value: FieldDescriptor) -> str:
    if value.enum_type:
        return f"{_words(value)}.read"
    return "values.data" if value.type == FieldDescriptor.TYPE_BYTES else f"values.{_READERS[value.cpp_type]}"


def _field_reader(declarations: Declarations, field: FieldDescriptor) -> str:
    """Of the field's value or elements: what a rule takes from the words of an enum is no word of the field."""
    return f"{_field_words(field)}.read" if _fewer_words(declarations, field) else _reader(value_field(field))


def _fewer_words(declarations: Declarations, field: FieldDescriptor) -> str:
    """The constant of the words that the rules of the field leave; "" where they leave all."""
    rules, enum = declarations.rules(field), value_field(field).enum_type
    if rules is None or enum is None or map_key(field) is not None:
        return ""
    own = rules.repeated.items if field.is_repeated else rules
    known = words(enum)
    left = [word for word, name in known.items() if allows_number(own, enum.values_by_name[name].number)]
    return f"{_field_words(field)} = {_words(field)}.only({', '.join(map(repr, left))})\n" if len(left) < len(known) else ""


def _field_words(field: FieldDescriptor) -> str:
    """Name of the constant of the words that the field may hold, where those are fewer than the enum's."""
    message = cast("Descriptor", field.containing_type)
    return f"{_constant(message)}_{field.name.upper()}"


def _key_reader(key: FieldDescriptor) -> str:
    return _reader(key) if key.cpp_type == FieldDescriptor.CPPTYPE_STRING else f"{_reader(key)}_key"


def _is_renamed(message: Descriptor) -> bool:
    """Whether any key of the message's tree differs between the styles."""
    return any(field.json_name != field.name for part in _tree(message, {}) for field in json_fields(part))


def _tree(message: Descriptor, seen: dict[str, Descriptor]) -> Iterable[Descriptor]:
    """The message and every message that it can hold."""
    if message.full_name not in seen and message.full_name not in WELL_KNOWN:
        seen[message.full_name] = message
        for field in json_fields(message):
            if child := value_field(field).message_type:
                _tree(child, seen)
    return seen.values()


def _messages(declarations: Declarations, file: FileDescriptor) -> list[Descriptor]:
    return [message for message in declarations.messages if message.file.name == file.name]


def _top(kind: Descriptor | EnumDescriptor) -> Descriptor | EnumDescriptor:
    while kind.containing_type:
        kind = kind.containing_type
    return kind


def _python_name(kind: Descriptor | EnumDescriptor) -> str:
    return kind.full_name.removeprefix(f"{kind.file.package}.")


def _function_name(message: Descriptor) -> str:
    return snake(_python_name(message).replace(".", ""))


def _constant(kind: Descriptor | EnumDescriptor) -> str:
    return snake(_python_name(kind).replace(".", "")).upper()


def _immutable(message: Descriptor) -> str:
    """Name of the constant that holds the keys that are refused as immutable."""
    return f"{_constant(message)}_IMMUTABLE"


def _outside(user: Descriptor | None, used: Descriptor | EnumDescriptor) -> str:
    """Module that a name of another file is found in, with its dot."""
    return "" if user is not None and user.file.name == used.file.name else f"{_stem(used.file)}."


def _stem(file: FileDescriptor) -> str:
    return PurePosixPath(file.name).stem


def _indented(lines: Iterable[str]) -> str:
    return "".join(f"    {line}\n" for line in lines)
