"""The API answers as its OpenAPI document says, to every kind of caller and to whatever they send."""

import re
import subprocess

from tests.e2e.conftest import ROOT, environment

PASSES = ["nobody", "tools-token", "personal-token", "agent-key", "admin"]


def test_the_api_is_what_its_document_says() -> None:
    done = subprocess.run([ROOT / "scripts/fuzz", "--max-examples", "2"], capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = re.findall(r"│ (\S+) +│ (\d+) +│ (\d+) +│ (\d+) +│", done.stdout)
    assert [row[0] for row in rows] == PASSES
    assert all(int(operations) > 30 and int(cases) > 1000 and findings == "0" for _, operations, cases, findings in rows)


def test_a_pass_that_there_is_not_is_named() -> None:
    done = subprocess.run([ROOT / "scripts/fuzz", "--only", "root"], capture_output=True, text=True, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (2, "fluxdesk: root is no pass: nobody, tools-token, personal-token, agent-key, admin.\n")
