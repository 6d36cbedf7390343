import datetime

from buf.validate import validate_pb2 as _validate_pb2
from fluxdesk.v1 import policy_pb2 as _policy_pb2
from fluxdesk.v1 import sessions_pb2 as _sessions_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListUsersRequest(_message.Message):
    __slots__ = ("limit", "cursor", "q", "role", "is_active", "group_slug", "project_slug")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    IS_ACTIVE_FIELD_NUMBER: _ClassVar[int]
    GROUP_SLUG_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SLUG_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    q: str
    role: _sessions_pb2.UserRole
    is_active: bool
    group_slug: str
    project_slug: str
    def __init__(
        self,
        limit: _Optional[int] = ...,
        cursor: _Optional[str] = ...,
        q: _Optional[str] = ...,
        role: _Optional[_Union[_sessions_pb2.UserRole, str]] = ...,
        is_active: _Optional[bool] = ...,
        group_slug: _Optional[str] = ...,
        project_slug: _Optional[str] = ...,
    ) -> None: ...

class ListUsersResponse(_message.Message):
    __slots__ = ("users", "next_cursor")
    USERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    users: _containers.RepeatedCompositeFieldContainer[User]
    next_cursor: str
    def __init__(self, users: _Optional[_Iterable[_Union[User, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetUserRequest(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class InviteUserRequest(_message.Message):
    __slots__ = ("email", "name", "role")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    email: str
    name: str
    role: _sessions_pb2.UserRole
    def __init__(
        self, email: _Optional[str] = ..., name: _Optional[str] = ..., role: _Optional[_Union[_sessions_pb2.UserRole, str]] = ...
    ) -> None: ...

class AddUserRequest(_message.Message):
    __slots__ = ("email", "name", "role")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    email: str
    name: str
    role: _sessions_pb2.UserRole
    def __init__(
        self, email: _Optional[str] = ..., name: _Optional[str] = ..., role: _Optional[_Union[_sessions_pb2.UserRole, str]] = ...
    ) -> None: ...

class ReinviteUserRequest(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class UpdateUserRequest(_message.Message):
    __slots__ = ("user_id", "name", "role", "update_mask")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    name: str
    role: _sessions_pb2.UserRole
    update_mask: _field_mask_pb2.FieldMask
    def __init__(
        self,
        user_id: _Optional[str] = ...,
        name: _Optional[str] = ...,
        role: _Optional[_Union[_sessions_pb2.UserRole, str]] = ...,
        update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...,
    ) -> None: ...

class DeactivateUserRequest(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class ActivateUserRequest(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class ResetPasswordRequest(_message.Message):
    __slots__ = ("user_id",)
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    def __init__(self, user_id: _Optional[str] = ...) -> None: ...

class AcceptInvitationRequest(_message.Message):
    __slots__ = ("token", "password")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    token: str
    password: str
    def __init__(self, token: _Optional[str] = ..., password: _Optional[str] = ...) -> None: ...

class AcceptInvitationResponse(_message.Message):
    __slots__ = ("email",)
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    email: str
    def __init__(self, email: _Optional[str] = ...) -> None: ...

class Invitation(_message.Message):
    __slots__ = ("user", "invitation_token", "expires_at")
    USER_FIELD_NUMBER: _ClassVar[int]
    INVITATION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    user: User
    invitation_token: str
    expires_at: _timestamp_pb2.Timestamp
    def __init__(
        self,
        user: _Optional[_Union[User, _Mapping]] = ...,
        invitation_token: _Optional[str] = ...,
        expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
    ) -> None: ...

class User(_message.Message):
    __slots__ = ("id", "email", "name", "role", "is_active", "has_password", "created_at", "invitation_expires_at", "signs_in_elsewhere")
    ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    IS_ACTIVE_FIELD_NUMBER: _ClassVar[int]
    HAS_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    INVITATION_EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    SIGNS_IN_ELSEWHERE_FIELD_NUMBER: _ClassVar[int]
    id: str
    email: str
    name: str
    role: _sessions_pb2.UserRole
    is_active: bool
    has_password: bool
    created_at: _timestamp_pb2.Timestamp
    invitation_expires_at: _timestamp_pb2.Timestamp
    signs_in_elsewhere: bool
    def __init__(
        self,
        id: _Optional[str] = ...,
        email: _Optional[str] = ...,
        name: _Optional[str] = ...,
        role: _Optional[_Union[_sessions_pb2.UserRole, str]] = ...,
        is_active: _Optional[bool] = ...,
        has_password: _Optional[bool] = ...,
        created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        invitation_expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...,
        signs_in_elsewhere: _Optional[bool] = ...,
    ) -> None: ...
