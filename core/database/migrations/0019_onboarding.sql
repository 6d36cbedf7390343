-- When the person's onboarding was first completed.
ALTER TABLE users ADD COLUMN onboarded_at timestamptz;
GRANT SELECT (onboarded_at), UPDATE (onboarded_at) ON users TO fluxdesk_app;

-- Those who decide about requests, among everybody else of the workspace.
CREATE INDEX users_reviewers ON users (workspace_id) WHERE role >= 2 AND is_active;
