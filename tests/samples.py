"""One valid call of every RPC. An area's are in tests/core/areas/<noun>/samples.py, found by being there."""

import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from fluxdesk.rpc import Rpc
from google.protobuf.message import Message

from tests.tenants import Tenant

_AREAS = Path(__file__).parent / "core" / "areas"


class Sample(NamedTuple):
    """A request and the token that may send it; `token` is None for an RPC that is public."""

    request: Message
    token: str | None


# Makes a new valid call in the tenant, with whatever must be there before it. Two of them never have the same effect.
Builder = Callable[[Tenant], Awaitable[Sample]]


def _discover() -> dict[str, Builder]:
    """The `SAMPLES` of every area, by full RPC name."""
    found: dict[str, Builder] = {}
    for module in sorted(_AREAS.glob("*/samples.py")):
        found |= importlib.import_module(f"tests.core.areas.{module.parent.name}.samples").SAMPLES
    return found


SAMPLES = _discover()


async def sample(rpc: Rpc, tenant: Tenant) -> Sample:
    """A valid call of the RPC. A test of an RPC without one fails."""
    builder = SAMPLES.get(rpc.name)
    if builder is None:
        pytest.fail(f'{rpc.name} has no sample: add it to SAMPLES in tests/core/areas/<noun>/samples.py as {{"{rpc.name}": builder}}')
    return await builder(tenant)
