"""What the service takes and answers, as pydantic models with the rules of the declaration."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Severity(StrEnum):
    """Least first."""

    SUCCESS = "success"
    INFO = "info"
    WARN = "warn"
    CRITICAL = "critical"


class Tone(StrEnum):
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    NEGATIVE = "negative"


class Actor(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(max_length=120, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    name: Annotated[str, Field(max_length=80)] | None = None


class InboundEvent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spec_version: Literal["2"]
    event_id: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[a-zA-Z0-9_-]+$")]
    event_type: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^fd1\..+")]
    severity: Severity
    title: Annotated[str, Field(min_length=1, max_length=200)]
    occurred_at: AwareDatetime
    summary: Annotated[str, Field(max_length=500)] | None = None
    external_url: Annotated[str, Field(max_length=2000, pattern=r"^https://")] | None = None
    actor: Actor | None = None
    labels: Annotated[dict[str, Annotated[str, StringConstraints(max_length=80)]], Field(max_length=20)] = {}
    tone: Tone | None = None


class DeliveryReply(BaseModel):
    delivery_id: UUID
    event_type: str
    severity: Severity
    tone: Tone | None
    title: str
    summary: str | None
    external_url: str | None
    occurred_at: datetime
    created_at: datetime
    fire_count: int
    deduped: bool
    pushed: bool
    request_id: str
    recipient_user_id: UUID | None
