-- Rows that not everybody of a workspace sees, and counts that stay cheap however much there is to count.

-- Who looks in the current transaction; null where nobody does: then only what all of the workspace may see is there.
CREATE FUNCTION app_viewer_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.viewer_id', true), '')::uuid;

-- Whether who looks is an admin, who sees all of the workspace.
CREATE FUNCTION app_sees_all() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('app.sees_all', true), '')::boolean, false);

-- A table whose rows are private (visibility 1) or the company's (2). A private row is seen and written by the people whom the named
-- columns hold, and by admins. It comes on top of enable_tenant_isolation, and holds for the application alone.
CREATE FUNCTION enable_visibility(visible_table regclass, VARIADIC people name[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE POLICY visibility ON %s AS RESTRICTIVE TO fluxdesk_app USING (visibility = 2 OR (SELECT app_sees_all()) OR %s)',
        visible_table, (SELECT string_agg(format('%I = (SELECT app_viewer_id())', person), ' OR ') FROM unnest(people) AS person));
END
$$;

-- How many there are of something about one subject: a project, a tag. Who counts adds a change, which no other one waits for; a duty
-- adds the changes up. What is true is the count and all of its changes together.
CREATE TABLE tallies (
    workspace_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    name text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (workspace_id, subject_id, name)
);
CREATE TABLE tally_changes (
    workspace_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (workspace_id, subject_id, number)
);
SELECT enable_tenant_isolation('tallies'), enable_tenant_isolation('tally_changes');
GRANT SELECT ON tallies TO fluxdesk_app;
GRANT SELECT, INSERT ON tally_changes TO fluxdesk_app;
GRANT SELECT, INSERT, UPDATE (count), DELETE ON tallies TO fluxdesk_system;
GRANT SELECT, INSERT, DELETE ON tally_changes TO fluxdesk_system;
