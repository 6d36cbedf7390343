import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import feedback_comments_pb2 as _feedback_comments_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FeedbackKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEEDBACK_KIND_UNSPECIFIED: _ClassVar[FeedbackKind]
    FEEDBACK_KIND_BUG: _ClassVar[FeedbackKind]
    FEEDBACK_KIND_IDEA: _ClassVar[FeedbackKind]
    FEEDBACK_KIND_PRAISE: _ClassVar[FeedbackKind]
    FEEDBACK_KIND_QUESTION: _ClassVar[FeedbackKind]
    FEEDBACK_KIND_OTHER: _ClassVar[FeedbackKind]

class FeedbackStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEEDBACK_STATUS_UNSPECIFIED: _ClassVar[FeedbackStatus]
    FEEDBACK_STATUS_OPEN: _ClassVar[FeedbackStatus]
    FEEDBACK_STATUS_RESOLVED: _ClassVar[FeedbackStatus]

class FeedbackVisibility(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEEDBACK_VISIBILITY_UNSPECIFIED: _ClassVar[FeedbackVisibility]
    FEEDBACK_VISIBILITY_PRIVATE: _ClassVar[FeedbackVisibility]
    FEEDBACK_VISIBILITY_COMPANY: _ClassVar[FeedbackVisibility]

class FeedbackPart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEEDBACK_PART_UNSPECIFIED: _ClassVar[FeedbackPart]
    FEEDBACK_PART_AUTHORED: _ClassVar[FeedbackPart]
    FEEDBACK_PART_RECEIVED: _ClassVar[FeedbackPart]

FEEDBACK_KIND_UNSPECIFIED: FeedbackKind
FEEDBACK_KIND_BUG: FeedbackKind
FEEDBACK_KIND_IDEA: FeedbackKind
FEEDBACK_KIND_PRAISE: FeedbackKind
FEEDBACK_KIND_QUESTION: FeedbackKind
FEEDBACK_KIND_OTHER: FeedbackKind
FEEDBACK_STATUS_UNSPECIFIED: FeedbackStatus
FEEDBACK_STATUS_OPEN: FeedbackStatus
FEEDBACK_STATUS_RESOLVED: FeedbackStatus
FEEDBACK_VISIBILITY_UNSPECIFIED: FeedbackVisibility
FEEDBACK_VISIBILITY_PRIVATE: FeedbackVisibility
FEEDBACK_VISIBILITY_COMPANY: FeedbackVisibility
FEEDBACK_PART_UNSPECIFIED: FeedbackPart
FEEDBACK_PART_AUTHORED: FeedbackPart
FEEDBACK_PART_RECEIVED: FeedbackPart

class ListFeedbackRequest(_message.Message):
    __slots__ = ("limit", "cursor", "status", "kind", "mine", "task_id", "delivery_id", "project_slug", "tag")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MINE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    status: FeedbackStatus
    kind: FeedbackKind
    mine: FeedbackPart
    task_id: str
    delivery_id: str
    project_slug: str
    tag: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        status: _Optional[_Union[FeedbackStatus, str]] = ...,
        kind: _Optional[_Union[FeedbackKind, str]] = ...,
        mine: _Optional[_Union[FeedbackPart, str]] = ...,
        task_id: _Optional[str] = ...,
        delivery_id: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        tag: _Optional[str] = ...,
    ) -> None: ...

