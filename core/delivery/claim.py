"""Claims what is due in one lane: webhook after webhook, each in its turn, and none more than its share."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

import structlog

from core.database.pool import Database
from core.database.rows import Db
from core.delivery.queries import NOWHERE, ClaimedRow, ClaimSearch, WebhookKey, claim_deliveries, find_walk_end
from core.delivery.rules import Lane
from core.delivery.sealed import secret_place
from core.secrets.seal import BrokenSeal
from core.vault.vault import Place, Vault

# Webhooks that one claim looks at: somewhat more than there are slots, since each gives its first delivery first.
_WEBHOOKS_MAX: Final = 64
# Claims of one round, so that many webhooks with nothing due keep nobody from those behind them, nor from a halt.
_CLAIMS_MAX: Final = 50
_log = structlog.stdlib.get_logger()


class Claimed(NamedTuple):
    """A delivery to be sent before its lease is over. `secrets` are the oldest first, and none where they cannot be opened."""

    row: ClaimedRow
    secrets: Sequence[str]


class Claims:
    """The claims of one lane of one process. `busy` counts what it is at by webhook."""

    def __init__(self, database: Database, vault: Vault, lane: Lane, *, webhook_slots: int, lease_seconds: float) -> None:
        self.busy: Counter[UUID] = Counter()
        self._database = database
        self._vault = vault
        self._lane = lane
        self._webhook_slots = webhook_slots
        self._lease_seconds = lease_seconds
        self._after = NOWHERE
        self._begun_after: WebhookKey | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether the round has only paused: webhooks that it has not looked at may have something due."""
        return self._begun_after is not None

    async def take(self, slots: int) -> list[Claimed]:
        """Leases up to `slots` deliveries, from where the time before has ended. Raises psycopg.Error."""
        taken: list[Claimed] = []
        begun_after, self._begun_after = self._after if self._begun_after is None else self._begun_after, None
        for _ in range(_CLAIMS_MAX):
            search = ClaimSearch(self._lane, slots - len(taken), self._webhook_slots, self.busy, self._after, _WEBHOOKS_MAX)
            try:
                found, end = await self._claim(search)
            except Exception as problem:
                if not taken:
                    raise
                # What is leased already is sent; what is wrong is met again by the next claim.
                _log.warning("webhook_claim_cut_short", taken=len(taken), reason=repr(problem))
                break
            taken += found
            self.busy.update(one.row.webhook_id for one in found)
            self._after = end or NOWHERE
            if len(taken) == slots or (end is None and begun_after == NOWHERE):
                break
            if end is None:
                # Once around: what lies before the beginning of this round is looked at too.
                begun_after = NOWHERE
        else:
            self._begun_after = begun_after
        return taken

    def ended(self, webhook_id: UUID) -> None:
        """One less is at work for the webhook."""
        self.busy[webhook_id] -= 1
        if not self.busy[webhook_id]:
            del self.busy[webhook_id]

    async def _claim(self, search: ClaimSearch) -> tuple[list[Claimed], WebhookKey | None]:
        """What was leased, and where to go on; None at the end of all webhooks."""
        async with self._database.system_transaction() as db:
            # Asked before the claim takes rows out of the lane: the walk would then go on to webhooks at which it has not looked.
            end = await find_walk_end(db, search)
            rows = await claim_deliveries(db, search, lease_seconds=self._lease_seconds)
            if len(rows) == search.slots:
                end = max(WebhookKey(row.workspace_id, row.webhook_id) for row in rows)
            return await self._with_secrets(db, rows), end

    async def _with_secrets(self, db: Db, rows: Sequence[ClaimedRow]) -> list[Claimed]:
        """Those of all rows at once. Where one is broken it must not keep the others, so each is then opened by itself."""
        try:
            opened = await self._vault.open(db, [sealed for row in rows for sealed in _sealed(row)])
        except BrokenSeal:
            return [Claimed(row, await self._own_secrets(db, row)) for row in rows]
        secrets = iter(opened)
        return [Claimed(row, [next(secrets).decode() for _ in _sealed(row)]) for row in rows]

    async def _own_secrets(self, db: Db, row: ClaimedRow) -> Sequence[str]:
        try:
            return [secret.decode() for secret in await self._vault.open(db, _sealed(row))]
        except BrokenSeal:
            return ()


def _sealed(row: ClaimedRow) -> list[tuple[Place, bytes]]:
    sealed = [(secret_place(row.workspace_id, row.webhook_id, "secret"), row.secret)]
    if row.previous_secret is not None:
        sealed.insert(0, (secret_place(row.workspace_id, row.webhook_id, "previous_secret"), row.previous_secret))
    return sealed
