-- Places that are promised for some minutes, and places kept for some classes.
--
-- A hold is an appointment in status 'pending' with held_until_at. session.n_held counts the
-- holds of a session; it may lag behind expiry, never behind a new hold, and is settled
-- under the session's lock whenever a place or a slot is wanted that only holds stand
-- against. So a hold is over when its time is, whether or not any job has run.

CREATE FUNCTION settle_holds(p_organisation uuid, p_session uuid, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_was integer;
    v_is integer;
BEGIN
    SELECT s.n_held INTO v_was FROM session s
        WHERE s.organisation_id = p_organisation AND s.id = p_session FOR UPDATE;
    UPDATE appointment a SET status = 'cancelled', reason = 'hold expired',
            version = a.version + 1
        WHERE a.organisation_id = p_organisation AND a.session_id = p_session
            AND a.status = 'pending' AND a.held_until_at <= p_at;
    SELECT count(*) INTO v_is FROM appointment a
        WHERE a.organisation_id = p_organisation AND a.session_id = p_session
            AND a.status = 'pending' AND a.held_until_at IS NOT NULL;
    IF v_is <> v_was THEN
        UPDATE session s SET n_held = v_is
            WHERE s.organisation_id = p_organisation AND s.id = p_session;
    END IF;
    RETURN v_was - v_is;
END $$;

-- Expired holds of one patient in whatever session; those sessions count them out later.
CREATE FUNCTION forget_holds(p_organisation uuid, p_patient uuid, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_n integer;
BEGIN
    UPDATE appointment a SET status = 'cancelled', reason = 'hold expired',
            version = a.version + 1
        WHERE a.organisation_id = p_organisation AND a.patient_id = p_patient
            AND a.status = 'pending' AND a.held_until_at <= p_at;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN v_n;
END $$;

-- Places of a session that its quotas keep from p_class at p_at. Asked under the session's
-- lock, so that nobody takes one between the count and the commit.
CREATE FUNCTION places_kept(
    p_organisation uuid, p_session uuid, p_quotas jsonb, p_class text, p_at timestamptz
) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(greatest(0, q.places - coalesce(u.n, 0))), 0)::integer
    FROM jsonb_to_recordset(p_quotas)
        AS q (priority_class text, places integer, release_at timestamptz)
    LEFT JOIN (
        SELECT class, count(*) AS n FROM (
            SELECT t.priority_class AS class FROM token t
            WHERE t.organisation_id = p_organisation AND t.session_id = p_session
                AND NOT t.overflow
                AND t.status NOT IN ('noshow', 'cancelled', 'left', 'transferred')
            UNION ALL
            SELECT a.source FROM appointment a
            WHERE a.organisation_id = p_organisation AND a.session_id = p_session
                AND a.status = 'pending' AND a.held_until_at > p_at
        ) AS place GROUP BY class
    ) AS u ON u.class = q.priority_class
    WHERE q.priority_class <> p_class AND p_at < q.release_at
$$;

-- Promise a place and a slot until held_until. No number is given.
-- outcome: held | full | quota-held | not-open | missing | in-line | double-booked | slot-taken
CREATE FUNCTION hold_place(
    p_organisation uuid, p_session uuid, p_request jsonb
) RETURNS TABLE (outcome text, number integer, note text)
LANGUAGE plpgsql AS $$
DECLARE
    v_at timestamptz := (p_request ->> 'at')::timestamptz;
    v_patient uuid := (p_request ->> 'patient_id')::uuid;
    v_during tstzrange := tstzrange((p_request ->> 'start')::timestamptz,
                                    (p_request ->> 'end')::timestamptz);
    v_session session%ROWTYPE;
    v_after session%ROWTYPE;
    v_constraint text;
BEGIN
    SELECT * INTO v_session FROM session s
        WHERE s.organisation_id = p_organisation AND s.id = p_session FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing', NULL::integer, NULL::text;
        RETURN;
    ELSIF v_session.status NOT IN ('planned', 'open') THEN
        RETURN QUERY SELECT 'not-open', NULL::integer, v_session.status;
        RETURN;
    END IF;
    RETURN QUERY SELECT 'in-line', t.number, v_session.series FROM token t
        WHERE t.organisation_id = p_organisation AND t.session_id = p_session
            AND t.patient_id = v_patient AND t.status IN ('booked', 'arrived',
                'called', 'recalled', 'skipped', 'in-consultation');
    IF FOUND THEN RETURN; END IF;
    PERFORM settle_holds(p_organisation, p_session, v_at);
    PERFORM forget_holds(p_organisation, v_patient, v_at);
    BEGIN
        UPDATE session s SET n_held = n_held + 1, version = version + 1
            WHERE s.organisation_id = p_organisation AND s.id = p_session
                AND taken + n_held < capacity
            RETURNING * INTO v_after;
        IF NOT FOUND THEN
            RETURN QUERY SELECT 'full', v_session.capacity, NULL::text;
            RETURN;
        END IF;
        IF v_after.quotas <> '[]' AND v_after.taken + v_after.n_held
            > v_after.capacity - places_kept(p_organisation, p_session,
                v_after.quotas, p_request ->> 'source', v_at)
        THEN
            RAISE EXCEPTION 'kept for others' USING ERRCODE = 'HQ001';
        END IF;
        INSERT INTO appointment (organisation_id, id, session_id, patient_id, during, lane,
                                 status, source, held_until_at, created_at)
        VALUES (p_organisation, (p_request ->> 'id')::uuid, p_session, v_patient, v_during, 0,
                'pending', p_request ->> 'source', (p_request ->> 'held_until')::timestamptz,
                v_at);
        RETURN QUERY SELECT 'held', NULL::integer, NULL::text;
    EXCEPTION
        WHEN SQLSTATE 'HQ001' THEN
            RETURN QUERY SELECT 'quota-held', NULL::integer, NULL::text;
        WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
            IF v_constraint <> 'uq_appointment_slot' THEN RAISE; END IF;
            RETURN QUERY SELECT 'slot-taken', NULL::integer, p_request ->> 'start';
        WHEN exclusion_violation THEN
            RETURN QUERY SELECT 'double-booked', NULL::integer, (
                SELECT lower(a.during)::text FROM appointment a
                WHERE a.organisation_id = p_organisation AND a.patient_id = v_patient
                    AND a.status IN ('pending', 'booked', 'arrived', 'checked-in')
                    AND a.during && v_during
                LIMIT 1);
    END;
END $$;
