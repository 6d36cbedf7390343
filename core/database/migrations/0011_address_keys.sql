-- Addresses ignoring the case of ASCII letters alone: of two mailboxes that differ in other letters each is somebody's own, and every
-- program folds those letters in its own way.
DROP INDEX users_email_key;
ALTER TABLE users DROP COLUMN email_key;
ALTER TABLE users ADD COLUMN email_key text NOT NULL GENERATED ALWAYS AS (lower(email COLLATE "C")) STORED;
CREATE UNIQUE INDEX users_email_key ON users (email_key);
GRANT SELECT (email_key) ON users TO fluxdesk_app;
