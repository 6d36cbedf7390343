import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SubmitDailyUpdateRequest(_message.Message):
    __slots__ = ("did", "plans", "blockers", "mood", "task_ids")
    DID_FIELD_NUMBER: _ClassVar[int]
    PLANS_FIELD_NUMBER: _ClassVar[int]
    BLOCKERS_FIELD_NUMBER: _ClassVar[int]
    MOOD_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    did: str
    plans: str
    blockers: str
    mood: int
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        did: _Optional[str] = ...,
        plans: _Optional[str] = ...,
        blockers: _Optional[str] = ...,
        mood: _Optional[int] = ...,
        task_ids: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class RecallDailyUpdateRequest(_message.Message):
    __slots__ = ("daily_update_id",)
    DAILY_UPDATE_ID_FIELD_NUMBER: _ClassVar[int]
    daily_update_id: str
    def __init__(self, daily_update_id: _Optional[str] = ...) -> None: ...

class GetDailyUpdateRequest(_message.Message):
    __slots__ = ("daily_update_id",)
    DAILY_UPDATE_ID_FIELD_NUMBER: _ClassVar[int]
    daily_update_id: str
    def __init__(self, daily_update_id: _Optional[str] = ...) -> None: ...

class ListDailyUpdatesRequest(_message.Message):
    __slots__ = ("limit", "cursor", "group", "project", "date", "from_day", "to_day", "user")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    group: str
    project: str
    date: str
    from_day: str
    to_day: str
    user: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        group: _Optional[str] = ...,
        project: _Optional[str] = ...,
        date: _Optional[str] = ...,
        from_day: _Optional[str] = ...,
        to_day: _Optional[str] = ...,
        user: _Optional[str] = ...,
    ) -> None: ...

class ListDailyUpdatesResponse(_message.Message):
    __slots__ = ("daily_updates", "next_cursor")
    DAILY_UPDATES_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    daily_updates: _containers.RepeatedCompositeFieldContainer[DailyUpdate]
    next_cursor: str
    def __init__(
        self, daily_updates: _Optional[_Iterable[_Union[DailyUpdate, _Mapping]]] = ..., next_cursor: _Optional[str] = ...
    ) -> None: ...

class ListMissingDailyUpdatesRequest(_message.Message):
    __slots__ = ("group", "date", "limit", "cursor")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    group: str
    date: str
    limit: int
    cursor: str
    def __init__(
        self, group: _Optional[str] = ..., date: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...
    ) -> None: ...

class ListMissingDailyUpdatesResponse(_message.Message):
    __slots__ = ("missing", "next_cursor")
    MISSING_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    missing: _containers.RepeatedCompositeFieldContainer[MissingDailyUpdate]
    next_cursor: str
    def __init__(
        self, missing: _Optional[_Iterable[_Union[MissingDailyUpdate, _Mapping]]] = ..., next_cursor: _Optional[str] = ...
    ) -> None: ...

class DailyUpdate(_message.Message):
    __slots__ = (
        "id",
        "date",
        "user_id",
        "user_email",
        "user_name",
        "did",
        "plans",
        "blockers",
        "mood",
        "task_ids",
        "submitted_at",
        "edited_at",
        "recalled_at",
        "replaced",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    USER_EMAIL_FIELD_NUMBER: _ClassVar[int]
    USER_NAME_FIELD_NUMBER: _ClassVar[int]
    DID_FIELD_NUMBER: _ClassVar[int]
    PLANS_FIELD_NUMBER: _ClassVar[int]
    BLOCKERS_FIELD_NUMBER: _ClassVar[int]
    MOOD_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    EDITED_AT_FIELD_NUMBER: _ClassVar[int]
    RECALLED_AT_FIELD_NUMBER: _ClassVar[int]
    REPLACED_FIELD_NUMBER: _ClassVar[int]
    id: str
    date: str
    user_id: str
    user_email: str
    user_name: str
    did: str
    plans: str
    blockers: str
    mood: int
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    submitted_at: _timestamp_pb2.Timestamp
    edited_at: _timestamp_pb2.Timestamp
    recalled_at: _timestamp_pb2.Timestamp
    replaced: bool
    def __init__(
        self,
        id: _Optional[str] = ...,
        date: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        user_email: _Optional[str] = ...,
        user_name: _Optional[str] = ...,
        did: _Optional[str] = ...,
        plans: _Optional[str] = ...,
        blockers: _Optional[str] = ...,
        mood: _Optional[int] = ...,
        task_ids: _Optional[_Iterable[str]] = ...,
        submitted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        edited_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        recalled_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        replaced: _Optional[bool] = ...,
    ) -> None: ...

class MissingDailyUpdate(_message.Message):
    __slots__ = ("user_id", "email", "name", "date")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    email: str
    name: str
    date: str
    def __init__(
        self, user_id: _Optional[str] = ..., email: _Optional[str] = ..., name: _Optional[str] = ..., date: _Optional[str] = ...
    ) -> None: ...
