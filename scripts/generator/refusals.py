"""What stops `scripts/generate`: declarations that are unsafe, ambiguous, or that some surface could not serve."""

from scripts.generator.declarations import Declarations
from scripts.generator.mcp_prompts import refused_prompts
from scripts.generator.mcp_resources import refused_resources
from scripts.generator.refused_defaults import refused_defaults
from scripts.generator.refused_messages import (
    refused_enums,
    refused_event_ids,
    refused_fields,
    refused_files,
    refused_immutables,
    refused_variants,
)
from scripts.generator.refused_policies import refused_policies, refused_replies
from scripts.generator.refused_routes import refused_overlaps, refused_routes
from scripts.generator.refused_tools import refused_tools
from scripts.generator.webhook_events import refused_webhook_types

_CHECKS = (
    refused_policies,
    refused_replies,
    refused_routes,
    refused_overlaps,
    refused_tools,
    refused_resources,
    refused_prompts,
    refused_files,
    refused_fields,
    refused_defaults,
    refused_event_ids,
    refused_immutables,
    refused_variants,
    refused_enums,
    refused_webhook_types,
)


def refusals(declarations: Declarations) -> list[str]:
    """One line per refusal: the file, what is refused in it, and the mend. Nothing may be written while there is one."""
    return [line for check in _CHECKS for line in check(declarations)]
