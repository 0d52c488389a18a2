-- One place and one number in one statement: the row of the session is the only lock.
-- outcome: issued | replayed | full | overflow-full | quota-held | not-open | missing
--          | in-line | double-booked | slot-taken | hold-gone
-- A replay is looked for again after the lock, so that it is answered even when the
-- session filled meanwhile. A refused insert takes its number back: the block is a savepoint.
-- Places held for others count as taken. What stands in the way is settled once, for it may
-- be a hold that is over, and tried again; until then a hold costs the hot path one addition.
-- With appointment.held the appointment is a hold of this session, confirmed here.

CREATE OR REPLACE FUNCTION issue_token(
    p_organisation uuid, p_session uuid, p_request jsonb
) RETURNS TABLE (outcome text, token_id uuid, number integer, note text)
LANGUAGE plpgsql AS $$
DECLARE
    v_key text := p_request ->> 'idempotency_key';
    v_overflow boolean := (p_request ->> 'overflow')::boolean;
    v_patient uuid := (p_request ->> 'patient_id')::uuid;
    v_at timestamptz := (p_request ->> 'at')::timestamptz;
    v_appointment uuid := (p_request #>> '{appointment,id}')::uuid;
    v_held boolean := coalesce((p_request #>> '{appointment,held}')::boolean, false);
    v_settled boolean := false;
    v_refusal text;
    v_number integer;
    v_over integer;
    v_quotas jsonb;
    v_session session%ROWTYPE;
    v_constraint text;
BEGIN
    FOR v_try IN 1..3 LOOP
        IF v_key IS NOT NULL THEN
            RETURN QUERY SELECT 'replayed', t.id, t.number, t.session_id::text FROM token t
                WHERE t.organisation_id = p_organisation AND t.idempotency_key = v_key;
            IF FOUND THEN RETURN; END IF;
        END IF;
        EXIT WHEN v_refusal IS NOT NULL AND v_settled;
        v_refusal := NULL;
        BEGIN
            UPDATE session s SET
                taken = taken + (NOT v_overflow)::int,
                overflow_taken = overflow_taken + v_overflow::int,
                n_held = n_held - v_held::int,
                last_number = last_number + 1,
                version = version + 1
            WHERE s.organisation_id = p_organisation AND s.id = p_session
                AND s.status IN ('planned', 'open')
                AND CASE WHEN v_overflow THEN overflow_taken < overflow_limit
                         WHEN v_held THEN n_held > 0
                         ELSE taken + n_held < capacity END
            RETURNING s.last_number, s.quotas, s.taken + s.n_held - s.capacity
                INTO v_number, v_quotas, v_over;
            IF v_number IS NULL THEN
                v_refusal := 'full';
            ELSIF v_quotas <> '[]' AND NOT v_overflow AND NOT v_held AND v_over
                + places_kept(p_organisation, p_session, v_quotas,
                              p_request ->> 'priority_class', v_at) > 0
            THEN
                RAISE EXCEPTION 'kept for others' USING ERRCODE = 'HQ001';
            ELSE
                IF v_held THEN
                    UPDATE appointment a SET status = 'booked', held_until_at = NULL,
                            version = a.version + 1
                        WHERE a.organisation_id = p_organisation AND a.id = v_appointment
                            AND a.session_id = p_session AND a.patient_id = v_patient
                            AND a.status = 'pending' AND a.held_until_at > v_at;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'hold gone' USING ERRCODE = 'HQ002';
                    END IF;
                ELSIF v_appointment IS NOT NULL THEN
                    INSERT INTO appointment (organisation_id, id, session_id, patient_id, during,
                                             lane, status, source, replaces_id, created_at)
                    VALUES (p_organisation, v_appointment, p_session, v_patient,
                            tstzrange((p_request #>> '{appointment,start}')::timestamptz,
                                      (p_request #>> '{appointment,end}')::timestamptz),
                            coalesce((p_request #>> '{appointment,lane}')::smallint, 0),
                            'booked', p_request ->> 'source',
                            (p_request #>> '{appointment,replaces}')::uuid, v_at);
                END IF;
                INSERT INTO token (organisation_id, id, session_id, patient_id, appointment_id,
                                   number, opaque, source, priority_class, status, overflow, reason,
                                   idempotency_key, fingerprint, slot_start_at, arrived_at,
                                   created_at)
                VALUES (p_organisation, (p_request ->> 'token_id')::uuid, p_session, v_patient,
                        v_appointment, v_number, p_request ->> 'opaque', p_request ->> 'source',
                        p_request ->> 'priority_class', p_request ->> 'status', v_overflow,
                        p_request ->> 'reason', v_key, p_request ->> 'fingerprint',
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
            END IF;
        EXCEPTION
            WHEN SQLSTATE 'HQ001' THEN
                v_refusal := 'quota-held';
            WHEN SQLSTATE 'HQ002' THEN
                v_refusal := 'hold-gone';
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
                    v_refusal := 'slot-taken';
                ELSIF v_constraint <> 'uq_token_organisation_id_idempotency_key' THEN
                    RAISE;
                END IF;
            WHEN exclusion_violation THEN
                v_refusal := 'double-booked';
        END;
        IF v_refusal IS NOT NULL THEN
            -- What was settled is worth one more try; nothing more can come of a third.
            v_settled := v_try = 2 OR v_overflow OR v_held;
            IF NOT v_settled THEN
                v_settled := CASE
                    WHEN v_refusal = 'double-booked'
                        THEN forget_holds(p_organisation, v_patient, v_at) = 0
                    WHEN EXISTS (SELECT FROM session s WHERE s.organisation_id = p_organisation
                                     AND s.id = p_session AND s.n_held > 0)
                        THEN settle_holds(p_organisation, p_session, v_at) <= 0
                    ELSE true END;
            END IF;
        END IF;
    END LOOP;

    SELECT * INTO v_session FROM session s
        WHERE s.organisation_id = p_organisation AND s.id = p_session;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing', NULL::uuid, NULL::integer, NULL::text;
    ELSIF v_session.status NOT IN ('planned', 'open') THEN
        RETURN QUERY SELECT 'not-open', NULL::uuid, NULL::integer, v_session.status;
    ELSIF v_refusal = 'slot-taken' THEN
        RETURN QUERY SELECT v_refusal, NULL::uuid, NULL::integer,
            p_request #>> '{appointment,start}';
    ELSIF v_refusal = 'double-booked' THEN
        RETURN QUERY SELECT v_refusal, NULL::uuid, NULL::integer, (
            SELECT lower(a.during)::text FROM appointment a
            WHERE a.organisation_id = p_organisation AND a.patient_id = v_patient
                AND a.status IN ('pending', 'booked', 'arrived', 'checked-in')
                AND a.during && tstzrange((p_request #>> '{appointment,start}')::timestamptz,
                                          (p_request #>> '{appointment,end}')::timestamptz)
            LIMIT 1);
    ELSIF v_held THEN
        RETURN QUERY SELECT 'hold-gone', NULL::uuid, NULL::integer, NULL::text;
    ELSIF v_refusal = 'quota-held' THEN
        RETURN QUERY SELECT v_refusal, NULL::uuid, NULL::integer, NULL::text;
    ELSIF v_overflow THEN
        RETURN QUERY SELECT 'overflow-full', NULL::uuid, v_session.overflow_limit, NULL::text;
    ELSE
        RETURN QUERY SELECT 'full', NULL::uuid, v_session.capacity, NULL::text;
    END IF;
END $$;
