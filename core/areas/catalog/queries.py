"""SQL of the catalog."""

from collections.abc import Mapping
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.catalog.places import BrowseKey, OrderKey
from core.areas.catalog.rows import ITEM_COLUMNS, ItemRow
from core.database.rows import Db


class NewItem(NamedTuple):
    """An item to create; `use_cases` is the JSON of a list."""

    slug: str
    name: str
    type: int
    description: str | None = None
    category: str | None = None
    url: str | None = None
    application_guide: str | None = None
    use_cases: str = "[]"
    is_pinned: bool = False
    approval_required: bool = True
    display_order: int = 0
    contact_user_id: UUID | None = None
    linked_tools_token_id: UUID | None = None


_INSERT: Final[LiteralString] = """
    INSERT INTO catalog_items AS i (workspace_id, id, slug, name, type, description, category, url, application_guide, use_cases,
                                    is_pinned, approval_required, display_order, contact_user_id, linked_tools_token_id)
    VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s, %(type)s, %(description)s, %(category)s, %(url)s, %(application_guide)s,
            %(use_cases)s::jsonb, %(is_pinned)s, %(approval_required)s, %(display_order)s, %(contact_user_id)s,
            %(linked_tools_token_id)s)
    """
_ITEMS: Final[LiteralString] = " FROM catalog_items i WHERE i.workspace_id = %(workspace_id)s "
_CHANGE: Final[LiteralString] = "UPDATE catalog_items AS i SET "
_OPEN: Final[LiteralString] = " WHERE i.workspace_id = %(workspace_id)s AND i.slug = %(slug)s AND i.archived_at IS NULL RETURNING"


async def insert_item(db: Db, workspace_id: UUID, item_id: UUID, item: NewItem) -> ItemRow:
    """A slug that any item of the workspace has, archived or not, violates catalog_items_slug_key."""
    return await db.one(
        ItemRow,
        _INSERT + " RETURNING" + ITEM_COLUMNS,
        workspace_id=workspace_id,
        id=item_id,
        **item._asdict(),
    )


async def find_item(db: Db, workspace_id: UUID, slug: str) -> ItemRow | None:
    """The item of the slug, archived or not."""
    return await db.maybe(
        ItemRow,
        "SELECT" + ITEM_COLUMNS + _ITEMS + "AND i.slug = %(slug)s",
        workspace_id=workspace_id,
        slug=slug,
    )


class ItemFilter(NamedTuple):
    """Which items to list; None for any. `text` is looked for in name and description."""

    is_open: bool = True
    category: str | None = None
    type: int | None = None
    integrator_slug: str | None = None
    text: str | None = None


_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "category": "AND i.category = %(category)s ",
    "type": "AND i.type = %(type)s ",
    "integrator_slug": """
        AND i.linked_tools_token_id IN (
            SELECT f.id FROM token_families f
            JOIN integrators n ON n.workspace_id = f.workspace_id AND n.id = f.integrator_id
            WHERE f.workspace_id = %(workspace_id)s AND n.slug = %(integrator_slug)s)
        """,
    "text": "AND (strpos(lower(i.name), lower(%(text)s)) > 0 OR strpos(lower(i.description), lower(%(text)s)) > 0) ",
}


async def list_items(db: Db, workspace_id: UUID, wanted: ItemFilter, *, after: OrderKey | None, limit: int) -> list[ItemRow]:
    """By display_order, then by name, from behind a place on. Only what is asked for stands in the statement, so the walk has its index."""
    beyond: LiteralString = (
        "AND (i.display_order, i.name, i.id) > (%(after_display_order)s, %(after_name)s, %(after_id)s) " if after else ""
    )
    return await db.many(
        ItemRow,
        "SELECT" + ITEM_COLUMNS + _ITEMS + _asked(wanted) + beyond + "ORDER BY i.display_order, i.name, i.id LIMIT %(limit)s",
        workspace_id=workspace_id,
        limit=limit,
        **wanted._asdict(),
        **_behind(after),
    )


async def browse_items(db: Db, workspace_id: UUID, wanted: ItemFilter, *, after: BrowseKey | None, limit: int) -> list[ItemRow]:
    """As list_items, pinned ones first."""
    beyond: LiteralString = (
        "AND ((NOT i.is_pinned), i.display_order, i.name, i.id)"
        " > (%(after_is_unpinned)s, %(after_display_order)s, %(after_name)s, %(after_id)s) "
        if after
        else ""
    )
    return await db.many(
        ItemRow,
        "SELECT"
        + ITEM_COLUMNS
        + _ITEMS
        + _asked(wanted)
        + beyond
        + "ORDER BY (NOT i.is_pinned), i.display_order, i.name, i.id LIMIT %(limit)s",
        workspace_id=workspace_id,
        limit=limit,
        after_is_unpinned=after and after.is_unpinned,
        **wanted._asdict(),
        **_behind(after and after.order),
    )


