"""The texts in Markdown by the files that hold them, which stand where they are served."""

from scripts.generator.declarations import Declarations
from scripts.generator.docs.agent_text import agent_text
from scripts.generator.docs.integrations_text import integrations_text
from scripts.generator.docs.markup import fill
from scripts.references import Json


def texts(declarations: Declarations, document: Json, version: str) -> dict[str, str]:
    """Every text by its file below gen/texts."""
    tools = sum(bool(rpc.accepted_policy.tool) for rpc in declarations.rpcs)
    operations = sum(len(rpc.routes) for rpc in declarations.rpcs)
    return {
        "api/internal-os/integrations/protocol.md": integrations_text(declarations, document),
        "api/internal-os/agent/protocol.md": agent_text(declarations),
        "llms.txt": fill("llms.txt", version=version, tools=str(tools), operations=str(operations), methods=str(len(declarations.rpcs))),
    }
