"""The product's tables as SQLAlchemy classes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi_service.models import Severity, Tone
from sqlalchemy import BigInteger, DateTime, Dialect, SmallInteger, TypeDecorator, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Code(TypeDecorator[StrEnum]):
    """A word of an enum as its place in it, from 1."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = list(words)

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> int | None:  # noqa: ARG002  # SQLAlchemy's signature
        return None if value is None else self.words.index(value) + 1

    def process_result_value(self, value: int | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002  # SQLAlchemy's signature
        return None if value is None else self.words[value - 1]


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB}  # noqa: RUF012  # SQLAlchemy's own form


class Token(Base):
    __tablename__ = "tokens"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID]
    digest: Mapped[bytes]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TokenFamily(Base):
    __tablename__ = "token_families"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    user_id: Mapped[UUID]
    integrator_id: Mapped[UUID]
    daily_limit: Mapped[int]
    severity_ceiling: Mapped[Severity] = mapped_column(Code(Severity))
    is_disabled: Mapped[bool]


class FamilyUsage(Base):
    __tablename__ = "family_usage"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    used: Mapped[int]


class InboxHead(Base):
    __tablename__ = "inbox_heads"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)


class EventKey(Base):
    __tablename__ = "event_keys"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[UUID]
    fingerprint: Mapped[bytes]


class Delivery(Base):
    __tablename__ = "deliveries"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID]
    sender_family_id: Mapped[UUID]
    integrator_id: Mapped[UUID]
    recipient_user_id: Mapped[UUID | None]
    event_id: Mapped[str]
    event_type: Mapped[str]
    severity: Mapped[Severity] = mapped_column(Code(Severity))
    tone: Mapped[Tone | None] = mapped_column(Code(Tone))
    title: Mapped[str]
    summary: Mapped[str | None]
    external_url: Mapped[str | None]
    labels: Mapped[dict[str, Any]]
    details: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    fire_count: Mapped[int] = mapped_column(server_default="1")
    fired_at: Mapped[datetime]
    inbox_number: Mapped[int] = mapped_column(BigInteger)


class AuditEntry(Base):
    __tablename__ = "audit_log"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    rpc: Mapped[str]
    door: Mapped[str]
    credential: Mapped[str]
    user_id: Mapped[UUID]
    family_id: Mapped[UUID]
    client_address: Mapped[str]
    client_name: Mapped[str | None]
    outcome: Mapped[str]
    request_id: Mapped[str]
    arguments: Mapped[str]
