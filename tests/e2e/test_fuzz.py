"""The API answers as its OpenAPI document says, and as the seed says, to every kind of caller and to whatever they send."""

import json
import re
import subprocess
from typing import NamedTuple

from scripts.seed_document import limited_to, load_overlaid, operations
from tests.e2e.conftest import ROOT, environment


class Row(NamedTuple):
    """What came of a pass."""

    name: str
    operations: int
    cases: int
    findings: int


def _rows(*options: str) -> list[Row]:
    done = subprocess.run([ROOT / "scripts/fuzz", *options], capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"│ (\S+) +│ (\d+) +│ (\d+) +│ (\d+) +│", done.stdout)
    return [Row(name, int(operations), int(cases), int(findings)) for name, operations, cases, findings in found]


def test_the_api_is_what_its_document_says() -> None:
    # Who may call nearly everything, and the callers of the seed below: all of them take minutes.
    rows = _rows("--only", "admin", "--max-examples", "1")
    assert [row.name for row in rows] == ["admin"]
    assert all(row.operations > 80 and row.cases > 1000 and row.findings == 0 for row in rows)


def test_the_api_is_what_the_seed_says() -> None:
    served = limited_to(json.loads((ROOT / "gen/openapi.json").read_text("utf-8")), load_overlaid())
    rows = _rows("--document", "seed", "--max-examples", "1")
    assert [row.name for row in rows] == ["nobody", "tools-token", "personal-token"]
    assert all(row.operations == len(list(operations(served))) and row.cases > 300 and row.findings == 0 for row in rows)


def test_a_pass_that_there_is_not_is_named() -> None:
    done = subprocess.run([ROOT / "scripts/fuzz", "--only", "root"], capture_output=True, text=True, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (2, "fluxdesk: root is no pass: nobody, tools-token, personal-token, agent-key, admin.\n")
