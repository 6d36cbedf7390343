--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: app_sees_all(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.app_sees_all() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE((NULLIF(current_setting('app.sees_all'::text, true), ''::text))::boolean, false);


--
-- Name: app_viewer_id(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.app_viewer_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.viewer_id'::text, true), ''::text))::uuid;


--
-- Name: app_workspace_ids(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.app_workspace_ids() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE((NULLIF(current_setting('app.workspace_ids'::text, true), ''::text))::uuid[], '{}'::uuid[]);


--
-- Name: enable_tenant_isolation(regclass); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.enable_tenant_isolation(tenant_table regclass) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$
        CREATE POLICY tenant ON %s TO fluxdesk_app
            USING (workspace_id = ANY (coalesce((SELECT app_workspace_ids()), '{}'::uuid[])))
            WITH CHECK (workspace_id = ANY (coalesce((SELECT app_workspace_ids()), '{}'::uuid[])))
        $policy$, tenant_table);
    EXECUTE format('CREATE POLICY system ON %s TO fluxdesk_system USING (true) WITH CHECK (true)', tenant_table);
END
$_$;


--
-- Name: enable_visibility(regclass, name[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.enable_visibility(visible_table regclass, VARIADIC people name[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE POLICY visibility ON %s AS RESTRICTIVE TO fluxdesk_app USING (visibility = 2 OR (SELECT app_sees_all()) OR %s)',
        visible_table, (SELECT string_agg(format('%I = (SELECT app_viewer_id())', person), ' OR ') FROM unnest(people) AS person));
END
$$;


--
-- Name: keep_webhook_attempts(integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_webhook_attempts(days_kept integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    today date := (now() AT TIME ZONE 'utc')::date;
    day date;
    name text;
BEGIN
    FOR day IN SELECT today + ahead FROM generate_series(1, 3) AS ahead LOOP
        name := 'webhook_attempts_' || to_char(day, 'YYYYMMDD');
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.webhook_attempts FOR VALUES FROM (%L) TO (%L)',
                           name, day::timestamp AT TIME ZONE 'utc', (day + 1)::timestamp AT TIME ZONE 'utc');
            PERFORM enable_tenant_isolation(format('public.%I', name)::regclass);
        END IF;
    END LOOP;
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.webhook_attempts'::regclass AND c.relname ~ '^webhook_attempts_[0-9]{8}$'
          AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - days_kept
    LOOP
        EXECUTE format('DROP TABLE public.%I', name);
    END LOOP;
END
$_$;


--
-- Name: lease_permits(integer, uuid[], text[], text[], uuid[], integer[], integer[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.lease_permits(window_seconds integer, workspace_ids uuid[], callers text[], buckets text[], family_ids uuid[], call_limits integer[], waiting integer[]) RETURNS TABLE(workspace_id uuid, caller text, bucket text, call_limit integer, leased integer, rest integer, ends_at bigint, seconds_left double precision)
    LANGUAGE plpgsql
    SET role TO 'fluxdesk_system'
    SET lock_timeout TO '5s'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH asked AS (
        SELECT w.workspace_id, w.caller, w.bucket, w.waiting,
               coalesce(CASE w.bucket WHEN 'reads' THEN f.reads_per_minute ELSE f.writes_per_minute END, w.call_limit) AS call_limit
        FROM unnest(workspace_ids, callers, buckets, family_ids, call_limits, waiting)
            AS w (workspace_id, caller, bucket, family_id, call_limit, waiting)
        LEFT JOIN token_families f ON f.workspace_id = w.workspace_id AND f.id = w.family_id
    ), wanted AS (
        SELECT workspace_id, caller, bucket, call_limit,
               to_timestamp(floor(extract(epoch FROM statement_timestamp()) / window_seconds) * window_seconds) AS began_at,
               CASE WHEN call_limit < 120 THEN least(waiting, call_limit)
                    ELSE least(greatest(waiting, call_limit / 20), (call_limit + 1) / 2) END AS leased
        FROM asked
    )
    INSERT INTO rate_windows AS r (workspace_id, caller, bucket, began_at, call_limit, granted, leased)
    -- In one order, so that no two processes wait crosswise.
    SELECT workspace_id, caller, bucket, began_at, call_limit, leased, leased FROM wanted ORDER BY workspace_id, caller, bucket
    ON CONFLICT (workspace_id, caller, bucket) DO UPDATE SET (began_at, call_limit, granted, leased) = (
        SELECT greatest(r.began_at, excluded.began_at), excluded.call_limit, so_far.granted + next.leased, next.leased
        FROM (SELECT CASE WHEN r.began_at < excluded.began_at THEN 0 ELSE r.granted END AS granted) AS so_far,
             LATERAL (SELECT excluded.call_limit - so_far.granted AS rest) AS left_over,
             LATERAL (
                SELECT CASE WHEN excluded.call_limit < 120 THEN rest
                            ELSE greatest((rest + 1) / 2, least(rest, excluded.call_limit / 40)) END AS most
             ) AS bound,
             LATERAL (SELECT greatest(0, least(excluded.leased, most)) AS leased) AS next
    )
    RETURNING r.workspace_id, r.caller, r.bucket, r.call_limit, r.leased, greatest(0, r.call_limit - r.granted),
              extract(epoch FROM r.began_at)::bigint + window_seconds,
              (extract(epoch FROM r.began_at - statement_timestamp()) + window_seconds)::float8;
END
$$;


--
-- Name: local_time(timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.local_time(moment timestamp with time zone, time_zone text) RETURNS timestamp without time zone
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN moment AT TIME ZONE time_zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN moment AT TIME ZONE 'UTC';
END
$$;


--
-- Name: lock_family(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.lock_family(of_workspace uuid, of_task uuid) RETURNS SETOF uuid
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


--
-- Name: note_publishing(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.note_publishing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.company_since := CASE WHEN NEW.visibility = 2 THEN clock_timestamp() END;
    RETURN NEW;
END
$$;


--
-- Name: queue_for_sealing(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.queue_for_sealing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO audit_unsealed (workspace_id, id) SELECT workspace_id, id FROM added;
    RETURN NULL;
END
$$;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;


--
-- Name: renew_orphan(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.renew_orphan() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;


--
-- Name: take_idempotency_keys(uuid[], uuid[], text[], text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.take_idempotency_keys(workspace_ids uuid[], caller_ids uuid[], rpcs text[], keys text[]) RETURNS TABLE(workspace_id uuid, caller_id uuid, rpc text, key text, is_taken boolean, fingerprint bytea, reply bytea, is_running boolean)
    LANGUAGE plpgsql
    AS $$
DECLARE
    taken boolean[];
BEGIN
    SELECT array_agg(pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', w.workspace_id, w.caller_id, w.rpc, w.key), 0)) ORDER BY w.place)
    INTO taken FROM unnest(workspace_ids, caller_ids, rpcs, keys) WITH ORDINALITY AS w (workspace_id, caller_id, rpc, key, place);
    RETURN QUERY
        SELECT w.workspace_id, w.caller_id, w.rpc, w.key, w.is_taken, k.fingerprint, k.reply, coalesce(k.lease_until > now(), false)
        FROM unnest(workspace_ids, caller_ids, rpcs, keys, taken) AS w (workspace_id, caller_id, rpc, key, is_taken)
        LEFT JOIN idempotency_keys k
            ON k.workspace_id = w.workspace_id AND k.caller_id = w.caller_id AND k.rpc = w.rpc AND k.key = w.key;
END
$$;


--
-- Name: tally_entity_tags(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tally_entity_tags() RETURNS trigger
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


--
-- Name: tally_tasks(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tally_tasks() RETURNS trigger
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


--
-- Name: task_place(uuid, uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.task_place(of_workspace uuid, of_task uuid, below uuid, OUT is_cycle boolean, OUT levels integer) RETURNS record
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


--
-- Name: token_is_good(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.token_is_good(revoked_at timestamp with time zone, expires_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((revoked_at IS NULL) AND ((expires_at IS NULL) OR (expires_at > now())));


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: access_assets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_assets (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    approval_id uuid NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY public.access_assets FORCE ROW LEVEL SECURITY;


--
-- Name: approvals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.approvals (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    item_id uuid NOT NULL,
    user_id uuid NOT NULL,
    status smallint NOT NULL,
    reason text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by_user_id uuid,
    review_note text,
    CONSTRAINT approvals_status_check CHECK (((status >= 1) AND (status <= 4)))
);

ALTER TABLE ONLY public.approvals FORCE ROW LEVEL SECURITY;


--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_log (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    rpc text NOT NULL,
    door text NOT NULL,
    credential text,
    user_id uuid,
    family_id uuid,
    client_address text NOT NULL,
    client_name text,
    outcome text NOT NULL,
    note text,
    request_id text NOT NULL,
    trace_id text,
    arguments text,
    tool text,
    refusals integer,
    CONSTRAINT audit_log_refusals_check CHECK ((refusals > 0))
);

ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;


--
-- Name: audit_seals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_seals (
    workspace_id uuid NOT NULL,
    chain_number bigint NOT NULL,
    id uuid NOT NULL,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_seals_chain_number_check CHECK ((chain_number > 0))
);

ALTER TABLE ONLY public.audit_seals FORCE ROW LEVEL SECURITY;


--
-- Name: audit_unsealed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_unsealed (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL
);

ALTER TABLE ONLY public.audit_unsealed FORCE ROW LEVEL SECURITY;


--
-- Name: button_presses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.button_presses (
    workspace_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    index smallint NOT NULL,
    user_id uuid NOT NULL,
    occurrence_id uuid NOT NULL,
    pressed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.button_presses FORCE ROW LEVEL SECURITY;


--
-- Name: catalog_items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.catalog_items (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    type smallint NOT NULL,
    description text,
    category text,
    url text,
    application_guide text,
    use_cases jsonb DEFAULT '[]'::jsonb NOT NULL,
    is_pinned boolean DEFAULT false NOT NULL,
    approval_required boolean DEFAULT true NOT NULL,
    display_order integer DEFAULT 0 NOT NULL,
    contact_user_id uuid,
    linked_tools_token_id uuid,
    archived_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT catalog_items_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT catalog_items_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9._-]{0,79}$'::text)),
    CONSTRAINT catalog_items_type_check CHECK ((type > 0)),
    CONSTRAINT catalog_items_use_cases_check CHECK ((jsonb_typeof(use_cases) = 'array'::text))
);

ALTER TABLE ONLY public.catalog_items FORCE ROW LEVEL SECURITY;


--
-- Name: daily_update_reminders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.daily_update_reminders (
    workspace_id uuid NOT NULL,
    group_id uuid NOT NULL,
    remind_at time without time zone NOT NULL,
    weekdays smallint NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    looked_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT daily_update_reminders_weekdays_check CHECK (((weekdays >= 1) AND (weekdays <= 127)))
);

ALTER TABLE ONLY public.daily_update_reminders FORCE ROW LEVEL SECURITY;


--
-- Name: daily_update_remindings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.daily_update_remindings (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL
);

ALTER TABLE ONLY public.daily_update_remindings FORCE ROW LEVEL SECURITY;


--
-- Name: daily_updates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.daily_updates (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    did text NOT NULL,
    plans text,
    blockers text,
    mood smallint,
    task_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    submitted_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone,
    recalled_at timestamp with time zone,
    CONSTRAINT daily_updates_mood_check CHECK (((mood >= 1) AND (mood <= 5)))
);

ALTER TABLE ONLY public.daily_updates FORCE ROW LEVEL SECURITY;


--
-- Name: data_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.data_keys (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    wrapped bytea NOT NULL,
    key_version integer GENERATED ALWAYS AS (((get_byte(wrapped, 1) << 8) | get_byte(wrapped, 2))) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.data_keys FORCE ROW LEVEL SECURITY;


--
-- Name: deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deliveries (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid,
    sender_family_id uuid,
    integrator_id uuid,
    recipient_user_id uuid,
    event_id text NOT NULL,
    event_type text NOT NULL,
    severity smallint NOT NULL,
    tone smallint,
    title text NOT NULL,
    summary text,
    markdown_body text,
    markdown_body_rendering smallint,
    external_url text,
    external_status smallint,
    locale text,
    labels jsonb NOT NULL,
    details jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    fire_count integer DEFAULT 1 NOT NULL,
    fired_at timestamp with time zone NOT NULL,
    differing_replays integer DEFAULT 0 NOT NULL,
    resolved_at timestamp with time zone,
    resolution_note text,
    read_at timestamp with time zone,
    archived_at timestamp with time zone,
    inbox_number bigint,
    project_id uuid,
    moderated_at timestamp with time zone,
    moderated_by_user_id uuid,
    moderation_note text,
    original_delivery_id uuid,
    moderation_state smallint,
    CONSTRAINT deliveries_check CHECK (((recipient_user_id IS NULL) = (inbox_number IS NULL))),
    CONSTRAINT deliveries_check1 CHECK ((num_nulls(family_id, sender_family_id, integrator_id) = ANY (ARRAY[0, 3]))),
    CONSTRAINT deliveries_check2 CHECK (((family_id IS NULL) = starts_with(event_type, 'internal-os.'::text))),
    CONSTRAINT deliveries_check3 CHECK (((moderation_state IS NULL) = (moderated_at IS NULL))),
    CONSTRAINT deliveries_check4 CHECK (((moderation_state IS NULL) OR (recipient_user_id IS NULL))),
    CONSTRAINT deliveries_check5 CHECK (((original_delivery_id IS NULL) OR (recipient_user_id IS NOT NULL))),
    CONSTRAINT deliveries_moderation_state_check CHECK ((moderation_state = ANY (ARRAY[2, 3])))
);

ALTER TABLE ONLY public.deliveries FORCE ROW LEVEL SECURITY;


--
-- Name: entity_tags; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entity_tags (
    workspace_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    entity_type smallint NOT NULL,
    entity_id uuid NOT NULL
);

ALTER TABLE ONLY public.entity_tags FORCE ROW LEVEL SECURITY;


--
-- Name: event_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_keys (
    workspace_id uuid NOT NULL,
    family_id uuid NOT NULL,
    event_id text NOT NULL,
    delivery_id uuid NOT NULL,
    fingerprint bytea NOT NULL
);

ALTER TABLE ONLY public.event_keys FORCE ROW LEVEL SECURITY;


--
-- Name: family_usage; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.family_usage (
    workspace_id uuid NOT NULL,
    family_id uuid NOT NULL,
    day date NOT NULL,
    used integer NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.family_usage FORCE ROW LEVEL SECURITY;


--
-- Name: feedback; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feedback (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    title text,
    body text NOT NULL,
    kind smallint NOT NULL,
    status smallint DEFAULT 1 NOT NULL,
    visibility smallint NOT NULL,
    author_user_id uuid NOT NULL,
    recipient_user_id uuid,
    task_id uuid,
    delivery_id uuid,
    project_id uuid,
    resolved_at timestamp with time zone,
    resolved_by_user_id uuid,
    resolution_note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone,
    CONSTRAINT feedback_check CHECK (((task_id IS NULL) OR (delivery_id IS NULL))),
    CONSTRAINT feedback_check1 CHECK (((status = 2) = (resolved_at IS NOT NULL))),
    CONSTRAINT feedback_check2 CHECK (((resolved_at IS NULL) = (resolved_by_user_id IS NULL))),
    CONSTRAINT feedback_check3 CHECK (((resolution_note IS NULL) OR (status = 2))),
    CONSTRAINT feedback_kind_check CHECK (((kind >= 1) AND (kind <= 5))),
    CONSTRAINT feedback_status_check CHECK (((status >= 1) AND (status <= 2))),
    CONSTRAINT feedback_visibility_check CHECK (((visibility >= 1) AND (visibility <= 2)))
);

ALTER TABLE ONLY public.feedback FORCE ROW LEVEL SECURITY;


--
-- Name: feedback_comments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feedback_comments (
    workspace_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone
);

ALTER TABLE ONLY public.feedback_comments FORCE ROW LEVEL SECURITY;


--
-- Name: group_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.group_members (
    workspace_id uuid NOT NULL,
    group_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_admin boolean NOT NULL
);

ALTER TABLE ONLY public.group_members FORCE ROW LEVEL SECURITY;


--
-- Name: groups; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.groups (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT groups_slug_check CHECK (((length(slug) >= 1) AND (length(slug) <= 80)))
);

ALTER TABLE ONLY public.groups FORCE ROW LEVEL SECURITY;


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    workspace_id uuid NOT NULL,
    caller_id uuid NOT NULL,
    rpc text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    reply bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    CONSTRAINT idempotency_keys_check CHECK (((reply IS NULL) = (lease_until IS NOT NULL)))
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;


--
-- Name: inbox_heads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbox_heads (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    last_number bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.inbox_heads FORCE ROW LEVEL SECURITY;


--
-- Name: integrators; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.integrators (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    allowed_event_prefix text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    homepage_url text,
    description text,
    archived_at timestamp with time zone,
    CONSTRAINT integrators_allowed_event_prefix_check CHECK (((allowed_event_prefix ~ '^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.$'::text) AND (allowed_event_prefix !~ '^internal-os\.'::text)))
);

ALTER TABLE ONLY public.integrators FORCE ROW LEVEL SECURITY;


--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitations (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;


--
-- Name: project_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_members (
    workspace_id uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_admin boolean NOT NULL
);

ALTER TABLE ONLY public.project_members FORCE ROW LEVEL SECURITY;


--
-- Name: projects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projects (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    description text,
    status smallint DEFAULT 2 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT projects_slug_check CHECK (((length(slug) >= 1) AND (length(slug) <= 80))),
    CONSTRAINT projects_status_check CHECK (((status >= 1) AND (status <= 5)))
);

ALTER TABLE ONLY public.projects FORCE ROW LEVEL SECURITY;


--
-- Name: rate_windows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rate_windows (
    workspace_id uuid NOT NULL,
    caller text NOT NULL,
    bucket text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    call_limit integer NOT NULL,
    granted integer NOT NULL,
    leased integer NOT NULL,
    CONSTRAINT rate_windows_bucket_check CHECK ((bucket = ANY (ARRAY['reads'::text, 'writes'::text, 'refused_bearers'::text])))
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.rate_windows FORCE ROW LEVEL SECURITY;


--
-- Name: refresh_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_tokens (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    pepper_version integer NOT NULL
);

ALTER TABLE ONLY public.refresh_tokens FORCE ROW LEVEL SECURITY;


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;


--
-- Name: sign_in_attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_attempts (
    workspace_id uuid NOT NULL,
    address_digest bytea NOT NULL,
    attempts integer NOT NULL,
    attempted_at timestamp with time zone NOT NULL,
    open_at timestamp with time zone NOT NULL,
    client_digest bytea DEFAULT '\x'::bytea NOT NULL
);

ALTER TABLE ONLY public.sign_in_attempts FORCE ROW LEVEL SECURITY;


--
-- Name: supplements; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.supplements (
    workspace_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    "position" integer NOT NULL,
    id uuid NOT NULL,
    markdown_body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT supplements_position_check CHECK (("position" > 0))
);

ALTER TABLE ONLY public.supplements FORCE ROW LEVEL SECURITY;


--
-- Name: tags; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tags (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    color text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    merged_into_id uuid,
    CONSTRAINT tags_check CHECK (((merged_into_id IS NULL) OR (ended_at IS NOT NULL))),
    CONSTRAINT tags_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);

ALTER TABLE ONLY public.tags FORCE ROW LEVEL SECURITY;


--
-- Name: tallies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tallies (
    workspace_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    name text NOT NULL,
    count bigint NOT NULL
);

ALTER TABLE ONLY public.tallies FORCE ROW LEVEL SECURITY;


--
-- Name: tally_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tally_changes (
    workspace_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL,
    change bigint NOT NULL
);

ALTER TABLE ONLY public.tally_changes FORCE ROW LEVEL SECURITY;


--
-- Name: tally_changes_number_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.tally_changes ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tally_changes_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: task_attachments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_attachments (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.task_attachments FORCE ROW LEVEL SECURITY;


--
-- Name: task_automations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_automations (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    stage smallint DEFAULT 1 NOT NULL,
    frequency smallint,
    pain_level smallint,
    potential smallint,
    minutes_before double precision,
    minutes_after double precision,
    tools_used text[] DEFAULT '{}'::text[] NOT NULL,
    logged_before_minutes numeric DEFAULT 0 NOT NULL,
    logged_before_count integer DEFAULT 0 NOT NULL,
    logged_after_minutes numeric DEFAULT 0 NOT NULL,
    logged_after_count integer DEFAULT 0 NOT NULL,
    automated_at timestamp with time zone,
    effective_minutes_before double precision GENERATED ALWAYS AS (COALESCE(((logged_before_minutes / (NULLIF(logged_before_count, 0))::numeric))::double precision, minutes_before)) STORED,
    effective_minutes_after double precision GENERATED ALWAYS AS (COALESCE(((logged_after_minutes / (NULLIF(logged_after_count, 0))::numeric))::double precision, minutes_after)) STORED,
    monthly_minutes_saved double precision GENERATED ALWAYS AS (((COALESCE(((logged_before_minutes / (NULLIF(logged_before_count, 0))::numeric))::double precision, minutes_before) - COALESCE(((logged_after_minutes / (NULLIF(logged_after_count, 0))::numeric))::double precision, minutes_after)) * (
CASE frequency
    WHEN 1 THEN 20
    WHEN 2 THEN 4
    WHEN 3 THEN 1
    ELSE NULL::integer
END)::double precision)) STORED,
    CONSTRAINT task_automations_frequency_check CHECK (((frequency >= 1) AND (frequency <= 3))),
    CONSTRAINT task_automations_minutes_after_check CHECK ((minutes_after >= (0)::double precision)),
    CONSTRAINT task_automations_minutes_before_check CHECK ((minutes_before >= (0)::double precision)),
    CONSTRAINT task_automations_pain_level_check CHECK (((pain_level >= 1) AND (pain_level <= 5))),
    CONSTRAINT task_automations_potential_check CHECK (((potential >= 1) AND (potential <= 5))),
    CONSTRAINT task_automations_stage_check CHECK (((stage >= 1) AND (stage <= 4)))
);

ALTER TABLE ONLY public.task_automations FORCE ROW LEVEL SECURITY;


--
-- Name: task_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_changes (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    user_id uuid NOT NULL,
    source smallint NOT NULL,
    changes jsonb NOT NULL,
    note text,
    CONSTRAINT task_changes_changes_check CHECK ((jsonb_typeof(changes) = 'array'::text))
);

ALTER TABLE ONLY public.task_changes FORCE ROW LEVEL SECURITY;


--
-- Name: task_comments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_comments (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone
);

ALTER TABLE ONLY public.task_comments FORCE ROW LEVEL SECURITY;


--
-- Name: task_filters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_filters (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    criteria bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.task_filters FORCE ROW LEVEL SECURITY;


--
-- Name: task_words; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_words (
    workspace_id uuid NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    task_id uuid NOT NULL
);

ALTER TABLE ONLY public.task_words FORCE ROW LEVEL SECURITY;


--
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    description text,
    priority smallint DEFAULT 2 NOT NULL,
    status smallint DEFAULT 1 NOT NULL,
    source smallint NOT NULL,
    visibility smallint NOT NULL,
    owner_user_id uuid NOT NULL,
    assignee_user_id uuid,
    project_id uuid,
    parent_id uuid,
    deadline text,
    deadline_at timestamp with time zone,
    blocker text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by_user_id uuid NOT NULL,
    done_at timestamp with time zone,
    company_since timestamp with time zone,
    CONSTRAINT tasks_check CHECK (((deadline IS NULL) = (deadline_at IS NULL))),
    CONSTRAINT tasks_check1 CHECK (((status = 3) = (blocker IS NOT NULL))),
    CONSTRAINT tasks_check2 CHECK (((status = 4) = (done_at IS NOT NULL))),
    CONSTRAINT tasks_check3 CHECK (((visibility = 2) = (company_since IS NOT NULL))),
    CONSTRAINT tasks_check4 CHECK ((parent_id <> id)),
    CONSTRAINT tasks_priority_check CHECK (((priority >= 1) AND (priority <= 4))),
    CONSTRAINT tasks_source_check CHECK (((source >= 1) AND (source <= 4))),
    CONSTRAINT tasks_status_check CHECK (((status >= 1) AND (status <= 4))),
    CONSTRAINT tasks_visibility_check CHECK (((visibility >= 1) AND (visibility <= 2)))
);

ALTER TABLE ONLY public.tasks FORCE ROW LEVEL SECURITY;


--
-- Name: time_logs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.time_logs (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    phase smallint NOT NULL,
    minutes double precision NOT NULL,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT time_logs_minutes_check CHECK ((minutes >= (0)::double precision)),
    CONSTRAINT time_logs_phase_check CHECK (((phase >= 1) AND (phase <= 2)))
);

ALTER TABLE ONLY public.time_logs FORCE ROW LEVEL SECURITY;


--
-- Name: token_families; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.token_families (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    user_id uuid NOT NULL,
    integrator_id uuid,
    claimed_by_family_id uuid,
    label text DEFAULT ''::text NOT NULL,
    severity_ceiling smallint DEFAULT 4 NOT NULL,
    daily_limit integer DEFAULT 50 NOT NULL,
    reads_per_minute integer NOT NULL,
    writes_per_minute integer NOT NULL,
    scopes text[],
    is_disabled boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    given_to_user_id uuid,
    CONSTRAINT token_families_check CHECK (((kind = 'agent_key'::text) = (integrator_id IS NULL))),
    CONSTRAINT token_families_daily_limit_check CHECK ((daily_limit >= 0)),
    CONSTRAINT token_families_kind_check CHECK ((kind = ANY (ARRAY['tools_token'::text, 'personal_token'::text, 'moderation_token'::text, 'agent_key'::text]))),
    CONSTRAINT token_families_reads_per_minute_check CHECK ((reads_per_minute >= 0)),
    CONSTRAINT token_families_severity_ceiling_check CHECK (((severity_ceiling >= 1) AND (severity_ceiling <= 4))),
    CONSTRAINT token_families_writes_per_minute_check CHECK ((writes_per_minute >= 0))
);

ALTER TABLE ONLY public.token_families FORCE ROW LEVEL SECURITY;


--
-- Name: tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tokens (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    superseded_at timestamp with time zone,
    last_used_at timestamp with time zone
);

ALTER TABLE ONLY public.tokens FORCE ROW LEVEL SECURITY;


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role smallint NOT NULL,
    password text,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    issuer text,
    subject text,
    email_key text GENERATED ALWAYS AS (lower((email COLLATE "C"))) STORED NOT NULL,
    onboarded_at timestamp with time zone,
    has_password boolean GENERATED ALWAYS AS ((password IS NOT NULL)) STORED NOT NULL,
    let_in_elsewhere_at timestamp with time zone,
    signs_in_elsewhere boolean GENERATED ALWAYS AS (((subject IS NOT NULL) OR (let_in_elsewhere_at IS NOT NULL))) STORED NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    local_part_key text GENERATED ALWAYS AS (split_part(lower((email COLLATE "C")), '@'::text, 1)) STORED NOT NULL,
    name_key text GENERATED ALWAYS AS (lower(name)) STORED NOT NULL,
    CONSTRAINT users_check CHECK (((issuer IS NULL) = (subject IS NULL))),
    CONSTRAINT users_role_check CHECK (((role >= 1) AND (role <= 4))),
    CONSTRAINT users_time_zone_check CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 64)))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts (
    workspace_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    fence bigint NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    status integer,
    error text NOT NULL,
    address text NOT NULL,
    dns_ms real,
    connect_ms real,
    tls_ms real,
    first_byte_ms real,
    total_ms real,
    reply bytea NOT NULL,
    worker text NOT NULL
)
PARTITION BY RANGE (ended_at);

ALTER TABLE ONLY public.webhook_attempts FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_attempts_default; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts_default (
    workspace_id uuid CONSTRAINT webhook_attempts_workspace_id_not_null NOT NULL,
    delivery_id uuid CONSTRAINT webhook_attempts_delivery_id_not_null NOT NULL,
    fence bigint CONSTRAINT webhook_attempts_fence_not_null NOT NULL,
    ended_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_attempts_ended_at_not_null NOT NULL,
    status integer,
    error text CONSTRAINT webhook_attempts_error_not_null NOT NULL,
    address text CONSTRAINT webhook_attempts_address_not_null NOT NULL,
    dns_ms real,
    connect_ms real,
    tls_ms real,
    first_byte_ms real,
    total_ms real,
    reply bytea CONSTRAINT webhook_attempts_reply_not_null NOT NULL,
    worker text CONSTRAINT webhook_attempts_worker_not_null NOT NULL
);

ALTER TABLE ONLY public.webhook_attempts_default FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    seq bigint NOT NULL,
    occurrence_id uuid NOT NULL,
    event_type text NOT NULL,
    payload bytea NOT NULL,
    state smallint DEFAULT 1 NOT NULL,
    lane smallint DEFAULT 1 NOT NULL,
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    fence bigint DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    queued_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    url text,
    role_min smallint,
    CONSTRAINT webhook_deliveries_check CHECK (((state = 1) = (finished_at IS NULL))),
    CONSTRAINT webhook_deliveries_lane_check CHECK ((lane = ANY (ARRAY[1, 2]))),
    CONSTRAINT webhook_deliveries_state_check CHECK (((state >= 1) AND (state <= 4)))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.webhook_deliveries FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_heads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_heads (
    workspace_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    last_seq bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.webhook_heads FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_replays; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_replays (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    created_by_user_id uuid NOT NULL,
    from_time timestamp with time zone,
    to_time timestamp with time zone,
    event_types text[],
    states smallint[],
    after_seq bigint,
    before_seq bigint,
    low_seq bigint NOT NULL,
    high_seq bigint NOT NULL,
    seq bigint NOT NULL,
    queued bigint DEFAULT 0 NOT NULL,
    state smallint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    advanced_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT webhook_replays_check CHECK (((low_seq <= seq) AND (seq <= high_seq))),
    CONSTRAINT webhook_replays_check1 CHECK (((state = 1) = (finished_at IS NULL))),
    CONSTRAINT webhook_replays_state_check CHECK (((state >= 1) AND (state <= 3)))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.webhook_replays FORCE ROW LEVEL SECURITY;


--
-- Name: webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhooks (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid,
    created_by_user_id uuid NOT NULL,
    url text,
    event_types text[] NOT NULL,
    description text,
    is_enabled boolean DEFAULT true NOT NULL,
    is_paused boolean DEFAULT false NOT NULL,
    disabled_reason text,
    disabled_at timestamp with time zone,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_secret_ends_at timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    family_id uuid,
    secret_shown_at timestamp with time zone,
    CONSTRAINT webhooks_check CHECK (((previous_secret IS NULL) = (previous_secret_ends_at IS NULL))),
    CONSTRAINT webhooks_check1 CHECK (((failures = 0) = (failing_since IS NULL))),
    CONSTRAINT webhooks_check2 CHECK (
CASE
    WHEN (family_id IS NULL) THEN ((url IS NOT NULL) AND (cardinality(event_types) > 0) AND (secret_shown_at IS NULL))
    ELSE ((url IS NULL) AND (cardinality(event_types) = 0) AND (user_id IS NULL))
END),
    CONSTRAINT webhooks_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['gone'::text, 'failing'::text])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.webhooks FORCE ROW LEVEL SECURITY;


--
-- Name: workspaces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.workspaces (
    workspace_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.workspaces FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_attempts_default; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts ATTACH PARTITION public.webhook_attempts_default DEFAULT;


--
-- Name: access_assets access_assets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_assets
    ADD CONSTRAINT access_assets_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: approvals approvals_item_user_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_item_user_key UNIQUE (workspace_id, item_id, user_id);


--
-- Name: approvals approvals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: audit_seals audit_seals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (workspace_id, chain_number);


--
-- Name: audit_unsealed audit_unsealed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: button_presses button_presses_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.button_presses
    ADD CONSTRAINT button_presses_pkey PRIMARY KEY (workspace_id, delivery_id, index);


--
-- Name: catalog_items catalog_items_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalog_items
    ADD CONSTRAINT catalog_items_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: catalog_items catalog_items_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalog_items
    ADD CONSTRAINT catalog_items_slug_key UNIQUE (workspace_id, slug);


--
-- Name: daily_update_reminders daily_update_reminders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_update_reminders
    ADD CONSTRAINT daily_update_reminders_pkey PRIMARY KEY (workspace_id, group_id);


--
-- Name: daily_update_remindings daily_update_remindings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_update_remindings
    ADD CONSTRAINT daily_update_remindings_pkey PRIMARY KEY (workspace_id, user_id, day);


--
-- Name: daily_updates daily_updates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_updates
    ADD CONSTRAINT daily_updates_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: data_keys data_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.data_keys
    ADD CONSTRAINT data_keys_pkey PRIMARY KEY (workspace_id);


--
-- Name: deliveries deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: entity_tags entity_tags_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entity_tags
    ADD CONSTRAINT entity_tags_pkey PRIMARY KEY (workspace_id, tag_id, entity_type, entity_id);


--
-- Name: event_keys event_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_keys
    ADD CONSTRAINT event_keys_pkey PRIMARY KEY (workspace_id, family_id, event_id);


--
-- Name: family_usage family_usage_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.family_usage
    ADD CONSTRAINT family_usage_pkey PRIMARY KEY (workspace_id, family_id);


--
-- Name: feedback_comments feedback_comments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback_comments
    ADD CONSTRAINT feedback_comments_pkey PRIMARY KEY (workspace_id, feedback_id, id);


--
-- Name: feedback feedback_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: group_members group_members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.group_members
    ADD CONSTRAINT group_members_pkey PRIMARY KEY (workspace_id, group_id, user_id);


--
-- Name: groups groups_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: groups groups_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_slug_key UNIQUE (workspace_id, slug);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (workspace_id, caller_id, rpc, key);


--
-- Name: inbox_heads inbox_heads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox_heads
    ADD CONSTRAINT inbox_heads_pkey PRIMARY KEY (workspace_id, user_id);


--
-- Name: integrators integrators_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrators
    ADD CONSTRAINT integrators_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: integrators integrators_prefix_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrators
    ADD CONSTRAINT integrators_prefix_key UNIQUE (workspace_id, allowed_event_prefix);


--
-- Name: integrators integrators_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrators
    ADD CONSTRAINT integrators_slug_key UNIQUE (workspace_id, slug);


--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (workspace_id, user_id);


--
-- Name: project_members project_members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_pkey PRIMARY KEY (workspace_id, project_id, user_id);


--
-- Name: projects projects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: projects projects_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_slug_key UNIQUE (workspace_id, slug);


--
-- Name: rate_windows rate_windows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rate_windows
    ADD CONSTRAINT rate_windows_pkey PRIMARY KEY (workspace_id, caller, bucket);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: sign_in_attempts sign_in_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_attempts
    ADD CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (workspace_id, address_digest, client_digest);


--
-- Name: supplements supplements_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplements
    ADD CONSTRAINT supplements_pkey PRIMARY KEY (workspace_id, delivery_id, "position");


--
-- Name: tags tags_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: tallies tallies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tallies
    ADD CONSTRAINT tallies_pkey PRIMARY KEY (workspace_id, subject_id, name);


--
-- Name: tally_changes tally_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tally_changes
    ADD CONSTRAINT tally_changes_pkey PRIMARY KEY (workspace_id, subject_id, number);


--
-- Name: task_attachments task_attachments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_attachments
    ADD CONSTRAINT task_attachments_pkey PRIMARY KEY (workspace_id, task_id, id);


--
-- Name: task_automations task_automations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_automations
    ADD CONSTRAINT task_automations_pkey PRIMARY KEY (workspace_id, task_id);


--
-- Name: task_changes task_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_changes
    ADD CONSTRAINT task_changes_pkey PRIMARY KEY (workspace_id, task_id, id);


--
-- Name: task_comments task_comments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_comments
    ADD CONSTRAINT task_comments_pkey PRIMARY KEY (workspace_id, task_id, id);


--
-- Name: task_filters task_filters_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_filters
    ADD CONSTRAINT task_filters_name_key UNIQUE (workspace_id, user_id, name_key);


--
-- Name: task_filters task_filters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_filters
    ADD CONSTRAINT task_filters_pkey PRIMARY KEY (workspace_id, user_id, id);


--
-- Name: task_words task_words_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_words
    ADD CONSTRAINT task_words_pkey PRIMARY KEY (workspace_id, word, task_id);


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: time_logs time_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.time_logs
    ADD CONSTRAINT time_logs_pkey PRIMARY KEY (workspace_id, task_id, id);


--
-- Name: token_families token_families_claim_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_claim_key UNIQUE (workspace_id, claimed_by_family_id, user_id);


--
-- Name: token_families token_families_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: tokens tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: webhook_attempts webhook_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_pkey PRIMARY KEY (workspace_id, delivery_id, fence, ended_at);


--
-- Name: webhook_attempts_default webhook_attempts_default_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts_default
    ADD CONSTRAINT webhook_attempts_default_pkey PRIMARY KEY (workspace_id, delivery_id, fence, ended_at);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: webhook_deliveries webhook_deliveries_seq_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_seq_key UNIQUE (workspace_id, webhook_id, seq);


--
-- Name: webhook_heads webhook_heads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_heads
    ADD CONSTRAINT webhook_heads_pkey PRIMARY KEY (workspace_id, webhook_id);


--
-- Name: webhook_replays webhook_replays_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_replays
    ADD CONSTRAINT webhook_replays_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: webhooks webhooks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (workspace_id, id);


--
-- Name: workspaces workspaces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workspaces
    ADD CONSTRAINT workspaces_pkey PRIMARY KEY (workspace_id);


--
-- Name: workspaces workspaces_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workspaces
    ADD CONSTRAINT workspaces_slug_key UNIQUE (slug);


--
-- Name: access_assets_approval; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX access_assets_approval ON public.access_assets USING btree (workspace_id, approval_id);


--
-- Name: access_assets_live_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX access_assets_live_key ON public.access_assets USING btree (workspace_id, approval_id) WHERE (ended_at IS NULL);


--
-- Name: approvals_pending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX approvals_pending ON public.approvals USING btree (workspace_id, id) WHERE (status = 1);


--
-- Name: approvals_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX approvals_user ON public.approvals USING btree (workspace_id, user_id);


--
-- Name: audit_log_refusals; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_refusals ON public.audit_log USING btree (workspace_id, id) WHERE (outcome <> 'OK'::text);


--
-- Name: audit_log_request; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_request ON public.audit_log USING btree (workspace_id, request_id);


--
-- Name: audit_log_rpc; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_rpc ON public.audit_log USING btree (workspace_id, rpc, id);


--
-- Name: audit_log_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_user ON public.audit_log USING btree (workspace_id, user_id, id, family_id);


--
-- Name: catalog_items_browse; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX catalog_items_browse ON public.catalog_items USING btree (workspace_id, ((NOT is_pinned)), display_order, name, id) WHERE (archived_at IS NULL);


--
-- Name: catalog_items_linked; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX catalog_items_linked ON public.catalog_items USING btree (workspace_id, linked_tools_token_id) WHERE (linked_tools_token_id IS NOT NULL);


--
-- Name: catalog_items_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX catalog_items_order ON public.catalog_items USING btree (workspace_id, display_order, name, id);


--
-- Name: daily_update_reminders_looked; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX daily_update_reminders_looked ON public.daily_update_reminders USING btree (looked_at);


--
-- Name: daily_update_remindings_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX daily_update_remindings_day ON public.daily_update_remindings USING btree (day);


--
-- Name: daily_updates_days; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX daily_updates_days ON public.daily_updates USING btree (workspace_id, day DESC, id DESC) WHERE (recalled_at IS NULL);


--
-- Name: daily_updates_live_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX daily_updates_live_key ON public.daily_updates USING btree (workspace_id, user_id, day) INCLUDE (id) WHERE (recalled_at IS NULL);


--
-- Name: deliveries_archive; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_archive ON public.deliveries USING btree (workspace_id, recipient_user_id, id DESC) WHERE ((recipient_user_id IS NOT NULL) AND (archived_at IS NOT NULL));


--
-- Name: deliveries_family; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_family ON public.deliveries USING btree (workspace_id, family_id, id DESC);


--
-- Name: deliveries_forwarded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_forwarded ON public.deliveries USING btree (workspace_id, original_delivery_id) WHERE (original_delivery_id IS NOT NULL);


--
-- Name: deliveries_inbox; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_inbox ON public.deliveries USING btree (workspace_id, recipient_user_id, id DESC) WHERE ((recipient_user_id IS NOT NULL) AND (archived_at IS NULL));


--
-- Name: deliveries_inbox_number; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX deliveries_inbox_number ON public.deliveries USING btree (workspace_id, recipient_user_id, inbox_number) WHERE (inbox_number IS NOT NULL);


--
-- Name: deliveries_inbox_project; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_inbox_project ON public.deliveries USING btree (workspace_id, recipient_user_id, project_id, id DESC) WHERE (project_id IS NOT NULL);


--
-- Name: deliveries_integrator; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_integrator ON public.deliveries USING btree (workspace_id, integrator_id, id DESC) INCLUDE (event_type, created_at);


--
-- Name: deliveries_moderated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_moderated ON public.deliveries USING btree (workspace_id, moderation_state, id DESC) WHERE (moderation_state IS NOT NULL);


--
-- Name: deliveries_moderation; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_moderation ON public.deliveries USING btree (workspace_id, id DESC) WHERE (recipient_user_id IS NULL);


--
-- Name: deliveries_project; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_project ON public.deliveries USING btree (workspace_id, project_id, id DESC) WHERE (project_id IS NOT NULL);


--
-- Name: deliveries_unread; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_unread ON public.deliveries USING btree (workspace_id, recipient_user_id, id DESC) WHERE ((recipient_user_id IS NOT NULL) AND (archived_at IS NULL) AND (read_at IS NULL));


--
-- Name: deliveries_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_waiting ON public.deliveries USING btree (workspace_id, id DESC) WHERE ((recipient_user_id IS NULL) AND (moderated_at IS NULL));


--
-- Name: entity_tags_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX entity_tags_entity ON public.entity_tags USING btree (workspace_id, entity_type, entity_id);


--
-- Name: feedback_author; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_author ON public.feedback USING btree (workspace_id, author_user_id, id DESC);


--
-- Name: feedback_company; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_company ON public.feedback USING btree (workspace_id, id DESC) WHERE (visibility = 2);


--
-- Name: feedback_company_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_company_open ON public.feedback USING btree (workspace_id, id DESC) WHERE ((visibility = 2) AND (status = 1));


--
-- Name: feedback_delivery; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_delivery ON public.feedback USING btree (workspace_id, delivery_id, id DESC) WHERE (delivery_id IS NOT NULL);


--
-- Name: feedback_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_kind ON public.feedback USING btree (workspace_id, kind, id DESC);


--
-- Name: feedback_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_open ON public.feedback USING btree (workspace_id, id DESC) WHERE (status = 1);


--
-- Name: feedback_project; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_project ON public.feedback USING btree (workspace_id, project_id, id DESC) WHERE (project_id IS NOT NULL);


--
-- Name: feedback_recipient; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_recipient ON public.feedback USING btree (workspace_id, recipient_user_id, id DESC) WHERE (recipient_user_id IS NOT NULL);


--
-- Name: feedback_task; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feedback_task ON public.feedback USING btree (workspace_id, task_id, id DESC) WHERE (task_id IS NOT NULL);


--
-- Name: group_members_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX group_members_user ON public.group_members USING btree (workspace_id, user_id);


--
-- Name: idempotency_keys_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);


--
-- Name: invitations_digest_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX invitations_digest_key ON public.invitations USING btree (digest);


--
-- Name: invitations_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_expiry ON public.invitations USING btree (expires_at);


--
-- Name: project_members_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX project_members_user ON public.project_members USING btree (workspace_id, user_id);


--
-- Name: projects_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX projects_status ON public.projects USING btree (workspace_id, status, id DESC);


--
-- Name: refresh_tokens_digest_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX refresh_tokens_digest_key ON public.refresh_tokens USING btree (digest);


--
-- Name: refresh_tokens_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_tokens_session ON public.refresh_tokens USING btree (workspace_id, session_id);


--
-- Name: sessions_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_end ON public.sessions USING btree (LEAST(ended_at, expires_at));


--
-- Name: sessions_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_user ON public.sessions USING btree (workspace_id, user_id) WHERE (ended_at IS NULL);


--
-- Name: sign_in_attempts_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_attempts_age ON public.sign_in_attempts USING btree (attempted_at);


--
-- Name: tags_ended; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tags_ended ON public.tags USING btree (ended_at) WHERE (ended_at IS NOT NULL);


--
-- Name: tags_merged; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tags_merged ON public.tags USING btree (workspace_id, merged_into_id) WHERE (merged_into_id IS NOT NULL);


--
-- Name: tags_name_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX tags_name_key ON public.tags USING btree (workspace_id, name_key) WHERE (ended_at IS NULL);


--
-- Name: task_automations_savers; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_automations_savers ON public.task_automations USING btree (workspace_id, monthly_minutes_saved DESC, task_id) WHERE ((stage >= 3) AND (monthly_minutes_saved > (0)::double precision));


--
-- Name: task_words_task; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_words_task ON public.task_words USING btree (workspace_id, task_id);


--
-- Name: tasks_assignee; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_assignee ON public.tasks USING btree (workspace_id, assignee_user_id, id DESC) WHERE (assignee_user_id IS NOT NULL);


--
-- Name: tasks_company; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_company ON public.tasks USING btree (workspace_id, id DESC) WHERE (visibility = 2);


--
-- Name: tasks_deadline; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_deadline ON public.tasks USING btree (workspace_id, deadline_at) WHERE ((status <> 4) AND (deadline_at IS NOT NULL));


--
-- Name: tasks_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_owner ON public.tasks USING btree (workspace_id, owner_user_id, id DESC);


--
-- Name: tasks_parent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_parent ON public.tasks USING btree (workspace_id, parent_id, id DESC) WHERE (parent_id IS NOT NULL);


--
-- Name: tasks_priority; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_priority ON public.tasks USING btree (workspace_id, priority, id DESC);


--
-- Name: tasks_private_assignee; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_private_assignee ON public.tasks USING btree (workspace_id, assignee_user_id, project_id) INCLUDE (status) WHERE ((visibility = 1) AND (project_id IS NOT NULL) AND (assignee_user_id IS NOT NULL));


--
-- Name: tasks_private_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_private_owner ON public.tasks USING btree (workspace_id, owner_user_id, project_id) INCLUDE (status) WHERE ((visibility = 1) AND (project_id IS NOT NULL));


--
-- Name: tasks_project; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_project ON public.tasks USING btree (workspace_id, project_id, id DESC) WHERE (project_id IS NOT NULL);


--
-- Name: tasks_project_deadline; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_project_deadline ON public.tasks USING btree (workspace_id, project_id, deadline_at) INCLUDE (visibility, owner_user_id, assignee_user_id) WHERE ((status <> 4) AND (deadline_at IS NOT NULL) AND (project_id IS NOT NULL));


--
-- Name: tasks_project_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_project_updated ON public.tasks USING btree (workspace_id, project_id, updated_at DESC) WHERE (project_id IS NOT NULL);


--
-- Name: tasks_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_status ON public.tasks USING btree (workspace_id, status, id DESC);


--
-- Name: tasks_undone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_undone ON public.tasks USING btree (workspace_id, id DESC) WHERE (status <> 4);


--
-- Name: tasks_undone_assignee; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_undone_assignee ON public.tasks USING btree (workspace_id, assignee_user_id, id DESC) WHERE ((status <> 4) AND (assignee_user_id IS NOT NULL));


--
-- Name: tasks_undone_company; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_undone_company ON public.tasks USING btree (workspace_id, id DESC) WHERE ((status <> 4) AND (visibility = 2));


--
-- Name: tasks_undone_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_undone_owner ON public.tasks USING btree (workspace_id, owner_user_id, id DESC) WHERE (status <> 4);


--
-- Name: token_families_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX token_families_user ON public.token_families USING btree (workspace_id, user_id);


--
-- Name: tokens_current_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX tokens_current_key ON public.tokens USING btree (workspace_id, family_id) WHERE ((superseded_at IS NULL) AND (revoked_at IS NULL));


--
-- Name: tokens_digest_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX tokens_digest_key ON public.tokens USING btree (digest);


--
-- Name: tokens_family; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tokens_family ON public.tokens USING btree (workspace_id, family_id);


--
-- Name: users_admins; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_admins ON public.users USING btree (workspace_id, role) WHERE (role >= 3);


--
-- Name: users_email_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email_key);


--
-- Name: users_local_part; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_local_part ON public.users USING btree (local_part_key, workspace_id);


--
-- Name: users_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_name ON public.users USING btree (name_key, workspace_id);


--
-- Name: users_reviewers; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_reviewers ON public.users USING btree (workspace_id) WHERE ((role >= 2) AND is_active);


--
-- Name: users_subject_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_subject_key ON public.users USING btree (issuer, subject);


--
-- Name: webhook_deliveries_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (lane, workspace_id, webhook_id, due_at) WHERE (state = 1);


--
-- Name: webhook_deliveries_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_finished ON public.webhook_deliveries USING btree (finished_at) WHERE (state > 1);


--
-- Name: webhook_deliveries_given_up; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_given_up ON public.webhook_deliveries USING btree (workspace_id, webhook_id, seq) WHERE (state > 2);


--
-- Name: webhook_deliveries_of_roles; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_of_roles ON public.webhook_deliveries USING btree (workspace_id, webhook_id) WHERE (role_min IS NOT NULL);


--
-- Name: webhook_deliveries_oldest_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_oldest_due ON public.webhook_deliveries USING btree (due_at) WHERE (state = 1);


--
-- Name: webhook_deliveries_queued; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_queued ON public.webhook_deliveries USING btree (queued_at) WHERE (state = 1);


--
-- Name: webhook_replays_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_replays_finished ON public.webhook_replays USING btree (finished_at) WHERE (state > 1);


--
-- Name: webhook_replays_running_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX webhook_replays_running_key ON public.webhook_replays USING btree (workspace_id, webhook_id) WHERE (state = 1);


--
-- Name: webhook_replays_turn; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_replays_turn ON public.webhook_replays USING btree (advanced_at) WHERE (state = 1);


--
-- Name: webhook_replays_webhook; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_replays_webhook ON public.webhook_replays USING btree (workspace_id, webhook_id, id DESC);


--
-- Name: webhooks_family_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX webhooks_family_key ON public.webhooks USING btree (workspace_id, family_id) WHERE (family_id IS NOT NULL);


--
-- Name: webhooks_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhooks_owner ON public.webhooks USING btree (workspace_id, user_id, id DESC) WHERE (family_id IS NULL);


--
-- Name: webhook_attempts_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_pkey ATTACH PARTITION public.webhook_attempts_default_pkey;


--
-- Name: tasks orphaned; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER orphaned BEFORE UPDATE OF parent_id ON public.tasks FOR EACH ROW WHEN (((new.parent_id IS NULL) AND (old.parent_id IS NOT NULL) AND (new.version = old.version))) EXECUTE FUNCTION public.renew_orphan();


--
-- Name: tasks published; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER published BEFORE INSERT ON public.tasks FOR EACH ROW WHEN ((new.visibility = 2)) EXECUTE FUNCTION public.note_publishing();


--
-- Name: audit_log queue_for_sealing; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER queue_for_sealing AFTER INSERT ON public.audit_log REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.queue_for_sealing();


--
-- Name: audit_log refuse_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER refuse_change;


--
-- Name: audit_seals refuse_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_seals ENABLE ALWAYS TRIGGER refuse_change;


--
-- Name: tasks republished; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER republished BEFORE UPDATE OF visibility ON public.tasks FOR EACH ROW WHEN ((new.visibility <> old.visibility)) EXECUTE FUNCTION public.note_publishing();


--
-- Name: entity_tags tally_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tally_deleted AFTER DELETE ON public.entity_tags REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION public.tally_entity_tags();


--
-- Name: tasks tally_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tally_deleted AFTER DELETE ON public.tasks REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION public.tally_tasks();


--
-- Name: entity_tags tally_inserted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tally_inserted AFTER INSERT ON public.entity_tags REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.tally_entity_tags();


--
-- Name: tasks tally_inserted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tally_inserted AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.tally_tasks();


--
-- Name: tasks tally_updated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tally_updated AFTER UPDATE ON public.tasks REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.tally_tasks();


--
-- Name: access_assets access_assets_workspace_id_approval_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_assets
    ADD CONSTRAINT access_assets_workspace_id_approval_id_fkey FOREIGN KEY (workspace_id, approval_id) REFERENCES public.approvals(workspace_id, id) ON DELETE CASCADE;


--
-- Name: approvals approvals_workspace_id_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_workspace_id_item_id_fkey FOREIGN KEY (workspace_id, item_id) REFERENCES public.catalog_items(workspace_id, id) ON DELETE CASCADE;


--
-- Name: approvals approvals_workspace_id_reviewed_by_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_workspace_id_reviewed_by_user_id_fkey FOREIGN KEY (workspace_id, reviewed_by_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: approvals approvals_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: button_presses button_presses_workspace_id_delivery_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.button_presses
    ADD CONSTRAINT button_presses_workspace_id_delivery_id_fkey FOREIGN KEY (workspace_id, delivery_id) REFERENCES public.deliveries(workspace_id, id) ON DELETE CASCADE;


--
-- Name: button_presses button_presses_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.button_presses
    ADD CONSTRAINT button_presses_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: catalog_items catalog_items_workspace_id_contact_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalog_items
    ADD CONSTRAINT catalog_items_workspace_id_contact_user_id_fkey FOREIGN KEY (workspace_id, contact_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: catalog_items catalog_items_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalog_items
    ADD CONSTRAINT catalog_items_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: catalog_items catalog_items_workspace_id_linked_tools_token_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalog_items
    ADD CONSTRAINT catalog_items_workspace_id_linked_tools_token_id_fkey FOREIGN KEY (workspace_id, linked_tools_token_id) REFERENCES public.token_families(workspace_id, id);


--
-- Name: daily_update_reminders daily_update_reminders_workspace_id_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_update_reminders
    ADD CONSTRAINT daily_update_reminders_workspace_id_group_id_fkey FOREIGN KEY (workspace_id, group_id) REFERENCES public.groups(workspace_id, id) ON DELETE CASCADE;


--
-- Name: daily_update_remindings daily_update_remindings_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_update_remindings
    ADD CONSTRAINT daily_update_remindings_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: daily_updates daily_updates_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_updates
    ADD CONSTRAINT daily_updates_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: daily_updates daily_updates_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.daily_updates
    ADD CONSTRAINT daily_updates_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: data_keys data_keys_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.data_keys
    ADD CONSTRAINT data_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: deliveries deliveries_workspace_id_family_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_workspace_id_family_id_fkey FOREIGN KEY (workspace_id, family_id) REFERENCES public.token_families(workspace_id, id);


--
-- Name: deliveries deliveries_workspace_id_moderated_by_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_workspace_id_moderated_by_user_id_fkey FOREIGN KEY (workspace_id, moderated_by_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: deliveries deliveries_workspace_id_original_delivery_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_workspace_id_original_delivery_id_fkey FOREIGN KEY (workspace_id, original_delivery_id) REFERENCES public.deliveries(workspace_id, id);


--
-- Name: deliveries deliveries_workspace_id_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES public.projects(workspace_id, id);


--
-- Name: deliveries deliveries_workspace_id_recipient_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_workspace_id_recipient_user_id_fkey FOREIGN KEY (workspace_id, recipient_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: entity_tags entity_tags_workspace_id_tag_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entity_tags
    ADD CONSTRAINT entity_tags_workspace_id_tag_id_fkey FOREIGN KEY (workspace_id, tag_id) REFERENCES public.tags(workspace_id, id);


--
-- Name: feedback_comments feedback_comments_workspace_id_feedback_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback_comments
    ADD CONSTRAINT feedback_comments_workspace_id_feedback_id_fkey FOREIGN KEY (workspace_id, feedback_id) REFERENCES public.feedback(workspace_id, id) ON DELETE CASCADE;


--
-- Name: feedback_comments feedback_comments_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback_comments
    ADD CONSTRAINT feedback_comments_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: feedback feedback_workspace_id_author_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_author_user_id_fkey FOREIGN KEY (workspace_id, author_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: feedback feedback_workspace_id_delivery_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_delivery_id_fkey FOREIGN KEY (workspace_id, delivery_id) REFERENCES public.deliveries(workspace_id, id);


--
-- Name: feedback feedback_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: feedback feedback_workspace_id_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES public.projects(workspace_id, id);


--
-- Name: feedback feedback_workspace_id_recipient_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_recipient_user_id_fkey FOREIGN KEY (workspace_id, recipient_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: feedback feedback_workspace_id_resolved_by_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_resolved_by_user_id_fkey FOREIGN KEY (workspace_id, resolved_by_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: feedback feedback_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE SET NULL (task_id);


--
-- Name: group_members group_members_workspace_id_group_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.group_members
    ADD CONSTRAINT group_members_workspace_id_group_id_fkey FOREIGN KEY (workspace_id, group_id) REFERENCES public.groups(workspace_id, id) ON DELETE CASCADE;


--
-- Name: group_members group_members_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.group_members
    ADD CONSTRAINT group_members_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: groups groups_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: integrators integrators_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrators
    ADD CONSTRAINT integrators_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: invitations invitations_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: project_members project_members_workspace_id_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES public.projects(workspace_id, id);


--
-- Name: project_members project_members_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: projects projects_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: refresh_tokens refresh_tokens_workspace_id_session_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_workspace_id_session_id_fkey FOREIGN KEY (workspace_id, session_id) REFERENCES public.sessions(workspace_id, id);


--
-- Name: sessions sessions_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: supplements supplements_workspace_id_delivery_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplements
    ADD CONSTRAINT supplements_workspace_id_delivery_id_fkey FOREIGN KEY (workspace_id, delivery_id) REFERENCES public.deliveries(workspace_id, id);


--
-- Name: tags tags_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: tags tags_workspace_id_merged_into_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_workspace_id_merged_into_id_fkey FOREIGN KEY (workspace_id, merged_into_id) REFERENCES public.tags(workspace_id, id);


--
-- Name: task_attachments task_attachments_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_attachments
    ADD CONSTRAINT task_attachments_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: task_attachments task_attachments_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_attachments
    ADD CONSTRAINT task_attachments_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: task_automations task_automations_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_automations
    ADD CONSTRAINT task_automations_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: task_changes task_changes_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_changes
    ADD CONSTRAINT task_changes_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: task_changes task_changes_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_changes
    ADD CONSTRAINT task_changes_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: task_comments task_comments_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_comments
    ADD CONSTRAINT task_comments_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: task_comments task_comments_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_comments
    ADD CONSTRAINT task_comments_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: task_filters task_filters_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_filters
    ADD CONSTRAINT task_filters_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: task_words task_words_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_words
    ADD CONSTRAINT task_words_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: tasks tasks_workspace_id_assignee_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_workspace_id_assignee_user_id_fkey FOREIGN KEY (workspace_id, assignee_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: tasks tasks_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: tasks tasks_workspace_id_owner_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_workspace_id_owner_user_id_fkey FOREIGN KEY (workspace_id, owner_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: tasks tasks_workspace_id_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_workspace_id_parent_id_fkey FOREIGN KEY (workspace_id, parent_id) REFERENCES public.tasks(workspace_id, id) ON DELETE SET NULL (parent_id);


--
-- Name: tasks tasks_workspace_id_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES public.projects(workspace_id, id);


--
-- Name: tasks tasks_workspace_id_updated_by_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_workspace_id_updated_by_user_id_fkey FOREIGN KEY (workspace_id, updated_by_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: time_logs time_logs_workspace_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.time_logs
    ADD CONSTRAINT time_logs_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES public.tasks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: time_logs time_logs_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.time_logs
    ADD CONSTRAINT time_logs_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: token_families token_families_workspace_id_claimed_by_family_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_workspace_id_claimed_by_family_id_fkey FOREIGN KEY (workspace_id, claimed_by_family_id) REFERENCES public.token_families(workspace_id, id);


--
-- Name: token_families token_families_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: token_families token_families_workspace_id_given_to_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_workspace_id_given_to_user_id_fkey FOREIGN KEY (workspace_id, given_to_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: token_families token_families_workspace_id_integrator_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_workspace_id_integrator_id_fkey FOREIGN KEY (workspace_id, integrator_id) REFERENCES public.integrators(workspace_id, id);


--
-- Name: token_families token_families_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: tokens tokens_workspace_id_family_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_workspace_id_family_id_fkey FOREIGN KEY (workspace_id, family_id) REFERENCES public.token_families(workspace_id, id);


--
-- Name: users users_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: webhook_deliveries webhook_deliveries_workspace_id_webhook_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_workspace_id_webhook_id_fkey FOREIGN KEY (workspace_id, webhook_id) REFERENCES public.webhooks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: webhook_heads webhook_heads_workspace_id_webhook_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_heads
    ADD CONSTRAINT webhook_heads_workspace_id_webhook_id_fkey FOREIGN KEY (workspace_id, webhook_id) REFERENCES public.webhooks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: webhook_replays webhook_replays_workspace_id_created_by_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_replays
    ADD CONSTRAINT webhook_replays_workspace_id_created_by_user_id_fkey FOREIGN KEY (workspace_id, created_by_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: webhook_replays webhook_replays_workspace_id_webhook_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_replays
    ADD CONSTRAINT webhook_replays_workspace_id_webhook_id_fkey FOREIGN KEY (workspace_id, webhook_id) REFERENCES public.webhooks(workspace_id, id) ON DELETE CASCADE;


--
-- Name: webhooks webhooks_workspace_id_created_by_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_workspace_id_created_by_user_id_fkey FOREIGN KEY (workspace_id, created_by_user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: webhooks webhooks_workspace_id_family_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_workspace_id_family_id_fkey FOREIGN KEY (workspace_id, family_id) REFERENCES public.token_families(workspace_id, id);


--
-- Name: webhooks webhooks_workspace_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(workspace_id);


--
-- Name: webhooks webhooks_workspace_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_workspace_id_user_id_fkey FOREIGN KEY (workspace_id, user_id) REFERENCES public.users(workspace_id, id);


--
-- Name: access_assets; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.access_assets ENABLE ROW LEVEL SECURITY;

--
-- Name: approvals; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.approvals ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_log; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_seals; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_seals ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_unsealed; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_unsealed ENABLE ROW LEVEL SECURITY;

--
-- Name: button_presses; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.button_presses ENABLE ROW LEVEL SECURITY;

--
-- Name: catalog_items; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.catalog_items ENABLE ROW LEVEL SECURITY;

--
-- Name: daily_update_reminders; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.daily_update_reminders ENABLE ROW LEVEL SECURITY;

--
-- Name: daily_update_remindings; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.daily_update_remindings ENABLE ROW LEVEL SECURITY;

--
-- Name: daily_updates; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.daily_updates ENABLE ROW LEVEL SECURITY;

--
-- Name: data_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.data_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: deliveries; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: entity_tags; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.entity_tags ENABLE ROW LEVEL SECURITY;

--
-- Name: event_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.event_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: family_usage; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.family_usage ENABLE ROW LEVEL SECURITY;

--
-- Name: feedback; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.feedback ENABLE ROW LEVEL SECURITY;

--
-- Name: feedback_comments; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.feedback_comments ENABLE ROW LEVEL SECURITY;

--
-- Name: group_members; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.group_members ENABLE ROW LEVEL SECURITY;

--
-- Name: groups; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.groups ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: inbox_heads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.inbox_heads ENABLE ROW LEVEL SECURITY;

--
-- Name: integrators; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.integrators ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: project_members; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.project_members ENABLE ROW LEVEL SECURITY;

--
-- Name: projects; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.projects ENABLE ROW LEVEL SECURITY;

--
-- Name: rate_windows; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.rate_windows ENABLE ROW LEVEL SECURITY;

--
-- Name: refresh_tokens; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.refresh_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: sessions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: sign_in_attempts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.sign_in_attempts ENABLE ROW LEVEL SECURITY;

--
-- Name: supplements; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.supplements ENABLE ROW LEVEL SECURITY;

--
-- Name: access_assets system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.access_assets TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: approvals system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.approvals TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: audit_log system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.audit_log TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: audit_seals system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.audit_seals TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: audit_unsealed system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.audit_unsealed TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: button_presses system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.button_presses TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: catalog_items system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.catalog_items TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: daily_update_reminders system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.daily_update_reminders TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: daily_update_remindings system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.daily_update_remindings TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: daily_updates system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.daily_updates TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: data_keys system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.data_keys TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: deliveries system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.deliveries TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: entity_tags system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.entity_tags TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: event_keys system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.event_keys TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: family_usage system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.family_usage TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: feedback system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.feedback TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: feedback_comments system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.feedback_comments TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: group_members system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.group_members TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: groups system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.groups TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: idempotency_keys system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.idempotency_keys TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: inbox_heads system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.inbox_heads TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: integrators system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.integrators TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: invitations system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.invitations TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: project_members system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.project_members TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: projects system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.projects TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: rate_windows system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.rate_windows TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: refresh_tokens system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.refresh_tokens TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: sessions system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.sessions TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: sign_in_attempts system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.sign_in_attempts TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: supplements system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.supplements TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: tags system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.tags TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: tallies system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.tallies TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: tally_changes system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.tally_changes TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: task_attachments system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.task_attachments TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: task_automations system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.task_automations TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: task_changes system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.task_changes TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: task_comments system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.task_comments TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: task_filters system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.task_filters TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: task_words system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.task_words TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: tasks system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.tasks TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: time_logs system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.time_logs TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: token_families system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.token_families TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: tokens system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.tokens TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: users system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.users TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: webhook_attempts system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.webhook_attempts TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: webhook_attempts_default system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.webhook_attempts_default TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: webhook_deliveries system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.webhook_deliveries TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: webhook_heads system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.webhook_heads TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: webhook_replays system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.webhook_replays TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: webhooks system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.webhooks TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: workspaces system; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY system ON public.workspaces TO fluxdesk_system USING (true) WITH CHECK (true);


--
-- Name: tags; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;

--
-- Name: tallies; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tallies ENABLE ROW LEVEL SECURITY;

--
-- Name: tally_changes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tally_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: task_attachments; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.task_attachments ENABLE ROW LEVEL SECURITY;

--
-- Name: task_automations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.task_automations ENABLE ROW LEVEL SECURITY;

--
-- Name: task_changes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.task_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: task_comments; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.task_comments ENABLE ROW LEVEL SECURITY;

--
-- Name: task_filters; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.task_filters ENABLE ROW LEVEL SECURITY;

--
-- Name: task_words; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.task_words ENABLE ROW LEVEL SECURITY;

--
-- Name: tasks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;

--
-- Name: access_assets tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.access_assets TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: approvals tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.approvals TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: audit_log tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.audit_log TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: audit_seals tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.audit_seals TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: audit_unsealed tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.audit_unsealed TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: button_presses tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.button_presses TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: catalog_items tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.catalog_items TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: daily_update_reminders tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.daily_update_reminders TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: daily_update_remindings tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.daily_update_remindings TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: daily_updates tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.daily_updates TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: data_keys tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.data_keys TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: deliveries tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.deliveries TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: entity_tags tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.entity_tags TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: event_keys tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.event_keys TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: family_usage tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.family_usage TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: feedback tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.feedback TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: feedback_comments tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.feedback_comments TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: group_members tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.group_members TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: groups tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.groups TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: idempotency_keys tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.idempotency_keys TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: inbox_heads tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.inbox_heads TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: integrators tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.integrators TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: invitations tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.invitations TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: project_members tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.project_members TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: projects tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.projects TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: rate_windows tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.rate_windows TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: refresh_tokens tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.refresh_tokens TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: sessions tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.sessions TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: sign_in_attempts tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.sign_in_attempts TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: supplements tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.supplements TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: tags tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.tags TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: tallies tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.tallies TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: tally_changes tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.tally_changes TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: task_attachments tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.task_attachments TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: task_automations tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.task_automations TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: task_changes tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.task_changes TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: task_comments tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.task_comments TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: task_filters tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.task_filters TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: task_words tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.task_words TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: tasks tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.tasks TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: time_logs tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.time_logs TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: token_families tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.token_families TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: tokens tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.tokens TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: users tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.users TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: webhook_attempts tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.webhook_attempts TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: webhook_attempts_default tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.webhook_attempts_default TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: webhook_deliveries tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.webhook_deliveries TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: webhook_heads tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.webhook_heads TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: webhook_replays tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.webhook_replays TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: webhooks tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.webhooks TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: workspaces tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.workspaces TO fluxdesk_app USING ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[])))) WITH CHECK ((workspace_id = ANY (COALESCE(( SELECT public.app_workspace_ids() AS app_workspace_ids), '{}'::uuid[]))));


--
-- Name: time_logs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.time_logs ENABLE ROW LEVEL SECURITY;

--
-- Name: token_families; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.token_families ENABLE ROW LEVEL SECURITY;

--
-- Name: tokens; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

--
-- Name: feedback visibility; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY visibility ON public.feedback AS RESTRICTIVE TO fluxdesk_app USING (((visibility = 2) OR ( SELECT public.app_sees_all() AS app_sees_all) OR (author_user_id = ( SELECT public.app_viewer_id() AS app_viewer_id)) OR (recipient_user_id = ( SELECT public.app_viewer_id() AS app_viewer_id))));


--
-- Name: tasks visibility; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY visibility ON public.tasks AS RESTRICTIVE TO fluxdesk_app USING (((visibility = 2) OR ( SELECT public.app_sees_all() AS app_sees_all) OR (owner_user_id = ( SELECT public.app_viewer_id() AS app_viewer_id)) OR (assignee_user_id = ( SELECT public.app_viewer_id() AS app_viewer_id))));


--
-- Name: webhook_attempts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_attempts ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_attempts_default; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_attempts_default ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_deliveries; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_heads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_heads ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_replays; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_replays ENABLE ROW LEVEL SECURITY;

--
-- Name: webhooks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: workspaces; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.workspaces ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO fluxdesk_app;
GRANT USAGE ON SCHEMA public TO fluxdesk_system;


--
-- Name: FUNCTION keep_webhook_attempts(days_kept integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.keep_webhook_attempts(days_kept integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_webhook_attempts(days_kept integer) TO fluxdesk_system;


--
-- Name: FUNCTION lease_permits(window_seconds integer, workspace_ids uuid[], callers text[], buckets text[], family_ids uuid[], call_limits integer[], waiting integer[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.lease_permits(window_seconds integer, workspace_ids uuid[], callers text[], buckets text[], family_ids uuid[], call_limits integer[], waiting integer[]) FROM PUBLIC;


--
-- Name: FUNCTION take_idempotency_keys(workspace_ids uuid[], caller_ids uuid[], rpcs text[], keys text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.take_idempotency_keys(workspace_ids uuid[], caller_ids uuid[], rpcs text[], keys text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_idempotency_keys(workspace_ids uuid[], caller_ids uuid[], rpcs text[], keys text[]) TO fluxdesk_app;
GRANT ALL ON FUNCTION public.take_idempotency_keys(workspace_ids uuid[], caller_ids uuid[], rpcs text[], keys text[]) TO fluxdesk_system;


--
-- Name: TABLE access_assets; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.access_assets TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.access_assets TO fluxdesk_system;


--
-- Name: COLUMN access_assets.ended_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(ended_at) ON TABLE public.access_assets TO fluxdesk_app;


--
-- Name: TABLE approvals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.approvals TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: COLUMN approvals.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.approvals TO fluxdesk_app;
GRANT UPDATE(status) ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: COLUMN approvals.reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reason) ON TABLE public.approvals TO fluxdesk_app;
GRANT UPDATE(reason) ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: COLUMN approvals.requested_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(requested_at) ON TABLE public.approvals TO fluxdesk_app;
GRANT UPDATE(requested_at) ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: COLUMN approvals.reviewed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reviewed_at) ON TABLE public.approvals TO fluxdesk_app;
GRANT UPDATE(reviewed_at) ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: COLUMN approvals.reviewed_by_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reviewed_by_user_id) ON TABLE public.approvals TO fluxdesk_app;
GRANT UPDATE(reviewed_by_user_id) ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: COLUMN approvals.review_note; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(review_note) ON TABLE public.approvals TO fluxdesk_app;
GRANT UPDATE(review_note) ON TABLE public.approvals TO fluxdesk_system;


--
-- Name: TABLE audit_log; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.audit_log TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.audit_log TO fluxdesk_system;


--
-- Name: TABLE audit_seals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.audit_seals TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.audit_seals TO fluxdesk_system;


--
-- Name: TABLE audit_unsealed; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT ON TABLE public.audit_unsealed TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.audit_unsealed TO fluxdesk_system;


--
-- Name: TABLE button_presses; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.button_presses TO fluxdesk_app;


--
-- Name: TABLE catalog_items; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.catalog_items TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.catalog_items TO fluxdesk_system;


--
-- Name: COLUMN catalog_items.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.description; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(description) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.category; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(category) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(url) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.application_guide; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(application_guide) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.use_cases; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(use_cases) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.is_pinned; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(is_pinned) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.approval_required; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(approval_required) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.display_order; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(display_order) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.contact_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(contact_user_id) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.linked_tools_token_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(linked_tools_token_id) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.archived_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(archived_at) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: COLUMN catalog_items.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.catalog_items TO fluxdesk_app;


--
-- Name: TABLE daily_update_reminders; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.daily_update_reminders TO fluxdesk_app;
GRANT SELECT ON TABLE public.daily_update_reminders TO fluxdesk_system;


--
-- Name: COLUMN daily_update_reminders.remind_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(remind_at) ON TABLE public.daily_update_reminders TO fluxdesk_app;


--
-- Name: COLUMN daily_update_reminders.weekdays; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(weekdays) ON TABLE public.daily_update_reminders TO fluxdesk_app;


--
-- Name: COLUMN daily_update_reminders.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.daily_update_reminders TO fluxdesk_app;


--
-- Name: COLUMN daily_update_reminders.looked_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(looked_at) ON TABLE public.daily_update_reminders TO fluxdesk_app;
GRANT UPDATE(looked_at) ON TABLE public.daily_update_reminders TO fluxdesk_system;


--
-- Name: TABLE daily_update_remindings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.daily_update_remindings TO fluxdesk_system;


--
-- Name: TABLE daily_updates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.workspace_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(workspace_id) ON TABLE public.daily_updates TO fluxdesk_system;


--
-- Name: COLUMN daily_updates.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(user_id) ON TABLE public.daily_updates TO fluxdesk_system;


--
-- Name: COLUMN daily_updates.day; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(day) ON TABLE public.daily_updates TO fluxdesk_system;


--
-- Name: COLUMN daily_updates.did; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(did) ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.plans; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(plans) ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.blockers; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(blockers) ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.mood; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(mood) ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.task_ids; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(task_ids) ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.edited_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(edited_at) ON TABLE public.daily_updates TO fluxdesk_app;


--
-- Name: COLUMN daily_updates.recalled_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(recalled_at) ON TABLE public.daily_updates TO fluxdesk_app;
GRANT SELECT(recalled_at) ON TABLE public.daily_updates TO fluxdesk_system;


--
-- Name: TABLE data_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.data_keys TO fluxdesk_app;
GRANT SELECT ON TABLE public.data_keys TO fluxdesk_system;


--
-- Name: COLUMN data_keys.workspace_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(workspace_id) ON TABLE public.data_keys TO fluxdesk_app;
GRANT INSERT(workspace_id) ON TABLE public.data_keys TO fluxdesk_system;


--
-- Name: COLUMN data_keys.id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(id) ON TABLE public.data_keys TO fluxdesk_app;
GRANT INSERT(id) ON TABLE public.data_keys TO fluxdesk_system;


--
-- Name: COLUMN data_keys.wrapped; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(wrapped) ON TABLE public.data_keys TO fluxdesk_app;
GRANT INSERT(wrapped),UPDATE(wrapped) ON TABLE public.data_keys TO fluxdesk_system;


--
-- Name: TABLE deliveries; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.deliveries TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.deliveries TO fluxdesk_system;


--
-- Name: COLUMN deliveries.fire_count; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(fire_count) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.fired_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(fired_at) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.differing_replays; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(differing_replays) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.resolved_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolved_at) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.resolution_note; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolution_note) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.read_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(read_at) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.archived_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(archived_at) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.moderated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moderated_at) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.moderated_by_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moderated_by_user_id) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.moderation_note; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moderation_note) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: COLUMN deliveries.moderation_state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moderation_state) ON TABLE public.deliveries TO fluxdesk_app;


--
-- Name: TABLE entity_tags; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.entity_tags TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.entity_tags TO fluxdesk_system;


--
-- Name: TABLE event_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.event_keys TO fluxdesk_app;


--
-- Name: TABLE family_usage; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.family_usage TO fluxdesk_app;


--
-- Name: COLUMN family_usage.day; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(day) ON TABLE public.family_usage TO fluxdesk_app;


--
-- Name: COLUMN family_usage.used; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(used) ON TABLE public.family_usage TO fluxdesk_app;


--
-- Name: TABLE feedback; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.title; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(title) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.body; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(body) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.kind; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(kind) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.resolved_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolved_at) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.resolved_by_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolved_by_user_id) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.resolution_note; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolution_note) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: COLUMN feedback.edited_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(edited_at) ON TABLE public.feedback TO fluxdesk_app;


--
-- Name: TABLE feedback_comments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.feedback_comments TO fluxdesk_app;


--
-- Name: COLUMN feedback_comments.body; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(body) ON TABLE public.feedback_comments TO fluxdesk_app;


--
-- Name: COLUMN feedback_comments.edited_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(edited_at) ON TABLE public.feedback_comments TO fluxdesk_app;


--
-- Name: TABLE group_members; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.group_members TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.group_members TO fluxdesk_system;


--
-- Name: COLUMN group_members.is_admin; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(is_admin) ON TABLE public.group_members TO fluxdesk_app;
GRANT UPDATE(is_admin) ON TABLE public.group_members TO fluxdesk_system;


--
-- Name: TABLE groups; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.groups TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.groups TO fluxdesk_system;


--
-- Name: COLUMN groups.slug; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(slug) ON TABLE public.groups TO fluxdesk_app;
GRANT UPDATE(slug) ON TABLE public.groups TO fluxdesk_system;


--
-- Name: COLUMN groups.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.groups TO fluxdesk_app;
GRANT UPDATE(name) ON TABLE public.groups TO fluxdesk_system;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_keys TO fluxdesk_system;


--
-- Name: COLUMN idempotency_keys.reply; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reply) ON TABLE public.idempotency_keys TO fluxdesk_system;


--
-- Name: COLUMN idempotency_keys.lease_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lease_until) ON TABLE public.idempotency_keys TO fluxdesk_system;


--
-- Name: TABLE inbox_heads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.inbox_heads TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.inbox_heads TO fluxdesk_system;


--
-- Name: COLUMN inbox_heads.last_number; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(last_number) ON TABLE public.inbox_heads TO fluxdesk_app;
GRANT UPDATE(last_number) ON TABLE public.inbox_heads TO fluxdesk_system;


--
-- Name: TABLE integrators; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.integrators TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.integrators TO fluxdesk_system;


--
-- Name: COLUMN integrators.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.integrators TO fluxdesk_app;
GRANT UPDATE(name) ON TABLE public.integrators TO fluxdesk_system;


--
-- Name: COLUMN integrators.homepage_url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(homepage_url) ON TABLE public.integrators TO fluxdesk_app;
GRANT UPDATE(homepage_url) ON TABLE public.integrators TO fluxdesk_system;


--
-- Name: COLUMN integrators.description; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(description) ON TABLE public.integrators TO fluxdesk_app;
GRANT UPDATE(description) ON TABLE public.integrators TO fluxdesk_system;


--
-- Name: COLUMN integrators.archived_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(archived_at) ON TABLE public.integrators TO fluxdesk_app;
GRANT UPDATE(archived_at) ON TABLE public.integrators TO fluxdesk_system;


--
-- Name: TABLE invitations; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT,DELETE ON TABLE public.invitations TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.invitations TO fluxdesk_system;


--
-- Name: COLUMN invitations.workspace_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(workspace_id) ON TABLE public.invitations TO fluxdesk_app;


--
-- Name: COLUMN invitations.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(user_id) ON TABLE public.invitations TO fluxdesk_app;


--
-- Name: COLUMN invitations.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.invitations TO fluxdesk_app;


--
-- Name: TABLE project_members; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.project_members TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.project_members TO fluxdesk_system;


--
-- Name: COLUMN project_members.is_admin; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(is_admin) ON TABLE public.project_members TO fluxdesk_system;
GRANT UPDATE(is_admin) ON TABLE public.project_members TO fluxdesk_app;


--
-- Name: TABLE projects; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.projects TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.projects TO fluxdesk_system;


--
-- Name: COLUMN projects.slug; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(slug) ON TABLE public.projects TO fluxdesk_app;
GRANT UPDATE(slug) ON TABLE public.projects TO fluxdesk_system;


--
-- Name: COLUMN projects.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.projects TO fluxdesk_app;
GRANT UPDATE(name) ON TABLE public.projects TO fluxdesk_system;


--
-- Name: COLUMN projects.description; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(description) ON TABLE public.projects TO fluxdesk_app;


--
-- Name: COLUMN projects.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.projects TO fluxdesk_app;


--
-- Name: COLUMN projects.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.projects TO fluxdesk_app;
GRANT UPDATE(updated_at) ON TABLE public.projects TO fluxdesk_system;


--
-- Name: TABLE rate_windows; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rate_windows TO fluxdesk_system;


--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.refresh_tokens TO fluxdesk_system;


--
-- Name: COLUMN refresh_tokens.used_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(used_at) ON TABLE public.refresh_tokens TO fluxdesk_system;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.sessions TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.sessions TO fluxdesk_system;


--
-- Name: COLUMN sessions.ended_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(ended_at) ON TABLE public.sessions TO fluxdesk_app;
GRANT UPDATE(ended_at) ON TABLE public.sessions TO fluxdesk_system;


--
-- Name: TABLE sign_in_attempts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_attempts TO fluxdesk_system;


--
-- Name: TABLE supplements; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.supplements TO fluxdesk_app;


--
-- Name: TABLE tags; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.tags TO fluxdesk_app;
GRANT SELECT,DELETE ON TABLE public.tags TO fluxdesk_system;


--
-- Name: COLUMN tags.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.tags TO fluxdesk_app;


--
-- Name: COLUMN tags.name_key; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name_key) ON TABLE public.tags TO fluxdesk_app;


--
-- Name: COLUMN tags.color; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(color) ON TABLE public.tags TO fluxdesk_app;


--
-- Name: COLUMN tags.ended_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(ended_at) ON TABLE public.tags TO fluxdesk_app;


--
-- Name: COLUMN tags.merged_into_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(merged_into_id) ON TABLE public.tags TO fluxdesk_app;


--
-- Name: TABLE tallies; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.tallies TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.tallies TO fluxdesk_system;


--
-- Name: COLUMN tallies.count; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(count) ON TABLE public.tallies TO fluxdesk_system;


--
-- Name: TABLE tally_changes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.tally_changes TO fluxdesk_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.tally_changes TO fluxdesk_system;


--
-- Name: TABLE task_attachments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.task_attachments TO fluxdesk_app;


--
-- Name: TABLE task_automations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.stage; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(stage) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.frequency; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(frequency) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.pain_level; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(pain_level) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.potential; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(potential) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.minutes_before; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(minutes_before) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.minutes_after; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(minutes_after) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.tools_used; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(tools_used) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.logged_before_minutes; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(logged_before_minutes) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.logged_before_count; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(logged_before_count) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.logged_after_minutes; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(logged_after_minutes) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.logged_after_count; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(logged_after_count) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: COLUMN task_automations.automated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(automated_at) ON TABLE public.task_automations TO fluxdesk_app;


--
-- Name: TABLE task_changes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.task_changes TO fluxdesk_app;


--
-- Name: TABLE task_comments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.task_comments TO fluxdesk_app;


--
-- Name: COLUMN task_comments.body; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(body) ON TABLE public.task_comments TO fluxdesk_app;


--
-- Name: COLUMN task_comments.edited_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(edited_at) ON TABLE public.task_comments TO fluxdesk_app;


--
-- Name: TABLE task_filters; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.task_filters TO fluxdesk_app;


--
-- Name: COLUMN task_filters.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.task_filters TO fluxdesk_app;


--
-- Name: COLUMN task_filters.name_key; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name_key) ON TABLE public.task_filters TO fluxdesk_app;


--
-- Name: COLUMN task_filters.criteria; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(criteria) ON TABLE public.task_filters TO fluxdesk_app;


--
-- Name: TABLE task_words; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.task_words TO fluxdesk_app;


--
-- Name: TABLE tasks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.title; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(title) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.description; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(description) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.priority; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(priority) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.visibility; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(visibility) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.assignee_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(assignee_user_id) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(project_id) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.parent_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(parent_id) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.deadline; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(deadline) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.deadline_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(deadline_at) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.blocker; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(blocker) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.version; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(version) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.updated_by_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_by_user_id) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: COLUMN tasks.done_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(done_at) ON TABLE public.tasks TO fluxdesk_app;


--
-- Name: TABLE time_logs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.time_logs TO fluxdesk_app;


--
-- Name: TABLE token_families; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.token_families TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.token_families TO fluxdesk_system;


--
-- Name: COLUMN token_families.label; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(label) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: COLUMN token_families.severity_ceiling; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(severity_ceiling) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: COLUMN token_families.daily_limit; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(daily_limit) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: COLUMN token_families.reads_per_minute; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reads_per_minute) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: COLUMN token_families.writes_per_minute; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(writes_per_minute) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: COLUMN token_families.is_disabled; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(is_disabled) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: COLUMN token_families.given_to_user_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(given_to_user_id) ON TABLE public.token_families TO fluxdesk_app;


--
-- Name: TABLE tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.tokens TO fluxdesk_system;
GRANT INSERT ON TABLE public.tokens TO fluxdesk_app;


--
-- Name: COLUMN tokens.workspace_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(workspace_id) ON TABLE public.tokens TO fluxdesk_app;


--
-- Name: COLUMN tokens.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.tokens TO fluxdesk_app;


--
-- Name: COLUMN tokens.family_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(family_id) ON TABLE public.tokens TO fluxdesk_app;


--
-- Name: COLUMN tokens.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at),UPDATE(expires_at) ON TABLE public.tokens TO fluxdesk_app;
GRANT UPDATE(expires_at) ON TABLE public.tokens TO fluxdesk_system;


--
-- Name: COLUMN tokens.revoked_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE public.tokens TO fluxdesk_app;
GRANT UPDATE(revoked_at) ON TABLE public.tokens TO fluxdesk_system;


--
-- Name: COLUMN tokens.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(created_at) ON TABLE public.tokens TO fluxdesk_app;


--
-- Name: COLUMN tokens.superseded_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(superseded_at),UPDATE(superseded_at) ON TABLE public.tokens TO fluxdesk_app;
GRANT UPDATE(superseded_at) ON TABLE public.tokens TO fluxdesk_system;


--
-- Name: COLUMN tokens.last_used_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(last_used_at) ON TABLE public.tokens TO fluxdesk_app;
GRANT UPDATE(last_used_at) ON TABLE public.tokens TO fluxdesk_system;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.workspace_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(workspace_id),INSERT(workspace_id) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id),INSERT(id) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.email; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(email),INSERT(email) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.name; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(name),INSERT(name),UPDATE(name) ON TABLE public.users TO fluxdesk_app;
GRANT UPDATE(name) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.role; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(role),INSERT(role),UPDATE(role) ON TABLE public.users TO fluxdesk_app;
GRANT UPDATE(role) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.password; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(password) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.is_active; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(is_active),UPDATE(is_active) ON TABLE public.users TO fluxdesk_app;
GRANT UPDATE(is_active) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(created_at) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.issuer; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(issuer) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.subject; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(subject) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.email_key; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(email_key) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.onboarded_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(onboarded_at),UPDATE(onboarded_at) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.has_password; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(has_password) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.let_in_elsewhere_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(let_in_elsewhere_at) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.signs_in_elsewhere; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(signs_in_elsewhere) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.time_zone; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(time_zone),UPDATE(time_zone) ON TABLE public.users TO fluxdesk_app;
GRANT SELECT(time_zone) ON TABLE public.users TO fluxdesk_system;


--
-- Name: COLUMN users.local_part_key; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(local_part_key) ON TABLE public.users TO fluxdesk_app;


--
-- Name: COLUMN users.name_key; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(name_key) ON TABLE public.users TO fluxdesk_app;


--
-- Name: TABLE webhook_attempts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.webhook_attempts TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.webhook_attempts TO fluxdesk_system;


--
-- Name: TABLE webhook_attempts_default; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.webhook_attempts_default TO fluxdesk_system;


--
-- Name: TABLE webhook_deliveries; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT SELECT,DELETE ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(state) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.lane; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lane) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(lane) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.due_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(due_at) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(due_at) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.lease_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lease_until) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(lease_until) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.fence; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(fence) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.attempts; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(attempts) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(attempts) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.queued_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(queued_at) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(queued_at) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: COLUMN webhook_deliveries.finished_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(finished_at) ON TABLE public.webhook_deliveries TO fluxdesk_app;
GRANT UPDATE(finished_at) ON TABLE public.webhook_deliveries TO fluxdesk_system;


--
-- Name: TABLE webhook_heads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.webhook_heads TO fluxdesk_app;


--
-- Name: COLUMN webhook_heads.last_seq; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(last_seq) ON TABLE public.webhook_heads TO fluxdesk_app;


--
-- Name: TABLE webhook_replays; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.webhook_replays TO fluxdesk_app;
GRANT SELECT,DELETE ON TABLE public.webhook_replays TO fluxdesk_system;


--
-- Name: COLUMN webhook_replays.seq; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(seq) ON TABLE public.webhook_replays TO fluxdesk_system;


--
-- Name: COLUMN webhook_replays.queued; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(queued) ON TABLE public.webhook_replays TO fluxdesk_system;


--
-- Name: COLUMN webhook_replays.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.webhook_replays TO fluxdesk_app;
GRANT UPDATE(state) ON TABLE public.webhook_replays TO fluxdesk_system;


--
-- Name: COLUMN webhook_replays.advanced_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(advanced_at) ON TABLE public.webhook_replays TO fluxdesk_system;


--
-- Name: COLUMN webhook_replays.finished_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(finished_at) ON TABLE public.webhook_replays TO fluxdesk_app;
GRANT UPDATE(finished_at) ON TABLE public.webhook_replays TO fluxdesk_system;


--
-- Name: TABLE webhooks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.webhooks TO fluxdesk_app;
GRANT SELECT ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(url) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.event_types; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(event_types) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.description; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(description) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.is_enabled; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(is_enabled) ON TABLE public.webhooks TO fluxdesk_app;
GRANT UPDATE(is_enabled) ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.is_paused; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(is_paused) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.disabled_reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(disabled_reason) ON TABLE public.webhooks TO fluxdesk_app;
GRANT UPDATE(disabled_reason) ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.disabled_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(disabled_at) ON TABLE public.webhooks TO fluxdesk_app;
GRANT UPDATE(disabled_at) ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.secret; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(secret) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.previous_secret; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(previous_secret) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.previous_secret_ends_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(previous_secret_ends_at) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: COLUMN webhooks.failures; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failures) ON TABLE public.webhooks TO fluxdesk_app;
GRANT UPDATE(failures) ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.failing_since; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failing_since) ON TABLE public.webhooks TO fluxdesk_app;
GRANT UPDATE(failing_since) ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.webhooks TO fluxdesk_app;
GRANT UPDATE(updated_at) ON TABLE public.webhooks TO fluxdesk_system;


--
-- Name: COLUMN webhooks.secret_shown_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(secret_shown_at) ON TABLE public.webhooks TO fluxdesk_app;


--
-- Name: TABLE workspaces; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.workspaces TO fluxdesk_app;
GRANT SELECT,INSERT ON TABLE public.workspaces TO fluxdesk_system;


--
-- PostgreSQL database dump complete
--

