-- One event in one transaction, for pgbench: the rows that the product writes, by one prepared statement. Each client looks its
-- caller up once.
\if :is_known = 0
SELECT workspace_id, id AS family_id, user_id, integrator_id FROM token_families WHERE label = 'caller ' || :client_id \gset
\set is_known 1
\endif
\set number :number + 1
WITH new AS (
    SELECT :workspace_id::uuid AS workspace_id, uuidv7() AS id, :family_id::uuid AS family_id, :user_id::uuid AS user_id,
           :run::text || '-' || :client_id || '-' || :number AS event_id
), counted AS (
    INSERT INTO family_usage AS u (workspace_id, family_id, day, used)
    SELECT workspace_id, family_id, (now() AT TIME ZONE 'utc')::date, 1 FROM new
    ON CONFLICT (workspace_id, family_id) DO UPDATE SET used = u.used + 1
), head AS (
    INSERT INTO inbox_heads AS h (workspace_id, user_id, last_number)
    SELECT workspace_id, user_id, 1 FROM new
    ON CONFLICT (workspace_id, user_id) DO UPDATE SET last_number = h.last_number + 1
    RETURNING last_number
), keyed AS (
    INSERT INTO event_keys (workspace_id, family_id, event_id, delivery_id, fingerprint)
    SELECT workspace_id, family_id, event_id, id, sha256(event_id::bytea) FROM new
), audited AS (
    INSERT INTO audit_log (workspace_id, id, rpc, door, credential, user_id, family_id, client_address, outcome, request_id, arguments)
    SELECT workspace_id, uuidv7(), '/fluxdesk.v1.EventService/Publish', 'rest', 'personal_token', user_id, family_id, '127.0.0.1', 'OK',
           'req_' || event_id, :arguments::text
    FROM new
)
INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                        severity, tone, title, summary, external_url, labels, details, occurred_at, fired_at, inbox_number)
SELECT workspace_id, id, family_id, family_id, :integrator_id::uuid, user_id, event_id, :event_type::text, 2, 2, :title::text,
       :summary::text, :external_url::text, :labels::jsonb, :details::jsonb, now(), now(), last_number
FROM new, head;
