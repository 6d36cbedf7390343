from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import tasks_pb2 as _tasks_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClearedTaskField(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLEARED_TASK_FIELD_UNSPECIFIED: _ClassVar[ClearedTaskField]
    CLEARED_TASK_FIELD_ASSIGNEE: _ClassVar[ClearedTaskField]
    CLEARED_TASK_FIELD_DEADLINE: _ClassVar[ClearedTaskField]
    CLEARED_TASK_FIELD_PROJECT_SLUG: _ClassVar[ClearedTaskField]

class TaskFailure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_FAILURE_UNSPECIFIED: _ClassVar[TaskFailure]
    TASK_FAILURE_NOT_FOUND: _ClassVar[TaskFailure]
    TASK_FAILURE_FORBIDDEN: _ClassVar[TaskFailure]
    TASK_FAILURE_TOO_MANY_TAGS: _ClassVar[TaskFailure]

CLEARED_TASK_FIELD_UNSPECIFIED: ClearedTaskField
CLEARED_TASK_FIELD_ASSIGNEE: ClearedTaskField
CLEARED_TASK_FIELD_DEADLINE: ClearedTaskField
CLEARED_TASK_FIELD_PROJECT_SLUG: ClearedTaskField
TASK_FAILURE_UNSPECIFIED: TaskFailure
TASK_FAILURE_NOT_FOUND: TaskFailure
TASK_FAILURE_FORBIDDEN: TaskFailure
TASK_FAILURE_TOO_MANY_TAGS: TaskFailure

class DispatchTaskRequest(_message.Message):
    __slots__ = ("id", "assignee", "note", "if_match")
    ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    id: str
    assignee: str
    note: str
    if_match: str
    def __init__(
        self, id: _Optional[str] = ..., assignee: _Optional[str] = ..., note: _Optional[str] = ..., if_match: _Optional[str] = ...
    ) -> None: ...

class SetTaskStatusRequest(_message.Message):
    __slots__ = ("id", "status", "note", "if_match")
    ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    id: str
    status: _tasks_pb2.TaskStatus
    note: str
    if_match: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        note: _Optional[str] = ...,
        if_match: _Optional[str] = ...,
    ) -> None: ...

class ReportBlockerRequest(_message.Message):
    __slots__ = ("id", "blocker", "if_match")
    ID_FIELD_NUMBER: _ClassVar[int]
    BLOCKER_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    id: str
    blocker: str
    if_match: str
    def __init__(self, id: _Optional[str] = ..., blocker: _Optional[str] = ..., if_match: _Optional[str] = ...) -> None: ...

class ResolveBlockerRequest(_message.Message):
    __slots__ = ("id", "note", "status", "if_match")
    ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    id: str
    note: str
    status: _tasks_pb2.TaskStatus
    if_match: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        note: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        if_match: _Optional[str] = ...,
    ) -> None: ...

class BulkUpdateTasksRequest(_message.Message):
    __slots__ = ("ids", "changes")
    IDS_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    changes: BulkTaskChanges
    def __init__(self, ids: _Optional[_Iterable[str]] = ..., changes: _Optional[_Union[BulkTaskChanges, _Mapping]] = ...) -> None: ...

class BulkTaskChanges(_message.Message):
    __slots__ = ("status", "priority", "assignee", "deadline", "project_slug", "visibility", "add_tags", "remove_tags", "clear")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    VISIBILITY_FIELD_NUMBER: _ClassVar[int]
    ADD_TAGS_FIELD_NUMBER: _ClassVar[int]
    REMOVE_TAGS_FIELD_NUMBER: _ClassVar[int]
    CLEAR_FIELD_NUMBER: _ClassVar[int]
    status: _tasks_pb2.TaskStatus
    priority: _tasks_pb2.TaskPriority
    assignee: str
    deadline: str
    project_slug: str
    visibility: _tasks_pb2.TaskVisibility
    add_tags: _containers.RepeatedScalarFieldContainer[str]
    remove_tags: _containers.RepeatedScalarFieldContainer[str]
    clear: _containers.RepeatedScalarFieldContainer[ClearedTaskField]
    def __init__(
        self,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        priority: _Optional[_Union[_tasks_pb2.TaskPriority, str]] = ...,
        assignee: _Optional[str] = ...,
        deadline: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
        visibility: _Optional[_Union[_tasks_pb2.TaskVisibility, str]] = ...,
        add_tags: _Optional[_Iterable[str]] = ...,
        remove_tags: _Optional[_Iterable[str]] = ...,
        clear: _Optional[_Iterable[_Union[ClearedTaskField, str]]] = ...,
    ) -> None: ...

class BulkUpdateTasksResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BulkTaskResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BulkTaskResult, _Mapping]]] = ...) -> None: ...

class BulkTaskResult(_message.Message):
    __slots__ = ("id", "ok", "reason", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    OK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    ok: bool
    reason: TaskFailure
    etag: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        ok: _Optional[bool] = ...,
        reason: _Optional[_Union[TaskFailure, str]] = ...,
        etag: _Optional[str] = ...,
    ) -> None: ...
