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

class AutomationStage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUTOMATION_STAGE_UNSPECIFIED: _ClassVar[AutomationStage]
    AUTOMATION_STAGE_IDENTIFIED: _ClassVar[AutomationStage]
    AUTOMATION_STAGE_IN_PROGRESS: _ClassVar[AutomationStage]
    AUTOMATION_STAGE_AUTOMATED: _ClassVar[AutomationStage]
    AUTOMATION_STAGE_MEASURED: _ClassVar[AutomationStage]

class AutomationFrequency(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUTOMATION_FREQUENCY_UNSPECIFIED: _ClassVar[AutomationFrequency]
    AUTOMATION_FREQUENCY_DAILY: _ClassVar[AutomationFrequency]
    AUTOMATION_FREQUENCY_WEEKLY: _ClassVar[AutomationFrequency]
    AUTOMATION_FREQUENCY_MONTHLY: _ClassVar[AutomationFrequency]

AUTOMATION_STAGE_UNSPECIFIED: AutomationStage
AUTOMATION_STAGE_IDENTIFIED: AutomationStage
AUTOMATION_STAGE_IN_PROGRESS: AutomationStage
AUTOMATION_STAGE_AUTOMATED: AutomationStage
AUTOMATION_STAGE_MEASURED: AutomationStage
AUTOMATION_FREQUENCY_UNSPECIFIED: AutomationFrequency
AUTOMATION_FREQUENCY_DAILY: AutomationFrequency
AUTOMATION_FREQUENCY_WEEKLY: AutomationFrequency
AUTOMATION_FREQUENCY_MONTHLY: AutomationFrequency

class TaskAutomation(_message.Message):
    __slots__ = (
        "stage",
        "frequency",
        "pain_level",
        "potential",
        "minutes_before",
        "minutes_after",
        "tools_used",
        "effective_minutes_before",
        "effective_minutes_after",
        "monthly_minutes_saved",
        "automated_at",
    )
    STAGE_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    PAIN_LEVEL_FIELD_NUMBER: _ClassVar[int]
    POTENTIAL_FIELD_NUMBER: _ClassVar[int]
    MINUTES_BEFORE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_AFTER_FIELD_NUMBER: _ClassVar[int]
    TOOLS_USED_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_MINUTES_BEFORE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_MINUTES_AFTER_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_MINUTES_SAVED_FIELD_NUMBER: _ClassVar[int]
    AUTOMATED_AT_FIELD_NUMBER: _ClassVar[int]
    stage: AutomationStage
    frequency: AutomationFrequency
    pain_level: int
    potential: int
    minutes_before: float
    minutes_after: float
    tools_used: _containers.RepeatedScalarFieldContainer[str]
    effective_minutes_before: float
    effective_minutes_after: float
    monthly_minutes_saved: float
    automated_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        stage: _Optional[_Union[AutomationStage, str]] = ...,
        frequency: _Optional[_Union[AutomationFrequency, str]] = ...,
        pain_level: _Optional[int] = ...,
        potential: _Optional[int] = ...,
        minutes_before: _Optional[float] = ...,
        minutes_after: _Optional[float] = ...,
        tools_used: _Optional[_Iterable[str]] = ...,
        effective_minutes_before: _Optional[float] = ...,
        effective_minutes_after: _Optional[float] = ...,
        monthly_minutes_saved: _Optional[float] = ...,
        automated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class TaskAutomationInput(_message.Message):
    __slots__ = ("stage", "frequency", "pain_level", "potential", "minutes_before", "minutes_after", "tools_used")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    PAIN_LEVEL_FIELD_NUMBER: _ClassVar[int]
    POTENTIAL_FIELD_NUMBER: _ClassVar[int]
    MINUTES_BEFORE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_AFTER_FIELD_NUMBER: _ClassVar[int]
    TOOLS_USED_FIELD_NUMBER: _ClassVar[int]
    stage: AutomationStage
    frequency: AutomationFrequency
    pain_level: int
    potential: int
    minutes_before: float
    minutes_after: float
    tools_used: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        stage: _Optional[_Union[AutomationStage, str]] = ...,
        frequency: _Optional[_Union[AutomationFrequency, str]] = ...,
        pain_level: _Optional[int] = ...,
        potential: _Optional[int] = ...,
        minutes_before: _Optional[float] = ...,
        minutes_after: _Optional[float] = ...,
        tools_used: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class AutomationSummary(_message.Message):
    __slots__ = (
        "stages",
        "monthly_minutes_saved",
        "monthly_hours_saved",
        "average_pain_level",
        "average_potential",
        "months",
        "top_savers",
    )
    STAGES_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_MINUTES_SAVED_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_HOURS_SAVED_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_PAIN_LEVEL_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_POTENTIAL_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    TOP_SAVERS_FIELD_NUMBER: _ClassVar[int]
    stages: _containers.RepeatedCompositeFieldContainer[AutomationStageTotal]
    monthly_minutes_saved: float
    monthly_hours_saved: float
    average_pain_level: float
    average_potential: float
    months: _containers.RepeatedCompositeFieldContainer[AutomationMonth]
    top_savers: _containers.RepeatedCompositeFieldContainer[TopSaver]
    def __init__(
        self,
        stages: _Optional[_Iterable[_Union[AutomationStageTotal, _Mapping]]] = ...,
        monthly_minutes_saved: _Optional[float] = ...,
        monthly_hours_saved: _Optional[float] = ...,
        average_pain_level: _Optional[float] = ...,
        average_potential: _Optional[float] = ...,
        months: _Optional[_Iterable[_Union[AutomationMonth, _Mapping]]] = ...,
        top_savers: _Optional[_Iterable[_Union[TopSaver, _Mapping]]] = ...,
    ) -> None: ...

class AutomationStageTotal(_message.Message):
    __slots__ = ("stage", "tasks", "monthly_minutes_saved")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_MINUTES_SAVED_FIELD_NUMBER: _ClassVar[int]
    stage: AutomationStage
    tasks: int
    monthly_minutes_saved: float
    def __init__(
        self,
        stage: _Optional[_Union[AutomationStage, str]] = ...,
        tasks: _Optional[int] = ...,
        monthly_minutes_saved: _Optional[float] = ...,
    ) -> None: ...

class AutomationMonth(_message.Message):
    __slots__ = ("month", "automated", "monthly_minutes_saved")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    AUTOMATED_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_MINUTES_SAVED_FIELD_NUMBER: _ClassVar[int]
    month: str
    automated: int
    monthly_minutes_saved: float
    def __init__(
        self, month: _Optional[str] = ..., automated: _Optional[int] = ..., monthly_minutes_saved: _Optional[float] = ...
    ) -> None: ...

class TopSaver(_message.Message):
    __slots__ = ("task_id", "title", "stage", "monthly_minutes_saved")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_MINUTES_SAVED_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    title: str
    stage: AutomationStage
    monthly_minutes_saved: float
    def __init__(
        self,
        task_id: _Optional[str] = ...,
        title: _Optional[str] = ...,
        stage: _Optional[_Union[AutomationStage, str]] = ...,
        monthly_minutes_saved: _Optional[float] = ...,
    ) -> None: ...

class GetAutomationSummaryRequest(_message.Message):
    __slots__ = ("months",)
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    months: int
    def __init__(self, months: _Optional[int] = ...) -> None: ...
