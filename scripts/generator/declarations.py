"""The compiled declarations as the emitters read them: RPCs with their policy, comments, rules and routes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor import (
    Descriptor,
    EnumDescriptor,
    EnumValueDescriptor,
    FieldDescriptor,
    FileDescriptor,
    MethodDescriptor,
    ServiceDescriptor,
)
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet, MethodOptions
from google.protobuf.descriptor_pool import DescriptorPool

from scripts.generator.compiler import GenerateError, Root, compile_image

# A message of the image's own pool: its class is made at run time, so its fields are not known to the type checker.
Options = Any
Described = ServiceDescriptor | MethodDescriptor | Descriptor | FieldDescriptor | EnumDescriptor | EnumValueDescriptor

_VARIABLE = re.compile(r"\{([^}]*)\}")
_VERBS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, slots=True)
class Route:
    """One HTTP binding. `path` keeps its variables as `{proto_name}`; `body` is "", "*" or a field's proto name."""

    verb: str
    path: str
    body: str

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.path.strip("/").split("/"))

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the path's variables. A pattern behind the name is no part of our dialect, so such a name is no field's."""
        return tuple(_VARIABLE.findall(self.path))


@dataclass(frozen=True, slots=True)
class DeclaredRpc:
    """One RPC with everything said of it. `policy` is None where the declaration lacks one."""

    method: MethodDescriptor
    policy: Options | None
    routes: tuple[Route, ...]
    comment: str

    @property
    def name(self) -> str:
        """Full gRPC name, "/package.Service/Method"."""
        return f"/{self.method.containing_service.full_name}/{self.method.name}"

    @property
    def place(self) -> str:
        """Where the RPC is declared, as a refusal names it."""
        service = self.method.containing_service
        return f"{service.file.name}: {service.name}.{self.method.name}"

    @property
    def accepted_policy(self) -> Options:
        """The policy, which an RPC that was not refused has."""
        if self.policy is None:
            message = f"{self.place}: has no policy, and was not refused"
            raise GenerateError(message)
        return self.policy

    @property
    def callers(self) -> tuple[str, ...]:
        """Names of the kinds of credential that may call."""
        return tuple(self._value_name("callers", number) for number in self.policy.callers) if self.policy is not None else ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Names of the Reasons that it can fail with beyond what others of its kind can."""
        return tuple(self._value_name("reasons", number) for number in self.policy.reasons) if self.policy is not None else ()

    def choice(self, field: str) -> str:
        """Name of the value that the policy gives to one of its enums; "" for the default."""
        number = getattr(self.policy, field)
        return self._value_name(field, number) if number else ""

    @property
    def is_streaming(self) -> bool:
        return self.method.client_streaming or self.method.server_streaming

    @property
    def is_read(self) -> bool:
        return self.method.GetOptions().idempotency_level == MethodOptions.NO_SIDE_EFFECTS

    @property
    def is_idempotent(self) -> bool:
        return self.method.GetOptions().idempotency_level in {MethodOptions.NO_SIDE_EFFECTS, MethodOptions.IDEMPOTENT}

    @property
    def effect(self) -> str:
        return "READ" if self.is_read else "IDEMPOTENT" if self.is_idempotent else "WRITE"

    @property
    def bucket(self) -> str:
        """Rate limit that a call draws on."""
        return self.choice("bucket") or ("READS" if self.is_read else "WRITES")

    @property
    def is_audited(self) -> bool:
        return self.policy is not None and not self.policy.audit_off

    def _value_name(self, field: str, number: int) -> str:
        return self.accepted_policy.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number[number].name


