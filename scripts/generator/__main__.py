"""`scripts/generate`: reads the declarations, refuses what is unsafe or unclear, and writes every surface's view of them."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.outputs import FIXTURES, PRODUCT, REPOSITORY, stale_files, update, write_all
from scripts.generator.refusals import refusals


def main() -> int:
    parser = ArgumentParser(prog="scripts/generate", description="Writes gen/ and tests/gen/ from the declarations.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the tree is not what would be written")
    arguments = parser.parse_args()
    try:
        return _generate(check=arguments.check)
    except GenerateError as problem:
        print(problem, file=sys.stderr)
        return 1


def _generate(*, check: bool) -> int:
    roots = (PRODUCT, FIXTURES)
    declared = [Declarations(root) for root in roots]
    if refused := [line for declarations in declared for line in refusals(declarations)]:
        raise GenerateError("\n".join(refused))
    with TemporaryDirectory() as scratch:
        for index, declarations in enumerate(declared):
            write_all(declarations, Path(scratch, str(index)))
        settle = stale_files if check else update
        changed = [root.out / name for index, root in enumerate(roots) for name in settle(Path(scratch, str(index)), root.out)]
    for path in changed:
        print(f"{'differs' if check else 'wrote' if path.exists() else 'removed'}: {path.relative_to(REPOSITORY)}")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
