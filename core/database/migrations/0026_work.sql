-- Tasks with what belongs to them, the tags of anything, and how projects stand.

CREATE TABLE tags (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    -- Names are compared by this: NFKC, without case.
    name_key text NOT NULL COLLATE "C",
    -- "#rrggbb"; null for none.
    color text,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When it was deleted, or merged into another one. Nobody sees it from then on; a duty takes its uses away or moves them.
    ended_at timestamptz,
    -- What has this tag has that one, which has not ended itself.
    merged_into_id uuid,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, merged_into_id) REFERENCES tags,
    CHECK (merged_into_id IS NULL OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX tags_name_key ON tags (workspace_id, name_key) WHERE ended_at IS NULL;
CREATE INDEX tags_merged ON tags (workspace_id, merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX tags_ended ON tags (ended_at) WHERE ended_at IS NOT NULL;

-- Which entities have a tag. Ids are UUIDv7, so the key walks what has a tag by its age.
CREATE TABLE entity_tags (
    workspace_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    -- EntityType of tags.proto.
    entity_type smallint NOT NULL,
    entity_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, tag_id, entity_type, entity_id),
    -- The duty that deletes a tag deletes these first. What a constraint deletes is deleted by the owner of the table, who may count nothing.
    FOREIGN KEY (workspace_id, tag_id) REFERENCES tags
);
CREATE INDEX entity_tags_entity ON entity_tags (workspace_id, entity_type, entity_id);

ALTER TABLE projects
    ADD COLUMN description text,
    -- ProjectStatus of projects.proto: 1 planned, 2 active, 3 paused, 4 completed, 5 archived.
    ADD COLUMN status smallint NOT NULL DEFAULT 2 CHECK (status BETWEEN 1 AND 5),
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX projects_status ON projects (workspace_id, status, id DESC);
GRANT UPDATE (description, status, updated_at) ON projects TO fluxdesk_app;
-- For the members that the command line moves, and the projects that it renames.
GRANT UPDATE (updated_at) ON projects TO fluxdesk_system;

-- Of the IANA database; what a person calls tomorrow depends on it.
ALTER TABLE users ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) BETWEEN 1 AND 64);
GRANT SELECT (time_zone), UPDATE (time_zone) ON users TO fluxdesk_app;
-- By what people are named in the titles of tasks. Columns of their own, since row security keeps functions out of indexes.
ALTER TABLE users
    ADD COLUMN local_part_key text NOT NULL GENERATED ALWAYS AS (split_part(lower(email COLLATE "C"), '@', 1)) STORED,
    ADD COLUMN name_key text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED;
CREATE INDEX users_local_part ON users (local_part_key, workspace_id);
CREATE INDEX users_name ON users (name_key, workspace_id);
GRANT SELECT (local_part_key, name_key) ON users TO fluxdesk_app;
GRANT SELECT (time_zone) ON users TO fluxdesk_system;

