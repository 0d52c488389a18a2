-- The counter, for all at once: what is plain is done as one set, the rest one by one.
--
-- Plain is a walk-in whose patient is known, whose bearer token is in force, whose key is
-- new, asked once, in a session without quotas that has room for all who ask. For those the sessions
-- are locked in the order of their ids and one statement takes the places, writes tokens,
-- events and messages. Should anything stand in its way after all (a patient who
-- is in the line, a key that was used elsewhere meanwhile), it is undone as a whole and everybody is served
-- by take_place, which knows what to call it. A token told as 'issued' is as it was asked
-- for, with its number and the names that only the database knows; one told as 'replayed'
-- is told whole.

CREATE FUNCTION serve_plain(
    p_organisation uuid, p_requests jsonb
) RETURNS TABLE (nth bigint, number integer, patient_name text, series text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_nth bigint[];
    v_number integer[];
    v_name text[];
    v_series text[];
BEGIN
    PERFORM FROM session s
        WHERE s.organisation_id = p_organisation AND s.id IN (
            SELECT (a.request ->> 'session_id')::uuid
            FROM jsonb_array_elements(p_requests) AS a (request))
        ORDER BY s.id FOR NO KEY UPDATE;
    WITH asked AS MATERIALIZED (
        SELECT a.*,
            (SELECT p.name FROM patient p
             WHERE p.organisation_id = p_organisation AND p.id = a.patient_id) AS patient_name,
            (SELECT b.id FROM api_token b
             WHERE b.organisation_id = p_organisation AND b.id = a.bearer
                AND b.revoked_at IS NULL) AS in_force,
            (SELECT t.id FROM token t
             WHERE t.organisation_id = p_organisation
                AND t.idempotency_key = a.idempotency_key) AS given
        FROM ROWS FROM (jsonb_to_recordset(p_requests) AS (
            session_id uuid, token_id uuid, patient_id uuid, bearer uuid, opaque text,
            source text, priority_class text, status text, overflow boolean, reason text,
            idempotency_key text, fingerprint text, slot_start_at timestamptz,
            arrived_at timestamptz, action text, at timestamptz, actor jsonb,
            request_id text, new_patient jsonb, appointment jsonb
        )) WITH ORDINALITY AS a (
            session_id, token_id, patient_id, bearer, opaque, source, priority_class, status,
            overflow, reason, idempotency_key, fingerprint, slot_start_at, arrived_at, action,
            at, actor, request_id, new_patient, appointment, nth)
    ), plain AS MATERIALIZED (
        SELECT u.*, (row_number() OVER (PARTITION BY u.session_id ORDER BY u.nth))::integer
            AS place
        FROM (
            SELECT a.*,
                row_number() OVER (PARTITION BY a.idempotency_key ORDER BY a.nth) AS of_key,
                row_number() OVER (PARTITION BY a.session_id, a.patient_id ORDER BY a.nth)
                    AS of_patient
            FROM asked a
            WHERE a.patient_name IS NOT NULL AND a.given IS NULL AND NOT a.overflow
                AND a.new_patient IS NULL AND a.appointment IS NULL
                AND a.bearer IS NOT DISTINCT FROM a.in_force
        ) AS u
        WHERE u.of_patient = 1 AND (u.of_key = 1 OR u.idempotency_key IS NULL)
    ), wanted AS MATERIALIZED (
        SELECT p.session_id, count(*)::integer AS n FROM plain p GROUP BY p.session_id
    ), served AS (
        UPDATE session s SET taken = s.taken + w.n, last_number = s.last_number + w.n,
                version = s.version + w.n
            FROM wanted w
            WHERE s.organisation_id = p_organisation AND s.id = w.session_id
                AND s.status IN ('planned', 'open') AND s.quotas = '[]'
                AND s.taken + s.n_held + w.n <= s.capacity
            RETURNING s.id, s.series, s.last_number - w.n AS before
    ), numbered AS MATERIALIZED (
        SELECT p.*, s.series, s.before + p.place AS number
        FROM plain p JOIN served s ON s.id = p.session_id
    ), tokens AS (
        INSERT INTO token (organisation_id, id, session_id, patient_id, number, opaque, source,
                           priority_class, status, overflow, reason, idempotency_key,
                           fingerprint, slot_start_at, arrived_at, created_at)
        SELECT p_organisation, n.token_id, n.session_id, n.patient_id, n.number, n.opaque,
            n.source, n.priority_class, n.status, n.overflow, n.reason, n.idempotency_key,
            n.fingerprint, n.slot_start_at, n.arrived_at, n.at
        FROM numbered n
    ), events AS (
        INSERT INTO event (organisation_id, at, actor_kind, actor_id, actor_role, action,
                           object_kind, object_id, patient_id, details, request_id)
        SELECT p_organisation, n.at, n.actor ->> 'kind', (n.actor ->> 'id')::uuid,
            n.actor ->> 'role', n.action, 'token', n.token_id::text, n.patient_id,
            jsonb_build_object('session', n.session_id, 'number', n.number,
                               'source', n.source, 'overflow', n.overflow),
            n.request_id
        FROM numbered n ORDER BY n.nth
    ), messages AS (
        INSERT INTO outbox (organisation_id, at, topic, payload)
        SELECT p_organisation, n.at, 'line.changed',
            jsonb_build_object('session', n.session_id, 'token', n.token_id,
                               'action', n.action)
        FROM numbered n ORDER BY n.nth
    )
    SELECT array_agg(n.nth), array_agg(n.number), array_agg(n.patient_name),
            array_agg(n.series)
        INTO v_nth, v_number, v_name, v_series FROM numbered n;
    RETURN QUERY SELECT * FROM unnest(v_nth, v_number, v_name, v_series);
EXCEPTION
    -- Nothing was answered yet, so nothing has to be taken back.
    WHEN integrity_constraint_violation THEN NULL;
END $$;

CREATE OR REPLACE FUNCTION serve_counter(
    p_organisation uuid, p_requests jsonb
) RETURNS TABLE (nth bigint, outcome text, number integer, note text, token jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_asked record;
    v_taken record;
    v_served bigint[] := '{}';
BEGIN
    PERFORM set_config('horarium.organisation', p_organisation::text, true);
    FOR v_taken IN SELECT * FROM serve_plain(p_organisation, p_requests) LOOP
        v_served := v_served || v_taken.nth;
        RETURN QUERY SELECT v_taken.nth, 'issued', v_taken.number, NULL::text,
            jsonb_build_object('patient_name', v_taken.patient_name,
                               'series', v_taken.series);
    END LOOP;
    IF cardinality(v_served) = jsonb_array_length(p_requests) THEN RETURN; END IF;

    PERFORM FROM session s
        WHERE s.organisation_id = p_organisation AND s.id IN (
            SELECT (a.request ->> 'session_id')::uuid
            FROM jsonb_array_elements(p_requests) AS a (request))
        ORDER BY s.id FOR NO KEY UPDATE;
    FOR v_asked IN
        SELECT a.request, a.nth FROM jsonb_array_elements(p_requests)
            WITH ORDINALITY AS a (request, nth)
        WHERE a.nth <> ALL (v_served)
    LOOP
        SELECT * INTO v_taken FROM take_place(p_organisation, v_asked.request);
        RETURN QUERY SELECT v_asked.nth, v_taken.outcome, v_taken.number, v_taken.note, (
            SELECT CASE v_taken.outcome WHEN 'replayed' THEN to_jsonb(t) ELSE '{}' END
                || jsonb_build_object('patient_name', p.name, 'series', s.series)
            FROM token t
            JOIN patient p ON p.organisation_id = p_organisation AND p.id = t.patient_id
            JOIN session s ON s.organisation_id = p_organisation AND s.id = t.session_id
            WHERE t.organisation_id = p_organisation AND t.id = v_taken.token_id
                AND v_taken.outcome IN ('issued', 'replayed'));
    END LOOP;
END $$;
