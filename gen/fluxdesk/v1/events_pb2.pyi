import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import deliveries_pb2 as _deliveries_pb2
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

class RecipientKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECIPIENT_KIND_UNSPECIFIED: _ClassVar[RecipientKind]
    RECIPIENT_KIND_EMAIL: _ClassVar[RecipientKind]
    RECIPIENT_KIND_USER_ID: _ClassVar[RecipientKind]
    RECIPIENT_KIND_GROUP: _ClassVar[RecipientKind]

class RecipientType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECIPIENT_TYPE_UNSPECIFIED: _ClassVar[RecipientType]
    RECIPIENT_TYPE_EMAIL: _ClassVar[RecipientType]
    RECIPIENT_TYPE_USER_ID: _ClassVar[RecipientType]

class ActionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACTION_TYPE_UNSPECIFIED: _ClassVar[ActionType]
    ACTION_TYPE_URL: _ClassVar[ActionType]
    ACTION_TYPE_WEBHOOK: _ClassVar[ActionType]

RECIPIENT_KIND_UNSPECIFIED: RecipientKind
RECIPIENT_KIND_EMAIL: RecipientKind
RECIPIENT_KIND_USER_ID: RecipientKind
RECIPIENT_KIND_GROUP: RecipientKind
RECIPIENT_TYPE_UNSPECIFIED: RecipientType
RECIPIENT_TYPE_EMAIL: RecipientType
RECIPIENT_TYPE_USER_ID: RecipientType
ACTION_TYPE_UNSPECIFIED: ActionType
ACTION_TYPE_URL: ActionType
ACTION_TYPE_WEBHOOK: ActionType

class PublishRequest(_message.Message):
    __slots__ = ("event",)
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: InboundEvent
    def __init__(self, event: _Optional[_Union[InboundEvent, _Mapping]] = ...) -> None: ...

class PublishStreamRequest(_message.Message):
    __slots__ = ("event",)
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: InboundEvent
    def __init__(self, event: _Optional[_Union[InboundEvent, _Mapping]] = ...) -> None: ...

class PublishStreamReply(_message.Message):
    __slots__ = ("delivery", "failure")
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    delivery: _deliveries_pb2.Delivery
    failure: PublishFailure
    def __init__(
        self,
        delivery: _Optional[_Union[_deliveries_pb2.Delivery, _Mapping]] = ...,
        failure: _Optional[_Union[PublishFailure, _Mapping]] = ...,
    ) -> None: ...

class PublishFailure(_message.Message):
    __slots__ = ("reason", "detail", "faults", "retry_after_seconds")
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_SECONDS_FIELD_NUMBER: _ClassVar[int]
    reason: str
    detail: str
    faults: _containers.RepeatedCompositeFieldContainer[PublishFault]
    retry_after_seconds: int
    def __init__(
        self,
        reason: _Optional[str] = ...,
        detail: _Optional[str] = ...,
        faults: _Optional[_Iterable[_Union[PublishFault, _Mapping]]] = ...,
        retry_after_seconds: _Optional[int] = ...,
    ) -> None: ...

