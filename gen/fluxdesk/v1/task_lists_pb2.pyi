import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import tasks_pb2 as _tasks_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TaskScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_SCOPE_UNSPECIFIED: _ClassVar[TaskScope]
    TASK_SCOPE_OWN: _ClassVar[TaskScope]
    TASK_SCOPE_COMPANY: _ClassVar[TaskScope]

TASK_SCOPE_UNSPECIFIED: TaskScope
TASK_SCOPE_OWN: TaskScope
TASK_SCOPE_COMPANY: TaskScope

class ListTasksRequest(_message.Message):
    __slots__ = (
        "done",
        "status",
        "priority",
        "assignee",
        "tag",
        "parent_id",
        "project_slug",
        "q",
        "due_before",
        "scope",
        "limit",
        "cursor",
        "filter_id",
    )
    DONE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    PARENT_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    DUE_BEFORE_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    FILTER_ID_FIELD_NUMBER: _ClassVar[int]
    done: bool
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    tag: str
    parent_id: str
    project_slug: str
    q: str
    due_before: _timestamp_pb2.Timestamp
    scope: TaskScope
    limit: int
    cursor: str
    filter_id: str
    def __init__(
        self,
        done: _Optional[bool] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        tag: _Optional[str] = ...,
        parent_id: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        q: _Optional[str] = ...,
        due_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        scope: _Optional[_Union[TaskScope, str]] = ...,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        filter_id: _Optional[str] = ...,
    ) -> None: ...

class ListTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_cursor")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[_tasks_pb2.Task]
    next_cursor: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[_tasks_pb2.Task, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...
