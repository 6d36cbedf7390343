"""Writes the json package: straight-line JSON ↔ message code for every message, in the documents' names and in proto names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, FileDescriptor

from scripts.generator.declarations import Declarations
from scripts.generator.python_text import MARK, module_of, snake

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


def words(enum: EnumDescriptor) -> dict[str, str]:
    """The JSON word of each value of an enum but the zero one, with the value's proto name."""
    prefix = snake(enum.name).upper() + "_"
    return {value.name.removeprefix(prefix).lower(): value.name for value in enum.values if value.number}


def json_fields(message: Descriptor) -> list[FieldDescriptor]:
    """Fields that stand in the message's JSON: an update mask is derived from what was sent, and a raw body is no JSON."""
    return [field for field in message.fields if field.message_type is None or field.message_type.full_name not in {HTTP_BODY, FIELD_MASK}]


def codec_modules(declarations: Declarations) -> dict[str, str]:
    """Text of each module of the json package, by its file name."""
    files = [file for file in declarations.files if _messages(declarations, file) or file.enum_types_by_name]
    # A file that extends protobuf's options declares what stands in declarations, and is never sent.
    sent = [file for file in files if not file.extensions_by_name]
    modules = {f"{_stem(file)}.py": _module(declarations, file) for file in sent}
    return {**modules, "__init__.py": _maps(declarations, sent)}


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


_JSON = _Style("", uses_json_names=True)
_SNAKE = _Style("_snake", uses_json_names=False)


def _module(declarations: Declarations, file: FileDescriptor) -> str:
    enums = "".join(_enum(enum) for enum in declarations.enums if enum.file.name == file.name)
    functions = "".join(
        _names(message, style) + _fill(declarations, message, style) + _encode(declarations, message, style)
        for message in _messages(declarations, file)
        for style in ((_JSON, _SNAKE) if _is_renamed(message) else (_JSON,))
    )
    return (
        f'{MARK}"""JSON of the messages in {file.name}."""\n\n'
        f"{''.join(sorted(_imports(declarations, file)))}\n{enums}{functions}"
    )


def _imports(declarations: Declarations, file: FileDescriptor) -> Iterator[str]:
    """Every import that a module may need; those it does not use are dropped when it is formatted."""
    yield "from fluxdesk.json import values, well_known\n"
    yield "from fluxdesk.json.runtime import Fault, each, elements, entries, join, mapping, mask, members, one_of\n"
    for message in _messages(declarations, file):
        yield f"from {module_of(file.name)} import {_top(message).name}\n"
        for other in (kind for field in message.fields for kind in (_value(field).message_type, _value(field).enum_type) if kind):
            if other.file.name != file.name and other.full_name not in WELL_KNOWN:
                yield f"from {_json_package(other.file)} import {_stem(other.file)}\n"
    yield from (f"from {module_of(file.name)} import {_top(enum).name}\n" for enum in declarations.enums if enum.file.name == file.name)


def _maps(declarations: Declarations, files: Iterable[FileDescriptor]) -> str:
    messages = [message for file in files for message in _messages(declarations, file)]
    package = declarations.root.package
    modules = "".join(f"from {package}.json import {_stem(file)}\n" for file in files)
    kinds = "".join(f"from {module_of(message.file.name)} import {_top(message).name}\n" for message in messages)
    return (
        f'{MARK}"""JSON ↔ message code of every message: JSON has the documents\' names, SNAKE the proto names."""\n\n'
        "from collections.abc import Mapping\n\n"
        "from google.protobuf.message import Message\n\n"
        f"from fluxdesk.json.runtime import MessageCodec, codec\n{modules}{kinds}\n"
        f"JSON: Mapping[type[Message], MessageCodec] = {{\n{''.join(_map_row(message, _JSON) for message in messages)}}}\n\n"
        f"SNAKE: Mapping[type[Message], MessageCodec] = {{\n{''.join(_map_row(message, _SNAKE) for message in messages)}}}\n"
    )


def _map_row(message: Descriptor, style: _Style) -> str:
    kind, name = _python_name(message), _stem(message.file)
    if style is _SNAKE and not _is_renamed(message):
        return f"    {kind}: JSON[{kind}],\n"
    snake_name = _function_name(message) + style.of(message)
    return f"    {kind}: codec({kind}, {name}.fill_{snake_name}, {name}.encode_{snake_name}),\n"


