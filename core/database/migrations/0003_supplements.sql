-- Follow-ups of deliveries, and what the lists of deliveries and of the inbox stand on.

CREATE TABLE supplements (
    workspace_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    -- 1 for the first of the delivery, and without gaps.
    position integer NOT NULL CHECK (position > 0),
    id uuid NOT NULL,
    markdown_body text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, delivery_id, position),
    FOREIGN KEY (workspace_id, delivery_id) REFERENCES deliveries
);
SELECT enable_tenant_isolation('supplements');
-- A follow-up never changes either.
GRANT SELECT, INSERT ON supplements TO fluxdesk_app;

-- One range of an index for each family whose deliveries a caller may list.
CREATE INDEX deliveries_family ON deliveries (workspace_id, family_id, id DESC);
CREATE INDEX token_families_user ON token_families (workspace_id, user_id);

CREATE INDEX deliveries_unread ON deliveries (workspace_id, recipient_user_id, id DESC)
    WHERE recipient_user_id IS NOT NULL AND archived_at IS NULL AND read_at IS NULL;
CREATE INDEX deliveries_archive ON deliveries (workspace_id, recipient_user_id, id DESC)
    WHERE recipient_user_id IS NOT NULL AND archived_at IS NOT NULL;
