import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AuditChannel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIT_CHANNEL_UNSPECIFIED: _ClassVar[AuditChannel]
    AUDIT_CHANNEL_GRPC: _ClassVar[AuditChannel]
    AUDIT_CHANNEL_REST: _ClassVar[AuditChannel]
    AUDIT_CHANNEL_MCP: _ClassVar[AuditChannel]
    AUDIT_CHANNEL_CLI: _ClassVar[AuditChannel]

class AuditFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIT_FORMAT_UNSPECIFIED: _ClassVar[AuditFormat]
    AUDIT_FORMAT_CSV: _ClassVar[AuditFormat]
    AUDIT_FORMAT_NDJSON: _ClassVar[AuditFormat]

class AuditFaultKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIT_FAULT_KIND_UNSPECIFIED: _ClassVar[AuditFaultKind]
    AUDIT_FAULT_KIND_CONTENT_CHANGED: _ClassVar[AuditFaultKind]
    AUDIT_FAULT_KIND_ROW_MISSING: _ClassVar[AuditFaultKind]
    AUDIT_FAULT_KIND_LINK_BROKEN: _ClassVar[AuditFaultKind]
    AUDIT_FAULT_KIND_HEAD_DIFFERS: _ClassVar[AuditFaultKind]

AUDIT_CHANNEL_UNSPECIFIED: AuditChannel
AUDIT_CHANNEL_GRPC: AuditChannel
AUDIT_CHANNEL_REST: AuditChannel
AUDIT_CHANNEL_MCP: AuditChannel
AUDIT_CHANNEL_CLI: AuditChannel
AUDIT_FORMAT_UNSPECIFIED: AuditFormat
AUDIT_FORMAT_CSV: AuditFormat
AUDIT_FORMAT_NDJSON: AuditFormat
AUDIT_FAULT_KIND_UNSPECIFIED: AuditFaultKind
AUDIT_FAULT_KIND_CONTENT_CHANGED: AuditFaultKind
AUDIT_FAULT_KIND_ROW_MISSING: AuditFaultKind
AUDIT_FAULT_KIND_LINK_BROKEN: AuditFaultKind
AUDIT_FAULT_KIND_HEAD_DIFFERS: AuditFaultKind

class ListAuditLogRequest(_message.Message):
    __slots__ = ("limit", "cursor", "user_id", "family_id", "rpc", "channel", "outcome", "since", "until", "request_id")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    FAMILY_ID_FIELD_NUMBER: _ClassVar[int]
    RPC_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    user_id: str
    family_id: str
    rpc: str
    channel: AuditChannel
    outcome: str
    since: _timestamp_pb2.Timestamp
    until: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        family_id: _Optional[str] = ...,
        rpc: _Optional[str] = ...,
        channel: _Optional[_Union[AuditChannel, str]] = ...,
        outcome: _Optional[str] = ...,
        since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        request_id: _Optional[str] = ...,
    ) -> None: ...

class ListAuditLogResponse(_message.Message):
    __slots__ = ("entries", "next_cursor")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[AuditEntry]
    next_cursor: str
    def __init__(self, entries: _Optional[_Iterable[_Union[AuditEntry, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class ExportAuditLogRequest(_message.Message):
    __slots__ = ("limit", "cursor", "user_id", "family_id", "rpc", "channel", "outcome", "since", "until", "request_id", "format")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    FAMILY_ID_FIELD_NUMBER: _ClassVar[int]
    RPC_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    user_id: str
    family_id: str
    rpc: str
    channel: AuditChannel
    outcome: str
    since: _timestamp_pb2.Timestamp
    until: _timestamp_pb2.Timestamp
    request_id: str
    format: AuditFormat
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        family_id: _Optional[str] = ...,
        rpc: _Optional[str] = ...,
        channel: _Optional[_Union[AuditChannel, str]] = ...,
        outcome: _Optional[str] = ...,
        since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        request_id: _Optional[str] = ...,
        format: _Optional[_Union[AuditFormat, str]] = ...,
    ) -> None: ...

class VerifyAuditLogRequest(_message.Message):
    __slots__ = ("from_number", "limit", "expected_head")
    FROM_NUMBER_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_HEAD_FIELD_NUMBER: _ClassVar[int]
    from_number: int
    limit: int
    expected_head: str
    def __init__(self, from_number: _Optional[int] = ..., limit: _Optional[int] = ..., expected_head: _Optional[str] = ...) -> None: ...

class AuditVerification(_message.Message):
    __slots__ = ("sealed_rows", "head_hash", "checked_rows", "next_number", "fault")
    SEALED_ROWS_FIELD_NUMBER: _ClassVar[int]
    HEAD_HASH_FIELD_NUMBER: _ClassVar[int]
    CHECKED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FAULT_FIELD_NUMBER: _ClassVar[int]
    sealed_rows: int
    head_hash: str
    checked_rows: int
    next_number: int
    fault: AuditFault
    def __init__(
        self,
        sealed_rows: _Optional[int] = ...,
        head_hash: _Optional[str] = ...,
        checked_rows: _Optional[int] = ...,
        next_number: _Optional[int] = ...,
        fault: _Optional[_Union[AuditFault, _Mapping]] = ...,
    ) -> None: ...

class AuditFault(_message.Message):
    __slots__ = ("number", "id", "kind")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    number: int
    id: str
    kind: AuditFaultKind
    def __init__(
        self, number: _Optional[int] = ..., id: _Optional[str] = ..., kind: _Optional[_Union[AuditFaultKind, str]] = ...
    ) -> None: ...

class AuditEntry(_message.Message):
    __slots__ = (
        "id",
        "at",
        "channel",
        "tool",
        "rpc",
        "outcome",
        "credential",
        "user_id",
        "family_id",
        "client_address",
        "client_name",
        "request_id",
        "trace_id",
        "note",
        "arguments",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    TOOL_FIELD_NUMBER: _ClassVar[int]
    RPC_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    FAMILY_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CLIENT_NAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    at: _timestamp_pb2.Timestamp
    channel: AuditChannel
    tool: str
    rpc: str
    outcome: str
    credential: str
    user_id: str
    family_id: str
    client_address: str
    client_name: str
    request_id: str
    trace_id: str
    note: str
    arguments: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        channel: _Optional[_Union[AuditChannel, str]] = ...,
        tool: _Optional[str] = ...,
        rpc: _Optional[str] = ...,
        outcome: _Optional[str] = ...,
        credential: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        family_id: _Optional[str] = ...,
        client_address: _Optional[str] = ...,
        client_name: _Optional[str] = ...,
        request_id: _Optional[str] = ...,
        trace_id: _Optional[str] = ...,
        note: _Optional[str] = ...,
        arguments: _Optional[str] = ...,
    ) -> None: ...
