from fluxdesk.v1 import errors_pb2 as _errors_pb2
from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
POLICY_FIELD_NUMBER: _ClassVar[int]
policy: _descriptor.FieldDescriptor
AREA_FIELD_NUMBER: _ClassVar[int]
area: _descriptor.FieldDescriptor
IMMUTABLE_FIELD_NUMBER: _ClassVar[int]
immutable: _descriptor.FieldDescriptor
DISCRIMINATOR_FIELD_NUMBER: _ClassVar[int]
discriminator: _descriptor.FieldDescriptor
WEBHOOK_TYPE_FIELD_NUMBER: _ClassVar[int]
webhook_type: _descriptor.FieldDescriptor
NULLABLE_FIELD_NUMBER: _ClassVar[int]
nullable: _descriptor.FieldDescriptor
HEADER_FIELD_NUMBER: _ClassVar[int]
header: _descriptor.FieldDescriptor
EVENT_ID_FIELD_NUMBER: _ClassVar[int]
event_id: _descriptor.FieldDescriptor
DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
default_value: _descriptor.FieldDescriptor
MERGED_FIELD_NUMBER: _ClassVar[int]
merged: _descriptor.FieldDescriptor
VARIANT_FIELD_NUMBER: _ClassVar[int]
variant: _descriptor.FieldDescriptor

