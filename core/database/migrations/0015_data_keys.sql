-- Keys that seal the secrets of one workspace each. The server's keys wrap them, so that a new version wraps these anew and
-- leaves what they have sealed as it is.
CREATE TABLE data_keys (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    -- A layout's version, two bytes of the version of the server's keys, nonce, ciphertext.
    wrapped bytea NOT NULL,
    key_version integer NOT NULL GENERATED ALWAYS AS ((get_byte(wrapped, 1) << 8) | get_byte(wrapped, 2)) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id)
);

SELECT enable_tenant_isolation('data_keys');

GRANT SELECT, INSERT (workspace_id, id, wrapped) ON data_keys TO fluxdesk_app;
GRANT SELECT, INSERT (workspace_id, id, wrapped), UPDATE (wrapped) ON data_keys TO fluxdesk_system;

-- Which pepper a refresh token stands under, as tokens have it. Until now every server had one version, unless it was edited by hand.
ALTER TABLE refresh_tokens ADD COLUMN pepper_version integer NOT NULL DEFAULT 1;
ALTER TABLE refresh_tokens ALTER COLUMN pepper_version DROP DEFAULT;

