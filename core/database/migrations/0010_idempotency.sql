-- Keys of calls that are running, so that twins in other processes do nothing twice and wait for the reply.

ALTER TABLE idempotency_keys
    ALTER COLUMN reply DROP NOT NULL,
    -- Until then the call is taken to be running. Set for a call outside of the pipeline's transactions, until it has its reply.
    ADD COLUMN lease_until timestamptz,
    ADD CHECK ((reply IS NULL) = (lease_until IS NOT NULL));

-- What is stored under a key in the transaction of its effect never changes. Claims come and go in transactions of their own.
GRANT SELECT, INSERT, UPDATE (reply, lease_until), DELETE ON idempotency_keys TO fluxdesk_system;

-- Locks each key until the end of the transaction unless another holds it, and then reads what is stored. In one statement, the lock
-- could be taken after the snapshot, and the reply that its last holder committed in between would not be seen.
CREATE FUNCTION take_idempotency_keys(workspace_ids uuid[], caller_ids uuid[], rpcs text[], keys text[])
    RETURNS TABLE (workspace_id uuid, caller_id uuid, rpc text, key text, is_taken boolean, fingerprint bytea, reply bytea, is_running boolean)
    LANGUAGE plpgsql
    AS $$
DECLARE
    taken boolean[];
BEGIN
    SELECT array_agg(pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', w.workspace_id, w.caller_id, w.rpc, w.key), 0)) ORDER BY w.place)
    INTO taken FROM unnest(workspace_ids, caller_ids, rpcs, keys) WITH ORDINALITY AS w (workspace_id, caller_id, rpc, key, place);
    RETURN QUERY
        SELECT w.workspace_id, w.caller_id, w.rpc, w.key, w.is_taken, k.fingerprint, k.reply, coalesce(k.lease_until > now(), false)
        FROM unnest(workspace_ids, caller_ids, rpcs, keys, taken) AS w (workspace_id, caller_id, rpc, key, is_taken)
        LEFT JOIN idempotency_keys k
            ON k.workspace_id = w.workspace_id AND k.caller_id = w.caller_id AND k.rpc = w.rpc AND k.key = w.key;
END
$$;
REVOKE EXECUTE ON FUNCTION take_idempotency_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_idempotency_keys TO fluxdesk_app, fluxdesk_system;
