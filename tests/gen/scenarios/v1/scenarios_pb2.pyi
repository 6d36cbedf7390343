import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Shape(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SHAPE_UNSPECIFIED: _ClassVar[Shape]
    SHAPE_ROUND: _ClassVar[Shape]
    SHAPE_SQUARE_ISH: _ClassVar[Shape]

SHAPE_UNSPECIFIED: Shape
SHAPE_ROUND: Shape
SHAPE_SQUARE_ISH: Shape

class EchoRequest(_message.Message):
    __slots__ = ("text", "times", "pieces")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    text: str
    times: int
    pieces: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, text: _Optional[str] = ..., times: _Optional[int] = ..., pieces: _Optional[_Iterable[str]] = ...) -> None: ...

class EchoReply(_message.Message):
    __slots__ = ("text", "letters")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LETTERS_FIELD_NUMBER: _ClassVar[int]
    text: str
    letters: int
    def __init__(self, text: _Optional[str] = ..., letters: _Optional[int] = ...) -> None: ...

class FailRequest(_message.Message):
    __slots__ = ("how",)
    HOW_FIELD_NUMBER: _ClassVar[int]
    how: str
    def __init__(self, how: _Optional[str] = ...) -> None: ...

class FailReply(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CountRequest(_message.Message):
    __slots__ = ("up_to", "hang_after")
    UP_TO_FIELD_NUMBER: _ClassVar[int]
    HANG_AFTER_FIELD_NUMBER: _ClassVar[int]
    up_to: int
    hang_after: int
    def __init__(self, up_to: _Optional[int] = ..., hang_after: _Optional[int] = ...) -> None: ...

class CountEvent(_message.Message):
    __slots__ = ("tick", "finished")
    TICK_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    tick: Tick
    finished: Finished
    def __init__(self, tick: _Optional[_Union[Tick, _Mapping]] = ..., finished: _Optional[_Union[Finished, _Mapping]] = ...) -> None: ...

class Tick(_message.Message):
    __slots__ = ("number",)
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    number: int
    def __init__(self, number: _Optional[int] = ...) -> None: ...

class Finished(_message.Message):
    __slots__ = ("count",)
    COUNT_FIELD_NUMBER: _ClassVar[int]
    count: int
    def __init__(self, count: _Optional[int] = ...) -> None: ...

class Thing(_message.Message):
    __slots__ = (
        "name",
        "shape",
        "other_shape",
        "flag",
        "maybe_flag",
        "small",
        "large",
        "larger",
        "ratio",
        "data",
        "at",
        "lasting",
        "extra",
        "children",
        "counts",
        "shapes",
        "paint",
        "wavelength",
        "note",
        "etag",
        "location",
        "ticks",
    )
    class CountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...

    class TicksEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Tick
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Tick, _Mapping]] = ...) -> None: ...

    NAME_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    OTHER_SHAPE_FIELD_NUMBER: _ClassVar[int]
    FLAG_FIELD_NUMBER: _ClassVar[int]
    MAYBE_FLAG_FIELD_NUMBER: _ClassVar[int]
    SMALL_FIELD_NUMBER: _ClassVar[int]
    LARGE_FIELD_NUMBER: _ClassVar[int]
    LARGER_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    LASTING_FIELD_NUMBER: _ClassVar[int]
    EXTRA_FIELD_NUMBER: _ClassVar[int]
    CHILDREN_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    SHAPES_FIELD_NUMBER: _ClassVar[int]
    PAINT_FIELD_NUMBER: _ClassVar[int]
    WAVELENGTH_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    TICKS_FIELD_NUMBER: _ClassVar[int]
    name: str
    shape: Shape
    other_shape: Shape
    flag: bool
    maybe_flag: bool
    small: int
    large: int
    larger: int
    ratio: float
    data: bytes
    at: _timestamp_pb2.Timestamp
    lasting: _duration_pb2.Duration
    extra: _struct_pb2.Struct
    children: _containers.RepeatedCompositeFieldContainer[Thing]
    counts: _containers.ScalarMap[str, int]
    shapes: _containers.RepeatedScalarFieldContainer[Shape]
    paint: str
    wavelength: int
    note: str
    etag: str
    location: str
    ticks: _containers.MessageMap[str, Tick]
    def __init__(
        self,
        name: _Optional[str] = ...,
        shape: _Optional[_Union[Shape, str]] = ...,
        other_shape: _Optional[_Union[Shape, str]] = ...,
        flag: _Optional[bool] = ...,
        maybe_flag: _Optional[bool] = ...,
        small: _Optional[int] = ...,
        large: _Optional[int] = ...,
        larger: _Optional[int] = ...,
        ratio: _Optional[float] = ...,
        data: _Optional[bytes] = ...,
        at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        lasting: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...,
        extra: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...,
        children: _Optional[_Iterable[_Union[Thing, _Mapping]]] = ...,
        counts: _Optional[_Mapping[str, int]] = ...,
        shapes: _Optional[_Iterable[_Union[Shape, str]]] = ...,
        paint: _Optional[str] = ...,
        wavelength: _Optional[int] = ...,
        note: _Optional[str] = ...,
        etag: _Optional[str] = ...,
        location: _Optional[str] = ...,
        ticks: _Optional[_Mapping[str, Tick]] = ...,
    ) -> None: ...

