import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import webhooks_pb2 as _webhooks_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WebhookReplayState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WEBHOOK_REPLAY_STATE_UNSPECIFIED: _ClassVar[WebhookReplayState]
    WEBHOOK_REPLAY_STATE_RUNNING: _ClassVar[WebhookReplayState]
    WEBHOOK_REPLAY_STATE_DONE: _ClassVar[WebhookReplayState]
    WEBHOOK_REPLAY_STATE_CANCELLED: _ClassVar[WebhookReplayState]

WEBHOOK_REPLAY_STATE_UNSPECIFIED: WebhookReplayState
WEBHOOK_REPLAY_STATE_RUNNING: WebhookReplayState
WEBHOOK_REPLAY_STATE_DONE: WebhookReplayState
WEBHOOK_REPLAY_STATE_CANCELLED: WebhookReplayState

class WebhookReplay(_message.Message):
    __slots__ = (
        "id",
        "webhook_id",
        "state",
        "total",
        "done",
        "queued",
        "from_time",
        "to_time",
        "event_types",
        "states",
        "after_seq",
        "before_seq",
        "created_at",
        "finished_at",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPES_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    AFTER_SEQ_FIELD_NUMBER: _ClassVar[int]
    BEFORE_SEQ_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    webhook_id: str
    state: WebhookReplayState
    total: int
    done: int
    queued: int
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    event_types: _containers.RepeatedScalarFieldContainer[str]
    states: _containers.RepeatedScalarFieldContainer[_webhooks_pb2.WebhookDeliveryState]
    after_seq: int
    before_seq: int
    created_at: _timestamp_pb2.Timestamp
    finished_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        webhook_id: _Optional[str] = ...,
        state: _Optional[_Union[WebhookReplayState, str]] = ...,
        total: _Optional[int] = ...,
        done: _Optional[int] = ...,
        queued: _Optional[int] = ...,
        from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        event_types: _Optional[_Iterable[str]] = ...,
        states: _Optional[_Iterable[_Union[_webhooks_pb2.WebhookDeliveryState, str]]] = ...,
        after_seq: _Optional[int] = ...,
        before_seq: _Optional[int] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        finished_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class ListWebhookReplaysResponse(_message.Message):
    __slots__ = ("replays", "next_cursor")
    REPLAYS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    replays: _containers.RepeatedCompositeFieldContainer[WebhookReplay]
    next_cursor: str
    def __init__(self, replays: _Optional[_Iterable[_Union[WebhookReplay, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class ListWebhookReplaysRequest(_message.Message):
    __slots__ = ("webhook_id", "limit", "cursor")
    WEBHOOK_ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    webhook_id: str
    limit: int
    cursor: str
    def __init__(self, webhook_id: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class CreateWebhookReplayRequest(_message.Message):
    __slots__ = ("webhook_id", "from_time", "to_time", "event_types", "states", "after_seq", "before_seq")
    WEBHOOK_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPES_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    AFTER_SEQ_FIELD_NUMBER: _ClassVar[int]
    BEFORE_SEQ_FIELD_NUMBER: _ClassVar[int]
    webhook_id: str
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    event_types: _containers.RepeatedScalarFieldContainer[str]
    states: _containers.RepeatedScalarFieldContainer[_webhooks_pb2.WebhookDeliveryState]
    after_seq: int
    before_seq: int
    def __init__(
        self,
        webhook_id: _Optional[str] = ...,
        from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        event_types: _Optional[_Iterable[str]] = ...,
        states: _Optional[_Iterable[_Union[_webhooks_pb2.WebhookDeliveryState, str]]] = ...,
        after_seq: _Optional[int] = ...,
        before_seq: _Optional[int] = ...,
    ) -> None: ...

class GetWebhookReplayRequest(_message.Message):
    __slots__ = ("webhook_id", "replay_id")
    WEBHOOK_ID_FIELD_NUMBER: _ClassVar[int]
    REPLAY_ID_FIELD_NUMBER: _ClassVar[int]
    webhook_id: str
    replay_id: str
    def __init__(self, webhook_id: _Optional[str] = ..., replay_id: _Optional[str] = ...) -> None: ...

class CancelWebhookReplayRequest(_message.Message):
    __slots__ = ("webhook_id", "replay_id")
    WEBHOOK_ID_FIELD_NUMBER: _ClassVar[int]
    REPLAY_ID_FIELD_NUMBER: _ClassVar[int]
    webhook_id: str
    replay_id: str
    def __init__(self, webhook_id: _Optional[str] = ..., replay_id: _Optional[str] = ...) -> None: ...
