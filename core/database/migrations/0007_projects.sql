-- Projects with their members, the project that an event belongs to, and what lists of deliveries are filtered by.

CREATE TABLE projects (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    -- As long as project_slug of an event may be.
    slug text NOT NULL CHECK (length(slug) BETWEEN 1 AND 80),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT projects_slug_key UNIQUE (workspace_id, slug)
);

CREATE TABLE project_members (
    workspace_id uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_admin boolean NOT NULL,
    PRIMARY KEY (workspace_id, project_id, user_id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects,
    FOREIGN KEY (workspace_id, user_id) REFERENCES users
);

SELECT enable_tenant_isolation(name::regclass) FROM unnest(ARRAY['projects', 'project_members']) AS name;
GRANT SELECT ON projects, project_members TO fluxdesk_app;
GRANT SELECT, INSERT ON projects TO fluxdesk_system;
GRANT SELECT, INSERT, UPDATE (is_admin), DELETE ON project_members TO fluxdesk_system;

-- Null for an event of no project.
ALTER TABLE deliveries ADD COLUMN project_id uuid, ADD FOREIGN KEY (workspace_id, project_id) REFERENCES projects;

-- Lists of one project's deliveries. Events of no project, which most are, stand in neither.
CREATE INDEX deliveries_project ON deliveries (workspace_id, project_id, id DESC) WHERE project_id IS NOT NULL;
CREATE INDEX deliveries_inbox_project ON deliveries (workspace_id, recipient_user_id, project_id, id DESC) WHERE project_id IS NOT NULL;
-- What one integrator sent, in a workspace where others send more.
CREATE INDEX deliveries_integrator ON deliveries (workspace_id, integrator_id, id DESC);
