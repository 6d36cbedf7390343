-- Webhooks: whom to tell of what, a row for each delivery that is its own place in the queue, and a record of every attempt.

CREATE TABLE webhooks (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    -- Null for one of the whole workspace.
    user_id uuid,
    created_by_user_id uuid NOT NULL,
    url text NOT NULL,
    -- By the names of contracts/fluxdesk.md "Outbound webhooks".
    event_types text[] NOT NULL CHECK (cardinality(event_types) > 0),
    description text,
    -- Off: what happens meanwhile is held.
    is_enabled boolean NOT NULL DEFAULT true,
    is_paused boolean NOT NULL DEFAULT false,
    -- Why the product switched it off; null where its owner did.
    disabled_reason text CHECK (disabled_reason IN ('gone', 'failing')),
    disabled_at timestamptz,
    -- Sealed by the vault.
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_secret_ends_at timestamptz,
    -- Attempts that have failed since the last that succeeded, and when the first of them ended.
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, created_by_user_id) REFERENCES users,
    CHECK ((previous_secret IS NULL) = (previous_secret_ends_at IS NULL)),
    CHECK ((failures = 0) = (failing_since IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX webhooks_owner ON webhooks (workspace_id, user_id, id DESC);

-- The number of the last delivery of a webhook. Its lock makes the numbers become visible in their order, without a gap.
CREATE TABLE webhook_heads (
    workspace_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    last_seq bigint NOT NULL,
    PRIMARY KEY (workspace_id, webhook_id),
    FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks ON DELETE CASCADE
) WITH (fillfactor = 50);

CREATE TABLE webhook_deliveries (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    seq bigint NOT NULL,
    -- What happened: the same for every webhook that is told of it.
    occurrence_id uuid NOT NULL,
    event_type text NOT NULL,
    -- The bytes that are signed and sent.
    payload bytea NOT NULL,
    -- 1 pending, 2 delivered, 3 dead, 4 expired; held is what a pending one of a webhook that is off is called.
    state smallint NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 4),
    -- 1 for what was never tried, 2 for what was: they wait apart.
    lane smallint NOT NULL DEFAULT 1 CHECK (lane IN (1, 2)),
    -- The end of the lease while somebody has it: what nobody finishes is due again.
    due_at timestamptz NOT NULL,
    lease_until timestamptz,
    -- Counts leases: whoever had an earlier one changes nothing any more.
    fence bigint NOT NULL DEFAULT 0,
    -- Since it was queued, or queued anew.
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When it was queued last: what is held for too long after that expires.
    queued_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT webhook_deliveries_seq_key UNIQUE (workspace_id, webhook_id, seq),
    FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks ON DELETE CASCADE,
    CHECK ((state = 1) = (finished_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (lane, workspace_id, webhook_id, due_at) WHERE state = 1;
CREATE INDEX webhook_deliveries_oldest_due ON webhook_deliveries (due_at) WHERE state = 1;
CREATE INDEX webhook_deliveries_queued ON webhook_deliveries (queued_at) WHERE state = 1;
-- The few that were not delivered, for whoever asks a long log for them.
CREATE INDEX webhook_deliveries_given_up ON webhook_deliveries (workspace_id, webhook_id, seq) WHERE state > 2;
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE state > 1;

-- A table for each day, so that old ones go without a trace; what has none yet lands in the default one.
CREATE TABLE webhook_attempts (
    workspace_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    -- Of the delivery at that attempt.
    fence bigint NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    -- Of HTTP; null where no answer came.
    status integer,
    -- A word such as timeout; empty after a success.
    error text NOT NULL,
    -- What was dialled; empty where nothing was.
    address text NOT NULL,
    dns_ms real,
    connect_ms real,
    tls_ms real,
    first_byte_ms real,
    total_ms real,
    -- The beginning of the answer.
    reply bytea NOT NULL,
    worker text NOT NULL,
    PRIMARY KEY (workspace_id, delivery_id, fence, ended_at)
) PARTITION BY RANGE (ended_at);
CREATE TABLE webhook_attempts_default PARTITION OF webhook_attempts DEFAULT;

SELECT enable_tenant_isolation(name::regclass)
FROM unnest(ARRAY['webhooks', 'webhook_heads', 'webhook_deliveries', 'webhook_attempts', 'webhook_attempts_default']) AS name;

-- Makes the tables of the next days and drops those that are older than so many days. A function of the owner, who alone may.
-- Today's is not made: its rows may lie in the default table already, which would have to be searched and emptied first.
CREATE FUNCTION keep_webhook_attempts(days_kept integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    today date := (now() AT TIME ZONE 'utc')::date;
    day date;
    name text;
BEGIN
    FOR day IN SELECT today + ahead FROM generate_series(1, 3) AS ahead LOOP
        name := 'webhook_attempts_' || to_char(day, 'YYYYMMDD');
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.webhook_attempts FOR VALUES FROM (%L) TO (%L)',
                           name, day::timestamp AT TIME ZONE 'utc', (day + 1)::timestamp AT TIME ZONE 'utc');
            PERFORM enable_tenant_isolation(format('public.%I', name)::regclass);
        END IF;
    END LOOP;
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.webhook_attempts'::regclass AND c.relname ~ '^webhook_attempts_[0-9]{8}$'
          AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - days_kept
    LOOP
        EXECUTE format('DROP TABLE public.%I', name);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION keep_webhook_attempts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_webhook_attempts TO fluxdesk_system;

GRANT SELECT, INSERT, DELETE,
    UPDATE (url, event_types, description, is_enabled, is_paused, disabled_reason, disabled_at, secret, previous_secret,
            previous_secret_ends_at, failures, failing_since, updated_at)
    ON webhooks TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (last_seq) ON webhook_heads TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (state, lane, due_at, lease_until, attempts, queued_at, finished_at) ON webhook_deliveries TO fluxdesk_app;
GRANT SELECT ON webhook_attempts TO fluxdesk_app;

-- The engine works for all workspaces.
GRANT SELECT, UPDATE (is_enabled, disabled_reason, disabled_at, failures, failing_since, updated_at) ON webhooks TO fluxdesk_system;
GRANT SELECT, DELETE, UPDATE (state, lane, due_at, lease_until, fence, attempts, finished_at) ON webhook_deliveries TO fluxdesk_system;
GRANT SELECT, INSERT ON webhook_attempts TO fluxdesk_system;
GRANT SELECT, DELETE ON webhook_attempts_default TO fluxdesk_system;
-- It tells the owner of a webhook that it has switched off, in the transaction that does so.
GRANT SELECT, INSERT ON deliveries TO fluxdesk_system;
GRANT SELECT, INSERT, UPDATE (last_number) ON inbox_heads TO fluxdesk_system;
