from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.rpc import code_pb2 as _code_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REASON_UNSPECIFIED: _ClassVar[Reason]
    REASON_UNAUTHENTICATED: _ClassVar[Reason]
    REASON_FORBIDDEN: _ClassVar[Reason]
    REASON_CREDENTIAL_NOT_ACCEPTED: _ClassVar[Reason]
    REASON_SCOPE_MISSING: _ClassVar[Reason]
    REASON_ROLE_MISSING: _ClassVar[Reason]
    REASON_CROSS_PROJECT_BLOCKED: _ClassVar[Reason]
    REASON_SEVERITY_EXCEEDS_CEILING: _ClassVar[Reason]
    REASON_NO_APPROVED_REQUEST: _ClassVar[Reason]
    REASON_VALIDATION_FAILED: _ClassVar[Reason]
    REASON_NOT_FOUND: _ClassVar[Reason]
    REASON_METHOD_NOT_ALLOWED: _ClassVar[Reason]
    REASON_IDEMPOTENCY_CONFLICT: _ClassVar[Reason]
    REASON_IDEMPOTENCY_IN_FLIGHT: _ClassVar[Reason]
    REASON_CONFLICT: _ClassVar[Reason]
    REASON_PRECONDITION_FAILED: _ClassVar[Reason]
    REASON_PAYLOAD_TOO_LARGE: _ClassVar[Reason]
    REASON_UNSUPPORTED_MEDIA_TYPE: _ClassVar[Reason]
    REASON_UNPROCESSABLE: _ClassVar[Reason]
    REASON_RATE_LIMITED: _ClassVar[Reason]
    REASON_DAILY_LIMIT_EXCEEDED: _ClassVar[Reason]
    REASON_INTERNAL: _ClassVar[Reason]
    REASON_UNAVAILABLE: _ClassVar[Reason]
    REASON_DEADLINE_EXCEEDED: _ClassVar[Reason]
    REASON_SLUG_CONFLICT: _ClassVar[Reason]
    REASON_DELETE_BLOCKED: _ClassVar[Reason]
    REASON_TOKEN_DISABLED: _ClassVar[Reason]
    REASON_VERSION_MISMATCH: _ClassVar[Reason]
    REASON_TAG_NAME_TAKEN: _ClassVar[Reason]
    REASON_OVERLOADED: _ClassVar[Reason]

REASON_UNSPECIFIED: Reason
REASON_UNAUTHENTICATED: Reason
REASON_FORBIDDEN: Reason
REASON_CREDENTIAL_NOT_ACCEPTED: Reason
REASON_SCOPE_MISSING: Reason
REASON_ROLE_MISSING: Reason
REASON_CROSS_PROJECT_BLOCKED: Reason
REASON_SEVERITY_EXCEEDS_CEILING: Reason
REASON_NO_APPROVED_REQUEST: Reason
REASON_VALIDATION_FAILED: Reason
REASON_NOT_FOUND: Reason
REASON_METHOD_NOT_ALLOWED: Reason
REASON_IDEMPOTENCY_CONFLICT: Reason
REASON_IDEMPOTENCY_IN_FLIGHT: Reason
REASON_CONFLICT: Reason
REASON_PRECONDITION_FAILED: Reason
REASON_PAYLOAD_TOO_LARGE: Reason
REASON_UNSUPPORTED_MEDIA_TYPE: Reason
REASON_UNPROCESSABLE: Reason
REASON_RATE_LIMITED: Reason
REASON_DAILY_LIMIT_EXCEEDED: Reason
REASON_INTERNAL: Reason
REASON_UNAVAILABLE: Reason
REASON_DEADLINE_EXCEEDED: Reason
REASON_SLUG_CONFLICT: Reason
REASON_DELETE_BLOCKED: Reason
REASON_TOKEN_DISABLED: Reason
REASON_VERSION_MISMATCH: Reason
REASON_TAG_NAME_TAKEN: Reason
REASON_OVERLOADED: Reason
FAILURE_FIELD_NUMBER: _ClassVar[int]
failure: _descriptor.FieldDescriptor

class FailureKind(_message.Message):
    __slots__ = ("code", "http_status", "slug", "title", "constraint", "field", "extra")
    class Extra(_message.Message):
        __slots__ = ("member", "message")
        MEMBER_FIELD_NUMBER: _ClassVar[int]
        MESSAGE_FIELD_NUMBER: _ClassVar[int]
        member: str
        message: str
        def __init__(self, member: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

    CODE_FIELD_NUMBER: _ClassVar[int]
    HTTP_STATUS_FIELD_NUMBER: _ClassVar[int]
    SLUG_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CONSTRAINT_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    EXTRA_FIELD_NUMBER: _ClassVar[int]
    code: _code_pb2.Code
    http_status: int
    slug: str
    title: str
    constraint: str
    field: str
    extra: FailureKind.Extra
    def __init__(
        self,
        code: _Optional[_Union[_code_pb2.Code, str]] = ...,
        http_status: _Optional[int] = ...,
        slug: _Optional[str] = ...,
        title: _Optional[str] = ...,
        constraint: _Optional[str] = ...,
        field: _Optional[str] = ...,
        extra: _Optional[_Union[FailureKind.Extra, _Mapping]] = ...,
    ) -> None: ...
