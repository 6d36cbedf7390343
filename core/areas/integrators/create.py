"""Adds integrators whose slugs and prefixes keep apart, whoever asks for them."""

from uuid import UUID

from fluxdesk.reasons import Reason

from core.areas.integrators import queries
from core.areas.integrators.queries import NewIntegrator
from core.database.rows import Db
from core.errors import Refusal
from core.ids import new_id


async def create_integrator(db: Db, workspace_id: UUID, new: NewIntegrator) -> UUID:
    """The new integrator's id. Raises Refusal for a prefix that meets another's; a taken slug violates integrators_slug_key."""
    # Nobody adds a prefix between the look at the others and the commit.
    await queries.lock_prefixes(db, workspace_id)
    if taken := await queries.find_nested_prefix(db, workspace_id, new.allowed_event_prefix, slug=new.slug):
        message = f"The prefix {new.allowed_event_prefix} meets {taken.allowed_event_prefix} of another integrator."
        raise Refusal(Reason.CONFLICT, message)
    integrator_id = new_id()
    await queries.insert_integrator(db, workspace_id, integrator_id, new)
    return integrator_id
