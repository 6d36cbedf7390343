"""What others may use of integrators."""

from core.areas.integrators.create import create_integrator
from core.areas.integrators.queries import (
    IntegratorChange,
    IntegratorRow,
    NewIntegrator,
    archive_integrator,
    find_integrator,
    get_integrator,
    list_integrators,
    restore_integrator,
    update_integrator,
)
from core.areas.integrators.rules import prefix_faults, shown_faults, slug_faults

__all__ = [
    "IntegratorChange",
    "IntegratorRow",
    "NewIntegrator",
    "archive_integrator",
    "create_integrator",
    "find_integrator",
    "get_integrator",
    "list_integrators",
    "prefix_faults",
    "restore_integrator",
    "shown_faults",
    "slug_faults",
    "update_integrator",
]
