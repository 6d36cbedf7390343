"""Everything that is written from one root of declarations, and how it reaches the tree."""

import json
import shutil
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import run

from scripts.generator import mcp_prompts, mcp_resources, mcp_server, mcp_tools, openapi
from scripts.generator.codec import codec_modules
from scripts.generator.compiler import GenerateError, Root, write_message_code
from scripts.generator.declarations import Declarations
from scripts.generator.docs.pages import pages
from scripts.generator.docs.texts import texts
from scripts.generator.python_text import MARK, write
from scripts.generator.tables import reasons, rpc_table, services
from scripts.generator.webhook_events import catalogue_module

REPOSITORY = Path(__file__).parents[2]
PRODUCT = Root(REPOSITORY / "proto", REPOSITORY / "gen", "fluxdesk")
# RPCs that only tests serve stay outside the product's table, documents and tools.
FIXTURES = Root(REPOSITORY / "tests/proto", REPOSITORY / "tests/gen", "scenarios", (REPOSITORY / "proto",))
# So do the tools that the conformance suite of MCP asks for by name.
CONFORMANCE = replace(FIXTURES, package="conformance")
ROOTS = (PRODUCT, FIXTURES, CONFORMANCE)

_RUNTIME = Path(__file__).parent / "runtime"
_RUFF = (sys.executable, "-m", "ruff")
_FORMAT = ("--isolated", "--quiet", "--line-length=140", "--target-version=py311", "--no-cache")
# Written code is sorted as the code beside it is, where what gen/ holds stands with the libraries.
_IMPORTS = 'lint.isort.known-third-party=["conformance", "fluxdesk", "scenarios"]'


def version() -> str:
    """The product's version."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def write_all(declarations: Declarations, out: Path) -> None:
    """Writes what the declarations of one root give into an empty folder that stands for the root's import root."""
    root = replace(declarations.root, out=out)
    is_product = root.protos == PRODUCT.protos
    out.mkdir(parents=True, exist_ok=True)
    write_message_code(root, with_validate=is_product)
    _drop_empty_stubs(declarations, out)
    package = out / root.package
    write(package / "rpc_table.py", rpc_table(declarations))
    write(package / "services.py", services(declarations))
    for name, text in codec_modules(declarations).items():
        write(package / "json" / name, text)
    document = openapi.document(declarations, version())
    markdown: dict[str, str] = {}
    if is_product:
        _write_shared_modules(declarations, package)
        write(out / "server.json", _json_text(mcp_server.server_document(version())))
        markdown = texts(declarations, document, version())
        for name, text in markdown.items():
            write(out / "texts" / name, text)
        for name, text in pages(declarations, version()).items():
            write(out / "docs" / f"{name}.html", text)
    documents = out if is_product else package
    write(documents / "openapi.json", _json_text(document))
    write(documents / "mcp_tools.json", _json_text(mcp_tools.catalogue(declarations)))
    write(documents / "mcp_resources.json", _json_text(mcp_resources.catalogue(declarations, markdown)))
    write(documents / "mcp_prompts.json", _json_text(mcp_prompts.catalogue(declarations)))
    _format(out)


def stale_files(built: Path, tree: Path) -> list[Path]:
    """Paths, relative to both, of files that differ from what was built, are missing, or are no longer produced."""
    names = {*_files(built), *_files(tree)}
    return sorted(name for name in names if _content(built / name) != _content(tree / name))


def update(built: Path, tree: Path) -> list[Path]:
    """Makes the tree equal to what was built, touching only what differs; returns the paths that changed."""
    changed = stale_files(built, tree)
    for name in changed:
        target = tree / name
        if (built / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(built / name, target)
        else:
            target.unlink()
    return changed


def _write_shared_modules(declarations: Declarations, package: Path) -> None:
    write(package / "__init__.py", f'{MARK}"""The declarations as Python."""\n\nVERSION = "{version()}"\n')
    write(package / "reasons.py", reasons(declarations))
    write(package / "webhook_events.py", catalogue_module(declarations))
    for module in _RUNTIME.rglob("*.py"):
        if module.name != "__init__.py":
            write(package / module.relative_to(_RUNTIME), module.read_text(encoding="utf-8"))


def _drop_empty_stubs(declarations: Declarations, out: Path) -> None:
    """grpcio-tools writes a stub module for every file, also for those without a service."""
    for file in declarations.files:
        if not file.services_by_name:
            stem = out / file.name.removesuffix(".proto")
            for suffix in ("_pb2_grpc.py", "_pb2_grpc.pyi"):
                stem.with_name(stem.name + suffix).unlink(missing_ok=True)


def _format(out: Path) -> None:
    sort_imports = ["check", *_FORMAT, "--fix", "--select=I,F401", f"--config={_IMPORTS}", "--exclude=*_pb2*,__init__.py"]
    for arguments in ([*sort_imports, "."], ["format", *_FORMAT, "."]):
        done = run([*_RUFF, *arguments], cwd=out, capture_output=True, text=True, check=False)
        if done.returncode:
            raise GenerateError(done.stdout + done.stderr)


def _json_text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _files(folder: Path) -> Iterator[Path]:
    return (path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
