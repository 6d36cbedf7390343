-- Where each inbox stands. Its row is locked from the number's assignment to the commit, so numbers become visible in their order:
-- who has seen a number has seen every lower one, and will never see another of them.
CREATE TABLE inbox_heads (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    last_number bigint NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
) WITH (fillfactor = 50);

-- The delivery's number in its recipient's inbox, from 1 without gaps; null while it is in none.
ALTER TABLE deliveries ADD COLUMN inbox_number bigint;

-- An owner who is no superuser would see none of the rows.
ALTER TABLE deliveries NO FORCE ROW LEVEL SECURITY;

UPDATE deliveries d SET inbox_number = n.inbox_number
FROM (
    SELECT workspace_id, id, row_number() OVER (PARTITION BY workspace_id, recipient_user_id ORDER BY id) AS inbox_number
    FROM deliveries WHERE recipient_user_id IS NOT NULL
) AS n
WHERE d.workspace_id = n.workspace_id AND d.id = n.id;

INSERT INTO inbox_heads (workspace_id, user_id, last_number)
SELECT workspace_id, recipient_user_id, count(*) FROM deliveries WHERE recipient_user_id IS NOT NULL GROUP BY 1, 2;

ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
SELECT enable_tenant_isolation('inbox_heads');
GRANT SELECT, INSERT, UPDATE (last_number) ON inbox_heads TO fluxdesk_app;

-- Whoever puts a delivery into an inbox gives it a number: one without would never be streamed.
ALTER TABLE deliveries ADD CHECK ((recipient_user_id IS NULL) = (inbox_number IS NULL));
CREATE UNIQUE INDEX deliveries_inbox_number ON deliveries (workspace_id, recipient_user_id, inbox_number)
    WHERE inbox_number IS NOT NULL;
