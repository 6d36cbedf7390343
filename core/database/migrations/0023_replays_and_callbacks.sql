-- Webhooks are sent again what they were sent before, in bulk; and buttons of events call their senders back.

-- What is sent again, and how far that has come.
CREATE TABLE webhook_replays (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    created_by_user_id uuid NOT NULL,
    -- What was asked for; null for what was not.
    from_time timestamptz,
    to_time timestamptz,
    event_types text[],
    states smallint[],
    after_seq bigint,
    before_seq bigint,
    -- It looks at the numbers above the first of these and up to the last, as they were when it was asked for.
    low_seq bigint NOT NULL,
    high_seq bigint NOT NULL,
    -- The last number that was looked at.
    seq bigint NOT NULL,
    -- Deliveries that were queued anew.
    queued bigint NOT NULL DEFAULT 0,
    -- WebhookReplayState of webhook_replays.proto: 1 running, 2 done, 3 cancelled.
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When it was last gone on with: replays take turns.
    advanced_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, created_by_user_id) REFERENCES users,
    CHECK (low_seq <= seq AND seq <= high_seq),
    CHECK ((state = 1) = (finished_at IS NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX webhook_replays_running_key ON webhook_replays (workspace_id, webhook_id) WHERE state = 1;
CREATE INDEX webhook_replays_turn ON webhook_replays (advanced_at) WHERE state = 1;
CREATE INDEX webhook_replays_webhook ON webhook_replays (workspace_id, webhook_id, id DESC);
CREATE INDEX webhook_replays_finished ON webhook_replays (finished_at) WHERE state > 1;

-- A row for the callbacks of each token family: whom its deliveries belong to, and the secret that signs them. Nobody's webhook: it has no
-- address of its own, no type finds it, and no failure switches it off.
ALTER TABLE webhooks
    ADD COLUMN family_id uuid,
    -- Of a family: when its secret was shown. Null for one that was made for a callback before anybody had asked for it.
    ADD COLUMN secret_shown_at timestamptz,
    ALTER COLUMN url DROP NOT NULL,
    DROP CONSTRAINT webhooks_event_types_check,
    ADD FOREIGN KEY (workspace_id, family_id) REFERENCES token_families,
    ADD CHECK (CASE WHEN family_id IS NULL THEN url IS NOT NULL AND cardinality(event_types) > 0 AND secret_shown_at IS NULL
                    ELSE url IS NULL AND cardinality(event_types) = 0 AND user_id IS NULL END);
CREATE UNIQUE INDEX webhooks_family_key ON webhooks (workspace_id, family_id) WHERE family_id IS NOT NULL;
-- Whoever looks for the webhooks of a workspace does not walk over those of families.
DROP INDEX webhooks_owner;
CREATE INDEX webhooks_owner ON webhooks (workspace_id, user_id, id DESC) WHERE family_id IS NULL;

-- Where a callback goes; null for what goes where its webhook does.
ALTER TABLE webhook_deliveries ADD COLUMN url text;

-- A button calls back once, however often it is pressed and however long ago.
CREATE TABLE button_presses (
    workspace_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    -- Of the button among those of its event.
    index smallint NOT NULL,
    user_id uuid NOT NULL,
    -- What its callback tells of.
    occurrence_id uuid NOT NULL,
    pressed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, delivery_id, index),
    FOREIGN KEY (workspace_id, delivery_id) REFERENCES deliveries ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

SELECT enable_tenant_isolation(name::regclass) FROM unnest(ARRAY['webhook_replays', 'button_presses']) AS name;

GRANT SELECT, INSERT, UPDATE (state, finished_at) ON webhook_replays TO fluxdesk_app;
GRANT SELECT, DELETE, UPDATE (seq, queued, state, advanced_at, finished_at) ON webhook_replays TO fluxdesk_system;
GRANT UPDATE (queued_at) ON webhook_deliveries TO fluxdesk_system;
GRANT UPDATE (secret_shown_at) ON webhooks TO fluxdesk_app;
GRANT SELECT, INSERT ON button_presses TO fluxdesk_app;
