"""The resources and prompts of the suite."""

import json
import re

from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    BlobResourceContents,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    EmptyResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    Prompt,
    PromptArgument,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    SetLevelRequestParams,
    SubscribeRequestParams,
    TextResourceContents,
    UnsubscribeRequestParams,
)

from mcp_bridge.exchange import Context
from tests.conformance import rounds
from tests.conformance.content import IMAGE, PNG, embedded, text

_TEXT = "test://static-text"
_BINARY = "test://static-binary"
_WATCHED = "test://watched-resource"
_TEMPLATE = "test://template/{id}/data"
_TEMPLATED = re.compile(r"test://template/([^/]+)/data")
_ASKING_PROMPT = "test_input_required_result_prompt"
# Who may keep a list, and for how long: the suite asks that each says it.
_KEPT = {"ttl_ms": 1000, "cache_scope": "public"}


async def _list_resources(context: Context, params: PaginatedRequestParams) -> ListResourcesResult:  # noqa: ARG001  # one page
    found = {_TEXT: "text/plain", _BINARY: "image/png", _WATCHED: "text/plain"}
    resources = [
        Resource(uri=uri, name=uri.removeprefix("test://"), description=f"The resource {uri}.", mime_type=kind)
        for uri, kind in found.items()
    ]
    return ListResourcesResult.model_validate({"resources": resources, **_KEPT})


async def _list_templates(context: Context, params: PaginatedRequestParams) -> ListResourceTemplatesResult:  # noqa: ARG001  # one page
    template = ResourceTemplate(uri_template=_TEMPLATE, name="template", description="Data by its id.", mime_type="application/json")
    return ListResourceTemplatesResult.model_validate({"resource_templates": [template], **_KEPT})


async def _read(context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:  # noqa: ARG001  # as all are called
    uri = params.uri
    if uri == _BINARY:
        return _contents(BlobResourceContents(uri=uri, mime_type="image/png", blob=PNG))
    texts = {_TEXT: "This is the content of the static text resource.", _WATCHED: "Watched resource content"}
    if uri in texts:
        return _contents(TextResourceContents(uri=uri, mime_type="text/plain", text=texts[uri]))
    if templated := _TEMPLATED.fullmatch(uri):
        data = {"id": templated[1], "templateTest": True, "data": f"Data for ID: {templated[1]}"}
        return _contents(TextResourceContents(uri=uri, mime_type="application/json", text=json.dumps(data)))
    raise MCPError(INVALID_PARAMS, "Resource not found", {"uri": uri})


def _contents(contents: TextResourceContents | BlobResourceContents) -> ReadResourceResult:
    return ReadResourceResult.model_validate({"contents": [contents], **_KEPT})


async def _list_prompts(context: Context, params: PaginatedRequestParams) -> ListPromptsResult:  # noqa: ARG001  # one page
    arguments = {
        "test_simple_prompt": (),
        "test_prompt_with_arguments": ("arg1", "arg2"),
        "test_prompt_with_embedded_resource": ("resourceUri",),
        "test_prompt_with_image": (),
        _ASKING_PROMPT: (),
    }
    prompts = [
        Prompt(
            name=name,
            description=f"The prompt {name} of the suite.",
            arguments=[PromptArgument(name=key, description=f"Argument {key}.", required=True) for key in keys],
        )
        for name, keys in arguments.items()
    ]
    return ListPromptsResult.model_validate({"prompts": prompts, **_KEPT})


async def _get_prompt(context: Context, params: GetPromptRequestParams) -> GetPromptResult | InputRequiredResult:  # noqa: ARG001  # as all are called
    said = params.arguments or {}
    if params.name == _ASKING_PROMPT:
        return await rounds.prompt(params)
    if params.name == "test_simple_prompt":
        content = [text("This is a simple prompt for testing.")]
    elif params.name == "test_prompt_with_arguments":
        content = [text(f"Prompt with arguments: arg1='{said.get('arg1')}', arg2='{said.get('arg2')}'")]
    elif params.name == "test_prompt_with_embedded_resource":
        resource = embedded(said.get("resourceUri", ""), "Embedded resource content for testing.")
        content = [resource, text("Please process the embedded resource above.")]
    elif params.name == "test_prompt_with_image":
        content = [IMAGE, text("Please analyze the image above.")]
    else:
        raise MCPError(INVALID_PARAMS, f"Unknown prompt: {params.name}")
    return GetPromptResult(messages=[PromptMessage(role="user", content=each) for each in content])


async def _complete(context: Context, params: CompleteRequestParams) -> CompleteResult:  # noqa: ARG001  # as all are called
    words = [word for word in ("paris", "park", "party") if word.startswith(params.argument.value)]
    return CompleteResult(completion=Completion(values=words, total=len(words), has_more=False))


async def _accept(context: Context, params: SetLevelRequestParams | SubscribeRequestParams | UnsubscribeRequestParams) -> EmptyResult:  # noqa: ARG001  # as all are called
    return EmptyResult()


def serve(server: Server[object]) -> None:
    """Adds what is served beside tools."""
    server.add_request_handler("resources/list", PaginatedRequestParams, _list_resources)
    server.add_request_handler("resources/templates/list", PaginatedRequestParams, _list_templates)
    server.add_request_handler("resources/read", ReadResourceRequestParams, _read)
    server.add_request_handler("resources/subscribe", SubscribeRequestParams, _accept)
    server.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, _accept)
    server.add_request_handler("prompts/list", PaginatedRequestParams, _list_prompts)
    server.add_request_handler("prompts/get", GetPromptRequestParams, _get_prompt)
    server.add_request_handler("completion/complete", CompleteRequestParams, _complete)
    server.add_request_handler("logging/setLevel", SetLevelRequestParams, _accept)
