-- Guesses count per address and client, and per address for all clients together: that row has no client.
ALTER TABLE sign_in_attempts ADD COLUMN client_digest bytea NOT NULL DEFAULT '';
ALTER TABLE sign_in_attempts DROP CONSTRAINT sign_in_attempts_pkey, ADD PRIMARY KEY (workspace_id, address_digest, client_digest);
