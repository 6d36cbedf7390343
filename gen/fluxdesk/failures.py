"""How a caller reads the failure of a call: its Reason, every fault of the input, and when to try again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import grpc
from fluxdesk.faults import MORE_FAULTS, Fault
from fluxdesk.reasons import KINDS, Reason, ReasonKind
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.any_pb2 import Any
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

DOMAIN = "fluxdesk.net"
STATUS_KEY = "grpc-status-details-bin"
# Doors hand the faults of their own decoding to the core here, as a google.rpc.BadRequest.
DECODE_FAULTS_KEY = "x-decode-faults-bin"

# Decoding stops before this many; a network client takes 8 KB of metadata unless it raises that limit.
FAULTS_BYTES_MAX = 100_000
# A path may hold a key of the caller's own making, as long as its body.
_TEXT_CHARACTERS_MAX = 200

_BY_CODE = {
    grpc.StatusCode.UNAVAILABLE: Reason.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED: Reason.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNAUTHENTICATED: Reason.UNAUTHENTICATED,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """`faults` are (path in proto names, text); `retry_after_seconds` is None where no time is known.

    `extra` is the message that the Reason declares, where the failure carries one.
    """

    reason: Reason
    detail: str
    faults: tuple[Fault, ...] = ()
    retry_after_seconds: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    extra: Message | None = None

    @property
    def kind(self) -> ReasonKind:
        return KINDS[self.reason]


def read_failure(error: grpc.RpcError) -> Failure:
    """The failure behind an error of a stub of either kind. One that did not come from the core is named by its code."""
    # Errors of blocking stubs have the same methods.
    ended = cast("grpc.aio.AioRpcError", error)
    for key, value in ended.trailing_metadata() or ():
        if key == STATUS_KEY:
            return _of_status(status_pb2.Status.FromString(cast("bytes", value)))
    reason = _BY_CODE.get(ended.code(), Reason.INTERNAL)
    return Failure(reason, KINDS[reason].title)


def bad_request(faults: Iterable[Fault], bytes_max: int = FAULTS_BYTES_MAX) -> error_details_pb2.BadRequest:
    """The faults as a detail of a status; the rest of very many is left out."""
    packed, size = error_details_pb2.BadRequest(), 0
    for path, text in faults:
        fault = error_details_pb2.BadRequest.FieldViolation(field=_cut(path), description=_cut(text))
        size += fault.ByteSize()
        if size > bytes_max:
            packed.field_violations.add(field="", description=MORE_FAULTS)
            break
        packed.field_violations.append(fault)
    return packed


def pack_faults(faults: Iterable[Fault]) -> bytes:
    """Value of DECODE_FAULTS_KEY."""
    return bad_request(faults).SerializeToString()


def unpack_faults(packed: bytes) -> list[Fault]:
    """Inverse of pack_faults; bytes that are no BadRequest hold no faults."""
    try:
        request = error_details_pb2.BadRequest.FromString(packed)
    except DecodeError:
        return []
    return [(violation.field, violation.description) for violation in request.field_violations]


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_CHARACTERS_MAX else f"{text[:_TEXT_CHARACTERS_MAX]}…"


def _of_status(status: status_pb2.Status) -> Failure:
    reason, faults, retry, metadata = Reason.INTERNAL, (), None, {}
    info, request, delay = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for detail in status.details:
        if detail.Unpack(info):
            # A newer server may know reasons that this code does not.
            reason = Reason(info.reason) if info.reason in Reason.__members__ else Reason.INTERNAL
            metadata = dict(info.metadata)
        elif detail.Unpack(request):
            faults = tuple((violation.field, violation.description) for violation in request.field_violations)
        elif detail.Unpack(delay):
            retry = delay.retry_delay.seconds
    return Failure(reason, status.message, faults, retry, metadata, _extra(KINDS[reason].extra, status.details))


def _extra(name: str, details: Iterable[Any]) -> Message | None:
    """The detail that is the named message; None without one, and where this process does not have its code."""
    packed = next((detail for detail in details if name and detail.TypeName() == name), None)
    try:
        kind = descriptor_pool.Default().FindMessageTypeByName(name) if packed else None
    except KeyError:
        return None
    return message_factory.GetMessageClass(kind).FromString(packed.value) if packed and kind else None
