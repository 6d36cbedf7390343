import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import deliveries_pb2 as _deliveries_pb2
from fluxdesk.v1 import events_pb2 as _events_pb2
from fluxdesk.v1 import feedback_pb2 as _feedback_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import tasks_pb2 as _tasks_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListWebhookEventTypesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListWebhookEventTypesResponse(_message.Message):
    __slots__ = ("event_types",)
    EVENT_TYPES_FIELD_NUMBER: _ClassVar[int]
    event_types: _containers.RepeatedCompositeFieldContainer[WebhookEventType]
    def __init__(self, event_types: _Optional[_Iterable[_Union[WebhookEventType, _Mapping]]] = ...) -> None: ...

class WebhookEventType(_message.Message):
    __slots__ = ("type", "description", "schema", "example")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_FIELD_NUMBER: _ClassVar[int]
    EXAMPLE_FIELD_NUMBER: _ClassVar[int]
    type: str
    description: str
    schema: _struct_pb2.Struct
    example: _struct_pb2.Struct
    def __init__(
        self,
        type: _Optional[str] = ...,
        description: _Optional[str] = ...,
        schema: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...,
        example: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...,
    ) -> None: ...

class WebhookEvent(_message.Message):
    __slots__ = ("version", "type", "id", "seq", "delivery_id", "title", "summary", "url", "occurred_at", "recipient", "actor", "data")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    version: int
    type: str
    id: str
    seq: int
    delivery_id: str
    title: str
    summary: str
    url: str
    occurred_at: _timestamp_pb2.Timestamp
    recipient: WebhookRecipient
    actor: _events_pb2.Actor
    data: _struct_pb2.Struct
    def __init__(
        self,
        version: _Optional[int] = ...,
        type: _Optional[str] = ...,
        id: _Optional[str] = ...,
        seq: _Optional[int] = ...,
        delivery_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        summary: _Optional[str] = ...,
        url: _Optional[str] = ...,
        occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        recipient: _Optional[_Union[WebhookRecipient, _Mapping]] = ...,
        actor: _Optional[_Union[_events_pb2.Actor, _Mapping]] = ...,
        data: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...,
    ) -> None: ...

class WebhookRecipient(_message.Message):
    __slots__ = ("user_id", "email")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    email: str
    def __init__(self, user_id: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class WebhookTestData(_message.Message):
    __slots__ = ("test",)
    TEST_FIELD_NUMBER: _ClassVar[int]
    test: bool
    def __init__(self, test: _Optional[bool] = ...) -> None: ...

class InboundEventData(_message.Message):
    __slots__ = ("delivery_id", "event_id", "event_type", "severity", "labels")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    event_id: str
    event_type: str
    severity: _deliveries_pb2.Severity
    labels: _containers.ScalarMap[str, str]
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        event_id: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
    ) -> None: ...

class InboundResolvedData(_message.Message):
    __slots__ = ("delivery_id", "event_id", "event_type", "severity", "labels", "resolution_note")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_NOTE_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    event_id: str
    event_type: str
    severity: _deliveries_pb2.Severity
    labels: _containers.ScalarMap[str, str]
    resolution_note: str
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        event_id: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
        resolution_note: _Optional[str] = ...,
    ) -> None: ...

class ReadReceiptData(_message.Message):
    __slots__ = ("delivery_id", "event_id", "event_type", "severity", "labels")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    event_id: str
    event_type: str
    severity: _deliveries_pb2.Severity
    labels: _containers.ScalarMap[str, str]
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        event_id: _Optional[str] = ...,
        event_type: _Optional[str] = ...,
        severity: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        labels: _Optional[_Mapping[str, str]] = ...,
    ) -> None: ...

