import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import task_lists_pb2 as _task_lists_pb2
from fluxdesk.v1 import tasks_pb2 as _tasks_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListTaskFiltersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListTaskFiltersResponse(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[TaskFilter]
    def __init__(self, filters: _Optional[_Iterable[_Union[TaskFilter, _Mapping]]] = ...) -> None: ...

class CreateTaskFilterRequest(_message.Message):
    __slots__ = ("name", "criteria")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CRITERIA_FIELD_NUMBER: _ClassVar[int]
    name: str
    criteria: TaskFilterCriteria
    def __init__(self, name: _Optional[str] = ..., criteria: _Optional[_Union[TaskFilterCriteria, _Mapping]] = ...) -> None: ...

class UpdateTaskFilterRequest(_message.Message):
    __slots__ = ("id", "name", "criteria", "update_mask")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CRITERIA_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    criteria: TaskFilterCriteria
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        id: _Optional[str] = ...,
        name: _Optional[str] = ...,
        criteria: _Optional[_Union[TaskFilterCriteria, _Mapping]] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...

class DeleteTaskFilterRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteTaskFilterResponse(_message.Message):
    __slots__ = ("success",)
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    success: bool
    def __init__(self, success: _Optional[bool] = ...) -> None: ...

class TaskFilter(_message.Message):
    __slots__ = ("id", "name", "criteria", "created_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CRITERIA_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    criteria: TaskFilterCriteria
    created_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        name: _Optional[str] = ...,
        criteria: _Optional[_Union[TaskFilterCriteria, _Mapping]] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class TaskFilterCriteria(_message.Message):
    __slots__ = ("done", "status", "priority", "assignee", "tag", "project_slug", "q", "scope", "due_before_days")
    DONE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    DUE_BEFORE_DAYS_FIELD_NUMBER: _ClassVar[int]
    done: bool
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    tag: str
    project_slug: str
    q: str
    scope: _task_lists_pb2.TaskScope
    due_before_days: int
    def __init__(
        self,
        done: _Optional[bool] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        tag: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        q: _Optional[str] = ...,
        scope: _Optional[_Union[_task_lists_pb2.TaskScope, str]] = ...,
        due_before_days: _Optional[int] = ...,
    ) -> None: ...
