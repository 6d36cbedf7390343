"""SQL that asks whether anybody is told: part of a statement that runs anyway."""

from typing import Final, LiteralString

# Follows `EXISTS (SELECT`, and is followed by the id of a workspace: its webhooks and those of its people, without callbacks, which no type
# finds.
WEBHOOKS_OF: Final[LiteralString] = " FROM webhooks w WHERE w.family_id IS NULL AND w.workspace_id = "
