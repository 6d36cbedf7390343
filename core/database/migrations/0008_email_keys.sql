-- Addresses ignoring case, as a column: row security lets an index serve leakproof operators only, and lower() is none, so that
-- every look-up by address read all people of the workspace.
ALTER TABLE users ADD COLUMN email_key text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED;
DROP INDEX users_email_key;
CREATE UNIQUE INDEX users_email_key ON users (email_key);
GRANT SELECT (email_key) ON users TO fluxdesk_app;
