-- People are administered by RPC, and not by operators alone: invitations, what the application may change, and who looks after groups and projects.

-- The one that is open of a person who has been invited, or whose password is to be set anew. The token itself is nowhere.
CREATE TABLE invitations (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- HMAC-SHA-256 under the pepper of that version.
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, user_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);
CREATE UNIQUE INDEX invitations_digest_key ON invitations (digest);
CREATE INDEX invitations_expiry ON invitations (expires_at);
SELECT enable_tenant_isolation('invitations');
GRANT INSERT, DELETE, SELECT (workspace_id, user_id, expires_at) ON invitations TO fluxdesk_app;
GRANT SELECT, INSERT, DELETE ON invitations TO fluxdesk_system;

-- Whether there is a password is no secret; its digest stays hidden from the application.
ALTER TABLE users ADD COLUMN has_password boolean NOT NULL GENERATED ALWAYS AS (password IS NOT NULL) STORED;
GRANT SELECT (has_password) ON users TO fluxdesk_app;
GRANT INSERT (workspace_id, id, email, name, role), UPDATE (name, role, is_active) ON users TO fluxdesk_app;
GRANT UPDATE (name, role) ON users TO fluxdesk_system;

-- Who has a place with an outside issuer has no need of an invitation, with which somebody else could take it.
ALTER TABLE users
    ADD COLUMN let_in_elsewhere_at timestamptz,
    ADD COLUMN signs_in_elsewhere boolean NOT NULL
        GENERATED ALWAYS AS (subject IS NOT NULL OR let_in_elsewhere_at IS NOT NULL) STORED;
GRANT SELECT (signs_in_elsewhere) ON users TO fluxdesk_app;
GRANT UPDATE (let_in_elsewhere_at) ON users TO fluxdesk_system;
-- Who is left when an admin goes.
CREATE INDEX users_admins ON users (workspace_id, role) WHERE role >= 3;

GRANT UPDATE (given_to_user_id) ON token_families TO fluxdesk_app;

GRANT INSERT, UPDATE (slug, name) ON projects TO fluxdesk_app;
GRANT UPDATE (slug, name) ON projects TO fluxdesk_system;
GRANT INSERT, UPDATE (is_admin), DELETE ON project_members TO fluxdesk_app;

-- The groups and projects of one person.
CREATE INDEX group_members_user ON group_members (workspace_id, user_id);
CREATE INDEX project_members_user ON project_members (workspace_id, user_id);
