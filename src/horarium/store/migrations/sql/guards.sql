-- What the database itself forbids, whoever writes.

CREATE TYPE uuidrange AS RANGE (subtype = uuid);

ALTER TABLE session ADD CONSTRAINT ex_session_practitioner EXCLUDE USING gist (
    uuidrange(organisation_id, organisation_id, '[]') WITH &&,
    uuidrange(practitioner_id, practitioner_id, '[]') WITH &&,
    during WITH &&
) WHERE (status <> 'cancelled');

ALTER TABLE session ADD CONSTRAINT ex_session_location EXCLUDE USING gist (
    uuidrange(organisation_id, organisation_id, '[]') WITH &&,
    uuidrange(location_id, location_id, '[]') WITH &&,
    during WITH &&
) WHERE (status <> 'cancelled');

ALTER TABLE appointment ADD CONSTRAINT ex_appointment_patient EXCLUDE USING gist (
    uuidrange(organisation_id, organisation_id, '[]') WITH &&,
    uuidrange(patient_id, patient_id, '[]') WITH &&,
    during WITH &&
) WHERE (status IN ('pending', 'booked', 'arrived', 'checked-in'));

ALTER TABLE session SET (fillfactor = 20);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_seal_is_append_only BEFORE UPDATE OR DELETE ON event_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_seal_is_never_truncated BEFORE TRUNCATE ON event_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION token_keeps_its_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a token keeps its number' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER token_number_never_changes BEFORE UPDATE OF number, session_id ON token
    FOR EACH ROW WHEN (OLD.number <> NEW.number OR OLD.session_id <> NEW.session_id)
    EXECUTE FUNCTION token_keeps_its_number();
