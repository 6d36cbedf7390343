"""Completion of what a person types: variables of resources, and arguments of prompts."""

from mcp_types import CompleteRequestParams, CompleteResult, Completion, PromptReference

from mcp_bridge.exchange import Context, exchange_of
from mcp_bridge.prompts import PromptHandlers
from mcp_bridge.resources import ResourceHandlers


class CompletionHandlers:
    """What the SDK calls for completions, whatever they are of."""

    def __init__(self, resources: ResourceHandlers, prompts: PromptHandlers) -> None:
        self._resources = resources
        self._prompts = prompts

    async def complete(self, context: Context, params: CompleteRequestParams) -> CompleteResult:
        """Values that begin as the person has begun; none where nobody knows any."""
        asked = params.argument
        if isinstance(params.ref, PromptReference):
            values = self._prompts.complete(params.ref.name, asked.name, asked.value)
        else:
            values = await self._resources.complete(exchange_of(context), params.ref.uri, asked.name, asked.value)
        return CompleteResult(completion=Completion(values=values))
