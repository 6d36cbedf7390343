"""What a PATCH changes: the fields of its update mask, which a caller of gRPC may leave to what is set."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, cast

from fluxdesk.failures import Fault
from fluxdesk.rpc import Rpc
from fluxdesk.v1.policy_pb2 import header, nullable
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from core.rpc.call import Call

_MASK: Final = "update_mask"
# The stubs take extensions of options for mere fields.
_HEADER: Final = cast("Any", header)
_NULLABLE: Final = cast("Any", nullable)


def complete(call: Call) -> Iterator[Fault]:
    """Makes the mask name what is changed, in the order of declaration: from here on both doors have sent the same.

    REST and MCP derive the mask from the keys that were sent. Over gRPC an absent or empty one means every field that is set. Faults
    are names of nothing that can be changed, and fields to clear that are never without a value.
    """
    if _MASK not in call.request.DESCRIPTOR.fields_by_name:
        return
    holder, fields = _changeable(call.rpc)
    mask = getattr(call.request, _MASK)
    changed: Message = getattr(call.request, holder) if holder else call.request
    wanted = set(mask.paths) or {field.name for field, _ in changed.ListFields()}
    for index, path in enumerate(mask.paths):
        if path not in fields:
            yield f"{_MASK}.paths[{index}]", "names nothing that can be changed"
    del mask.paths[:]
    mask.paths.extend(name for name in fields if name in wanted)
    for name in mask.paths:
        if not _may_be_cleared(fields[name]) and not changed.HasField(name):
            yield f"{holder}.{name}" if holder else name, "cannot be cleared"


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
