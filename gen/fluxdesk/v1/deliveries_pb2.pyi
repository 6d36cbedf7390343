import datetime

from buf.validate import validate_pb2 as _validate_pb2
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

class DeliveryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_STATE_UNSPECIFIED: _ClassVar[DeliveryState]
    DELIVERY_STATE_OPEN: _ClassVar[DeliveryState]
    DELIVERY_STATE_RESOLVED: _ClassVar[DeliveryState]

class Severity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEVERITY_UNSPECIFIED: _ClassVar[Severity]
    SEVERITY_SUCCESS: _ClassVar[Severity]
    SEVERITY_INFO: _ClassVar[Severity]
    SEVERITY_WARN: _ClassVar[Severity]
    SEVERITY_CRITICAL: _ClassVar[Severity]

class Tone(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TONE_UNSPECIFIED: _ClassVar[Tone]
    TONE_NEUTRAL: _ClassVar[Tone]
    TONE_POSITIVE: _ClassVar[Tone]
    TONE_NEGATIVE: _ClassVar[Tone]

class MarkdownRendering(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MARKDOWN_RENDERING_UNSPECIFIED: _ClassVar[MarkdownRendering]
    MARKDOWN_RENDERING_COLLAPSED: _ClassVar[MarkdownRendering]
    MARKDOWN_RENDERING_EXPANDED: _ClassVar[MarkdownRendering]
    MARKDOWN_RENDERING_PREVIEW: _ClassVar[MarkdownRendering]

class ExternalStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXTERNAL_STATUS_UNSPECIFIED: _ClassVar[ExternalStatus]
    EXTERNAL_STATUS_FIRING: _ClassVar[ExternalStatus]
    EXTERNAL_STATUS_RESOLVED: _ClassVar[ExternalStatus]
    EXTERNAL_STATUS_PENDING: _ClassVar[ExternalStatus]
    EXTERNAL_STATUS_APPROVED: _ClassVar[ExternalStatus]
    EXTERNAL_STATUS_REJECTED: _ClassVar[ExternalStatus]
    EXTERNAL_STATUS_WITHDRAWN: _ClassVar[ExternalStatus]

DELIVERY_STATE_UNSPECIFIED: DeliveryState
DELIVERY_STATE_OPEN: DeliveryState
DELIVERY_STATE_RESOLVED: DeliveryState
SEVERITY_UNSPECIFIED: Severity
SEVERITY_SUCCESS: Severity
SEVERITY_INFO: Severity
SEVERITY_WARN: Severity
SEVERITY_CRITICAL: Severity
TONE_UNSPECIFIED: Tone
TONE_NEUTRAL: Tone
TONE_POSITIVE: Tone
TONE_NEGATIVE: Tone
MARKDOWN_RENDERING_UNSPECIFIED: MarkdownRendering
MARKDOWN_RENDERING_COLLAPSED: MarkdownRendering
MARKDOWN_RENDERING_EXPANDED: MarkdownRendering
MARKDOWN_RENDERING_PREVIEW: MarkdownRendering
EXTERNAL_STATUS_UNSPECIFIED: ExternalStatus
EXTERNAL_STATUS_FIRING: ExternalStatus
EXTERNAL_STATUS_RESOLVED: ExternalStatus
EXTERNAL_STATUS_PENDING: ExternalStatus
EXTERNAL_STATUS_APPROVED: ExternalStatus
EXTERNAL_STATUS_REJECTED: ExternalStatus
EXTERNAL_STATUS_WITHDRAWN: ExternalStatus

class GetDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class ListDeliveriesRequest(_message.Message):
    __slots__ = ("limit", "cursor", "event_type", "severity", "state", "labels", "project_slug", "integrator_slug")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    event_type: str
    severity: Severity
    state: DeliveryState
    labels: _containers.RepeatedScalarFieldContainer[str]
    project_slug: str
    integrator_slug: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[Severity, str]] = ...,
        state: _Optional[_Union[DeliveryState, str]] = ...,
        labels: _Optional[_Iterable[str]] = ...,
        project_slug: _Optional[str] = ...,
        integrator_slug: _Optional[str] = ...,
    ) -> None: ...

class ListDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_cursor")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    next_cursor: str
    def __init__(self, deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class ResolveDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id", "resolution_note")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_NOTE_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    resolution_note: str
    def __init__(self, delivery_id: _Optional[str] = ..., resolution_note: _Optional[str] = ...) -> None: ...

class SupplementDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id", "markdown_body")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    markdown_body: str
    def __init__(self, delivery_id: _Optional[str] = ..., markdown_body: _Optional[str] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = (
        "delivery_id",
        "event_type",
        "severity",
        "tone",
        "title",
        "summary",
        "external_url",
        "external_status",
        "occurred_at",
        "created_at",
        "resolved_at",
        "resolution_note",
        "fire_count",
        "deduped",
        "ok",
        "pushed",
        "request_id",
        "deprecation",
        "locale",
        "recipient_user_id",
        "project_id",
        "supplements",
        "labels",
        "original_delivery_id",
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
    EXTERNAL_URL_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_STATUS_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_NOTE_FIELD_NUMBER: _ClassVar[int]
    FIRE_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEDUPED_FIELD_NUMBER: _ClassVar[int]
    OK_FIELD_NUMBER: _ClassVar[int]
    PUSHED_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DEPRECATION_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_USER_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENTS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    event_type: str
    severity: Severity
    tone: Tone
    title: str
    summary: str
    external_url: str
    external_status: ExternalStatus
    occurred_at: _timestamp_pb2.Timestamp
    created_at: _timestamp_pb2.Timestamp
    resolved_at: _timestamp_pb2.Timestamp
    resolution_note: str
    fire_count: int
    deduped: bool
    ok: bool
    pushed: bool
    request_id: str
    deprecation: str
    locale: str
    recipient_user_id: str
    project_id: str
    supplements: _containers.RepeatedCompositeFieldContainer[Supplement]
    labels: _containers.ScalarMap[str, str]
    original_delivery_id: str
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[Severity, str]] = ...,
        tone: _Optional[_Union[Tone, str]] = ...,
        title: _Optional[str] = ...,
        summary: _Optional[str] = ...,
        external_url: _Optional[str] = ...,
        external_status: _Optional[_Union[ExternalStatus, str]] = ...,
        occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolution_note: _Optional[str] = ...,
        fire_count: _Optional[int] = ...,
        deduped: _Optional[bool] = ...,
        ok: _Optional[bool] = ...,
        pushed: _Optional[bool] = ...,
        request_id: _Optional[str] = ...,
        deprecation: _Optional[str] = ...,
        locale: _Optional[str] = ...,
        recipient_user_id: _Optional[str] = ...,
        project_id: _Optional[str] = ...,
        supplements: _Optional[_Iterable[_Union[Supplement, _Mapping]]] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
        original_delivery_id: _Optional[str] = ...,
    ) -> None: ...

class Supplement(_message.Message):
    __slots__ = ("id", "markdown_body", "created_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    markdown_body: str
    created_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        markdown_body: _Optional[str] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...
