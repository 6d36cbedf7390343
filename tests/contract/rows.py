"""The rows of the table that a test runs over."""

from collections.abc import Iterable

import pytest
from fluxdesk.rpc import Credential, Effect, RateBucket, Rpc
from fluxdesk.rpc_table import RPCS

from tests.samples import FAREWELLS

PUBLIC = [rpc for rpc in RPCS if rpc.public]
CLOSED = [rpc for rpc in RPCS if not rpc.public]
SCOPED = [rpc for rpc in RPCS if rpc.scope]
# A stream tells no budget while it lasts, and its messages have no idempotency keys: test_streams.py has what holds for streams.
STREAMS = [rpc for rpc in RPCS if rpc.server_streaming]
COUNTED = [
    rpc for rpc in CLOSED if rpc.bucket is not RateBucket.UNLIMITED and rpc not in STREAMS and rpc.callers != frozenset({Credential.PERSON})
]
READS = [rpc for rpc in RPCS if rpc.effect is Effect.READ]
EFFECTS = [rpc for rpc in RPCS if rpc.effect is not Effect.READ and rpc not in STREAMS]
# A public RPC takes no keys, and who ends its own credential cannot call again.
KEYED = [rpc for rpc in EFFECTS if rpc.callers and rpc.name not in FAREWELLS]
ROUTED = [rpc for rpc in RPCS if rpc.routes]
TOOLS = [rpc for rpc in RPCS if rpc.tool]


def each(rpcs: Iterable[Rpc]) -> pytest.MarkDecorator:
    """Runs the test with each of the rows as `rpc`."""
    return pytest.mark.parametrize("rpc", [pytest.param(rpc, id=f"{rpc.service.rsplit('.', 1)[1]}.{rpc.method}") for rpc in rpcs])


def accepted(rpc: Rpc) -> list[Credential]:
    """Kinds of credential that may call."""
    return sorted(rpc.callers)


def accepted_tokens(rpc: Rpc) -> list[Credential]:
    """Kinds of token that may call: what has scopes and limits of its own, which a session has not."""
    return sorted(rpc.callers - {Credential.PERSON})


def unaccepted(rpc: Rpc) -> list[Credential]:
    """Kinds of credential that may not."""
    return sorted(frozenset(Credential) - rpc.callers)
