-- The catalog of what employees may ask for, groups of people, events that wait for an admin, and notices of the product's own.

CREATE TABLE catalog_items (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    -- Kept when the item is archived.
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9._-]{0,79}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- AssetType of catalog.proto.
    type smallint NOT NULL CHECK (type > 0),
    description text,
    category text,
    url text,
    application_guide text,
    -- A list of anything, shown as it is.
    use_cases jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(use_cases) = 'array'),
    is_pinned boolean NOT NULL DEFAULT false,
    approval_required boolean NOT NULL DEFAULT true,
    display_order integer NOT NULL DEFAULT 0,
    contact_user_id uuid,
    -- The tools-token family that may claim tokens for those who were approved.
    linked_tools_token_id uuid,
    archived_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT catalog_items_slug_key UNIQUE (workspace_id, slug),
    FOREIGN KEY (workspace_id, contact_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, linked_tools_token_id) REFERENCES token_families
);
CREATE INDEX catalog_items_linked ON catalog_items (workspace_id, linked_tools_token_id) WHERE linked_tools_token_id IS NOT NULL;

-- An employee's request for an item, and what became of it. There is one row for both, however often it is asked for again.
CREATE TABLE approvals (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    item_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- ApprovalStatus of approvals.proto: 1 pending, 2 approved, 3 rejected, 4 revoked.
    status smallint NOT NULL CHECK (status BETWEEN 1 AND 4),
    -- Why it is asked for, in the employee's words.
    reason text,
    requested_at timestamptz NOT NULL DEFAULT now(),
    reviewed_at timestamptz,
    reviewed_by_user_id uuid,
    review_note text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT approvals_item_user_key UNIQUE (workspace_id, item_id, user_id),
    FOREIGN KEY (workspace_id, item_id) REFERENCES catalog_items ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, reviewed_by_user_id) REFERENCES users
);
CREATE INDEX approvals_user ON approvals (workspace_id, user_id);
CREATE INDEX approvals_pending ON approvals (workspace_id, id) WHERE status = 1;

-- What an employee holds because of an approval, from its grant to its end.
CREATE TABLE access_assets (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    approval_id uuid NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, approval_id) REFERENCES approvals ON DELETE CASCADE
);
CREATE UNIQUE INDEX access_assets_live_key ON access_assets (workspace_id, approval_id) WHERE ended_at IS NULL;
-- All of them go with their approval.
CREATE INDEX access_assets_approval ON access_assets (workspace_id, approval_id);

CREATE TABLE groups (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    slug text NOT NULL CHECK (length(slug) BETWEEN 1 AND 80),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT groups_slug_key UNIQUE (workspace_id, slug)
);

CREATE TABLE group_members (
    workspace_id uuid NOT NULL,
    group_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_admin boolean NOT NULL,
    PRIMARY KEY (workspace_id, group_id, user_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES groups ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

SELECT enable_tenant_isolation(name::regclass)
FROM unnest(ARRAY['catalog_items', 'approvals', 'access_assets', 'groups', 'group_members']) AS name;

-- Neither slug nor type: both are what the item is.
GRANT SELECT, INSERT, DELETE,
    UPDATE (name, description, category, url, application_guide, use_cases, is_pinned, approval_required, display_order, contact_user_id,
            linked_tools_token_id, archived_at, updated_at)
    ON catalog_items TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (status, reason, requested_at, reviewed_at, reviewed_by_user_id, review_note)
    ON approvals TO fluxdesk_app, fluxdesk_system;
GRANT SELECT, INSERT, UPDATE (ended_at) ON access_assets TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (slug, name), DELETE ON groups TO fluxdesk_app, fluxdesk_system;
GRANT SELECT, INSERT, UPDATE (is_admin), DELETE ON group_members TO fluxdesk_app, fluxdesk_system;
GRANT SELECT, INSERT ON catalog_items, access_assets TO fluxdesk_system;

ALTER TABLE integrators ADD COLUMN homepage_url text, ADD COLUMN description text, ADD COLUMN archived_at timestamptz;

-- Whether a token opens what its family may do. The time is that of the transaction, so that all its statements agree.
CREATE FUNCTION token_is_good(revoked_at timestamptz, expires_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now());

-- The last person beside its owner who was given a token of it, by making or by rotating it; null where there was none. That the owner
-- rotates it since does not clear it: what the other one holds may be good for a while.
ALTER TABLE token_families ADD COLUMN given_to_user_id uuid, ADD FOREIGN KEY (workspace_id, given_to_user_id) REFERENCES users;

-- What an admin did with an event that waited, and the event that a forwarded delivery stems from.
ALTER TABLE deliveries
    ADD COLUMN moderated_at timestamptz,
    ADD COLUMN moderated_by_user_id uuid,
    ADD COLUMN moderation_note text,
    ADD COLUMN original_delivery_id uuid,
    ADD FOREIGN KEY (workspace_id, moderated_by_user_id) REFERENCES users,
    ADD FOREIGN KEY (workspace_id, original_delivery_id) REFERENCES deliveries;
CREATE INDEX deliveries_waiting ON deliveries (workspace_id, id DESC) WHERE recipient_user_id IS NULL AND moderated_at IS NULL;
CREATE INDEX deliveries_forwarded ON deliveries (workspace_id, original_delivery_id) WHERE original_delivery_id IS NOT NULL;
GRANT UPDATE (moderated_at, moderated_by_user_id, moderation_note) ON deliveries TO fluxdesk_app;

-- A notice of the product itself has no sender: its type begins with internal-os.
ALTER TABLE deliveries
    ALTER COLUMN family_id DROP NOT NULL,
    ALTER COLUMN sender_family_id DROP NOT NULL,
    ALTER COLUMN integrator_id DROP NOT NULL,
    ADD CHECK (num_nulls(family_id, sender_family_id, integrator_id) IN (0, 3)),
    ADD CHECK ((family_id IS NULL) = starts_with(event_type, 'internal-os.'));
