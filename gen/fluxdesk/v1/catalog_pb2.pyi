import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import approval_status_pb2 as _approval_status_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
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

class AssetType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSET_TYPE_UNSPECIFIED: _ClassVar[AssetType]
    ASSET_TYPE_SAAS_ACCOUNT: _ClassVar[AssetType]
    ASSET_TYPE_API_KEY: _ClassVar[AssetType]
    ASSET_TYPE_SERVER_ACCESS: _ClassVar[AssetType]
    ASSET_TYPE_REPO_ACCESS: _ClassVar[AssetType]
    ASSET_TYPE_AI_SERVER: _ClassVar[AssetType]
    ASSET_TYPE_ACCOUNT_RESOURCE: _ClassVar[AssetType]
    ASSET_TYPE_OTHER: _ClassVar[AssetType]

class CatalogDeleteMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CATALOG_DELETE_MODE_UNSPECIFIED: _ClassVar[CatalogDeleteMode]
    CATALOG_DELETE_MODE_SOFT: _ClassVar[CatalogDeleteMode]
    CATALOG_DELETE_MODE_HARD: _ClassVar[CatalogDeleteMode]

ASSET_TYPE_UNSPECIFIED: AssetType
ASSET_TYPE_SAAS_ACCOUNT: AssetType
ASSET_TYPE_API_KEY: AssetType
ASSET_TYPE_SERVER_ACCESS: AssetType
ASSET_TYPE_REPO_ACCESS: AssetType
ASSET_TYPE_AI_SERVER: AssetType
ASSET_TYPE_ACCOUNT_RESOURCE: AssetType
ASSET_TYPE_OTHER: AssetType
CATALOG_DELETE_MODE_UNSPECIFIED: CatalogDeleteMode
CATALOG_DELETE_MODE_SOFT: CatalogDeleteMode
CATALOG_DELETE_MODE_HARD: CatalogDeleteMode

class ListCatalogItemsRequest(_message.Message):
    __slots__ = ("active_only", "category", "type", "integrator_slug", "limit", "cursor")
    ACTIVE_ONLY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    active_only: bool
    category: str
    type: AssetType
    integrator_slug: str
    limit: int
    cursor: str
    def __init__(
        self,
        active_only: _Optional[bool] = ...,
        category: _Optional[str] = ...,
        type: _Optional[_Union[AssetType, str]] = ...,
        integrator_slug: _Optional[str] = ...,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
    ) -> None: ...

class ListCatalogItemsResponse(_message.Message):
    __slots__ = ("items", "total_count", "next_cursor", "request_id")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[CatalogItem]
    total_count: int
    next_cursor: str
    request_id: str
    def __init__(
        self,
        items: _Optional[_Iterable[_Union[CatalogItem, _Mapping]]] = ...,
        total_count: _Optional[int] = ...,
        next_cursor: _Optional[str] = ...,
        request_id: _Optional[str] = ...,
    ) -> None: ...

class CreateCatalogItemRequest(_message.Message):
    __slots__ = (
        "slug",
        "name",
        "type",
        "description",
        "category",
        "url",
        "application_guide",
        "use_cases",
        "display_order",
        "is_pinned",
        "approval_required",
        "contact_user_id",
        "linked_tools_token_id",
    )
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_GUIDE_FIELD_NUMBER: _ClassVar[int]
    USE_CASES_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_ORDER_FIELD_NUMBER: _ClassVar[int]
    IS_PINNED_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    CONTACT_USER_ID_FIELD_NUMBER: _ClassVar[int]
    LINKED_TOOLS_TOKEN_ID_FIELD_NUMBER: _ClassVar[int]
    slug: str
    name: str
    type: AssetType
    description: str
    category: str
    url: str
    application_guide: str
    use_cases: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Value]
    display_order: int
    is_pinned: bool
    approval_required: bool
    contact_user_id: str
    linked_tools_token_id: str
    def __init__(
        self,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        type: _Optional[_Union[AssetType, str]] = ...,
        description: _Optional[str] = ...,
        category: _Optional[str] = ...,
        url: _Optional[str] = ...,
        application_guide: _Optional[str] = ...,
        use_cases: _Optional[_Iterable[_Union[_struct_pb2.Value, _Mapping]]] = ...,
        display_order: _Optional[int] = ...,
        is_pinned: _Optional[bool] = ...,
        approval_required: _Optional[bool] = ...,
        contact_user_id: _Optional[str] = ...,
        linked_tools_token_id: _Optional[str] = ...,
    ) -> None: ...

