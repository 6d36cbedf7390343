"""Prompts: texts that a person sends to a model by their names, offered to whom the tools in them are open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    PaginatedRequestParams,
    Prompt,
    PromptMessage,
    TextContent,
)

from mcp_bridge.calls import CoreCalls
from mcp_bridge.exchange import Context, exchange_of
from mcp_bridge.handlers import callers_rights, require_first_page
from mcp_bridge.tools import Catalogue, Rights

_ARGUMENT = re.compile(r"\{([a-z0-9_]+)\}")
_OWN = ("text", "defaults", "choices", "tools")


@dataclass(frozen=True, slots=True)
class OfferedPrompt:
    """One entry of mcp_prompts.json."""

    listed: Prompt
    text: str
    defaults: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    tools: Sequence[str]


class PromptHandlers:
    """What the SDK calls for prompts."""

    def __init__(self, entries: Sequence[Mapping[str, object]], catalogue: Catalogue, calls: CoreCalls) -> None:
        self._prompts = {prompt.listed.name: prompt for prompt in map(_read_entry, entries)}
        self._catalogue = catalogue
        self._calls = calls

    async def list_prompts(self, context: Context, params: PaginatedRequestParams | None) -> ListPromptsResult:
        """Those that the caller's tools suffice for."""
        require_first_page(params)
        rights = await callers_rights(self._calls, exchange_of(context))
        return ListPromptsResult(prompts=[prompt.listed for prompt in self._prompts.values() if self._is_open(prompt, rights)])

    async def get_prompt(self, context: Context, params: GetPromptRequestParams) -> GetPromptResult:
        """The text with its arguments filled in. Raises MCPError for one that is not offered to the caller, and for other arguments."""
        prompt = self._prompts.get(params.name)
        if prompt is None or not self._is_open(prompt, await callers_rights(self._calls, exchange_of(context))):
            raise MCPError(INVALID_PARAMS, f"Unknown prompt: {params.name}")
        given = dict(params.arguments or {})
        known = {argument.name: bool(argument.required) for argument in prompt.listed.arguments or ()}
        faults = [f"there is no argument {name}" for name in given.keys() - known.keys()]
        faults += [f"the argument {name} is missing" for name, required in known.items() if required and not given.get(name, "").strip()]
        if faults:
            raise MCPError(INVALID_PARAMS, f"Prompt {params.name}: {'; '.join(sorted(faults))}")
        values = {**prompt.defaults, **{name: value for name, value in given.items() if value.strip()}}
        # One pass, so that braces in a value stay what they are.
        text = _ARGUMENT.sub(lambda found: values[found[1]], prompt.text)
        message = PromptMessage(role="user", content=TextContent(text=text))
        return GetPromptResult(description=prompt.listed.description, messages=[message])

    def complete(self, name: str, argument: str, begun: str) -> list[str]:
        """Values to choose from that begin as the client has begun."""
        prompt = self._prompts.get(name)
        if prompt is None or argument not in {each.name for each in prompt.listed.arguments or ()}:
            raise MCPError(INVALID_PARAMS, f"Unknown prompt or argument: {name} {argument}")
        return [value for value in prompt.choices.get(argument, ()) if value.startswith(begun)]

    def _is_open(self, prompt: OfferedPrompt, rights: Rights) -> bool:
        tools = (self._catalogue.find(name) for name in prompt.tools)
        return all(tool is not None and rights.admit(tool.rpc) for tool in tools)


def _read_entry(entry: Mapping[str, object]) -> OfferedPrompt:
    listed = Prompt.model_validate({key: value for key, value in entry.items() if key not in _OWN})
    return OfferedPrompt(
        listed,
        str(entry["text"]),
        cast("Mapping[str, str]", entry["defaults"]),
        cast("Mapping[str, Sequence[str]]", entry["choices"]),
        cast("Sequence[str]", entry["tools"]),
    )
