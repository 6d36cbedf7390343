"""Writes rpc_table.py, reasons.py and services.py: the declarations as typed Python."""

from collections.abc import Iterable, Iterator

from google.protobuf.descriptor import Descriptor, FieldDescriptor, ServiceDescriptor
from google.rpc import code_pb2

from scripts.generator.declarations import Declarations, DeclaredRpc, Options, Route
from scripts.generator.python_text import MARK, docstring, module_of, snake

_PARAMETER_KINDS = {
    FieldDescriptor.CPPTYPE_STRING: "string",
    FieldDescriptor.CPPTYPE_BOOL: "bool",
    FieldDescriptor.CPPTYPE_ENUM: "enum",
    FieldDescriptor.CPPTYPE_INT32: "integer",
    FieldDescriptor.CPPTYPE_UINT32: "integer",
    FieldDescriptor.CPPTYPE_INT64: "integer",
    FieldDescriptor.CPPTYPE_UINT64: "integer",
    FieldDescriptor.CPPTYPE_FLOAT: "number",
    FieldDescriptor.CPPTYPE_DOUBLE: "number",
}


def parameter_kind(field: FieldDescriptor) -> str | None:
    """How a path or query parameter of this field is read; None where the field cannot be one."""
    if field.message_type is not None:
        return "timestamp" if field.message_type.full_name == "google.protobuf.Timestamp" else None
    return None if field.type == FieldDescriptor.TYPE_BYTES else _PARAMETER_KINDS[field.cpp_type]


def query_fields(rpc: DeclaredRpc, route: Route, headers: dict[str, str]) -> list[FieldDescriptor]:
    """Fields of the request that the route takes from the query: those that neither path, body nor header hold."""
    if route.body == "*":
        return []
    taken = {*route.variables, route.body, *headers, "update_mask"}
    return [field for field in rpc.method.input_type.fields if field.name not in taken]


def request_headers(declarations: Declarations, message: Descriptor) -> dict[str, str]:
    """Header of each field of the message that has one, by the field's name."""
    return {field.name: header for field in message.fields if (header := declarations.header(field))}


def rpc_table(declarations: Declarations) -> str:
    """Text of rpc_table.py: one row per RPC, in order of their names."""
    rpcs = sorted(declarations.rpcs, key=lambda rpc: rpc.name)
    messages = {message for rpc in rpcs for message in (rpc.method.input_type, rpc.method.output_type)}
    rows = "".join(f"    Rpc(\n{_indented(_row(declarations, rpc))}    ),\n" for rpc in rpcs)
    return (
        f'{MARK}"""Every RPC with its routes and its policy: the page a reviewer reads."""\n\n'
        "from fluxdesk.rpc import Credential, Effect, Parameter, RateBucket, Role, Route, Rpc, TransactionMode\n"
        f"{_message_imports(messages)}\n"
        f"RPCS: tuple[Rpc, ...] = (\n{rows})\n\nBY_NAME: dict[str, Rpc] = {{rpc.name: rpc for rpc in RPCS}}\n"
    )


def services(declarations: Declarations) -> str:
    """Text of services.py: a typed base per service, since grpcio's own stubs are untyped."""
    messages = {message for rpc in declarations.rpcs for message in (rpc.method.input_type, rpc.method.output_type)}
    classes = "".join(_service(declarations, service) for service in sorted(declarations.services, key=lambda s: s.full_name))
    return (
        f'{MARK}"""The typed bases that services implement. Call and Db are the core\'s own types."""\n\n'
        "from collections.abc import AsyncIterator, Iterable, Sequence\n"
        "from typing import Generic, TypeVar\n\n"
        f"{_message_imports(messages)}\n"
        'CallT = TypeVar("CallT")\nDbT = TypeVar("DbT")\n' + classes
    )


def reasons(declarations: Declarations) -> str:
    """Text of reasons.py: how each Reason looks on each surface."""
    enum = next(enum for enum in declarations.enums if enum.name == "Reason")
    kinds = {name.removeprefix("REASON_"): kind for name, kind in declarations.failure(enum).items()}
    comments = {value.name.removeprefix("REASON_"): declarations.comment(value) for value in enum.values}
    members = "".join(f'    {name} = "{name}"\n{docstring(comments[name], "    ")}' for name in kinds)
    table = "".join(f"    Reason.{name}: {_reason_kind(kind, comments[name])},\n" for name, kind in kinds.items())
    return (
        f'{MARK}"""The reasons of failure. A door reads the Reason and never guesses from the code."""\n\n'
        "from dataclasses import dataclass\nfrom enum import StrEnum\n\nimport grpc\n\n\n"
        f"class Reason(StrEnum):\n{members}\n\n"
        "@dataclass(frozen=True, slots=True)\nclass ReasonKind:\n"
        '    """`description` says what happened; `constraint` matches the unique ones whose violation means this Reason,\n'
        "    a fault of the request's `field` where it names one.\n\n"
        "    `extra` is the full name of the message that a failure may carry, and `member` that of the problem's member that holds it.\n"
        '    """\n\n'
        "    code: grpc.StatusCode\n    http_status: int\n    slug: str\n    title: str\n    description: str\n"
        '    constraint: str = ""\n    field: str = ""\n    member: str = ""\n    extra: str = ""\n\n\n'
        f"KINDS: dict[Reason, ReasonKind] = {{\n{table}}}\n"
    )


