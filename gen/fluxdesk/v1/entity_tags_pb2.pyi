from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import tags_pb2 as _tags_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetEntityTagsRequest(_message.Message):
    __slots__ = ("entity_type", "entity_id")
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    entity_type: _tags_pb2.EntityType
    entity_id: str
    def __init__(self, entity_type: _Optional[_Union[_tags_pb2.EntityType, str]] = ..., entity_id: _Optional[str] = ...) -> None: ...

class SetEntityTagsRequest(_message.Message):
    __slots__ = ("entity_type", "entity_id", "tag_ids")
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    entity_type: _tags_pb2.EntityType
    entity_id: str
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        entity_type: _Optional[_Union[_tags_pb2.EntityType, str]] = ...,
        entity_id: _Optional[str] = ...,
        tag_ids: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class EntityTags(_message.Message):
    __slots__ = ("entity_type", "entity_id", "tags")
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    entity_type: _tags_pb2.EntityType
    entity_id: str
    tags: _containers.RepeatedCompositeFieldContainer[_tags_pb2.Tag]
    def __init__(
        self,
        entity_type: _Optional[_Union[_tags_pb2.EntityType, str]] = ...,
        entity_id: _Optional[str] = ...,
        tags: _Optional[_Iterable[_Union[_tags_pb2.Tag, _Mapping]]] = ...,
    ) -> None: ...
