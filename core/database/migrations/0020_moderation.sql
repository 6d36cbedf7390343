-- What became of the events that waited for an admin, integrators in the hands of admins, and event types counted in an index.

ALTER TABLE deliveries
    -- ModerationState of moderation.proto: 2 forwarded, 3 dropped; null while nobody has decided, and for what never waited.
    ADD COLUMN moderation_state smallint CHECK (moderation_state IN (2, 3)),
    ADD CHECK ((moderation_state IS NULL) = (moderated_at IS NULL)),
    -- Only what waits, or waited, has no recipient; what was forwarded are deliveries of their own.
    ADD CHECK (moderation_state IS NULL OR recipient_user_id IS NULL),
    ADD CHECK (original_delivery_id IS NULL OR recipient_user_id IS NOT NULL);
GRANT UPDATE (moderation_state) ON deliveries TO fluxdesk_app;

-- All that ever waited, and of that what was forwarded or dropped. What waits now has an index of its own.
CREATE INDEX deliveries_moderation ON deliveries (workspace_id, id DESC) WHERE recipient_user_id IS NULL;
CREATE INDEX deliveries_moderated ON deliveries (workspace_id, moderation_state, id DESC) WHERE moderation_state IS NOT NULL;

-- Types are counted without a look at the deliveries.
DROP INDEX deliveries_integrator;
CREATE INDEX deliveries_integrator ON deliveries (workspace_id, integrator_id, id DESC) INCLUDE (event_type, created_at);

-- Neither slug nor prefix: both stand in what was sent.
GRANT INSERT, UPDATE (name, homepage_url, description, archived_at) ON integrators TO fluxdesk_app;
GRANT UPDATE (name, homepage_url, description, archived_at) ON integrators TO fluxdesk_system;
