"""How the modules of areas import each other."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import core.areas

AREAS = Path(core.areas.__file__).parent


def imported(path: Path) -> Iterator[str]:
    """What a module imports when it is loaded; names of a module that are none themselves do no harm."""
    for statement in ast.parse(path.read_text()).body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def test_every_module_of_the_areas_can_be_imported_first() -> None:
    paths = {".".join(("core.areas", *path.relative_to(AREAS).with_suffix("").parts)): path for path in AREAS.rglob("*.py")}
    # In a circle, whichever comes first finds another half loaded. Raises CycleError, which names it.
    order = list(TopologicalSorter({name: set(imported(path)) for name, path in paths.items()}).static_order())
    assert set(paths) <= set(order)