class TeamSupportRequestedData(_message.Message):
    __slots__ = ("request_id", "catalog_slug", "email", "user_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    catalog_slug: str
    email: str
    user_id: str
    def __init__(
        self,
        request_id: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        email: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
    ) -> None: ...

class TeamSupportApprovedData(_message.Message):
    __slots__ = ("request_id", "catalog_slug", "email", "user_id", "reviewed_by_email", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_BY_EMAIL_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    catalog_slug: str
    email: str
    user_id: str
    reviewed_by_email: str
    note: str
    def __init__(
        self,
        request_id: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        email: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        reviewed_by_email: _Optional[str] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class TeamSupportRejectedData(_message.Message):
    __slots__ = ("request_id", "catalog_slug", "email", "user_id", "reviewed_by_email", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_BY_EMAIL_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    catalog_slug: str
    email: str
    user_id: str
    reviewed_by_email: str
    note: str
    def __init__(
        self,
        request_id: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        email: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        reviewed_by_email: _Optional[str] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class TeamSupportRevokedData(_message.Message):
    __slots__ = ("request_id", "catalog_slug", "email", "user_id", "reviewed_by_email", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATALOG_SLUG_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_BY_EMAIL_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    catalog_slug: str
    email: str
    user_id: str
    reviewed_by_email: str
    note: str
    def __init__(
        self,
        request_id: _Optional[str] = ...,
        catalog_slug: _Optional[str] = ...,
        email: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        reviewed_by_email: _Optional[str] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class OnboardingCompletedData(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class InboundActionData(_message.Message):
    __slots__ = ("delivery_id", "event_id", "action_label", "actor_email")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    ACTION_LABEL_FIELD_NUMBER: _ClassVar[int]
    ACTOR_EMAIL_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    event_id: str
    action_label: str
    actor_email: str
    def __init__(
        self,
        delivery_id: _Optional[str] = ...,
        event_id: _Optional[str] = ...,
        action_label: _Optional[str] = ...,
        actor_email: _Optional[str] = ...,
    ) -> None: ...

class TaskAssignedData(_message.Message):
    __slots__ = ("task_id", "title", "status", "priority", "assignee", "deadline", "project_slug", "note")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    title: str
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    deadline: str
    project_slug: str
    note: str
    def __init__(
        self,
        task_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class TaskStatusData(_message.Message):
    __slots__ = ("task_id", "title", "status", "priority", "assignee", "deadline", "project_slug", "note", "previous_status")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_STATUS_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    title: str
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    deadline: str
    project_slug: str
    note: str
    previous_status: _tasks_pb2.TaskStatus
    def __init__(
        self,
        task_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        note: _Optional[str] = ...,
        previous_status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
    ) -> None: ...

class TaskReviewData(_message.Message):
    __slots__ = ("task_id", "title", "status", "priority", "assignee", "deadline", "project_slug", "note")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    title: str
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    deadline: str
    project_slug: str
    note: str
    def __init__(
        self,
        task_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class TaskBlockerData(_message.Message):
    __slots__ = ("task_id", "title", "status", "priority", "assignee", "deadline", "project_slug", "note", "blocker", "resolved")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    BLOCKER_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    title: str
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    deadline: str
    project_slug: str
    note: str
    blocker: str
    resolved: bool
    def __init__(
        self,
        task_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        note: _Optional[str] = ...,
        blocker: _Optional[str] = ...,
        resolved: _Optional[bool] = ...,
    ) -> None: ...

class FeedbackCommentData(_message.Message):
    __slots__ = ("feedback_id", "comment_id", "author_email", "kind")
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    COMMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_EMAIL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    comment_id: str
    author_email: str
    kind: _feedback_pb2.FeedbackKind
    def __init__(
        self,
        feedback_id: _Optional[str] = ...,
        comment_id: _Optional[str] = ...,
        author_email: _Optional[str] = ...,
        kind: _Optional[_Union[_feedback_pb2.FeedbackKind, str]] = ...,
    ) -> None: ...

class FeedbackResolvedData(_message.Message):
    __slots__ = ("feedback_id", "kind", "resolved_by_email", "note")
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_BY_EMAIL_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    kind: _feedback_pb2.FeedbackKind
    resolved_by_email: str
    note: str
    def __init__(
        self,
        feedback_id: _Optional[str] = ...,
        kind: _Optional[_Union[_feedback_pb2.FeedbackKind, str]] = ...,
        resolved_by_email: _Optional[str] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class DailyUpdateData(_message.Message):
    __slots__ = ("daily_update_id", "date", "user_id", "replaced", "mood", "blockers")
    DAILY_UPDATE_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    REPLACED_FIELD_NUMBER: _ClassVar[int]
    MOOD_FIELD_NUMBER: _ClassVar[int]
    BLOCKERS_FIELD_NUMBER: _ClassVar[int]
    daily_update_id: str
    date: str
    user_id: str
    replaced: bool
    mood: int
    blockers: str
    def __init__(
        self,
        daily_update_id: _Optional[str] = ...,
        date: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        replaced: _Optional[bool] = ...,
        mood: _Optional[int] = ...,
        blockers: _Optional[str] = ...,
    ) -> None: ...
