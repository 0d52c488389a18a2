-- Appointments of one patient are written one after the other.
--
-- An exclusion constraint compares rows once they are written, so of two writers at the same
-- moment each may wait for the other until the server calls it a deadlock. Whoever writes an
-- appointment therefore takes the patient's turn first: after the rows of the sessions, and
-- among patients in one order, so that turns deadlock no more than sessions do. Turns end with
-- the transaction.

CREATE FUNCTION take_turns(p_organisation uuid, p_patients uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_patient uuid;
BEGIN
    FOR v_patient IN SELECT DISTINCT u.id FROM unnest(p_patients) AS u (id) ORDER BY u.id LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(
            'appointments of ' || p_organisation || v_patient, 0));
    END LOOP;
END $$;

CREATE FUNCTION hold_in_turn(
    p_organisation uuid, p_session uuid, p_request jsonb
) RETURNS TABLE (outcome text, number integer, note text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM session s
        WHERE s.organisation_id = p_organisation AND s.id = p_session FOR UPDATE;
    PERFORM take_turns(p_organisation, ARRAY[(p_request ->> 'patient_id')::uuid]);
    RETURN QUERY SELECT * FROM hold_place(p_organisation, p_session, p_request);
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
    PERFORM take_turns(p_organisation, ARRAY(
        SELECT (a.request ->> 'patient_id')::uuid
        FROM jsonb_array_elements(p_requests) AS a (request)
        WHERE a.request #>> '{appointment,id}' IS NOT NULL));
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