def _reason_kind(kind: Options, comment: str) -> str:
    code = f"grpc.StatusCode.{code_pb2.Code.Name(kind.code)}"
    named = {"constraint": kind.constraint, "field": kind.field, "member": kind.extra.member, "extra": kind.extra.message}
    optional = "".join(f", {name}={value!r}" for name, value in named.items() if value)
    return f"ReasonKind({code}, {kind.http_status}, {kind.slug!r}, {kind.title!r}, {comment!r}{optional})"


def _row(declarations: Declarations, rpc: DeclaredRpc) -> Iterator[str]:
    policy, method = rpc.accepted_policy, rpc.method
    yield f'name="{rpc.name}"'
    yield f"request={method.input_type.name}"
    yield f"reply={method.output_type.name}"
    yield f"effect=Effect.{rpc.effect}"
    yield f"transaction=TransactionMode.{rpc.choice('transaction') or 'PER_CALL'}"
    yield f"bucket=RateBucket.{rpc.bucket}"
    if role := rpc.choice("role"):
        yield f"role=Role.{role}"
    if rpc.callers:
        yield f"callers=frozenset({{{', '.join(f'Credential.{kind}' for kind in rpc.callers)}}})"
    for text in ("scope", "tool"):
        if value := getattr(policy, text):
            yield f'{text}="{value}"'
    facts = {
        "public": policy.public,
        "audited": rpc.is_audited,
        "reveals_secret": policy.reveals_secret,
        "destructive": policy.destructive,
        "client_streaming": method.client_streaming,
        "server_streaming": method.server_streaming,
        "problem_has_error": declarations.problem_has_error(rpc),
    }
    yield from (f"{name}=True" for name, holds in facts.items() if holds)
    if policy.http_status:
        yield f"http_status={policy.http_status}"
    if policy.status_when:
        yield f"status_when={tuple((when.field, when.status) for when in policy.status_when)!r}"
    if headers := request_headers(declarations, method.output_type):
        yield f"reply_headers={tuple(headers.items())!r}"
    if event_id := declarations.event_id(method.output_type):
        yield f'event_id="{event_id}"'
    if rpc.routes:
        yield f"routes=({', '.join(_route(declarations, rpc, route) for route in rpc.routes)},)"


def _route(declarations: Declarations, rpc: DeclaredRpc, route: Route) -> str:
    fields = rpc.method.input_type.fields_by_name
    headers = request_headers(declarations, rpc.method.input_type)
    parts = [f'verb="{route.verb}"', f'path="{route.path}"']
    if route.body:
        parts.append(f'body="{route.body}"')
    if query := query_fields(rpc, route, headers):
        parts.append(f"query=({', '.join(map(_parameter, query))},)")
    if route.variables:
        parts.append(f"variables=({', '.join(_parameter(fields[name]) for name in route.variables)},)")
    if headers:
        parts.append(f"headers={tuple(headers.items())!r}")
    return f"Route({', '.join(parts)})"


def _parameter(field: FieldDescriptor) -> str:
    repeated = ", is_repeated=True" if field.is_repeated else ""
    return f'Parameter("{field.name}", "{field.json_name}", "{parameter_kind(field)}"{repeated})'


def _service(declarations: Declarations, service: ServiceDescriptor) -> str:
    rpcs = {rpc.method.name: rpc for rpc in declarations.rpcs if rpc.method.containing_service is service}
    methods = "".join(_method(rpcs[method.name]) for method in service.methods)
    comment = docstring(declarations.comment(service), "    ")
    return f'\n\nclass {service.name}Servicer(Generic[CallT, DbT]):\n{comment}\n    SERVICE = "{service.full_name}"\n{methods}'


def _method(rpc: DeclaredRpc) -> str:
    method, request, reply = rpc.method, rpc.method.input_type.name, rpc.method.output_type.name
    if rpc.choice("transaction") == "BATCHED":
        signature = (
            f"async def {method.name}(self, requests: Sequence[{request}], calls: Sequence[CallT], db: DbT) "
            f"-> Sequence[{reply} | Exception]"
        )
    elif method.client_streaming:
        # Its messages are calls of a unary RPC, which judges them.
        body = f"{docstring(rpc.comment, ' ' * 8)}        raise NotImplementedError\n"
        return f"\n    def {method.name}(self, call: CallT) -> AsyncIterator[{reply}]:\n{body}"
    else:
        answer, start = (f"AsyncIterator[{reply}]", "def") if method.server_streaming else (reply, "async def")
        signature = f"{start} {method.name}(self, request: {request}, call: CallT) -> {answer}"
    check = f"check_{snake(method.name)}"
    return (
        f"\n    {signature}:\n{docstring(rpc.comment, ' ' * 8)}        raise NotImplementedError\n"
        f"\n    def {check}(self, request: {request}, call: CallT) -> Iterable[tuple[str, str]]:  # noqa: ARG002\n"
        f'        """Faults beyond the field rules that need no database, as (path, text)."""\n        return ()\n'
    )


def _message_imports(messages: Iterable[Descriptor]) -> str:
    lines = sorted({f"from {module_of(message.file.name)} import {message.name}" for message in messages})
    return "".join(f"{line}\n" for line in lines)


def _indented(parts: Iterable[str]) -> str:
    return "".join(f"        {part},\n" for part in parts)
