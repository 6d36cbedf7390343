import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import approval_status_pb2 as _approval_status_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReviewDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_DECISION_UNSPECIFIED: _ClassVar[ReviewDecision]
    REVIEW_DECISION_APPROVE: _ClassVar[ReviewDecision]
    REVIEW_DECISION_REJECT: _ClassVar[ReviewDecision]

REVIEW_DECISION_UNSPECIFIED: ReviewDecision
REVIEW_DECISION_APPROVE: ReviewDecision
REVIEW_DECISION_REJECT: ReviewDecision

class ListApprovalsRequest(_message.Message):
    __slots__ = ("email", "catalog_slug", "status", "limit", "cursor")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    email: str
    catalog_slug: str
    status: _approval_status_pb2.ApprovalStatus
    limit: int
    cursor: str
    def __init__(
        self,
        email: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        status: _Optional[_Union[_approval_status_pb2.ApprovalStatus, str]] = ...,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
    ) -> None: ...

class ListApprovalsResponse(_message.Message):
    __slots__ = ("items", "request_id", "next_cursor")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[Approval]
    request_id: str
    next_cursor: str
    def __init__(
        self,
        items: _Optional[_Iterable[_Union[Approval, _Mapping]]] = ...,
        request_id: _Optional[str] = ...,
        next_cursor: _Optional[str] = ...,
    ) -> None: ...

class AssignApprovalRequest(_message.Message):
    __slots__ = ("email", "catalog_slug")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    email: str
    catalog_slug: str
    def __init__(self, email: _Optional[str] = ..., catalog_slug: _Optional[str] = ...) -> None: ...

class RevokeApprovalRequest(_message.Message):
    __slots__ = ("email", "catalog_slug")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    email: str
    catalog_slug: str
    def __init__(self, email: _Optional[str] = ..., catalog_slug: _Optional[str] = ...) -> None: ...

class RevokeApprovalResponse(_message.Message):
    __slots__ = ("revoked", "tokens_invalidated")
    REVOKED_FIELD_NUMBER: _ClassVar[int]
    TOKENS_INVALIDATED_FIELD_NUMBER: _ClassVar[int]
    revoked: bool
    tokens_invalidated: int
    def __init__(self, revoked: _Optional[bool] = ..., tokens_invalidated: _Optional[int] = ...) -> None: ...

class ReviewApprovalRequest(_message.Message):
    __slots__ = ("request_id", "decision", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    decision: ReviewDecision
    note: str
    def __init__(
        self, request_id: _Optional[str] = ..., decision: _Optional[_Union[ReviewDecision, str]] = ..., note: _Optional[str] = ...
    ) -> None: ...

class RequestAccessRequest(_message.Message):
    __slots__ = ("slug", "reason")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    slug: str
    reason: str
    def __init__(self, slug: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ListAccessRequestsRequest(_message.Message):
    __slots__ = ("limit", "cursor", "status")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    status: _approval_status_pb2.ApprovalStatus
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        status: _Optional[_Union[_approval_status_pb2.ApprovalStatus, str]] = ...,
    ) -> None: ...

class ListAccessRequestsResponse(_message.Message):
    __slots__ = ("requests", "next_cursor")
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    requests: _containers.RepeatedCompositeFieldContainer[AccessRequest]
    next_cursor: str
    def __init__(
        self, requests: _Optional[_Iterable[_Union[AccessRequest, _Mapping]]] = ..., next_cursor: _Optional[str] = ...
    ) -> None: ...

class WithdrawAccessRequestRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class CompleteOnboardingRequest(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class Approval(_message.Message):
    __slots__ = ("id", "email", "catalog_slug", "status", "requested_at", "reviewed_at", "reviewed_by_email")
    ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_AT_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_BY_EMAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    email: str
    catalog_slug: str
    status: _approval_status_pb2.ApprovalStatus
    requested_at: _timestamp_pb2.Timestamp
    reviewed_at: _timestamp_pb2.Timestamp
    reviewed_by_email: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        email: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        status: _Optional[_Union[_approval_status_pb2.ApprovalStatus, str]] = ...,
        requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        reviewed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        reviewed_by_email: _Optional[str] = ...,
    ) -> None: ...

class AccessRequest(_message.Message):
    __slots__ = ("id", "catalog_slug", "catalog_name", "status", "reason", "requested_at", "reviewed_at", "review_note")
    ID_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    CATALOG_NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_AT_FIELD_NUMBER: _ClassVar[int]
    REVIEW_NOTE_FIELD_NUMBER: _ClassVar[int]
    id: str
    catalog_slug: str
    catalog_name: str
    status: _approval_status_pb2.ApprovalStatus
    reason: str
    requested_at: _timestamp_pb2.Timestamp
    reviewed_at: _timestamp_pb2.Timestamp
    review_note: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        catalog_name: _Optional[str] = ...,
        status: _Optional[_Union[_approval_status_pb2.ApprovalStatus, str]] = ...,
        reason: _Optional[str] = ...,
        requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        reviewed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        review_note: _Optional[str] = ...,
    ) -> None: ...

class Onboarding(_message.Message):
    __slots__ = ("user_id", "email", "onboarded_at", "granted")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    ONBOARDED_AT_FIELD_NUMBER: _ClassVar[int]
    GRANTED_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    email: str
    onboarded_at: _timestamp_pb2.Timestamp
    granted: _containers.RepeatedCompositeFieldContainer[Approval]
    def __init__(
        self,
        user_id: _Optional[str] = ...,
        email: _Optional[str] = ...,
        onboarded_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        granted: _Optional[_Iterable[_Union[Approval, _Mapping]]] = ...,
    ) -> None: ...
