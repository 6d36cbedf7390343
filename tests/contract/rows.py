"""The rows of the table that a test runs over."""

from collections.abc import Iterable

import pytest
from fluxdesk.rpc import Credential, Effect, RateBucket, Rpc
from fluxdesk.rpc_table import RPCS

from core.secrets.tokens import PREFIXES

# Kinds of which a token can be minted.
ISSUABLE = frozenset(PREFIXES)

PUBLIC = [rpc for rpc in RPCS if rpc.public]
CLOSED = [rpc for rpc in RPCS if not rpc.public]
SCOPED = [rpc for rpc in RPCS if rpc.scope]
# A stream tells no budget while it lasts, and its messages have no idempotency keys: test_streams.py has what holds for streams.
STREAMS = [rpc for rpc in RPCS if rpc.server_streaming]
COUNTED = [rpc for rpc in CLOSED if rpc.bucket is not RateBucket.UNLIMITED and rpc not in STREAMS]
READS = [rpc for rpc in RPCS if rpc.effect is Effect.READ]
EFFECTS = [rpc for rpc in RPCS if rpc.effect is not Effect.READ and rpc not in STREAMS]
ROUTED = [rpc for rpc in RPCS if rpc.routes]
TOOLS = [rpc for rpc in RPCS if rpc.tool]


def each(rpcs: Iterable[Rpc]) -> pytest.MarkDecorator:
    """Runs the test with each of the rows as `rpc`."""
    return pytest.mark.parametrize("rpc", [pytest.param(rpc, id=f"{rpc.service.rsplit('.', 1)[1]}.{rpc.method}") for rpc in rpcs])


def accepted(rpc: Rpc) -> list[Credential]:
    """Kinds of token that may call."""
    return sorted(ISSUABLE & rpc.callers)


def unaccepted(rpc: Rpc) -> list[Credential]:
    """Kinds of token that may not."""
    return sorted(ISSUABLE - rpc.callers)
