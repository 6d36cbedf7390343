import datetime

from buf.validate import validate_pb2 as _validate_pb2
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

class TimeLogPhase(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIME_LOG_PHASE_UNSPECIFIED: _ClassVar[TimeLogPhase]
    TIME_LOG_PHASE_BEFORE: _ClassVar[TimeLogPhase]
    TIME_LOG_PHASE_AFTER: _ClassVar[TimeLogPhase]

TIME_LOG_PHASE_UNSPECIFIED: TimeLogPhase
TIME_LOG_PHASE_BEFORE: TimeLogPhase
TIME_LOG_PHASE_AFTER: TimeLogPhase

class TimeLog(_message.Message):
    __slots__ = ("id", "task_id", "phase", "minutes", "note", "user", "created_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    task_id: str
    phase: TimeLogPhase
    minutes: float
    note: str
    user: str
    created_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        task_id: _Optional[str] = ...,
        phase: _Optional[_Union[TimeLogPhase, str]] = ...,
        minutes: _Optional[float] = ...,
        note: _Optional[str] = ...,
        user: _Optional[str] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class LoggedTime(_message.Message):
    __slots__ = ("logs", "mean_minutes")
    LOGS_FIELD_NUMBER: _ClassVar[int]
    MEAN_MINUTES_FIELD_NUMBER: _ClassVar[int]
    logs: int
    mean_minutes: float
    def __init__(self, logs: _Optional[int] = ..., mean_minutes: _Optional[float] = ...) -> None: ...

class ListTimeLogsRequest(_message.Message):
    __slots__ = ("id", "limit", "cursor")
    ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    id: str
    limit: int
    cursor: str
    def __init__(self, id: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class ListTimeLogsResponse(_message.Message):
    __slots__ = ("time_logs", "before", "after", "next_cursor")
    TIME_LOGS_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    time_logs: _containers.RepeatedCompositeFieldContainer[TimeLog]
    before: LoggedTime
    after: LoggedTime
    next_cursor: str
    def __init__(
        self,
        time_logs: _Optional[_Iterable[_Union[TimeLog, _Mapping]]] = ...,
        before: _Optional[_Union[LoggedTime, _Mapping]] = ...,
        after: _Optional[_Union[LoggedTime, _Mapping]] = ...,
        next_cursor: _Optional[str] = ...,
    ) -> None: ...

class AddTimeLogRequest(_message.Message):
    __slots__ = ("id", "phase", "minutes", "note")
    ID_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    id: str
    phase: TimeLogPhase
    minutes: float
    note: str
    def __init__(
        self,
        id: _Optional[str] = ...,
        phase: _Optional[_Union[TimeLogPhase, str]] = ...,
        minutes: _Optional[float] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class DeleteTimeLogRequest(_message.Message):
    __slots__ = ("id", "log_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    LOG_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    log_id: str
    def __init__(self, id: _Optional[str] = ..., log_id: _Optional[str] = ...) -> None: ...

class DeleteTimeLogResponse(_message.Message):
    __slots__ = ("success",)
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    success: bool
    def __init__(self, success: _Optional[bool] = ...) -> None: ...
