-- The counter: what is asked at the same moment is done in one call and one transaction.
--
-- take_place adds to issue_token what else one booking needs: that the bearer token is
-- still in force, and that the patient is known or is registered now. serve_counter does
-- this for many requests and answers with whole tokens, so that nothing has to be read
-- after it. Requests are served in the order given; whoever calls sorts them by session,
-- so that two counters never wait for each other's sessions.

CREATE FUNCTION take_place(
    p_organisation uuid, p_request jsonb
) RETURNS TABLE (outcome text, token_id uuid, number integer, note text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_new jsonb := p_request -> 'new_patient';
    v_patient uuid := (p_request ->> 'patient_id')::uuid;
    v_issued record;
    v_constraint text;
BEGIN
    IF p_request ? 'bearer' AND NOT EXISTS (
        SELECT FROM api_token b WHERE b.organisation_id = p_organisation
            AND b.id = (p_request ->> 'bearer')::uuid AND b.revoked_at IS NULL)
    THEN
        RETURN QUERY SELECT 'signed-out', NULL::uuid, NULL::integer, NULL::text;
        RETURN;
    END IF;

    IF v_new IS NULL AND EXISTS (
        SELECT FROM patient p WHERE p.organisation_id = p_organisation AND p.id = v_patient)
    THEN
        RETURN QUERY SELECT * FROM issue_token(
            p_organisation, (p_request ->> 'session_id')::uuid, p_request);
        RETURN;
    END IF;

    -- A replay needs no patient any more, and must not register one again.
    RETURN QUERY SELECT 'replayed', t.id, t.number, t.session_id::text FROM token t
        WHERE t.organisation_id = p_organisation
            AND t.idempotency_key = p_request ->> 'idempotency_key';
    IF FOUND THEN RETURN; END IF;
    IF v_new IS NULL THEN
        RETURN QUERY SELECT 'no-patient', NULL::uuid, NULL::integer, v_patient::text;
        RETURN;
    END IF;

    BEGIN
        -- The whole row comes from the caller, so that a later column needs no change here.
        INSERT INTO patient SELECT * FROM jsonb_populate_record(
            NULL::patient, jsonb_build_object('language', 'en') || v_new);
        INSERT INTO event (organisation_id, at, actor_kind, actor_id, actor_role, action,
                           object_kind, object_id, patient_id, request_id)
        VALUES (p_organisation, (p_request ->> 'at')::timestamptz,
                p_request #>> '{actor,kind}', (p_request #>> '{actor,id}')::uuid,
                p_request #>> '{actor,role}', 'patients.register', 'patient',
                v_patient::text, v_patient, p_request ->> 'request_id');
        SELECT * INTO v_issued FROM issue_token(
            p_organisation, (p_request ->> 'session_id')::uuid, p_request);
        -- Whoever gets no place is not registered either.
        IF v_issued.outcome <> 'issued' THEN
            RAISE EXCEPTION USING ERRCODE = 'HO001';
        END IF;
    EXCEPTION
        WHEN SQLSTATE 'HO001' THEN NULL;
        WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
            IF v_constraint <> 'uq_patient_organisation_id_record_number' THEN
                RAISE;
            END IF;
            RETURN QUERY SELECT 'record-number-taken', NULL::uuid, NULL::integer,
                v_new ->> 'record_number';
            RETURN;
    END;
    RETURN QUERY SELECT v_issued.outcome, v_issued.token_id, v_issued.number, v_issued.note;
END $$;

CREATE FUNCTION serve_counter(
    p_organisation uuid, p_requests jsonb
) RETURNS TABLE (nth bigint, outcome text, number integer, note text, token jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_asked record;
    v_taken record;
BEGIN
    PERFORM set_config('horarium.organisation', p_organisation::text, true);
    FOR v_asked IN
        SELECT a.request, a.nth FROM jsonb_array_elements(p_requests)
            WITH ORDINALITY AS a (request, nth)
    LOOP
        SELECT * INTO v_taken FROM take_place(p_organisation, v_asked.request);
        RETURN QUERY SELECT v_asked.nth, v_taken.outcome, v_taken.number, v_taken.note, (
            SELECT to_jsonb(t) || jsonb_build_object('patient_name', p.name,
                                                     'series', s.series)
            FROM token t
            JOIN patient p ON p.organisation_id = p_organisation AND p.id = t.patient_id
            JOIN session s ON s.organisation_id = p_organisation AND s.id = t.session_id
            WHERE t.organisation_id = p_organisation AND t.id = v_taken.token_id
                AND v_taken.outcome IN ('issued', 'replayed'));
    END LOOP;
END $$;
