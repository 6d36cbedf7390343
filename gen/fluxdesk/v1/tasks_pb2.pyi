import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import automations_pb2 as _automations_pb2
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

class TaskPriority(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_PRIORITY_UNSPECIFIED: _ClassVar[TaskPriority]
    TASK_PRIORITY_LOW: _ClassVar[TaskPriority]
    TASK_PRIORITY_MEDIUM: _ClassVar[TaskPriority]
    TASK_PRIORITY_HIGH: _ClassVar[TaskPriority]
    TASK_PRIORITY_CRITICAL: _ClassVar[TaskPriority]

class TaskStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_STATUS_UNSPECIFIED: _ClassVar[TaskStatus]
    TASK_STATUS_OPEN: _ClassVar[TaskStatus]
    TASK_STATUS_IN_PROGRESS: _ClassVar[TaskStatus]
    TASK_STATUS_BLOCKED: _ClassVar[TaskStatus]
    TASK_STATUS_DONE: _ClassVar[TaskStatus]

class TaskSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_SOURCE_UNSPECIFIED: _ClassVar[TaskSource]
    TASK_SOURCE_MANUAL: _ClassVar[TaskSource]
    TASK_SOURCE_AI: _ClassVar[TaskSource]
    TASK_SOURCE_AGENT: _ClassVar[TaskSource]
    TASK_SOURCE_WORKFLOW: _ClassVar[TaskSource]

class TaskVisibility(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_VISIBILITY_UNSPECIFIED: _ClassVar[TaskVisibility]
    TASK_VISIBILITY_PRIVATE: _ClassVar[TaskVisibility]
    TASK_VISIBILITY_COMPANY: _ClassVar[TaskVisibility]

TASK_PRIORITY_UNSPECIFIED: TaskPriority
TASK_PRIORITY_LOW: TaskPriority
TASK_PRIORITY_MEDIUM: TaskPriority
TASK_PRIORITY_HIGH: TaskPriority
TASK_PRIORITY_CRITICAL: TaskPriority
TASK_STATUS_UNSPECIFIED: TaskStatus
TASK_STATUS_OPEN: TaskStatus
TASK_STATUS_IN_PROGRESS: TaskStatus
TASK_STATUS_BLOCKED: TaskStatus
TASK_STATUS_DONE: TaskStatus
TASK_SOURCE_UNSPECIFIED: TaskSource
TASK_SOURCE_MANUAL: TaskSource
TASK_SOURCE_AI: TaskSource
TASK_SOURCE_AGENT: TaskSource
TASK_SOURCE_WORKFLOW: TaskSource
TASK_VISIBILITY_UNSPECIFIED: TaskVisibility
TASK_VISIBILITY_PRIVATE: TaskVisibility
TASK_VISIBILITY_COMPANY: TaskVisibility

class Task(_message.Message):
    __slots__ = (
        "id",
        "title",
        "description",
        "priority",
        "assignee",
        "deadline",
        "tags",
        "done",
        "status",
        "parent_id",
        "source",
        "project_slug",
        "blocker",
        "visibility",
        "owner",
        "created_at",
        "updated_at",
        "updated_by",
        "etag",
        "automation",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PARENT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    BLOCKER_FIELD_NUMBER: _ClassVar[int]
    VISIBILITY_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_BY_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    AUTOMATION_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    description: str
    priority: TaskPriority
    assignee: str
    deadline: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    done: bool
    status: TaskStatus
    parent_id: str
    source: TaskSource
    project_slug: str
    blocker: str
    visibility: TaskVisibility
    owner: str
    created_at: _timestamp_pb2.Timestamp
    updated_at: _timestamp_pb2.Timestamp
    updated_by: str
    etag: str
    automation: _automations_pb2.TaskAutomation
    def __init__(
        self,
        id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        description: _Optional[str] = ...,
        priority: _Optional[_Union[TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        tags: _Optional[_Iterable[str]] = ...,
        done: _Optional[bool] = ...,
        status: _Optional[_Union[TaskStatus, str]] = ...,
        parent_id: _Optional[str] = ...,
        source: _Optional[_Union[TaskSource, str]] = ...,
        project_slug: _Optional[str] = ...,
        blocker: _Optional[str] = ...,
        visibility: _Optional[_Union[TaskVisibility, str]] = ...,
        owner: _Optional[str] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        updated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        updated_by: _Optional[str] = ...,
        etag: _Optional[str] = ...,
        automation: _Optional[_Union[_automations_pb2.TaskAutomation, _Mapping]] = ...,
    ) -> None: ...

class CreateTaskRequest(_message.Message):
    __slots__ = (
        "title",
        "description",
        "priority",
        "assignee",
        "deadline",
        "tags",
        "status",
        "done",
        "blocker",
        "parent_id",
        "project_slug",
        "visibility",
        "automation",
        "update_mask",
    )
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    BLOCKER_FIELD_NUMBER: _ClassVar[int]
    PARENT_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    VISIBILITY_FIELD_NUMBER: _ClassVar[int]
    AUTOMATION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    title: str
    description: str
    priority: TaskPriority
    assignee: str
    deadline: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    status: TaskStatus
    done: bool
    blocker: str
    parent_id: str
    project_slug: str
    visibility: TaskVisibility
    automation: _automations_pb2.TaskAutomationInput
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        title: _Optional[str] = ...,
        description: _Optional[str] = ...,
        priority: _Optional[_Union[TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        tags: _Optional[_Iterable[str]] = ...,
        status: _Optional[_Union[TaskStatus, str]] = ...,
        done: _Optional[bool] = ...,
        blocker: _Optional[str] = ...,
        parent_id: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        visibility: _Optional[_Union[TaskVisibility, str]] = ...,
        automation: _Optional[_Union[_automations_pb2.TaskAutomationInput, _Mapping]] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...

class GetTaskRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateTaskRequest(_message.Message):
    __slots__ = (
        "id",
        "title",
        "description",
        "priority",
        "assignee",
        "deadline",
        "tags",
        "status",
        "done",
        "blocker",
        "parent_id",
        "project_slug",
        "visibility",
        "automation",
        "update_mask",
        "if_match",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    BLOCKER_FIELD_NUMBER: _ClassVar[int]
    PARENT_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    VISIBILITY_FIELD_NUMBER: _ClassVar[int]
    AUTOMATION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    description: str
    priority: TaskPriority
    assignee: str
    deadline: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    status: TaskStatus
    done: bool
    blocker: str
    parent_id: str
    project_slug: str
    visibility: TaskVisibility
    automation: _automations_pb2.TaskAutomationInput
    update_mask: _field_mask_pb2.FieldMask
    if_match: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        description: _Optional[str] = ...,
        priority: _Optional[_Union[TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        tags: _Optional[_Iterable[str]] = ...,
        status: _Optional[_Union[TaskStatus, str]] = ...,
        done: _Optional[bool] = ...,
        blocker: _Optional[str] = ...,
        parent_id: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        visibility: _Optional[_Union[TaskVisibility, str]] = ...,
        automation: _Optional[_Union[_automations_pb2.TaskAutomationInput, _Mapping]] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
        if_match: _Optional[str] = ...,
    ) -> None: ...

class DeleteTaskRequest(_message.Message):
    __slots__ = ("id", "if_match")
    ID_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    id: str
    if_match: str
    def __init__(self, id: _Optional[str] = ..., if_match: _Optional[str] = ...) -> None: ...

class DeleteTaskResponse(_message.Message):
    __slots__ = ("success",)
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    success: bool
    def __init__(self, success: _Optional[bool] = ...) -> None: ...

class CurrentVersion(_message.Message):
    __slots__ = ("etag", "updated_at", "updated_by")
    ETAG_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_BY_FIELD_NUMBER: _ClassVar[int]
    etag: str
    updated_at: _timestamp_pb2.Timestamp
    updated_by: str
    def __init__(
        self,
        etag: _Optional[str] = ...,
        updated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        updated_by: _Optional[str] = ...,
    ) -> None: ...
