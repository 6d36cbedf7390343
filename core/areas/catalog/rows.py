"""The row of an item of the catalog."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.catalog_pb2 import AssetType


class ItemRow(NamedTuple):
    """An item; `use_cases` is JSON of any kind."""

    id: UUID
    slug: str
    name: str
    type: AssetType
    description: str | None
    category: str | None
    url: str | None
    application_guide: str | None
    use_cases: list[object]
    is_pinned: bool
    approval_required: bool
    display_order: int
    contact_user_id: UUID | None
    linked_tools_token_id: UUID | None
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


ITEM_COLUMNS: Final[LiteralString] = """
    i.id, i.slug, i.name, i.type, i.description, i.category, i.url, i.application_guide, i.use_cases, i.is_pinned, i.approval_required,
    i.display_order, i.contact_user_id, i.linked_tools_token_id, i.archived_at, i.created_at, i.updated_at
    """
