"""What the operator's commands share: which problems are told in one line, and who the record names."""

import os
import subprocess
import sys

import psycopg
import pytest
import typer
from psycopg.errors import (
    CheckViolation,
    InsufficientPrivilege,
    NumericValueOutOfRange,
    ProgramLimitExceeded,
    ReadOnlySqlTransaction,
    UndefinedColumn,
)

from scripts.cli.desk import expected_problems
from tests.e2e.conftest import ROOT

NAMELESS = 54321


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (psycopg.OperationalError("connection refused"), "The database cannot be used: connection refused. Check FLUXDESK_DATABASE_URL."),
        (InsufficientPrivilege("permission denied for table users"), "The database cannot be used: permission denied for table users."),
        (ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction"), "The database cannot be used: cannot execute INSERT"),
        (CheckViolation("violates check constraint"), "The database does not take what was given: violates check constraint."),
        (ProgramLimitExceeded("index row size is too long"), "The database does not take what was given: index row size is too long."),
        (NumericValueOutOfRange("integer out of range"), "The database does not take what was given: integer out of range."),
    ],
)
def test_what_an_operator_can_mend_is_one_line(problem: psycopg.Error, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), expected_problems():
        raise problem
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"fluxdesk: {told}")


def test_a_faulty_statement_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(UndefinedColumn), expected_problems():
        raise UndefinedColumn


def test_the_record_names_whoever_has_no_name_by_number() -> None:
    if os.getuid():
        pytest.skip("needs root, to run as a user that has no name")
    program = f"""
import os, sys
sys.path[:0] = {[str(ROOT), str(ROOT / "gen")]}
from scripts.cli.desk import operator_name
os.setuid({NAMELESS})
print(operator_name())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, check=True)
    assert done.stdout == f"uid {NAMELESS}\n"
