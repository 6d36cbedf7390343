from fluxdesk.v1 import policy_pb2 as _policy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class GetCallerRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AdmitCallerRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Caller(_message.Message):
    __slots__ = ("credential", "role", "has_all_scopes", "scopes")
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    HAS_ALL_SCOPES_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    credential: str
    role: str
    has_all_scopes: bool
    scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        credential: _Optional[str] = ...,
        role: _Optional[str] = ...,
        has_all_scopes: _Optional[bool] = ...,
        scopes: _Optional[_Iterable[str]] = ...,
    ) -> None: ...