class ListFeedbackResponse(_message.Message):
    __slots__ = ("feedback", "next_cursor")
    FEEDBACK_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    feedback: _containers.RepeatedCompositeFieldContainer[Feedback]
    next_cursor: str
    def __init__(self, feedback: _Optional[_Iterable[_Union[Feedback, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetFeedbackRequest(_message.Message):
    __slots__ = ("feedback_id", "limit", "cursor")
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    limit: int
    cursor: str
    def __init__(self, feedback_id: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class CreateFeedbackRequest(_message.Message):
    __slots__ = ("title", "body", "kind", "visibility", "recipient_email", "task_id", "delivery_id", "project_slug", "tags")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VISIBILITY_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_EMAIL_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    title: str
    body: str
    kind: FeedbackKind
    visibility: FeedbackVisibility
    recipient_email: str
    task_id: str
    delivery_id: str
    project_slug: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        title: _Optional[str] = ...,
        body: _Optional[str] = ...,
        kind: _Optional[_Union[FeedbackKind, str]] = ...,
        visibility: _Optional[_Union[FeedbackVisibility, str]] = ...,
        recipient_email: _Optional[str] = ...,
        task_id: _Optional[str] = ...,
        delivery_id: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        tags: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class EditFeedbackRequest(_message.Message):
    __slots__ = ("feedback_id", "title", "body", "kind", "update_mask", "tags")
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    title: str
    body: str
    kind: FeedbackKind
    update_mask: _field_mask_pb2.FieldMask
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        feedback_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        body: _Optional[str] = ...,
        kind: _Optional[_Union[FeedbackKind, str]] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
        tags: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class DeleteFeedbackRequest(_message.Message):
    __slots__ = ("feedback_id",)
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    def __init__(self, feedback_id: _Optional[str] = ...) -> None: ...

class DeleteFeedbackResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class MarkFeedbackResolvedRequest(_message.Message):
    __slots__ = ("feedback_id", "note")
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    note: str
    def __init__(self, feedback_id: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class ReopenFeedbackRequest(_message.Message):
    __slots__ = ("feedback_id",)
    FEEDBACK_ID_FIELD_NUMBER: _ClassVar[int]
    feedback_id: str
    def __init__(self, feedback_id: _Optional[str] = ...) -> None: ...

class Feedback(_message.Message):
    __slots__ = (
        "id",
        "title",
        "body",
        "kind",
        "status",
        "visibility",
        "author",
        "recipient",
        "task_id",
        "delivery_id",
        "project_slug",
        "resolved_at",
        "resolved_by_email",
        "resolution_note",
        "created_at",
        "edited_at",
        "tags",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    VISIBILITY_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_BY_EMAIL_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_NOTE_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    EDITED_AT_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    body: str
    kind: FeedbackKind
    status: FeedbackStatus
    visibility: FeedbackVisibility
    author: _feedback_comments_pb2.FeedbackPerson
    recipient: _feedback_comments_pb2.FeedbackPerson
    task_id: str
    delivery_id: str
    project_slug: str
    resolved_at: _timestamp_pb2.Timestamp
    resolved_by_email: str
    resolution_note: str
    created_at: _timestamp_pb2.Timestamp
    edited_at: _timestamp_pb2.Timestamp
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        body: _Optional[str] = ...,
        kind: _Optional[_Union[FeedbackKind, str]] = ...,
        status: _Optional[_Union[FeedbackStatus, str]] = ...,
        visibility: _Optional[_Union[FeedbackVisibility, str]] = ...,
        author: _Optional[_Union[_feedback_comments_pb2.FeedbackPerson, _Mapping]] = ...,
        recipient: _Optional[_Union[_feedback_comments_pb2.FeedbackPerson, _Mapping]] = ...,
        task_id: _Optional[str] = ...,
        delivery_id: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        resolved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        resolved_by_email: _Optional[str] = ...,
        resolution_note: _Optional[str] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        edited_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        tags: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class FeedbackDetails(_message.Message):
    __slots__ = ("feedback", "comments", "next_cursor")
    FEEDBACK_FIELD_NUMBER: _ClassVar[int]
    COMMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    feedback: Feedback
    comments: _containers.RepeatedCompositeFieldContainer[_feedback_comments_pb2.FeedbackComment]
    next_cursor: str
    def __init__(
        self,
        feedback: _Optional[_Union[Feedback, _Mapping]] = ...,
        comments: _Optional[_Iterable[_Union[_feedback_comments_pb2.FeedbackComment, _Mapping]]] = ...,
        next_cursor: _Optional[str] = ...,
    ) -> None: ...