def _enum(enum: EnumDescriptor) -> str:
    kind = _python_name(enum)
    numbers = ", ".join(f'"{word}": {kind}.{name}' for word, name in words(enum).items())
    return f"{_constant(enum)} = values.Words({{{numbers}}}, {kind}.{enum.values_by_number[0].name})\n"


def _names(message: Descriptor, style: _Style) -> str:
    return f"\n{_fields_name(message, style)} = {_pairs(json_fields(message), style)}\n"


def _fill(declarations: Declarations, message: Descriptor, style: _Style) -> str:
    lines = [line for field in json_fields(message) for line in _fill_field(declarations, field, style)]
    lines += [line for oneof in message.oneofs for line in _one_of(oneof.fields, style)]
    lines += _mask(declarations, message, style)
    start = f"members(data, path, faults, depth, {_fields_name(message, style)})"
    return (
        f"\n\ndef fill_{_function_name(message)}{style.of(message)}"
        f"(message: {_python_name(message)}, data: object, path: str, faults: list[Fault], depth: int, /) -> None:\n"
        f"    message.SetInParent()\n    {'sent = ' if lines else ''}{start}\n{_indented(lines)}"
    )


def _fill_field(declarations: Declarations, field: FieldDescriptor, style: _Style) -> Iterator[str]:
    key, name = style.key(field), field.name
    sent, at = f'sent["{key}"]', f'path, "{name}"'
    yield f'if sent.get("{key}") is not None:' if declarations.is_nullable(field) else f'if "{key}" in sent:'
    value = _value(field)
    if _is_map(field):
        read_key = _key_reader(field)
        if value.message_type:
            yield f"    for key, place, item in entries({read_key}, {sent}, {at}, faults):"
            yield f"        {_filler(value, style)}(message.{name}[key], item, place, faults, depth + 1)"
        else:
            yield f"    message.{name}.update(mapping({read_key}, {_reader(value)}, {sent}, {at}, faults))"
    elif field.is_repeated and value.message_type:
        yield f"    for place, item in elements({sent}, {at}, faults):"
        yield f"        {_filler(value, style)}(message.{name}.add(), item, place, faults, depth + 1)"
    elif field.is_repeated:
        yield f"    message.{name}.extend(each({_reader(value)}, {sent}, {at}, faults))"
    elif value.message_type:
        yield f"    {_filler(value, style)}(message.{name}, {sent}, join({at}), faults, depth + 1)"
    else:
        yield f"    message.{name} = {_reader(value)}({sent}, {at}, faults)"


def _one_of(fields: list[FieldDescriptor], style: _Style) -> Iterator[str]:
    """An `optional` field stands in a oneof of its own, which excludes nothing."""
    if len(fields) > 1:
        yield f"one_of(sent, path, faults, {_pairs(fields, style)})"


def _mask(declarations: Declarations, message: Descriptor, style: _Style) -> Iterator[str]:
    field = message.fields_by_name.get("update_mask")
    if field is None or field.message_type is None or field.message_type.full_name != FIELD_MASK:
        return
    routes = [route for rpc in declarations.rpcs if rpc.method.input_type is message for route in rpc.routes]
    bodies = {route.body for route in routes} - {"", "*"}
    if len(bodies) == 1:
        resource = message.fields_by_name[bodies.pop()]
        names = _outside(message, resource.message_type) + _fields_name(resource.message_type, style)
        yield f'mask(message.update_mask, sent.get("{style.key(resource)}"), {names})'
    else:
        fixed = {name for route in routes for name in route.variables}
        own = [field for field in json_fields(message) if field.name not in fixed and not declarations.header(field)]
        yield f"mask(message.update_mask, sent, {_pairs(own, style)})"


def _encode(declarations: Declarations, message: Descriptor, style: _Style) -> str:
    lines = [line for field in json_fields(message) for line in _encode_field(declarations, field, style)]
    return (
        f"\n\ndef encode_{_function_name(message)}{style.of(message)}(message: {_python_name(message)}) -> dict[str, object]:\n"
        f"    data: dict[str, object] = {{}}\n{_indented(lines)}    return data\n"
    )


def _encode_field(declarations: Declarations, field: FieldDescriptor, style: _Style) -> Iterator[str]:
    target, source = f'data["{style.key(field)}"]', f"message.{field.name}"
    value, nullable = _value(field), declarations.is_nullable(field)
    if _is_map(field):
        yield f"{target} = {_encoded_map(field, source, style)}"
    elif field.is_repeated:
        yield f"{target} = {_encoded_list(value, source, style)}"
    elif value.enum_type:
        known = f"{_enum_name(value)}.names.get({source})"
        yield from [f"{target} = {known}"] if nullable else [f"if word := {known}:", f"    {target} = word"]
    elif not field.has_presence:
        yield f"{target} = {_encoded(value, source, style)}"
    elif nullable:
        yield f'{target} = {_encoded(value, source, style)} if message.HasField("{field.name}") else None'
    else:
        yield f'if message.HasField("{field.name}"):'
        yield f"    {target} = {_encoded(value, source, style)}"


