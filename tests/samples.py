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


_MODULES = [importlib.import_module(f"tests.core.areas.{file.parent.name}.samples") for file in sorted(_AREAS.glob("*/samples.py"))]

# Of every area, by full RPC name.
SAMPLES: dict[str, Builder] = {name: builder for module in _MODULES for name, builder in module.SAMPLES.items()}
# RPCs whose call ends the credential that made it: with that, nothing can be called again.
FAREWELLS: frozenset[str] = frozenset(name for module in _MODULES for name in getattr(module, "FAREWELLS", ()))


async def sample(rpc: Rpc, tenant: Tenant) -> Sample:
    """A valid call of the RPC. A test of an RPC without one fails."""
    builder = SAMPLES.get(rpc.name)
    if builder is None:
        pytest.fail(f'{rpc.name} has no sample: add it to SAMPLES in tests/core/areas/<noun>/samples.py as {{"{rpc.name}": builder}}')
    return await builder(tenant)
