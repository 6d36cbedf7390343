"""Publishing as a FastAPI service with SQLAlchemy is usually written: a session per request, which ends in one commit.

It keeps the promises of the product's Publish that leave rows: token, dedup, ceiling, window, daily cap, inbox number, delivery, audit.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi_service.models import DeliveryReply, InboundEvent, Severity
from fastapi_service.rows import AuditEntry, Delivery, EventKey, FamilyUsage, InboxHead, Token, TokenFamily
from sqlalchemy import case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

_AGE_MAX = timedelta(hours=24)
_AHEAD_MAX = timedelta(minutes=5)
_pepper = bytes.fromhex(os.environ["PEPPER"])

# Eight a worker were the best of 8, 16 and 32.
engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=8, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)
bearer = HTTPBearer()
severities = list(Severity)
app = FastAPI()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


async def get_family(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    session: Annotated[AsyncSession, Depends(get_session)],
) -> TokenFamily:
    digest = hmac.digest(_pepper, credentials.credentials.encode(), hashlib.sha256)
    family = await session.scalar(
        select(TokenFamily)
        .join(Token, (Token.workspace_id == TokenFamily.workspace_id) & (Token.family_id == TokenFamily.id))
        .where(Token.digest == digest, Token.revoked_at.is_(None), or_(Token.expires_at.is_(None), Token.expires_at > func.now()))
    )
    if family is None or family.is_disabled:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return family


@app.get("/health")
async def health() -> dict[str, bool]:
    return {"ok": True}


@app.post("/api/v1/events", status_code=status.HTTP_202_ACCEPTED)
async def publish(
    event: InboundEvent,
    request: Request,
    response: Response,
    session: Annotated[AsyncSession, Depends(get_session)],
    family: Annotated[TokenFamily, Depends(get_family)],
    user_agent: Annotated[str | None, Header()] = None,
) -> DeliveryReply:
    request_id = f"req_{secrets.token_urlsafe(16)}"
    if severities.index(event.severity) > severities.index(family.severity_ceiling):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "severity_exceeds_ceiling")
    delivery = new_delivery(event, family)
    if not await take_key(session, delivery, event):
        response.status_code = status.HTTP_200_OK
        return reply(await first_delivery(session, delivery), request_id, deduped=True)
    now = datetime.now(UTC)
    if not now - _AGE_MAX < event.occurred_at < now + _AHEAD_MAX:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "occurred_at")
    if not await count(session, family):
        raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "daily_limit_exceeded")
    delivery.inbox_number = await next_inbox_number(session, family)
    session.add(delivery)
    session.add(
        AuditEntry(
            workspace_id=family.workspace_id,
            id=uuid4(),
            rpc="/fluxdesk.v1.EventService/Publish",
            door="rest",
            credential=family.kind,
            user_id=family.user_id,
            family_id=family.id,
            client_address=request.client.host if request.client else "",
            client_name=user_agent,
            outcome="OK",
            request_id=request_id,
            arguments=event.model_dump_json(exclude_none=True),
        )
    )
    await session.commit()
    return reply(delivery, request_id, deduped=False)


async def take_key(session: AsyncSession, delivery: Delivery, event: InboundEvent) -> bool:
    """Whether the event is new."""
    taken = await session.scalar(
        insert(EventKey)
        .values(
            workspace_id=delivery.workspace_id,
            family_id=delivery.family_id,
            event_id=delivery.event_id,
            delivery_id=delivery.id,
            fingerprint=hashlib.sha256(event.model_dump_json().encode()).digest(),
        )
        .on_conflict_do_nothing()
        .returning(EventKey.delivery_id)
    )
    return taken is not None


async def first_delivery(session: AsyncSession, replayed: Delivery) -> Delivery:
    keys = EventKey.workspace_id == replayed.workspace_id, EventKey.family_id == replayed.family_id, EventKey.event_id == replayed.event_id
    found = await session.scalars(
        select(Delivery)
        .join(EventKey, (EventKey.workspace_id == Delivery.workspace_id) & (EventKey.delivery_id == Delivery.id))
        .where(*keys)
    )
    return found.one()


async def count(session: AsyncSession, family: TokenFamily) -> bool:
    """Whether the family may send another event on this UTC day."""
    today = datetime.now(UTC).date()
    counted = insert(FamilyUsage).values(workspace_id=family.workspace_id, family_id=family.id, day=today, used=1)
    used = await session.scalar(
        counted.on_conflict_do_update(
            index_elements=[FamilyUsage.workspace_id, FamilyUsage.family_id],
            set_={"day": today, "used": case((FamilyUsage.day < today, 1), else_=FamilyUsage.used + 1)},
            where=or_(FamilyUsage.day < today, FamilyUsage.used < family.daily_limit),
        ).returning(FamilyUsage.used)
    )
    return used is not None


async def next_inbox_number(session: AsyncSession, family: TokenFamily) -> int:
    """The number of the next delivery in the recipient's inbox, whose row stays locked until the commit."""
    first = insert(InboxHead).values(workspace_id=family.workspace_id, user_id=family.user_id, last_number=1)
    numbered = await session.scalars(
        first.on_conflict_do_update(
            index_elements=[InboxHead.workspace_id, InboxHead.user_id],
            set_={"last_number": InboxHead.last_number + 1},
        ).returning(InboxHead.last_number)
    )
    return numbered.one()


def new_delivery(event: InboundEvent, family: TokenFamily) -> Delivery:
    return Delivery(
        workspace_id=family.workspace_id,
        id=uuid4(),
        family_id=family.id,
        sender_family_id=family.id,
        integrator_id=family.integrator_id,
        recipient_user_id=family.user_id,
        event_id=event.event_id,
        event_type=event.event_type,
        severity=event.severity,
        tone=event.tone,
        title=event.title,
        summary=event.summary,
        external_url=event.external_url,
        labels=event.labels,
        details=event.model_dump(include={"actor"}, exclude_none=True),
        occurred_at=event.occurred_at,
        fired_at=event.occurred_at,
    )


def reply(delivery: Delivery, request_id: str, *, deduped: bool) -> DeliveryReply:
    return DeliveryReply(
        delivery_id=delivery.id,
        event_type=delivery.event_type,
        severity=delivery.severity,
        tone=delivery.tone,
        title=delivery.title,
        summary=delivery.summary,
        external_url=delivery.external_url,
        occurred_at=delivery.occurred_at,
        created_at=delivery.created_at,
        fire_count=delivery.fire_count,
        deduped=deduped,
        pushed=not deduped,
        request_id=request_id,
        recipient_user_id=delivery.recipient_user_id,
    )
