"""A person's word before an effect that cannot be undone, where the client can ask for it.

The newest wire has no requests from the server: a call is answered with a question, and the client repeats it with the answer and a
state that the SDK seals for this call (tool, arguments, credential, five minutes). Clients that cannot ask, and those of the older wires,
which keep no session here, call as if nobody had to be asked: that is what `destructiveHint` tells them.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import cast

from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateCodec, RequestStateSecurity
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from mcp_bridge import results
from mcp_bridge.exchange import Context, Exchange, exchange_of
from mcp_bridge.tools import Tool

CONFIRM_SECONDS_MAX = 300
_QUESTION = "confirm"
_STATE = "asked"
# No id, slug or name of a thing is longer.
_TEXT_CHARACTERS_MAX = 80
_REFUSALS = {
    "decline": "DECLINED: The user was asked and said no. Nothing was done.",
    "cancel": "CANCELLED: The user closed the question without an answer. Nothing was done.",
}


def seal_states(server: Server[object], codec: RequestStateCodec) -> None:
    """Lets the SDK refuse every state that was not made for the same call by the same caller, under keys that all processes share."""
    security = RequestStateSecurity(codec=codec, ttl=CONFIRM_SECONDS_MAX, bind_principal=_credential)
    server.middleware.append(RequestStateBoundary(security, default_audience=server.name))


def can_ask(context: Context) -> bool:
    """Whether the client has said that it shows forms; one that names no mode means them."""
    capabilities = context.session.client_capabilities
    asking = capabilities.elicitation if capabilities else None
    shows_forms = asking is not None and (asking.form is not None or asking.url is None)
    return shows_forms and context.protocol_version in MODERN_PROTOCOL_VERSIONS


def answer_to(params: CallToolRequestParams) -> str | None:
    """What the user has answered: accept, decline or cancel; None before that. A state alone is no answer, nor is an answer without one."""
    given = (params.input_responses or {}).get(_QUESTION)
    return given.action if params.request_state == _STATE and isinstance(given, ElicitResult) else None


def question(tool: Tool, arguments: object) -> InputRequiredResult:
    """The question itself. An empty form is all that a yes or no needs."""
    told = _visible(json.dumps(_shortened(arguments), ensure_ascii=False, separators=(",", ":")))
    message = f"{tool.listed.title or tool.listed.name} cannot be undone. Go on with {told}?"
    form = ElicitRequestFormParams(message=message, requested_schema={"type": "object", "properties": {}})
    return InputRequiredResult(input_requests={_QUESTION: ElicitRequest(params=form)}, request_state=_STATE)


def refusal(answer: str, exchange: Exchange) -> CallToolResult:
    """The result of a call that the user did not want."""
    return results.error(f"{_REFUSALS[answer]}\nDo not call again unless the user asks for it.", exchange)


def _shortened(value: object) -> object:
    """The arguments with each long text cut and all else whole, ids first: the model chose their order, and must not choose what is
    left out.
    """
    if isinstance(value, dict):
        members = sorted(cast("Mapping[str, object]", value).items(), key=lambda member: not _names_ids(member[0]))
        return {name: _shortened(member) for name, member in members}
    if isinstance(value, list):
        return [_shortened(item) for item in cast("list[object]", value)]
    return _cut(value) if isinstance(value, str) else value


def _names_ids(name: str) -> bool:
    return name.rpartition("_")[2] in {"id", "ids", "slug", "slugs", "name"}


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_CHARACTERS_MAX else f"{text[:_TEXT_CHARACTERS_MAX]}…"


def _visible(text: str) -> str:
    """The text without what turns the reading direction round or is not seen at all."""
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)


def _credential(context: Context) -> str | None:
    """Whose call it is: a state is good for the credential that it was made for, of which it holds a digest of a digest."""
    authorization = exchange_of(context).authorization
    return sha256(authorization.encode()).hexdigest() if authorization else None
