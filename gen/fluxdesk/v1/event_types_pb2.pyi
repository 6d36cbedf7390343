import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListEventTypesRequest(_message.Message):
    __slots__ = ("integrator_slug",)
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    integrator_slug: str
    def __init__(self, integrator_slug: _Optional[str] = ...) -> None: ...

class ListEventTypesResponse(_message.Message):
    __slots__ = ("your_integrator", "your_event_types", "fluxdesk_internal_types", "request_id")
    YOUR_INTEGRATOR_FIELD_NUMBER: _ClassVar[int]
    YOUR_EVENT_TYPES_FIELD_NUMBER: _ClassVar[int]
    FLUXDESK_INTERNAL_TYPES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    your_integrator: NamedIntegrator
    your_event_types: _containers.RepeatedCompositeFieldContainer[EventTypeRow]
    fluxdesk_internal_types: _containers.RepeatedCompositeFieldContainer[EventTypeRow]
    request_id: str
    def __init__(
        self,
        your_integrator: _Optional[_Union[NamedIntegrator, _Mapping]] = ...,
        your_event_types: _Optional[_Iterable[_Union[EventTypeRow, _Mapping]]] = ...,
        fluxdesk_internal_types: _Optional[_Iterable[_Union[EventTypeRow, _Mapping]]] = ...,
        request_id: _Optional[str] = ...,
    ) -> None: ...

class NamedIntegrator(_message.Message):
    __slots__ = ("slug", "allowed_event_prefix")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_EVENT_PREFIX_FIELD_NUMBER: _ClassVar[int]
    slug: str
    allowed_event_prefix: str
    def __init__(self, slug: _Optional[str] = ..., allowed_event_prefix: _Optional[str] = ...) -> None: ...

class EventTypeRow(_message.Message):
    __slots__ = ("event_type", "last_seen_at", "count")
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    LAST_SEEN_AT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    event_type: str
    last_seen_at: _timestamp_pb2.Timestamp
    count: int
    def __init__(
        self,
        event_type: _Optional[str] = ...,
        last_seen_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        count: _Optional[int] = ...,
    ) -> None: ...
