"""The statements that a call sends to the database."""

from collections import defaultdict
from typing import Any, LiteralString

import pytest

from core.database.rows import Db


class Statements:
    """What is sent while a test runs, by transaction."""

    def __init__(self) -> None:
        self._sent: dict[Db, list[str]] = defaultdict(list)

    @property
    def number(self) -> int:
        """How many there were."""
        return sum(map(len, self._sent.values()))

    def number_by(self, db: Db) -> int:
        """How many of them one transaction sent: duties of the process send theirs meanwhile."""
        return len(self._sent[db])

    def number_of(self, marked: str) -> int:
        """How many of them contain the text."""
        return sum(marked in sql for statements in self._sent.values() for sql in statements)

    def note(self, db: Db, sql: str) -> None:
        self._sent[db].append(sql)

    def of_handler(self, marked: str) -> list[str]:
        """Those of the last transaction in which one contains the text, less the record that the pipeline adds."""
        sent = [statements for statements in self._sent.values() if any(marked in sql for sql in statements)][-1]
        return [sql for sql in sent if "INSERT INTO audit_log" not in sql]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Begins to note them."""
    found = Statements()
    execute = Db._execute  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # the one way of all verbs

    async def noted(self: Db, sql: LiteralString, params: dict[str, object]) -> Any:
        found.note(self, sql)
        return await execute(self, sql, params)

    monkeypatch.setattr(Db, "_execute", noted)
    return found
