"""`scripts/generate`: reads the declarations, refuses what is unsafe or unclear, and writes every surface's view of them."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.generator import buf
from scripts.generator.compiler import GenerateError, Root
from scripts.generator.declarations import Declarations
from scripts.generator.mcp_tools import catalogue
from scripts.generator.outputs import PRODUCT, REPOSITORY, ROOTS, stale_files, update, write_all
from scripts.generator.refusals import refusals
from scripts.generator.released import broken_promises, release
from scripts.generator.tool_sizes import agree, growth

RELEASED = REPOSITORY / "proto/released"
TOOL_SIZES = REPOSITORY / "proto/tool_sizes.json"


def main() -> int:
    """The command line; returns the exit code."""
    parser = ArgumentParser(prog="scripts/generate", description="Writes gen/ and tests/gen/ from the declarations.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing; fail if the tree is not what would be written")
    mode.add_argument("--lint", action="store_true", help="write nothing; lint, check the format, compare with what was agreed to")
    mode.add_argument("--tool-sizes", action="store_true", help="make the sizes of the tools the ones that changes are compared with")
    mode.add_argument("--release", action="store_true", help="make the declarations the ones that changes are compared with")
    arguments = parser.parse_args()
    try:
        declared = _accepted_declarations()
        product = declared[PRODUCT]
        if arguments.lint:
            return _report(_lint(product))
        if arguments.tool_sizes:
            agree(catalogue(product), TOOL_SIZES)
            return 0
        if arguments.release:
            release(product, RELEASED)
            return 0
        return _generate(declared, check=arguments.check)
    except GenerateError as problem:
        return _report([str(problem)])


def _accepted_declarations() -> dict[Root, Declarations]:
    """Those of every root. Raises GenerateError with the refusals of all."""
    declared = {root: Declarations(root) for root in ROOTS}
    if refused := [line for declarations in declared.values() for line in refusals(declarations)]:
        raise GenerateError("\n".join(refused))
    return declared


def _lint(product: Declarations) -> list[str]:
    promises = (*broken_promises(product, RELEASED), *growth(catalogue(product), TOOL_SIZES))
    return [*buf.lint(product.image, PRODUCT.package), *buf.unformatted(), *promises]


def _generate(declared: Mapping[Root, Declarations], *, check: bool) -> int:
    settle = stale_files if check else update
    changed: list[Path] = []
    with TemporaryDirectory() as scratch:
        # Roots may share a folder. Everything is built before anything is settled, so that a failure writes nothing.
        built = {root.out: Path(scratch, str(index)) for index, root in enumerate(declared)}
        for root, declarations in declared.items():
            write_all(declarations, built[root.out])
        for out, folder in built.items():
            changed += [out / name for name in settle(folder, out)]
    for path in changed:
        print(f"{'differs' if check else 'wrote' if path.exists() else 'removed'}: {path.relative_to(REPOSITORY)}")
    return 1 if check and changed else 0


def _report(problems: list[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
