"""Faults of every kind in one short run of the product; the long runs stand in chaos/README.md."""

import json
import subprocess
from pathlib import Path

from tests.e2e.conftest import ROOT, environment

FAULTS = {"kill": 3, "stop": 1, "restart": 2, "cut": 1, "delay": 1, "lost commit": 2}


def options(faults: dict[str, int]) -> list[str]:
    return [part for kind, count in faults.items() for part in (f"--{kind.replace(' ', '-')}s", str(count))]


def test_no_delivery_is_lost_whatever_is_taken_away(tmp_path: Path) -> None:
    results = tmp_path / "chaos.json"
    command = [ROOT / "scripts/chaos", *options(FAULTS), "--pause-seconds", "0.7", "--seed", "1", "--results", results]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(results.read_text())
    assert found["faults"] == FAULTS
    assert found["received"] + found["dead_lettered"] == found["owed"] == 5 * found["accepted"] > 0
    assert found["dead_lettered"] == found["accepted"]


def test_a_database_of_others_is_not_restarted() -> None:
    command = [ROOT / "scripts/chaos", "--database", "host=/nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (2, "fluxdesk: --database is not restarted: add --restarts 0.\n")
