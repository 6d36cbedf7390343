import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from scenarios.v1 import scenarios_pb2 as _scenarios_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TargetType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TARGET_TYPE_UNSPECIFIED: _ClassVar[TargetType]
    TARGET_TYPE_DOOR: _ClassVar[TargetType]
    TARGET_TYPE_BIG_WINDOW: _ClassVar[TargetType]
    TARGET_TYPE_NOTHING: _ClassVar[TargetType]

TARGET_TYPE_UNSPECIFIED: TargetType
TARGET_TYPE_DOOR: TargetType
TARGET_TYPE_BIG_WINDOW: TargetType
TARGET_TYPE_NOTHING: TargetType

class Kinds(_message.Message):
    __slots__ = (
        "count",
        "signed",
        "fixed",
        "longs",
        "ratios",
        "chunks",
        "flags",
        "moments",
        "names",
        "sides",
        "steps",
        "shapes",
        "pauses",
        "totals",
        "anything",
        "list",
        "shape",
        "part",
        "picked_part",
        "picked_kind",
        "picked_moment",
        "maybe_data",
        "page",
    )
    class NamesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: str
        def __init__(self, key: _Optional[int] = ..., value: _Optional[str] = ...) -> None: ...

    class SidesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: bool
        value: int
        def __init__(self, key: _Optional[bool] = ..., value: _Optional[int] = ...) -> None: ...

    class StepsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: _scenarios_pb2.Tick
        def __init__(self, key: _Optional[int] = ..., value: _Optional[_Union[_scenarios_pb2.Tick, _Mapping]] = ...) -> None: ...

    class ShapesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _scenarios_pb2.Shape
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_scenarios_pb2.Shape, str]] = ...) -> None: ...

    class PausesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _duration_pb2.Duration
        def __init__(
            self, key: _Optional[str] = ..., value: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...
        ) -> None: ...

    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...

    class Part(_message.Message):
        __slots__ = ("kind", "name")
        class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            KIND_UNSPECIFIED: _ClassVar[Kinds.Part.Kind]
            KIND_LEFT: _ClassVar[Kinds.Part.Kind]
            KIND_RIGHT: _ClassVar[Kinds.Part.Kind]

        KIND_UNSPECIFIED: Kinds.Part.Kind
        KIND_LEFT: Kinds.Part.Kind
        KIND_RIGHT: Kinds.Part.Kind
        KIND_FIELD_NUMBER: _ClassVar[int]
        NAME_FIELD_NUMBER: _ClassVar[int]
        kind: Kinds.Part.Kind
        name: str
        def __init__(self, kind: _Optional[_Union[Kinds.Part.Kind, str]] = ..., name: _Optional[str] = ...) -> None: ...

    COUNT_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    FIXED_FIELD_NUMBER: _ClassVar[int]
    LONGS_FIELD_NUMBER: _ClassVar[int]
    RATIOS_FIELD_NUMBER: _ClassVar[int]
    CHUNKS_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    MOMENTS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    SIDES_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    SHAPES_FIELD_NUMBER: _ClassVar[int]
    PAUSES_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    ANYTHING_FIELD_NUMBER: _ClassVar[int]
    LIST_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    PICKED_PART_FIELD_NUMBER: _ClassVar[int]
    PICKED_KIND_FIELD_NUMBER: _ClassVar[int]
    PICKED_MOMENT_FIELD_NUMBER: _ClassVar[int]
    MAYBE_DATA_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    count: int
    signed: int
    fixed: int
    longs: _containers.RepeatedScalarFieldContainer[int]
    ratios: _containers.RepeatedScalarFieldContainer[float]
    chunks: _containers.RepeatedScalarFieldContainer[bytes]
    flags: _containers.RepeatedScalarFieldContainer[bool]
    moments: _containers.RepeatedCompositeFieldContainer[_timestamp_pb2.Timestamp]
    names: _containers.ScalarMap[int, str]
    sides: _containers.ScalarMap[bool, int]
    steps: _containers.MessageMap[int, _scenarios_pb2.Tick]
    shapes: _containers.ScalarMap[str, _scenarios_pb2.Shape]
    pauses: _containers.MessageMap[str, _duration_pb2.Duration]
    totals: _containers.ScalarMap[str, int]
    anything: _struct_pb2.Value
    list: _struct_pb2.ListValue
    shape: _scenarios_pb2.Shape
    part: Kinds.Part
    picked_part: Kinds.Part
    picked_kind: Kinds.Part.Kind
    picked_moment: _timestamp_pb2.Timestamp
    maybe_data: bytes
    page: _httpbody_pb2.HttpBody
    def __init__(
        self,
        count: _Optional[int] = ...,
        signed: _Optional[int] = ...,
        fixed: _Optional[int] = ...,
        longs: _Optional[_Iterable[int]] = ...,
        ratios: _Optional[_Iterable[float]] = ...,
        chunks: _Optional[_Iterable[bytes]] = ...,
        flags: _Optional[_Iterable[bool]] = ...,
        moments: _Optional[_Iterable[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]]] = ...,
        names: _Optional[_Mapping[int, str]] = ...,
        sides: _Optional[_Mapping[bool, int]] = ...,
        steps: _Optional[_Mapping[int, _scenarios_pb2.Tick]] = ...,
        shapes: _Optional[_Mapping[str, _scenarios_pb2.Shape]] = ...,
        pauses: _Optional[_Mapping[str, _duration_pb2.Duration]] = ...,
        totals: _Optional[_Mapping[str, int]] = ...,
        anything: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ...,
        list: _Optional[_Union[_struct_pb2.ListValue, _Mapping]] = ...,
        shape: _Optional[_Union[_scenarios_pb2.Shape, str]] = ...,
        part: _Optional[_Union[Kinds.Part, _Mapping]] = ...,
        picked_part: _Optional[_Union[Kinds.Part, _Mapping]] = ...,
        picked_kind: _Optional[_Union[Kinds.Part.Kind, str]] = ...,
        picked_moment: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        maybe_data: _Optional[bytes] = ...,
        page: _Optional[_Union[_httpbody_pb2.HttpBody, _Mapping]] = ...,
    ) -> None: ...

class Target(_message.Message):
    __slots__ = ("type", "door", "window", "floor", "note")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DOOR_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    FLOOR_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    type: TargetType
    door: str
    window: int
    floor: int
    note: str
    def __init__(
        self,
        type: _Optional[_Union[TargetType, str]] = ...,
        door: _Optional[str] = ...,
        window: _Optional[int] = ...,
        floor: _Optional[int] = ...,
        note: _Optional[str] = ...,
    ) -> None: ...

class Targets(_message.Message):
    __slots__ = ("targets",)
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    targets: _containers.RepeatedCompositeFieldContainer[Target]
    def __init__(self, targets: _Optional[_Iterable[_Union[Target, _Mapping]]] = ...) -> None: ...

class UpdateKindsRequest(_message.Message):
    __slots__ = ("name", "note", "update_mask")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    name: str
    note: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        name: _Optional[str] = ...,
        note: _Optional[str] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...
