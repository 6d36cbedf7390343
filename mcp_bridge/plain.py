"""Requests with nothing unusual about them, which may be answered without the SDK: it would find no fault in them."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import cast

from mcp.shared.inbound import InboundLadderRejection, classify_inbound_request, find_duplicated_routing_header
from mcp_types.methods import validate_client_request
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, LATEST_HANDSHAKE_VERSION
from pydantic import ValidationError

from mcp_bridge.exchange import Exchange

_VERSION_HEADER = "mcp-protocol-version"
_MEMBERS = frozenset({"jsonrpc", "id", "method", "params"})

Headers = Sequence[tuple[bytes, bytes]]


def is_plain(exchange: Exchange, method: str, params: AbstractSet[str]) -> bool:
    """Whether it is a request for the method with no other parameters than those. What else may be wrong is for the SDK to judge."""
    message = exchange.message
    if not isinstance(message, dict):
        return False
    sent = cast("Mapping[str, object]", message)
    is_request = sent.get("method") == method and sent.get("jsonrpc") == "2.0" and exchange.message_id is not None
    has_params = isinstance(sent.get("params", {}), dict)
    return is_request and has_params and sent.keys() <= _MEMBERS and exchange.params.keys() <= params


def served_version(exchange: Exchange, method: str, headers: Headers) -> str | None:
    """The version that the request is served with; None for a request that the SDK would refuse, by whose own rules that is found."""
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    if find_duplicated_routing_header(pairs) is not None:
        return None
    named = dict(pairs)
    version = named.get(_VERSION_HEADER, LATEST_HANDSHAKE_VERSION)
    if version not in HANDSHAKE_PROTOCOL_VERSIONS:
        route = classify_inbound_request(cast("Mapping[str, object]", exchange.message), headers=named)
        if isinstance(route, InboundLadderRejection):
            return None
    try:
        validate_client_request(method, version, exchange.params)
    except ValidationError:
        return None
    return version


def answer_with(result: bytes, exchange: Exchange) -> bytes:
    """The whole message. An id may be longer than the integers that orjson writes."""
    return b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (json.dumps(exchange.message_id).encode(), result)
