"""The catalogue of MCP tools: one tool per RPC that names one, with schemas that stand on their own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from google.protobuf.descriptor import Descriptor, EnumDescriptor

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations, DeclaredRpc
from scripts.generator.fields import HTTP_BODY
from scripts.generator.json_schema import Dialect, Schema, proto_name

# Every conversation of every client pays for each tool that is listed.
TOOL_BYTES_MAX = 3072
_RECURSION_DEPTHS = (3, 2, 1)
_COMMENT_CHARACTERS = range(150, -1, -10)

_TEXT_REPLY: Schema = {
    "type": "object",
    "properties": {
        "content_type": {"type": "string", "description": "Media type of the text."},
        "text": {"type": "string", "description": "The reply itself."},
    },
    "required": ["content_type", "text"],
}


def catalogue(declarations: Declarations) -> list[dict[str, object]]:
    """Every tool, in order of their names. `rpc` is the full gRPC name: for the bridge, not for its clients.

    Raises GenerateError for a tool that is too large.
    """
    rpcs = [rpc for rpc in declarations.rpcs if _tool_name(rpc)]
    return [_tool(declarations, rpc) for rpc in sorted(rpcs, key=_tool_name)]


def _tool_name(rpc: DeclaredRpc) -> str:
    return rpc.policy.tool if rpc.policy is not None else ""


def _tool(declarations: Declarations, rpc: DeclaredRpc) -> dict[str, object]:
    name = _tool_name(rpc)
    title = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "title": title,
        "description": rpc.comment,
        "inputSchema": _input_schema(declarations, rpc),
        "outputSchema": _output_schema(declarations, rpc),
        "annotations": {
            "title": title,
            "readOnlyHint": rpc.is_read,
            "destructiveHint": rpc.policy is not None and bool(rpc.policy.destructive),
            "idempotentHint": rpc.is_idempotent,
            "openWorldHint": False,
        },
        "rpc": rpc.name,
    }


def _input_schema(declarations: Declarations, rpc: DeclaredRpc) -> Schema:
    bytes_max = TOOL_BYTES_MAX - compact_bytes(rpc.comment)
    schema = _fitted(Dialect(declarations, is_input=True, key=proto_name), rpc.method.input_type, bytes_max)
    if compact_bytes(schema) > bytes_max:
        message = f"{rpc.place}: the tool {_tool_name(rpc)} exceeds {TOOL_BYTES_MAX} bytes, even without the comments of optional fields"
        raise GenerateError(message)
    return schema


def _output_schema(declarations: Declarations, rpc: DeclaredRpc) -> Schema:
    reply = rpc.method.output_type
    if reply.full_name == HTTP_BODY:
        return _TEXT_REPLY
    schema = _fitted(Dialect(declarations, is_input=False, key=proto_name), reply, TOOL_BYTES_MAX)
    if not rpc.method.server_streaming:
        return schema
    return {
        "type": "object",
        "properties": {
            "messages": {"type": "array", "items": schema, "description": "The messages of the stream, oldest first."},
            "truncated": {"type": "boolean", "description": "True when the stream held more."},
        },
        "required": ["messages", "truncated"],
    }


def compact_bytes(value: object) -> int:
    """Size of the value as JSON without white space."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _fitted(dialect: Dialect, message: Descriptor, bytes_max: int) -> Schema:
    """The fullest schema of the message that keeps the limit, else the shortest there is."""
    schema: Schema = {}
    for schema in _fullest_first(dialect, message):
        if compact_bytes(schema) <= bytes_max:
            break
    return schema


def _fullest_first(dialect: Dialect, message: Descriptor) -> Iterator[Schema]:
    """Recursion is cut before comments are, since what a field means matters more than its repetition."""
    for depth in _RECURSION_DEPTHS:
        yield _Inliner(dialect, depth).root(message)
    for characters_max in _COMMENT_CHARACTERS:
        yield _Inliner(replace(dialect, comment_characters_max=characters_max), 1).root(message)


@dataclass(frozen=True, slots=True)
class _Inliner:
    """Writes nested messages where they stand, since many clients read no $ref. Recursion ends in an open object."""

    dialect: Dialect
    depth_max: int

    def root(self, message: Descriptor) -> Schema:
        """The whole schema. The tool's own description says what its message is for."""
        schema = self._message(message, ())
        schema.pop("description", None)
        return schema

    def _message(self, message: Descriptor, outer: tuple[Descriptor, ...]) -> Schema:
        if outer.count(message) == self.depth_max:
            return {"type": "object", **self.dialect.described(message)}
        # Deprecated fields serve callers of old; a tool is listed afresh to every client and need not offer them.
        hidden = [field.name for field in message.fields if self.dialect.is_input and field.GetOptions().deprecated]
        return self.dialect.object(message, lambda nested: self._nested(nested, (*outer, message)), hidden)

    def _nested(self, described: Descriptor | EnumDescriptor, outer: tuple[Descriptor, ...]) -> Schema:
        return self._message(described, outer) if isinstance(described, Descriptor) else self.dialect.enum(described)
