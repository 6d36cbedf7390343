"""The page of gRPC: every method with a command that calls it."""

from collections.abc import Iterator
from html import escape

from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor

from scripts.generator.declarations import Declarations, DeclaredRpc
from scripts.generator.docs.access import access_facts, shown_list, token_variable, variables
from scripts.generator.docs.markup import code, example, facts, fill, items, link
from scripts.generator.examples import grpc_examples, here_document
from scripts.generator.python_text import module_of

ADDRESS = "127.0.0.1:50051"


def grpc_page(declarations: Declarations) -> str:
    """The body of the page."""
    shown = shown_list(declarations)
    return fill(
        "grpc.html",
        variables=variables(declarations),
        call=example("With what this repository brings", call(declarations, shown)),
        grpcurl=example("With grpcurl", _grpcurl(declarations, shown)),
        python=example("Python", _python(shown)),
        contents=items(_contents(declarations, service) for service in _services(declarations)),
        services="\n".join(_service(declarations, service) for service in _services(declarations)),
    )


def call(declarations: Declarations, rpc: DeclaredRpc) -> str:
    """A command that calls a method which answers once."""
    token = token_variable(rpc)
    variable = f'FLUXDESK_TOKEN="${token}" ' if token else ""
    return here_document(f"{variable}./scripts/call {ADDRESS} {_path(rpc.method)} -", grpc_examples(declarations).request(rpc))


def _grpcurl(declarations: Declarations, rpc: DeclaredRpc) -> str:
    lines = ["grpcurl -plaintext -max-time 10 -d @"]
    if token := token_variable(rpc):
        lines.append(f'-H "Authorization: Bearer ${token}"')
    lines.append(f"{ADDRESS} {_path(rpc.method)}")
    return here_document(" \\\n  ".join(lines), grpc_examples(declarations).request(rpc))


def _python(rpc: DeclaredRpc) -> str:
    method, request = rpc.method, rpc.method.input_type
    service = method.containing_service
    return f"""import os

import grpc
from fluxdesk.failures import read_failure
from {module_of(request.file.name)} import {request.name}
from {module_of(service.file.name)}_grpc import {service.name}Stub

metadata = [("authorization", f"Bearer {{os.environ['{token_variable(rpc)}']}}")]
with grpc.insecure_channel("{ADDRESS}") as channel:
    stub = {service.name}Stub(channel)
    try:
        reply = stub.{method.name}({request.name}(limit=10), metadata=metadata, timeout=10)
    except grpc.RpcError as error:
        failure = read_failure(error)
        print(failure.reason, failure.detail, failure.faults)
    else:
        print(reply)"""


def _services(declarations: Declarations) -> list[ServiceDescriptor]:
    return sorted(declarations.services, key=lambda service: service.full_name)


def _contents(declarations: Declarations, service: ServiceDescriptor) -> str:
    methods = items(link(f"#{service.name}.{rpc.method.name}", rpc.method.name) for rpc in _rpcs(declarations, service))
    return f"{link(f'#{service.name}', service.name)}\n{methods}"


def _rpcs(declarations: Declarations, service: ServiceDescriptor) -> list[DeclaredRpc]:
    return [rpc for rpc in declarations.rpcs if rpc.method.containing_service.full_name == service.full_name]


def _service(declarations: Declarations, service: ServiceDescriptor) -> str:
    methods = "\n".join(_method(declarations, rpc) for rpc in _rpcs(declarations, service))
    about = escape(declarations.comment(service))
    return f'<section id="{service.name}">\n<h2>{service.name}</h2>\n<p>{about}</p>\n{methods}\n</section>'


def _method(declarations: Declarations, rpc: DeclaredRpc) -> str:
    method = rpc.method
    # The command of this repository reads one reply; streams are grpcurl's.
    command = example("grpcurl", _grpcurl(declarations, rpc)) if rpc.is_streaming else example("./scripts/call", call(declarations, rpc))
    return (
        f'<article id="{method.containing_service.name}.{method.name}">\n<h3>{method.name}</h3>\n'
        f'<p class="route">{code(_path(method))}</p>\n<p>{escape(rpc.comment)}</p>\n'
        f"{facts([('Kind', _kind(method)), *_messages(method), *access_facts(rpc), *_repetition(rpc)])}\n{command}\n</article>"
    )


def _path(method: MethodDescriptor) -> str:
    return f"{method.containing_service.full_name}/{method.name}"


def _messages(method: MethodDescriptor) -> list[tuple[str, str]]:
    return [("Request", code(method.input_type.name)), ("Reply", code(method.output_type.name))]


def _kind(method: MethodDescriptor) -> str:
    if method.client_streaming:
        return "bidirectional stream" if method.server_streaming else "client stream"
    return "server stream" if method.server_streaming else "unary"


def _repetition(rpc: DeclaredRpc) -> Iterator[tuple[str, str]]:
    if rpc.is_read:
        yield "Effect", "none: it may be tried again"
    elif rpc.is_idempotent:
        yield "Effect", "the same once or twice: it may be tried again"
    elif rpc.callers:
        yield "Effect", f"once per call: send an {code('idempotency-key')} to try again"
    else:
        yield "Effect", "once per call"
