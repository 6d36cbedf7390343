"""Calls of several rounds on the newest wire: the answer asks for input, and the call is sent again with it."""

from collections.abc import Awaitable, Callable, Mapping

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    CallToolRequestParams,
    CallToolResult,
    ClientCapabilities,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    PromptMessage,
    SamplingCapability,
)

from mcp_bridge.exchange import Context
from tests.conformance.asks import ROOTS, Ask, completion, question
from tests.conformance.content import text

Answer = CallToolResult | InputRequiredResult
Handler = Callable[[Context, CallToolRequestParams], Awaitable[Answer]]

_NAME = question("What is your name?", "name")
_OK = question("Please confirm", "ok", "boolean")


def _once(asks: Mapping[str, Ask], state: str | None = None) -> Handler:
    """Asks until each question is answered; what is answered beside them does not count."""

    async def handle(context: Context, params: CallToolRequestParams) -> Answer:  # noqa: ARG001  # as all are called
        answers = params.input_responses or {}
        if not all(_fits(ask, answers.get(key)) for key, ask in asks.items()):
            return InputRequiredResult(input_requests=dict(asks), request_state=state)
        if params.request_state != state:
            raise MCPError(INVALID_PARAMS, "Invalid or expired requestState")
        return CallToolResult(content=[text("state-ok" if state else "Hello!")])

    return handle


def _fits(ask: Ask, answer: object) -> bool:
    """Whether a form was accepted with all that it asks for; where no form was asked for, any answer fits."""
    if not isinstance(ask, ElicitRequest) or not isinstance(ask.params, ElicitRequestFormParams):
        return answer is not None
    if not isinstance(answer, ElicitResult) or answer.action != "accept":
        return False
    return set(ask.params.requested_schema["required"]) <= set(answer.content or {})


async def _in_two_steps(context: Context, params: CallToolRequestParams) -> Answer:  # noqa: ARG001  # as all are called
    answers = params.input_responses or {}
    if params.request_state == "second" and "step2" in answers:
        return CallToolResult(content=[text("Both steps are done.")])
    if params.request_state == "first" and "step1" in answers:
        asks: dict[str, Ask] = {"step2": question("Step 2: What is your favorite color?", "color")}
        return InputRequiredResult(input_requests=asks, request_state="second")
    return InputRequiredResult(input_requests={"step1": question("Step 1: What is your name?", "name")}, request_state="first")


async def _as_the_client_can(context: Context, params: CallToolRequestParams) -> Answer:  # noqa: ARG001  # as all are called
    """Asks only for what the client has declared."""
    declared = context.session.client_capabilities or ClientCapabilities()
    asks: dict[str, Ask] = {}
    if declared.elicitation is not None:
        asks["user_name"] = _NAME
    if declared.sampling is not None:
        asks["greeting"] = completion("Generate a greeting")
    return InputRequiredResult(input_requests=asks)


async def _missing_capability(context: Context, params: CallToolRequestParams) -> Answer:  # noqa: ARG001  # as all are called
    needed = ClientCapabilities(sampling=SamplingCapability())
    if not context.session.check_client_capability(needed):
        data = {"requiredCapabilities": needed.model_dump(by_alias=True, exclude_none=True)}
        raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "The client must declare sampling", data)
    return CallToolResult(content=[text("The client declares sampling.")])


_PREFIX = "test_input_required_result"
TOOLS: Mapping[str, Handler] = {
    f"{_PREFIX}_elicitation": _once({"user_name": _NAME}),
    f"{_PREFIX}_sampling": _once({"capital_question": completion("What is the capital of France?")}),
    f"{_PREFIX}_list_roots": _once({"client_roots": ROOTS}),
    f"{_PREFIX}_request_state": _once({"confirm": _OK}, "confirming"),
    f"{_PREFIX}_tampered_state": _once({"confirm": _OK}, "confirming"),
    f"{_PREFIX}_multiple_inputs": _once(
        {"user_name": _NAME, "greeting": completion("Generate a greeting", 50), "client_roots": ROOTS}, "several"
    ),
    f"{_PREFIX}_multi_round": _in_two_steps,
    f"{_PREFIX}_capabilities": _as_the_client_can,
    "test_missing_capability": _missing_capability,
    "test_streaming_elicitation": _once({"user_name": _NAME}),
}


async def prompt(params: GetPromptRequestParams) -> GetPromptResult | InputRequiredResult:
    """A prompt that must be told its context."""
    answer = (params.input_responses or {}).get("user_context")
    if not isinstance(answer, ElicitResult):
        return InputRequiredResult(input_requests={"user_context": question("What context should the prompt use?", "context")})
    context = (answer.content or {}).get("context", "none")
    return GetPromptResult(messages=[PromptMessage(role="user", content=text(f"The context is {context}."))])
