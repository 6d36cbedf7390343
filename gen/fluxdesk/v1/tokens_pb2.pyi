import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import deliveries_pb2 as _deliveries_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
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

class TokenKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TOKEN_KIND_UNSPECIFIED: _ClassVar[TokenKind]
    TOKEN_KIND_TOOLS_TOKEN: _ClassVar[TokenKind]
    TOKEN_KIND_PERSONAL_TOKEN: _ClassVar[TokenKind]
    TOKEN_KIND_MODERATION_TOKEN: _ClassVar[TokenKind]
    TOKEN_KIND_AGENT_KEY: _ClassVar[TokenKind]

TOKEN_KIND_UNSPECIFIED: TokenKind
TOKEN_KIND_TOOLS_TOKEN: TokenKind
TOKEN_KIND_PERSONAL_TOKEN: TokenKind
TOKEN_KIND_MODERATION_TOKEN: TokenKind
TOKEN_KIND_AGENT_KEY: TokenKind

class CreatePersonalTokenRequest(_message.Message):
    __slots__ = ("integrator_slug", "label", "severity_ceiling", "daily_limit")
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_CEILING_FIELD_NUMBER: _ClassVar[int]
    DAILY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    integrator_slug: str
    label: str
    severity_ceiling: _deliveries_pb2.Severity
    daily_limit: int
    def __init__(
        self,
        integrator_slug: _Optional[str] = ...,
        label: _Optional[str] = ...,
        severity_ceiling: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        daily_limit: _Optional[int] = ...,
    ) -> None: ...

class CreateAgentKeyRequest(_message.Message):
    __slots__ = ("label", "scopes")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    label: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, label: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateTokenRequest(_message.Message):
    __slots__ = (
        "kind",
        "user_id",
        "integrator_slug",
        "label",
        "scopes",
        "severity_ceiling",
        "daily_limit",
        "reads_per_minute",
        "writes_per_minute",
    )
    KIND_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_CEILING_FIELD_NUMBER: _ClassVar[int]
    DAILY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    READS_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    WRITES_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    kind: TokenKind
    user_id: str
    integrator_slug: str
    label: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    severity_ceiling: _deliveries_pb2.Severity
    daily_limit: int
    reads_per_minute: int
    writes_per_minute: int
    def __init__(
        self,
        kind: _Optional[_Union[TokenKind, str]] = ...,
        user_id: _Optional[str] = ...,
        integrator_slug: _Optional[str] = ...,
        label: _Optional[str] = ...,
        scopes: _Optional[_Iterable[str]] = ...,
        severity_ceiling: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        daily_limit: _Optional[int] = ...,
        reads_per_minute: _Optional[int] = ...,
        writes_per_minute: _Optional[int] = ...,
    ) -> None: ...

class ListPersonalTokensRequest(_message.Message):
    __slots__ = ("limit", "cursor", "include_revoked")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_REVOKED_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    include_revoked: bool
    def __init__(self, limit: _Optional[int] = ..., cursor: _Optional[str] = ..., include_revoked: _Optional[bool] = ...) -> None: ...

class ListAgentKeysRequest(_message.Message):
    __slots__ = ("limit", "cursor", "include_revoked")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_REVOKED_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    include_revoked: bool
    def __init__(self, limit: _Optional[int] = ..., cursor: _Optional[str] = ..., include_revoked: _Optional[bool] = ...) -> None: ...

class ListTokensRequest(_message.Message):
    __slots__ = ("limit", "cursor", "include_revoked", "kind", "user_email", "integrator_slug")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_REVOKED_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    USER_EMAIL_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    include_revoked: bool
    kind: TokenKind
    user_email: str
    integrator_slug: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        include_revoked: _Optional[bool] = ...,
        kind: _Optional[_Union[TokenKind, str]] = ...,
        user_email: _Optional[str] = ...,
        integrator_slug: _Optional[str] = ...,
    ) -> None: ...

class ListTokensResponse(_message.Message):
    __slots__ = ("token_families", "next_cursor")
    TOKEN_FAMILIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    token_families: _containers.RepeatedCompositeFieldContainer[TokenFamily]
    next_cursor: str
    def __init__(
        self, token_families: _Optional[_Iterable[_Union[TokenFamily, _Mapping]]] = ..., next_cursor: _Optional[str] = ...
    ) -> None: ...