CREATE TABLE tasks (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    title text NOT NULL,
    description text,
    -- TaskPriority of tasks.proto: 1 low, 2 medium, 3 high, 4 critical.
    priority smallint NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 4),
    -- TaskStatus: 1 open, 2 in_progress, 3 blocked, 4 done.
    status smallint NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 4),
    -- TaskSource: 1 manual, 2 ai, 3 agent, 4 workflow.
    source smallint NOT NULL CHECK (source BETWEEN 1 AND 4),
    -- TaskVisibility: 1 private, 2 company.
    visibility smallint NOT NULL CHECK (visibility BETWEEN 1 AND 2),
    owner_user_id uuid NOT NULL,
    assignee_user_id uuid,
    project_id uuid,
    parent_id uuid,
    -- As callers read it: a day, or an instant in UTC.
    deadline text,
    -- When it has passed: the instant, or the end of the day for the person who set it.
    deadline_at timestamptz,
    -- What it waits for; null while nothing blocks it.
    blocker text,
    -- Rises with every change of the task, its tags and its automation: its ETag.
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by_user_id uuid NOT NULL,
    done_at timestamptz,
    -- Since when everybody sees it; null while it is private.
    company_since timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, owner_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, assignee_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, updated_by_user_id) REFERENCES users,
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects,
    FOREIGN KEY (workspace_id, parent_id) REFERENCES tasks ON DELETE SET NULL (parent_id),
    CHECK ((deadline IS NULL) = (deadline_at IS NULL)),
    CHECK ((status = 3) = (blocker IS NOT NULL)),
    CHECK ((status = 4) = (done_at IS NOT NULL)),
    CHECK ((visibility = 2) = (company_since IS NOT NULL)),
    CHECK (parent_id <> id)
);
CREATE INDEX tasks_owner ON tasks (workspace_id, owner_user_id, id DESC);
CREATE INDEX tasks_assignee ON tasks (workspace_id, assignee_user_id, id DESC) WHERE assignee_user_id IS NOT NULL;
CREATE INDEX tasks_status ON tasks (workspace_id, status, id DESC);
-- What everybody sees, for those who do not see all.
CREATE INDEX tasks_company ON tasks (workspace_id, id DESC) WHERE visibility = 2;
-- What is not done, which is asked for the most and is the least where a workspace has worked for long; in the parts in which it is walked.
CREATE INDEX tasks_undone ON tasks (workspace_id, id DESC) WHERE status <> 4;
CREATE INDEX tasks_undone_owner ON tasks (workspace_id, owner_user_id, id DESC) WHERE status <> 4;
CREATE INDEX tasks_undone_assignee ON tasks (workspace_id, assignee_user_id, id DESC) WHERE status <> 4 AND assignee_user_id IS NOT NULL;
CREATE INDEX tasks_undone_company ON tasks (workspace_id, id DESC) WHERE status <> 4 AND visibility = 2;
CREATE INDEX tasks_priority ON tasks (workspace_id, priority, id DESC);
CREATE INDEX tasks_parent ON tasks (workspace_id, parent_id, id DESC) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_project ON tasks (workspace_id, project_id, id DESC) WHERE project_id IS NOT NULL;
CREATE INDEX tasks_project_updated ON tasks (workspace_id, project_id, updated_at DESC) WHERE project_id IS NOT NULL;
-- With what decides who sees a task, so that those that are late are counted in the index alone.
CREATE INDEX tasks_project_deadline ON tasks (workspace_id, project_id, deadline_at) INCLUDE (visibility, owner_user_id, assignee_user_id)
    WHERE status <> 4 AND deadline_at IS NOT NULL AND project_id IS NOT NULL;
-- The private tasks of one person in a project, which are few: tallies do not tell whose they are.
CREATE INDEX tasks_private_owner ON tasks (workspace_id, owner_user_id, project_id) INCLUDE (status)
    WHERE visibility = 1 AND project_id IS NOT NULL;
CREATE INDEX tasks_private_assignee ON tasks (workspace_id, assignee_user_id, project_id) INCLUDE (status)
    WHERE visibility = 1 AND project_id IS NOT NULL AND assignee_user_id IS NOT NULL;
CREATE INDEX tasks_deadline ON tasks (workspace_id, deadline_at) WHERE status <> 4 AND deadline_at IS NOT NULL;

-- By the clock: a transaction may have begun before another one whose change it waited for, and which was not for everybody.
CREATE FUNCTION note_publishing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.company_since := CASE WHEN NEW.visibility = 2 THEN clock_timestamp() END;
    RETURN NEW;
END
$$;
CREATE TRIGGER published BEFORE INSERT ON tasks FOR EACH ROW WHEN (NEW.visibility = 2) EXECUTE FUNCTION note_publishing();
CREATE TRIGGER republished BEFORE UPDATE OF visibility ON tasks FOR EACH ROW
    WHEN (NEW.visibility <> OLD.visibility) EXECUTE FUNCTION note_publishing();

-- A task whose parent was deleted has changed too, and whoever deleted it need not see that task.
CREATE FUNCTION renew_orphan() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER orphaned BEFORE UPDATE OF parent_id ON tasks FOR EACH ROW
    WHEN (NEW.parent_id IS NULL AND OLD.parent_id IS NOT NULL AND NEW.version = OLD.version) EXECUTE FUNCTION renew_orphan();

-- Where a task would stand below a parent: whether that is one of its own steps, and how many levels there would be. A way may lead through
-- tasks that the viewer does not see, so this looks at all of them and tells of none. A null task is one that is still to be created.
CREATE FUNCTION task_place(of_workspace uuid, of_task uuid, below uuid, OUT is_cycle boolean, OUT levels integer)
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    -- Not as a setting of the function: of ours, which the server does not know, a superuser alone may make one.
    saw text := current_setting('app.sees_all', true);
