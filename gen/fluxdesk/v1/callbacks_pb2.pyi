import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import webhooks_pb2 as _webhooks_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CallbackSecret(_message.Message):
    __slots__ = ("shown", "shown_at", "previous_secret_ends_at")
    SHOWN_FIELD_NUMBER: _ClassVar[int]
    SHOWN_AT_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_SECRET_ENDS_AT_FIELD_NUMBER: _ClassVar[int]
    shown: bool
    shown_at: _timestamp_pb2.Timestamp
    previous_secret_ends_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        shown: _Optional[bool] = ...,
        shown_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        previous_secret_ends_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class IssuedCallbackSecret(_message.Message):
    __slots__ = ("secret", "shown_at", "previous_secret_ends_at")
    SECRET_FIELD_NUMBER: _ClassVar[int]
    SHOWN_AT_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_SECRET_ENDS_AT_FIELD_NUMBER: _ClassVar[int]
    secret: str
    shown_at: _timestamp_pb2.Timestamp
    previous_secret_ends_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        secret: _Optional[str] = ...,
        shown_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        previous_secret_ends_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class GetCallbackSecretRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RotateCallbackSecretRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListCallbackDeliveriesRequest(_message.Message):
    __slots__ = ("limit", "cursor", "state", "after_seq")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    AFTER_SEQ_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    state: _webhooks_pb2.WebhookDeliveryState
    after_seq: int
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        state: _Optional[_Union[_webhooks_pb2.WebhookDeliveryState, str]] = ...,
        after_seq: _Optional[int] = ...,
    ) -> None: ...

class GetCallbackDeliveryRequest(_message.Message):
    __slots__ = ("callback_id",)
    CALLBACK_ID_FIELD_NUMBER: _ClassVar[int]
    callback_id: str
    def __init__(self, callback_id: _Optional[str] = ...) -> None: ...
