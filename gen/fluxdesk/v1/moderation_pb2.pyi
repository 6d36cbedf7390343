import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import deliveries_pb2 as _deliveries_pb2
from fluxdesk.v1 import events_pb2 as _events_pb2
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

class ModerationFilter(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODERATION_FILTER_UNSPECIFIED: _ClassVar[ModerationFilter]
    MODERATION_FILTER_WAITING: _ClassVar[ModerationFilter]
    MODERATION_FILTER_FORWARDED: _ClassVar[ModerationFilter]
    MODERATION_FILTER_DROPPED: _ClassVar[ModerationFilter]
    MODERATION_FILTER_ALL: _ClassVar[ModerationFilter]

class ModerationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODERATION_STATE_UNSPECIFIED: _ClassVar[ModerationState]
    MODERATION_STATE_WAITING: _ClassVar[ModerationState]
    MODERATION_STATE_FORWARDED: _ClassVar[ModerationState]
    MODERATION_STATE_DROPPED: _ClassVar[ModerationState]

MODERATION_FILTER_UNSPECIFIED: ModerationFilter
MODERATION_FILTER_WAITING: ModerationFilter
MODERATION_FILTER_FORWARDED: ModerationFilter
MODERATION_FILTER_DROPPED: ModerationFilter
MODERATION_FILTER_ALL: ModerationFilter
MODERATION_STATE_UNSPECIFIED: ModerationState
MODERATION_STATE_WAITING: ModerationState
MODERATION_STATE_FORWARDED: ModerationState
MODERATION_STATE_DROPPED: ModerationState

class ListModerationQueueRequest(_message.Message):
    __slots__ = ("limit", "cursor", "state", "integrator_slug", "event_type", "severity")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    state: ModerationFilter
    integrator_slug: str
    event_type: str
    severity: _deliveries_pb2.Severity
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        state: _Optional[_Union[ModerationFilter, str]] = ...,
        integrator_slug: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
    ) -> None: ...

class ListModerationQueueResponse(_message.Message):
    __slots__ = ("items", "next_cursor")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ModerationItem]
    next_cursor: str
    def __init__(self, items: _Optional[_Iterable[_Union[ModerationItem, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetModerationItemRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class ForwardModeratedEventRequest(_message.Message):
    __slots__ = ("delivery_id", "recipients", "note")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENTS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    recipients: _containers.RepeatedCompositeFieldContainer[_events_pb2.EventRecipient]
    note: str
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        recipients: _Optional[_Iterable[_Union[_events_pb2.EventRecipient, _Mapping]]] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class DropModeratedEventRequest(_message.Message):
    __slots__ = ("delivery_id", "note")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    note: str
    def __init__(self, delivery_id: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class ModerationItem(_message.Message):
    __slots__ = (
        "delivery_id",
        "state",
        "event_type",
        "severity",
        "tone",
        "title",
        "summary",
        "markdown_body",
        "markdown_body_rendering",
        "external_url",
        "external_status",
        "actor",
        "labels",
        "actions",
        "recipient_hint",
        "locale",
        "integrator_slug",
        "sender_label",
        "occurred_at",
        "created_at",
        "resolved_at",
        "resolution_note",
        "fire_count",
        "supplements",
        "moderated_at",
        "moderated_by",
        "note",
        "forwarded",
    )
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

    class Moderator(_message.Message):
        __slots__ = ("user_id", "email", "name")
        USER_ID_FIELD_NUMBER: _ClassVar[int]
        EMAIL_FIELD_NUMBER: _ClassVar[int]
        NAME_FIELD_NUMBER: _ClassVar[int]
        user_id: str
        email: str
        name: str
        def __init__(self, user_id: _Optional[str] = ..., email: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

    class ForwardedDelivery(_message.Message):
        __slots__ = ("delivery_id", "user_id", "user_email")
        DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
        USER_ID_FIELD_NUMBER: _ClassVar[int]
        USER_EMAIL_FIELD_NUMBER: _ClassVar[int]
        delivery_id: str
        user_id: str
        user_email: str
        def __init__(self, delivery_id: _Optional[str] = ..., user_id: _Optional[str] = ..., user_email: _Optional[str] = ...) -> None: ...

    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    TONE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_RENDERING_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_URL_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_STATUS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_HINT_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    SENDER_LABEL_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_NOTE_FIELD_NUMBER: _ClassVar[int]
    FIRE_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENTS_FIELD_NUMBER: _ClassVar[int]
    MODERATED_AT_FIELD_NUMBER: _ClassVar[int]
    MODERATED_BY_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    FORWARDED_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    state: ModerationState
    event_type: str
    severity: _deliveries_pb2.Severity
    tone: _deliveries_pb2.Tone
    title: str
    summary: str
    markdown_body: str
    markdown_body_rendering: _deliveries_pb2.MarkdownRendering
    external_url: str
    external_status: _deliveries_pb2.ExternalStatus
    actor: _events_pb2.Actor
    labels: _containers.ScalarMap[str, str]
    actions: _containers.RepeatedCompositeFieldContainer[_events_pb2.ActionButton]
    recipient_hint: _events_pb2.RecipientHint
    locale: str
    integrator_slug: str
    sender_label: str
    occurred_at: _timestamp_pb2.Timestamp
    created_at: _timestamp_pb2.Timestamp
    resolved_at: _timestamp_pb2.Timestamp
    resolution_note: str
    fire_count: int
    supplements: _containers.RepeatedCompositeFieldContainer[_deliveries_pb2.Supplement]
    moderated_at: _timestamp_pb2.Timestamp
    moderated_by: ModerationItem.Moderator
    note: str
    forwarded: _containers.RepeatedCompositeFieldContainer[ModerationItem.ForwardedDelivery]
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        state: _Optional[_Union[ModerationState, str]] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        tone: _Optional[_Union[_deliveries_pb2.Tone, str]] = ...,
        title: _Optional[str] = ...,
        summary: _Optional[str] = ...,
        markdown_body: _Optional[str] = ...,
        markdown_body_rendering: _Optional[_Union[_deliveries_pb2.MarkdownRendering, str]] = ...,
        external_url: _Optional[str] = ...,
        external_status: _Optional[_Union[_deliveries_pb2.ExternalStatus, str]] = ...,
        actor: _Optional[_Union[_events_pb2.Actor, _Mapping]] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
        actions: _Optional[_Iterable[_Union[_events_pb2.ActionButton, _Mapping]]] = ...,
        recipient_hint: _Optional[_Union[_events_pb2.RecipientHint, _Mapping]] = ...,
        locale: _Optional[str] = ...,
        integrator_slug: _Optional[str] = ...,
        sender_label: _Optional[str] = ...,
        occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolution_note: _Optional[str] = ...,
        fire_count: _Optional[int] = ...,
        supplements: _Optional[_Iterable[_Union[_deliveries_pb2.Supplement, _Mapping]]] = ...,
        moderated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        moderated_by: _Optional[_Union[ModerationItem.Moderator, _Mapping]] = ...,
        note: _Optional[str] = ...,
        forwarded: _Optional[_Iterable[_Union[ModerationItem.ForwardedDelivery, _Mapping]]] = ...,
    ) -> None: ...