class GetCatalogItemRequest(_message.Message):
    __slots__ = ("slug",)
    SLUG_FIELD_NUMBER: _ClassVar[int]
    slug: str
    def __init__(self, slug: _Optional[str] = ...) -> None: ...

class UpdateCatalogItemRequest(_message.Message):
    __slots__ = (
        "slug",
        "name",
        "description",
        "category",
        "url",
        "application_guide",
        "use_cases",
        "display_order",
        "is_pinned",
        "approval_required",
        "contact_user_id",
        "linked_tools_token_id",
        "update_mask",
    )
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_GUIDE_FIELD_NUMBER: _ClassVar[int]
    USE_CASES_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_ORDER_FIELD_NUMBER: _ClassVar[int]
    IS_PINNED_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    CONTACT_USER_ID_FIELD_NUMBER: _ClassVar[int]
    LINKED_TOOLS_TOKEN_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    slug: str
    name: str
    description: str
    category: str
    url: str
    application_guide: str
    use_cases: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Value]
    display_order: int
    is_pinned: bool
    approval_required: bool
    contact_user_id: str
    linked_tools_token_id: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        description: _Optional[str] = ...,
        category: _Optional[str] = ...,
        url: _Optional[str] = ...,
        application_guide: _Optional[str] = ...,
        use_cases: _Optional[_Iterable[_Union[_struct_pb2.Value, _Mapping]]] = ...,
        display_order: _Optional[int] = ...,
        is_pinned: _Optional[bool] = ...,
        approval_required: _Optional[bool] = ...,
        contact_user_id: _Optional[str] = ...,
        linked_tools_token_id: _Optional[str] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...

class DeleteCatalogItemRequest(_message.Message):
    __slots__ = ("slug", "hard")
    SLUG_FIELD_NUMBER: _ClassVar[int]
    HARD_FIELD_NUMBER: _ClassVar[int]
    slug: str
    hard: bool
    def __init__(self, slug: _Optional[str] = ..., hard: _Optional[bool] = ...) -> None: ...

class CatalogItemReply(_message.Message):
    __slots__ = ("ok", "item", "request_id")
    OK_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ok: bool
    item: CatalogItem
    request_id: str
    def __init__(
        self, ok: _Optional[bool] = ..., item: _Optional[_Union[CatalogItem, _Mapping]] = ..., request_id: _Optional[str] = ...
    ) -> None: ...

class DeleteCatalogItemResponse(_message.Message):
    __slots__ = ("ok", "mode", "slug", "item", "already_archived", "request_id")
    OK_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SLUG_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    ALREADY_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ok: bool
    mode: CatalogDeleteMode
    slug: str
    item: CatalogItem
    already_archived: bool
    request_id: str
    def __init__(
        self,
        ok: _Optional[bool] = ...,
        mode: _Optional[_Union[CatalogDeleteMode, str]] = ...,
        slug: _Optional[str] = ...,
        item: _Optional[_Union[CatalogItem, _Mapping]] = ...,
        already_archived: _Optional[bool] = ...,
        request_id: _Optional[str] = ...,
    ) -> None: ...

