"""`scripts/generate`: reads the declarations, refuses what is unsafe or unclear, and writes every surface's view of them."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.generator import buf
from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.outputs import FIXTURES, PRODUCT, REPOSITORY, stale_files, update, write_all
from scripts.generator.refusals import refusals
from scripts.generator.released import broken_promises, release

RELEASED = REPOSITORY / "proto/released"


def main() -> int:
    """The command line; returns the exit code."""
    parser = ArgumentParser(prog="scripts/generate", description="Writes gen/ and tests/gen/ from the declarations.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing; fail if the tree is not what would be written")
    mode.add_argument("--lint", action="store_true", help="write nothing; lint, check the format, compare with the release")
    mode.add_argument("--release", action="store_true", help="make the declarations the ones that changes are compared with")
    arguments = parser.parse_args()
    try:
        product, fixtures = _accepted_declarations()
        if arguments.lint:
            return _report(_lint(product))
        if arguments.release:
            release(product, RELEASED)
            return 0
        return _generate((product, fixtures), check=arguments.check)
    except GenerateError as problem:
        return _report([str(problem)])


def _accepted_declarations() -> tuple[Declarations, Declarations]:
    """Those of the product and of the fixtures. Raises GenerateError with every refusal of either."""
    declared = (Declarations(PRODUCT), Declarations(FIXTURES))
    if refused := [line for declarations in declared for line in refusals(declarations)]:
        raise GenerateError("\n".join(refused))
    return declared


def _lint(product: Declarations) -> list[str]:
    return [*buf.lint(product.image, PRODUCT.package), *buf.unformatted(), *broken_promises(product, RELEASED)]


def _generate(declared: tuple[Declarations, ...], *, check: bool) -> int:
    settle = stale_files if check else update
    changed: list[Path] = []
    with TemporaryDirectory() as scratch:
        # Everything is built before anything is settled, so that a failure writes nothing.
        for index, declarations in enumerate(declared):
            write_all(declarations, Path(scratch, str(index)))
        for index, declarations in enumerate(declared):
            out = declarations.root.out
            changed += [out / name for name in settle(Path(scratch, str(index)), out)]
    for path in changed:
        print(f"{'differs' if check else 'wrote' if path.exists() else 'removed'}: {path.relative_to(REPOSITORY)}")
    return 1 if check and changed else 0


def _report(problems: list[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
