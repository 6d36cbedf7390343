"""The catalogue of MCP prompts that the areas declare."""

import re
from collections.abc import Iterator

from scripts.generator.declarations import Declarations, Options

_NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")
_ARGUMENT = re.compile(r"\{([^{}]*)\}")


def catalogue(declarations: Declarations) -> list[dict[str, object]]:
    """Every prompt, in order of their names. `text`, `defaults`, `choices` and `tools` are for the bridge, not for its clients."""
    return [_prompt(prompt) for _, prompt in sorted(declarations.prompts, key=lambda declared: declared[1].name)]


def _prompt(prompt: Options) -> dict[str, object]:
    return {
        "name": prompt.name,
        "title": prompt.title,
        "description": prompt.description,
        "arguments": [
            {"name": each.name, "description": each.description, "required": not each.default_value} for each in prompt.arguments
        ],
        "text": prompt.text,
        "defaults": {each.name: each.default_value for each in prompt.arguments if each.default_value},
        "choices": {each.name: list(each.choices) for each in prompt.arguments if each.choices},
        "tools": list(prompt.tools),
    }


def refused_prompts(declarations: Declarations) -> Iterator[str]:
    """Prompts that a person could not tell apart or understand, that need what there is not, or that lose an argument."""
    tools = {rpc.policy.tool for rpc in declarations.rpcs if rpc.policy is not None}
    taken: set[str] = set()
    for file, prompt in declarations.prompts:
        place = f"{file}: prompt {prompt.name}"
        if not _NAME.fullmatch(prompt.name):
            yield f"{place}: its name does not match ^[a-z][a-z0-9_]{{2,39}}$: rename it"
        if prompt.name in taken:
            yield f"{place}: there is another of that name: rename one of the two"
        taken.add(prompt.name)
        described = (prompt, *prompt.arguments)
        if not prompt.title or not all(each.description for each in described):
            yield f"{place}: people choose it by its title and descriptions: write them"
        for tool in sorted(set(prompt.tools) - tools):
            yield f"{place}: there is no tool {tool}: name one that there is"
        if set(_ARGUMENT.findall(prompt.text)) != {each.name for each in prompt.arguments}:
            yield f"{place}: its text has other {{arguments}} than it declares: use each, and declare each"
