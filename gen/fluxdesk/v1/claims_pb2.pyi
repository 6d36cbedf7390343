import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import deliveries_pb2 as _deliveries_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClaimTokenRequest(_message.Message):
    __slots__ = ("email", "label", "severity_ceiling", "daily_limit")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_CEILING_FIELD_NUMBER: _ClassVar[int]
    DAILY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    email: str
    label: str
    severity_ceiling: _deliveries_pb2.Severity
    daily_limit: int
    def __init__(
        self,
        email: _Optional[str] = ...,
        label: _Optional[str] = ...,
        severity_ceiling: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        daily_limit: _Optional[int] = ...,
    ) -> None: ...

class ClaimTokenBatchRequest(_message.Message):
    __slots__ = ("claims",)
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    claims: _containers.RepeatedCompositeFieldContainer[ClaimTokenRequest]
    def __init__(self, claims: _Optional[_Iterable[_Union[ClaimTokenRequest, _Mapping]]] = ...) -> None: ...

class ClaimTokenBatchResponse(_message.Message):
    __slots__ = ("results", "request_id")
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ClaimResult]
    request_id: str
    def __init__(self, results: _Optional[_Iterable[_Union[ClaimResult, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ClaimResult(_message.Message):
    __slots__ = ("email", "ok", "token", "reason")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    OK_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    email: str
    ok: bool
    token: ClaimedToken
    reason: str
    def __init__(
        self,
        email: _Optional[str] = ...,
        ok: _Optional[bool] = ...,
        token: _Optional[_Union[ClaimedToken, _Mapping]] = ...,
        reason: _Optional[str] = ...,
    ) -> None: ...

class ClaimedToken(_message.Message):
    __slots__ = ("token", "token_id", "owner_user_id", "expires_prior_at")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOKEN_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_PRIOR_AT_FIELD_NUMBER: _ClassVar[int]
    token: str
    token_id: str
    owner_user_id: str
    expires_prior_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        token: _Optional[str] = ...,
        token_id: _Optional[str] = ...,
        owner_user_id: _Optional[str] = ...,
        expires_prior_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...
