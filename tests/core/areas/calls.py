"""How tests call the core in process: metadata of a caller, and the failure of a call."""

from collections.abc import Awaitable

import pytest
from fluxdesk.failures import Failure, read_failure
from grpc import aio

Metadata = tuple[tuple[str, str], ...]


def bearer(token: str, *, key: str | None = None) -> Metadata:
    """Metadata of a caller, with an idempotency key if there is one."""
    return (("authorization", f"Bearer {token}"), *((("idempotency-key", key),) if key else ()))


async def failure_of(call: Awaitable[object]) -> Failure:
    """How the call fails, which it must."""
    with pytest.raises(aio.AioRpcError) as caught:
        await call
    return read_failure(caught.value)
