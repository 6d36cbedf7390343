-- Tokens that replace each other, and when each was last used.

ALTER TABLE tokens
    -- Until expires_at it is good beside the one that replaced it.
    ADD COLUMN superseded_at timestamptz,
    -- Written in batches, so it may be some seconds behind.
    ADD COLUMN last_used_at timestamptz;

-- One token of a family is the current one: of two rotations at once the second is refused.
CREATE UNIQUE INDEX tokens_current_key ON tokens (workspace_id, family_id) WHERE superseded_at IS NULL AND revoked_at IS NULL;
CREATE INDEX tokens_family ON tokens (workspace_id, family_id);

GRANT INSERT, SELECT (created_at, superseded_at, last_used_at), UPDATE (expires_at, revoked_at, superseded_at) ON tokens TO fluxdesk_app;
GRANT INSERT ON token_families TO fluxdesk_app;
GRANT UPDATE (superseded_at, last_used_at) ON tokens TO fluxdesk_system;
