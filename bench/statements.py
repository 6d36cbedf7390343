"""The statements of transactions, as the log of the server has them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

# What the server is asked for; the rest of a statement that has several lines follows, each line after a tab.
_ASKED = re.compile(r"^\S+ \S+ \S+ \[(?P<pid>\d+)\] LOG:  (?:statement|execute [^:]*): (?P<text>.*)")
_BEGIN, _ENDS = "BEGIN", ("COMMIT", "ROLLBACK")


def log_statements(url: str) -> None:
    """Of every session of the database that begins from now on. It takes time itself."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(SQL("ALTER DATABASE {} SET log_statement = 'all'").format(Identifier(owner.info.dbname)))


def transactions(log: Path, mark: str) -> list[Sequence[str]]:
    """The statements between BEGIN and COMMIT of each transaction that had a statement with the mark in it."""
    open_ones: defaultdict[str, list[str]] = defaultdict(list)
    found: list[Sequence[str]] = []
    pid = ""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        asked = _ASKED.match(line)
        if asked is None:
            if line.startswith("\t") and open_ones[pid]:
                open_ones[pid][-1] += line
            continue
        pid, text = asked["pid"], asked["text"]
        if text.startswith(_BEGIN):
            open_ones[pid] = []
        elif text.startswith(_ENDS):
            if any(mark in statement for statement in open_ones[pid]):
                found.append(open_ones[pid])
            open_ones[pid] = []
        else:
            open_ones[pid].append(text)
    return found
