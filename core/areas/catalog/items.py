"""Items of the catalog as messages."""

from typing import cast

from fluxdesk.v1.catalog_pb2 import CatalogItem
from google.protobuf.struct_pb2 import ListValue

from core.areas.catalog import rules
from core.areas.catalog.rows import ItemRow


def item_message(row: ItemRow) -> CatalogItem:
    """The item as everybody reads it."""
    use_cases = ListValue()
    use_cases.extend(cast("list[str]", row.use_cases))
    message = CatalogItem(
        id=str(row.id),
        slug=row.slug,
        name=row.name,
        type=row.type,
        description=row.description,
        category=row.category,
        category_display=rules.category_display(row.category),
        url=row.url,
        application_guide=row.application_guide,
        use_cases=use_cases.values,
        is_pinned=row.is_pinned,
        approval_required=row.approval_required,
        display_order=row.display_order,
        contact_user_id=None if row.contact_user_id is None else str(row.contact_user_id),
        linked_tools_token_id=None if row.linked_tools_token_id is None else str(row.linked_tools_token_id),
    )
    message.created_at.FromDatetime(row.created_at)
    message.updated_at.FromDatetime(row.updated_at)
    if row.archived_at is not None:
        message.archived_at.FromDatetime(row.archived_at)
    return message
