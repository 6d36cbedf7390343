"""What a run of the conformance suite is counted as: a scenario has passed when each of its checks has."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.conformance_checks import Counts, counted, listed_scenarios

LISTED = """Required for 2026-07-28 (3 scenarios):

Server scenarios (test against a server):
  - server-stateless
  - tools-list

Client scenarios (test against a client):
  - tools_call
"""


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [
        (["SUCCESS", "SUCCESS", "INFO"], Counts(1, 2)),
        (["SUCCESS", "FAILURE"], Counts(0, 0)),
        (["SUCCESS", "WARNING"], Counts(0, 0)),
        (["WARNING"], Counts(0, 0)),
        (["INFO"], Counts(0, 0)),
        (["SKIPPED"], Counts(0, 0)),
        ([], Counts(0, 0)),
    ],
)
def test_a_scenario_counts_when_all_its_checks_passed(tmp_path: Path, statuses: Sequence[str], counts: Counts) -> None:
    _write(tmp_path, "server-stateless", statuses)
    assert counted(tmp_path, {"server-stateless"}) == counts


def test_only_what_is_required_counts(tmp_path: Path) -> None:
    for name in ("tools-list", "tools-lists", "list"):
        _write(tmp_path, name, ["SUCCESS"])
    assert counted(tmp_path, {"tools-list", "server-stateless"}) == Counts(1, 1)


def test_the_scenarios_of_clients_are_not_those_of_servers() -> None:
    assert listed_scenarios(LISTED) == {"server-stateless", "tools-list"}


def _write(folder: Path, scenario: str, statuses: Sequence[str]) -> None:
    """As the suite does."""
    ran = folder / f"server-{scenario}-2000-01-02T03-04-05-678Z"
    ran.mkdir()
    (ran / "checks.json").write_text(json.dumps([{"id": "a-check", "status": status} for status in statuses]))