class PublishFault(_message.Message):
    __slots__ = ("path", "text")
    PATH_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    path: str
    text: str
    def __init__(self, path: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class InboundEvent(_message.Message):
    __slots__ = (
        "spec_version",
        "event_id",
        "event_type",
        "severity",
        "title",
        "occurred_at",
        "summary",
        "markdown_body",
        "markdown_body_rendering",
        "external_url",
        "external_status",
        "actor",
        "labels",
        "actions",
        "recipient_hint",
        "project_slug",
        "tone",
        "locale",
        "recipient",
    )
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

    SPEC_VERSION_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_FIELD_NUMBER: _ClassVar[int]
    MARKDOWN_BODY_RENDERING_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_URL_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_STATUS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_HINT_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    TONE_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    spec_version: str
    event_id: str
    event_type: str
    severity: _deliveries_pb2.Severity
    title: str
    occurred_at: _timestamp_pb2.Timestamp
    summary: str
    markdown_body: str
    markdown_body_rendering: _deliveries_pb2.MarkdownRendering
    external_url: str
    external_status: _deliveries_pb2.ExternalStatus
    actor: Actor
    labels: _containers.ScalarMap[str, str]
    actions: _containers.RepeatedCompositeFieldContainer[ActionButton]
    recipient_hint: RecipientHint
    project_slug: str
    tone: _deliveries_pb2.Tone
    locale: str
    recipient: EventRecipient
    def __init__(
        self,
        spec_version: _Optional[str] = ...,
        event_id: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        title: _Optional[str] = ...,
        occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        summary: _Optional[str] = ...,
        markdown_body: _Optional[str] = ...,
        markdown_body_rendering: _Optional[_Union[_deliveries_pb2.MarkdownRendering, str]] = ...,
        external_url: _Optional[str] = ...,
        external_status: _Optional[_Union[_deliveries_pb2.ExternalStatus, str]] = ...,
        actor: _Optional[_Union[Actor, _Mapping]] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
        actions: _Optional[_Iterable[_Union[ActionButton, _Mapping]]] = ...,
        recipient_hint: _Optional[_Union[RecipientHint, _Mapping]] = ...,
        project_slug: _Optional[str] = ...,
        tone: _Optional[_Union[_deliveries_pb2.Tone, str]] = ...,
        locale: _Optional[str] = ...,
        recipient: _Optional[_Union[EventRecipient, _Mapping]] = ...,
    ) -> None: ...

class PublishBulkRequest(_message.Message):
    __slots__ = ("event", "recipients", "auto_claim")
    EVENT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENTS_FIELD_NUMBER: _ClassVar[int]
    AUTO_CLAIM_FIELD_NUMBER: _ClassVar[int]
    event: InboundEvent
    recipients: _containers.RepeatedCompositeFieldContainer[Recipient]
    auto_claim: bool
    def __init__(
        self,
        event: _Optional[_Union[InboundEvent, _Mapping]] = ...,
        recipients: _Optional[_Iterable[_Union[Recipient, _Mapping]]] = ...,
        auto_claim: _Optional[bool] = ...,
    ) -> None: ...

class Recipient(_message.Message):
    __slots__ = ("type", "email", "user_id", "slug")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    SLUG_FIELD_NUMBER: _ClassVar[int]
    type: RecipientKind
    email: str
    user_id: str
    slug: str
    def __init__(
        self,
        type: _Optional[_Union[RecipientKind, str]] = ...,
        email: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        slug: _Optional[str] = ...,
    ) -> None: ...

class PublishBulkResponse(_message.Message):
    __slots__ = ("results", "request_id", "deprecation")
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DEPRECATION_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BulkEventDeliveryResult]
    request_id: str
    deprecation: str
    def __init__(
        self,
        results: _Optional[_Iterable[_Union[BulkEventDeliveryResult, _Mapping]]] = ...,
        request_id: _Optional[str] = ...,
        deprecation: _Optional[str] = ...,
    ) -> None: ...

class BulkEventDeliveryResult(_message.Message):
    __slots__ = ("email", "delivery_id", "deduped", "pushed", "auto_claimed", "error", "recipient")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    DEDUPED_FIELD_NUMBER: _ClassVar[int]
    PUSHED_FIELD_NUMBER: _ClassVar[int]
    AUTO_CLAIMED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    email: str
    delivery_id: str
    deduped: bool
    pushed: bool
    auto_claimed: bool
    error: str
    recipient: Recipient
    def __init__(
        self,
        email: _Optional[str] = ...,
        delivery_id: _Optional[str] = ...,
        deduped: _Optional[bool] = ...,
        pushed: _Optional[bool] = ...,
        auto_claimed: _Optional[bool] = ...,
        error: _Optional[str] = ...,
        recipient: _Optional[_Union[Recipient, _Mapping]] = ...,
    ) -> None: ...

class Actor(_message.Message):
    __slots__ = ("email", "name")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    email: str
    name: str
    def __init__(self, email: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class ActionButton(_message.Message):
    __slots__ = ("label", "action_type", "url", "webhook_url")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    ACTION_TYPE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URL_FIELD_NUMBER: _ClassVar[int]
    label: str
    action_type: ActionType
    url: str
    webhook_url: str
    def __init__(
        self,
        label: _Optional[str] = ...,
        action_type: _Optional[_Union[ActionType, str]] = ...,
        url: _Optional[str] = ...,
        webhook_url: _Optional[str] = ...,
    ) -> None: ...

class RecipientHint(_message.Message):
    __slots__ = ("email", "user_id", "display_hint")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_HINT_FIELD_NUMBER: _ClassVar[int]
    email: str
    user_id: str
    display_hint: str
    def __init__(self, email: _Optional[str] = ..., user_id: _Optional[str] = ..., display_hint: _Optional[str] = ...) -> None: ...

class EventRecipient(_message.Message):
    __slots__ = ("type", "value")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    type: RecipientType
    value: str
    def __init__(self, type: _Optional[_Union[RecipientType, str]] = ..., value: _Optional[str] = ...) -> None: ...
