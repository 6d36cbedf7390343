"""What the examples of webhook events tell: one story, of a deploy that failed and of an access that is asked for."""

from scripts.generator.json_schema import Schema

_DEPLOY: Schema = {
    "deliveryId": "0190a6c8-7b1e-7c3a-9f52-3d1e5b8a4c60",
    "eventId": "deploy-4711",
    "eventType": "fd1.deploy.failed",
    "severity": "critical",
    "labels": {"region": "eu", "service": "checkout"},
}
_DEPLOY_FAILED = "Deploy of checkout failed"
_REQUEST: Schema = {
    "requestId": "0190a6d2-1f40-7b7e-8a21-6c0d9e4f2b18",
    "catalogSlug": "bastion-terminal-access",
    "email": "jun@example.com",
    "userId": "0190a6c1-52aa-7d0c-b3c4-91e2f7a8d605",
}
_DECISION: Schema = {**_REQUEST, "reviewedByEmail": "mira@example.com", "note": "For the migration."}
_TASK: Schema = {
    "taskId": "0190a6d9-03c2-7e41-a5d7-1b6f8c2e9a30",
    "title": "Move the checkout database",
    "status": "in_progress",
    "priority": "high",
    "assignee": "jun@example.com",
    "deadline": "2026-03-20",
    "projectSlug": "widget-pro",
}
_MIRA: Schema = {"email": "mira@example.com", "name": "Mira"}
_JUN: Schema = {"email": "jun@example.com", "name": "Jun"}

# Beside these an example has what every body has.
ENVELOPE: Schema = {
    "version": 1,
    "id": "0190a6c8-7b20-7f11-8c3d-5a9b0e7d2f46",
    "seq": 42,
    "deliveryId": "0190a6c8-7b20-7f11-b6aa-2c41d8e9f057",
    "occurredAt": "2026-03-14T08:26:53.000Z",
    "recipient": {"userId": "0190a6c1-52aa-7d0c-b3c4-91e2f7a8d605", "email": "jun@example.com"},
}
# What each type has of its own.
EXAMPLES: dict[str, Schema] = {
    "task_assigned": {
        "title": "Assigned to you: Move the checkout database",
        "summary": "You know it best.",
        "actor": _MIRA,
        "data": {**_TASK, "status": "open", "note": "You know it best."},
    },
    "task_status": {
        "title": "Move the checkout database: in progress",
        "actor": _MIRA,
        "data": {**_TASK, "previousStatus": "open"},
    },
    "review": {
        "title": "Done, for your review: Move the checkout database",
        "summary": "Moved; the old one is off.",
        "actor": _MIRA,
        "data": {**_TASK, "status": "done", "note": "Moved; the old one is off."},
    },
    "blocker": {
        "title": "Blocked: Move the checkout database",
        "summary": "There is no access to the bastion.",
        "actor": _MIRA,
        "data": {**_TASK, "status": "blocked", "blocker": "There is no access to the bastion.", "resolved": False},
    },
    "inbound_event": {
        "title": _DEPLOY_FAILED,
        "summary": "The health check did not pass within two minutes; the release before it serves again.",
        "url": "https://ci.example.com/deploys/4711",
        "actor": _MIRA,
        "data": _DEPLOY,
    },
    "inbound_resolved": {
        "title": _DEPLOY_FAILED,
        "url": "https://ci.example.com/deploys/4711",
        "data": {**_DEPLOY, "resolutionNote": "Deployed again."},
    },
    "read_receipt": {
        "title": _DEPLOY_FAILED,
        "url": "https://ci.example.com/deploys/4711",
        "recipient": {"userId": "0190a6c1-4d17-7a35-94f0-08b3c6d1e7a2", "email": "ci@example.com"},
        "actor": {"email": "jun@example.com"},
        "data": _DEPLOY,
    },
    "team_support.requested": {
        "title": "jun@example.com asks for Bastion terminal access",
        "summary": "To move the database.",
        "actor": _JUN,
        "data": _REQUEST,
    },
    "team_support.approved": {
        "title": "You have access to Bastion terminal access",
        "summary": "For the migration.",
        "actor": _MIRA,
        "data": _DECISION,
    },
    "team_support.rejected": {
        "title": "Your request for Bastion terminal access was rejected",
        "summary": "Ask again in June.",
        "actor": _MIRA,
        "data": {**_DECISION, "note": "Ask again in June."},
    },
    "team_support.revoked": {
        "title": "Your access to Bastion terminal access has ended",
        "summary": "The migration is done.",
        "actor": _MIRA,
        "data": {**_DECISION, "note": "The migration is done."},
    },
    "onboarding.completed": {
        "title": "Your onboarding is complete",
        "summary": "You have access to Bastion terminal access.",
        "actor": _MIRA,
        "data": {"userId": "0190a6c1-52aa-7d0c-b3c4-91e2f7a8d605"},
    },
    "inbound.action": {
        "title": _DEPLOY_FAILED,
        "actor": _JUN,
        "data": {
            "deliveryId": "0190a6c8-7b1e-7c3a-9f52-3d1e5b8a4c60",
            "eventId": "deploy-4711",
            "actionLabel": "Deploy again",
            "actorEmail": "jun@example.com",
        },
    },
    "feedback_comment": {
        "title": "mira@example.com commented: Checkout is slow",
        "summary": "It was the health check.",
        "actor": _MIRA,
        "data": {
            "feedbackId": "0190a6d9-3e02-7c44-a5b1-7f20c6d8e913",
            "commentId": "0190a6da-08f1-7e63-9b2c-40d7a1f5c826",
            "authorEmail": "mira@example.com",
            "kind": "bug",
        },
    },
    "feedback_resolved": {
        "title": "mira@example.com resolved: Checkout is slow",
        "summary": "Deployed again.",
        "actor": _MIRA,
        "data": {
            "feedbackId": "0190a6d9-3e02-7c44-a5b1-7f20c6d8e913",
            "kind": "bug",
            "resolvedByEmail": "mira@example.com",
            "note": "Deployed again.",
        },
    },
    "daily_update": {
        "title": "jun@example.com: update for 2026-03-14",
        "summary": "Moved the database.",
        "actor": _JUN,
        "data": {
            "dailyUpdateId": "0190a6e0-6b5d-7a18-8c4f-2e91d0b7f354",
            "date": "2026-03-14",
            "userId": "0190a6c1-52aa-7d0c-b3c4-91e2f7a8d605",
            "replaced": False,
            "mood": 4,
            "blockers": "The new bastion is not there yet.",
        },
    },
}
