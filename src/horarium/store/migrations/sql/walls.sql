-- The application's role and the walls between organisations. Owners are walled in too.

DO $$ BEGIN
    CREATE ROLE horarium_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

DO $$ BEGIN
    SET LOCAL ROLE horarium_app;
    RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
    EXECUTE format('GRANT horarium_app TO %I', current_user);
END $$;

DO $$
DECLARE
    v_table text;
BEGIN
    FOR v_table IN
        SELECT c.relname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format('DROP POLICY IF EXISTS own_organisation ON %I', v_table);
        EXECUTE format(
            'CREATE POLICY own_organisation ON %I USING (organisation_id ='
            ' nullif(current_setting(''horarium.organisation'', true), '''')::uuid)',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO horarium_app', v_table);
    END LOOP;
END $$;

REVOKE UPDATE, DELETE ON event, event_seal FROM horarium_app;
GRANT SELECT, INSERT ON organisation TO horarium_app;
GRANT SELECT ON alembic_version TO horarium_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO horarium_app;
