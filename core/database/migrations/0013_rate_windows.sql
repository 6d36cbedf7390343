-- What each caller was granted of its limit in a window, leased to processes in chunks, and what an admin may change of a token.

-- A row serves its caller for ever and holds the latest window only, so that a lease is an update in place. The table is logged: one
-- that a crash empties would grant a window twice.
CREATE TABLE rate_windows (
    -- The nil workspace for calls to what is public.
    workspace_id uuid NOT NULL,
    -- Token family, user of a session, or client address.
    caller text NOT NULL,
    bucket text NOT NULL CHECK (bucket IN ('reads', 'writes')),
    began_at timestamptz NOT NULL,
    -- Calls a window, as it stood at the latest lease.
    call_limit integer NOT NULL,
    -- To all processes; more than call_limit where that was lowered meanwhile.
    granted integer NOT NULL,
    -- The part of it that was the latest lease.
    leased integer NOT NULL,
    PRIMARY KEY (workspace_id, caller, bucket)
) WITH (fillfactor = 50);
SELECT enable_tenant_isolation('rate_windows');

-- Calls are counted before anybody is let in, and across tenants.
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_windows TO fluxdesk_system;

-- Leases permits of the running window to one process, for all the callers that it asks for, which are named once each. A function,
-- so that locks last for no round trip: one statement takes the role, leases and commits. Windows follow the clock of this server and
-- never go back. A family's limit is read here, so that a changed one holds at once. One by one below 120; else a twentieth, towards
-- the end half of the rest, and the last fortieth whole, so that little is lost with what a process holds and does not use. More
-- where more calls wait.
CREATE FUNCTION lease_permits(
    window_seconds integer, workspace_ids uuid[], callers text[], buckets text[], family_ids uuid[], call_limits integer[], waiting integer[]
) RETURNS TABLE (
    workspace_id uuid, caller text, bucket text, call_limit integer, leased integer, rest integer, ends_at bigint, seconds_left float8
)
    LANGUAGE plpgsql
    SET role = 'fluxdesk_system' SET lock_timeout = '5s'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH asked AS (
        SELECT w.workspace_id, w.caller, w.bucket, w.waiting,
               coalesce(CASE w.bucket WHEN 'reads' THEN f.reads_per_minute ELSE f.writes_per_minute END, w.call_limit) AS call_limit
        FROM unnest(workspace_ids, callers, buckets, family_ids, call_limits, waiting)
            AS w (workspace_id, caller, bucket, family_id, call_limit, waiting)
        LEFT JOIN token_families f ON f.workspace_id = w.workspace_id AND f.id = w.family_id
    ), wanted AS (
        SELECT workspace_id, caller, bucket, call_limit,
               to_timestamp(floor(extract(epoch FROM statement_timestamp()) / window_seconds) * window_seconds) AS began_at,
               CASE WHEN call_limit < 120 THEN least(waiting, call_limit)
                    ELSE least(greatest(waiting, call_limit / 20), (call_limit + 1) / 2) END AS leased
        FROM asked
    )
    INSERT INTO rate_windows AS r (workspace_id, caller, bucket, began_at, call_limit, granted, leased)
    -- In one order, so that no two processes wait crosswise.
    SELECT workspace_id, caller, bucket, began_at, call_limit, leased, leased FROM wanted ORDER BY workspace_id, caller, bucket
    ON CONFLICT (workspace_id, caller, bucket) DO UPDATE SET (began_at, call_limit, granted, leased) = (
        SELECT greatest(r.began_at, excluded.began_at), excluded.call_limit, so_far.granted + next.leased, next.leased
        FROM (SELECT CASE WHEN r.began_at < excluded.began_at THEN 0 ELSE r.granted END AS granted) AS so_far,
             LATERAL (SELECT excluded.call_limit - so_far.granted AS rest) AS left_over,
             LATERAL (
                SELECT CASE WHEN excluded.call_limit < 120 THEN rest
                            ELSE greatest((rest + 1) / 2, least(rest, excluded.call_limit / 40)) END AS most
             ) AS bound,
             LATERAL (SELECT greatest(0, least(excluded.leased, most)) AS leased) AS next
    )
    RETURNING r.workspace_id, r.caller, r.bucket, r.call_limit, r.leased, greatest(0, r.call_limit - r.granted),
              extract(epoch FROM r.began_at)::bigint + window_seconds,
              (extract(epoch FROM r.began_at - statement_timestamp()) + window_seconds)::float8;
END
$$;
REVOKE ALL ON FUNCTION lease_permits FROM PUBLIC;

GRANT UPDATE (label, severity_ceiling, daily_limit, reads_per_minute, writes_per_minute, is_disabled) ON token_families TO fluxdesk_app;