class Declarations:
    """A compiled root. Options are read through the image's own pool, so that no generated code is needed to generate."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self.image: FileDescriptorSet = compile_image(root)
        self._pool = DescriptorPool()
        for file in self.image.file:
            self._pool.Add(file)
        self._own = set(root.files())

    @cached_property
    def files(self) -> tuple[FileDescriptor, ...]:
        """Files of this root, in order of their names."""
        return tuple(self._pool.FindFileByName(name) for name in sorted(self._own))

    @cached_property
    def packages(self) -> frozenset[str]:
        """Packages whose messages have generated code: this root's, and those of the roots it imports."""
        roots = (self.root.protos, *self.root.imports)
        return frozenset(file.package for file in self.image.file if any((root / file.name).exists() for root in roots))

    @cached_property
    def services(self) -> tuple[ServiceDescriptor, ...]:
        return tuple(service for file in self.files for service in file.services_by_name.values())

    @cached_property
    def rpcs(self) -> tuple[DeclaredRpc, ...]:
        return tuple(self._rpc(method) for service in self.services for method in service.methods)

    @cached_property
    def messages(self) -> tuple[Descriptor, ...]:
        """Messages of this root, nested ones included, map entries left out."""
        return tuple(message for file in self.files for top in file.message_types_by_name.values() for message in _with_nested(top))

    @cached_property
    def enums(self) -> tuple[EnumDescriptor, ...]:
        """Enums of this root, nested ones included."""
        nested = (enum for message in self.messages for enum in message.enum_types)
        return (*(enum for file in self.files for enum in file.enum_types_by_name.values()), *nested)

    @cached_property
    def scopes(self) -> dict[str, str]:
        """Every declared scope with its description, this root's and its imports'."""
        options = (self._extension(self._pool.FindFileByName(file.name), "fluxdesk.v1.area") for file in self.image.file)
        return {scope.name: scope.description for area in options if area is not None for scope in area.scopes}

    def problem_has_error(self, rpc: DeclaredRpc) -> bool:
        """Whether problems of the RPC carry their detail as `error` too."""
        area = self._extension(rpc.method.containing_service.file, "fluxdesk.v1.area")
        return bool(area is not None and area.problem_has_error)

    @cached_property
    def prompts(self) -> tuple[tuple[str, Options], ...]:
        """(file, prompt) of every prompt that this root declares."""
        areas = ((file.name, self._extension(file, "fluxdesk.v1.area")) for file in self.files)
        return tuple((name, prompt) for name, area in areas if area is not None for prompt in area.prompts)

    def is_nullable(self, field: FieldDescriptor) -> bool:
        return bool(self._extension(field, "fluxdesk.v1.nullable"))

    def header(self, field: FieldDescriptor) -> str:
        """HTTP header that carries the field, or ""."""
        return self._extension(field, "fluxdesk.v1.header") or ""

    def is_event_id(self, field: FieldDescriptor) -> bool:
        """Whether the field is the SSE id of the streamed message that it stands in."""
        return bool(self._extension(field, "fluxdesk.v1.event_id"))

    def event_id(self, message: Descriptor) -> str:
        """Name of the field of a streamed message that is its SSE id, or ""."""
        return next((field.name for field in message.fields if self.is_event_id(field)), "")

    def default_value(self, field: FieldDescriptor) -> str:
        """JSON of what the field has when it is not sent, or ""."""
        return self._extension(field, "fluxdesk.v1.default_value") or ""

    def is_merged(self, field: FieldDescriptor) -> bool:
        """Whether an update changes what is sent of the message in the field, and leaves the rest of it."""
        return bool(self._extension(field, "fluxdesk.v1.merged"))

    def immutable(self, message: Descriptor) -> tuple[str, ...]:
        """Keys that are refused as immutable where the message is sent."""
        return tuple(self._extension(message, "fluxdesk.v1.immutable", is_repeated=True) or ())

    def message(self, name: str) -> Descriptor | None:
        """The message of that full name, in this root or what it imports."""
        try:
            return self._pool.FindMessageTypeByName(name)
        except KeyError:
            return None

    def discriminator(self, message: Descriptor) -> str:
        """Name of the field that tells the message's variants apart, or ""."""
        return self._extension(message, "fluxdesk.v1.discriminator") or ""

    def webhook_type(self, message: Descriptor) -> str:
        """Type of what webhooks are sent whose data the message is, or ""."""
        return self._extension(message, "fluxdesk.v1.webhook_type") or ""

    def variant(self, field: FieldDescriptor) -> str:
        """Name of the enum value with which the field is sent, or "" for one that every variant may have."""
        return self._extension(field, "fluxdesk.v1.variant") or ""

    def variants(self, message: Descriptor) -> dict[str, list[FieldDescriptor]]:
        """The fields that belong to each variant alone, by its enum value; none for a message without a discriminator."""
        discriminator = message.fields_by_name.get(self.discriminator(message))
        if discriminator is None or discriminator.enum_type is None:
            return {}
        values = (value.name for value in discriminator.enum_type.values if value.number)
        return {name: [field for field in message.fields if self.variant(field) == name] for name in values}

    def rules(self, field: FieldDescriptor) -> Options | None:
        """buf.validate.FieldRules of the field."""
        return self._extension(field, "buf.validate.field")

    def failure(self, enum: EnumDescriptor) -> dict[str, Options]:
        """FailureKind of each value of an enum that carries them, by the value's name."""
        kinds = {value.name: self._extension(value, "fluxdesk.v1.failure") for value in enum.values}
        return {name: kind for name, kind in kinds.items() if kind is not None}

    def is_redacted(self, message: Descriptor, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a secret can stand in the message, at any depth."""
        if message.full_name in seen:
            return False
        return any(
            field.GetOptions().debug_redact
            or (field.message_type is not None and self.is_redacted(field.message_type, seen | {message.full_name}))
            for field in message.fields
        )

    def comment(self, described: Described) -> str:
        """Leading comment of a service, method, message, field, enum or enum value, as one paragraph."""
        return self._comments.get(_comment_key(described), "")

    def _rpc(self, method: MethodDescriptor) -> DeclaredRpc:
        policy = self._extension(method, "fluxdesk.v1.policy")
        return DeclaredRpc(method, policy, self._routes(method), self.comment(method))

    def _routes(self, method: MethodDescriptor) -> tuple[Route, ...]:
        rule = self._extension(method, "google.api.http")
        if rule is None:
            return ()
        return tuple(_route(binding) for binding in (rule, *rule.additional_bindings))

    def _extension(self, described: Described | FileDescriptor, name: str, *, is_repeated: bool = False) -> Options | None:
        """Value of an option that is set on something; options are parsed again because only this pool knows them."""
        try:
            extension = self._pool.FindExtensionByName(name)
        except KeyError:
            return None
        kind: Any = message_factory.GetMessageClass(extension.containing_type)  # pyright: ignore[reportArgumentType]  # extensions have one
        options = kind.FromString(described.GetOptions().SerializeToString())
        return options.Extensions[extension] if is_repeated or options.HasExtension(extension) else None

    @cached_property
    def _comments(self) -> dict[str, str]:
        return {key: text for file in self.image.file if file.name in self._own for key, text in _comments(file)}


def _route(rule: Options) -> Route:
    verb = next(verb for verb in _VERBS if getattr(rule, verb))
    return Route(verb.upper(), getattr(rule, verb), rule.body)


def _with_nested(message: Descriptor) -> Iterator[Descriptor]:
    if message.GetOptions().map_entry:
        return
    yield message
    for nested in message.nested_types:
        yield from _with_nested(nested)


def _comment_key(described: Described) -> str:
    """Enum values live beside their enum in protobuf's naming, so they are told apart by their enum."""
    if isinstance(described, EnumValueDescriptor):
        return f"{described.type.full_name}.{described.name}"
    return described.full_name


def _comments(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    """(full name, comment) of everything in the file. Source positions name things by field numbers and indexes."""
    for location in file.source_code_info.location:
        if location.leading_comments and (name := _name_at(file, list(location.path))):
            yield name, " ".join(location.leading_comments.split())


def _name_at(file: FileDescriptorProto, path: list[int]) -> str:
    names, node = [file.package], file
    for number, index in zip(path[::2], path[1::2], strict=False):
        field = node.DESCRIPTOR.fields_by_number[number]
        if field.message_type is None or not field.is_repeated:
            return ""
        node = getattr(node, field.name)[index]
        names.append(node.name)
    return ".".join(names) if len(path) % 2 == 0 else ""