class Policy(_message.Message):
    __slots__ = (
        "callers",
        "scope",
        "public",
        "role",
        "tool",
        "bucket",
        "audit_off",
        "http_status",
        "status_when",
        "destructive",
        "read_by_post",
        "reveals_secret",
        "transaction",
        "reasons",
        "resource",
        "resource_ids",
    )
    class Credential(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        CREDENTIAL_UNSPECIFIED: _ClassVar[Policy.Credential]
        PERSON: _ClassVar[Policy.Credential]
        AGENT_KEY: _ClassVar[Policy.Credential]
        TOOLS_TOKEN: _ClassVar[Policy.Credential]
        PERSONAL_TOKEN: _ClassVar[Policy.Credential]
        MODERATION_TOKEN: _ClassVar[Policy.Credential]

    CREDENTIAL_UNSPECIFIED: Policy.Credential
    PERSON: Policy.Credential
    AGENT_KEY: Policy.Credential
    TOOLS_TOKEN: Policy.Credential
    PERSONAL_TOKEN: Policy.Credential
    MODERATION_TOKEN: Policy.Credential
    class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ROLE_UNSPECIFIED: _ClassVar[Policy.Role]
        EMPLOYEE: _ClassVar[Policy.Role]
        HR_ADMIN: _ClassVar[Policy.Role]
        ADMIN: _ClassVar[Policy.Role]
        SUPER_ADMIN: _ClassVar[Policy.Role]

    ROLE_UNSPECIFIED: Policy.Role
    EMPLOYEE: Policy.Role
    HR_ADMIN: Policy.Role
    ADMIN: Policy.Role
    SUPER_ADMIN: Policy.Role
    class RateBucket(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        RATE_BUCKET_UNSPECIFIED: _ClassVar[Policy.RateBucket]
        READS: _ClassVar[Policy.RateBucket]
        WRITES: _ClassVar[Policy.RateBucket]
        UNLIMITED: _ClassVar[Policy.RateBucket]

    RATE_BUCKET_UNSPECIFIED: Policy.RateBucket
    READS: Policy.RateBucket
    WRITES: Policy.RateBucket
    UNLIMITED: Policy.RateBucket
    class TransactionMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        TRANSACTION_MODE_UNSPECIFIED: _ClassVar[Policy.TransactionMode]
        PER_CALL: _ClassVar[Policy.TransactionMode]
        BATCHED: _ClassVar[Policy.TransactionMode]
        NONE: _ClassVar[Policy.TransactionMode]

    TRANSACTION_MODE_UNSPECIFIED: Policy.TransactionMode
    PER_CALL: Policy.TransactionMode
    BATCHED: Policy.TransactionMode
    NONE: Policy.TransactionMode
    class StatusWhen(_message.Message):
        __slots__ = ("field", "status")
        FIELD_FIELD_NUMBER: _ClassVar[int]
        STATUS_FIELD_NUMBER: _ClassVar[int]
        field: str
        status: int
        def __init__(self, field: _Optional[str] = ..., status: _Optional[int] = ...) -> None: ...

    CALLERS_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TOOL_FIELD_NUMBER: _ClassVar[int]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    AUDIT_OFF_FIELD_NUMBER: _ClassVar[int]
    HTTP_STATUS_FIELD_NUMBER: _ClassVar[int]
    STATUS_WHEN_FIELD_NUMBER: _ClassVar[int]
    DESTRUCTIVE_FIELD_NUMBER: _ClassVar[int]
    READ_BY_POST_FIELD_NUMBER: _ClassVar[int]
    REVEALS_SECRET_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_IDS_FIELD_NUMBER: _ClassVar[int]
    callers: _containers.RepeatedScalarFieldContainer[Policy.Credential]
    scope: str
    public: bool
    role: Policy.Role
    tool: str
    bucket: Policy.RateBucket
    audit_off: bool
    http_status: int
    status_when: _containers.RepeatedCompositeFieldContainer[Policy.StatusWhen]
    destructive: bool
    read_by_post: bool
    reveals_secret: bool
    transaction: Policy.TransactionMode
    reasons: _containers.RepeatedScalarFieldContainer[_errors_pb2.Reason]
    resource: str
    resource_ids: str
    def __init__(
        self,
        callers: _Optional[_Iterable[_Union[Policy.Credential, str]]] = ...,
        scope: _Optional[str] = ...,
        public: _Optional[bool] = ...,
        role: _Optional[_Union[Policy.Role, str]] = ...,
        tool: _Optional[str] = ...,
        bucket: _Optional[_Union[Policy.RateBucket, str]] = ...,
        audit_off: _Optional[bool] = ...,
        http_status: _Optional[int] = ...,
        status_when: _Optional[_Iterable[_Union[Policy.StatusWhen, _Mapping]]] = ...,
        destructive: _Optional[bool] = ...,
        read_by_post: _Optional[bool] = ...,
        reveals_secret: _Optional[bool] = ...,
        transaction: _Optional[_Union[Policy.TransactionMode, str]] = ...,
        reasons: _Optional[_Iterable[_Union[_errors_pb2.Reason, str]]] = ...,
        resource: _Optional[str] = ...,
        resource_ids: _Optional[str] = ...,
    ) -> None: ...

class Area(_message.Message):
    __slots__ = ("scopes", "problem_has_error", "prompts")
    class Scope(_message.Message):
        __slots__ = ("name", "description")
        NAME_FIELD_NUMBER: _ClassVar[int]
        DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
        name: str
        description: str
        def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

    class Prompt(_message.Message):
        __slots__ = ("name", "title", "description", "text", "arguments", "tools")
        class Argument(_message.Message):
            __slots__ = ("name", "description", "default_value", "choices")
            NAME_FIELD_NUMBER: _ClassVar[int]
            DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
            DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
            CHOICES_FIELD_NUMBER: _ClassVar[int]
            name: str
            description: str
            default_value: str
            choices: _containers.RepeatedScalarFieldContainer[str]
            def __init__(
                self,
                name: _Optional[str] = ...,
                description: _Optional[str] = ...,
                default_value: _Optional[str] = ...,
                choices: _Optional[_Iterable[str]] = ...,
            ) -> None: ...

        NAME_FIELD_NUMBER: _ClassVar[int]
        TITLE_FIELD_NUMBER: _ClassVar[int]
        DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
        TEXT_FIELD_NUMBER: _ClassVar[int]
        ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
        TOOLS_FIELD_NUMBER: _ClassVar[int]
        name: str
        title: str
        description: str
        text: str
        arguments: _containers.RepeatedCompositeFieldContainer[Area.Prompt.Argument]
        tools: _containers.RepeatedScalarFieldContainer[str]
        def __init__(
            self,
            name: _Optional[str] = ...,
            title: _Optional[str] = ...,
            description: _Optional[str] = ...,
            text: _Optional[str] = ...,
            arguments: _Optional[_Iterable[_Union[Area.Prompt.Argument, _Mapping]]] = ...,
            tools: _Optional[_Iterable[str]] = ...,
        ) -> None: ...

    SCOPES_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_HAS_ERROR_FIELD_NUMBER: _ClassVar[int]
    PROMPTS_FIELD_NUMBER: _ClassVar[int]
    scopes: _containers.RepeatedCompositeFieldContainer[Area.Scope]
    problem_has_error: bool
    prompts: _containers.RepeatedCompositeFieldContainer[Area.Prompt]
    def __init__(
        self,
        scopes: _Optional[_Iterable[_Union[Area.Scope, _Mapping]]] = ...,
        problem_has_error: _Optional[bool] = ...,
        prompts: _Optional[_Iterable[_Union[Area.Prompt, _Mapping]]] = ...,
    ) -> None: ...
