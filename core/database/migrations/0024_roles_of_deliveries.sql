-- What a webhook is told for the role of its person goes with that role.

-- The least role of those who may see it; null for what happened to the person, and for webhooks of the workspace and of families.
ALTER TABLE webhook_deliveries ADD COLUMN role_min smallint;
CREATE INDEX webhook_deliveries_of_roles ON webhook_deliveries (workspace_id, webhook_id) WHERE role_min IS NOT NULL;

GRANT DELETE ON webhook_deliveries TO fluxdesk_app;
