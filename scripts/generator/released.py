"""The released baselines in proto/released: what clients in the field were generated from."""

import json
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorSet

from scripts.generator import buf
from scripts.generator.compatibility import Rows, incompatibilities, rows
from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations

_IMAGE = "image.binpb"
_ROWS = "rpc_table.json"


def release(declarations: Declarations, folder: Path) -> None:
    """Makes the declarations the ones that later changes are compared with."""
    image = FileDescriptorSet.FromString(declarations.image.SerializeToString())
    for file in image.file:
        file.ClearField("source_code_info")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _IMAGE).write_bytes(image.SerializeToString(deterministic=True))
    (folder / _ROWS).write_text(json.dumps(rows(declarations), indent=1) + "\n", encoding="utf-8")


def broken_promises(declarations: Declarations, folder: Path) -> list[str]:
    """Every way in which the declarations break the released ones, or loosen what guards them."""
    try:
        image = FileDescriptorSet.FromString((folder / _IMAGE).read_bytes())
        table: Rows = json.loads((folder / _ROWS).read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        message = f"{problem.filename}: no released baseline: run `scripts/generate --release`"
        raise GenerateError(message) from None
    return [*buf.breaking(declarations.image, image, declarations.root.package), *incompatibilities(table, rows(declarations))]
