"""Where exceptions end: whatever a handler raises that the protocol has no answer for becomes an error without its text."""

import structlog
from fluxdesk.metadata import internal_detail
from mcp.server.context import CallNext, HandlerResult
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR
from pydantic import ValidationError

from mcp_bridge.exchange import Context, exchange_of

_log = structlog.get_logger()


def hide_exceptions(server: Server[object]) -> None:
    """Puts the boundary around every handler of the server: on the older wire the SDK would tell clients what an exception says."""
    server.middleware.append(_hidden)


async def _hidden(ctx: Context, call_next: CallNext) -> HandlerResult:
    try:
        return await call_next(ctx)
    except (MCPError, ValidationError):
        raise
    except Exception:  # noqa: BLE001  # an edge of the process
        request_id = exchange_of(ctx).request_id
        _log.exception("mcp_request_failed", method=ctx.method, request_id=request_id)
        raise MCPError(INTERNAL_ERROR, internal_detail(request_id)) from None
