-- The tables as they first were; later shapes are later migrations.

CREATE TABLE organisation (
    id UUID NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT uq_organisation_slug UNIQUE (slug)
);

CREATE TABLE api_token (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_api_token PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_api_token_organisation_id_secret_hash UNIQUE (organisation_id, secret_hash),
    CONSTRAINT fk_api_token_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE UNIQUE INDEX uq_api_token_live_name ON api_token (organisation_id, name) WHERE revoked_at is null;

CREATE TABLE event (
    organisation_id UUID NOT NULL,
    xid BIGINT DEFAULT (pg_current_xact_id()::text)::bigint NOT NULL,
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id UUID,
    actor_role TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    patient_id UUID,
    details JSONB DEFAULT '{}'::jsonb NOT NULL,
    request_id TEXT,
    CONSTRAINT pk_event PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_event_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_event_object ON event (organisation_id, object_kind, object_id);

CREATE INDEX ix_event_patient ON event (organisation_id, patient_id);

CREATE TABLE event_seal (
    organisation_id UUID NOT NULL,
    number BIGINT NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    event_ids JSONB NOT NULL,
    leaves BYTEA NOT NULL,
    root BYTEA NOT NULL,
    previous BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    last_id BIGINT NOT NULL,
    horizon BIGINT NOT NULL,
    settled_id BIGINT NOT NULL,
    CONSTRAINT pk_event_seal PRIMARY KEY (organisation_id, number),
    CONSTRAINT fk_event_seal_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE healthcare_service (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_healthcare_service PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_healthcare_service_organisation_id_name UNIQUE (organisation_id, name),
    CONSTRAINT fk_healthcare_service_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE location (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_location_kind CHECK (kind in ('site', 'room')),
    part_of_id UUID,
    CONSTRAINT pk_location PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_part_of_id FOREIGN KEY(organisation_id, part_of_id) REFERENCES location (organisation_id, id),
    CONSTRAINT uq_location_organisation_id_part_of_id_name UNIQUE (organisation_id, part_of_id, name),
    CONSTRAINT fk_location_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE outbox (
    organisation_id UUID NOT NULL,
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    topic TEXT NOT NULL,
    payload JSONB NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_outbox PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_outbox_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_outbox_waiting ON outbox (id) WHERE sent_at is null;

CREATE TABLE patient (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    record_number TEXT NOT NULL,
    name TEXT NOT NULL,
    birth_on DATE,
    phone TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_patient_organisation_id_record_number UNIQUE (organisation_id, record_number),
    CONSTRAINT fk_patient_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE practitioner (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    staff_code TEXT NOT NULL,
    name TEXT NOT NULL,
    grade TEXT NOT NULL,
    CONSTRAINT pk_practitioner PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_practitioner_organisation_id_staff_code UNIQUE (organisation_id, staff_code),
    CONSTRAINT fk_practitioner_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE roster (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    starts_on DATE NOT NULL,
    n_days INTEGER NOT NULL CONSTRAINT ck_roster_n_days CHECK (n_days > 0),
    status TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    problem JSONB NOT NULL,
    summary JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_roster PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_roster_status CHECK (status in ('draft', 'published', 'archived')),
    CONSTRAINT fk_roster_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_roster_starts_on ON roster (organisation_id, starts_on);

CREATE TABLE account (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    practitioner_id UUID,
    patient_id UUID,
    n_failures INTEGER DEFAULT '0' NOT NULL,
    blocked_until_at TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_account_organisation_id_login UNIQUE (organisation_id, login),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_account_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE assignment (
    organisation_id UUID NOT NULL,
    roster_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    on_date DATE NOT NULL,
    shift_type TEXT NOT NULL,
    locked BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_assignment PRIMARY KEY (organisation_id, roster_id, practitioner_id, on_date),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id)
);

CREATE TABLE session (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    service_id UUID NOT NULL,
    location_id UUID NOT NULL,
    roster_id UUID,
    on_date DATE NOT NULL,
    during TSTZRANGE NOT NULL,
    series TEXT NOT NULL,
    slot_min INTEGER NOT NULL CONSTRAINT ck_session_slot CHECK (slot_min > 0),
    capacity INTEGER NOT NULL,
    taken INTEGER DEFAULT '0' NOT NULL,
    overflow_limit INTEGER DEFAULT '0' NOT NULL,
    overflow_taken INTEGER DEFAULT '0' NOT NULL,
    last_number INTEGER DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    late_min INTEGER DEFAULT '0' NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE,
    break_from_at TIMESTAMP WITH TIME ZONE,
    break_until_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    discipline TEXT DEFAULT 'banded-edd' NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_session_capacity CHECK (capacity >= 0 and taken between 0 and capacity),
    CONSTRAINT ck_session_overflow CHECK (overflow_limit >= 0 and overflow_taken between 0 and overflow_limit),
    CONSTRAINT ck_session_status CHECK (status in ('planned', 'open', 'closed', 'cancelled')),
    CONSTRAINT ck_session_late CHECK (late_min >= 0),
    CONSTRAINT uq_session_organisation_id_on_date_series UNIQUE (organisation_id, on_date, series),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_service_id FOREIGN KEY(organisation_id, service_id) REFERENCES healthcare_service (organisation_id, id),
    CONSTRAINT fk_location_id FOREIGN KEY(organisation_id, location_id) REFERENCES location (organisation_id, id),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_session_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE solve_run (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    status TEXT NOT NULL,
    problem JSONB NOT NULL,
    params JSONB NOT NULL,
    progress JSONB DEFAULT '[]'::jsonb NOT NULL,
    outcome JSONB,
    roster_id UUID,
    requested_by UUID,
    stop_requested BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    heartbeat_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_solve_run PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_solve_run_status CHECK (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_solve_run_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE appointment (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    session_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    during TSTZRANGE NOT NULL,
    lane SMALLINT DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_appointment_status CHECK (status in ('proposed', 'pending', 'booked', 'arrived', 'checked-in', 'fulfilled', 'cancelled', 'noshow', 'waitlist', 'entered-in-error')),
    CONSTRAINT fk_session_id FOREIGN KEY(organisation_id, session_id) REFERENCES session (organisation_id, id),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_appointment_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_appointment_patient ON appointment (organisation_id, patient_id);

CREATE INDEX ix_appointment_session ON appointment (organisation_id, session_id);

CREATE UNIQUE INDEX uq_appointment_slot ON appointment (organisation_id, session_id, lower(during), lane) WHERE status not in ('cancelled', 'noshow', 'entered-in-error', 'waitlist');

CREATE TABLE notification (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    outbox_id BIGINT NOT NULL,
    patient_id UUID,
    account_id UUID,
    channel TEXT NOT NULL,
    words TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_notification PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_notification_organisation_id_outbox_id_channel UNIQUE (organisation_id, outbox_id, channel),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_account_id FOREIGN KEY(organisation_id, account_id) REFERENCES account (organisation_id, id),
    CONSTRAINT fk_notification_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE sign_in (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sign_in PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_sign_in_organisation_id_secret_hash UNIQUE (organisation_id, secret_hash),
    CONSTRAINT fk_account_id FOREIGN KEY(organisation_id, account_id) REFERENCES account (organisation_id, id),
    CONSTRAINT fk_sign_in_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE token (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    session_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    appointment_id UUID,
    number INTEGER NOT NULL CONSTRAINT ck_token_number CHECK (number > 0),
    opaque TEXT NOT NULL,
    source TEXT NOT NULL,
    priority_class TEXT NOT NULL,
    status TEXT NOT NULL,
    overflow BOOLEAN NOT NULL,
    reason TEXT,
    idempotency_key TEXT,
    slot_start_at TIMESTAMP WITH TIME ZONE,
    arrived_at TIMESTAMP WITH TIME ZONE,
    called_at TIMESTAMP WITH TIME ZONE,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    skipped_at TIMESTAMP WITH TIME ZONE,
    entry_at TIMESTAMP WITH TIME ZONE,
    n_skips SMALLINT DEFAULT '0' NOT NULL,
    n_recalls SMALLINT DEFAULT '0' NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_token PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_token_organisation_id_session_id_number UNIQUE (organisation_id, session_id, number),
    CONSTRAINT uq_token_organisation_id_opaque UNIQUE (organisation_id, opaque),
    CONSTRAINT uq_token_organisation_id_idempotency_key UNIQUE (organisation_id, idempotency_key),
    CONSTRAINT uq_token_organisation_id_appointment_id UNIQUE (organisation_id, appointment_id),
    CONSTRAINT ck_token_status CHECK (status in ('booked', 'arrived', 'called', 'in-consultation', 'completed', 'skipped', 'recalled', 'noshow', 'cancelled', 'left', 'transferred')),
    CONSTRAINT ck_token_source CHECK (source in ('emergency', 'priority', 'follow-up', 'online', 'walk-in')),
    CONSTRAINT fk_session_id FOREIGN KEY(organisation_id, session_id) REFERENCES session (organisation_id, id),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_appointment_id FOREIGN KEY(organisation_id, appointment_id) REFERENCES appointment (organisation_id, id),
    CONSTRAINT fk_token_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE UNIQUE INDEX uq_token_active_patient ON token (organisation_id, session_id, patient_id) WHERE status in ('booked', 'arrived', 'called', 'recalled', 'skipped', 'in-consultation');
