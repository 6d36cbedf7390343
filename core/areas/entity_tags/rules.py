"""Which tags something may have."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from fluxdesk.failures import Fault


def tag_id_faults(wanted: Sequence[UUID], found: Sequence[UUID]) -> Iterator[Fault]:
    """Each that names no tag, at its place."""
    known = set(found)
    for index, tag_id in enumerate(wanted):
        if tag_id not in known:
            yield f"tag_ids[{index}]", "names no tag of the workspace"
