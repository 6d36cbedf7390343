"""Refuses tools that an agent could not tell apart or understand: names and comments are all that it sees."""

import re
from collections import defaultdict
from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from scripts.generator.declarations import Declarations, DeclaredRpc
from scripts.generator.fields import WELL_KNOWN, json_fields, value_field

_NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")


def refused_tools(declarations: Declarations) -> Iterator[str]:
    """Tools with a bad or taken name, without a description, or with an argument without one."""
    tools: dict[str, list[DeclaredRpc]] = defaultdict(list)
    for rpc in declarations.rpcs:
        if rpc.policy is not None and rpc.policy.tool:
            tools[rpc.policy.tool].append(rpc)
    described: set[str] = set()
    for name, rpcs in tools.items():
        if not _NAME.fullmatch(name):
            yield f'{rpcs[0].place}: tool name "{name}" does not match ^[a-z][a-z0-9_]{{2,39}}$: rename the tool'
        for rpc in rpcs[1:]:
            yield f'{rpc.place}: tool "{name}" is {rpcs[0].place} already: rename one of the two'
        for rpc in rpcs:
            yield from _refused_tool(declarations, rpc, name, described)


def _refused_tool(declarations: Declarations, rpc: DeclaredRpc, tool: str, seen: set[str]) -> Iterator[str]:
    if rpc.method.client_streaming:
        yield f"{rpc.place}: a tool takes one request: drop the tool, or the stream of requests"
    if not rpc.comment:
        yield f"{rpc.place}: the tool {tool} has no description: write a comment above the rpc"
    for owner, field in _undescribed(declarations, rpc.method.input_type, seen):
        place = f"{owner.file.name}: {owner.name}.{field.name}"
        yield f"{place}: an argument of the tool {tool} without a description: write a comment above it"


def _undescribed(declarations: Declarations, message: Descriptor, seen: set[str]) -> Iterator[tuple[Descriptor, FieldDescriptor]]:
    """(message, field) of the tree without a comment, where that of the field's own kind does not serve either. `seen` are done."""
    if message.full_name in seen or message.full_name in WELL_KNOWN:
        return
    seen.add(message.full_name)
    for field in json_fields(message):
        value = value_field(field)
        kind = value.message_type or value.enum_type
        if not declarations.comment(field) and not (kind and declarations.comment(kind)):
            yield message, field
        if value.message_type:
            yield from _undescribed(declarations, value.message_type, seen)
