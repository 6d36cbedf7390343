"""What an automation may be, and what has become of it."""

from collections.abc import Collection, Iterator
from typing import Final, Literal, cast

from fluxdesk.failures import Fault
from fluxdesk.json.automations import AUTOMATION_FREQUENCY, AUTOMATION_STAGE
from fluxdesk.reasons import Reason
from fluxdesk.v1.automations_pb2 import (
    AUTOMATION_STAGE_AUTOMATED,
    AUTOMATION_STAGE_IDENTIFIED,
    AUTOMATION_STAGE_MEASURED,
    TaskAutomationInput,
)

from core.areas.automations.rows import Settings
from core.areas.task_history.public import FieldChange
from core.errors import Refusal
from core.rpc.declared import tidy_text

# What these stages save is saved now; what others would save is not.
AUTOMATED_STAGES: Final = (AUTOMATION_STAGE_AUTOMATED, AUTOMATION_STAGE_MEASURED)
# Of a task of which nothing was said yet.
NEW: Final = Settings(stage=AUTOMATION_STAGE_IDENTIFIED)


def next_settings(before: Settings | None, sent: TaskAutomationInput, names: Collection[str]) -> Settings:
    """With what was sent of the named fields, and the rest as it was; a named field that was not sent is cleared."""
    return (before or NEW)._replace(**{name: _value(sent, name) for name in names})


def measured_faults(after: Settings, logs_after: int) -> Iterator[Fault]:
    """What is measured has minutes after, or a time log of that phase."""
    if not _is_measurable(after, logs_after):
        yield "automation.stage", "measured needs minutes_after or a time log of the phase after"


def require_still_measured(settings: Settings, logs_after: int) -> None:
    """Raises Refusal where nothing measures any more what is said to be measured."""
    if not _is_measurable(settings, logs_after):
        message = "The task is measured by this time log alone: enter minutes_after first, or set another stage."
        raise Refusal(Reason.CONFLICT, message)


def is_automated(settings: Settings) -> bool:
    """Whether what it saves is saved now."""
    return settings.stage in AUTOMATED_STAGES


def changed_fields(before: Settings | None, after: Settings | None) -> list[FieldChange]:
    """What tells one from the other; None has nothing set."""
    values = _shown(before), _shown(after)
    return [
        FieldChange(f"automation.{name}", values[0].get(name), values[1].get(name))
        for name in Settings._fields
        if values[0].get(name) != values[1].get(name)
    ]


def _is_measurable(settings: Settings, logs_after: int) -> bool:
    return settings.stage != AUTOMATION_STAGE_MEASURED or settings.minutes_after is not None or logs_after > 0


def _value(sent: TaskAutomationInput, name: str) -> object:
    if name == "tools_used":
        # Names that differ only in the space around them are one.
        return list(dict.fromkeys(tidy_text(tool) for tool in sent.tools_used))
    if not sent.HasField(cast("Literal['stage']", name)):
        return None
    # Numbers are none below zero, and zero has a sign in some: nobody means it.
    return abs(getattr(sent, name))


def _shown(settings: Settings | None) -> dict[str, object]:
    """As JSON shows it; what is not set is left out."""
    if settings is None:
        return {}
    shown = {
        **settings._asdict(),
        "stage": AUTOMATION_STAGE.names.get(settings.stage),
        "frequency": settings.frequency and AUTOMATION_FREQUENCY.names.get(settings.frequency),
        "tools_used": list(settings.tools_used) or None,
    }
    return {name: value for name, value in shown.items() if value is not None}
