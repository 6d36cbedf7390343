"""Takes the steps of requests: each is one conditional statement, with the access that it gives or ends in the same transaction."""

from collections.abc import Sequence
from uuid import UUID

from core.areas.approvals import queries, rules
from core.areas.approvals.queries import ItemRow
from core.areas.approvals.rows import ApprovalRow
from core.areas.approvals.rules import Step
from core.areas.approvals.told import tell_of_request
from core.areas.tokens.public import lock_family, revoke_family
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call


async def request(call: Call, item: ItemRow, *, reason: str | None) -> ApprovalRow:
    """The caller's request for the locked item, as it stands then."""
    user_id = call.caller.user_id
    if item.approval_required:
        moved = await queries.put_request(call.db, call.workspace_id, new_id(), rules.ASK, item_id=item.id, user_id=user_id, reason=reason)
        is_moved = moved is not None
    else:
        is_moved = bool(await grant_items(call.db, call.workspace_id, user_id, [item.id]))
    row = await queries.get_approval_for(call.db, call.workspace_id, user_id, item.id)
    if is_moved:
        await tell_of_request(call, row)
    return row


async def assign(call: Call, user_id: UUID, item: ItemRow) -> ApprovalRow:
    """The employee's request for the locked item, which is approved then."""
    moved = await grant_items(call.db, call.workspace_id, user_id, [item.id], reviewer_id=call.caller.user_id)
    row = await queries.get_approval_for(call.db, call.workspace_id, user_id, item.id)
    if moved:
        await tell_of_request(call, row)
    return row


async def grant_items(
    db: Db, workspace_id: UUID, user_id: UUID, item_ids: Sequence[UUID], *, reviewer_id: UUID | None = None, step: Step = rules.GRANT
) -> list[UUID]:
    """Gives access to the locked items where the step does so, and tells nobody. Returns the ids of the requests that it approved.

    `reviewer_id` is None where nobody had to decide.
    """
    ids = [new_id() for _ in item_ids]
    put = await queries.put_grants(db, workspace_id, step, ids=ids, item_ids=item_ids, user_id=user_id, reviewer_id=reviewer_id)
    moved = [row.id for row in put]
    if moved:
        await queries.insert_assets(db, workspace_id, ids=[new_id() for _ in moved], approval_ids=moved)
    return moved


async def decide(call: Call, row: ApprovalRow, step: Step, *, note: str | None = None) -> ApprovalRow:
    """The request as it stands after the decision about it.

    Raises Refusal where it was decided otherwise, or may not be approved any more, and NotFound where it is no more.
    """
    db, workspace_id = call.db, call.workspace_id
    is_possible = step != rules.APPROVE or await queries.lock_requested_item(db, workspace_id, row.item_id) is not None
    moved = is_possible and await queries.move_approval(db, workspace_id, row.id, step, reviewer_id=call.caller.user_id, note=note)
    decided = await queries.find_approval(db, workspace_id, row.id)
    if decided is None:
        # Its item was deleted meanwhile.
        raise NotFound("request")
    rules.require_kept(step, decided.status, is_kept=is_possible)
    rules.require_reached(step, decided.status)
    if moved and step == rules.APPROVE:
        await queries.insert_assets(db, workspace_id, ids=[new_id()], approval_ids=[row.id])
    # Who takes back a request knows it.
    if moved and step != rules.WITHDRAW:
        await tell_of_request(call, decided)
    return decided


async def revoke(call: Call, row: ApprovalRow) -> int | None:
    """Ends the access that the request gave; returns how many tokens ended with it, None where there was no access."""
    if not await queries.move_approval(call.db, call.workspace_id, row.id, rules.REVOKE, reviewer_id=call.caller.user_id):
        return None
    await queries.end_asset(call.db, call.workspace_id, row.id)
    # The link that counts is the one of now: until the request was moved, claims could go on through a new one.
    revoked = await queries.get_approval_for(call.db, call.workspace_id, row.user_id, row.item_id)
    ended = await _end_tokens(call.db, call.workspace_id, revoked.tools_family_id, row.user_id) if revoked.tools_family_id else 0
    if ended:
        call.wakes.append(CREDENTIALS_TOPIC)
    await tell_of_request(call, revoked)
    return ended


async def _end_tokens(db: Db, workspace_id: UUID, tools_family_id: UUID, user_id: UUID) -> int:
    """Ends what the tools-token claimed for the employee, unless another approval covers that; returns how many tokens were good.

    Coverage is looked at once the family is locked: of two approvals that are revoked at once, the later one then sees the other's end.
    A claim locks the approvals on whose ground it claims: either it is done before this one ends, and its token ends too, or it waits,
    and sees that it may not.
    """
    family = await queries.find_claimed_family(db, workspace_id, tools_family_id=tools_family_id, user_id=user_id)
    if family is None:
        return 0
    await lock_family(db, workspace_id, family.id)
    if await queries.is_covered(db, workspace_id, tools_family_id=tools_family_id, user_id=user_id):
        return 0
    return await revoke_family(db, workspace_id, family.id)