BEGIN
    PERFORM set_config('app.sees_all', 'on', true);
    WITH RECURSIVE up AS (
        SELECT t.id, t.parent_id, 1 AS level FROM tasks t WHERE t.workspace_id = of_workspace AND t.id = below
        UNION ALL
        SELECT t.id, t.parent_id, up.level + 1
        FROM up JOIN tasks t ON t.workspace_id = of_workspace AND t.id = up.parent_id WHERE up.level < 100
    ), down AS (
        SELECT of_task AS id, 1 AS level
        UNION ALL
        SELECT t.id, down.level + 1
        FROM down JOIN tasks t ON t.workspace_id = of_workspace AND t.parent_id = down.id WHERE down.level < 100
    )
    SELECT coalesce(bool_or(up.id = of_task), false), max(up.level) + (SELECT max(down.level) FROM down) INTO is_cycle, levels FROM up;
    PERFORM set_config('app.sees_all', coalesce(saw, ''), true);
END
$$;

-- Locks a task and its steps until the end of the transaction, and returns their ids, also of those that the viewer does not see: a task that is
-- deleted leaves its steps, which others must not have locked in another order. FOR UPDATE, since that is what deleting takes.
CREATE FUNCTION lock_family(of_workspace uuid, of_task uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    -- As in task_place.
    saw text := current_setting('app.sees_all', true);
BEGIN
    PERFORM set_config('app.sees_all', 'on', true);
    RETURN QUERY SELECT t.id FROM tasks t WHERE t.workspace_id = of_workspace AND (t.id = of_task OR t.parent_id = of_task) ORDER BY t.id FOR UPDATE;
    PERFORM set_config('app.sees_all', coalesce(saw, ''), true);
END
$$;

-- The words of titles and descriptions. Row security keeps the operators of full-text search out of indexes, but not those of text and ids:
-- what has a word is walked by its age.
CREATE TABLE task_words (
    workspace_id uuid NOT NULL,
    word text NOT NULL COLLATE "C",
    task_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, word, task_id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE CASCADE
);
CREATE INDEX task_words_task ON task_words (workspace_id, task_id);

-- What was changed of a task, by whom, from what to what.
CREATE TABLE task_changes (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    -- When it was written, which the lock of the task puts in the order of what was done.
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    user_id uuid NOT NULL,
    -- TaskSource: who of the user's it was.
    source smallint NOT NULL,
    -- A list of {field, before, after}.
    changes jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'array'),
    note text,
    PRIMARY KEY (workspace_id, task_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

CREATE TABLE task_comments (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    PRIMARY KEY (workspace_id, task_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

-- Links to what lies elsewhere.
CREATE TABLE task_attachments (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, task_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

-- What of a task is to be automated, and what that saves. Minutes are those of one time.
CREATE TABLE task_automations (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    -- AutomationStage of automations.proto: 1 identified, 2 in_progress, 3 automated, 4 measured.
    stage smallint NOT NULL DEFAULT 1 CHECK (stage BETWEEN 1 AND 4),
    -- AutomationFrequency: 1 daily, 2 weekly, 3 monthly.
    frequency smallint CHECK (frequency BETWEEN 1 AND 3),
    pain_level smallint CHECK (pain_level BETWEEN 1 AND 5),
    potential smallint CHECK (potential BETWEEN 1 AND 5),
    minutes_before double precision CHECK (minutes_before >= 0),
    minutes_after double precision CHECK (minutes_after >= 0),
    tools_used text[] NOT NULL DEFAULT '{}',
    -- Sums and numbers of the time logs of each phase; their means take the place of the minutes above. Exact, since logs are taken out again.
    logged_before_minutes numeric NOT NULL DEFAULT 0,
    logged_before_count integer NOT NULL DEFAULT 0,
    logged_after_minutes numeric NOT NULL DEFAULT 0,
    logged_after_count integer NOT NULL DEFAULT 0,
    -- When it first was automated.
    automated_at timestamptz,
    effective_minutes_before double precision GENERATED ALWAYS AS (
        coalesce((logged_before_minutes / nullif(logged_before_count, 0))::double precision, minutes_before)) STORED,
    effective_minutes_after double precision GENERATED ALWAYS AS (
        coalesce((logged_after_minutes / nullif(logged_after_count, 0))::double precision, minutes_after)) STORED,
    -- Of a month with 20 days and 4 weeks; null while a part of it is not known.
    monthly_minutes_saved double precision GENERATED ALWAYS AS (
        (coalesce((logged_before_minutes / nullif(logged_before_count, 0))::double precision, minutes_before)
         - coalesce((logged_after_minutes / nullif(logged_after_count, 0))::double precision, minutes_after))
        * CASE frequency WHEN 1 THEN 20 WHEN 2 THEN 4 WHEN 3 THEN 1 END) STORED,
    PRIMARY KEY (workspace_id, task_id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE CASCADE
);
CREATE INDEX task_automations_savers ON task_automations (workspace_id, monthly_minutes_saved DESC, task_id)
    WHERE stage >= 3 AND monthly_minutes_saved > 0;

CREATE TABLE time_logs (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- TimeLogPhase of time_logs.proto: 1 before, 2 after.
    phase smallint NOT NULL CHECK (phase BETWEEN 1 AND 2),
    minutes double precision NOT NULL CHECK (minutes >= 0),
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, task_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

-- What people look for again and again.
CREATE TABLE task_filters (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE "C",
    -- TaskFilterCriteria of task_filters.proto, in its encoding.
    criteria bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, user_id, id),
    CONSTRAINT task_filters_name_key UNIQUE (workspace_id, user_id, name_key),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

SELECT enable_tenant_isolation(name::regclass)
FROM unnest(ARRAY[
    'tags', 'entity_tags', 'tasks', 'task_words', 'task_changes', 'task_comments', 'task_attachments', 'task_automations', 'time_logs',
    'task_filters'
]) AS name;
SELECT enable_visibility('tasks', 'owner_user_id', 'assignee_user_id');

GRANT SELECT, INSERT, UPDATE (name, name_key, color, ended_at, merged_into_id) ON tags TO fluxdesk_app;
GRANT SELECT, DELETE ON tags TO fluxdesk_system;
GRANT SELECT, INSERT, DELETE ON entity_tags TO fluxdesk_app, fluxdesk_system;
GRANT SELECT, INSERT, DELETE,
    UPDATE (title, description, priority, status, visibility, assignee_user_id, project_id, parent_id, deadline, deadline_at, blocker,
            version, updated_at, updated_by_user_id, done_at)
    ON tasks TO fluxdesk_app;
GRANT SELECT, INSERT, DELETE ON task_words TO fluxdesk_app;
-- What was changed stays as it was told.
GRANT SELECT, INSERT ON task_changes TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (body, edited_at), DELETE ON task_comments TO fluxdesk_app;
GRANT SELECT, INSERT, DELETE ON task_attachments, time_logs TO fluxdesk_app;
GRANT SELECT, INSERT, DELETE,
    UPDATE (stage, frequency, pain_level, potential, minutes_before, minutes_after, tools_used, logged_before_minutes,
            logged_before_count, logged_after_minutes, logged_after_count, automated_at)
    ON task_automations TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (name, name_key, criteria), DELETE ON task_filters TO fluxdesk_app;

-- Tasks of a project by status and visibility, as "<status>/<visibility>".
CREATE FUNCTION tally_tasks() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tally_changes (workspace_id, subject_id, name, change)
        SELECT workspace_id, project_id, status || '/' || visibility, count(*)
        FROM after WHERE project_id IS NOT NULL GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO tally_changes (workspace_id, subject_id, name, change)
        SELECT workspace_id, project_id, status || '/' || visibility, -count(*)
        FROM before WHERE project_id IS NOT NULL GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO tally_changes (workspace_id, subject_id, name, change)
        SELECT workspace_id, project_id, status || '/' || visibility, sum(change)
        FROM (SELECT workspace_id, project_id, status, visibility, 1 AS change FROM after
              UNION ALL
              SELECT workspace_id, project_id, status, visibility, -1 FROM before) AS moved
        WHERE project_id IS NOT NULL GROUP BY 1, 2, 3 HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER tally_inserted AFTER INSERT ON tasks REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION tally_tasks();
CREATE TRIGGER tally_updated AFTER UPDATE ON tasks REFERENCING NEW TABLE AS after OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION tally_tasks();
CREATE TRIGGER tally_deleted AFTER DELETE ON tasks REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION tally_tasks();

-- Uses of a tag by the type of the entity, as the number of that.
CREATE FUNCTION tally_entity_tags() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tally_changes (workspace_id, subject_id, name, change)
        SELECT workspace_id, tag_id, entity_type::text, count(*) FROM after GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO tally_changes (workspace_id, subject_id, name, change)
        SELECT workspace_id, tag_id, entity_type::text, -count(*) FROM before GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER tally_inserted AFTER INSERT ON entity_tags REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION tally_entity_tags();
CREATE TRIGGER tally_deleted AFTER DELETE ON entity_tags REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION tally_entity_tags();
