-- People, the credentials that act for them, the events that reach them, and what the pipeline keeps of every call.

CREATE TABLE workspaces (
    workspace_id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT workspaces_slug_key UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    -- Role of policy.proto: 1 employee, 2 hr_admin, 3 admin, 4 super_admin.
    role smallint NOT NULL CHECK (role BETWEEN 1 AND 4),
    -- PHC string of argon2id; null for a person who signs in elsewhere.
    password text,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id)
);
-- Addresses are unique over all workspaces, ignoring case.
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE integrators (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    -- Trailing dot included; prefixes of one workspace never nest.
    allowed_event_prefix text NOT NULL CHECK (allowed_event_prefix ~ '^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.$' AND allowed_event_prefix !~ '^internal-os\.'),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT integrators_slug_key UNIQUE (workspace_id, slug),
    CONSTRAINT integrators_prefix_key UNIQUE (workspace_id, allowed_event_prefix)
);

-- A rotation keeps the family: dedup, caps, ceilings, rate limits and sender identity belong to it.
CREATE TABLE token_families (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('tools_token', 'personal_token', 'moderation_token', 'agent_key')),
    user_id uuid NOT NULL,
    integrator_id uuid,
    -- The tools-token family that claimed this personal family.
    claimed_by_family_id uuid,
    label text NOT NULL DEFAULT '',
    -- Severity of deliveries.proto above which nothing is accepted.
    severity_ceiling smallint NOT NULL DEFAULT 4 CHECK (severity_ceiling BETWEEN 1 AND 4),
    -- Events a UTC day.
    daily_limit integer NOT NULL DEFAULT 50 CHECK (daily_limit >= 0),
    reads_per_minute integer NOT NULL CHECK (reads_per_minute >= 0),
    writes_per_minute integer NOT NULL CHECK (writes_per_minute >= 0),
    -- Null carries every scope of the user.
    scopes text[],
    is_disabled boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, integrator_id) REFERENCES integrators,
    FOREIGN KEY (workspace_id, claimed_by_family_id) REFERENCES token_families,
    -- Only events have a namespace, so an agent key has no integrator and every other kind has one.
    CHECK ((kind = 'agent_key') = (integrator_id IS NULL)),
    -- A claim's family is (tools-token family, employee).
    CONSTRAINT token_families_claim_key UNIQUE (workspace_id, claimed_by_family_id, user_id)
);

CREATE TABLE tokens (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    -- HMAC-SHA-256 under the pepper of that version; the token itself is nowhere.
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, family_id) REFERENCES token_families
);
CREATE UNIQUE INDEX tokens_digest_key ON tokens (digest);

CREATE TABLE deliveries (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    -- The family of dedup, ceiling and cap: the recipient's, or the moderation token's.
    family_id uuid NOT NULL,
    -- The family whose token sent it; differs from family_id when a tools-token did.
    sender_family_id uuid NOT NULL,
    integrator_id uuid NOT NULL,
    -- Null while the event waits for an admin.
    recipient_user_id uuid,
    event_id text NOT NULL,
    event_type text NOT NULL,
    severity smallint NOT NULL,
    tone smallint,
    title text NOT NULL,
    summary text,
    markdown_body text,
    markdown_body_rendering smallint,
    external_url text,
    external_status smallint,
    locale text,
    labels jsonb NOT NULL,
    -- Actor, actions and recipient_hint, as they were sent.
    details jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    fire_count integer NOT NULL DEFAULT 1,
    -- occurred_at of the last firing that was counted.
    fired_at timestamptz NOT NULL,
    differing_replays integer NOT NULL DEFAULT 0,
    resolved_at timestamptz,
    resolution_note text,
    read_at timestamptz,
    archived_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, family_id) REFERENCES token_families,
    FOREIGN KEY (workspace_id, recipient_user_id) REFERENCES users
);
CREATE INDEX deliveries_inbox ON deliveries (workspace_id, recipient_user_id, id DESC) WHERE recipient_user_id IS NOT NULL AND archived_at IS NULL;

-- Outlasts the deliveries, so that an event is accepted once for ever.
CREATE TABLE event_keys (
    workspace_id uuid NOT NULL,
    family_id uuid NOT NULL,
    event_id text NOT NULL,
    delivery_id uuid NOT NULL,
    -- SHA-256 of the event as it was first sent.
    fingerprint bytea NOT NULL,
    PRIMARY KEY (workspace_id, family_id, event_id)
);

-- Events of each family on its latest UTC day. Its lock orders all publishing of the family.
CREATE TABLE family_usage (
    workspace_id uuid NOT NULL,
    family_id uuid NOT NULL,
    day date NOT NULL,
    used integer NOT NULL,
    PRIMARY KEY (workspace_id, family_id)
) WITH (fillfactor = 50);

CREATE TABLE idempotency_keys (
    workspace_id uuid NOT NULL,
    -- Token family, or user for a session.
    caller_id uuid NOT NULL,
    rpc text NOT NULL,
    key text NOT NULL,
    -- SHA-256 of the request in its deterministic encoding.
    fingerprint bytea NOT NULL,
    -- The serialized reply; written in the transaction of the effect.
    reply bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, caller_id, rpc, key)
);

-- Refusals of unknown callers stand under the nil workspace.
CREATE TABLE audit_log (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    rpc text NOT NULL,
    -- grpc, rest or mcp.
    door text NOT NULL,
    credential text,
    user_id uuid,
    family_id uuid,
    client_address text NOT NULL,
    -- As the client names itself.
    client_name text,
    -- "OK", or the Reason of the refusal.
    outcome text NOT NULL,
    note text,
    request_id text NOT NULL,
    trace_id text,
    -- JSON of the request without its secrets, cut off at 2,000 characters; null where it cannot be written.
    arguments text,
    PRIMARY KEY (workspace_id, id)
);

SELECT enable_tenant_isolation(name::regclass)
FROM unnest(ARRAY[
    'workspaces', 'users', 'integrators', 'token_families', 'tokens', 'deliveries', 'event_keys', 'family_usage',
    'idempotency_keys', 'audit_log'
]) AS name;

GRANT SELECT ON workspaces, users, integrators, token_families TO fluxdesk_app;
-- What was sent never changes, not even by SQL of the application.
GRANT SELECT, INSERT, UPDATE (fire_count, fired_at, differing_replays, resolved_at, resolution_note, read_at, archived_at)
    ON deliveries TO fluxdesk_app;
GRANT SELECT, INSERT ON event_keys, idempotency_keys TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (day, used) ON family_usage TO fluxdesk_app;
GRANT SELECT (workspace_id, id, family_id, expires_at, revoked_at) ON tokens TO fluxdesk_app;
GRANT INSERT ON audit_log TO fluxdesk_app;

-- Before and across tenants: looking up a credential, auditing the refusal of an unknown caller, setting up a workspace.
GRANT SELECT, INSERT ON workspaces, users, integrators, token_families, tokens TO fluxdesk_system;
GRANT UPDATE (revoked_at, expires_at) ON tokens TO fluxdesk_system;
GRANT INSERT ON audit_log TO fluxdesk_system;
