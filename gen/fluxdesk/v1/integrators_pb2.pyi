import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListIntegratorsRequest(_message.Message):
    __slots__ = ("include_archived", "limit")
    INCLUDE_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    include_archived: bool
    limit: int
    def __init__(self, include_archived: _Optional[bool] = ..., limit: _Optional[int] = ...) -> None: ...

class ListIntegratorsResponse(_message.Message):
    __slots__ = ("items", "total_count", "request_id")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[Integrator]
    total_count: int
    request_id: str
    def __init__(
        self,
        items: _Optional[_Iterable[_Union[Integrator, _Mapping]]] = ...,
        total_count: _Optional[int] = ...,
        request_id: _Optional[str] = ...,
    ) -> None: ...

class CreateIntegratorRequest(_message.Message):
    __slots__ = ("slug", "name", "allowed_event_prefix", "homepage_url", "description")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_EVENT_PREFIX_FIELD_NUMBER: _ClassVar[int]
    HOMEPAGE_URL_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    slug: str
    name: str
    allowed_event_prefix: str
    homepage_url: str
    description: str
    def __init__(
        self,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        allowed_event_prefix: _Optional[str] = ...,
        homepage_url: _Optional[str] = ...,
        description: _Optional[str] = ...,
    ) -> None: ...

class UpdateIntegratorRequest(_message.Message):
    __slots__ = ("slug", "name", "homepage_url", "description", "update_mask")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    HOMEPAGE_URL_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    slug: str
    name: str
    homepage_url: str
    description: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        homepage_url: _Optional[str] = ...,
        description: _Optional[str] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...

class ArchiveIntegratorRequest(_message.Message):
    __slots__ = ("slug",)
    SLUG_FIELD_NUMBER: _ClassVar[int]
    slug: str
    def __init__(self, slug: _Optional[str] = ...) -> None: ...

class RestoreIntegratorRequest(_message.Message):
    __slots__ = ("slug",)
    SLUG_FIELD_NUMBER: _ClassVar[int]
    slug: str
    def __init__(self, slug: _Optional[str] = ...) -> None: ...

class Integrator(_message.Message):
    __slots__ = ("id", "slug", "name", "allowed_event_prefix", "homepage_url", "description", "created_at", "archived_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_EVENT_PREFIX_FIELD_NUMBER: _ClassVar[int]
    HOMEPAGE_URL_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    slug: str
    name: str
    allowed_event_prefix: str
    homepage_url: str
    description: str
    created_at: _timestamp_pb2.Timestamp
    archived_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        allowed_event_prefix: _Optional[str] = ...,
        homepage_url: _Optional[str] = ...,
        description: _Optional[str] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        archived_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...
