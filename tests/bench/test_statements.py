"""Statements are counted by transaction, whatever other connections did meanwhile."""

from pathlib import Path

from bench.statements import transactions

LOG = """\
2026-11-26 18:00:00.000 UTC [7] LOG:  statement: BEGIN
2026-11-26 18:00:00.001 UTC [8] LOG:  statement: BEGIN
2026-11-26 18:00:00.002 UTC [7] LOG:  execute _pg3_0: SELECT set_config('role', $1, true)
2026-11-26 18:00:00.003 UTC [8] LOG:  execute <unnamed>: SELECT 1
2026-11-26 18:00:00.004 UTC [7] LOG:  execute _pg3_1: WITH new AS (SELECT 1)
\tINSERT INTO deliveries SELECT * FROM new
2026-11-26 18:00:00.005 UTC [8] LOG:  statement: COMMIT
2026-11-26 18:00:00.006 UTC [7] LOG:  statement: COMMIT
2026-11-26 18:00:00.007 UTC [7] LOG:  statement: NOTIFY fluxdesk_wake
"""


def test_a_transaction_has_the_statements_between_its_begin_and_its_commit(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_text(LOG)
    [found] = transactions(log, "INTO deliveries")
    assert [statement.split()[0] for statement in found] == ["SELECT", "WITH"]
