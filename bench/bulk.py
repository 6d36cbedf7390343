"""bulk: one event to a hundred recipients, beside a hundred events that PostgreSQL is given one a transaction."""

import asyncio
import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import count
from typing import NamedTuple
from uuid import UUID

from fluxdesk.rpc import Credential, Role

from bench.codec import EVENT
from bench.load import Asker, Sample, ask, post
from bench.publish_rest import CONNECTIONS, PGBENCH, PRODUCT, QUICK_ROUND_SECONDS, QUICK_ROUNDS, ROUND_SECONDS, ROUNDS, through_pgbench
from bench.report import Figures, Peer, Result, keep, rounded
from bench.services import Running, product
from bench.stage import AMPLE, SLUG, Rows, Stage, stage
from bench.statements import log_statements, transactions
from bench.turns import Contender, measure
from core.areas.tokens.public import issue_token
from core.areas.users.public import add_user
from core.areas.workspaces.public import find_workspace
from core.database.pool import Database
from core.database.rows import Db
from core.ids import new_id
from core.secrets.keys import Keys, load_keys
from core.secrets.tokens import Peppers

NAME = "bulk"
_RECIPIENTS = 100
_SENDERS = 4
_WORKERS = (1, 2)
_PGBENCH = Peer(PGBENCH, bar=1.5)
_STATEMENTS_MAX = 6
_COUNTED_SECONDS = 1.0
_PATH = "/api/v1/events/bulk"
_PLACE_OF_ID = "000000-0-00000000"


class _Sender(NamedTuple):
    """A tools-token, and the addresses of those for whom it has claimed tokens."""

    token: str
    emails: Sequence[str]


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when an event did not reach all, or is not stored for all."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_ROUND_SECONDS) if is_quick else (ROUNDS, ROUND_SECONDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=CONNECTIONS) as shared, ExitStack() as running:
        senders = asyncio.run(_make_senders(shared.database("bulk"), load_keys(shared.keys_file)))
        statements = _count_statements(shared, senders)
        figures = measure(_contenders(shared, senders, running), shared, rounds, seconds)
        postgresql = shared.cluster.version()
    _tell(figures, statements, seconds, postgresql, is_kept=not is_quick)


def _tell(figures: Sequence[Figures], statements: Sequence[int], seconds: float, postgresql: str, *, is_kept: bool) -> None:
    """Deliveries are the events of the table; its latencies are those of a call."""
    callers = f"{_SENDERS} connections that send to {_RECIPIENTS} people each, {CONNECTIONS} clients of pgbench"
    result = Result(NAME, PRODUCT, (_PGBENCH,), callers, seconds, postgresql, figures)
    told = f"A call is one transaction of {max(statements)} statements between BEGIN and COMMIT (aim: {_STATEMENTS_MAX} at most)."
    table = f"{result.table()}\n\n{told}"
    print(table)
    if is_kept:
        keep(NAME, {**result.as_json(), "statements": rounded(max(statements))}, table)


async def _make_senders(url: str, keys: Keys) -> list[_Sender]:
    database = await Database.open(url, size_max=1)
    try:
        async with database.system_transaction() as db:
            workspace = await find_workspace(db, SLUG)
            assert workspace
            [integrator] = await db.many(_Id, "SELECT id FROM integrators WHERE workspace_id = %(id)s", id=workspace.workspace_id)
            return [await _make_sender(db, Peppers(keys), workspace.workspace_id, integrator.id, number) for number in range(_SENDERS)]
    finally:
        await database.close()


class _Id(NamedTuple):
    id: UUID


async def _make_sender(db: Db, peppers: Peppers, workspace_id: UUID, integrator_id: UUID, number: int) -> _Sender:
    owner_id = await add_user(db, workspace_id, email=f"sender-{number}@demo.example", name="Ada", role=Role.ADMIN)
    issue = partial(issue_token, db, peppers, workspace_id=workspace_id, integrator_id=integrator_id, limits=AMPLE, label="")
    tools = await issue(Credential.TOOLS_TOKEN, user_id=owner_id)
    emails = [f"recipient-{number}-{place}@demo.example" for place in range(_RECIPIENTS)]
    for email in emails:
        user_id = await add_user(db, workspace_id, email=email, name="Erin", role=Role.EMPLOYEE)
        await issue(Credential.PERSONAL_TOKEN, user_id=user_id, claimed_by_family_id=tools.family_id)
    return _Sender(tools.token, emails)


def _contenders(shared: Stage, senders: Sequence[_Sender], running: ExitStack) -> list[Contender]:
    # What one call leaves.
    rows = Rows(_RECIPIENTS, _RECIPIENTS, _RECIPIENTS, _RECIPIENTS, audited=1)
    found: list[Contender] = []
    for workers in _WORKERS:
        name = f"bulk_{workers}"
        shared.cluster.clone("bulk", name)
        server = running.enter_context(product(shared, workers=workers, database=name))
        load = partial(_send, shared, senders, server)
        found.append(Contender(PRODUCT, workers, name, server.pids, load, rows, events_each=_RECIPIENTS))
    return [*found, through_pgbench(shared)]


def _count_statements(shared: Stage, senders: Sequence[_Sender]) -> list[int]:
    """Of each bulk call of some, once the connections have prepared their statements."""
    log_statements(shared.cluster.clone("bulk", "counted"))
    with product(shared, workers=1, database="counted") as server:
        calls = _send(shared, senders[:1], server, _COUNTED_SECONDS, new_id().hex[-6:]).events
    found = [len(one) for one in transactions(shared.folder / "postgres.log", "INTO deliveries")]
    if len(found) != calls:
        message = f"{calls} calls were {len(found)} transactions"
        raise LookupError(message)
    return found


def _send(shared: Stage, senders: Sequence[_Sender], server: Running, seconds: float, run: str) -> Sample:
    return ask(
        server.http_port, [Asker(_requests(shared, one, server, run, place), _reached_all) for place, one in enumerate(senders)], seconds
    )


def _requests(shared: Stage, sender: _Sender, server: Running, run: str, place: int) -> Iterator[bytes]:
    event = {**shared.event, "event_id": _PLACE_OF_ID}
    content = {"event": event, "recipients": [{"type": "email", "email": email} for email in sender.emails], "auto_claim": False}
    request = post(server.http_port, _PATH, sender.token, json.dumps(content, ensure_ascii=False).encode())
    start, end = request.split(_PLACE_OF_ID.encode())
    return (start + f"{run:>06}-{place}-{number:08d}".encode() + end for number in count())


def _reached_all(reply: bytes) -> bool:
    return reply.startswith(b"HTTP/1.1 202 ") and reply.count(b'"deduped":false') == reply.count(b'"deliveryId":"') == _RECIPIENTS
