"""What messages say of items: filters, new items, and changes."""

from collections.abc import Mapping
from typing import Final, Literal, cast
from uuid import UUID

import orjson
from fluxdesk.json.well_known import encode_value
from fluxdesk.v1.catalog_pb2 import BrowseCatalogRequest, CreateCatalogItemRequest, ListCatalogItemsRequest, UpdateCatalogItemRequest

from core.areas.catalog.queries import ItemFilter, NewItem, References

_IDS: Final = ("contact_user_id", "linked_tools_token_id")


def listed(request: ListCatalogItemsRequest) -> ItemFilter:
    """What a list of the whole catalog asks for."""
    return ItemFilter(
        is_open=request.active_only,
        category=request.category if request.HasField("category") else None,
        type=request.type if request.HasField("type") else None,
        integrator_slug=request.integrator_slug if request.HasField("integrator_slug") else None,
    )


def browsed(request: BrowseCatalogRequest) -> ItemFilter:
    """What an employee looks for."""
    return ItemFilter(
        category=request.category if request.HasField("category") else None,
        type=request.type if request.HasField("type") else None,
        text=request.q or None,
    )


def references(request: CreateCatalogItemRequest | UpdateCatalogItemRequest) -> References:
    """Those that the request sets."""
    named = request.update_mask.paths if isinstance(request, UpdateCatalogItemRequest) else _IDS
    sets_user, sets_family = (name in named and request.HasField(name) for name in _IDS)
    return References(
        user_id=UUID(request.contact_user_id) if sets_user else None,
        family_id=UUID(request.linked_tools_token_id) if sets_family else None,
    )


def new_item(request: CreateCatalogItemRequest) -> NewItem:
    """The item, which refers to what `references` says."""
    user_id, family_id = references(request)
    return NewItem(
        slug=request.slug,
        name=request.name,
        type=request.type,
        description=request.description if request.HasField("description") else None,
        category=request.category if request.HasField("category") else None,
        url=request.url if request.HasField("url") else None,
        application_guide=request.application_guide if request.HasField("application_guide") else None,
        use_cases=_use_cases(request),
        is_pinned=request.is_pinned,
        approval_required=request.approval_required,
        display_order=request.display_order,
        contact_user_id=user_id,
        linked_tools_token_id=family_id,
    )


def changes(request: UpdateCatalogItemRequest) -> Mapping[str, object]:
    """The new value of each column that the mask names; None clears it."""
    return {name: _value(request, name) for name in request.update_mask.paths}


def _value(request: UpdateCatalogItemRequest, name: str) -> object:
    if name == "use_cases":
        return _use_cases(request)
    if not request.HasField(cast("Literal['name']", name)):
        return None
    value: object = getattr(request, name)
    return UUID(str(value)) if name in _IDS else value


def _use_cases(request: CreateCatalogItemRequest | UpdateCatalogItemRequest) -> str:
    """As the database keeps it: JSON, in which a number that JSON does not have is null."""
    return orjson.dumps([encode_value(value) for value in request.use_cases]).decode()
