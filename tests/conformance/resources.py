"""The resources and prompts of the suite that no declaration can say: bytes, pictures, questions to the client."""

from mcp.server.lowlevel import Server
from mcp_types import (
    BlobResourceContents,
    EmptyResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    ListPromptsResult,
    ListResourcesResult,
    PaginatedRequestParams,
    Prompt,
    PromptArgument,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    SetLevelRequestParams,
    SubscribeRequestParams,
    TextResourceContents,
    UnsubscribeRequestParams,
)

from mcp_bridge.exchange import Context
from tests.conformance import rounds
from tests.conformance.content import IMAGE, PNG, embedded, text
from tests.conformance.handlers import own_handler

# What the bridge serves by itself, as it does the texts of the product.
DOCUMENTS = [
    {
        "uri": "test://static-text",
        "name": "static-text",
        "title": "A text",
        "mimeType": "text/plain",
        "text": "This is the content of the static text resource.",
    }
]

_BINARY = "test://static-binary"
_WATCHED = "test://watched-resource"
_ASKING_PROMPT = "test_input_required_result_prompt"
_PROMPTS = {
    "test_prompt_with_embedded_resource": ("resourceUri",),
    "test_prompt_with_image": (),
    _ASKING_PROMPT: (),
}
# Who may keep what is read, and for how long: the suite asks that each says it.
_KEPT = {"ttl_ms": 1000, "cache_scope": "public"}


def serve(server: Server[object]) -> None:
    """Adds them to what the bridge serves."""
    list_resources = own_handler(server, "resources/list", ListResourcesResult)
    read = own_handler(server, "resources/read", ReadResourceResult)
    list_prompts = own_handler(server, "prompts/list", ListPromptsResult)
    get_prompt = own_handler(server, "prompts/get", GetPromptResult)

    async def list_all_resources(context: Context, params: PaginatedRequestParams) -> ListResourcesResult:
        result = await list_resources(context, params)
        by_hand = [
            Resource(uri=uri, name=uri.removeprefix("test://"), description=f"The resource {uri}.", mime_type=kind)
            for uri, kind in ((_BINARY, "image/png"), (_WATCHED, "text/plain"))
        ]
        return result.model_copy(update={"resources": [*result.resources, *by_hand]})

    async def read_any(context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        if params.uri == _BINARY:
            return _contents(BlobResourceContents(uri=params.uri, mime_type="image/png", blob=PNG))
        if params.uri == _WATCHED:
            return _contents(TextResourceContents(uri=params.uri, mime_type="text/plain", text="Watched resource content"))
        return await read(context, params)

    async def list_all_prompts(context: Context, params: PaginatedRequestParams) -> ListPromptsResult:
        result = await list_prompts(context, params)
        return result.model_copy(update={"prompts": [*result.prompts, *(_listed(name) for name in _PROMPTS)]})

    async def get_any_prompt(context: Context, params: GetPromptRequestParams) -> GetPromptResult | InputRequiredResult:
        return await (_prompt(params) if params.name in _PROMPTS else get_prompt(context, params))

    server.add_request_handler("resources/list", PaginatedRequestParams, list_all_resources)
    server.add_request_handler("resources/read", ReadResourceRequestParams, read_any)
    server.add_request_handler("resources/subscribe", SubscribeRequestParams, _accept)
    server.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, _accept)
    server.add_request_handler("prompts/list", PaginatedRequestParams, list_all_prompts)
    server.add_request_handler("prompts/get", GetPromptRequestParams, get_any_prompt)
    server.add_request_handler("logging/setLevel", SetLevelRequestParams, _accept)


def _contents(contents: TextResourceContents | BlobResourceContents) -> ReadResourceResult:
    return ReadResourceResult.model_validate({"contents": [contents], **_KEPT})


def _listed(name: str) -> Prompt:
    arguments = [PromptArgument(name=key, description=f"Argument {key}.", required=True) for key in _PROMPTS[name]]
    return Prompt(name=name, description=f"The prompt {name} of the suite.", arguments=arguments)


async def _prompt(params: GetPromptRequestParams) -> GetPromptResult | InputRequiredResult:
    if params.name == _ASKING_PROMPT:
        return await rounds.prompt(params)
    if params.name == "test_prompt_with_image":
        content = [IMAGE, text("Please analyze the image above.")]
    else:
        resource = embedded((params.arguments or {}).get("resourceUri", ""), "Embedded resource content for testing.")
        content = [resource, text("Please process the embedded resource above.")]
    return GetPromptResult(messages=[PromptMessage(role="user", content=each) for each in content])


async def _accept(context: Context, params: SetLevelRequestParams | SubscribeRequestParams | UnsubscribeRequestParams) -> EmptyResult:  # noqa: ARG001  # as all are called
    return EmptyResult()