class CatalogItemDeleteBlockers(_message.Message):
    __slots__ = ("live_approvals", "live_assets", "live_tokens")
    LIVE_APPROVALS_FIELD_NUMBER: _ClassVar[int]
    LIVE_ASSETS_FIELD_NUMBER: _ClassVar[int]
    LIVE_TOKENS_FIELD_NUMBER: _ClassVar[int]
    live_approvals: int
    live_assets: int
    live_tokens: int
    def __init__(
        self, live_approvals: _Optional[int] = ..., live_assets: _Optional[int] = ..., live_tokens: _Optional[int] = ...
    ) -> None: ...

class CatalogItem(_message.Message):
    __slots__ = (
        "id",
        "slug",
        "name",
        "type",
        "description",
        "category",
        "category_display",
        "url",
        "application_guide",
        "use_cases",
        "is_pinned",
        "approval_required",
        "display_order",
        "contact_user_id",
        "linked_tools_token_id",
        "archived_at",
        "created_at",
        "updated_at",
    )
    ID_FIELD_NUMBER: _ClassVar[int]
    SLUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_GUIDE_FIELD_NUMBER: _ClassVar[int]
    USE_CASES_FIELD_NUMBER: _ClassVar[int]
    IS_PINNED_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_ORDER_FIELD_NUMBER: _ClassVar[int]
    CONTACT_USER_ID_FIELD_NUMBER: _ClassVar[int]
    LINKED_TOOLS_TOKEN_ID_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_AT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    slug: str
    name: str
    type: AssetType
    description: str
    category: str
    category_display: str
    url: str
    application_guide: str
    use_cases: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Value]
    is_pinned: bool
    approval_required: bool
    display_order: int
    contact_user_id: str
    linked_tools_token_id: str
    archived_at: _timestamp_pb2.Timestamp
    created_at: _timestamp_pb2.Timestamp
    updated_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        id: _Optional[str] = ...,
        slug: _Optional[str] = ...,
        name: _Optional[str] = ...,
        type: _Optional[_Union[AssetType, str]] = ...,
        description: _Optional[str] = ...,
        category: _Optional[str] = ...,
        category_display: _Optional[str] = ...,
        url: _Optional[str] = ...,
        application_guide: _Optional[str] = ...,
        use_cases: _Optional[_Iterable[_Union[_struct_pb2.Value, _Mapping]]] = ...,
        is_pinned: _Optional[bool] = ...,
        approval_required: _Optional[bool] = ...,
        display_order: _Optional[int] = ...,
        contact_user_id: _Optional[str] = ...,
        linked_tools_token_id: _Optional[str] = ...,
        archived_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        updated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class BrowseCatalogRequest(_message.Message):
    __slots__ = ("category", "type", "q", "limit", "cursor")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    category: str
    type: AssetType
    q: str
    limit: int
    cursor: str
    def __init__(
        self,
        category: _Optional[str] = ...,
        type: _Optional[_Union[AssetType, str]] = ...,
        q: _Optional[str] = ...,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
    ) -> None: ...

class BrowseCatalogResponse(_message.Message):
    __slots__ = ("entries", "next_cursor")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[CatalogEntry]
    next_cursor: str
    def __init__(self, entries: _Optional[_Iterable[_Union[CatalogEntry, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetCatalogEntryRequest(_message.Message):
    __slots__ = ("slug",)
    SLUG_FIELD_NUMBER: _ClassVar[int]
    slug: str
    def __init__(self, slug: _Optional[str] = ...) -> None: ...

class CatalogEntry(_message.Message):
    __slots__ = ("item", "approval_status", "approval_id")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_STATUS_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_ID_FIELD_NUMBER: _ClassVar[int]
    item: CatalogItem
    approval_status: _approval_status_pb2.ApprovalStatus
    approval_id: str
    def __init__(
        self,
        item: _Optional[_Union[CatalogItem, _Mapping]] = ...,
        approval_status: _Optional[_Union[_approval_status_pb2.ApprovalStatus, str]] = ...,
        approval_id: _Optional[str] = ...,
    ) -> None: ...
