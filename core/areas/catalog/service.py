"""Serves the catalog: to those who keep it, and to those who ask for what is in it."""

from collections.abc import Sequence

from fluxdesk.services import CatalogServiceServicer
from fluxdesk.v1.catalog_pb2 import (
    CATALOG_DELETE_MODE_HARD,
    CATALOG_DELETE_MODE_SOFT,
    BrowseCatalogRequest,
    BrowseCatalogResponse,
    CatalogEntry,
    CatalogItemReply,
    CreateCatalogItemRequest,
    DeleteCatalogItemRequest,
    DeleteCatalogItemResponse,
    GetCatalogEntryRequest,
    GetCatalogItemRequest,
    ListCatalogItemsRequest,
    ListCatalogItemsResponse,
    UpdateCatalogItemRequest,
)

from core.areas.approvals.public import (
    ItemApprovalRow,
    count_blockers,
    list_own_approvals,
    lock_requests,
    revoke_uncovered_tokens,
)
from core.areas.catalog import inputs, queries, rules
from core.areas.catalog.items import item_message
from core.areas.catalog.places import BrowseKey, OrderKey, browse_position, order_position
from core.areas.catalog.queries import LockedItem, References
from core.areas.catalog.rows import ItemRow
from core.database.rows import Db
from core.errors import Invalid, NotFound
from core.ids import new_id
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call
from core.rpc.pages import Place


class CatalogService(CatalogServiceServicer[Call, Db]):
    """The catalog holds what employees may ask for."""

    async def ListCatalogItems(self, request: ListCatalogItemsRequest, call: Call) -> ListCatalogItemsResponse:
        place, wanted = Place(call), inputs.listed(request)
        rows = await queries.list_items(call.db, call.workspace_id, wanted, after=OrderKey.read(place.position), limit=place.row_limit)
        page = place.page(rows, [item_message(row) for row in rows], order_position)
        total = await queries.count_items(call.db, call.workspace_id, wanted)
        return ListCatalogItemsResponse(
            items=page.messages, total_count=total.items, next_cursor=page.next_cursor, request_id=call.request_id
        )

    async def CreateCatalogItem(self, request: CreateCatalogItemRequest, call: Call) -> CatalogItemReply:
        item = inputs.new_item(request)
        await _require_references(call, inputs.references(request))
        return _reply(call, await queries.insert_item(call.db, call.workspace_id, new_id(), item))

    async def GetCatalogItem(self, request: GetCatalogItemRequest, call: Call) -> CatalogItemReply:
        return _reply(call, await _find_open(call, request.slug))

    async def UpdateCatalogItem(self, request: UpdateCatalogItemRequest, call: Call) -> CatalogItemReply:
        changes = inputs.changes(request)
        if not changes:
            return _reply(call, await _find_open(call, request.slug))
        await _require_references(call, inputs.references(request))
        before = await queries.lock_item(call.db, call.workspace_id, request.slug)
        row = await queries.update_item(call.db, call.workspace_id, request.slug, changes)
        if before and row:
            await _unlink(call, before, row)
        return _reply(call, row)

    async def DeleteCatalogItem(self, request: DeleteCatalogItemRequest, call: Call) -> DeleteCatalogItemResponse:
        reply = DeleteCatalogItemResponse(ok=True, mode=CATALOG_DELETE_MODE_HARD, slug=request.slug, request_id=call.request_id)
        if request.hard:
            await _remove(call, request.slug)
            return reply
        archived = await queries.archive_item(call.db, call.workspace_id, request.slug)
        row = archived or await queries.find_item(call.db, call.workspace_id, request.slug)
        reply.item.CopyFrom(item_message(_require(row)))
        reply.mode, reply.already_archived = CATALOG_DELETE_MODE_SOFT, archived is None
        return reply

    async def BrowseCatalog(self, request: BrowseCatalogRequest, call: Call) -> BrowseCatalogResponse:
        place, wanted = Place(call), inputs.browsed(request)
        rows = await queries.browse_items(call.db, call.workspace_id, wanted, after=BrowseKey.read(place.position), limit=place.row_limit)
        page = place.page(rows, await _entries(call, rows), browse_position)
        return BrowseCatalogResponse(entries=page.messages, next_cursor=page.next_cursor)

    async def GetCatalogEntry(self, request: GetCatalogEntryRequest, call: Call) -> CatalogEntry:
        [entry] = await _entries(call, [_require(await _find_open(call, request.slug))])
        return entry


async def _find_open(call: Call, slug: str) -> ItemRow | None:
    """The item of the slug, where it is not archived."""
    row = await queries.find_item(call.db, call.workspace_id, slug)
    return row if row and row.archived_at is None else None


def _require(row: ItemRow | None) -> ItemRow:
    if row is None:
        raise NotFound("item")
    return row


def _reply(call: Call, row: ItemRow | None) -> CatalogItemReply:
    """Raises NotFound where there is no such item."""
    return CatalogItemReply(ok=True, item=item_message(_require(row)), request_id=call.request_id)


async def _require_references(call: Call, wanted: References) -> None:
    """Raises Invalid with each that names nothing of the workspace."""
    if wanted == References(None, None):
        return
    found = await queries.find_references(call.db, call.workspace_id, wanted)
    if faults := [*rules.reference_faults(wanted, found)]:
        raise Invalid(faults)


async def _unlink(call: Call, before: LockedItem, row: ItemRow) -> None:
    """What the tools-token of before claimed on the ground of the item alone ends with the link."""
    tools_family_id = before.linked_tools_token_id
    if tools_family_id and tools_family_id != row.linked_tools_token_id:
        ended = await revoke_uncovered_tokens(call.db, call.workspace_id, row.id, tools_family_id=tools_family_id)
        if ended:
            call.audit_note = f"Tokens that the tools-token before had claimed were revoked: {ended}."
            call.wakes.append(CREDENTIALS_TOPIC)


async def _remove(call: Call, slug: str) -> None:
    """Raises NotFound, and Refusal while anything live hangs on the item: locks decide between this and a request for it."""
    item = await queries.lock_item(call.db, call.workspace_id, slug)
    if item is None:
        raise NotFound("item")
    await lock_requests(call.db, call.workspace_id, item.id)
    rules.require_unblocked(await count_blockers(call.db, call.workspace_id, item.id, tools_family_id=item.linked_tools_token_id))
    await queries.delete_item(call.db, call.workspace_id, item.id)


async def _entries(call: Call, rows: Sequence[ItemRow]) -> list[CatalogEntry]:
    """The items with the caller's own requests for them, which one statement finds for all."""
    own = await list_own_approvals(call.db, call.workspace_id, call.caller.user_id, [row.id for row in rows])
    requested = {approval.item_id: approval for approval in own}
    return [_entry(row, requested.get(row.id)) for row in rows]


def _entry(row: ItemRow, approval: ItemApprovalRow | None) -> CatalogEntry:
    entry = CatalogEntry(item=item_message(row))
    if approval:
        entry.approval_id, entry.approval_status = str(approval.id), approval.status
    return entry
