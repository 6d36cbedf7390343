"""Keyset cursors: sealed tokens that continue one list, for one workspace, with the same filters."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from core.secrets.keys import Keys
from core.secrets.seal import BrokenSeal, Seal


class InvalidCursor(Exception):
    """A cursor that was not made here, or for another list, workspace or filter."""


class Cursors:
    """Makes and reads cursors; every process that serves the lists needs the same keys."""

    def __init__(self, keys: Keys) -> None:
        self._seal = Seal(keys, "page cursors")

    def seal(self, list_name: str, workspace_id: UUID, filters: Mapping[str, str], position: Sequence[str]) -> str:
        """A URL-safe token. `position` is the sort key of the last row that was shown, as text."""
        sealed = self._seal.close(json.dumps(position).encode(), _binding(list_name, workspace_id, filters))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, list_name: str, workspace_id: UUID, filters: Mapping[str, str], cursor: str) -> list[str]:
        """The position. Raises InvalidCursor unless list, workspace and filters are those it was sealed with."""
        try:
            token = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            position = self._seal.open(token, _binding(list_name, workspace_id, filters))
        except (ValueError, BrokenSeal):
            raise InvalidCursor from None
        return cast("list[str]", json.loads(position))


def _binding(list_name: str, workspace_id: UUID, filters: Mapping[str, str]) -> bytes:
    """What the seal vouches for beside the position; it is not part of the token."""
    return json.dumps([list_name, str(workspace_id), sorted(filters.items())]).encode()