def _encoded_map(field: FieldDescriptor, source: str, style: _Style) -> str:
    """Maps of protobuf have no order, so a reply would differ from process to process: entries are written in order of their keys."""
    key, value = field.message_type.fields_by_name["key"], _value(field)
    key_text = _KEY_TEXTS.get(key.cpp_type, "str(key)")
    if value.enum_type:
        return f"{{{key_text}: word for key, item in sorted({source}.items()) if (word := {_enum_name(value)}.names.get(item))}}"
    item = _encoded(value, "item", style)
    if (key_text, item) == ("key", "item"):
        return f"dict(sorted({source}.items()))"
    return f"{{{key_text}: {item} for key, item in sorted({source}.items())}}"


def _encoded_list(value: FieldDescriptor, source: str, style: _Style) -> str:
    if value.enum_type:
        return f"[word for item in {source} if (word := {_enum_name(value)}.names.get(item))]"
    item = _encoded(value, "item", style)
    return f"list({source})" if item == "item" else f"[{item} for item in {source}]"


def _encoded(value: FieldDescriptor, source: str, style: _Style) -> str:
    if value.message_type:
        return f"{_filler(value, style).replace('fill_', 'encode_', 1)}({source})"
    if value.type == FieldDescriptor.TYPE_BYTES:
        return f"values.data_text({source})"
    return f"str({source})" if value.cpp_type in _LONG else source


def _filler(value: FieldDescriptor, style: _Style) -> str:
    message = value.message_type
    if known := WELL_KNOWN.get(message.full_name):
        return f"well_known.fill_{known}"
    return f"{_outside(value.containing_type, message)}fill_{_function_name(message)}{style.of(message)}"


def _reader(value: FieldDescriptor) -> str:
    if value.enum_type:
        return f"{_enum_name(value)}.read"
    return "values.data" if value.type == FieldDescriptor.TYPE_BYTES else f"values.{_READERS[value.cpp_type]}"


def _key_reader(field: FieldDescriptor) -> str:
    key = field.message_type.fields_by_name["key"]
    return _reader(key) if key.cpp_type == FieldDescriptor.CPPTYPE_STRING else f"{_reader(key)}_key"


def _enum_name(value: FieldDescriptor) -> str:
    return f"{_outside(value.containing_type, value.enum_type)}{_constant(value.enum_type)}"


def _fields_name(message: Descriptor, style: _Style) -> str:
    """Name of the constant that maps the keys of a message to its fields."""
    return f"{_constant(message)}{style.of(message).upper()}_FIELDS"


def _pairs(fields: Iterable[FieldDescriptor], style: _Style) -> str:
    """Text of a dict from the keys of fields to their proto names."""
    return "{" + ", ".join(f'"{style.key(field)}": "{field.name}"' for field in fields) + "}"


def _value(field: FieldDescriptor) -> FieldDescriptor:
    """The field that says what kind each value is: a map's values are declared in its entry."""
    return field.message_type.fields_by_name["value"] if _is_map(field) else field


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def _is_renamed(message: Descriptor) -> bool:
    """Whether any key of the message's tree differs between the styles."""
    return any(field.json_name != field.name for part in _tree(message, {}).values() for field in json_fields(part))


def _tree(message: Descriptor, seen: dict[str, Descriptor]) -> dict[str, Descriptor]:
    if message.full_name not in seen and message.full_name not in WELL_KNOWN:
        seen[message.full_name] = message
        for field in json_fields(message):
            if child := _value(field).message_type:
                _tree(child, seen)
    return seen


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


def _outside(user: Descriptor, used: Descriptor | EnumDescriptor) -> str:
    """Module that a name of another file is found in, with its dot."""
    return "" if user.file.name == used.file.name else f"{_stem(used.file)}."


def _json_package(file: FileDescriptor) -> str:
    return f"{file.name.split('/', 1)[0]}.json"


def _stem(file: FileDescriptor) -> str:
    return PurePosixPath(file.name).stem


def _indented(lines: Iterable[str]) -> str:
    return "".join(f"    {line}\n" for line in lines)
