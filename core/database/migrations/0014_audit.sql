-- The record of calls: complete, unchangeable, and sealed into a chain per workspace.

ALTER TABLE audit_log
    -- Name of the MCP tool that was called.
    ADD COLUMN tool text,
    -- How many refusals the row stands for, of callers whom nobody knows; null for one call. The rest of it is then the first one's.
    ADD COLUMN refusals integer CHECK (refusals > 0);

-- What is usually asked for, newest first. A family's rows are all of its owner, so one index serves both.
CREATE INDEX audit_log_user ON audit_log (workspace_id, user_id, id, family_id);
CREATE INDEX audit_log_rpc ON audit_log (workspace_id, rpc, id);
CREATE INDEX audit_log_request ON audit_log (workspace_id, request_id);
CREATE INDEX audit_log_refusals ON audit_log (workspace_id, id) WHERE outcome <> 'OK';

-- The chain: each row of the log gets the next number of its workspace, from 1 without gaps.
CREATE TABLE audit_seals (
    workspace_id uuid NOT NULL,
    chain_number bigint NOT NULL CHECK (chain_number > 0),
    -- The row of the log.
    id uuid NOT NULL,
    -- SHA-256 of the row and its number as canonical JSON.
    digest bytea NOT NULL,
    -- SHA-256 of the hash before and the digest; before the first stands the SHA-256 of a text that names the workspace.
    hash bytea NOT NULL,
    PRIMARY KEY (workspace_id, chain_number)
);

-- Rows that wait for their seal.
CREATE TABLE audit_unsealed (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
INSERT INTO audit_unsealed (workspace_id, id) SELECT workspace_id, id FROM audit_log;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;

-- Whoever writes into the log, in whatever way, has its row sealed.
CREATE FUNCTION queue_for_sealing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO audit_unsealed (workspace_id, id) SELECT workspace_id, id FROM added;
    RETURN NULL;
END
$$;
CREATE TRIGGER queue_for_sealing AFTER INSERT ON audit_log REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION queue_for_sealing();

-- Rights bind the application; this binds the owner of the tables too, until it drops the trigger.
CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER refuse_change;

SELECT enable_tenant_isolation(name::regclass) FROM unnest(ARRAY['audit_seals', 'audit_unsealed']) AS name;

GRANT SELECT ON audit_log, audit_seals TO fluxdesk_app;
GRANT INSERT ON audit_unsealed TO fluxdesk_app;
GRANT SELECT ON audit_log TO fluxdesk_system;
GRANT SELECT, INSERT ON audit_seals TO fluxdesk_system;
GRANT SELECT, INSERT, DELETE ON audit_unsealed TO fluxdesk_system;

-- What has had its day is deleted, oldest first.
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
CREATE INDEX sessions_end ON sessions (least(ended_at, expires_at));
GRANT DELETE ON sessions TO fluxdesk_system;
