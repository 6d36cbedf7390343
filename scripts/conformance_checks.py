"""What the conformance suite wrote of a run: a file of checks for each scenario."""

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Final, NamedTuple

# As the suite prints what it would run, and as it names the folder of what it ran.
_LISTED: Final = re.compile(r"^  - (?P<name>[\w-]+)$", re.MULTILINE)
_RAN: Final = re.compile(r"server-(?P<name>[\w-]+)-\d{4}-\d{2}-\d{2}T[\w-]+")
# A warning is a check that did not pass: the suite marks a scenario that only warns as passed.
_FAULTS: Final = frozenset({"FAILURE", "WARNING"})


class Counts(NamedTuple):
    """Scenarios whose every check passed, and how many checks these have."""

    scenarios: int
    checks: int


def listed_scenarios(listed: str) -> frozenset[str]:
    """Names of the scenarios that a server is tested with, of what the suite lists."""
    return frozenset(found["name"] for found in _LISTED.finditer(listed.partition("\nClient scenarios")[0]))


def counted(folder: Path, required: Collection[str]) -> Counts:
    """What passed of the required scenarios. One that checked nothing has not passed."""
    passed: list[int] = []
    for file in folder.glob("*/checks.json"):
        found = _RAN.fullmatch(file.parent.name)
        if found and found["name"] in required:
            statuses = [str(check["status"]) for check in json.loads(file.read_text("utf-8"))]
            if not _FAULTS.intersection(statuses):
                passed.append(statuses.count("SUCCESS"))
    return Counts(sum(count > 0 for count in passed), sum(passed))
