"""Envelope encryption: each workspace has a data key, which the server's keys wrap and which seals its secrets."""

import json
import secrets
import struct
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from core.database.rows import Db
from core.ids import new_id
from core.secrets.keys import Keys
from core.secrets.seal import BrokenSeal, Cipher, Seal
from core.vault.queries import (
    DataKeyRow,
    WrappedKey,
    insert_data_keys,
    list_data_keys,
    lock_data_keys_of_other_versions,
    rewrap_data_keys,
)

_DATA_KEY_BYTES: Final = 32
# Workspaces whose data keys a process has at hand: about 1 MB.
_KNOWN_MAX: Final = 2_000
# Data keys of one transaction of a rotation: it takes some milliseconds.
_REWRAPPED_MAX: Final = 200
# Of a sealed value: the version of its layout, and the id of its data key. Nonce and ciphertext follow.
_HEADER: Final = struct.Struct(">B16s")
_LAYOUT: Final = 1


class Place(NamedTuple):
    """Where a value is kept: it opens there and nowhere else. `row` is the rest of the row's key."""

    workspace_id: UUID
    table: str
    row: tuple[str, ...]
    column: str

    def binding(self) -> bytes:
        """The same bytes for no two places."""
        return json.dumps([str(self.workspace_id), self.table, self.row, self.column]).encode()


class _DataKey(NamedTuple):
    id: UUID
    cipher: Cipher


class Vault:
    """Seals and opens values of one transaction together: one statement for all data keys that are not at hand.

    The transaction is the workspaces' own or the system's. The first use makes the data key of a workspace.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._wrapping = Seal(keys, "data keys")
        # By workspace, the least recently used first.
        self._known: OrderedDict[UUID, _DataKey] = OrderedDict()

    async def seal(self, db: Db, contents: Sequence[tuple[Place, bytes]]) -> list[bytes]:
        """What is stored of the contents, in their order."""
        workspace_ids = {place.workspace_id for place, _ in contents}
        found = await self._data_keys(db, workspace_ids)
        if missing := workspace_ids - found.keys():
            await self._make(db, missing)
            found |= await self._data_keys(db, missing)
        return [_sealed(found[place.workspace_id], place, content) for place, content in contents]

    async def open(self, db: Db, sealed: Sequence[tuple[Place, bytes]]) -> list[bytes]:
        """The contents, in their order. Raises BrokenSeal when one of them was changed or comes from another place."""
        named = [(place, *_parted(value)) for place, value in sealed]
        # A key at hand that is not the named one may have been replaced in the database.
        for place, data_key_id, _ in named:
            if (known := self._known.get(place.workspace_id)) and known.id != data_key_id:
                del self._known[place.workspace_id]
        found = await self._data_keys(db, {place.workspace_id for place, _, _ in named})
        return [_opened(found.get(place.workspace_id), data_key_id, place, rest) for place, data_key_id, rest in named]

    async def rewrap_some(self, db: Db) -> int:
        """Wraps data keys that other versions wrap under the current one, as the system; returns how many, 0 once all are done.

        Raises BrokenSeal for one whose version is not known any more.
        """
        rows = await lock_data_keys_of_other_versions(db, self._keys.versions.current, limit=_REWRAPPED_MAX)
        wrapped = [WrappedKey(row.workspace_id, row.id, self._wrap(row.workspace_id, row.id, self._unwrap(row))) for row in rows]
        return await rewrap_data_keys(db, wrapped) if wrapped else 0

    async def _data_keys(self, db: Db, workspace_ids: Collection[UUID]) -> dict[UUID, _DataKey]:
        """Of the workspaces that have one."""
        found = {one: known for one in workspace_ids if (known := self._known.get(one))}
        for workspace_id in found:
            self._known.move_to_end(workspace_id)
        if unknown := [one for one in workspace_ids if one not in found]:
            for row in await list_data_keys(db, unknown):
                found[row.workspace_id] = key = _DataKey(row.id, Cipher(self._unwrap(row)))
                # The transaction that has made a key may fail: what a later one sealed with it would be lost.
                if row.is_committed:
                    self._remember(row.workspace_id, key)
        return found

    async def _make(self, db: Db, workspace_ids: Collection[UUID]) -> None:
        # What is wrapped under a version that is not current any more would keep it from being retired.
        self._keys.refresh()
        made = [(workspace_id, new_id()) for workspace_id in workspace_ids]
        keys = [WrappedKey(*place, self._wrap(*place, secrets.token_bytes(_DATA_KEY_BYTES))) for place in made]
        await insert_data_keys(db, keys)

    def _wrap(self, workspace_id: UUID, data_key_id: UUID, key: bytes) -> bytes:
        return self._wrapping.close(key, workspace_id.bytes + data_key_id.bytes)

    def _unwrap(self, row: DataKeyRow | WrappedKey) -> bytes:
        try:
            return self._wrapping.open(row.wrapped, row.workspace_id.bytes + row.id.bytes)
        except BrokenSeal as problem:
            message = f"the data key of workspace {row.workspace_id} cannot be unwrapped: {problem}"
            raise BrokenSeal(message) from None

    def _remember(self, workspace_id: UUID, key: _DataKey) -> None:
        self._known[workspace_id] = key
        if len(self._known) > _KNOWN_MAX:
            self._known.popitem(last=False)


def _sealed(key: _DataKey, place: Place, content: bytes) -> bytes:
    header = _HEADER.pack(_LAYOUT, key.id.bytes)
    return header + key.cipher.close(content, header + place.binding())


def _parted(sealed: bytes) -> tuple[UUID, bytes]:
    """The id of the data key, and what it has sealed."""
    if len(sealed) < _HEADER.size or sealed[0] != _LAYOUT:
        message = "a sealed value is not of a layout that is known"
        raise BrokenSeal(message)
    _, data_key_id = _HEADER.unpack_from(sealed)
    return UUID(bytes=data_key_id), sealed[_HEADER.size :]


def _opened(key: _DataKey | None, data_key_id: UUID, place: Place, rest: bytes) -> bytes:
    if key is None or key.id != data_key_id:
        message = f"a value of {place.table}.{place.column} was sealed with another data key than its workspace has"
        raise BrokenSeal(message)
    try:
        return key.cipher.open(rest, _HEADER.pack(_LAYOUT, data_key_id.bytes) + place.binding())
    except BrokenSeal as problem:
        message = f"a value of {place.table}.{place.column} cannot be opened: {problem}"
        raise BrokenSeal(message) from None