class CreateThingRequest(_message.Message):
    __slots__ = ("thing",)
    THING_FIELD_NUMBER: _ClassVar[int]
    thing: Thing
    def __init__(self, thing: _Optional[_Union[Thing, _Mapping]] = ...) -> None: ...

class UpdateThingRequest(_message.Message):
    __slots__ = ("name", "thing", "update_mask", "if_match")
    NAME_FIELD_NUMBER: _ClassVar[int]
    THING_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    IF_MATCH_FIELD_NUMBER: _ClassVar[int]
    name: str
    thing: Thing
    update_mask: _field_mask_pb2.FieldMask
    if_match: str
    def __init__(
        self,
        name: _Optional[str] = ...,
        thing: _Optional[_Union[Thing, _Mapping]] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
        if_match: _Optional[str] = ...,
    ) -> None: ...

class RelabelThingRequest(_message.Message):
    __slots__ = ("name", "note", "update_mask", "lettering")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    LETTERING_FIELD_NUMBER: _ClassVar[int]
    name: str
    note: str
    update_mask: _field_mask_pb2.FieldMask
    lettering: Lettering
    def __init__(
        self,
        name: _Optional[str] = ...,
        note: _Optional[str] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
        lettering: _Optional[_Union[Lettering, _Mapping]] = ...,
    ) -> None: ...

class Lettering(_message.Message):
    __slots__ = ("color", "height", "borders")
    COLOR_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    BORDERS_FIELD_NUMBER: _ClassVar[int]
    color: str
    height: int
    borders: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, color: _Optional[str] = ..., height: _Optional[int] = ..., borders: _Optional[_Iterable[str]] = ...) -> None: ...

class IssueSecretRequest(_message.Message):
    __slots__ = ("label",)
    LABEL_FIELD_NUMBER: _ClassVar[int]
    label: str
    def __init__(self, label: _Optional[str] = ...) -> None: ...

class Secret(_message.Message):
    __slots__ = ("label", "secret")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    label: str
    secret: str
    def __init__(self, label: _Optional[str] = ..., secret: _Optional[str] = ...) -> None: ...

class GetPageRequest(_message.Message):
    __slots__ = ("format", "cursor", "has_titles", "lines", "frame")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    HAS_TITLES_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    format: str
    cursor: str
    has_titles: bool
    lines: int
    frame: Shape
    def __init__(
        self,
        format: _Optional[str] = ...,
        cursor: _Optional[str] = ...,
        has_titles: _Optional[bool] = ...,
        lines: _Optional[int] = ...,
        frame: _Optional[_Union[Shape, str]] = ...,
    ) -> None: ...

class KnockRequest(_message.Message):
    __slots__ = ("note",)
    NOTE_FIELD_NUMBER: _ClassVar[int]
    note: str
    def __init__(self, note: _Optional[str] = ...) -> None: ...

class KnockReply(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
