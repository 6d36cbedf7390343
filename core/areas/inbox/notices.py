"""Puts notices of the product itself into inboxes: what happened, told to those whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import orjson
from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO, ExternalStatus, Severity, Tone
from fluxdesk.v1.events_pb2 import Actor

from core.areas.deliveries.public import Details, encode_details
from core.areas.inbox import queries
from core.areas.inbox.internal_types import NOTICE_TYPES
from core.areas.inbox.queries import NewNotice
from core.areas.inbox.topics import inbox_topic
from core.database.rows import Db
from core.ids import new_id

# Of those whom a happening may concern so many are told, or are looked for among so many comments: what is done often, and where many take
# part, must not become dearer by how many there are.
TOLD_MAX: Final = 500
# As `title` and `summary` of InboundEvent have it.
_TITLE_CHARACTERS_MAX: Final = 200
_SUMMARY_CHARACTERS_MAX: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that happened. `event_type` is one of NOTICE_TYPES; texts that are too long are cut.

    Those of the recipients who are no active people of the workspace are not told.
    """

    event_type: str
    recipient_ids: Sequence[UUID]
    title: str
    summary: str | None = None
    severity: Severity = SEVERITY_INFO
    tone: Tone | None = None
    external_url: str | None = None
    external_status: ExternalStatus | None = None
    labels: dict[str, str] = field(default_factory=dict[str, str])
    actor: Actor | None = None


async def send_notices(db: Db, workspace_id: UUID, notices: Sequence[Notice]) -> list[str]:
    """One delivery for each notice and recipient, all of them in one statement. Returns the topics to mark after the commit.

    Inboxes stay locked until the transaction ends, and only heads of webhooks are locked after them. It is called once for a workspace,
    and for several of them in the order of their ids: two transactions could wait for each other otherwise.
    """
    rows = [row for notice in notices for row in _rows(notice)]
    told = await queries.insert_notices(db, workspace_id, rows) if rows else ()
    return [inbox_topic(user_id) for user_id in sorted({row.user_id for row in told})]


def _rows(notice: Notice) -> list[NewNotice]:
    if notice.event_type not in NOTICE_TYPES:
        message = f"{notice.event_type} is no type of the product's own"
        raise ValueError(message)
    # All recipients are told of one occurrence.
    occurrence = str(new_id())
    details = encode_details(Details(actor=notice.actor))
    return [
        NewNotice(
            id=new_id(),
            recipient_user_id=user_id,
            event_id=occurrence,
            event_type=notice.event_type,
            severity=notice.severity,
            tone=notice.tone,
            title=_cut(notice.title, _TITLE_CHARACTERS_MAX),
            summary=_cut(notice.summary, _SUMMARY_CHARACTERS_MAX) if notice.summary else None,
            external_url=notice.external_url,
            external_status=notice.external_status,
            labels=orjson.dumps(notice.labels).decode(),
            details=details,
        )
        for user_id in dict.fromkeys(notice.recipient_ids)
    ]


def _cut(text: str, characters_max: int) -> str:
    return text if len(text) <= characters_max else text[: characters_max - 1] + "…"
