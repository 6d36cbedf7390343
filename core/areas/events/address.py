"""Finds whom each event of a batch is for."""

from collections.abc import Iterable, Sequence

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.events_pb2 import RECIPIENT_TYPE_USER_ID, EventRecipient, InboundEvent, PublishRequest

from core.addresses import address_key
from core.areas.events import queries, rules
from core.areas.events.publication import Publication
from core.areas.users.public import PersonName
from core.database.rows import Db
from core.errors import Forbidden, Refusal
from core.ids import parse_id
from core.rpc.call import Call

Refusals = dict[Call, Refusal]


def person_name(recipient: EventRecipient) -> PersonName:
    """Whom a recipient names: by what is no id, nobody."""
    if recipient.type == RECIPIENT_TYPE_USER_ID:
        return PersonName(user_id=parse_id(recipient.value))
    return PersonName(email_key=address_key(recipient.value))


async def address(requests: Iterable[tuple[PublishRequest, Call]], refusals: Refusals, db: Db) -> list[Publication]:
    """The events that may go on; the others go to `refusals`. Only the recipients of tools-tokens need the database."""
    publications: list[Publication] = []
    by_tools_token: list[tuple[InboundEvent, Call]] = []
    for request, call in requests:
        event, caller = request.event, call.caller
        try:
            rules.require_recipient(event, caller)
        except Refusal as refusal:
            refusals[call] = refusal
            continue
        if caller.credential is Credential.TOOLS_TOKEN:
            by_tools_token.append((event, call))
        else:
            recipient_user_id = caller.user_id if caller.credential is Credential.PERSONAL_TOKEN else None
            publications.append(Publication(event, call, caller.caller_id, recipient_user_id))
    if by_tools_token:
        publications += await _find_recipients(by_tools_token, refusals, db)
    return publications


async def _find_recipients(sent: Sequence[tuple[InboundEvent, Call]], refusals: Refusals, db: Db) -> list[Publication]:
    found = await queries.find_claimed_families(
        db,
        workspace_ids=[call.workspace_id for _, call in sent],
        tools_family_ids=[call.caller.caller_id for _, call in sent],
        names=[person_name(event.recipient) for event, _ in sent],
    )
    recipients = {row.position - 1: row for row in found}
    for position, (_, call) in enumerate(sent):
        if position not in recipients:
            message = "The recipient is unknown, inactive, or holds no token that this tools-token claimed."
            refusals[call] = Forbidden(message, Reason.NO_APPROVED_REQUEST)
    return [Publication(*sent[position], row.family_id, row.user_id) for position, row in recipients.items()]
