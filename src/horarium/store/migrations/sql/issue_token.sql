-- One place and one number in one statement: the row of the session is the only lock.
-- outcome: issued | replayed | full | overflow-full | not-open | missing | in-line
--          | double-booked | slot-taken
-- A replay is looked for again after the lock, so that it is answered even when the
-- session filled meanwhile. A refused insert takes its number back: the block is a savepoint.

CREATE FUNCTION issue_token(
    p_organisation uuid, p_session uuid, p_request jsonb
) RETURNS TABLE (outcome text, token_id uuid, number integer, note text)
LANGUAGE plpgsql AS $$
DECLARE
    v_key text := p_request ->> 'idempotency_key';
    v_overflow boolean := (p_request ->> 'overflow')::boolean;
    v_patient uuid := (p_request ->> 'patient_id')::uuid;
    v_at timestamptz := (p_request ->> 'at')::timestamptz;
    v_appointment uuid := (p_request #>> '{appointment,id}')::uuid;
    v_number integer;
    v_session session%ROWTYPE;
    v_constraint text;
BEGIN
    FOR v_try IN 1..2 LOOP
        IF v_key IS NOT NULL THEN
            RETURN QUERY SELECT 'replayed', t.id, t.number, t.session_id::text FROM token t
                WHERE t.organisation_id = p_organisation AND t.idempotency_key = v_key;
            IF FOUND THEN RETURN; END IF;
        END IF;
        EXIT WHEN v_try = 2;
        BEGIN
            UPDATE session s SET
                taken = taken + (NOT v_overflow)::int,
                overflow_taken = overflow_taken + v_overflow::int,
                last_number = last_number + 1,
                version = version + 1
            WHERE s.organisation_id = p_organisation AND s.id = p_session
                AND s.status IN ('planned', 'open')
                AND CASE WHEN v_overflow THEN overflow_taken < overflow_limit
                         ELSE taken < capacity END
            RETURNING s.last_number INTO v_number;
            IF v_number IS NULL THEN CONTINUE; END IF;

            IF v_appointment IS NOT NULL THEN
                INSERT INTO appointment (organisation_id, id, session_id, patient_id, during,
                                         lane, status, source, created_at)
                VALUES (p_organisation, v_appointment, p_session, v_patient,
                        tstzrange((p_request #>> '{appointment,start}')::timestamptz,
                                  (p_request #>> '{appointment,end}')::timestamptz),
                        coalesce((p_request #>> '{appointment,lane}')::smallint, 0),
                        'booked', p_request ->> 'source', v_at);
            END IF;
            INSERT INTO token (organisation_id, id, session_id, patient_id, appointment_id,
                               number, opaque, source, priority_class, status, overflow, reason,
                               idempotency_key, slot_start_at, arrived_at, created_at)
            VALUES (p_organisation, (p_request ->> 'token_id')::uuid, p_session, v_patient,
                    v_appointment, v_number, p_request ->> 'opaque', p_request ->> 'source',
                    p_request ->> 'priority_class', p_request ->> 'status', v_overflow,
                    p_request ->> 'reason', v_key,
                    (p_request ->> 'slot_start_at')::timestamptz,
                    (p_request ->> 'arrived_at')::timestamptz, v_at);
            INSERT INTO event (organisation_id, at, actor_kind, actor_id, actor_role, action,
                               object_kind, object_id, patient_id, details, request_id)
            VALUES (p_organisation, v_at, p_request #>> '{actor,kind}',
                    (p_request #>> '{actor,id}')::uuid, p_request #>> '{actor,role}',
                    p_request ->> 'action', 'token', p_request ->> 'token_id', v_patient,
                    jsonb_build_object('session', p_session, 'number', v_number,
                                       'source', p_request ->> 'source',
                                       'overflow', v_overflow),
                    p_request ->> 'request_id');
            INSERT INTO outbox (organisation_id, at, topic, payload)
            VALUES (p_organisation, v_at, 'line.changed',
                    jsonb_build_object('session', p_session, 'token', p_request ->> 'token_id',
                                       'action', p_request ->> 'action'));
            RETURN QUERY SELECT 'issued', (p_request ->> 'token_id')::uuid, v_number, NULL::text;
            RETURN;
        EXCEPTION
            WHEN unique_violation THEN
                GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
                IF v_constraint = 'uq_token_active_patient' THEN
                    RETURN QUERY SELECT 'in-line', t.id, t.number, s.series FROM token t
                        JOIN session s ON s.organisation_id = t.organisation_id
                            AND s.id = t.session_id
                        WHERE t.organisation_id = p_organisation AND t.session_id = p_session
                            AND t.patient_id = v_patient AND t.status IN ('booked', 'arrived',
                                'called', 'recalled', 'skipped', 'in-consultation');
                    RETURN;
                ELSIF v_constraint = 'uq_appointment_slot' THEN
                    RETURN QUERY SELECT 'slot-taken', NULL::uuid, NULL::integer,
                        p_request #>> '{appointment,start}';
                    RETURN;
                ELSIF v_constraint <> 'uq_token_organisation_id_idempotency_key' THEN
                    RAISE;
                END IF;
            WHEN exclusion_violation THEN
                RETURN QUERY SELECT 'double-booked', NULL::uuid, NULL::integer, (
                    SELECT lower(a.during)::text FROM appointment a
                    WHERE a.organisation_id = p_organisation AND a.patient_id = v_patient
                        AND a.status IN ('pending', 'booked', 'arrived', 'checked-in')
                        AND a.during && tstzrange(
                            (p_request #>> '{appointment,start}')::timestamptz,
                            (p_request #>> '{appointment,end}')::timestamptz)
                    LIMIT 1);
                RETURN;
        END;
    END LOOP;

    SELECT * INTO v_session FROM session s
        WHERE s.organisation_id = p_organisation AND s.id = p_session;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing', NULL::uuid, NULL::integer, NULL::text;
    ELSIF v_session.status NOT IN ('planned', 'open') THEN
        RETURN QUERY SELECT 'not-open', NULL::uuid, NULL::integer, v_session.status;
    ELSIF v_overflow THEN
        RETURN QUERY SELECT 'overflow-full', NULL::uuid, v_session.overflow_limit, NULL::text;
    ELSE
        RETURN QUERY SELECT 'full', NULL::uuid, v_session.capacity, NULL::text;
    END IF;
END $$;