class UpdateTokenFamilyRequest(_message.Message):
    __slots__ = (
        "family_id",
        "label",
        "severity_ceiling",
        "daily_limit",
        "reads_per_minute",
        "writes_per_minute",
        "is_disabled",
        "update_mask",
    )
    FAMILY_ID_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_CEILING_FIELD_NUMBER: _ClassVar[int]
    DAILY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    READS_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    WRITES_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    IS_DISABLED_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    family_id: str
    label: str
    severity_ceiling: _deliveries_pb2.Severity
    daily_limit: int
    reads_per_minute: int
    writes_per_minute: int
    is_disabled: bool
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        family_id: _Optional[str] = ...,
        label: _Optional[str] = ...,
        severity_ceiling: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        daily_limit: _Optional[int] = ...,
        reads_per_minute: _Optional[int] = ...,
        writes_per_minute: _Optional[int] = ...,
        is_disabled: _Optional[bool] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...

class RotateTokenRequest(_message.Message):
    __slots__ = ("family_id",)
    FAMILY_ID_FIELD_NUMBER: _ClassVar[int]
    family_id: str
    def __init__(self, family_id: _Optional[str] = ...) -> None: ...

class RevokeTokenRequest(_message.Message):
    __slots__ = ("family_id",)
    FAMILY_ID_FIELD_NUMBER: _ClassVar[int]
    family_id: str
    def __init__(self, family_id: _Optional[str] = ...) -> None: ...

class RevokeTokenResponse(_message.Message):
    __slots__ = ("tokens_invalidated",)
    TOKENS_INVALIDATED_FIELD_NUMBER: _ClassVar[int]
    tokens_invalidated: int
    def __init__(self, tokens_invalidated: _Optional[int] = ...) -> None: ...

class IssuedToken(_message.Message):
    __slots__ = ("token", "family", "expires_prior_at")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_PRIOR_AT_FIELD_NUMBER: _ClassVar[int]
    token: str
    family: TokenFamily
    expires_prior_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        token: _Optional[str] = ...,
        family: _Optional[_Union[TokenFamily, _Mapping]] = ...,
        expires_prior_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class TokenFamily(_message.Message):
    __slots__ = (
        "id",
        "kind",
        "label",
        "user_id",
        "user_email",
        "integrator_slug",
        "has_all_scopes",
        "scopes",
        "severity_ceiling",
        "daily_limit",
        "reads_per_minute",
        "writes_per_minute",
        "is_live",
        "created_at",
        "last_used_at",
        "tokens",
        "is_disabled",
    )
    class Token(_message.Message):
        __slots__ = ("id", "is_superseded", "created_at", "expires_at", "last_used_at")
        ID_FIELD_NUMBER: _ClassVar[int]
        IS_SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
        CREATED_AT_FIELD_NUMBER: _ClassVar[int]
        EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
        LAST_USED_AT_FIELD_NUMBER: _ClassVar[int]
        id: str
        is_superseded: bool
        created_at: _timestamp_pb2.Timestamp
        expires_at: _timestamp_pb2.Timestamp
        last_used_at: _timestamp_pb2.Timestamp
        def __init__(
            self,
            id: _Optional[str] = ...,
            is_superseded: _Optional[bool] = ...,
            created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
            expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
            last_used_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        ) -> None: ...

    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    USER_EMAIL_FIELD_NUMBER: _ClassVar[int]
    INTEGRATOR_SLUG_FIELD_NUMBER: _ClassVar[int]
    HAS_ALL_SCOPES_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_CEILING_FIELD_NUMBER: _ClassVar[int]
    DAILY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    READS_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    WRITES_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    IS_LIVE_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    LAST_USED_AT_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    IS_DISABLED_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: TokenKind
    label: str
    user_id: str
    user_email: str
    integrator_slug: str
    has_all_scopes: bool
    scopes: _containers.RepeatedScalarFieldContainer[str]
    severity_ceiling: _deliveries_pb2.Severity
    daily_limit: int
    reads_per_minute: int
    writes_per_minute: int
    is_live: bool
    created_at: _timestamp_pb2.Timestamp
    last_used_at: _timestamp_pb2.Timestamp
    tokens: _containers.RepeatedCompositeFieldContainer[TokenFamily.Token]
    is_disabled: bool
    def __init__(
        self,
        id: _Optional[str] = ...,
        kind: _Optional[_Union[TokenKind, str]] = ...,
        label: _Optional[str] = ...,
        user_id: _Optional[str] = ...,
        user_email: _Optional[str] = ...,
        integrator_slug: _Optional[str] = ...,
        has_all_scopes: _Optional[bool] = ...,
        scopes: _Optional[_Iterable[str]] = ...,
        severity_ceiling: _Optional[_Union[_deliveries_pb2.Severity, str]] = ...,
        daily_limit: _Optional[int] = ...,
        reads_per_minute: _Optional[int] = ...,
        writes_per_minute: _Optional[int] = ...,
        is_live: _Optional[bool] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        last_used_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        tokens: _Optional[_Iterable[_Union[TokenFamily.Token, _Mapping]]] = ...,
        is_disabled: _Optional[bool] = ...,
    ) -> None: ...