class ItemCount(NamedTuple):
    """How many items there are."""

    items: int


async def count_items(db: Db, workspace_id: UUID, wanted: ItemFilter) -> ItemCount:
    """All that match, whatever page is shown."""
    return await db.one(
        ItemCount,
        "SELECT count(*) AS items" + _ITEMS + _asked(wanted),
        workspace_id=workspace_id,
        **wanted._asdict(),
    )


def _asked(wanted: ItemFilter) -> LiteralString:
    params = wanted._asdict()
    open_only: LiteralString = "AND i.archived_at IS NULL " if wanted.is_open else ""
    return open_only + "".join([_CONDITIONS[name] for name in _CONDITIONS if params[name] is not None])


def _behind(after: OrderKey | None) -> dict[str, object]:
    return {f"after_{name}": value for name, value in after._asdict().items()} if after else {}


class References(NamedTuple):
    """What an item is to refer to; None for nothing."""

    user_id: UUID | None
    family_id: UUID | None


class FoundReferences(NamedTuple):
    """Whether what an item is to refer to is there."""

    has_user: bool
    has_tools_token: bool


async def find_references(db: Db, workspace_id: UUID, wanted: References) -> FoundReferences:
    """The user, and the family of a tools-token. Neither is ever deleted, so the answer holds."""
    return await db.one(
        FoundReferences,
        """
        SELECT EXISTS (SELECT FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s) AS has_user,
               EXISTS (SELECT FROM token_families
                       WHERE workspace_id = %(workspace_id)s AND id = %(family_id)s AND kind = 'tools_token') AS has_tools_token
        """,
        workspace_id=workspace_id,
        **wanted._asdict(),
    )


_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "name": "name = %(name)s",
    "description": "description = %(description)s",
    "category": "category = %(category)s",
    "url": "url = %(url)s",
    "application_guide": "application_guide = %(application_guide)s",
    "use_cases": "use_cases = %(use_cases)s::jsonb",
    "display_order": "display_order = %(display_order)s",
    "is_pinned": "is_pinned = %(is_pinned)s",
    "approval_required": "approval_required = %(approval_required)s",
    "contact_user_id": "contact_user_id = %(contact_user_id)s",
    "linked_tools_token_id": "linked_tools_token_id = %(linked_tools_token_id)s",
}


async def update_item(db: Db, workspace_id: UUID, slug: str, changes: Mapping[str, object]) -> ItemRow | None:
    """Changes only the columns that are named, so that of two updates at one moment neither undoes the other.

    None for a slug that no item has, and for one that is archived.
    """
    assignments: LiteralString = ", ".join([*(_ASSIGNMENTS[name] for name in changes), "updated_at = now()"])
    return await db.maybe(
        ItemRow,
        _CHANGE + assignments + _OPEN + ITEM_COLUMNS,
        workspace_id=workspace_id,
        slug=slug,
        **changes,
    )


async def archive_item(db: Db, workspace_id: UUID, slug: str) -> ItemRow | None:
    """None for a slug that no item has, and for one that is archived already."""
    return await db.maybe(
        ItemRow,
        _CHANGE + "archived_at = now(), updated_at = now()" + _OPEN + ITEM_COLUMNS,
        workspace_id=workspace_id,
        slug=slug,
    )


class LockedItem(NamedTuple):
    """An item that nobody else can ask for, change or remove now."""

    id: UUID
    linked_tools_token_id: UUID | None


async def lock_item(db: Db, workspace_id: UUID, slug: str) -> LockedItem | None:
    """Until the end of the transaction. Who adds a request for it waits, because that refers to it, and then finds it gone or free."""
    return await db.maybe(
        LockedItem,
        """
        SELECT id, linked_tools_token_id FROM catalog_items
        WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s FOR UPDATE
        """,
        workspace_id=workspace_id,
        slug=slug,
    )


async def delete_item(db: Db, workspace_id: UUID, item_id: UUID) -> None:
    """Removes the item with the requests for it."""
    await db.run(
        "DELETE FROM catalog_items WHERE workspace_id = %(workspace_id)s AND id = %(item_id)s",
        workspace_id=workspace_id,
        item_id=item_id,
    )
