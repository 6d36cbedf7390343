import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import deliveries_pb2 as _deliveries_pb2
from fluxdesk.v1 import events_pb2 as _events_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListInboxRequest(_message.Message):
    __slots__ = ("limit", "cursor", "event_type", "severity", "state", "labels", "unread_only", "archived", "project_slug")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    UNREAD_ONLY_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    event_type: str
    severity: _deliveries_pb2.Severity
    state: _deliveries_pb2.DeliveryState
    labels: _containers.RepeatedScalarFieldContainer[str]
    unread_only: bool
    archived: bool
    project_slug: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        state: _Optional[_Union[_deliveries_pb2.DeliveryState, str]] = ...,
        labels: _Optional[_Iterable[str]] = ...,
        unread_only: _Optional[bool] = ...,
        archived: _Optional[bool] = ...,
        project_slug: _Optional[str] = ...,
    ) -> None: ...

class ListInboxResponse(_message.Message):
    __slots__ = ("items", "next_cursor")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[InboxItem]
    next_cursor: str
    def __init__(self, items: _Optional[_Iterable[_Union[InboxItem, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetNotificationRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class MarkNotificationReadRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class ArchiveNotificationRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class PressButtonRequest(_message.Message):
    __slots__ = ("delivery_id", "index")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    index: int
    def __init__(self, delivery_id: _Optional[str] = ..., index: _Optional[int] = ...) -> None: ...

class ButtonPress(_message.Message):
    __slots__ = ("delivery_id", "index", "label", "occurrence_id", "pressed_at")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    OCCURRENCE_ID_FIELD_NUMBER: _ClassVar[int]
    PRESSED_AT_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    index: int
    label: str
    occurrence_id: str
    pressed_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        index: _Optional[int] = ...,
        label: _Optional[str] = ...,
        occurrence_id: _Optional[str] = ...,
        pressed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class CountUnreadRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CountUnreadResponse(_message.Message):
    __slots__ = ("unread_count",)
    UNREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    unread_count: int
    def __init__(self, unread_count: _Optional[int] = ...) -> None: ...

class MarkAllReadRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class MarkAllReadResponse(_message.Message):
    __slots__ = ("marked_count",)
    MARKED_COUNT_FIELD_NUMBER: _ClassVar[int]
    marked_count: int
    def __init__(self, marked_count: _Optional[int] = ...) -> None: ...

class InboxItem(_message.Message):
    __slots__ = (
        "delivery_id",
        "event_type",
        "severity",
        "tone",
        "title",
        "summary",
        "markdown_body",
        "markdown_body_rendering",
        "external_url",
        "external_status",
        "integrator_slug",
        "labels",
        "occurred_at",
        "created_at",
        "resolved_at",
        "resolution_note",
        "fire_count",
        "read_at",
        "archived_at",
        "supplements",
        "actor",
        "actions",
    )
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    TONE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_RENDERING_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_URL_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_STATUS_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_NOTE_FIELD_NUMBER: _ClassVar[int]
    FIRE_COUNT_FIELD_NUMBER: _ClassVar[int]
    READ_AT_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_AT_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENTS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    event_type: str
    severity: _deliveries_pb2.Severity
    tone: _deliveries_pb2.Tone
    title: str
    summary: str
    markdown_body: str
    markdown_body_rendering: _deliveries_pb2.MarkdownRendering
    external_url: str
    external_status: _deliveries_pb2.ExternalStatus
    integrator_slug: str
    labels: _containers.ScalarMap[str, str]
    occurred_at: _timestamp_pb2.Timestamp
    created_at: _timestamp_pb2.Timestamp
    resolved_at: _timestamp_pb2.Timestamp
    resolution_note: str
    fire_count: int
    read_at: _timestamp_pb2.Timestamp
    archived_at: _timestamp_pb2.Timestamp
    supplements: _containers.RepeatedCompositeFieldContainer[_deliveries_pb2.Supplement]
    actor: _events_pb2.Actor
    actions: _containers.RepeatedCompositeFieldContainer[InboxAction]
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        tone: _Optional[_Union[_deliveries_pb2.Tone, str]] = ...,
        title: _Optional[str] = ...,
        summary: _Optional[str] = ...,
        markdown_body: _Optional[str] = ...,
        markdown_body_rendering: _Optional[_Union[_deliveries_pb2.MarkdownRendering, str]] = ...,
        external_url: _Optional[str] = ...,
        external_status: _Optional[_Union[_deliveries_pb2.ExternalStatus, str]] = ...,
        integrator_slug: _Optional[str] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
        occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolution_note: _Optional[str] = ...,
        fire_count: _Optional[int] = ...,
        read_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        archived_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        supplements: _Optional[_Iterable[_Union[_deliveries_pb2.Supplement, _Mapping]]] = ...,
        actor: _Optional[_Union[_events_pb2.Actor, _Mapping]] = ...,
        actions: _Optional[_Iterable[_Union[InboxAction, _Mapping]]] = ...,
    ) -> None: ...

class InboxAction(_message.Message):
    __slots__ = ("label", "action_type", "url")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    ACTION_TYPE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    label: str
    action_type: _events_pb2.ActionType
    url: str
    def __init__(
        self, label: _Optional[str] = ..., action_type: _Optional[_Union[_events_pb2.ActionType, str]] = ..., url: _Optional[str] = ...
    ) -> None: ...

class WatchInboxRequest(_message.Message):
    __slots__ = ("after",)
    AFTER_FIELD_NUMBER: _ClassVar[int]
    after: str
    def __init__(self, after: _Optional[str] = ...) -> None: ...

class InboxEvent(_message.Message):
    __slots__ = ("position", "opened", "delivered")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_FIELD_NUMBER: _ClassVar[int]
    position: str
    opened: WatchOpened
    delivered: InboxItem
    def __init__(
        self,
        position: _Optional[str] = ...,
        opened: _Optional[_Union[WatchOpened, _Mapping]] = ...,
        delivered: _Optional[_Union[InboxItem, _Mapping]] = ...,
    ) -> None: ...

class WatchOpened(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
