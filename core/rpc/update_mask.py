"""What a PATCH changes: the fields of its update mask, which a caller of gRPC may leave to what is set."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, cast

from fluxdesk.failures import Fault
from fluxdesk.rpc import Rpc
from fluxdesk.v1.policy_pb2 import header, merged, nullable
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from core.rpc.call import Call

_MASK: Final = "update_mask"
# The stubs take extensions of options for mere fields.
_HEADER: Final = cast("Any", header)
_NULLABLE: Final = cast("Any", nullable)
_MERGED: Final = cast("Any", merged)


def complete(call: Call) -> Iterator[Fault]:
    """Makes the mask name what is changed, in the order of declaration: from here on both doors have sent the same.

    REST and MCP derive the mask from the keys that were sent. Over gRPC an absent or empty one means every field that is set. Of a field
    that is merged it names the parts, "field.part", and the field itself where that is cleared. Faults are names of nothing that can be
    changed, and fields to clear that are never without a value.
    """
    if _MASK not in call.request.DESCRIPTOR.fields_by_name:
        return
    holder, fields = _changeable(call.rpc)
    known = _paths(call.rpc)
    mask = getattr(call.request, _MASK)
    changed: Message = getattr(call.request, holder) if holder else call.request
    wanted = set(mask.paths) or {field.name for field, _ in changed.ListFields() if field.name in fields}
    for index, path in enumerate(mask.paths):
        if path not in known:
            yield f"{_MASK}.paths[{index}]", "names nothing that can be changed"
    for name in wanted & {path.split(".")[0] for path in known if "." in path}:
        wanted = _with_parts(wanted, name, changed)
    del mask.paths[:]
    mask.paths.extend(path for path in known if path in wanted)
    for path in mask.paths:
        if not _may_be_cleared(known[path]) and not _is_set(changed, path):
            yield f"{holder}.{path}" if holder else path, "cannot be cleared"


def _with_parts(wanted: set[str], name: str, changed: Message) -> set[str]:
    """With the parts that are set in the place of what is merged; where it is not set it is cleared, and its parts with it."""
    if not changed.HasField(name):
        return {path for path in wanted if not path.startswith(f"{name}.")}
    merged: Message = getattr(changed, name)
    return wanted - {name} | {f"{name}.{part.name}" for part, _ in merged.ListFields()}


def _is_set(changed: Message, path: str) -> bool:
    *outer, name = path.split(".")
    for step in outer:
        changed = getattr(changed, step)
    return changed.HasField(name)


@cache
def _paths(rpc: Rpc) -> dict[str, FieldDescriptor]:
    """Every path that a mask may name, in the order of declaration."""
    _, fields = _changeable(rpc)
    paths: dict[str, FieldDescriptor] = {}
    for name, field in fields.items():
        paths[name] = field
        if field.message_type and field.GetOptions().Extensions[_MERGED]:
            paths |= {f"{name}.{part.name}": part for part in field.message_type.fields}
    return paths


@cache
def _changeable(rpc: Rpc) -> tuple[str, dict[str, FieldDescriptor]]:
    """The field that holds what is changed, "" for the request itself, and what can be changed in it: as the codecs derive masks.

    That is the resource which the routes take as their body; without one, the request less its path, its headers and the mask.
    """
    request = cast("Descriptor", rpc.request.DESCRIPTOR)
    bodies = sorted({route.body for route in rpc.routes} - {"", "*"})
    if len(bodies) == 1 and (resource := request.fields_by_name[bodies[0]].message_type):
        return bodies[0], {field.name: field for field in resource.fields}
    fixed = {variable.field for route in rpc.routes for variable in route.variables} | {_MASK}
    own = {field.name: field for field in request.fields if field.name not in fixed and not field.GetOptions().Extensions[_HEADER]}
    return "", own


def _may_be_cleared(field: FieldDescriptor) -> bool:
    """What has no presence is cleared by its zero value, and what is nullable by null."""
    return not field.has_presence or bool(field.GetOptions().Extensions[_NULLABLE])
