"""Finds the projects that the events of a batch belong to."""

from collections.abc import Sequence

from fluxdesk.reasons import Reason

from core.areas.events.publication import Outcomes, Publication
from core.areas.projects.public import find_open_projects
from core.database.rows import Db
from core.errors import Refusal


async def attribute(publications: Sequence[Publication], outcomes: Outcomes, db: Db) -> Sequence[Publication]:
    """The events that may go on, each with its project; refusals go to `outcomes`. Only events that name one need the database."""
    named = [one for one in publications if one.event.HasField("project_slug")]
    if not named:
        return publications
    found = await find_open_projects(
        db,
        workspace_ids=[one.call.workspace_id for one in named],
        slugs=[one.event.project_slug for one in named],
        family_ids=[one.family_id for one in named],
        recipient_user_ids=[one.recipient_user_id for one in named],
    )
    for row in found:
        named[row.position - 1].project_id = row.project_id
    for one in named:
        if one.project_id is None:
            message = "The sender is no admin of that project, or the recipient no member."
            outcomes[one] = Refusal(Reason.CROSS_PROJECT_BLOCKED, message)
    return [one for one in publications if one not in outcomes]
