-- When the person's onboarding was first completed.
ALTER TABLE users ADD COLUMN onboarded_at timestamptz;
GRANT SELECT (onboarded_at), UPDATE (onboarded_at) ON users TO fluxdesk_app;
