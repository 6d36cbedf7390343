"""Runs protoc over one root of declarations, with the imported files taken out of installed packages."""

import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from google.api import annotations_pb2, http_pb2, httpbody_pb2
from google.protobuf import (
    any_pb2,
    descriptor_pb2,
    duration_pb2,
    empty_pb2,
    field_mask_pb2,
    struct_pb2,
    timestamp_pb2,
    wrappers_pb2,
)
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.rpc import code_pb2

_IMPORTED = (
    descriptor_pb2,
    any_pb2,
    duration_pb2,
    empty_pb2,
    field_mask_pb2,
    struct_pb2,
    timestamp_pb2,
    wrappers_pb2,
    http_pb2,
    annotations_pb2,
    httpbody_pb2,
    code_pb2,
)
VALIDATE_PROTO = "buf/validate/validate.proto"


class GenerateError(Exception):
    """The declarations cannot be generated from; the text names every reason."""


@dataclass(frozen=True, slots=True)
class Root:
    """One tree of declarations: `protos` is its import root, `out` the Python import root that is written.

    `package` is the folder below the import root that holds them, and so the top package of the written code.
    """

    protos: Path
    out: Path
    package: str
    imports: tuple[Path, ...] = ()

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.protos).as_posix() for path in (self.protos / self.package).rglob("*.proto"))


def imported_files() -> FileDescriptorSet:
    """Descriptors of everything a declaration may import; nothing of it is vendored."""
    files = FileDescriptorSet()
    for module in _IMPORTED:
        module.DESCRIPTOR.CopyToProto(files.file.add())
    try:
        from protovalidate._gen.buf.validate.validate_pb import _DESC  # noqa: PLC0415  # pinned, so that a move is told
    except ImportError as problem:
        message = "protovalidate moved its descriptor of validate.proto: pin the version that scripts/generator/compiler.py knows"
        raise GenerateError(message) from problem
    files.file.add().ParseFromString(_DESC.proto.to_binary())
    return files


def compile_image(root: Root) -> FileDescriptorSet:
    """All files of the root and their imports, with source positions: comments live only there."""
    with TemporaryDirectory() as scratch:
        image = Path(scratch, "image.binpb")
        _protoc(root, ["--include_imports", "--include_source_info", f"--descriptor_set_out={image}"], root.files())
        return FileDescriptorSet.FromString(image.read_bytes())


def write_message_code(root: Root, *, with_validate: bool) -> None:
    """Writes pb2, pyi and grpc modules with their typed stubs into the root's import root."""
    tools = Path(sys.executable).parent
    outputs = [f"--python_out={root.out}", f"--pyi_out={root.out}", f"--grpc_python_out={root.out}"]
    plugin = [f"--plugin=protoc-gen-mypy_grpc={tools / 'protoc-gen-mypy_grpc'}", f"--mypy_grpc_out=quiet:{root.out}"]
    _protoc(root, [*outputs, *plugin], root.files())
    if with_validate:
        _protoc(root, outputs[:2], [VALIDATE_PROTO])


def _protoc(root: Root, arguments: list[str], files: list[str]) -> None:
    with TemporaryDirectory() as scratch:
        imported = Path(scratch, "imported.binpb")
        imported.write_bytes(imported_files().SerializeToString())
        paths = [f"-I{path}" for path in (root.protos, *root.imports)]
        command = [sys.executable, "-m", "grpc_tools.protoc", *paths, f"--descriptor_set_in={imported}", *arguments, *files]
        done = run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GenerateError(done.stderr.strip())
