-- Booking ahead: rules that sessions come from, holds, the waitlist, reminders, keys.

ALTER TABLE patient
    ADD COLUMN language TEXT DEFAULT 'en' NOT NULL,
    ADD COLUMN email TEXT;

CREATE TABLE availability_rule (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    service_id UUID NOT NULL,
    location_id UUID NOT NULL,
    weekday SMALLINT NOT NULL CONSTRAINT ck_availability_rule_weekday CHECK (weekday between 1 and 7),
    from_time TIME WITHOUT TIME ZONE NOT NULL,
    until_time TIME WITHOUT TIME ZONE NOT NULL,
    break_from TIME WITHOUT TIME ZONE,
    break_until TIME WITHOUT TIME ZONE,
    slot_min INTEGER NOT NULL CONSTRAINT ck_availability_rule_slot CHECK (slot_min > 0),
    capacity INTEGER NOT NULL CONSTRAINT ck_availability_rule_capacity CHECK (capacity > 0),
    overflow_limit INTEGER DEFAULT '0' NOT NULL,
    discipline TEXT NOT NULL,
    quotas JSONB DEFAULT '[]'::jsonb NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_availability_rule PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_availability_rule_hours CHECK (from_time < until_time),
    CONSTRAINT ck_availability_rule_break CHECK ((break_from is null) = (break_until is null) and (break_from is null or (from_time <= break_from and break_from < break_until and break_until <= until_time))),
    CONSTRAINT ck_availability_rule_validity CHECK (valid_until is null or valid_from <= valid_until),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_service_id FOREIGN KEY(organisation_id, service_id) REFERENCES healthcare_service (organisation_id, id),
    CONSTRAINT fk_location_id FOREIGN KEY(organisation_id, location_id) REFERENCES location (organisation_id, id),
    CONSTRAINT fk_availability_rule_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_availability_rule_service ON availability_rule (organisation_id, service_id);

CREATE TABLE unavailability (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_unavailability_kind CHECK (kind in ('exception', 'closure', 'leave')),
    rule_id UUID,
    location_id UUID,
    practitioner_id UUID,
    during TSTZRANGE NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_unavailability PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_rule_id FOREIGN KEY(organisation_id, rule_id) REFERENCES availability_rule (organisation_id, id),
    CONSTRAINT fk_location_id FOREIGN KEY(organisation_id, location_id) REFERENCES location (organisation_id, id),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_unavailability_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_unavailability_end ON unavailability (organisation_id, upper(during));

ALTER TABLE session
    ADD COLUMN rule_id UUID,
    ADD COLUMN planned_break TSTZRANGE,
    ADD COLUMN n_held INTEGER DEFAULT '0' NOT NULL,
    ADD COLUMN quotas JSONB DEFAULT '[]'::jsonb NOT NULL,
    ADD CONSTRAINT ck_session_held CHECK (n_held >= 0 and taken + n_held <= capacity),
    ADD CONSTRAINT ck_session_break CHECK (planned_break <@ during),
    ADD CONSTRAINT uq_session_organisation_id_rule_id_on_date UNIQUE (organisation_id, rule_id, on_date),
    ADD CONSTRAINT fk_rule_id FOREIGN KEY (organisation_id, rule_id) REFERENCES availability_rule (organisation_id, id);

ALTER TABLE appointment
    ADD COLUMN held_until_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN replaces_id UUID,
    ADD COLUMN reason TEXT,
    ADD CONSTRAINT fk_replaces_id FOREIGN KEY (organisation_id, replaces_id) REFERENCES appointment (organisation_id, id);

CREATE INDEX ix_appointment_held ON appointment (organisation_id, session_id) WHERE status = 'pending';

CREATE UNIQUE INDEX uq_appointment_replaces ON appointment (organisation_id, replaces_id) WHERE replaces_id is not null;

ALTER TABLE token ADD COLUMN fingerprint TEXT;

CREATE TABLE wish (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    patient_id UUID NOT NULL,
    service_id UUID NOT NULL,
    practitioner_id UUID,
    source TEXT NOT NULL CONSTRAINT ck_wish_source CHECK (source in ('priority', 'follow-up', 'online', 'walk-in')),
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    status TEXT NOT NULL,
    n_passed INTEGER DEFAULT '0' NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_wish PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_wish_dates CHECK (first_on <= last_on),
    CONSTRAINT ck_wish_status CHECK (status in ('waiting', 'offered', 'placed', 'left', 'over')),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_service_id FOREIGN KEY(organisation_id, service_id) REFERENCES healthcare_service (organisation_id, id),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_wish_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_wish_waiting ON wish (organisation_id, service_id) WHERE status in ('waiting', 'offered');

CREATE UNIQUE INDEX uq_wish_waiting ON wish (organisation_id, patient_id, service_id) WHERE status in ('waiting', 'offered');

CREATE TABLE offer (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    wish_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_offer PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_offer_status CHECK (status in ('out', 'accepted', 'declined', 'expired', 'withdrawn')),
    CONSTRAINT uq_offer_organisation_id_appointment_id UNIQUE (organisation_id, appointment_id),
    CONSTRAINT fk_wish_id FOREIGN KEY(organisation_id, wish_id) REFERENCES wish (organisation_id, id),
    CONSTRAINT fk_appointment_id FOREIGN KEY(organisation_id, appointment_id) REFERENCES appointment (organisation_id, id),
    CONSTRAINT fk_offer_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE UNIQUE INDEX uq_offer_out ON offer (organisation_id, wish_id) WHERE status = 'out';

CREATE TABLE idempotency_key (
    organisation_id UUID NOT NULL,
    key TEXT NOT NULL,
    action TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    object_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (organisation_id, key),
    CONSTRAINT fk_idempotency_key_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE reminder (
    organisation_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_reminder_kind CHECK (kind in ('day', 'hours')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reminder PRIMARY KEY (organisation_id, appointment_id, kind),
    CONSTRAINT fk_appointment_id FOREIGN KEY(organisation_id, appointment_id) REFERENCES appointment (organisation_id, id),
    CONSTRAINT fk_reminder_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_appointment_booked_start ON appointment (organisation_id, lower(during)) WHERE status = 'booked';

ALTER TABLE notification
    ADD COLUMN template TEXT,
    ADD COLUMN language TEXT,
    ADD COLUMN sent_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN n_tries INTEGER DEFAULT '0' NOT NULL,
    ADD COLUMN try_again_at TIMESTAMP WITH TIME ZONE;

CREATE INDEX ix_notification_waiting ON notification (organisation_id, try_again_at) WHERE sent_at is null and channel <> 'in-app';

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['availability_rule', 'unavailability', 'wish', 'offer',
                                   'idempotency_key', 'reminder']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY own_organisation ON %I USING (organisation_id ='
            ' nullif(current_setting(''horarium.organisation'', true), '''')::uuid)',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO horarium_app', v_table);
    END LOOP;
END $$;
