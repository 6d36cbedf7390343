"""Follow-ups of deliveries: appended in order, read with their deliveries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import Supplement

from core.areas.deliveries import queries, rules
from core.areas.deliveries.queries import SupplementRow
from core.database.rows import Db
from core.ids import new_id
from core.rpc.pages import PAGE_BYTES_MAX


async def append(db: Db, workspace_id: UUID, delivery_id: UUID, *, markdown_body: str) -> None:
    """Adds a follow-up to a delivery that exists. Raises Refusal when it has as many as it may."""
    # The delivery is locked before they are counted, so two senders never take one position.
    await queries.lock_delivery(db, workspace_id, delivery_id)
    position = 1 + (await queries.count_supplements(db, workspace_id, delivery_id)).supplements
    rules.require_room(position)
    await queries.insert_supplement(db, workspace_id, delivery_id, position=position, supplement_id=new_id(), markdown_body=markdown_body)


async def supplements_of(db: Db, workspace_id: UUID, followed: Mapping[UUID, UUID]) -> Mapping[UUID, Sequence[Supplement]]:
    """The follow-ups of each of the deliveries, oldest first, in one statement.

    `followed` has the delivery to which they were added for each that is shown: its original where an admin forwarded it, else itself.
    Only those of deliveries that one reply can hold beside the ones before them: nobody is shown the others (`core.rpc.pages.fitting`).
    """
    found: defaultdict[UUID, list[Supplement]] = defaultdict(list)
    delivery_ids = list(dict.fromkeys(followed.values()))
    rows = await queries.list_supplements(db, workspace_id, delivery_ids, bytes_max=PAGE_BYTES_MAX) if delivery_ids else ()
    for row in rows:
        found[row.delivery_id].append(_message(row))
    return {shown_id: found[followed_id] for shown_id, followed_id in followed.items() if followed_id in found}


def _message(row: SupplementRow) -> Supplement:
    message = Supplement(id=str(row.id), markdown_body=row.markdown_body)
    message.created_at.FromDatetime(row.created_at)
    return message
