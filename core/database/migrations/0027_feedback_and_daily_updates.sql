-- What people say about work, and what they say of their day.

CREATE TABLE feedback (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    title text,
    body text NOT NULL,
    -- FeedbackKind of feedback.proto: 1 bug, 2 idea, 3 praise, 4 question, 5 other.
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 5),
    -- FeedbackStatus: 1 open, 2 resolved.
    status smallint NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 2),
    -- FeedbackVisibility: 1 private, 2 company.
    visibility smallint NOT NULL CHECK (visibility BETWEEN 1 AND 2),
    author_user_id uuid NOT NULL,
    recipient_user_id uuid,
    task_id uuid,
    delivery_id uuid,
    project_id uuid,
    resolved_at timestamptz,
    resolved_by_user_id uuid,
    resolution_note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, author_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, recipient_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, resolved_by_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE SET NULL (task_id),
    FOREIGN KEY (workspace_id, delivery_id) REFERENCES deliveries,
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects,
    CHECK (task_id IS NULL OR delivery_id IS NULL),
    CHECK ((status = 2) = (resolved_at IS NOT NULL)),
    CHECK ((resolved_at IS NULL) = (resolved_by_user_id IS NULL)),
    CHECK (resolution_note IS NULL OR status = 2)
);
-- Who is no admin walks what is for all, and beside it what is of that person: most of the rest is of others.
CREATE INDEX feedback_company ON feedback (workspace_id, id DESC) WHERE visibility = 2;
CREATE INDEX feedback_company_open ON feedback (workspace_id, id DESC) WHERE visibility = 2 AND status = 1;
CREATE INDEX feedback_author ON feedback (workspace_id, author_user_id, id DESC);
CREATE INDEX feedback_recipient ON feedback (workspace_id, recipient_user_id, id DESC) WHERE recipient_user_id IS NOT NULL;
CREATE INDEX feedback_open ON feedback (workspace_id, id DESC) WHERE status = 1;
CREATE INDEX feedback_kind ON feedback (workspace_id, kind, id DESC);
CREATE INDEX feedback_task ON feedback (workspace_id, task_id, id DESC) WHERE task_id IS NOT NULL;
CREATE INDEX feedback_delivery ON feedback (workspace_id, delivery_id, id DESC) WHERE delivery_id IS NOT NULL;
CREATE INDEX feedback_project ON feedback (workspace_id, project_id, id DESC) WHERE project_id IS NOT NULL;

CREATE TABLE feedback_comments (
    workspace_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    PRIMARY KEY (workspace_id, feedback_id, id),
    FOREIGN KEY (workspace_id, feedback_id) REFERENCES feedback ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

CREATE TABLE daily_updates (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- Of the person's time zone, when it was submitted.
    day date NOT NULL,
    did text NOT NULL,
    plans text,
    blockers text,
    mood smallint CHECK (mood BETWEEN 1 AND 5),
    -- Of tasks that may be gone, or private to others than the reader.
    task_ids uuid[] NOT NULL DEFAULT '{}',
    submitted_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    recalled_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);
-- One for each person and day, beside those that were recalled; a person's are walked in it alone.
CREATE UNIQUE INDEX daily_updates_live_key ON daily_updates (workspace_id, user_id, day) INCLUDE (id) WHERE recalled_at IS NULL;
CREATE INDEX daily_updates_days ON daily_updates (workspace_id, day DESC, id DESC) WHERE recalled_at IS NULL;

-- When members of a group are reminded of their updates, each on the own day.
CREATE TABLE daily_update_reminders (
    workspace_id uuid NOT NULL,
    group_id uuid NOT NULL,
    remind_at time NOT NULL,
    -- A bit for each day of the week: 1 Monday, 2 Tuesday, 4 Wednesday, up to 64 Sunday.
    weekdays smallint NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- When the duty last saw that nobody is left to remind.
    looked_at timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (workspace_id, group_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES groups ON DELETE CASCADE
);
CREATE INDEX daily_update_reminders_looked ON daily_update_reminders (looked_at);

-- Who was reminded, and for which day: that happens once.
CREATE TABLE daily_update_remindings (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (workspace_id, user_id, day),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);
CREATE INDEX daily_update_remindings_day ON daily_update_remindings (day);

SELECT enable_tenant_isolation(name::regclass)
FROM unnest(ARRAY['feedback', 'feedback_comments', 'daily_updates', 'daily_update_reminders', 'daily_update_remindings']) AS name;
SELECT enable_visibility('feedback', 'author_user_id', 'recipient_user_id');

GRANT SELECT, INSERT, DELETE,
    UPDATE (title, body, kind, status, resolved_at, resolved_by_user_id, resolution_note, edited_at)
    ON feedback TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (body, edited_at) ON feedback_comments TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (did, plans, blockers, mood, task_ids, edited_at, recalled_at) ON daily_updates TO fluxdesk_app;
GRANT SELECT, INSERT, DELETE, UPDATE (remind_at, weekdays, updated_at, looked_at) ON daily_update_reminders TO fluxdesk_app;
-- Who submitted, and not what was said.
GRANT SELECT (workspace_id, user_id, day, recalled_at) ON daily_updates TO fluxdesk_system;
GRANT SELECT, UPDATE (looked_at) ON daily_update_reminders TO fluxdesk_system;
GRANT SELECT, INSERT, DELETE ON daily_update_remindings TO fluxdesk_system;

-- What clocks show in a time zone. A zone that this database does not know is UTC: one person's must not keep others from being served.
-- Not in parallel plans: PostgreSQL 16 begins no subtransaction there, as the block with its exception is one.
CREATE FUNCTION local_time(moment timestamptz, time_zone text) RETURNS timestamp
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    AS $$
BEGIN
    RETURN moment AT TIME ZONE time_zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN moment AT TIME ZONE 'UTC';
END
$$;
