"""The answer to tools/list: made by the SDK's rules once for each set of rights, and sent as bytes from then on.

The SDK validates and writes the whole catalogue for every request, which takes some twenty times as long.
"""

from functools import lru_cache

import grpc
import orjson
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from mcp.server.caching import CacheHint
from mcp.server.lowlevel import Server
from mcp_types import SERVER_INFO_META_KEY, ListToolsResult
from mcp_types.methods import serialize_server_result
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from mcp_bridge.calls import CoreCalls
from mcp_bridge.exchange import REFUSED, Exchange
from mcp_bridge.plain import Headers, answer_with, is_plain, served_version
from mcp_bridge.tools import Catalogue, Rights, rights_of

METHOD = "tools/list"
# The tools change with a release only; what is listed depends on who asks.
LIST_HINT = CacheHint(ttl_ms=300_000, scope="private")

# A cursor is for the SDK to judge.
_PARAMS = frozenset({"_meta"})
# A list of all tools has about 150 KB.
_LISTS_MAX = 64


class Listing:
    """Answers a plain tools/list without the SDK; what is unusual about a request is left to the SDK.

    Lists are kept by version and rights, never by credential: two callers share bytes exactly when the same tools are open to them
    for the same reasons. Who calls is asked each time.
    """

    def __init__(self, server: Server[object], catalogue: Catalogue, calls: CoreCalls) -> None:
        self._server = server
        self._catalogue = catalogue
        self._calls = calls
        self._own_handler = server.get_request_handler(METHOD)
        self._result = lru_cache(_LISTS_MAX)(self._made)

    async def answer(self, exchange: Exchange, headers: Headers) -> bytes | None:
        """The whole message; None where the SDK has to answer. A bearer that is refused becomes the challenge of the exchange."""
        if not is_plain(exchange, METHOD, _PARAMS) or (version := served_version(exchange, METHOD, headers)) is None:
            return None
        # A host may have put a handler of its own in our place.
        if self._server.get_request_handler(METHOD) is not self._own_handler:
            return None
        try:
            rights = rights_of(await self._calls.caller(exchange))
        except grpc.aio.AioRpcError as error:
            if read_failure(error).reason is not Reason.UNAUTHENTICATED:
                return None
            exchange.challenge = REFUSED
            return b""
        return answer_with(self._result(version, rights), exchange)

    def _made(self, version: str, rights: Rights) -> bytes:
        tools = [tool.listed for tool in self._catalogue.open_to(rights)]
        listed = ListToolsResult(tools=tools, ttl_ms=LIST_HINT.ttl_ms, cache_scope=LIST_HINT.scope)
        content = serialize_server_result(METHOD, version, listed.model_dump(by_alias=True, mode="json", exclude_none=True))
        if version in MODERN_PROTOCOL_VERSIONS:
            content["_meta"] = {SERVER_INFO_META_KEY: self._server.server_info_stamp}
        return orjson.dumps(content)
