"""./scripts/call: one unary RPC over gRPC with nothing but server reflection."""

import sys
from typing import Annotated, NoReturn

import grpc
import typer
from fluxdesk.failures import read_failure
from google.protobuf import json_format, message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


def call(
    address: Annotated[str, typer.Argument(help="host:port")],
    method: Annotated[str, typer.Argument(help="package.Service/Method")],
    request: Annotated[str, typer.Argument(help="The request as protobuf JSON; - reads it from standard input.")] = "{}",
    token: Annotated[str | None, typer.Option(envvar="FLUXDESK_TOKEN", help="Bearer token; others on this host see arguments.")] = None,
    timeout_seconds: Annotated[float, typer.Option(help="Deadline of the call.")] = 10.0,
) -> None:
    """Calls a method and prints its reply as JSON. A failure is printed with its reason and faults; exit code 1."""
    service, _, name = method.strip("/").rpartition("/")
    with grpc.insecure_channel(address) as channel:
        try:
            described = DescriptorPool(ProtoReflectionDescriptorDatabase(channel)).FindServiceByName(service).FindMethodByName(name)
        except KeyError:
            _fail(f"{address} has no method {method}.")
        except grpc.RpcError as error:
            _fail(f"{address} cannot be asked: {error}")
        message = message_factory.GetMessageClass(described.input_type)()
        try:
            json_format.Parse(sys.stdin.read() if request == "-" else request, message)
        except json_format.ParseError as problem:
            _fail(f"The request is no {described.input_type.full_name}: {problem}")
        invoke = channel.unary_unary(
            f"/{service}/{name}",
            request_serializer=_serialized,
            response_deserializer=message_factory.GetMessageClass(described.output_type).FromString,
        )
        try:
            reply = invoke(message, metadata=(("authorization", f"Bearer {token}"),) if token else None, timeout=timeout_seconds)
        except grpc.RpcError as error:
            failure = read_failure(error)
            _fail("\n".join([f"{failure.reason}: {failure.detail}", *(f"  {path}: {text}" for path, text in failure.faults)]))
    print(json_format.MessageToJson(reply, ensure_ascii=False, indent=1))


def _serialized(message: Message) -> bytes:
    return message.SerializeToString()


def _fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    typer.run(call)
