-- How people sign in: with a password of ours, or through an issuer that the operator trusts.

-- Whom an outside issuer's subject means. A person without one is found by an address that the issuer has verified.
ALTER TABLE users ADD COLUMN issuer text, ADD COLUMN subject text, ADD CHECK ((issuer IS NULL) = (subject IS NULL));
CREATE UNIQUE INDEX users_subject_key ON users (issuer, subject);

CREATE TABLE sessions (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- However often it is refreshed.
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);
CREATE INDEX sessions_user ON sessions (workspace_id, user_id) WHERE ended_at IS NULL;

-- Each is good for one refresh. The used ones stay until they expire: whoever shows one again has stolen it, or lost it to a thief.
CREATE TABLE refresh_tokens (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    -- HMAC-SHA-256 under a pepper of the server; the token itself is nowhere.
    digest bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, session_id) REFERENCES sessions
);
CREATE UNIQUE INDEX refresh_tokens_digest_key ON refresh_tokens (digest);
CREATE INDEX refresh_tokens_session ON refresh_tokens (workspace_id, session_id);

-- Attempts to sign in since the last that succeeded. Those for addresses of nobody stand under the nil workspace, and count alike.
CREATE TABLE sign_in_attempts (
    workspace_id uuid NOT NULL,
    -- HMAC-SHA-256 of the address in lower case: a table of wrong guesses is no list of addresses.
    address_digest bytea NOT NULL,
    attempts integer NOT NULL,
    attempted_at timestamptz NOT NULL,
    -- Nobody may try before.
    open_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, address_digest)
);
CREATE INDEX sign_in_attempts_age ON sign_in_attempts (attempted_at);

SELECT enable_tenant_isolation(name::regclass) FROM unnest(ARRAY['sessions', 'refresh_tokens', 'sign_in_attempts']) AS name;

-- A person may end sessions of its own; everything else happens before anybody is known.
GRANT SELECT, UPDATE (ended_at) ON sessions TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (ended_at) ON sessions TO fluxdesk_system;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON refresh_tokens TO fluxdesk_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempts TO fluxdesk_system;
GRANT UPDATE (password, issuer, subject) ON users TO fluxdesk_system;

-- Digests of passwords are of no use to any handler.
REVOKE SELECT ON users FROM fluxdesk_app;
GRANT SELECT (workspace_id, id, email, name, role, is_active, created_at) ON users TO fluxdesk_app;
