-- Roles belong to the whole cluster: another database of it may have created them, or be creating them right now.
-- A user who may not create roles needs them created and granted once by an administrator.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['fluxdesk_app', 'fluxdesk_system'] LOOP
        BEGIN
            IF to_regrole(wanted) IS NULL THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        -- The login user changes into these roles but has none of their rights by itself.
        IF NOT pg_has_role(current_user, wanted, 'SET') THEN
            EXECUTE format('GRANT %I TO current_user WITH INHERIT FALSE, SET TRUE', wanted);
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', wanted);
    END LOOP;
END
$$;

-- The workspaces of the current transaction. A setting that was transaction-local before reads '' instead of NULL.
CREATE FUNCTION app_workspace_ids() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('app.workspace_ids', true), '')::uuid[], '{}'::uuid[]);

-- Every table with a workspace_id is given to this function. The subselect makes the array an InitPlan: it is read once per
-- statement, and an index on workspace_id serves it.
CREATE FUNCTION enable_tenant_isolation(tenant_table regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$
        CREATE POLICY tenant ON %s TO fluxdesk_app
            USING (workspace_id = ANY (coalesce((SELECT app_workspace_ids()), '{}'::uuid[])))
            WITH CHECK (workspace_id = ANY (coalesce((SELECT app_workspace_ids()), '{}'::uuid[])))
        $policy$, tenant_table);
    EXECUTE format('CREATE POLICY system ON %s TO fluxdesk_system USING (true) WITH CHECK (true)', tenant_table);
END
$$;
