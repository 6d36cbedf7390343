"""Answers events that were sent before with their first delivery, and counts what is new about the replay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.areas.deliveries.public import DeliveryRow
from core.areas.events import queries
from core.areas.events.publication import EventKey, Outcomes, Publication
from core.areas.events.queries import KnownEventRow, ReplayedDelivery
from core.database.rows import Db


@dataclass(slots=True)
class Original:
    """A first delivery and what replays have added to it so far."""

    row: DeliveryRow
    fingerprint: bytes
    differing: int = 0
    is_changed: bool = False

    def count(self, replay: Publication) -> None:
        """A firing later than the last one counted counts once more; a differing body is counted and audited."""
        if replay.is_firing and replay.occurred_at > self.row.fired_at:
            self.row = self.row._replace(fire_count=self.row.fire_count + 1, fired_at=replay.occurred_at)
            self.is_changed = True
        if replay.fingerprint != self.fingerprint:
            replay.call.audit_note = "replayed with a differing body"
            self.differing += 1
            self.is_changed = True


async def find_originals(known: Sequence[KnownEventRow], db: Db) -> dict[EventKey, Original]:
    """The first deliveries of the known events. Their families are locked, so nothing changes them meanwhile."""
    if not known:
        return {}
    rows = await queries.get_deliveries(
        db, workspace_ids=[event.workspace_id for event in known], ids=[event.delivery_id for event in known]
    )
    by_id = {row.id: row for row in rows}
    return {
        EventKey(event.workspace_id, event.family_id, event.event_id): Original(by_id[event.delivery_id], event.fingerprint)
        for event in known
    }


async def answer_replays(replays: Iterable[Publication], originals: dict[EventKey, Original], outcomes: Outcomes, db: Db) -> None:
    """Counts the replays in their order and stores what they changed."""
    for replay in replays:
        original = originals[replay.key]
        original.count(replay)
        outcomes[replay] = replay.delivery(original.row, is_replay=True)
    changed = [original for original in originals.values() if original.is_changed]
    if changed:
        await queries.update_replayed(
            db,
            [ReplayedDelivery(one.row.workspace_id, one.row.id, one.row.fire_count, one.row.fired_at, one.differing) for one in changed],
        )
