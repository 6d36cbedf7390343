import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import groups_pb2 as _groups_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import tasks_pb2 as _tasks_pb2
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

class ProjectStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROJECT_STATUS_UNSPECIFIED: _ClassVar[ProjectStatus]
    PROJECT_STATUS_PLANNED: _ClassVar[ProjectStatus]
    PROJECT_STATUS_ACTIVE: _ClassVar[ProjectStatus]
    PROJECT_STATUS_PAUSED: _ClassVar[ProjectStatus]
    PROJECT_STATUS_COMPLETED: _ClassVar[ProjectStatus]
    PROJECT_STATUS_ARCHIVED: _ClassVar[ProjectStatus]

PROJECT_STATUS_UNSPECIFIED: ProjectStatus
PROJECT_STATUS_PLANNED: ProjectStatus
PROJECT_STATUS_ACTIVE: ProjectStatus
PROJECT_STATUS_PAUSED: ProjectStatus
PROJECT_STATUS_COMPLETED: ProjectStatus
PROJECT_STATUS_ARCHIVED: ProjectStatus

class ListProjectsRequest(_message.Message):
    __slots__ = ("limit", "cursor", "status", "tag")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    status: ProjectStatus
    tag: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        status: _Optional[_Union[ProjectStatus, str]] = ...,
        tag: _Optional[str] = ...,
    ) -> None: ...

class ListProjectsResponse(_message.Message):
    __slots__ = ("projects", "next_cursor")
    PROJECTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    projects: _containers.RepeatedCompositeFieldContainer[Project]
    next_cursor: str
    def __init__(self, projects: _Optional[_Iterable[_Union[Project, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetProjectRequest(_message.Message):
    __slots__ = ("slug", "limit", "cursor")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    slug: str
    limit: int
    cursor: str
    def __init__(self, slug: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class GetProjectDashboardRequest(_message.Message):
    __slots__ = ("slug",)
    SLUG_FIELD_NUMBER: _ClassVar[int]
    slug: str
    def __init__(self, slug: _Optional[str] = ...) -> None: ...

class CreateProjectRequest(_message.Message):
    __slots__ = ("slug", "name", "description", "status", "tags")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    slug: str
    name: str
    description: str
    status: ProjectStatus
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        description: _Optional[str] = ...,
        status: _Optional[_Union[ProjectStatus, str]] = ...,
        tags: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class UpdateProjectRequest(_message.Message):
    __slots__ = ("slug", "new_slug", "name", "update_mask", "description", "status", "tags")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NEW_SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    slug: str
    new_slug: str
    name: str
    update_mask: _field_mask_pb2.FieldMask
    description: str
    status: ProjectStatus
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        slug: _Optional[str] = ...,
        new_slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
        description: _Optional[str] = ...,
        status: _Optional[_Union[ProjectStatus, str]] = ...,
        tags: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class AddProjectMemberRequest(_message.Message):
    __slots__ = ("slug", "user_id", "is_admin")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    IS_ADMIN_FIELD_NUMBER: _ClassVar[int]
    slug: str
    user_id: str
    is_admin: bool
    def __init__(self, slug: _Optional[str] = ..., user_id: _Optional[str] = ..., is_admin: _Optional[bool] = ...) -> None: ...

class RemoveProjectMemberRequest(_message.Message):
    __slots__ = ("slug", "user_id")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    slug: str
    user_id: str
    def __init__(self, slug: _Optional[str] = ..., user_id: _Optional[str] = ...) -> None: ...

class RemoveProjectMemberResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Project(_message.Message):
    __slots__ = ("id", "slug", "name", "member_count", "created_at", "description", "status", "tags", "updated_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    slug: str
    name: str
    member_count: int
    created_at: _timestamp_pb2.Timestamp
    description: str
    status: ProjectStatus
    tags: _containers.RepeatedScalarFieldContainer[str]
    updated_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        member_count: _Optional[int] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        description: _Optional[str] = ...,
        status: _Optional[_Union[ProjectStatus, str]] = ...,
        tags: _Optional[_Iterable[str]] = ...,
        updated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class ProjectDashboard(_message.Message):
    __slots__ = ("project", "tasks", "last_updates")
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATES_FIELD_NUMBER: _ClassVar[int]
    project: Project
    tasks: ProjectTaskCounts
    last_updates: _containers.RepeatedCompositeFieldContainer[ProjectUpdate]
    def __init__(
        self,
        project: _Optional[_Union[Project, _Mapping]] = ...,
        tasks: _Optional[_Union[ProjectTaskCounts, _Mapping]] = ...,
        last_updates: _Optional[_Iterable[_Union[ProjectUpdate, _Mapping]]] = ...,
    ) -> None: ...

class ProjectTaskCounts(_message.Message):
    __slots__ = ("open", "in_progress", "blocked", "done", "overdue")
    OPEN_FIELD_NUMBER: _ClassVar[int]
    IN_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    BLOCKED_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    open: int
    in_progress: int
    blocked: int
    done: int
    overdue: int
    def __init__(
        self,
        open: _Optional[int] = ...,
        in_progress: _Optional[int] = ...,
        blocked: _Optional[int] = ...,
        done: _Optional[int] = ...,
        overdue: _Optional[int] = ...,
    ) -> None: ...

class ProjectUpdate(_message.Message):
    __slots__ = ("id", "title", "status", "updated_at", "updated_by")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_BY_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    status: _tasks_pb2.TaskStatus
    updated_at: _timestamp_pb2.Timestamp
    updated_by: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        status: _Optional[_Union[_tasks_pb2.TaskStatus, str]] = ...,
        updated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        updated_by: _Optional[str] = ...,
    ) -> None: ...

class ProjectDetails(_message.Message):
    __slots__ = ("project", "members", "next_cursor")
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    project: Project
    members: _containers.RepeatedCompositeFieldContainer[_groups_pb2.Member]
    next_cursor: str
    def __init__(
        self,
        project: _Optional[_Union[Project, _Mapping]] = ...,
        members: _Optional[_Iterable[_Union[_groups_pb2.Member, _Mapping]]] = ...,
        next_cursor: _Optional[str] = ...,
    ) -> None: ...
